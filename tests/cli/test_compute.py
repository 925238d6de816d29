"""``second-look audit compute``: the worked examples from the door, and what is said of a file that is wrong."""

import json
from copy import deepcopy
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.cli.compute import INPUTS
from app.cli.main import build
from app.errors import BadInputError
from app.stats.worked import KINDS

EXAMPLES = Path(__file__).parents[1] / "stats" / "worked_examples.json"
CASES = {case["id"]: case for case in json.loads(EXAMPLES.read_text(encoding="utf-8"))["cases"]}


@pytest.fixture
def run(tmp_path):
    def call(data):
        file = tmp_path / "cases.json"
        file.write_text(data if isinstance(data, str) else json.dumps(data), encoding="utf-8")
        result = CliRunner().invoke(build(), ["audit", "compute", str(file)])
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        assert result.exit_code == 0, result.output
        return json.loads(result.stdout)

    return call


def leaves(value, place=""):
    if isinstance(value, dict | list):
        for key, each in value.items() if isinstance(value, dict) else enumerate(value):
            yield from leaves(each, f"{place}.{key}")
    else:
        yield place, value


def test_prints_the_same_shape_and_numbers_without_reading_what_is_expected(run):
    asked = [{key: given for key, given in case.items() if key != "expected"} for case in CASES.values()]
    printed = run({"cases": asked})
    assert list(printed) == ["cases"]
    assert [list(case) for case in printed["cases"]] == [["id", "expected"]] * len(CASES)
    for case in printed["cases"]:
        found, wanted = list(leaves(case["expected"])), list(leaves(CASES[case["id"]]["expected"]))
        assert [place for place, _ in found] == [place for place, _ in wanted]
        for (place, number), (_, expected) in zip(found, wanted, strict=True):
            tolerance = 0.002 if place.endswith("barnard") else 1e-6
            assert number == (pytest.approx(expected, abs=tolerance) if isinstance(expected, float) else expected), (
                place
            )


def test_full_precision_not_what_was_rounded(run):
    case = CASES["D1"] | {"kind": "ll144_scoring"}
    found = run({"cases": [case]})["cases"][0]["expected"]["scoring"]["categories"]["female"]
    assert found["scoring_rate"] == 1 / 3


def test_nulls_and_names_of_ones_own(run):
    nightly = {"prior_a": 1, "prior_b": 1, "p0": 0.1, "p1": 0.3, "alpha": 0.1, "nights": []}
    sample = {"unflagged_population": 9, "control_sample": 3, "wrongful_in_sample": 0, "flagged_rescued": None}
    case = {"id": 7, "kind": "miss_rate+sequential", "inputs": {"spring": sample, "nightly": nightly, "note": "none"}}
    answer = run({"cases": [case]})["cases"][0]
    assert answer["id"] == 7
    assert list(answer["expected"]) == ["spring", "nightly"]
    assert "flag_recall" not in answer["expected"]["spring"]


def spoilt(case_id, value, *place):
    case = deepcopy(CASES[case_id])
    spot = case
    for key in place[:-1]:
        spot = spot[key]
    if value is None:
        del spot[place[-1]]
    else:
        spot[place[-1]] = value
    return {"cases": [CASES["D4"], case]}


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (spoilt("D1", "x", "kind"), "case D1, kind: 'x' is not one of ll144_selection, "),
        (spoilt("D1", "many", "inputs", "rows", 3, "n"), r"case D1, rows\.3\.n: .*integer"),
        (spoilt("D1", 300, "inputs", "rows", 0, "passed"), r"case D1, rows\.0: .*passed is 300, more than n"),
        (spoilt("D1", None, "inputs", "tables", 1, "ref_n"), r"case D1, tables\.1\.ref_n: Field required"),
        (spoilt("D2", 201, "inputs", "sample", "wrongful_in_sample"), r"case D2, sample.*wrongful_in_sample is 201"),
        (spoilt("D2", None, "inputs", "sample", "control_sample"), r"case D2, sample\.control_sample: Field required"),
        (spoilt("D2", 0.01, "inputs", "sample", "reviewer_sensitivity"), "case D2: .*no better than chance"),
        (spoilt("D2", [3, 4], "inputs", "nightly", "nights", 2), "case D2: night 3: 4 of 3"),
        (spoilt("D2", 0, "inputs", "nightly", "p0"), r"case D2, nightly\.p0: .*greater than 0"),
        (spoilt("D2", [0.0], "inputs", "planning", "max_rates"), r"case D2, planning\.max_rates\.0: .*greater than 0"),
        (
            spoilt("D3", 0, "inputs", "strata", 2, "reviewed"),
            r"case D3, strata\.2: .*wrongful is 2, more than reviewed",
        ),
        (spoilt("D3", 1, "inputs", "strata", 0, "reviewed"), r"case D3, strata\.0: .*wrongful is 20"),
        (spoilt("D3", {}, "inputs"), "case D3, inputs: nothing that stratified_and_culpability takes"),
        (spoilt("D3", None, "inputs"), r"cases\.1\.inputs: Field required"),
        ("{}", "cases: Field required"),
        ("no", "Invalid JSON"),
    ],
)
def test_what_is_wrong_is_named_with_its_case_and_field(run, data, words):
    with pytest.raises(BadInputError, match=words):
        run(data)


def test_a_stratum_nobody_looked_at_is_named(run):
    case = deepcopy(CASES["D3"])
    case["inputs"]["strata"][3] |= {"reviewed": 0, "wrongful": 0}
    with pytest.raises(BadInputError, match=r"case D3: stratum unflagged\|retail: nobody was looked at"):
        run({"cases": [case]})


def test_a_file_that_is_not_there():
    result = CliRunner().invoke(build(), ["audit", "compute", "nowhere.json"])
    assert isinstance(result.exception, BadInputError)


def test_every_kind_that_can_be_computed_can_be_read():
    assert INPUTS.keys() == KINDS.keys()
