"""Values of parameters that are allowed each by itself and cannot stand together in one scenario."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from model import schedule, society_parameters
from model.placement import KEEP_EMPTY_PLACES

IN_CONTRADICTIONS = (
    "founders", "persons", "trade.member_price", "trade.consumer_price", "tree.placement", "tree.leavers", "plan.name",
    "ranks.rule", "weeks", "schedule", *society_parameters.CONTRADICTING,
)  # fmt: skip


def contradictions(values: Mapping[str, Any]) -> list[str]:
    """One sentence for each pair of values that cannot stand together; `values` by dotted name."""
    problems = []
    if values["founders"] > values["persons"] // 2:
        problems.append(
            f"founders = {values['founders']} is not allowed: at most half of persons = {values['persons']} can be"
            " founders."
        )
    if values["trade.member_price"] > values["trade.consumer_price"]:
        problems.append(
            f"trade.member_price = {values['trade.member_price']} is not allowed: it must not exceed"
            f" trade.consumer_price = {values['trade.consumer_price']}."
        )
    if values["tree.placement"] in KEEP_EMPTY_PLACES and values["tree.leavers"] != "empty":
        problems.append(
            f"tree.leavers = {values['tree.leavers']!r} is not allowed with tree.placement ="
            f" {values['tree.placement']!r}: it must be 'empty', since places there are never given up."
        )
    if values["plan.name"] == "star" and values["ranks.rule"] == "plan":
        problems.append(
            "ranks.rule = 'plan' is not allowed with plan.name = 'star': it must be 'stars' or 'pins', since the plan"
            " pays by rank and awards none."
        )
    return problems + schedule.contradictions(values) + society_parameters.contradictions(values)
