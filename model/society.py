"""The society around the organisation: its people, their ties, and how far they trust whom.

Everything is drawn by keyed draws from the society's own parameters, so that every scenario of a comparison meets the
same people with the same ties. Kinship, friendship, common origin and work carry trade (Granovetter 1985); each end
of a tie holds its owner's trust. Persons of one community are numbered in a row, kin within it likewise.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from model.compilation import compiled
from model.draws import DISPOSITION, ENDOWMENT, OCCUPATION, TALENT, TRAITS, below, draw
from model.network_ties import COMMUNITY as COMMUNITY
from model.network_ties import FRIEND as FRIEND
from model.network_ties import KIN as KIN
from model.network_ties import TIE_NAMES as TIE_NAMES
from model.network_ties import WORK as WORK
from model.network_ties import higher, lower, rows_of, with_type
from model.networks import GENERATORS, drawn_type
from model.parameter import ScenarioError
from model.society_parameters import SocietyParameters

if TYPE_CHECKING:  # loaded when a scenario needs it: few do
    from model.network_files import NetworkFile
    from model.network_people import KnownPeople

TRAITS_EACH = 4  # cultural features; the first is origin
STRANGER, REFERRAL = -1, -2  # who is tied to nobody one knows, and who is tied to somebody one knows


class _DrawnPeople(NamedTuple):
    """The persons of a society, as there."""

    traits: np.ndarray
    occupation: np.ndarray
    rationality: np.ndarray
    means: np.ndarray
    hours: np.ndarray
    talent: np.ndarray
    open: np.ndarray


class Society(NamedTuple):
    """N persons and their ties; nothing in it changes during a run."""

    traits: np.ndarray  # (N, 4) uint8
    occupation: np.ndarray  # (N,) uint8
    rationality: np.ndarray  # (N,) float32 in (0, 1)
    means: np.ndarray  # (N,) float32, rupiah a month
    hours: np.ndarray  # (N,) float32, a week
    talent: np.ndarray  # (N,) float32, log units; 0 for the usual person
    open: np.ndarray  # (N,) uint8, 1 for who could ever join
    ties: np.ndarray  # (N + 1,) int32: ties of person p are ties[p] to ties[p + 1]
    neighbour: np.ndarray  # (E,) int32
    tie_type: np.ndarray  # (E,) uint8
    given_trust: np.ndarray  # (E,) float32, trust at the start where a file gives it; empty where types decide
    trust_by_type: np.ndarray  # (4,) float32, trust at the start by type of tie
    most_ties: int  # of anybody
    founders: np.ndarray  # (F,) int32, ascending: persons who found; empty where the society names none
    observed: np.ndarray  # (N,) int8: 1 joined in reality, 0 did not, -1 not known; empty where nothing was observed
    communities: np.ndarray  # (N,) int32: number of everybody's community of origin
    name_bytes: np.ndarray  # (N, width) uint8: names in UTF-8, zeros after them; empty where persons have no names

    @property
    def trust(self) -> np.ndarray:
        """Trust at the start, as the owner of each end of a tie has it ((E,) float32, made anew)."""
        trust = np.empty(len(self.neighbour), np.float32)
        _fill_first_trust(self, trust)
        return trust

    @property
    def names(self) -> np.ndarray:
        """Names of the persons, (N,) text: those of the network file, else their numbers."""
        if len(self.name_bytes) == 0:
            return np.arange(len(self.occupation)).astype(str)
        width = self.name_bytes.shape[1]
        return np.char.decode(self.name_bytes.view(f"S{width}")[:, 0], "utf-8")


@compiled
def standard_normal(first, second):
    """Standard normal number from two uniform ones (Box & Muller 1958)."""
    return np.sqrt(-2.0 * np.log(first)) * np.cos(2.0 * np.pi * second)


@compiled
def traits_shared(culture, other_culture):
    """Number of cultural traits, 0 to 4, that two persons have in common; a culture holds a byte for each trait.

    A definition.
    """
    differing = culture ^ other_culture
    return (
        ((differing & 0x000000FF) == 0)
        + ((differing & 0x0000FF00) == 0)
        + ((differing & 0x00FF0000) == 0)
        + ((differing & 0xFF000000) == 0)
    )


@compiled
def share_inside(inside_ties, ties, everyone):
    """Share, in [0, 1], of a person's ties that are active members; without a tie, that of society (`everyone`).

    A definition; the case without ties, well-mixed: assumption.
    """
    return inside_ties / ties if ties > 0 else everyone


@compiled
def usual_ties(society):
    """Mean number of ties of a person; a definition."""
    return len(society.neighbour) / len(society.open)


@compiled
def first_trust(tie, society):
    """Trust, in [0, 1], with which an end of a tie began: its type's, unless a file gave another; a definition."""
    given, by_type = society.given_trust, society.trust_by_type
    return np.float64(given[tie] if len(given) > 0 else by_type[society.tie_type[tie]])


