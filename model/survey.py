"""A survey: the questionnaire put to a sample of the members, scored as the source does, with a verdict.

What comes between a member's state and a ticked box: the wording of each question (how closely it follows the state,
and where it is ticked too easily or too hardly; drawn once for a run, since the source's own questions are not
available), the wish to please (answers drawn towards the organisation's norm, which is what its key informants live by;
Crowne & Marlowe 1960), and plain error. Every draw is keyed by the run, the week, the person, the question and the
survey's number, so that a sample of ten is the beginning of a sample of thirty.

**The verdict is the source's reading.** A respondent scores *high* on a variable when the mean of the answers lies
above the scale's midpoint; the variable's direction is what more than half of the respondents score. The bond is read
as *mechanical* when density, focus and symbols are high, emotion is strong and non-members are distrusted, as *not
mechanical* when none of this is so, and as *mixed* otherwise. The answer to violations takes no part: theory expects
harshness of mechanical solidarity (Durkheim 1893), the source found lenience and read its case as mechanical all the
same. *Not mechanical* is no proof of organic solidarity, of which no question asks.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy import stats

from model.census import Census, take_census
from model.compilation import plainly
from model.draws import stream
from model.questionnaire import PLACES, QUESTIONS, VARIABLES
from model.respondents import choose, key_informants, reachable_in, unit_draws
from model.society import standard_normal
from model.survey_parameters import SurveyParameters

if TYPE_CHECKING:
    from model.model import SolidarityModel

MECHANICAL, MIXED, NOT_MECHANICAL, NOBODY_ASKED = "mechanical", "mixed", "not mechanical", "nobody to ask"
WORDING, RESPONSE = stream("survey: wording"), stream("survey: response")
_POPULATIONS = {"stayers": "members active now", "ever_joined": "all who ever joined"}
_SAMPLINGS = {
    "random": "drawn at random",
    "line": "along a line of sponsorship",
    "meeting": "who came to their team's latest gathering",
    "informants": "of the highest ranks",
}
_DECISIVE = np.array([variable.decisive for variable in VARIABLES])


@dataclasses.dataclass(frozen=True)
class SurveyResult:
    """What one survey found; printing it shows the table.

    Attributes
    ----------
    table
        One row per variable: `variable`, `questions`, `alpha` (Cronbach's), `mean` (scale points), `share_high` with
        its 95 % Wilson interval `low` to `high`, `direction`, `informants` (the key informants' direction), `found`
        (the source's).
    verdict
        See the module's opening.
    respondents, informants
        Persons asked (int).
    parameters
        How it was done.
    """

    table: pd.DataFrame
    verdict: str
    respondents: np.ndarray
    informants: np.ndarray
    parameters: SurveyParameters

    @property
    def as_found(self) -> bool:
        """Whether all six directions are those that the source reports."""
        return bool((self.table["direction"] == self.table["found"]).all())

    @property
    def heading(self) -> str:
        """Who was asked, in words."""
        asked, p = len(self.respondents), self.parameters
        short = f" ({p.respondents} were wanted)" if asked < p.respondents else ""
        return f"{asked} respondents{short} of {_POPULATIONS[p.population]}, {_SAMPLINGS[p.sampling]}"

    @property
    def shown(self) -> pd.DataFrame:
        """The table as people read it."""
        return pd.DataFrame(
            {
                "Variable": self.table["variable"],
                "Questions": self.table["questions"],
                "Alpha": self.table["alpha"].map(lambda alpha: _or_dash(alpha, "{:.2f}")),
                f"Mean (1 to {self.parameters.points})": self.table["mean"].map(lambda mean: _or_dash(mean, "{:.2f}")),
                "High": self.table["share_high"].map(lambda share: _or_dash(share, "{:.0%}")),
                "95 % Wilson": [
                    f"{low:.0%} to {high:.0%}" if np.isfinite(low) else _or_dash(low, "")
                    for low, high in zip(self.table["low"], self.table["high"], strict=True)
                ],
                "Direction": self.table["direction"],
                f"{len(self.informants)} informants": self.table["informants"],
                "Source found": self.table["found"],
            }
        )

    def __str__(self) -> str:
        end = "; all six directions as the source found them" if self.as_found else ""
        return "\n".join([self.heading, self.shown.to_string(index=False), f"Verdict: {self.verdict}{end}"])


def survey(model: SolidarityModel, parameters: SurveyParameters | None = None, *, number: int = 0) -> SurveyResult:
    """Put the questionnaire to members of a running organisation.

    Parameters
    ----------
    model
        The organisation, at whatever week it is.
    parameters
        How the survey is done.
    number
        Surveys of other numbers meet other people and other errors, with the same questions.
    """
    return conduct(take_census(model), parameters or SurveyParameters(), key=model.key, week=model.week, number=number)


def conduct(
    census: Census, parameters: SurveyParameters, *, key: np.uint64, week: int, number: int = 0
) -> SurveyResult:
    """Put the questionnaire to a sample of a census; `key` and `week` are those of the run."""
    p = parameters
    sample = choose(census, p, key=key, week=week, number=number)
    informants = key_informants(census, p.population)[: p.informants]
    answers = ask(census, sample, p, key=key, week=week, number=number)
    own = scores(answers, p.points)
    theirs = scores(ask(census, informants, p, key=key, week=week, number=number), p.points)
    rows = []
    for place, variable in enumerate(VARIABLES):
        scored_high = own[:, place] > 0.5
        low, high = wilson_interval(int(np.count_nonzero(scored_high)), len(own))
        rows.append(
            {
                "variable": variable.label,
                "questions": len(PLACES[variable.name]),
                "alpha": cronbach_alpha(answers[:, PLACES[variable.name]]),
                "mean": 1 + (p.points - 1) * own[:, place].mean() if len(own) else np.nan,
                "share_high": scored_high.mean() if len(own) else np.nan,
                "low": low,
                "high": high,
                "direction": _in_words(own, place),
                "informants": _in_words(theirs, place),
                "found": variable.found,
            }
        )
    person = census.people["person"].to_numpy()
    return SurveyResult(pd.DataFrame(rows), verdict_of(directions(own)), person[sample], person[informants], parameters)


def ask(
    census: Census, respondents: np.ndarray, p: SurveyParameters, *, key: np.uint64, week: int, number: int = 0
) -> np.ndarray:
    """Answers of some people of the census, from 1 to `p.points`, (respondents, questions) float64."""
    answers = np.empty((len(respondents), len(QUESTIONS)))
    if len(respondents) == 0:
        return answers
    norm = census.answers[key_informants(census, p.population)[: p.informants]].mean(axis=0)
    true = census.answers[respondents]
    shown = true + p.desirability * (norm - true)
    person = census.people["person"].to_numpy()[respondents]
    closeness, first, second, _ = unit_draws(key, WORDING, 0, np.arange(len(QUESTIONS)), 0)
    loading = 1.0 - p.loading_spread * closeness
    ease = p.threshold_spread * plainly(standard_normal, first, second)
    for k in range(len(QUESTIONS)):
        first, second, _, _ = unit_draws(key, RESPONSE, week, person, number * len(QUESTIONS) + k)
        error = ease[k] + p.response_error * plainly(standard_normal, first, second)
        felt = 1 + (p.points - 1) * (0.5 + loading[k] * (shown[:, k] - 0.5))
        answers[:, k] = np.clip(np.floor(felt + error + 0.5), 1, p.points)
    return answers


def scores(answers: np.ndarray, points: int) -> np.ndarray:
    """Mean answer to each variable's questions, from 0 to 1, (respondents, variables) float64."""
    means = [answers[:, PLACES[variable.name]].mean(axis=1) for variable in VARIABLES]
    return (np.column_stack(means) - 1) / (points - 1)


def true_scores(census: Census, population: str) -> np.ndarray:
    """Scores of the whole population without any error, in a scale without steps, (people, variables) float64."""
    return scores(1 + census.answers[reachable_in(census, population)], points=2)


def directions(scored: np.ndarray) -> np.ndarray | None:
    """For each variable whether more than half of the scores are high, (variables,) bool; None when there are none."""
    return (scored > 0.5).mean(axis=0) > 0.5 if len(scored) else None


def verdict_of(high: np.ndarray | None) -> str:
    """The source's reading of six directions: see the module's opening."""
    if high is None:
        return NOBODY_ASKED
    decisive = high[_DECISIVE]
    return MECHANICAL if decisive.all() else MIXED if decisive.any() else NOT_MECHANICAL


def cronbach_alpha(answers: np.ndarray) -> float:
    """Reliability of a scale (Cronbach 1951): how far its questions vary together; NaN when nothing varies.

    Parameters
    ----------
    answers
        (respondents, questions).
    """
    questions = answers.shape[1]
    total = answers.sum(axis=1).var(ddof=1) if len(answers) > 1 else 0.0
    if total == 0 or questions < 2:
        return float("nan")
    return float(questions / (questions - 1) * (1 - answers.var(axis=0, ddof=1).sum() / total))


def wilson_interval(count: int, size: int) -> tuple[float, float]:
    """95 % interval of a share (Wilson 1927); NaN without anybody."""
    if size == 0:
        return float("nan"), float("nan")
    interval = stats.binomtest(count, size).proportion_ci(method="wilson")
    return float(interval.low), float(interval.high)


def _in_words(scored: np.ndarray, place: int) -> str:
    high = directions(scored)
    if high is None:
        return NOBODY_ASKED
    return VARIABLES[place].high if high[place] else VARIABLES[place].low


def _or_dash(value: float, form: str) -> str:
    return form.format(value) if np.isfinite(value) else "–"
