"""Claims are answered by the numbers: verdicts come out otherwise with other numbers, and what is said is written."""

import re

import numpy as np
import pandas as pd
import pytest
from browser import look_at_all_widths

from experiments import (
    bond_claims,
    career_claims,
    claims_table,
    help_claims,
    income_claims,
    legara_claims,
    placement_claims,
    placement_runs,
    purchase_claims,
    seller_claims,
    trade_claims,
    tree_claims,
    wording,
)
from experiments.answering import plan_studies
from experiments.claim import Claim
from experiments.errors import SettingsError
from experiments.evidence import LESS, MORE, SAME, direction, mean_told
from experiments.laboratory import Laboratory, month_of, summary_of

SMALL = {"persons": 400, "founders": 20, "weeks": 104}


def lost_without(inside, outside):
    return dict(zip(list(seller_claims.VARIANTS)[1:], (inside, outside, 5.0, 3.0), strict=True))


def kinds_without(inside, outside):
    return {seller_claims.INSIDE: inside, seller_claims.OUTSIDE: outside}


@pytest.mark.parametrize(
    ("given", "verdict"),
    [
        (lambda: tree_claims.growth_verdict({20: 38, 100: 10}, 48), "holds only until the society is used up"),
        (lambda: tree_claims.growth_verdict({20: 48}, 48), "holds for the 48 months"),
        (lambda: tree_claims.multiply_verdict({1: 8, 4: 8}, {"x": 8}), "holds"),
        (lambda: tree_claims.multiply_verdict({1: 5, 4: 8}, {"x": 7}), "holds only if one joins at star 4 and x"),
        (lambda: tree_claims.multiply_verdict({1: 5, 4: 7}, {"x": 7}), "fails"),
        (lambda: tree_claims.facts_verdict({"one": True, "two": True}), "holds"),
        (lambda: tree_claims.facts_verdict({"one": True, "two": False}), "fails: not so: two"),
        (lambda: placement_claims.promotion_verdict(LESS, LESS), "holds, for the founder and for the members"),
        (lambda: placement_claims.promotion_verdict(LESS, SAME), "holds only for the founder"),
        (lambda: placement_claims.promotion_verdict(MORE, SAME), "fails"),
        (lambda: placement_claims.search_verdict(0.0, 8.0), "fails"),
        (lambda: placement_claims.search_verdict(0.2, 8.0), "holds only in that a search is needed"),
        (lambda: placement_claims.search_verdict(2.0, 8.0), "holds"),
        (lambda: placement_claims.knowing_verdict({"a": MORE, "b": MORE}), "holds"),
        (lambda: placement_claims.knowing_verdict({"a": MORE, "b": LESS}), "holds only by the share a"),
        (lambda: placement_claims.knowing_verdict({"a": LESS, "b": LESS}), "fails"),
        (lambda: placement_claims.income_verdict(MORE, MORE), "holds: more members earn something, and"),
        (lambda: placement_claims.income_verdict(SAME, MORE), "holds only in that income is more even"),
        (lambda: placement_claims.income_verdict(LESS, LESS), "fails"),
        (lambda: placement_claims.finite_verdict(36, {}, 36), "holds for the 36 months"),
        (lambda: placement_claims.finite_verdict(15, {"a": 0.5}, 36), "holds only until the society is used up"),
        (lambda: help_claims.trust_verdict(MORE), "holds"),
        (lambda: help_claims.trust_verdict(LESS), "fails: trust is lower"),
        (lambda: help_claims.help_verdict({"Multiply": (LESS, SAME), "skew-left": (SAME, SAME)}), "holds"),
        (lambda: help_claims.help_verdict({"Multiply": (SAME, SAME), "skew-left": (LESS, SAME)}), "fails"),
        (lambda: income_claims.opportunity_verdict({"a": 0.1, "b": 0.2}), "holds"),
        (lambda: income_claims.opportunity_verdict({"a": 0.1, "b": 0.7}), "holds only under a"),
        (lambda: income_claims.opportunity_verdict({"a": 0.6, "b": 0.7}), "fails"),
        (lambda: legara_claims.pareto_verdict({"a": 0.8, "b": 0.95}), "holds"),
        (lambda: legara_claims.pareto_verdict({"a": 0.3, "b": 0.95}), "holds only on some trees: b"),
        (lambda: legara_claims.position_verdict({"a": 0.0, "b": 0.05}), "holds"),
        (lambda: legara_claims.position_verdict({"a": 0.0, "b": -0.7}), "holds only on some trees: a"),
        (lambda: legara_claims.position_verdict({"a": -0.6, "b": -0.7}), "fails"),
        (lambda: legara_claims.tenure_verdict({"binary": 0.05, "unilevel": 0.0}), "holds only while growth lasts"),
        (lambda: legara_claims.tenure_verdict({"binary": -0.5, "unilevel": 0.0}), "holds only under unilevel"),
        (lambda: legara_claims.tenure_verdict({"binary": -0.5, "unilevel": -0.4}), "fails"),
        (lambda: career_claims.vacancy_verdict({"tree": 30, "narrow": 20, "wide": 5}), "holds: late"),
        (lambda: career_claims.vacancy_verdict({"tree": 6, "narrow": 20, "wide": 5}), "holds only against wide"),
        (lambda: career_claims.vacancy_verdict({"tree": 2, "narrow": 20, "wide": 5}), "fails"),
        (lambda: career_claims.work_verdict(hours=0.6, joining=0.1, rest=0.3, slope=0.7), "holds"),
        (lambda: career_claims.work_verdict(hours=0.2, joining=0.1, rest=0.7, slope=0.4), "holds only in part"),
        (lambda: career_claims.work_verdict(hours=0.2, joining=0.1, rest=0.7, slope=-0.4), "fails"),
        (lambda: purchase_claims.price_verdict(90, 100, {"low": 110, "high": 120}), "holds"),
        (lambda: purchase_claims.price_verdict(90, 100, {"low": 80, "high": 120}), "holds only if the longer chain's"),
        (lambda: purchase_claims.price_verdict(90, 100, {"low": 80, "high": 95}), "holds only if kits"),
        (lambda: purchase_claims.price_verdict(90, 100, {"low": 80, "high": 85}), "fails"),
        (lambda: trade_claims.popularity_verdict(sales=MORE, rise=MORE, growth=1.2), "holds"),
        (lambda: trade_claims.popularity_verdict(sales=MORE, rise=MORE, growth=0.9), "holds only against"),
        (lambda: trade_claims.popularity_verdict(sales=SAME, rise=MORE, growth=1.2), "fails"),
        (lambda: trade_claims.dream_verdict(joined=MORE, staying=SAME), "holds"),
        (lambda: trade_claims.dream_verdict(joined=MORE, staying=LESS), "holds only for the moment"),
        (lambda: trade_claims.dream_verdict(joined=LESS, staying=LESS), "fails"),
        (lambda: trade_claims.want_verdict(income=MORE, time=MORE), "holds"),
        (lambda: trade_claims.want_verdict(income=SAME, time=MORE), "holds only by the time"),
        (lambda: trade_claims.want_verdict(income=LESS, time=SAME), "fails"),
        (lambda: trade_claims.made_verdict(handed=MORE, learnt=SAME), "holds"),
        (lambda: trade_claims.made_verdict(handed=SAME, learnt=MORE), "holds only by practice"),
        (lambda: trade_claims.made_verdict(handed=SAME, learnt=SAME), "fails"),
        (lambda: bond_claims.battery_verdict(energy=MORE, staying=MORE), "holds"),
        (lambda: bond_claims.battery_verdict(energy=MORE, staying=SAME), "holds only for the charge"),
        (lambda: bond_claims.battery_verdict(energy=SAME, staying=MORE), "fails"),
        (lambda: bond_claims.effectiveness_verdict({"now": {"organic": {"members": MORE}}}), "holds"),
        (lambda: bond_claims.effectiveness_verdict({"now": {"organic": {"members": LESS}}}), "fails"),
        (
            lambda: bond_claims.effectiveness_verdict({"now": {"organic": {"members": LESS, "energy": MORE}}}),
            "holds only in part: now, ahead of organic in emotional energy",
        ),
        (lambda: bond_claims.family_verdict(kinship=MORE, staying=MORE, coming=MORE), "holds"),
        (lambda: bond_claims.family_verdict(kinship=MORE, staying=SAME, coming=MORE), "holds only in part"),
        (lambda: bond_claims.family_verdict(kinship=MORE, staying=LESS, coming=SAME), "holds only in name"),
        (lambda: bond_claims.family_verdict(kinship=SAME, staying=MORE, coming=MORE), "fails"),
        (lambda: bond_claims.ties_verdict(MORE), "holds"),
        (lambda: seller_claims.capital_verdict(lost_without(20.0, 10.0)), "holds"),
        (lambda: seller_claims.capital_verdict(lost_without(20.0, 0.0)), "holds only for ties inside"),
        (lambda: seller_claims.capital_verdict(lost_without(2.0, 1.0)), "fails"),
        (lambda: seller_claims.kinds_verdict(kinds_without((LESS, LESS), (SAME, LESS))), "holds"),
        (lambda: seller_claims.kinds_verdict(kinds_without((LESS, LESS), (LESS, LESS))), "fails"),
        (lambda: seller_claims.stratification_verdict(np.array([0.1, 0.2, 0.15, 0.12])), "holds"),
        (lambda: seller_claims.stratification_verdict(np.array([0.1, -0.2, 0.15, -0.12])), "fails"),
        (lambda: seller_claims.stratification_verdict(np.array([0.1])), "fails"),
        (lambda: bond_claims.ties_verdict(SAME), "fails"),
        (lambda: bond_claims.sustaining_verdict({"a": MORE, "b": MORE}), "holds"),
        (lambda: bond_claims.sustaining_verdict({"a": MORE, "b": LESS}), "holds only for a"),
        (lambda: bond_claims.sustaining_verdict({"a": SAME, "b": LESS}), "fails"),
    ],
)
def test_verdicts_follow_the_numbers(given, verdict):
    said = given()
    assert said.startswith(verdict)
    assert said.startswith("holds only") == verdict.startswith("holds only")


