"""The survey's and the network text's claims that whole runs can answer, and what or where the others await."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from experiments import wording
from experiments.claim import AWAITS, NETWORKS, REFERS, SURVEY, Claim, Study
from experiments.claims_figures import BAND, BARS, courses, in_thousands, side_by_side
from experiments.evidence import MORE, direction, told
from experiments.figure_style import Caption
from experiments.laboratory import LABELS, Laboratory, practice_of, summary_of

ORGANIC_AGE: dict[str, Any] = {  # more reckoning, finer division of labour, less community (assumption)
    "society.rationality_median": 0.75, "society.occupations": 24, "society.occupation_trait_correlation": 0.0,
}  # fmt: skip
AWAITED = (
    (SURVEY, "Ritual works by emotional means that members are not conscious of",
     "a question that tells the conscious from the rest"),
    (NETWORKS, "Ties of kinship, friendship and common origin carry sales", "sales along ties, as recruiting has them"),
    (NETWORKS, "Networks teach obligation and civic engagement", "engagement outside the organisation"),
)  # fmt: skip
ELSEWHERE = (
    (SURVEY, "The battery is felt most in meetings, and runs down between them",
     "by pattern P1 (python -m experiments.patterns)"),
    (SURVEY, "Solidarity is mechanical though the aim is material: six directions, with lenience",
     "by pattern P12 and the survey (python -m experiments.patterns, python -m experiments.survey)"),
)  # fmt: skip


def battery(laboratory: Laboratory) -> Study[Claim]:
    """Gatherings against none."""
    variants: dict[str, dict[str, Any]] = {"gatherings": {}, "no gatherings": {"ritual.gatherings": False}}
    outcomes = ("energy", "symbol_attachment", "annual_retention", "members")
    runs = laboratory.paired(variants, outcomes)
    summary = summary_of(runs)
    claim = Claim(
        SURVEY,
        "Ritual is the social battery: gatherings charge members and keep them",
        f"Teams gather, or never do (ritual.gatherings); {laboratory.setting}. That gatherings charge is built in,"
        " that this keeps members against the hours it costs is not",
        "; ".join(told(summary, name) for name in outcomes),
        battery_verdict(
            energy=-direction(summary, "energy", "no gatherings"),
            staying=-direction(summary, "annual_retention", "no gatherings"),
        ),
    )
    rows = []
    for variant, changes in variants.items():
        for replicate in range(laboratory.replicates):
            model = laboratory.whole(replicate, changes)
            model.run_for(min(laboratory.weeks, 52))
            rows.append(model.weekly[["week", "energy", "active"]].assign(variant=variant, replicate=replicate))
    energy = summary.loc["energy"]["mean"]
    caption = Caption(
        "Mean emotional energy of the members, and members, in the first year, with gatherings and without",
        f"{laboratory.replicates} runs of each",
        BAND,
        f"in the last year of the whole run mean energy is {wording.number(energy['gatherings'], 2)} with gatherings"
        f" and {wording.number(energy['no gatherings'], 2)} without",
    )
    panels = {"energy": "Emotional energy (index 0 to 1)", "active": "Active members (persons)"}
    figure = courses(pd.concat(rows, ignore_index=True), panels, caption, x="week", x_label="Time (weeks)")
    return Study("Ritual", [claim], figures={"claims_battery": figure})


def battery_verdict(*, energy: int, staying: int) -> str:
    """Verdict from the directions in which gatherings move energy and staying."""
    if energy != MORE:
        return "fails: gatherings do not charge"
    return "holds" if staying == MORE else "holds only for the charge: members stay no longer"


def effectiveness(laboratory: Laboratory) -> Study[Claim]:
    """Mechanical practice against the others, in the age as it is and in one that leans organic."""
    corners = {name: practice_of(name) for name in ("mechanical", "organic", "transactional")}
    outcomes = ("members", "annual_retention", "net_income_per_member")
    ages: dict[str, dict[str, Any]] = {"now": {}, "in the organic age": ORGANIC_AGE}
    directions, told_by_age, tables = {}, [], []
    for age, society in ages.items():
        runs = laboratory.paired({name: {**practice, **society} for name, practice in corners.items()}, outcomes)
        summary = summary_of(runs)
        directions[age] = {
            rival: {name: -direction(summary, name, rival) for name in outcomes}
            for rival in corners
            if rival != "mechanical"
        }
        told_by_age.append(f"{age}: " + "; ".join(told(summary, name) for name in outcomes))
        tables.append(runs.assign(scenario=runs["scenario"] + f", {age}"))
    claim = Claim(
        SURVEY,
        "An organisation need not become organic: mechanical solidarity makes it more effective, even in an"
        " organic age",
        "The practices of three corner scenarios, everything else alike; then in an age that leans organic (people more"
        f" rational, 24 occupations that do not follow origin); {laboratory.setting}. Provisional: nothing is"
        f" calibrated",
        "; ".join(told_by_age),
        effectiveness_verdict(directions),
    )
    data = pd.concat(tables, ignore_index=True)
    means = data.groupby("scenario", sort=False)["members"].mean()
    caption = Caption(
        "Three ways to run an organisation, in the society as it is and in one that leans organic",
        f"{laboratory.replicates} runs of each",
        BARS,
        f"the most members at the end are {wording.number(float(means.max()))} ({means.idxmax()})",
    )
    panels = {
        "members": "Active members at the end (persons)",
        "annual_retention": "Still active after a year (share)",
        "net_income_per_member": "Net income per member (thousand rupiah a month)",
    }
    return Study(
        "Effectiveness",
        [claim],
        figures={"claims_effectiveness": side_by_side(in_thousands(data, "net_income_per_member"), panels, caption)},
    )


def effectiveness_verdict(directions: Mapping[str, Mapping[str, Mapping[str, int]]]) -> str:
    """Verdict from the directions of mechanical less each rival's outcomes, by age, rival and outcome."""
    signs = [sign for rivals in directions.values() for outcomes in rivals.values() for sign in outcomes.values()]
    if all(sign == MORE for sign in signs):
        return "holds"
    if MORE not in signs:
        return "fails: it is ahead in nothing"
    parts = []
    for age, rivals in directions.items():
        for rival, outcomes in rivals.items():
            ahead = [LABELS[name].label.lower() for name, sign in outcomes.items() if sign == MORE]
            parts += [f"{age}, ahead of {rival} in {wording.enumeration(ahead)}"] if ahead else []
    return f"holds only in part: {'; '.join(parts)}"


