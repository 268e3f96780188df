"""The parameters of the society: unit, allowed range, default and source on each."""

from __future__ import annotations

from model.parameter import ParameterGroup, parameter, parameter_group


@parameter_group
class SocietyParameters(ParameterGroup):
    """The population and its ties: one and the same, identically drawn, for every scenario of a comparison."""

    GROUP = "society"
    network: str = parameter(
        default="communities",
        unit="name",
        choices=("communities", "well_mixed"),
        about="Who is tied to whom; well_mixed has no ties: the case theory treats.",
    )
    community_size: int = parameter(
        default=60, unit="persons", low=4, high=100_000, about="Persons in a community of common origin."
    )
    kin_clique: int = parameter(
        default=4, unit="persons", low=1, high=50, about="Persons in a household of kin, all tied to each other."
    )
    friends: float = parameter(
        default=3.0,
        unit="ties a person",
        low=0,
        high=100,
        about="Friendship ties drawn, mostly within the community; a pair drawn twice is tied once.",
    )
    friends_outside: float = parameter(
        default=0.25, unit="share", low=0, high=1, about="Share of friendships that leave the community."
    )
    community_ties: float = parameter(
        default=2.0,
        unit="ties a person",
        low=0,
        high=100,
        about="Neighbour ties drawn within the community; a pair tied more closely keeps that tie.",
    )
    work_ties: float = parameter(
        default=2.0, unit="ties a person", low=0, high=100, about="Ties from work, to anyone in society."
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
    never_open: float = parameter(
        default=0.3, unit="share", low=0, high=1, about="Share of persons who would never join."
    )