def test_who_profits_from_bought_ranks():
    effects = {"company": MORE, "median_net": LESS, "share_net_loss": MORE, "net_first": MORE, "net_later": LESS}
    assert "the company and the first to join" in purchase_claims.purchase_verdict(effects)
    assert purchase_claims.purchase_verdict({**effects, "median_net": MORE, "share_net_loss": SAME}).startswith("holds")


def test_a_direction_needs_an_interval_without_zero_or_the_same_difference_everywhere():
    def of(differences):
        rows = [
            {"scenario": name, "replicate": k, "status": "done", "members": 10.0 + k + add}
            for k, each in enumerate(differences)
            for name, add in (("first", 0.0), ("second", each))
        ]
        return direction(summary_of(pd.DataFrame(rows)), "members", "second")

    assert of([1.0, 1.2, 0.9, 1.1, 1.0, 0.8]) == MORE
    assert of([-1.0, -1.2, -0.9, -1.1, -1.0, -0.8]) == LESS
    assert of([1.0, -1.2, 0.9, -1.1, 1.0, -0.8]) == SAME
    assert of([1.0, 1.0, 1.0]) == MORE
    assert of([0.0, 0.0, 0.0]) == SAME


def test_means_are_told_with_three_digits():
    assert mean_told([5, 5, 5]) == "5"
    assert re.fullmatch(r"12\.6 \[12\.\d, 12\.\d\] %", mean_told([0.1257, 0.1249, 0.1262, 0.1255], percent=True))
    assert mean_told([np.nan]) == "–"


