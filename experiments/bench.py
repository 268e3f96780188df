"""How fast the model runs here, against the same model in plain Mesa: python -m experiments.bench name=value ...

    size=small                 in under a minute; size=full, the default, takes several (conf/size)
    "persons=[20000,100000]"   sizes of society; a third of each founds the organisation, so that many are active
    "threads=[1,2]"            threads of a run
    weeks=52                   weeks that are timed, after 26 that are not; fewer where weeks times persons
    person_weeks=200000000     is more than this
    scenario=mechanical        which scenario runs; any parameter of the model by its dotted name
    scaling=true               exponents by which time grows with population, ties, weeks, team size
    cold=true                  time of a start with nothing compiled
    runner_runs=10000          empty runs by which the runner's own cost is timed; 0: not
    ordinary_runs=400          runs by which two workers are compared with one; 0: not
    tree_members=10000000      members whose levels, downlines and month's commissions are timed by plan; 0: not
    name=mine, output=folder   where results go: results/bench/<name>
    seed=1

The unit is the agent-week: one active member carried through one week with every mechanism. The plain Mesa model
(tests/reference_model.py: one Python object for each distributor, ordinary random numbers, interpreted rules) is timed
in the same run, a week of it after each block of weeks of the engine. Every number stands in bench.csv, one a row;
docs/performance.md says how each is measured. Defaults stand in conf/bench.yaml and conf/size.
"""

from experiments.command import run_command

if __name__ == "__main__":
    run_command("experiments.benchmark", __doc__)
