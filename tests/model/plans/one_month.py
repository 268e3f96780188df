"""Any month of any small forest, and every plan."""

from hypothesis import strategies as st

from experiments.one_month import month_of
from model.plans import PLANS


def uplines(parent, row):
    """The uplines of a member, nearest first."""
    found = []
    while parent[row] >= 0:
        row = int(parent[row])
        found.append(row)
    return found


@st.composite
def months(draw, size=25):
    """Any month of any small forest."""
    size = draw(st.integers(1, size))
    lists = {"min_size": size, "max_size": size}
    return month_of(
        [draw(st.integers(max(-1, row - draw(st.integers(1, 8))), row - 1)) for row in range(size)],
        draw(st.lists(st.one_of(st.just(0), st.integers(0, 30_000_000)), **lists)),
        sponsor=[draw(st.integers(-1, row - 1)) for row in range(size)],
        joined=draw(st.lists(st.integers(0, 4), **lists)),
        rank=draw(st.lists(st.integers(0, 9), **lists)),
    )


EVERY_PLAN = [kind() for kind in PLANS.values()]
