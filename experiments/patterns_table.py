"""What `python -m experiments.patterns` does: ask every pattern of the model, print the table, write it down."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Callable, Sequence

import pandas as pd

from experiments import wording
from experiments.answering import Questions, answer, plan_studies, write_answers
from experiments.battery_patterns import battery
from experiments.claim import Study
from experiments.closure_patterns import insularity, trade_off
from experiments.energy_patterns import stratified, synchrony
from experiments.gathering_patterns import crowding, returns
from experiments.identification_patterns import kinds_of_members
from experiments.laboratory import Laboratory
from experiments.leaving_patterns import staying
from experiments.pattern import ERROR_RATE, Part, Pattern
from experiments.recruiting_patterns import weak_ties
from experiments.replacing import replace_csv
from experiments.survey_patterns import survey
from experiments.threshold_patterns import threshold

PATTERNS: dict[str, Callable[[Laboratory], Study[Pattern]]] = {
    "P1": battery,
    "P2": threshold,
    "P3": stratified,
    "P4": staying,
    "P5": crowding,
    "P6": returns,
    "P7": insularity,
    "P8": trade_off,
    "P9": weak_ties,
    "P10": synchrony,
    "P11": kinds_of_members,
    "P12": survey,
}
_QUANTITY, _VALUE, _RUNS = 64, 26, 5  # characters of columns


def printed(pattern: Pattern) -> str:
    """The rows of a pattern as a terminal shows them."""
    lines = [f"{pattern.name:5}{pattern.title}: {pattern.verdict}", *map(_row, pattern.parts)]
    if pattern.note:
        lines.append(textwrap.fill(pattern.note, wording.LINE, initial_indent=" " * 5, subsequent_indent=" " * 5))
    return "\n".join([*lines, ""])


def _row(part: Part) -> str:
    quantity = textwrap.wrap(part.quantity, _QUANTITY - 2)
    first = f"{'':5}{quantity[0]:{_QUANTITY}}{part.told:{_VALUE}}{part.runs:>{_RUNS}}  {part.asked}"
    return "\n".join([first, *(f"{'':7}{line}" for line in quantity[1:])])


QUESTIONS = Questions(
    command="patterns",
    chooser="patterns",
    studies=PATTERNS,
    show=printed,
    since="patterns are measured over the last year of a settled organisation",
    society="they are tried in societies of other sizes",
)


def main(arguments: Sequence[str]) -> int:
    """Ask the patterns as `arguments` (Hydra overrides) say; return the exit status."""
    plan = plan_studies(QUESTIONS, arguments)
    print(f"{'':5}{'quantity':{_QUANTITY}}{'mean [99 % interval]':{_VALUE}}{'runs':>{_RUNS}}  asked\n")
    studies, pictures = answer(plan)
    patterns = [pattern for study in studies for pattern in study.answers]
    replace_csv(plan.folder / "patterns.csv", pd.DataFrame([row for each in patterns for row in each.rows()]))
    tally = dict(Counter(pattern.verdict for pattern in patterns))
    print(f"Of {len(patterns)} patterns: {', '.join(f'{count} {words}' for words, count in tally.items())}.")
    print(f"A pattern that is not so is called met with a probability of at most {ERROR_RATE:.1%}.")
    written = write_answers(
        plan,
        studies,
        pictures,
        title="Patterns of solidarity, asked of the model",
        tally=tally,
        error_rate=f"{ERROR_RATE:.1%}".replace("%", " %"),
    )
    print(f"Report: {written}")
    return 0
