"""Societies from files: what a file says is what the society is, and what cannot be is refused with its line."""

import gzip
import warnings
from itertools import pairwise

import numpy as np
import pytest

from model import Scenario, ScenarioError, SolidarityModel
from model.draws import run_key
from model.network_export import to_networkx, write_csv, write_graphml
from model.network_files import NetworkFileWarning
from model.society import COMMUNITY, FRIEND, KIN, WORK, Society, build_society
from model.society_parameters import SocietyParameters

KEY = run_key(1, 0)
NAMES = ["Siti", "1001", "Pak Budi", "Ñusta", *(f"warga {number}" for number in range(5, 25))]


def ring(header="a,b", told=""):
    """Everybody tied to the next, as the lines of a CSV file."""
    return [header, *(f"{first},{second}{told}" for first, second in pairwise(NAMES))]


def people(header="who", told=""):
    return [header, *(f"{name}{told}" for name in NAMES)]


@pytest.fixture
def write(tmp_path):
    """Write lines to a file and give its path."""

    def writes(name, lines):
        path = tmp_path / name
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return str(path)

    return writes


def scenario_of(ties_file, **society):
    return Scenario.from_mapping({"society": {"network": "file", "ties_file": ties_file, **society}})


def society_of(ties_file, *, key=KEY, **society):
    scenario = scenario_of(ties_file, **society)
    return build_society(scenario.society, scenario.persons, key)


def ties_of(society):
    graph = to_networkx(society)
    return {frozenset(ends): (told["type"], told["weight"]) for *ends, told in graph.edges(data=True)}


def refusal(*arguments, **society):
    with pytest.raises(ScenarioError) as raised:
        scenario_of(*arguments, **society)
    return str(raised.value)


# What it says


def test_names_ties_and_their_number_come_from_the_file(write):
    society = society_of(write("ties.csv", ring()))
    assert society.names.tolist() == NAMES
    assert set(ties_of(society)) == {frozenset(pair) for pair in pairwise(NAMES)}


def test_types_and_weights_come_from_the_file(write):
    told = {frozenset(NAMES[:2]): "kin,0.25", frozenset(NAMES[1:3]): "Work,", frozenset(NAMES[2:4]): ",1"}
    lines = ring("a,b,type,weight", ",friend,0.5")
    lines[1:4] = [line.removesuffix("friend,0.5") + each for line, each in zip(lines[1:4], told.values(), strict=True)]
    ties = ties_of(society_of(write("ties.csv", lines), work_trust=0.125))
    assert [ties.pop(each) for each in (frozenset(NAMES[:2]), frozenset(NAMES[1:3]))] == [
        ("kin", 0.25),
        ("work", 0.125),
    ]
    assert ties.pop(frozenset(NAMES[2:4]))[1] == 1.0
    assert set(ties.values()) == {("friend", 0.5)}


def test_types_that_the_file_lacks_are_drawn_by_key(write):
    path = write("ties.csv", ring())
    first, again, other = (society_of(path, key=key).tie_type for key in (KEY, KEY, run_key(1, 1)))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)
    only = society_of(path, kin_share=0.0, friend_share=1.0, community_share=0.0)
    assert set(only.tie_type) == {FRIEND}


def test_people_are_as_the_file_has_them_and_else_as_drawn(write):
    lines = people("means,who,hours,origin,trait_3,occupation,rationality,open,village", "")
    lines[1:] = [
        f"5e6,{name},{k + 1},{'coast' if k % 2 else 'hills'},{k % 3},,0.25,0,{k // 8}" for k, name in enumerate(NAMES)
    ]
    lines[2] = f",{NAMES[1]},,,,7,,1,"
    society = society_of(write("ties.csv", ring()), people_file=write("people.csv", lines), community_column="village")
    drawn = society_of(write("ties.csv", ring()))
    known = np.arange(len(NAMES)) != 1
    assert np.all(society.means[known] == 5e6)
    assert np.array_equal(society.hours[known], np.arange(1, 25)[known])
    assert np.array_equal(society.traits[known, 0], (np.arange(24) % 2 == 0)[known])  # coast, hills
    assert np.array_equal(society.traits[known, 2], (np.arange(24) % 3)[known])
    assert np.all(society.rationality[known] == 0.25)
    assert society.open.tolist() == (~known).tolist()
    assert society.occupation[1] == 7
    for name in ("means", "hours", "rationality"):
        assert getattr(society, name)[1] == getattr(drawn, name)[1]
    assert np.array_equal(society.traits[:8, 1] == society.traits[0, 1], drawn.traits[:8, 1] == drawn.traits[0, 1])


def test_a_community_of_the_file_has_one_origin(write):
    lines = people("who,community")
    lines[1:] = [f"{name},{'north' if k % 2 else 'south'}" for k, name in enumerate(NAMES)]
    origins = [
        society_of(write("ties.csv", ring()), people_file=write("people.csv", lines), key=run_key(1, k)).traits[:, 0]
        for k in range(20)
    ]
    assert all(len(set(each[::2])) == len(set(each[1::2])) == 1 for each in origins)
    assert any(each[0] != each[1] for each in origins)


