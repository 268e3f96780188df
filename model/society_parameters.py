"""The parameters of the society: unit, allowed range, default and source on each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from model.parameter import ParameterGroup, parameter, parameter_group


@parameter_group
class SocietyParameters(ParameterGroup):
    """The population and its ties: one and the same, identically drawn, for every scenario of a comparison."""

    GROUP = "society"
    network: str = parameter(
        default="communities",
        unit="name",
        choices=("communities", "small_world", "scale_free", "random", "well_mixed", "file"),
        about="Who is tied to whom; well_mixed has no ties: the case theory treats; file reads society.ties_file.",
    )
    community_size: int = parameter(
        default=60, unit="persons", low=4, high=100_000, about="Persons in a community of common origin."
    )
    kin_clique: int = parameter(
        default=3,
        unit="persons",
        low=1,
        high=50,
        source="Zhou, Sornette, Hill & Dunbar (2005): 3 to 5 intimates of 9 to 15 close ties; kin's part: assumption",
        about="Grown-up persons in a household of kin, all tied to each other.",
    )
    friends: float = parameter(
        default=1.5,
        unit="ties a person",
        low=0,
        high=100,
        source="Zhou et al. (2005): with kin, 3 to 5 intimates; chosen in view of AARP (2018), F13, and of P9",
        about="Friendship ties drawn, mostly within the community; a pair drawn twice is tied once.",
    )
    friends_outside: float = parameter(
        default=0.25, unit="share", low=0, high=1, about="Share of friendships that leave the community."
    )
    community_ties: float = parameter(
        default=3.0,
        unit="ties a person",
        low=0,
        high=100,
        source="Zhou et al. (2005): 9 to 15 ties in all, strong ones the fewer; neighbours' part: assumption",
        about="Neighbour ties drawn within the community; a pair tied more closely keeps that tie.",
    )
    work_ties: float = parameter(
        default=7.0,
        unit="ties a person",
        low=0,
        high=100,
        source="Granovetter (1973): weak ties are many and bridge communities; number: assumption, in view of P9",
        about="Ties from work, to anyone in society.",
    )
    neighbours_each_side: int = parameter(
        default=6,
        unit="persons",
        low=1,
        high=1000,
        source="Watts & Strogatz (1998): k/2; size: assumption",
        about="Small world: persons next on the ring to whom one is tied, on each side.",
    )
    rewiring: float = parameter(
        default=0.1,
        unit="share",
        low=0,
        high=1,
        source="Watts & Strogatz (1998): p; size: assumption",
        about="Small world: share of the ring's ties whose far end is anybody instead.",
    )
    ties_of_newcomer: int = parameter(
        default=6,
        unit="ties",
        low=1,
        high=1000,
        source="Barabasi & Albert (1999): m; size: assumption",
        about="Scale-free: ties that a person who comes makes with those who are there.",
    )
    degree_exponent: float = parameter(
        default=3.0,
        unit="exponent",
        low=2.05,
        high=20,
        source="Barabasi & Albert (1999); others than 3: Dorogovtsev, Mendes & Samukhin (2000)",
        about="Scale-free: exponent of the power law of numbers of ties; 3 is attachment in proportion to them.",
    )
    mean_ties: float = parameter(
        default=12.0,
        unit="ties a person",
        low=0,
        high=1000,
        source="Erdos & Renyi (1959), Gilbert (1959): G(n, p); size: assumption",
        about="Random: expected number of ties of a person; each pair is tied with the same probability.",
    )
    kin_share: float = parameter(
        default=0.15, unit="share", low=0, high=1, about="Share of ties that are kin where the network does not say."
    )
    friend_share: float = parameter(
        default=0.15,
        unit="share",
        low=0,
        high=1,
        about="Share of ties that are friends where the network does not say.",
    )
    community_share: float = parameter(
        default=0.25,
        unit="share",
        low=0,
        high=1,
        about="Share of ties that are neighbours where the network does not say; all others are from work.",
    )
    kin_trust: float = parameter(default=0.8, unit="trust", low=0, high=1, about="Trust in kin at the start.")
    friend_trust: float = parameter(default=0.6, unit="trust", low=0, high=1, about="Trust in friends at the start.")
    community_trust: float = parameter(
        default=0.35, unit="trust", low=0, high=1, about="Trust in neighbours at the start."
    )
    work_trust: float = parameter(
        default=0.3, unit="trust", low=0, high=1, about="Trust in people from work at the start."
    )
    trait_categories: int = parameter(
        default=4, unit="categories", low=1, high=200, about="Categories of each cultural trait."
    )
    origin_likeness: float = parameter(
        default=0.5,
        unit="share",
        low=0,
        high=1,
        about="Share of a person's traits taken over from the community of origin.",
    )
    occupations: int = parameter(
        default=12, unit="occupations", low=1, high=200, about="Occupations into which labour is divided."
    )
    occupation_trait_correlation: float = parameter(
        default=0.3,
        unit="share",
        low=0,
        high=1,
        about="Share of persons whose occupation follows from their community: likeness costs variety of skill.",
    )
    rationality_median: float = parameter(
        default=0.5,
        unit="share",
        low=0.01,
        high=0.99,
        about="Median of how far expected net income rather than feeling decides.",
    )
    rationality_spread: float = parameter(
        default=1.0, unit="logits", low=0, high=5, about="Standard deviation of rationality's logit."
    )
    means_median: float = parameter(
        default=4_000_000.0, unit="rupiah a month", low=1, high=1e9, about="Median income from outside."
    )
    means_spread: float = parameter(
        default=0.5, unit="log units", low=0, high=3, about="Standard deviation of log income."
    )
    hours_median: float = parameter(
        default=8.0, unit="hours a week", low=0.1, high=100, about="Median time a person can give to the business."
    )
    hours_spread: float = parameter(
        default=0.4, unit="log units", low=0, high=3, about="Standard deviation of log hours."
    )
    customer_share: float = parameter(
        default=0.0,
        unit="share",
        low=0,
        high=1,
        source="Direct Selling Association (2018): 13.0 of 18.6 million had joined as discount customers in 2017",
        about="Share of persons who would join for the goods at the members' price, not for the business.",
    )
    customer_hours: float = parameter(
        default=0.25,
        unit="hours a week",
        low=0.01,
        high=100,
        about="Time that such a person would give to the business.",
    )
    talent_spread: float = parameter(
        default=0.0,
        unit="log units",
        low=0,
        high=3,
        source="O'Boyle & Aguinis (2012): performance, selling included, is far more unequal than normal",
        about="Standard deviation of log talent, which multiplies what an hour sells and the odds that who is asked"
        " says yes.",
    )
    never_open: float = parameter(
        default=0.3, unit="share", low=0, high=1, about="Share of persons who would never join."
    )
    ties_file: str = parameter(
        default="",
        unit="path",
        about="File: ties, as CSV whose first line names the columns, or as GraphML; plain or gzipped.",
    )
    people_file: str = parameter(
        default="",
        unit="path",
        about="File: one person a line, as CSV; without it, the persons are those of the ties.",
    )
    from_column: str = parameter(default="", unit="column", about="File: one end of a tie; unless set, column 1.")
    to_column: str = parameter(default="", unit="column", about="File: the other end of a tie; unless set, column 2.")
    type_column: str = parameter(
        default="type",
        unit="column",
        about="File: kin, friend, community, work; where it is silent, drawn by shares.",
    )
    weight_column: str = parameter(
        default="weight",
        unit="column",
        about="File: trust in a tie at the start, 0 to 1; where it is silent, by type.",
    )
    name_column: str = parameter(
        default="",
        unit="column",
        about="File: names of persons; unless set, the column that names most ends of ties.",
    )
    founders_column: str = parameter(default="founder", unit="column", about="File: 1 for those who found.")
    joined_column: str = parameter(
        default="joined",
        unit="column",
        about="File: 1 for those who joined in reality; kept beside, never read in a run.",
    )
    community_column: str = parameter(
        default="community",
        unit="column",
        about="File: community from which what is not known of a person is drawn.",
    )
    origin_column: str = parameter(
        default="origin",
        unit="column",
        about="File: origin, the first cultural trait; trait_2 to trait_4 are others.",
    )
    occupation_column: str = parameter(default="occupation", unit="column", about="File: occupation.")
    rationality_column: str = parameter(default="rationality", unit="column", about="File: rationality, 0 to 1.")
    means_column: str = parameter(default="means", unit="column", about="File: income from outside, rupiah a month.")
    hours_column: str = parameter(default="hours", unit="column", about="File: hours a week for the business.")
    open_column: str = parameter(default="open", unit="column", about="File: 0 for those who would never join.")

    @property
    def from_file(self) -> bool:
        """Whether the society's ties are read from a file."""
        return self.network == "file"


