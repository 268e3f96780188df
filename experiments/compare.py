"""Scenarios side by side, every replicate a pair: python -m experiments.compare name=value ...

    "scenarios=[mechanical,organic]"   presets to compare; the first is the one the others are compared with
    replicates=40                      runs of each, paired by common random numbers
    persons=20000 weeks=260            any parameter by its dotted name, as ritual.interval_days=5; for all scenarios
    plan=stairstep network=well_mixed  options of conf/plan, conf/placement, conf/network
    experiment=<name>                  a named study of conf/experiment
    seed=1                             master seed: the same seed gives the same bytes
    output=results/compare/<name>      where tables, figures and report.html go; the same command again resumes
    retry=failed                       a resume also does the runs again that are stored without a result
    engine=local engine.workers=2      or engine=serial, engine=dask

Defaults stand in conf/compare.yaml; parameters with units and ranges in model/*parameters.py.
"""

from experiments.command import run_command

if __name__ == "__main__":
    run_command("experiments.comparison", __doc__)