def test_founders_and_joiners_come_from_the_file(write):
    lines = people("who,leader,loan")
    lines[1:] = [f"{name},{'yes' if k in (3, 17) else 'no'},{['0', '1', ''][k % 3]}" for k, name in enumerate(NAMES)]
    scenario = scenario_of(
        write("ties.csv", ring()),
        people_file=write("people.csv", lines),
        founders_column="leader",
        joined_column="loan",
    )
    assert (scenario.persons, scenario.founders) == (24, 2)
    model = SolidarityModel(scenario)
    assert model.distributors["person"].tolist() == [3, 17]
    assert model.society.observed.tolist() == [0, 1, -1] * 8
    assert model.society.open[[3, 17]].all()
    plain = SolidarityModel(scenario_of(write("ties.csv", ring())))
    assert len(plain.society.observed) == 0
    assert len(plain.distributors) == 10


def test_the_file_says_how_many_persons_there_are(write):
    path = {"network": "file", "ties_file": write("ties.csv", ring())}
    assert Scenario.from_mapping({"society": path, "persons": 24}).persons == 24
    with pytest.raises(ScenarioError, match=r"persons = 25 is not allowed .+: the file has 24"):
        Scenario.from_mapping({"society": path, "persons": 25})
    scenario = Scenario.from_mapping({"society": path})
    assert Scenario.from_mapping(scenario.to_mapping()) == scenario
    assert scenario.replace({"society.network": "random", "society.ties_file": ""}).persons == 24
    assert Scenario().replace({"society": path}).persons == 24
    assert scenario.replace({"founders": 7}).replace({"weeks": 5}).founders == 7
    with pytest.raises(ScenarioError, match=r"persons = 20000 is not allowed .+: the file has 24; leave persons out"):
        Scenario.from_mapping({"society": path, "persons": 20_000})  # the default, but somebody set it


def test_founders_beside_a_file_that_names_them_are_refused(write):
    lines = people("who,leader", ",0")
    lines[3] = lines[3].replace(",0", ",1")
    files = {"ties_file": write("ties.csv", ring()), "people_file": write("people.csv", lines)}
    society = {"network": "file", "founders_column": "leader", **files}
    assert Scenario.from_mapping({"society": society}).founders == 1
    for number in (10, 5):
        with pytest.raises(ScenarioError, match=f"founders = {number} is not allowed .+: the file has 1"):
            Scenario.from_mapping({"society": society, "founders": number})


# What is amiss and can be mended


def test_what_was_left_out_is_told_in_one_warning(write):
    lines = [*ring("a,b,type", ",kin"), "Siti,Siti,kin", "1001,Siti,work", "Pak Budi,Amir,cousin", "Amir,Wati,"]
    with pytest.warns(NetworkFileWarning) as told:
        society = society_of(write("ties.csv", lines), people_file=write("people.csv", people()))
    assert [str(each.message) for each in told] == [
        "ties.csv and people.csv: 26 persons, 25 ties taken. Named in ties only, kept as persons: 2 (Amir, Wati). Of a"
        " type other than kin, friend, community, work, drawn instead: 1 (cousin). Tied to themselves, left out: 1"
        " (Siti). Pairs named again, left out: 1 (1001-Siti)."
    ]
    assert society.names.tolist() == [*NAMES, "Amir", "Wati"]
    assert ties_of(society)[frozenset(("Siti", "1001"))][0] == "kin", "of two types the closer stands"


def test_nothing_is_told_of_a_file_without_faults(write):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        scenario_of(write("ties.csv", ring()), people_file=write("people.csv", people()))


def test_an_edited_file_is_read_again(write):
    assert len(society_of(write("ties.csv", ring())).neighbour) == 46
    assert len(society_of(write("ties.csv", [*ring(), "Siti,Pak Budi"])).neighbour) == 48


# What cannot be


@pytest.mark.parametrize(
    ("extra", "expected"),
    [
        (["Siti,Pak Budi,x"], "line 25 is 'Siti,Pak Budi,x': the number of its fields is 3, it must be 2 (a,b)"),
        (["", "", "Siti"], "line 27 is 'Siti': the number of its fields is 1"),
        (["Siti,"], "society.to_column = 'b' is not allowed: line 25 of ties.csv is empty there"),
        ([" ,Siti"], "society.from_column = 'a' is not allowed: line 25 of ties.csv is empty there"),
    ],
)
def test_a_malformed_line_is_refused_with_its_number(write, extra, expected):
    assert expected in refusal(write("ties.csv", [*ring(), *extra]))


@pytest.mark.parametrize("weight", ["-0.1", "1.01", "much", "nan"])
def test_a_weight_that_is_no_trust_is_refused(write, weight):
    lines = ring("a,b,weight", ",0.5")
    lines[7] = lines[7].replace("0.5", weight)
    expected = (
        f"society.weight_column = 'weight' is not allowed: line 8 of ties.csv holds '{weight}': it must be a number"
    )
    assert expected in refusal(write("ties.csv", lines))


