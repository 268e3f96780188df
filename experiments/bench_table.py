"""What a benchmark prints: its measures as tables a person can read."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from experiments.footprint import POPULATION
from experiments.measures import Measure
from experiments.phase_clock import PARTS


def bench_text(measures: Iterable[Measure]) -> str:
    """Speed, time by phase, share of the memory's bandwidth, bytes per person, exponents; then what is one number."""
    measures = list(measures)
    blocks = [
        _speed(measures),
        _by_part(measures, "time by phase", PARTS, "ns per agent-week", lambda each: f"{each.value:.1f}"),
        _by_part(
            measures, "share of bandwidth, at most", PARTS, "share of memory bandwidth, at most (triad)",
            lambda each: f"{each.value:.1%}",
        ),
        _by_part(
            measures, "memory", (*POPULATION, "all tables", "room"),
            "bytes per person (room: kept for more members, not used yet)", lambda each: f"{each.value:.0f}",
        ),
        _exponents(measures),
        _months(measures),
        _single(measures),
    ]  # fmt: skip
    return "\n\n".join(block for block in blocks if block)


def _places(measures: list[Measure], what: str) -> list[tuple[int | None, int | None]]:
    return list(dict.fromkeys((each.persons, each.threads) for each in measures if each.what == what))


def _found(measures: list[Measure], what: str, place: tuple[int | None, int | None], part: str = "") -> Measure | None:
    for each in measures:
        if (each.what, each.part, each.persons, each.threads) == (what, part, *place):
            return each
    return None


def _speed(measures: list[Measure]) -> str:
    heads = f"{'persons':>12} {'threads':>7} {'weeks':>5} {'active':>10} {'agent-weeks/s':>14} {'95 % interval':>25}"
    lines = [f"{heads} {'ns each':>8} {'times plain Mesa':>16}"]
    for place in _places(measures, "speed"):
        speed, active, times = (_found(measures, what, place) for what in ("speed", "active", "times plain Mesa"))
        if speed is None or active is None or times is None:
            continue
        interval = f"{speed.low:,.0f} - {speed.high:,.0f}"
        lines.append(
            f"{speed.persons:>12,} {speed.threads:>7} {speed.weeks:>5} {active.value:>10,.0f} {speed.value:>14,.0f}"
            f" {interval:>25} {1e9 / speed.value:>8.0f} {times.value:>16,.0f}"
        )
    return "\n".join(lines)


def _by_part(
    measures: list[Measure], what: str, parts: Iterable[str], title: str, written: Callable[[Measure], str]
) -> str:
    columns = [part for part in parts if any(each.what == what and each.part == part for each in measures)]
    if not columns:
        return ""
    lines = [f"{title}:", f"{'persons':>12} {'threads':>7}" + "".join(f"{part:>11}" for part in columns)]
    for place in _places(measures, what):
        cells = [_found(measures, what, place, part) for part in columns]
        values = "".join(f"{written(each) if each else '':>11}" for each in cells)
        lines.append(f"{place[0]:>12,} {place[1] or '':>7}{values}")
    return "\n".join(lines)


def _exponents(measures: list[Measure]) -> str:
    rows = [each for each in measures if each.unit == "exponent"]
    kinds = list(dict.fromkeys(each.what for each in rows))
    if not rows:
        return ""
    lines = ["exponent by which time grows [95 % interval]:", f"{'':>12}" + "".join(f"{kind:>30}" for kind in kinds)]
    for quantity in dict.fromkeys(each.part for each in rows):
        own = [each for each in rows if each.part == quantity]
        cells = {each.what: f"{each.value:.3f} [{each.low:.3f}, {each.high:.3f}]" for each in own}
        lines.append(f"{quantity:>12}" + "".join(f"{cells[kind]:>30}" for kind in kinds))
    return "\n".join(lines)


def _months(measures: list[Measure]) -> str:
    rows = [each for each in measures if each.what.startswith("month of a large tree")]
    if not rows:
        return ""
    lines = [f"seconds of one month's commissions, levels and downline sizes ({rows[0].persons:,} members, by plan):"]
    lines.append("  " + ", ".join(f"{each.part} {each.value:.2f}" for each in rows))
    return "\n".join(lines)


_TOLD_ABOVE = ("active", "speed", "time", "times plain Mesa", "time by phase", "bytes by phase, at most",
               "share of bandwidth, at most", "memory")  # fmt: skip


def _single(measures: list[Measure]) -> str:
    lines = []
    for each in measures:
        if each.what in _TOLD_ABOVE or each.unit == "exponent" or each.what.startswith("month of a large tree"):
            continue
        of = [each.part] if each.part else []
        of += [f"{each.persons:,} persons"] if each.persons else []
        of += [f"{each.threads} thread{'s' if each.threads > 1 else ''}"] if each.threads else []
        spread = f" [{_brief(each.low)}, {_brief(each.high)}]" if each.low is not None and each.high is not None else ""
        lines.append(f"{each.what}{' (' + ', '.join(of) + ')' if of else ''}: {_brief(each.value)}{spread} {each.unit}")
    return "\n".join(lines)


def _brief(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"