def test_multiply_needs_entry_at_star_4():
    claim = tree_claims.multiply(Laboratory(replicates=2)).answers[0]
    assert "from star 1: 5; from star 2: 6; from star 3: 7; from star 4: 8" in claim.outcome
    assert claim.verdict.startswith("holds only if one joins at star 4")


def test_growth_is_watched_to_its_last_good_month():
    assert tree_claims.lasting_months(np.array([5, 20, 12, 9, 0]), 20) == 3
    assert tree_claims.lasting_months(np.array([5, 5]), 20) == 0


def test_a_downline_of_one_level_is_known_and_a_chain_is_not():
    star = Laboratory().pure(persons=30, pure__recruiting="uniform", pure__newcomers=3, tree__placement="breadth_first",
                             tree__width=100)  # fmt: skip
    chain = Laboratory().pure(persons=30, pure__recruiting="uniform", pure__newcomers=3, tree__placement="random_place",
                              tree__width=1)  # fmt: skip
    for model in (star, chain):
        model.run_for(20)
    known = placement_runs.known_downline(chain)
    assert known["height"] == 29
    assert known["first_level"] == pytest.approx(np.mean(1 / np.arange(1, 30)))
    assert known["two_levels"] == pytest.approx(np.mean(np.minimum(2, np.arange(1, 30)) / np.arange(1, 30)))
    assert known["first_level"] < placement_runs.known_downline(star)["first_level"]


def test_fixed_places_open_only_when_somebody_leaves():
    joined, forever = np.zeros(9, int), np.full(9, 99)
    rng = np.random.default_rng(1)
    risen = career_claims.fixed_vacancies(joined, forever, 12, span=3, rng=rng)
    assert np.sum(risen >= 0) == 2  # places above the lowest grade in a pyramid of nine, three below each
    assert set(risen) == {-1, 0}
    first = int(np.flatnonzero(risen >= 0)[0])
    leaving = np.where(np.arange(9) == first, 5, forever)
    again = career_claims.fixed_vacancies(joined, leaving, 12, span=3, rng=np.random.default_rng(1))
    assert np.sum(again == 5) == 1


