"""Joining in real communities, predicted from half of them: python -m experiments.villages name=value ...

    society.ties_file=ties.csv society.people_file=households.csv     ties, and who people are, as for network=file
    society.founders_column=leader     1: told first; given to the model, never predicted
    society.joined_column=loan         1: joined in reality; what is predicted
    society.community_column=village   which community; ties should stay within
    "choose={recruitment.contact: {range: [0.1, 10], scale: log}}"    chosen on half of them (null: not)
    "peers_needed=[0,2,3]"             ties inside that somebody needs to be open: 0 simple contagion, more complex
    points=256 replicates=4            parameter sets tried for each contagion, and runs of each
    predictions=40                     runs of the chosen ones
    weeks=52 ritual.interval_days=7    any parameter by its dotted name
    output=results/villages/<name>     where results go; the same command again resumes
    engine=local engine.workers=2      or engine=serial, engine=dask

The other half is predicted and compared with what happened, beside nulls that know no network. Defaults stand in
conf/villages.yaml.
"""

from experiments.command import run_command

if __name__ == "__main__":
    run_command("experiments.village_study", __doc__)
