"""Which parameters drive the results, and how far: python -m experiments.sensitivity name=value ...

    scenario=mechanical                whose parameters are moved, each around its value there
    "outcomes=[members,energy]"        what is looked at
    "parameters=[ritual.gain,...]"     only these; null: all that are numbers and in use
    "ranges={ritual.gain: [5, 20]}"    how far one is moved; others from half to twice their value
    trajectories=20                    of the screening (Morris), which ranks all of them
    matter=10 base=256                 so many of the first get Sobol indices from such a base sample; 0: none
    "indices_of=[ritual.gain,...]"     these instead, without a screening
    persons=5000 plan=stairstep        any parameter by its dotted name, an option of conf/plan, network ...
    output=results/sensitivity/<name>  where results go; the same command again resumes
    engine=local engine.workers=2      or engine=serial, engine=dask

Beside the parameters a dummy moves, which no rule of the model reads: runs that differ in it alone differ in their
random draws alone. What it seems to do is what chance does. Defaults stand in conf/sensitivity.yaml.
"""

from experiments.command import run_command

if __name__ == "__main__":
    run_command("experiments.sensitivity_study", __doc__)
