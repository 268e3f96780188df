#!/bin/sh
# Makes .venv ready: finds a Python, installs requirements.lock into it, compiles the model.
# Returns at once when that is done. A set-up that was interrupted left no stamp and starts again from nothing,
# as does one whose lock, dependencies or folder changed.
set -eu
cd "$(dirname "$0")/.."

stop() {
    printf '\n%s\n' "$1" >&2
    exit 1
}

stamp=.venv/.ready-$({ pwd; cat requirements.lock; sed '/^\[tool\.ruff/,$d' pyproject.toml; } | cksum | cut -d ' ' -f 1)
if [ -e "$stamp" ] && .venv/bin/python -c '' 2>/dev/null; then
    exit 0
fi

# Each candidate is run: a command called python3.13 may be a shim for a Python that is not there.
python=
for candidate in "${PYTHON:-}" python3 python3.13 python3.12 \
    "$(uv python find --system --python-preference only-managed '>=3.12,<3.14' 2>/dev/null)" \
    "${PYENV_ROOT:-${HOME:-}/.pyenv}"/versions/3.1[23].*/bin/python3; do
    if [ -n "$candidate" ] && "$candidate" -c '
import ensurepip, sys, venv
sys.exit(not (sys.implementation.name == "cpython" and (3, 12) <= sys.version_info[:2] < (3, 14)))
' >/dev/null 2>&1; then
        python=$candidate
        break
    fi
done
[ -n "$python" ] || stop "Set-up found no usable Python. Solidaritas needs CPython 3.12 or 3.13 with the modules venv and
ensurepip (on Debian and Ubuntu they are in the package python3-venv). Install one, or name one that you
have: make setup PYTHON=/path/to/python3.13"

echo "Setting up .venv with $("$python" -c 'import platform, sys; print("Python", platform.python_version(), "of", sys.base_prefix)')."
echo "About 70 packages are installed and the model is compiled; this takes a minute or more, once."
"$python" -m venv --clear .venv

# setuptools goes first, pinned and checked like the rest: it builds the two packages that exist as source only.
sed -n '/^setuptools==/,/[^\\]$/p' requirements.lock >.venv/build-requirements.txt
pip() {
    .venv/bin/python -m pip --quiet --disable-pip-version-check install --no-build-isolation "$@"
}
{
    pip --require-hashes -r .venv/build-requirements.txt &&
        pip --require-hashes --use-pep517 -r requirements.lock &&
        pip --no-deps --editable .
} || stop "Set-up stopped because packages could not be installed; what pip said stands above. If this machine is not
connected to a package index, connect it. Then give the same command again: nothing has to be cleaned up."

.venv/bin/python -m model.compile
: >"$stamp"
echo "Set-up is complete."
