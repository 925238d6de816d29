"""The names of rules: a rejection is counted under one line, however the ATS writes it."""

from datetime import timedelta

import pytest

from app.ats.base import Event, EventKind
from app.intake.reject import received
from tests.factories import NOW, make_connection, make_policy


@pytest.mark.parametrize(
    ("rule", "rules", "expected"),
    [
        ("Years  of\nexperience ", (), ("Years of experience", "")),
        ("Years  of\nexperience ", ("Years of experience",), ("Years of experience", "")),
        ("", (" a\tb ", "c"), ("a b", "a b\nc")),
        ("x" * 299 + "  y", (), ("x" * 299, "")),
    ],
)
def test_a_rule_is_one_line_without_double_spaces(session, rule, rules, expected):
    connection = make_connection(session)
    event = Event(
        event_id="1", kind=EventKind.REJECTED, application_id="A", rule=rule, rules=rules,
        occurred_at=NOW - timedelta(hours=1),
    )  # fmt: skip
    columns = received(
        event, make_policy(session, connection), application_id="1", connection_id="2", posting_id="3", key=b"k",
        now=NOW,
    )  # fmt: skip
    assert (columns["rule"], columns["rules"]) == expected
