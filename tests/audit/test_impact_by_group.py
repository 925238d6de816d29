"""The impact check on made cells: the City's tables by a second calculation, verdicts, Simpson, who stays hidden."""

import math
import statistics
from collections import Counter, defaultdict

import pytest

from app.audit.answer import Severity, as_json
from app.audit.cells import FEWEST, SOURCE, Cell, Cells, ScoreCell, hidden_groups
from app.audit.checks import impact
from app.audit.run import period
from tests.attributes import GivenCells
from tests.factories import NOW

NIGHT = period(NOW.date(), NOW)
WHITE, BLACK, ASIAN, PACIFIC = "White", "Black or African American", "Asian", "Native Hawaiian or Pacific Islander"
HISPANIC = "Hispanic or Latino"
WORKED = [
    ("female", WHITE, 260, 117), ("female", BLACK, 120, 39), ("female", HISPANIC, 95, 38), ("female", ASIAN, 80, 40),
    ("female", "unknown", 20, 9), ("male", WHITE, 300, 150), ("male", BLACK, 90, 36), ("male", HISPANIC, 110, 48),
    ("male", ASIAN, 100, 52), ("male", PACIFIC, 10, 8), ("male", "unknown", 15, 6), ("unknown", "unknown", 30, 12),
]  # fmt: skip
"""Sex, race, people, passed: the first of the worked examples."""


class FakeSession:
    """A session needs nothing but its source here."""

    def __init__(self, cells):
        self.info = {SOURCE: GivenCells(cells)}


def people(sex="unknown", race="unknown", n=0, passed=0, *, after=None, posting="J", age="unknown", rules=("r",)):
    """``after``: how many pass after review; as many as before if it is not given."""
    more = (after if after is not None else passed) - passed
    return [
        cell for cell in (
            Cell(posting, False, (), sex, race, age, passed, passed),
            Cell(posting, True, rules, sex, race, age, n - passed, more),
        ) if cell.n
    ]  # fmt: skip


def ask(*groups, **more):
    cells = Cells(tuple(cell for group in groups for cell in group), **more)
    return impact.run(FakeSession(cells), NIGHT)


def rows_of(answer, name):
    one = next(table for table in answer.tables if table.name == name)
    names = [column.name for column in one.columns]
    return [dict(zip(names, row, strict=True)) for row in one.rows]


def by_group(answer, name):
    return {row["group"]: row for row in rows_of(answer, name)}


def second_calculation(rows, key):
    """Local Law 144's selection table as anybody would write it: unknown left out, below 2 % no ratio."""
    n, passed = Counter(), Counter()
    for row in rows:
        name = key(row)
        if "unknown" not in name:
            n[name] += row[2]
            passed[name] += row[3]
    total = sum(n.values())
    rates = {name: passed[name] / n[name] for name in n}
    highest = max(rate for name, rate in rates.items() if n[name] / total >= 0.02)
    table = {}
    for name, rate in rates.items():
        small = n[name] / total < 0.02
        z = 1.959963984540054
        middle = (rate + z * z / 2 / n[name]) / (1 + z * z / n[name])
        half = z * math.sqrt(rate * (1 - rate) / n[name] + z * z / 4 / n[name] ** 2) / (1 + z * z / n[name])
        table[name] = {
            "n": n[name], "passed": passed[name], "rate": rate, "rate_low": middle - half, "rate_high": middle + half,
            "share": n[name] / total, "ratio": None if small else rate / highest,
        }  # fmt: skip
    return table