def contradictions(values: Mapping[str, Any]) -> list[str]:
    """One sentence for each value that cannot stand beside another; `values` by dotted name."""
    network, persons = values["society.network"], values["persons"]
    problems = []
    most_ties = {
        "small_world": ("society.neighbours_each_side", (persons - 1) // 2),
        "scale_free": ("society.ties_of_newcomer", persons - 1),
        "random": ("society.mean_ties", persons - 1),
    }
    name, most = most_ties.get(network, ("persons", persons))
    if values[name] > most:
        problems.append(
            f"{name} = {values[name]} is not allowed with persons = {persons} and society.network = {network!r}:"
            f" it must be {most} at most."
        )
    shares = [f"society.{kind}_share" for kind in ("kin", "friend", "community")]
    if sum(values[share] for share in shares) > 1.0 + 1e-9 and network not in ("communities", "well_mixed"):
        given = ", ".join(f"{share} = {values[share]}" for share in shares)
        problems.append(f"{given} are not allowed: their sum must be 1 at most.")
    problems += [
        f"{name} = {values[name]!r} is not allowed with society.network = {network!r}: it needs network=file."
        for name in ("society.ties_file", "society.people_file")
        if values[name] and network != "file"
    ]
    peers, shares = values["recruitment.peers_needed"], ["recruitment.stranger", "recruitment.referral"]
    if network == "well_mixed" and peers > 0:
        problems.append(
            f"recruitment.peers_needed = {peers} is not allowed with society.network = 'well_mixed': it must be 0,"
            " since nobody has ties there."
        )
    if sum(values[share] for share in shares) > 1.0 + 1e-9:
        given = " and ".join(f"{share} = {values[share]}" for share in shares)
        problems.append(f"{given} are not allowed: their sum must be 1 at most.")
    own = SocietyParameters()
    for name in sorted(values):
        column = name.removeprefix("society.")
        if not (name.startswith("society.") and column.endswith("_column")) or values[name] == getattr(own, column):
            continue
        of_ties = column in ("from_column", "to_column", "type_column", "weight_column")
        file = "society.ties_file" if of_ties else "society.people_file"
        if not values[file] and not values["society.ties_file"].endswith((".graphml", ".graphml.gz")):
            problems.append(f"{name} = {values[name]!r} is not allowed without {file}, in which the column would be.")
    return problems


CONTRADICTING = (
    "persons", "society.network", "society.neighbours_each_side", "society.ties_of_newcomer", "society.mean_ties",
    "society.kin_share", "society.friend_share", "society.community_share", "society.ties_file", "society.people_file",
    "recruitment.peers_needed", "recruitment.stranger", "recruitment.referral",
)  # fmt: skip
