"""Which practice does what, alone and together: python -m experiments.effects name=value ...

    experiment=practices_factorial     the five practices at two levels each, all combinations (the default)
    experiment=null "design.vary={ritual.interval_days: [28, 7], exchange.need: [0, 0.7]}"    factors of one's own:
                                       two values each, the second counting as +1
    "outcomes=[annual_retention,sales]"    what is explained
    order=2                            interactions printed and drawn: of up to so many factors; effects.csv has all
    replicates=20                      runs of each combination, sharing their draws with the same run of all others
    persons=5000 scenario=hybrid       any parameter by its dotted name, an option of conf/scenario, plan, network ..
    output=results/effects/<name>      where results go; the same command again resumes
    engine=local engine.workers=2      or engine=serial, engine=dask

Defaults stand in conf/effects.yaml; parameters with units and ranges in model/*_parameters.py.
"""

from experiments.command import run_command

if __name__ == "__main__":
    run_command("experiments.factorial_effects", __doc__)
