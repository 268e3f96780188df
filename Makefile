# Targets that need Python first make .venv ready: about a minute the first time, nothing afterwards.

PY := .venv/bin/python
ARGS ?=

.PHONY: help setup compare test test-slow lint format bench docs reference lock clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' Makefile
	@echo
	@echo 'Arguments are passed on by ARGS, as in: make compare ARGS="replicates=10 persons=20000"'
	@echo 'Another Python for the set-up:          make setup PYTHON=/path/to/python3.13'

setup: ## make .venv ready; the other targets do this by themselves
	@sh tools/setup.sh

compare: setup ## mechanical against organic solidarity: tables and figures
	$(PY) -m experiments.compare $(ARGS)

test: setup ## the quick tests
	$(PY) -m pytest -n auto --maxprocesses 4 --dist worksteal -m "not slow" $(ARGS)

test-slow: setup ## the slow tests; to have none (pytest returns 5) is no failure
	$(PY) -m pytest -n auto --maxprocesses 4 --dist worksteal -m slow $(ARGS) || [ $$? -eq 5 ]

lint: setup ## formatting, style and types, checked
	$(PY) -m ruff format --check .
	$(PY) -m ruff check .
	$(PY) -m mypy

format: setup ## put the sources into shape
	$(PY) -m ruff format .
	$(PY) -m ruff check --fix .

bench: setup ## measure speed and memory
	$(PY) -m experiments.bench $(ARGS)

docs: setup ## write docs/parameters.md from the declarations in model/
	$(PY) -m experiments.parameter_tables

reference: setup ## make results/reference/ anew: every table and figure that README and docs/ show
	$(PY) -m experiments.reference $(ARGS)

lock: ## renew requirements.lock from pyproject.toml (needs uv; ARGS=--upgrade takes newer versions)
	uv pip compile --quiet --universal --python-version 3.12 --extra dev --generate-hashes --no-emit-index-url \
		--no-annotate --no-header --output-file requirements.lock $(ARGS) pyproject.toml

clean: ## remove .venv and all caches; results stay
	rm -rf .venv .cache .pytest_cache .ruff_cache .mypy_cache .hypothesis build *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
