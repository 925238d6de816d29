"""Rule by rule: who gets past each, what happens without it, and that a total hides nothing."""

from app.audit.answer import Severity
from app.audit.cells import Cell, Cells
from app.audit.checks import impact, impact_by_rule
from app.audit.run import period
from tests.audit.test_impact_by_group import FakeSession
from tests.factories import NOW

NIGHT = period(NOW.date(), NOW)


def cell(sex, n, *rules, posting="J", race="unknown"):
    return Cell(posting, bool(rules), rules, sex, race, "unknown", n, 0 if rules else n)


def ask(*cells, check=impact_by_rule):
    return check.run(FakeSession(Cells(cells)), NIGHT)


def rows_of(answer):
    names = [column.name for column in answer.tables[0].columns]
    rows = [dict(zip(names, row, strict=True)) for row in answer.tables[0].rows]
    return {(row["rule"], row["group"]): row for row in rows}


BALANCED = (
    cell("female", 120), cell("male", 120),
    cell("female", 80, "gap"), cell("male", 20, "gap"), cell("male", 60, "degree"), cell("female", 20, "gap", "years"),
    cell("male", 20, "years"),
)  # fmt: skip
"""One rule keeps women back, another men: over all both pass alike."""


def test_a_rule_is_adverse_while_the_total_is_fine():
    total = ask(*BALANCED, check=impact)
    assert total.findings == ()
    answer = ask(*BALANCED)
    found = {(one.subject, one.kind): one for one in answer.findings}
    assert found["gap", "sex:female"].severity == Severity.SERIOUS
    assert str(found["gap", "sex:female"].text) == (
        "gap: female get past it 0.60 times as often as male (p < 0.0001, adjusted < 0.0001); "
        "over the whole ATS it is 1.00"
    )
    row = rows_of(answer)["gap", "female"]
    past = 120 / 220 / (200 / 220)
    assert (row["n"], row["rejected"], row["ratio"]) == (220, 100, round(past, 4))
    assert "The rule gap keeps back most" in str(answer.tables[0].sentence)


def test_without_a_rule_those_pass_whom_it_alone_rejected():
    row = rows_of(ask(*BALANCED))["gap", "male"]
    # Without it 120 + 80 of 220 women and 120 + 20 of 220 men pass; 20 women are rejected by years as well.
    assert (row["total"], row["without"], row["change"]) == (1.0, round(140 / 200, 4), round(140 / 200 - 1, 4))
    years = rows_of(ask(*BALANCED))["years", "female"]
    assert years["without"] == round(120 / 140, 4)


def test_a_rule_is_compared_in_its_own_postings():
    answer = ask(
        cell("female", 50, posting="a"), cell("male", 50, posting="a"), cell("female", 50, "gap", posting="a"),
        cell("male", 50, "gap", posting="a"), cell("female", 900, posting="b"), cell("male", 100, posting="b"),
    )  # fmt: skip
    row = rows_of(answer)["gap", "female"]
    assert (row["n"], row["rejected"], row["ratio"]) == (100, 50, 1.0)


def test_a_small_group_is_not_shown_for_a_rule_either():
    answer = ask(
        cell("female", 4, "gap", posting="a"), cell("male", 50, posting="a"), cell("other", 30, posting="a"),
        cell("female", 500, posting="b"), cell("male", 500, posting="b"), cell("other", 500, posting="b"),
    )  # fmt: skip
    assert {group for _, group in rows_of(answer)} == {"male"}


def test_the_rules_that_rejected_most_come_first_and_the_rest_is_counted():
    many = [cell("female", 10 + number, f"rule {number:03}") for number in range(103)]
    answer = ask(cell("male", 3000), *many)
    rules = list(dict.fromkeys(rule for rule, _ in rows_of(answer)))
    assert (rules[0], len(rules)) == ("rule 102", 100)
    assert "Of 103 rules only the 100" in " ".join(map(str, answer.unmeasured))


def test_what_is_not_known_is_said():
    assert len(ask().unmeasured) == 1
    assert "No rule is known" in str(ask(cell("female", 9)).unmeasured[0])
    unnamed = ask(
        Cell("", True, (), "female", "unknown", "unknown", 7, 0), cell("female", 9, "gap"), cell("male", 9, posting="")
    )
    assert [str(one)[:2] for one in unnamed.unmeasured] == ["7 ", "Wh"]
