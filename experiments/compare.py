"""Scenarios side by side, every replicate a pair: python -m experiments.compare name=value ...

    "scenarios=[mechanical,organic]"   presets to compare; the first is the one the others are compared with
    "variants={no_mates: {ties.mates: false}}"   the first of them with something changed, compared too
    "expected={no_mates: {annual_retention: lower}}"   what theory says of a variant: printed, and judged
    "vary={society.occupations: [3, 48], retention.sobriety: [0, 0.5, 1]}" "effectiveness=[sales]"   compare in every
                                       cell of a grid: where is which more effective? maps over the last two
    replicates=40                      runs of each, paired by common random numbers
    persons=20000 weeks=260            any parameter by its dotted name, as ritual.interval_days=5; for all scenarios
    plan=stairstep network=well_mixed  options of conf/plan, conf/placement, conf/network
    experiment=<name>                  a named study of conf/experiment, as ablations, age_of_reason
    seed=1                             master seed: the same seed gives the same bytes
    output=results/compare/<name>      where tables, figures and report.html go; the same command again resumes
    retry=failed                       a resume also does the runs again that are stored without a result
    engine=local engine.workers=2      or engine=serial, engine=dask; engine.threads=2 for few large runs

Defaults stand in conf/compare.yaml; parameters with units and ranges in model/*_parameters.py.
"""

from experiments.command import run_command

if __name__ == "__main__":
    run_command("experiments.comparison", __doc__)
