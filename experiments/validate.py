"""Every target the model is checked against, in one table: python -m experiments.validate name=value ...

    "sections=[theory,claims]"    only these sections; all unless told (a wrong name lists them)
    strict=true                   exit with status 3 if a target is missed; 0 otherwise, misses being results
    rivals=true                   instead of the table: which rival passes which pattern, every switch of the model
                                  thrown in turn, with `transactional` and random leaving as negative controls (half
                                  an hour or more)
    runs.patterns=20 runs.claims=12 runs.rivals=8
                                  runs of each variant, paired by common random numbers
    scenario=mechanical           practice of the whole runs; persons=5000 founders=40 weeks=156, or any parameter by
                                  its dotted name, hold for them too, unless a target varies it
    engine=local engine.workers=2 retry=failed
    seed=1                        master seed
    output=results/validation     its folder table/ (or rivals/) takes the stored rows, validation.csv, figures and page

Each row has its value with its interval, the target, met or missed, and a role: exact theory, published rule,
implementation check, used for defaults, or held out. What was done is stored: Ctrl-C stops within seconds, and the same
command takes up where it stopped. Defaults, rivals and what each rival must fail stand in conf/validate.yaml.
"""

from experiments.command import run_command

if __name__ == "__main__":
    run_command("experiments.validation", __doc__)