@pytest.mark.parametrize(
    ("society", "expected"),
    [
        (
            {"founders_column": "leders"},
            "'leders' is not allowed: people.csv has who, leader, loan. The nearest valid name",
        ),
        ({"founders_column": "loan"}, "nobody in it founds"),
        ({"joined_column": "who"}, "line 2 of people.csv holds 'Siti': it must be 1 or 0, yes or no, true or false"),
        ({"means_column": "loan"}, "line 2 of people.csv holds '0': it must be a number above 0"),
        ({"name_column": "leader"}, "line 3 of people.csv names '1' a second time"),
        (
            {"occupation_column": "who"},
            "society.occupations = 12 is not allowed: the file has 24 categories of occupation",
        ),
        ({"from_column": "c"}, "society.from_column = 'c' is not allowed: ties.csv has a, b"),
    ],
)
def test_columns_that_cannot_be_are_refused(write, society, expected):
    files = {"people_file": write("people.csv", people("who,leader,loan", ",1,0"))}
    assert expected in refusal(write("ties.csv", ring()), **files, **society)


def test_files_that_cannot_be_are_refused(write, tmp_path):
    ties = write("ties.csv", ring())
    assert "it must name a file" in refusal("")
    assert "there is no such file. The nearest valid name is 'ties.csv'" in refusal(str(tmp_path / "tie.csv"))
    assert "its first line holds '1001': it must name the columns" in refusal(write("numbers.csv", ["1001,1002"]))
    assert "its first line is empty" in refusal(write("empty.csv", [""]))
    assert "it has one column" in refusal(write("one.csv", ["a"]))
    assert "nobody is named in it" in refusal(write("nobody.csv", ["a,b"]))
    assert "persons = 3 is not allowed" in refusal(write("few.csv", ring()[:3]))
    assert "line 2 is no XML" in refusal(write("ties.graphml", ["<graphml>", "<oops></graphml>"]))
    assert "none of name names a person of the ties" in refusal(
        ties, people_file=write("others.csv", ["name", "x", "y"])
    )
    (tmp_path / "ties.csv.gz").write_text("a,b\nx,y\n")
    assert "its name ends in .gz, but it is not gzipped" in refusal(str(tmp_path / "ties.csv.gz"))
    (tmp_path / "cut.csv.gz").write_bytes(gzip.compress(b"a,b\nx,y\n" * 100)[:-9])
    assert "it cannot be read: Compressed file ended" in refusal(str(tmp_path / "cut.csv.gz"))
    (tmp_path / "bytes.csv").write_bytes(b"a,b\n\xff\xfe,x\n")
    assert "it cannot be read" in refusal(str(tmp_path / "bytes.csv"))
    with pytest.raises(ScenarioError, match="it needs network=file"):
        Scenario.from_mapping({"society.ties_file": ties})


# There and back


def same(first, second):
    names = [name for name in Society._fields if name != "given_trust"] + ["trust"]  # given or not, the trust decides
    return [name for name in names if not np.array_equal(getattr(first, name), getattr(second, name))]


@pytest.mark.parametrize("network", ["communities", "small_world", "scale_free", "random"])
@pytest.mark.parametrize("ending", ["csv", "csv.gz", "graphml", "graphml.gz"])
def test_what_is_written_reads_back_identically(network, ending, tmp_path):
    written = build_society(SocietyParameters(network=network), 300, KEY)
    observed = np.random.default_rng(1).integers(-1, 2, 300).astype(np.int8)
    written = written._replace(founders=np.flatnonzero(written.open)[::9].astype(np.int32), observed=observed)
    paths = {"ties_file": str(tmp_path / f"ties.{ending}")}
    if "csv" in ending:
        paths["people_file"] = str(tmp_path / f"people.{ending}")
        write_csv(written, *paths.values())
    else:
        write_graphml(written, paths["ties_file"])
    read = society_of(paths["ties_file"], key=run_key(5, 5), **{k: v for k, v in paths.items() if k != "ties_file"})
    assert same(written, read) == ["name_bytes"], "drawn persons have no names but their numbers"
    assert np.array_equal(written.names, read.names)


def test_separators_gzip_and_blanks_make_no_difference(write, tmp_path):
    plain = society_of(write("ties.csv", ring()))
    for separator in ";\t":
        lines = [f" {separator} ".join(line.split(",")) for line in ring()]
        lines[0] = lines[0].replace(" ", "")
        path = tmp_path / "other.txt"
        path.write_bytes(gzip.compress(b"\xef\xbb\xbf" + "\r\n".join(lines).encode()))
        assert not same(plain, society_of(str(path)))


def test_types_stay_what_they_are():
    assert (KIN, FRIEND, COMMUNITY, WORK) == (0, 1, 2, 3), "files and results written before count on it"
