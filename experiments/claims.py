"""The source papers' own claims, put to the model one by one: python -m experiments.claims name=value ...

    replicates=12                 runs of each variant, paired by common random numbers
    "studies=[growth,legara]"     only these studies; all unless told (a wrong name lists them)
    scenario=mechanical           practice of the whole runs; persons=5000 founders=40 weeks=156, or any parameter by
                                  its dotted name, hold for them too, unless a claim varies it
    seed=1                        master seed
    output=results/claims         where report.html, claims.csv and the figures go

Prints one row per claim - the claim, how it was put to the model, what came out, the verdict (holds, holds only if ...,
fails) - and writes the same, with tables and figures. Claims that the model cannot answer yet are named with what they
await. Defaults stand in conf/claims.yaml; parameters with units and ranges in model/*_parameters.py.
"""

from experiments.command import run_command

if __name__ == "__main__":
    run_command("experiments.claims_table", __doc__)
