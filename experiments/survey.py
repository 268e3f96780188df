"""The questionnaire, put to simulated members: python -m experiments.survey name=value ...

    "scenarios=[mechanical,organic]"   presets whose members are asked
    replicates=20                      runs of each, paired by common random numbers
    "sizes=[10,30,100,300]"            numbers of respondents, to see how many are enough
    surveys=20                         surveys of each size, sampling design and population in every run
    survey.sampling=line               of the survey that is printed: random, line, meeting, informants
    survey.population=ever_joined      stayers, or everyone who ever joined
    survey.respondents=30              and whatever else model/survey_parameters.py lists
    persons=20000 weeks=260            any parameter of the model by its dotted name; for all scenarios
    experiment=answers_without_stake   a named study: here, the commission motive off (conf/experiment/answers_*)
    seed=1                             master seed: the same seed gives the same bytes
    output=results/survey/<name>       where tables, figures and report.html go; runs that are there are not run again
    engine=local engine.workers=2      or engine=serial, engine=dask

Prints one survey of each scenario and how often so many respondents reach the right verdict: that of the whole
population, asked without any error; then how often surveys find what the source found (P12). Defaults stand in
conf/survey.yaml.
"""

from experiments.command import run_command

if __name__ == "__main__":
    run_command("experiments.surveying", __doc__)
