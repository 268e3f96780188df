"""Parameters chosen so that runs give what was observed: python -m experiments.calibrate name=value ...

    experiment=amway                   the scenario `amway`, on the facts chosen for it (the default)
    experiment=null "design.vary={retention.hazard: {range: [0.01, 0.1], scale: log}}"     what is free, and its prior
    "targets={annual_retention: 0.5, attendance: {value: 0.4, scale: 0.1}}"   outcomes and their values; by their scale
                                       distances are counted, unless told the spread over the runs
    "targets=[F1,F2]"                  facts of experiments/field_facts.py, with the scales stated there
    "left_out={energy: 0.3}"           what the fit is checked on and not made on; null: the facts that choose nothing
    design=lhs design.runs=1000        or design=sobol; runs from the prior, one of each point
    accept=0.05                        share of them, those nearest to the targets, that make the posterior
    trials=500                         stored runs taken for data in turn: are known parameters recovered?
    search.points=48 search.replicates=4   the search for the point estimate (Optuna)
    predictive=60 confirm=30           runs at points drawn from the posterior, and at the point estimate
    persons=5000 scenario=hybrid       any parameter by its dotted name, an option of conf/scenario, plan, network ..
    output=results/calibrate/<name>    where results go; the same command again resumes
    engine=local engine.workers=2      or engine=serial, engine=dask

Defaults stand in conf/calibrate.yaml; parameters with units and ranges in model/*_parameters.py. The last line names
the page; fitted.yaml beside it holds the point estimate as a scenario's file has it.
"""

from experiments.command import run_command

if __name__ == "__main__":
    run_command("experiments.calibrating", __doc__)