@pytest.mark.parametrize(
    ("attribute", "key"),
    [
        ("sex", lambda row: row[0]),
        ("race", lambda row: row[1]),
        ("sex_race", lambda row: f"{row[0]}, {row[1]}"),
    ],
)
@pytest.mark.parametrize("stage", ["ats", "review"])
def test_selection_tables_equal_a_second_calculation(attribute, key, stage):
    rescued = [(*row, row[3] + row[2] // 10) for row in WORKED]
    answer = ask(*(people(sex, race, n, passed, after=after) for sex, race, n, passed, after in rescued))
    rows = [(sex, race, n, after if stage == "review" else passed) for sex, race, n, passed, after in rescued]
    found, expected = by_group(answer, f"{stage}_{attribute}"), second_calculation(rows, key)
    assert found.keys() == expected.keys()
    for name, values in expected.items():
        for column, value in values.items():
            assert found[name][column] == (None if value is None else pytest.approx(value, abs=6e-5)), (name, column)


def test_worked_example():
    answer = ask(*(people(*row) for row in WORKED))
    black = by_group(answer, "ats_race")[BLACK]
    assert (black["ratio"], black["ratio_low"], black["ratio_high"], black["shortfall"]) == (
        0.6988,
        0.5547,
        0.8803,
        32.3,
    )
    pacific = by_group(answer, "ats_race")[PACIFIC]
    assert (pacific["rate"], pacific["ratio"], pacific["remark"]) == (
        0.8,
        None,
        "under two percent: listed, not compared",
    )
    tests = {(row["stage"], row["group"]): row for row in rows_of(answer, "comparisons")}
    female = tests["after the ATS", "female"]
    assert (female["z"], female["p_z"], female["p_fisher"], female["verdict"]) == (
        -1.995, 0.046, 0.04852, "hardly by chance, but not below four fifths",
    )  # fmt: skip
    # 30 whose sex is unknown, 12 of them passed: 18 rejected against women and 12 passed for men, and the other way.
    assert female["worst"] == round(243 / 593 / (312 / 637), 4)
    assert female["best"] == round(255 / 587 / (300 / 643), 4)
    assert tests["after the ATS", BLACK]["p_adjusted"] > tests["after the ATS", BLACK]["p_fisher"]
    serious = {one.kind for one in answer.findings if one.severity == Severity.SERIOUS}
    assert f"ats:race:{BLACK}" in serious
    assert not any("sex:female" in kind for kind in serious)
    said = next(table for table in answer.tables if table.name == "ats_race").sentence
    assert str(said) == (
        "Black or African American: 75 of 210 passed, 0.70 times as often as Asian (51.1 %); "
        "at the same rate 32 more of them would have passed."
    )


def test_what_review_changes_is_seen_in_the_second_table():
    answer = ask(people("female", n=200, passed=60, after=96), people("male", n=200, passed=100, after=102))
    assert by_group(answer, "ats_sex")["female"]["ratio"] == 0.6
    assert by_group(answer, "review_sex")["female"]["ratio"] == round(96 / 102, 4)
    assert {one.kind for one in answer.findings if one.severity == Severity.SERIOUS} == {
        "ats:sex:female"
    }  # fmt: skip


def test_few_people_describe_and_prove_nothing():
    answer = ask(people("female", n=20, passed=1), people("male", n=25, passed=20))
    (ats, _) = answer.findings
    assert (ats.kind, ats.severity) == ("ats:sex:female", Severity.NOTE)
    assert by_group(answer, "ats_sex")["female"]["remark"] == "fewer than 30: descriptive only"


def test_nobody_and_everybody_and_one_group_alone():
    nobody = ask(people("female", n=50, passed=0), people("male", n=50, passed=0))
    assert {row["ratio"] for row in rows_of(nobody, "ats_sex")} == {None}
    assert nobody.findings == ()
    everybody = ask(people("female", n=50, passed=50), people("male", n=50, passed=50))
    assert {row["ratio"] for row in rows_of(everybody, "ats_sex")} == {1.0}
    alone = ask(people("female", n=50, passed=10))
    assert [table.name for table in alone.tables] == ["ats_sex", "review_sex", "answered"]


def test_without_attributes_one_sentence_and_no_tables():
    for answer in (ask(), impact.run(type("S", (), {"info": {}})(), NIGHT)):
        assert (answer.tables, answer.findings, len(answer.unmeasured)) == ((), (), 1)
    assert "whole months" in str(ask(outside=7).unmeasured[0])


def test_total_and_postings_point_different_ways():
    """Every posting takes women more often, and women apply where few are taken."""
    answer = ask(
        people("female", n=400, passed=80, posting="hard"), people("male", n=100, passed=15, posting="hard"),
        people("female", n=100, passed=70, posting="easy"), people("male", n=400, passed=260, posting="easy"),
    )  # fmt: skip
    within = rows_of(answer, "within_postings")[0]
    assert (within["group"], within["postings"], within["overall"] < 0.8, within["ratio"] > 1) == (
        "female",
        2,
        True,
        True,
    )
    assert within["remark"] == "points the other way within postings"
    kinds = {one.kind: one.severity for one in answer.findings}
    assert kinds["simpson:ats:sex:female"] == Severity.NOTE


def test_a_total_that_hides_what_every_posting_does():
    answer = ask(
        people("female", n=400, passed=200, posting="easy"), people("male", n=100, passed=80, posting="easy"),
        people("female", n=100, passed=8, posting="hard"), people("male", n=400, passed=88, posting="hard"),
    )  # fmt: skip
    assert by_group(answer, "ats_sex")["female"]["ratio"] == 1.0
    found = {one.kind: one for one in answer.findings}
    assert "ats:sex:female" not in found
    assert found["within:ats:sex:female"].severity == Severity.SERIOUS
    assert "within the same posting they pass 0.5" in str(found["within:ats:sex:female"].text)
    assert ", 1.24, hides" in str(found["within:ats:sex:female"].text)


def test_a_group_of_whom_nobody_passes_in_any_posting_is_found():
    """Ratio and p are exactly 0 within postings; 0 is a finding and not a gap."""
    answer = ask(
        people("female", n=900, passed=900, posting="all"), people("male", n=300, passed=300, posting="all"),
        people("female", n=900, passed=0, posting="few"), people("male", n=9000, passed=3000, posting="few"),
    )  # fmt: skip
    assert "within:ats:sex:female" in {one.kind for one in answer.findings}


def test_scores_equal_a_second_calculation():
    scores = {"female": [55, 61, 70, 48, 66, 61], "male": [61, 72, 58, 80, 64, 61, 50]}
    median = statistics.median(scores["female"] + scores["male"])
    cells = tuple(
        ScoreCell("acme", median, sex, "unknown", "unknown", len(each), sum(one > median for one in each))
        for sex, each in scores.items()
    )
    answer = ask(people("female", n=6, passed=3), people("male", n=7, passed=3), scores=cells)
    found = by_group(answer, "scoring")
    rates = {sex: sum(one > median for one in each) / len(each) for sex, each in scores.items()}
    for sex, rate in rates.items():
        assert found[sex]["rate"] == round(rate, 4)
        assert found[sex]["ratio"] == round(rate / max(rates.values()), 4)


def test_the_same_cells_give_the_same_bytes():
    groups = [people(*row) for row in WORKED]
    assert as_json(ask(*groups)) == as_json(ask(*groups))


# --- Small cells ------------------------------------------------------------------------------------------------------


def shown(answer):
    """Every (group, n) that any table shows."""
    return {
        (row["group"], row["n"]) for table in answer.tables if table.name.startswith("ats_")
        for row in rows_of(answer, table.name)
    }  # fmt: skip


def test_a_group_of_four_is_nowhere_and_not_left_over():
    answer = ask(
        people("female", WHITE, 100, 50), people("male", WHITE, 100, 50), people("male", PACIFIC, 4, 4),
        people("female", ASIAN, 40, 20), people("male", ASIAN, 30, 10), people("unknown", "unknown", 20, 7),
    )  # fmt: skip
    assert not any(PACIFIC in group for group, _ in shown(answer))
    assert not any(PACIFIC in str(row) for table in answer.tables for row in table.rows)
    answered = {(row["attribute"], row["outcome"]): row for row in rows_of(answer, "answered")}
    assert answered["by race or ethnicity", "passed the ATS"]["unknown"] == 4 + 7
    assert any(PACIFIC in str(gap) for gap in answer.unmeasured)


def test_a_single_small_group_takes_the_next_smallest_along():
    answer = ask(people("female", WHITE, 100, 50), people("male", ASIAN, 60, 30), people("male", PACIFIC, 3, 1))
    assert set(by_group(answer, "ats_race")) == {WHITE}


def test_a_large_group_hidden_for_a_small_one_is_still_found_but_without_a_number():
    answer = ask(people("female", BLACK, 80, 20), people("male", WHITE, 90, 70), people("male", PACIFIC, 3, 1))
    assert BLACK not in by_group(answer, "ats_race")
    (found,) = [one for one in answer.findings if one.kind == f"ats:race:{BLACK}"]
    assert found.severity == Severity.SERIOUS
    assert not any(digits in str(found.text) for digits in ("80", "20", "0.", "p ="))


@pytest.mark.parametrize("seed", range(40))
def test_no_sum_of_what_is_shown_leaves_a_small_group(seed):
    """Marginals of sex and race beside their cross: whatever is left of a line is nobody, or no fewer than five."""
    noise = iter((seed * 2654435761 >> shift) % 97 for shift in range(60))
    cells = [
        Cell("", False, (), sex, race, "unknown", n, n)
        for sex in ("female", "male", "other", "unknown") for race in (WHITE, BLACK, ASIAN, PACIFIC, "unknown")
        if (n := next(noise) // (1 + (seed + len(race)) % 3) ** 2)
    ]  # fmt: skip
    hidden = hidden_groups(cells)
    totals = {name: defaultdict(int) for name in hidden}
    for cell in cells:
        for name, found in totals.items():
            found[cell.group(name)] += cell.n
    for name, found in totals.items():
        assert not [one for one, n in found.items() if n < FEWEST and one not in hidden[name] and one != "unknown"]
    for attribute in ("sex", "race"):
        for value, total in totals[attribute].items():
            line = {one: n for one, n in totals["sex_race"].items() if value in one.split(", ")}
            visible = {one: n for one, n in line.items() if one not in hidden["sex_race"]}
            if value == "unknown" or value in hidden[attribute] or not visible or len(visible) == len(line):
                continue
            assert total - sum(visible.values()) >= FEWEST
