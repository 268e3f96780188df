"""Replicates of the presets for the tests of what ties do to an organisation, each made once."""

from functools import cache

from small_worlds import REPLICATES, run, small_world


@cache
def runs(preset, weeks=52, **changes):
    """Replicates of a preset; `ties__turnover=1` stands for the parameter `ties.turnover`."""
    scenario = small_world(preset, {name.replace("__", "."): value for name, value in changes.items()})
    return [run(scenario, weeks, replicate=replicate) for replicate in range(REPLICATES)]


def total(models, name):
    return [model.weekly[name].sum() for model in models]


def mean(models, name):
    return [model.weekly[name].mean() for model in models]
