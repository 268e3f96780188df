"""The source papers' own claims, put to the model one by one: python -m experiments.claims output=FOLDER.

Prints one row per claim - the claim, how it was put to the model, what came out, the verdict - and writes the same as
claims.html and claims.csv (to results/claims unless told otherwise). Claims about solidarity and networks are named
with what they await.
"""

from experiments.command import run_command

if __name__ == "__main__":
    run_command("experiments.claims_table", __doc__)
