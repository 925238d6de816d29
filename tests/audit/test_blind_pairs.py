"""Two people, one candidate: the worked example, and what too few or one answer alone do not say."""

from datetime import timedelta

import pytest

from app.audit.checks import agreement
from app.audit.run import period
from app.store.models import Opinion
from tests.factories import NOW, make_connection, make_policy, make_posting, make_rejection, make_user

MORNING = NOW + timedelta(days=1)
OF = {"r": "reinstate", "u": "uphold"}


@pytest.fixture
def two(session):
    """Put so many pairs of opinions there, such as ``two("ru", 5)``."""
    connection = make_connection(session)
    policy, posting = make_policy(session, connection), make_posting(session, connection)
    ana, ben = make_user(session), make_user(session)

    def make(said, many=1, *, where=None, reason="", at=NOW, **second):
        for _ in range(many):
            rejection = make_rejection(session, connection=connection, policy=policy, posting=where or posting)
            shared = {"rejection_id": rejection.id, "at": at}
            session.add(Opinion(kind="first", action=OF[said[0]], user_id=ana.id, reason=reason, **shared))
            session.add(Opinion(kind="second", action=OF[said[1]], user_id=ben.id, **shared | second))
        session.flush()

    make.posting = lambda title: make_posting(session, connection, title=title)
    return make


def asked(session, **since):
    return agreement.run(session, period(NOW.date(), MORNING, **since))


def test_the_worked_example(session, two):
    for said, many in (("rr", 20), ("ru", 5), ("ur", 10), ("uu", 65)):
        two(said, many)
    (found,) = asked(session).tables
    row = dict(zip([column.name for column in found.columns], found.rows[0], strict=True))
    expected = {"pairs": 100, "agreed": 0.85, "kappa": 0.625, "positive": 0.7273, "negative": 0.8966,
                "prevalence": -0.45, "bias": -0.05, "pabak": 0.7}  # fmt: skip
    assert {name: row[name] for name in expected} == expected
    assert row["low"] < row["kappa"] < row["high"]
    assert row["word"] == "not reliable"
    assert str(found.sentence).startswith(
        "Two people judged 100 candidates without knowing of each other and agreed on"
    )
    assert (asked(session).findings, asked(session).unmeasured) == ((), ())


def test_by_posting_those_with_most_pairs_first(session, two):
    other = two.posting("Welder")
    two("rr", 11)
    two("uu", 12, where=other)
    two("ru", 3, where=two.posting("Cook"))
    rows = asked(session).tables[0].rows
    assert [(row[0], row[1]) for row in rows] == [
        ("all postings", 26),
        ("Welder", 12),
        ("Lab technician", 11),
        ("Cook", 3),
    ]
    assert rows[3][3:] == (*[None] * 10, "too few")
    assert (rows[1][3], rows[1][-1]) == (None, "not defined: all said the same")


def test_too_few_pairs_say_nothing(session, two):
    two("rr", 9)
    answer = asked(session)
    assert (answer.tables, answer.findings) == ((), ())
    assert "9 candidates were judged by two people" in str(answer.unmeasured[0])


def test_below_a_hundred_nothing_is_said_of_a_person(session, two):
    two("rr", 10)
    assert "too few, below 100" in str(asked(session).unmeasured[0])


def test_only_blind_pairs_of_the_period_that_stand_count(session, two):
    two("rr", 10)
    two("ur", 3, reason="known_to_us")
    two("ru", 3, withdrawn_at=NOW)
    two("ru", 3, at=MORNING)
    two("ru", 3, at=NOW - timedelta(days=60))
    assert asked(session).tables[0].rows[0][:3] == ("all postings", 10, 1.0)


def test_people_who_hardly_agree_are_a_finding(session, two):
    for said, many in (("rr", 30), ("ru", 25), ("ur", 25), ("uu", 30)):
        two(said, many)
    (observed,) = asked(session).findings
    assert (observed.severity, observed.weight) == ("serious", 50.0)
    assert "of 110 candidates judged by two people they agreed on 60" in str(observed.text)
