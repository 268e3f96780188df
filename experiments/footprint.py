"""What a model holds in memory, by table: bytes that follow the population, and records that follow the weeks."""

from __future__ import annotations

import numpy as np

from model import SolidarityModel
from model.column_block import Columns

OF_TIES = ("ties", "neighbour", "tie_type", "given_trust", "trust_by_type")  # of the society; the others are of persons
POPULATION = ("society", "people", "members", "ties")  # tables whose size does not depend on the weeks


def footprint(model: SolidarityModel) -> dict[str, int]:
    """Bytes of a model's tables.

    Returns
    -------
    dict
        `society`, what never changes of the persons; `people`, what does; `members`, a row for each membership there
        ever was; `room`, kept for more of them, which takes no memory until it is used; `ties`, both ends of every tie,
        with trust and balance; `weekly` and `panel`, what is recorded week by week. What a phase works in and gives
        back is not among them.
    """
    fixed = {name: each.nbytes for name, each in model.society._asdict().items() if isinstance(each, np.ndarray)}
    table = model.table
    ties = sum(fixed[name] for name in OF_TIES)
    row = table.members.memory.nbytes // table.members.stride
    return {
        "society": sum(fixed.values()) - ties,
        "people": _bytes(model.people) + model.hearsay.nbytes,
        "members": row * table.rows + table.active.nbytes + table.registered.nbytes,
        "room": _bytes(table.members) - row * table.rows,
        "ties": ties + model.trust.nbytes + model.balance.nbytes,
        "weekly": model._record.nbytes,
        "panel": model._panel.nbytes,
    }


def _bytes(columns: Columns) -> int:
    """Bytes of all columns, with the room kept for more rows; not the few that align them."""
    return columns.memory.nbytes // columns.stride * columns.stride