@compiled
def _fill_first_trust(society, trust):
    for tie in range(len(trust)):
        trust[tie] = first_trust(tie, society)


@compiled
def _draw_people(key, communities, p, traits, occupation, rationality, means, hours, talent, is_open):
    spread = np.log(p.rationality_median / (1.0 - p.rationality_median))
    for person in range(len(occupation)):
        community = np.int64(communities[person])
        # a community's own traits and occupation are keyed by -1 - community, which no person has
        typical = draw(key, TRAITS, 0, -1 - community, 0)
        own = draw(key, TRAITS, 0, person, 0)
        follows = draw(key, TRAITS, 0, person, 1)
        for trait in range(TRAITS_EACH):
            taken_over = trait == 0 or follows[trait] < p.origin_likeness
            traits[person, trait] = below(typical[trait] if taken_over else own[trait], p.trait_categories)
        job = draw(key, OCCUPATION, 0, person, 0)
        local = draw(key, OCCUPATION, 0, -1 - community, 0)
        occupation[person] = below(local[0] if job[0] < p.occupation_trait_correlation else job[1], p.occupations)
        disposition = draw(key, DISPOSITION, 0, person, 0)
        logit = spread + p.rationality_spread * standard_normal(disposition[0], disposition[1])
        rationality[person] = 1.0 / (1.0 + np.exp(-logit))
        is_open[person] = disposition[2] >= p.never_open
        endowment = draw(key, ENDOWMENT, 0, person, 0)
        means[person] = p.means_median * np.exp(p.means_spread * standard_normal(endowment[0], endowment[1]))
        own_hours = p.hours_median * np.exp(p.hours_spread * standard_normal(endowment[2], endowment[3]))
        gift = draw(key, TALENT, 0, person, 0)
        talent[person] = p.talent_spread * standard_normal(gift[0], gift[1])
        hours[person] = p.customer_hours if disposition[3] < p.customer_share else own_hours


def build_society(parameters: SocietyParameters, persons: int, key: np.uint64) -> Society:
    """Draw a society.

    Parameters
    ----------
    parameters
        What the society is like.
    persons
        Its size N.
    key
        Key of the run's draws (`draws.run_key`); the same key draws the same people whatever else differs.
    """
    known = _read(parameters, persons)
    rationality, means, hours, talent = (np.empty(persons, np.float32) for _ in range(4))
    occupation, is_open = np.empty(persons, np.uint8), np.empty(persons, np.uint8)
    people = _DrawnPeople(
        np.empty((persons, TRAITS_EACH), np.uint8), occupation, rationality, means, hours, talent, is_open
    )
    if known is None or known.people.communities is None:
        communities = np.arange(persons, dtype=np.int32) // np.int32(parameters.community_size)
    else:
        communities = known.people.communities.copy()
    _draw_people(key, communities, parameters.rates, *people)
    founders, observed, names = np.empty(0, np.int32), np.empty(0, np.int8), np.empty((0, 0), np.uint8)
    if known is None:
        ties = rows_of(GENERATORS[parameters.network](key, persons, parameters), persons, parameters)
    else:
        _take_over(known.people, people)
        founders, observed, names = known.people.founders.copy(), known.people.observed.copy(), known.name_bytes.copy()
        pairs = known.pairs.copy()
        _draw_types(key, known.untyped, parameters.rates, pairs)
        ties = rows_of(pairs, persons, parameters, known.trust)
    return Society(*people, *ties, int(np.diff(ties.first).max()), founders, observed, communities, names)


def _take_over(known: KnownPeople, people: _DrawnPeople) -> None:
    """Let what a file says of persons stand in the place of what was drawn."""
    columns = people._asdict() | {f"trait_{number + 1}": people.traits[:, number] for number in range(TRAITS_EACH)}
    for name, (persons, values) in known.attributes.items():
        columns[name][persons] = values
    people.open[known.founders] = 1  # they did join


def _read(parameters: SocietyParameters, persons: int) -> NetworkFile | None:
    """The society's network file, if it has one."""
    if not parameters.from_file:
        return None
    from model.network_files import read_network  # here, since few scenarios need what it loads

    known = read_network(parameters)
    if known.persons != persons:
        raise ScenarioError(f"persons = {persons} is not allowed: {parameters.ties_file} has {known.persons:,}.")
    return known


@compiled
def _draw_types(key, untyped, p, pairs):
    for k in untyped:
        person, other = lower(pairs[k]), higher(pairs[k])
        pairs[k] = with_type(pairs[k], drawn_type(key, person, other, p))
