"""Any design over any parameters and config groups: python -m experiments.sweep name=value ...

    design=lhs design.runs=2000        single, paired, factorial, grid, list, lhs, sobol, morris, saltelli (conf/design)
    "design.vary={ritual.interval_days: [3, 28], scenario: [mechanical, organic]}"
    replicates=10 pairing=common       runs of each point; common: replicate r of all points shares its draws
    persons=5000 scenario=mechanical   any parameter by its dotted name; an option of conf/scenario, plan, network ..
    experiment=<name>                  a named study of conf/experiment
    "keep=[weekly,survival]"           tables stored beside runs and log; also ledger, standing, distributors,
                                       and, with panel=0.05, panel: a twentieth of all persons, followed weekly
    output=results/sweep/<name>        where results go; the same command again resumes
    retry=failed                       a resume also does the runs again that are stored without a result
    shard=3/20                         the third of twenty parts, for Slurm arrays; all write to one output
    engine=local engine.workers=2      or engine=serial, engine=dask
    show=<folder>                      summarise the results in a folder instead of running

    -m scenario=mechanical,organic     Hydra's own multirun, for tens of configurations; design=grid is the fast way

Read the results with experiments.store.load(folder).runs, or any Parquet reader on
<folder>/parts/*/*/runs.parquet.
"""

from experiments.command import run_command

if __name__ == "__main__":
    run_command("experiments.sweeping", __doc__)
