"""Roll-up, levels, downlines and teams in the reference model: second opinion of `model/tree.py`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from model.table import ACTIVE, LEFT

if TYPE_CHECKING:
    from tests.reference_distributor import ReferenceDistributor


def roll_up(model: Any) -> None:
    """Give the downlines of leavers to the next upline who is there, those of a root to the senior among them.

    Who left is carried along below somebody senior; a leaver more senior than all who stay remains below the root.
    """
    registered: list[ReferenceDistributor] = model.registered
    orphans = [member for member in registered if member.parent is not None and member.parent.status == LEFT]
    upline = {member: member.nearest_upline_there() for member in orphans}
    root = {member: member.root() for member in orphans}
    heir: dict[ReferenceDistributor, ReferenceDistributor] = {}  # of the roots who left
    for member in orphans:
        if upline[member] is None and member.status != LEFT:
            heir.setdefault(root[member], member)
    for member in orphans:
        senior, gone = heir.get(root[member]), member.parent
        if upline[member] is not None:
            member.parent = upline[member]
        elif member is senior:
            member.parent = None
        else:
            member.parent = senior if senior is not None and senior.row < member.row else root[member]
        if member.parent is not gone:
            member.kinship = 0.0
    staying = [member for member in registered if member.status != LEFT]
    for member in staying:
        member.children = []
    for member in staying:
        if member.parent is not None:
            member.parent.children.append(member)


def set_levels(member: ReferenceDistributor, level: int) -> None:
    """Count levels from a member down."""
    member.level = level
    for child in member.children:
        set_levels(child, level + 1)


def count_downline(member: ReferenceDistributor) -> int:
    """Count the active below a member, and below everybody below; returns those and the member."""
    member.downline = sum(count_downline(child) for child in member.children)
    return member.downline + (member.status == ACTIVE)


def cut_teams(model: Any) -> None:
    """Cut teams of a minimum size from the bottom up; what is left over at the roots gathers root by root."""
    minimum = model.settings.ritual.team_minimum
    heads: set[ReferenceDistributor] = set()
    groups: list[list[ReferenceDistributor]] = []  # of roots with too few below
    enough = True
    for root in model.roots():
        waiting = _waiting_for_team(root, minimum, heads)
        if root in heads:
            continue
        if enough:
            groups.append([])
            gathered = 0
        groups[-1].append(root)
        gathered += waiting
        enough = gathered >= minimum
    if len(groups) > 1 and not enough:
        remainder = groups.pop()
        groups[-1] += remainder
    host = {root: group[0] for group in groups for root in group}
    for root in model.roots():
        for member in root.branch():
            if member in heads:
                member.team = member
            else:
                member.team = host[member] if member.parent is None else member.parent.team
            if member.team is not member:
                member.habituation = 0.0


def _waiting_for_team(member: ReferenceDistributor, minimum: int, heads: set[ReferenceDistributor]) -> int:
    """Active members from here down who are in no team yet; adds to `heads` those at whom a team is cut."""
    waiting = int(member.status == ACTIVE)
    for child in member.children:
        waiting += _waiting_for_team(child, minimum, heads)
    if waiting >= minimum:
        heads.add(member)
        return 0
    return waiting
