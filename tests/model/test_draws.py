"""The draws: the published generator, keyed by what they decide, uniform and independent.

Statistical tests here refuse a true generator with a probability of at most 1e-6 for the whole file.
"""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from small_worlds import run, small_world

from model import draws
from model.draws import below, draw, philox, run_key, stream, unit, weekly_words

STREAMS = {name: value for name, value in vars(draws).items() if isinstance(value, np.uint32)}
STATISTICAL_TESTS = 200  # at most so many comparisons decide below
ERROR_OF_ONE = 1e-6 / STATISTICAL_TESTS
UINT32 = st.integers(0, 2**32 - 1)


@pytest.mark.parametrize(
    ("counter", "key", "words"),
    [
        ((0, 0, 0, 0), (0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
        ((0xFFFFFFFF,) * 4, (0xFFFFFFFF,) * 2, (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
        (
            (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
            (0xA4093822, 0x299F31D0),
            (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
        ),
    ],
    ids=["zero", "all ones", "pi"],
)
def test_known_answers_of_random123(counter, key, words):
    arguments = [np.uint32(each) for each in (*counter, *key)]
    assert tuple(int(word) for word in philox(*arguments)) == words


def test_streams_have_numbers_of_their_own():
    assert len(STREAMS) >= 18
    assert len({int(value) for value in STREAMS.values()}) == len(STREAMS)
    assert all(stream(f"distributor: {name}") not in STREAMS.values() for name in ("mood", "luck", "evangelist: mood"))


@pytest.mark.parametrize("name", STREAMS)
def test_weekly_words_are_the_same_numbers_as_draw(name):
    key, people = run_key(7, 3), np.array([0, 1, 17, 99_999_999, 5], np.int32)
    words = weekly_words(key, STREAMS[name], 41, people)
    assert words.shape == (4, 5)
    for place, person in enumerate(people):
        expected = draw(key, STREAMS[name], 41, person, 0)
        assert tuple(unit(words[word, place]) for word in range(4)) == expected


@given(UINT32, st.integers(1, 10**9))
def test_a_word_becomes_a_number_inside_the_unit_interval(word, limit):
    number = unit(np.uint32(word))
    assert 0.0 < number < 1.0
    assert 0 <= below(number, limit) < limit


def test_the_largest_word_stays_below_one():
    assert unit(np.uint32(0xFFFFFFFF)) < 1.0
    assert below(unit(np.uint32(0xFFFFFFFF)), 10**9) == 10**9 - 1
    assert unit(np.uint32(0)) > 0.0


@settings(max_examples=60)
@given(st.integers(0, 3), st.integers(0, 5000), st.integers(0, 10**8), st.integers(0, 10**8))
def test_every_part_of_the_key_matters(replicate, week, person, other):
    base = draw(run_key(1, replicate), draws.NEED, week, person, other)
    assert draw(run_key(1, replicate), draws.NEED, week, person, other) == base
    for changed in (
        draw(run_key(2, replicate), draws.NEED, week, person, other),
        draw(run_key(1, replicate + 1), draws.NEED, week, person, other),
        draw(run_key(1, replicate), draws.SALES, week, person, other),
        draw(run_key(1, replicate), draws.NEED, week + 1, person, other),
        draw(run_key(1, replicate), draws.NEED, week, person + 1, other),
        draw(run_key(1, replicate), draws.NEED, week, person, other + 1),
    ):
        assert not set(changed) & set(base)


def test_keys_of_runs_differ():
    keys = {int(run_key(seed, replicate)) for seed in range(100) for replicate in range(100)}
    assert len(keys) == 10_000


@pytest.mark.parametrize("name", ["CHANCES", "SALES", "ATTENDANCE", "NEED"])
@pytest.mark.parametrize("word", range(4))
def test_words_are_uniform(name, word):
    people = np.arange(200_000, dtype=np.int32)
    words = weekly_words(run_key(1, 0), STREAMS[name], 9, people)[word]
    for bits in (words >> np.uint32(24), words & np.uint32(0xFF)):
        assert stats.chisquare(np.bincount(bits, minlength=256)).pvalue > ERROR_OF_ONE


def test_neighbouring_draws_are_independent():
    people, limit = np.arange(200_000, dtype=np.int32), stats.norm.isf(ERROR_OF_ONE / 2)

    def numbers(key=run_key(1, 0), name="CHANCES", week=9, persons=people):  # noqa: B008
        return weekly_words(key, STREAMS[name], week, persons).astype(float)

    base = numbers()
    others = [
        numbers(week=10),
        numbers(name="SALES"),
        numbers(key=run_key(1, 1)),
        numbers(key=run_key(2, 0)),
        numbers(persons=people + 1),
    ]
    for each in others:
        correlations = np.corrcoef(base, each)[:4, 4:]
        assert np.abs(correlations).max() * np.sqrt(len(people)) < limit
    within = np.corrcoef(base)[np.triu_indices(4, 1)]
    assert np.abs(within).max() * np.sqrt(len(people)) < limit


def test_luck_follows_the_person_not_the_row():
    model = run(small_world(), 20)
    active = model.table.active
    people = model.table.column("person")[active]
    order = np.random.default_rng(1).permutation(len(active))
    for name in ("CHANCES", "SALES"):
        words = weekly_words(model.key, STREAMS[name], 21, people)
        assert np.array_equal(words[:, order], weekly_words(model.key, STREAMS[name], 21, people[order]))
        assert len(np.unique(words[0])) == len(people)