def ties(laboratory: Laboratory) -> Study[Claim]:
    """What society's ties, and what sustains them, do for an organisation."""
    variants: dict[str, dict[str, Any]] = {
        "as it is": {},
        "no ties": {"society.network": "well_mixed"},
        "no favours": {"exchange.need": 0.0},
        "no reciprocity": {"exchange.help_reciprocity": 0.0},
        "no reminding": {"ritual.reminder": 0.0, "ritual.mutual_reminding": 0.0},
    }
    outcomes = ("joined", "team_trust", "attendance", "annual_retention", "members")
    runs = laboratory.paired(variants, outcomes)
    summary = summary_of(runs)
    sustaining = {
        "favours": -direction(summary, "annual_retention", "no favours"),
        "reciprocity": -direction(summary, "annual_retention", "no reciprocity"),
        "mutual reminding": -direction(summary, "attendance", "no reminding"),
    }
    claims = [
        Claim(
            NETWORKS,
            "Ties of kinship, friendship and common origin carry recruiting",
            "Communities of kin, friends and neighbours, or a society without ties (well mixed);"
            f" {laboratory.setting}. Without ties everybody is a stranger, and strangers say yes once in a thousand"
            " (Stark & Bainbridge 1980), so this is built in",
            "; ".join(told(summary, name, ["as it is", "no ties"]) for name in ("joined", "members")),
            ties_verdict(-direction(summary, "joined", "no ties")),
            built_in=True,
        ),
        Claim(
            NETWORKS,
            "Reciprocity, trust, mutual information and mutual reminding sustain the ties",
            "Each taken out alone: favours (exchange.need 0), the norm of returning them (exchange.help_reciprocity"
            " 0), uplines and mates who remind (ritual.reminder and ritual.mutual_reminding 0);"
            f" {laboratory.setting}. Favours and reciprocity are judged by staying, reminding by attendance",
            "; ".join(told(summary, name, [each for each in variants if each != "no ties"])
                      for name in ("annual_retention", "attendance", "team_trust")),
            sustaining_verdict(sustaining),
        ),
    ]  # fmt: skip
    joined = summary.loc["joined"]["mean"]
    caption = Caption(
        "An organisation as it is, and with each of what sustains ties taken out",
        f"{laboratory.replicates} runs of each",
        BARS,
        f"{wording.number(joined['as it is'], 0)} persons are recruited a year as it is,"
        f" {wording.number(joined['no ties'], 0)} where there are no ties",
    )
    panels = {
        "joined": "Recruits (persons a year)",
        "team_trust": "Trust in the team (index 0 to 1)",
        "attendance": "Attendance (share of those called)",
        "annual_retention": "Still active after a year (share)",
    }
    return Study(
        "Ties", claims, figures={"claims_ties": side_by_side(runs[runs["scenario"] != "no ties"], panels, caption)}
    )


