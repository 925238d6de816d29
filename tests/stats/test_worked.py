"""The worked examples: every number to a millionth, every key in its place, through the callables that answer them."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from app.stats.worked import KINDS, expected_of

CASES = json.loads(Path(__file__).with_name("worked_examples.json").read_text(encoding="utf-8"))["cases"]
BY_ID = {case["id"]: case for case in CASES}


def _same(found, wanted, place):
    if isinstance(wanted, dict):
        assert list(found) == list(wanted), place
        for key in wanted:
            _same(found[key], wanted[key], f"{place}.{key}")
    elif isinstance(wanted, list):
        assert len(found) == len(wanted), place
        for number, each in enumerate(wanted):
            _same(found[number], each, f"{place}.{number}")
    elif isinstance(wanted, float):
        assert found == pytest.approx(wanted, rel=0, abs=0.002 if place.endswith("barnard") else 1e-6), place
    else:
        assert found == wanted, place


def answered(case, kinds=None, inputs=None):
    kinds = kinds or case["kind"].split(" + ")
    return json.loads(json.dumps(expected_of(kinds, inputs or case["inputs"]), allow_nan=False))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_all_numbers_are_equal(case):
    _same(answered(case), case["expected"], case["id"])


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_each_kind_alone_says_the_same_as_together(case):
    together = {}
    for kind in case["kind"].split(" + "):
        together |= answered(case, [kind])
    assert together == answered(case)


@pytest.mark.parametrize(("case", "left_out"), [(case["id"], name) for case in CASES for name in case["inputs"]])
def test_what_is_not_there_is_not_answered_and_changes_nothing_else(case, left_out):
    case = BY_ID[case]
    fewer = answered(case, inputs={name: given for name, given in case["inputs"].items() if name != left_out})
    assert all(fewer[part] == case_part for part, case_part in answered(case).items() if part in fewer)
    assert len(fewer) >= len(case["expected"]) - 2  # the strata and candidates of one case have a part each


@pytest.mark.parametrize("left_out", ["confusion", "labels", "units", "drift", "gold"])
def test_agreement_without_one_of_its_parts(left_out):
    case = BY_ID["D4"]
    agreement = {name: given for name, given in case["inputs"]["agreement"].items() if name != left_out}
    found = answered(case, ["agreement_and_drift"], {"agreement": agreement})["agreement"]
    assert found == {key: value for key, value in answered(case)["agreement"].items() if key in found}
    assert len(found) == 5 - {"labels": 0, "units": 2}.get(left_out, 1)


def test_a_sample_without_flagged_people_or_reviewers_errors_has_neither_recall_nor_correction():
    bare = {"unflagged_population": 2000, "control_sample": 200, "wrongful_in_sample": 5}
    found = answered(None, ["miss_rate"], {"october": bare, "planning": {"max_rates": [0.1]}})
    assert found["october"].keys() == BY_ID["D2"]["expected"]["zero_event"].keys()
    assert found["planning"] == {"n_zero_found": [{"p": 0.1, "n": 29}], "n_one_found": [{"p": 0.1, "n": 46}]}


def test_printed_ratios_have_two_digits_and_sexes_are_compared_with_sexes():
    printed = {"printed_scoring_rates": {"Female": 0.3, "Male": 0.4, "Asian": 0.0, "White": 0.0}}
    assert answered(None, ["ll144_scoring"], {"published_anchor": printed})["published_anchor"] == {
        "sex": {"Female": 0.75, "Male": 1.0},
        "race": {"Asian": None, "White": None},
        "tolerance": 0.006,
    }


def test_every_kind_is_in_an_example():
    assert {kind for case in CASES for kind in case["kind"].split(" + ")} == KINDS.keys()


def test_nothing_slow_loads_before_a_number_is_asked_for():
    code = (
        "import sys, pkgutil, importlib, app.stats, app.cli.main\n"
        "for module in pkgutil.iter_modules(app.stats.__path__, 'app.stats.'): importlib.import_module(module.name)\n"
        "app.cli.main.build()\n"
        "print({'numpy', 'scipy', 'statsmodels', 'pandas'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == "set()"
