"""Rules and reasons of the ATS that stand for something else, with how many people they hit."""

from datetime import timedelta

import pytest

from app.audit import findings
from app.audit.checks import proxies_in_rules
from app.audit.run import period
from app.matching import proxies, rule_proxies
from tests.factories import NOW, make_connection, make_policy, make_posting, make_rejection
from tests.nights import audited


@pytest.fixture
def rejected(session):
    connection = make_connection(session)
    policy, posting = make_policy(session, connection), make_posting(session, connection)

    def make(many=1, **values):
        for _ in range(many):
            make_rejection(session, connection=connection, policy=policy, posting=posting, **values)

    return make


def asked(session):
    return proxies_in_rules.run(session, period(NOW.date(), NOW + timedelta(days=1)))


def test_each_rule_is_named_with_what_it_may_stand_for_and_how_many_it_rejected(session, rejected):
    rejected(4, rule="grad_year<2005")
    rejected(2, rule="Kubernetes = No", rules="Culture fit low\nKubernetes = No\ngrad_year<2005")
    rejected(3, rule="Kubernetes = No", reason="Rejected: overqualified")
    rejected(9, rule="Age > 45", origin="human")
    rejected(9, rule="Age > 45", received_at=NOW - timedelta(days=60))
    answer = asked(session)
    assert [(one.kind, one.subject, one.severity, one.weight) for one in answer.findings] == [
        ("rule-graduation year", "grad_year<2005", "urgent", 6.0),
        ("rule-culture", "Culture fit low", "note", 2.0),
        ("reason-overqualified", "Rejected: overqualified", "serious", 3.0),
    ]
    assert "“grad_year<2005” rejected 6 people and may stand for age" in str(answer.findings[0].text)
    assert answer.tables[0].rows[0] == ("rule", "grad_year<2005", "grad year", "age", 6)
    assert str(answer.tables[0].sentence) == (
        "Of 3 rules and 2 reasons, 3 name something that may stand for another."
    )  # fmt: skip


def test_a_reason_that_few_got_is_not_read(session, rejected):
    rejected(2, reason="too old for us")
    assert asked(session).findings == ()


def test_what_is_not_read_is_said(session, rejected, monkeypatch):
    monkeypatch.setattr(proxies_in_rules, "NAMES_AT_MOST", 1)
    rejected(2, rule="Photo missing")
    rejected(1, rule="Age > 45")
    answer = asked(session)
    assert [one.subject for one in answer.findings] == ["Photo missing"]
    assert "beyond the 1 most frequent" in str(answer.unmeasured[0])


def test_a_named_person_accepts_one_with_the_reason_why_the_work_needs_it(session, rejected):
    rejected(1, rule="Muttersprache Deutsch")
    audited(session, NOW.date(), now=NOW + timedelta(days=1))
    key = "proxies_in_rules:rule-native speaker:Muttersprache Deutsch"
    state = findings.change(session, key, by="cleo@example.org", now=NOW, state="accepted", reason="a speaking part")
    assert (state.state, state.reason) == ("accepted", "a speaking part")


def test_every_proxy_that_can_be_found_has_a_severity_and_words():
    assert set(proxies_in_rules.STANDS_FOR) == set(proxies.ADVICE) | set(rule_proxies._WORDS)