def ties_verdict(recruits: int) -> str:
    """Verdict from the direction in which ties move recruits."""
    return "holds" if recruits == MORE else "fails: no more are recruited than without ties"


def sustaining_verdict(effects: Mapping[str, int]) -> str:
    """Verdict from the direction in which each of what sustains ties moves what it is judged by."""
    helping = [name for name, sign in effects.items() if sign == MORE]
    if len(helping) == len(effects):
        return "holds"
    return f"holds only for {wording.enumeration(helping)}" if helping else "fails: none makes a clear difference"


def family(laboratory: Laboratory) -> Study[Claim]:
    """Uplines who become like kin against uplines who never do."""
    variants: dict[str, dict[str, Any]] = {"like kin": {}, "never like kin": {"ties.fictive_kinship": 0.0}}
    outcomes = ("kinship", "annual_retention", "attendance", "members")
    runs = laboratory.paired(variants, outcomes)
    summary = summary_of(runs)
    kinship, staying, coming = (-direction(summary, name, "never like kin") for name in outcomes[:3])
    claim = Claim(
        SURVEY,
        "The members are a family tree: fictive kinship",
        "Uplines become like kin by gatherings shared (Carsten 2000), or never do (ties.fictive_kinship 0), so that"
        f" only kin outside are kin inside; {laboratory.setting}. That kinship grows, and that those like kin remind"
        " and hold more, is built in; that it is felt in staying and in attendance is not. Kinship terms, and"
        " obligations between lines, are not modelled",
        "; ".join(told(summary, name) for name in outcomes),
        family_verdict(kinship=kinship, staying=staying, coming=coming),
    )
    means = summary.loc["kinship"]["mean"]
    caption = Caption(
        "An organisation whose uplines become like kin, and one whose uplines never do",
        f"{laboratory.replicates} runs of each",
        BARS,
        f"mean kinship with the upline is {wording.number(means['like kin'], 2)} where uplines become like kin,"
        f" {wording.number(means['never like kin'], 2)} where only kin outside are kin",
    )
    panels = {
        "kinship": "Kinship with the upline (index 0 to 1)",
        "annual_retention": "Still active after a year (share)",
        "attendance": "Attendance (share of those called)",
    }
    return Study("Family tree", [claim], figures={"claims_family": side_by_side(runs, panels, caption)})


def family_verdict(*, kinship: int, staying: int, coming: int) -> str:
    """Verdict from the directions in which fictive kinship moves kinship itself, staying and attendance."""
    if kinship != MORE:
        return "fails: uplines do not become like kin"
    effects = {"staying": staying, "attendance": coming}
    felt = [name for name, sign in effects.items() if sign == MORE]
    if len(felt) == len(effects):
        return "holds: uplines become like kin, and members stay longer and come more often for it"
    if felt:
        return f"holds only in part: uplines become like kin, which makes a clear difference to {felt[0]} alone"
    return "holds only in name: uplines become like kin, but neither staying nor attendance is clearly better for it"


def awaited(_: Laboratory) -> Study[Claim]:
    """Claims whose mechanism the model does not have yet, and those that another command asks."""
    return Study(
        "Awaiting their mechanism, or answered elsewhere",
        [
            *(Claim(source, claim, "", "", f"{AWAITS} {what}") for source, claim, what in AWAITED),
            *(Claim(source, claim, "", "", f"{REFERS} {where}") for source, claim, where in ELSEWHERE),
        ],
    )
