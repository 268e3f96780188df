"""How fast the model runs here, against the same model in plain Mesa: python -m experiments.bench name=value ...

    "persons=[20000,100000]"   sizes of society; a third of each founds the organisation, so that many are active
    weeks=26                   weeks that are timed, after as many that are not
    scenario=mechanical        which scenario runs; any parameter of the model by its dotted name
    runner_runs=10000          empty runs by which the runner's own cost is timed; 0: not
    ordinary_runs=400          runs by which two workers are compared with one
    tree_members=10000000      members whose levels, downlines and month's commissions are timed by plan; 0: not
    seed=1

The unit is the agent-week: one active member carried through one week with every mechanism. The plain Mesa model
(tests/reference_model.py: one Python object for each distributor, ordinary random numbers, interpreted rules) is timed
in the same run, a block of weeks of the one after a block of the other. Defaults stand in conf/bench.yaml.
"""

from experiments.command import run_command

if __name__ == "__main__":
    run_command("experiments.benchmark", __doc__)