def test_shares_of_variance_know_work_from_luck():
    rng = np.random.default_rng(1)
    hours, joined, luck = (pd.Series(rng.random(4_000)) for _ in range(3))
    work = career_claims.shares_of_variance(hours, hours, joined)
    assert work["hours"] == pytest.approx(1, abs=0.01)
    chance = career_claims.shares_of_variance(luck, hours, joined)
    assert chance["rest"] == pytest.approx(1, abs=0.01)
    both = career_claims.shares_of_variance(hours - joined, hours, joined)
    assert both["hours"] == pytest.approx(both["joining"], abs=0.05)
    assert sum(both[name] for name in ("hours", "joining", "rest")) == pytest.approx(1)


def test_on_a_chain_unilevel_is_indifferent_and_on_a_grown_tree_it_is_not():
    uniform, chain = (
        Laboratory().pure(persons=400, pure__newcomers=10, plan__name="unilevel", **legara_claims.ALIKE, **growth)
        for growth in (
            {"pure__recruiting": "uniform"},
            {"pure__recruiting": "uniform", "tree__placement": "random_place", "tree__width": 1},
        )
    )
    orders = []
    for model in (uniform, chain):
        model.run_for(65)
        orders.append(income_claims.inequality(model.table.column("commission").astype(float))["order"])
    assert orders[0] < -0.4
    assert abs(orders[1]) < 0.2


def test_months_of_weeks():
    assert month_of(np.array([0, 1, 4, 5, 8, 52])).tolist() == [0, 1, 1, 2, 2, 12]


def test_the_longer_chain_multiplies_mark_ups():
    assert purchase_claims.factor(transporter=0.1, wholesaler=0.2, retailer=0.5, advertising=0.1) == pytest.approx(2.2)


def test_what_is_printed_is_written(tmp_path, capsys):
    words = ["studies=[tree_facts,popularity,family,awaited]", "replicates=3", f"output={tmp_path / 'out'}"]
    assert claims_table.main([*words, *(f"{name}={value}" for name, value in SMALL.items())]) == 0
    table = pd.read_csv(tmp_path / "out" / "claims.csv")
    assert table["verdict"].str.match("holds|fails|awaits|answered elsewhere").all()
    printed, page = capsys.readouterr().out, (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    flowing = " ".join(printed.split())
    assert all(claim in flowing for claim in table["claim"])
    assert all(verdict in flowing for verdict in table["verdict"])
    assert max(map(len, printed.splitlines()[:-1])) <= wording.LINE
    assert "\n\n\n" not in printed
    assert printed.splitlines()[-1] == f"Report: {tmp_path / 'out' / 'report.html'}"
    assert page.count('<th scope="row"><span class="unit">') == len(table)
    look_at_all_widths(tmp_path / "out" / "report.html", tmp_path)
    assert page.count("data:image/png;base64,") == 2
    assert "http" not in page
    assert all((tmp_path / "out" / f"claims_{study}.pdf").exists() for study in ("popularity", "family"))


def test_a_claim_that_awaits_prints_no_empty_lines():
    text = claims_table.printed(Claim("Survey", "It is so", "", "", "awaits a questionnaire"))
    assert text == "Survey: It is so\n  Verdict  awaits a questionnaire\n"


@pytest.mark.parametrize(
    ("argument", "words"),
    [
        ("outptu=x", "outptu is not known to claims. The nearest valid name is 'output'"),
        ("output", "name=value"),
        ("replicates=0", "replicates = 0 is not allowed"),
        ("studies=[growht]", "studies = 'growht' is not allowed: it must be one of growth"),
        ("studies=[]", "it must be a list of studies"),
        ("persons=3", "persons = 3 is not allowed"),
        ("weeks=52", "weeks = 52 is not allowed: it must be from 104"),
        ("boundary.closure=2", "boundary.closure = 2"),
        ("network=file", "society.network = 'file' is not allowed for claims"),
    ],
)
def test_bad_input_is_refused(argument, words):
    with pytest.raises(SettingsError) as refused:
        plan_studies(claims_table.QUESTIONS, [argument])
    assert words in str(refused.value)


def test_a_folder_that_cannot_be_written_is_said(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(Exception, match="cannot be written"):
        claims_table.main(["studies=[awaited]", f"output={tmp_path / 'file' / 'below'}"])


@pytest.mark.slow
def test_every_study_answers(tmp_path, capsys):
    words = ["replicates=3", f"output={tmp_path}", *(f"{name}={value}" for name, value in SMALL.items())]
    assert claims_table.main(words) == 0
    table = pd.read_csv(tmp_path / "claims.csv")
    assert table["verdict"].str.match("holds|fails|awaits|answered elsewhere").all()
    assert table.loc[table["verdict"].str.match("holds|fails"), ["how", "outcome"]].notna().all().all()
    assert not re.search(r"\bnan\b", capsys.readouterr().out)
