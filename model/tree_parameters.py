"""Parameters of the tree: placement, ranks, help for stalled downlines, and recruiting as theory has it."""

from __future__ import annotations

from model.parameter import ParameterGroup, parameter, parameter_group


@parameter_group
class TreeParameters(ParameterGroup):
    """Under whom a recruit is placed, what becomes of a leaver's place, and how uplines look after their downlines."""

    GROUP = "tree"
    placement: str = parameter(
        default="direct",
        unit="name",
        choices=("direct", "skew_left", "breadth_first", "matrix", "binary_weaker", "binary_random", "random_place"),
        about="Placement strategy; direct (Multiply): every recruit a new branch of the sponsor.",
    )
    leavers: str = parameter(
        default="roll_up",
        unit="name",
        choices=("roll_up", "empty"),
        about="Whether a leaver's downlines roll up to the next upline or the place stays, empty; always empty in"
        " matrix and binary placement.",
    )
    width: int = parameter(
        default=3,
        unit="legs",
        low=1,
        high=100,
        about="Most legs under one member in breadth-first, matrix and random placement; binary has two.",
    )
    skew_levels: int = parameter(
        default=4,
        unit="levels",
        low=1,
        high=1000,
        source="the rooted-tree paper's example",
        about="Levels below the sponsor to which skew-left placement fills a branch before it opens the next.",
    )
    search_hours: float = parameter(
        default=0.05,
        unit="hours a step",
        low=0,
        high=10,
        about="Time a sponsor spends on each member looked at in search of the place for a recruit.",
    )
    stalled_weeks: int = parameter(
        default=13, unit="weeks", low=1, high=520, about="Weeks without a recruit after which a downline has stalled."
    )
    help_hours: float = parameter(
        default=0.0,
        unit="hours a week",
        low=0,
        high=40,
        about="Time an upline gives to the direct downline stalled longest; it works for the downline's business.",
    )


@parameter_group
class RankParameters(ParameterGroup):
    """How members rise, and whether they fall."""

    GROUP = "ranks"
    rule: str = parameter(
        default="plan",
        unit="name",
        choices=("plan", "stars", "pins"),
        about="What ranks follow: the plan's own awards (the stairstep's brackets and broken-away legs), stars, won by"
        " downlines of the same star, or pins, won by group volume.",
    )
    entry: int = parameter(default=0, unit="rank", low=0, high=8, about="Rank with which a member joins.")
    top: int = parameter(
        default=8, unit="rank", low=1, high=20, source="Tiens: star 8", about="Highest star that can be won or bought."
    )
    needed: int = parameter(
        default=3,
        unit="downlines",
        low=1,
        high=20,
        source="the rooted-tree paper; Tiens",
        about="Downlines of the same star, or legs with one, needed for the next star.",
    )
    counted: str = parameter(
        default="children",
        unit="name",
        choices=("children", "legs"),
        about="Whether direct downlines must hold the star themselves or somebody in their leg.",
    )
    pin_volumes: tuple[int, ...] = parameter(
        default=(1_000_000, 4_000_000, 16_000_000, 64_000_000),
        unit="rupiah a month",
        low=1,
        high=10**12,
        longest=20,
        about="Monthly group volume at which each pin is won; a list out of order counts the volumes reached.",
    )
    demotion: bool = parameter(
        default=False, unit="switch", about="Whether a rank is lost when what it was won by is no longer there."
    )
    purchase_units: int = parameter(
        default=0,
        unit="units",
        low=0,
        high=100_000,
        about="Goods a member must buy at once to be given the next rank; 0: ranks are not for sale.",
    )
    purchase_chance: float = parameter(
        default=0.1,
        unit="per month",
        low=0,
        high=1,
        about="Chance that a member wholly attached to the symbols buys the next rank, if a month's means pay for it.",
    )


@parameter_group
class PureParameters(ParameterGroup):
    """Recruiting as the theory of recursive trees has it, in place of contacts, pitches and answers."""

    GROUP = "pure"
    recruiting: str = parameter(
        default="off",
        unit="name",
        choices=("off", "uniform", "preferential", "each", "bass"),
        about="Who recruits the next: off: members ask, as in recruitment; uniform: any member alike; preferential: by"
        " recruits made; each: every member one a month; bass: people join by themselves, below any member alike.",
    )
    newcomers: int = parameter(
        default=1, unit="persons a week", low=0, high=10_000_000, about="Newcomers under uniform and preferential."
    )
    rho: float = parameter(
        default=1.0,
        unit="recruits",
        low=0.001,
        high=1e6,
        about="Weight of a member without recruits under preferential: chances are as recruits + rho.",
    )
    chance: float = parameter(
        default=1.0,
        unit="per month",
        low=0,
        high=1,
        about="Chance that each member recruits one in a month, under each.",
    )
    innovation: float = parameter(
        default=0.03,
        unit="per year",
        low=0,
        high=100,
        source="Sultan, Farley & Lehmann (1990): mean of 213 diffusions",
        about="Rate at which a person outside joins unasked, under bass.",
    )
    imitation: float = parameter(
        default=0.38,
        unit="per year",
        low=0,
        high=1000,
        source="Sultan, Farley & Lehmann (1990): mean of 213 diffusions",
        about="Rate added when all of society are members, in proportion to their share, under bass.",
    )
