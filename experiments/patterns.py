"""Patterns of solidarity, asked of the model one by one: python -m experiments.patterns name=value ...

    "patterns=[P1,P7]"            only these; all unless told (a wrong name lists them)
    replicates=20                 runs of each variant, paired by common random numbers
    scenario=mechanical           practice of the runs; persons=5000 founders=40 weeks=156, or any parameter by its
                                  dotted name, hold too, unless a pattern varies it
    seed=1                        master seed
    output=results/patterns       where report.html, patterns.csv and the figures go

Prints a table with a row for each quantity that a pattern asks about - what must be so, the mean over runs with its
99 % interval, the number of runs - and the pattern's verdict: met, missed or not decided by these runs; an
implementation check where a parameter builds it in. A pattern that is not so is called met with a probability of at
most 0.5 %. The same, with figures, stands on the page that the last line names. Defaults stand in conf/patterns.yaml;
parameters with units and ranges in model/*_parameters.py.
"""

from experiments.command import run_command

if __name__ == "__main__":
    run_command("experiments.patterns_table", __doc__)
