"""The questionnaire: six variables of interaction ritual, four or five questions each, in words that can be asked.

The variables and their high ends are those of the survey of Amway distributors in Indonesia (30 respondents, 3 key
informants). Its questions are not available; the wording here is ours. Opinions are answered on a scale from "not at
all" to "wholly"; a vignette tells of a violation of the group's symbols and asks how harshly it should be met, from
"let it pass" to "expel".
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

VIOLATIONS = "violation_response"
PEER, DOWNLINE = "teammate", "downline"


class Variable(NamedTuple):
    """One of the six: its name, how tables call it, its two directions, and which of them is mechanical solidarity.

    `found` is what the source reports. A variable that is not `decisive` takes no part in the verdict.
    """

    name: str
    label: str
    low: str
    high: str
    found: str
    decisive: bool = True


class Question(NamedTuple):
    """One question: of which variable, in which words; a vignette has a severity and an offender."""

    variable: str
    words: str
    severity: float | None = None
    offender: str | None = None

    @property
    def state(self) -> str:
        """What is truly answered: the member's column, or the chance of a harsh answer to this vignette."""
        return self.variable if self.severity is None else f"harsh_to_{self.offender}_{self.severity:g}"


VARIABLES = (
    Variable("physical_density", "Physical density", "low", "high", found="high"),
    Variable("shared_focus", "Common focus of attention", "low", "high", found="high"),
    Variable("shared_emotion", "Shared emotion", "weak", "strong", found="strong"),
    Variable("symbol_attachment", "Presence and meaning of symbols", "low", "high", found="high"),
    Variable(VIOLATIONS, "Response to violation of symbols", "lenient", "harsh", found="lenient", decisive=False),
    Variable("distrust", "Attitude to non-members", "trust", "distrust", found="distrust"),
)

QUESTIONS = (
    Question("physical_density", "I meet other distributors often."),
    Question("physical_density", "At our meetings we sit close together."),
    Question("physical_density", "Hardly a week goes by without being together with my team."),
    Question("physical_density", "When we gather, nearly everybody is there."),
    Question("shared_focus", "At meetings all of us attend to the same thing."),
    Question("shared_focus", "While somebody speaks, nobody's thoughts are elsewhere."),
    Question("shared_focus", "I know that the others follow what I follow."),
    Question("shared_focus", "We talk of the same aims whenever we meet."),
    Question("shared_emotion", "At meetings I feel what the others feel."),
    Question("shared_emotion", "Enthusiasm spreads among us."),
    Question("shared_emotion", "When one of us succeeds, all rejoice."),
    Question("shared_emotion", "I come away from meetings stirred."),
    Question("symbol_attachment", "Our pins, songs and slogans mean much to me."),
    Question("symbol_attachment", "I carry or show something by which others know what I belong to."),
    Question("symbol_attachment", "The names of our leaders stand for what I want to become."),
    Question("symbol_attachment", "It would hurt me to see our symbols mocked."),
    Question("symbol_attachment", "The products are more to me than goods."),
    Question(VIOLATIONS, "A teammate misses meetings without a word.", 0.25, PEER),
    Question(VIOLATIONS, "Somebody in your downline misses meetings without a word.", 0.25, DOWNLINE),
    Question(VIOLATIONS, "A teammate sells a rival's goods and mocks ours in public.", 0.75, PEER),
    Question(VIOLATIONS, "Somebody in your downline sells a rival's goods and mocks ours.", 0.75, DOWNLINE),
    Question("distrust", "People outside do not understand what we do."),
    Question("distrust", "One should be careful with those who are not members."),
    Question("distrust", "Outsiders wish us to fail."),
    Question("distrust", "I rely on members rather than on other people."),
)
# Places of each variable's questions, in order.
PLACES = {
    variable.name: np.array([k for k, question in enumerate(QUESTIONS) if question.variable == variable.name])
    for variable in VARIABLES
}
