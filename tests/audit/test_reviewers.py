"""Reviewers on constructed rows: who drifts, who differs, who is quick, who finds what is known to be there."""

import json
from datetime import timedelta

import pytest

from app.audit.answer import as_json
from app.audit.checks import reviewers
from app.audit.judged import label_of
from app.audit.run import period
from app.store.models import Decision, Match, Opinion, Resume
from app.store.night import KnownAnswer
from tests.factories import NOW, make_connection, make_policy, make_rejection, make_user

MORNING = NOW + timedelta(days=1)
BEFORE = NOW - timedelta(days=40)


class Bench:
    """Three reviewers, and a way to let them judge."""

    def __init__(self, session):
        self.session = session
        self.connection = make_connection(session)
        self.policy = make_policy(session, self.connection)
        self.ana, self.ben, self.cem = (make_user(session, name=name) for name in ("Ana", "Ben", "Cem"))

    def judge(self, user, action, many=1, *, at=NOW, control=True, seconds=60.0, known="", **decision):
        for _ in range(many):
            rejection = make_rejection(
                self.session, connection=self.connection, policy=self.policy, control=control, received_at=at
            )
            self.session.add(
                Decision(rejection_id=rejection.id, action=action, decided_by=user.id, decided_at=at, final_at=at,
                         seconds=seconds, **decision)
            )  # fmt: skip
            if known:
                self.session.add(
                    KnownAnswer(rejection_id=rejection.id, action=known, said_by="cleo@example.org",
                                said_at=at - timedelta(hours=1), why="worked here")
                )  # fmt: skip
        self.session.flush()

    def answer(self):
        return reviewers.run(self.session, period(NOW.date(), MORNING))

    def row(self, name, user):
        found = next(table for table in self.answer().tables if table.name == name)
        return next(row[1:] for row in found.rows if row[0] == label_of(user.id))


@pytest.fixture
def bench(session):
    return Bench(session)


def test_nobody_judged(bench):
    bench.judge(bench.ana, "uphold", at=MORNING)
    bench.judge(bench.ana, "uphold", at=BEFORE)
    answer = bench.answer()
    assert (answer.tables, answer.findings, len(answer.unmeasured)) == ((), (), 1)


def test_what_each_one_did_and_how_long_it_took(bench):
    for seconds in (10.0, 14.0, 16.0, 40.0, None):
        bench.judge(bench.ana, "uphold", seconds=seconds, control=False)
    bench.judge(bench.ana, "reinstate", undone_at=NOW)
    bench.judge(bench.ben, "reinstate", 3, seconds=7.0)
    assert bench.row("reviewers", bench.ana) == (5, 0, 0.0, 15.0, 0.5)
    assert bench.row("reviewers", bench.ben) == (3, 3, 1.0, 7.0, 1.0)
    assert str(bench.answer().tables[0].sentence) == (
        "2 people made 8 judgements, 3 of them to reinstate; a second opinion is one, too."
    )  # fmt: skip


def test_opinions_count_and_a_second_one_that_agreed_once(bench, session):
    rejection = make_rejection(session, connection=bench.connection, policy=bench.policy)
    for user, kind in ((bench.ana, "first"), (bench.ben, "second")):
        session.add(
            Opinion(rejection_id=rejection.id, user_id=user.id, kind=kind, action="uphold", at=NOW, seconds=9.0)
        )
    session.add(
        Decision(rejection_id=rejection.id, action="uphold", decided_by=bench.ben.id, decided_at=NOW, final_at=NOW,
                 seconds=9.0)
    )  # fmt: skip
    session.flush()
    assert bench.row("reviewers", bench.ana)[0] == bench.row("reviewers", bench.ben)[0] == 1


def test_who_decides_otherwise_than_before_is_a_note_without_a_name(bench):
    bench.judge(bench.ana, "reinstate", 10, at=BEFORE)
    bench.judge(bench.ana, "uphold", 20, at=BEFORE)
    bench.judge(bench.ana, "uphold", 30)
    for user in (bench.ben, bench.cem):
        for at in (BEFORE, NOW):
            bench.judge(user, "reinstate", 3, at=at)
            bench.judge(user, "uphold", 27, at=at)
    (observed,) = bench.answer().findings
    assert (observed.kind, observed.severity, observed.subject) == ("own", "note", label_of(bench.ana.id))
    assert "reinstated 0 of 30 controls, and 10 of 30 in the 28 days before" in str(observed.text)
    assert "Ana" not in str(observed.text)
    controls, reinstated, before, reinstated_before, z, p, *_ = bench.row("reviewers_drift", bench.ana)
    assert (controls, reinstated, before, reinstated_before) == (30, 0, 30, 10)
    assert z < 0
    assert p < 0.05


def test_who_differs_most_from_the_others_on_controls(bench):
    bench.judge(bench.ana, "reinstate", 15)
    bench.judge(bench.ana, "uphold", 15)
    bench.judge(bench.ana, "uphold", 200, control=False)  # flagged ones are no random mix
    for user in (bench.ben, bench.cem):
        bench.judge(user, "reinstate", 2)
        bench.judge(user, "uphold", 28)
    answer = bench.answer()
    assert {(observed.kind, observed.subject) for observed in answer.findings} == {("others", label_of(bench.ana.id))}
    assert "the others 4 of 60" in str(answer.findings[0].text)
    assert "Drift of 3 of 3 reviewers" in str(answer.unmeasured[0])


def test_the_report_has_nobodys_name_address_or_id(bench):
    bench.judge(bench.ana, "reinstate", 30, known="reinstate")
    bench.judge(bench.ben, "uphold", 30, known="reinstate")
    answer = bench.answer()
    assert answer.findings
    told = json.dumps(as_json(answer)) + "".join(f"{one.subject} {one.text}" for one in answer.findings)
    for user in (bench.ana, bench.ben):
        assert label_of(user.id) in told
        assert not any(word in told for word in (user.name, user.email, user.id))


def test_known_answers_are_counted_and_not_for_who_said_them(bench):
    bench.judge(bench.ana, "reinstate", 3, known="reinstate")
    bench.judge(bench.ana, "uphold", 1, known="reinstate")
    bench.judge(bench.ana, "uphold", 2, known="uphold")
    bench.judge(make_user(bench.session, email="cleo@example.org"), "uphold", known="reinstate")
    assert bench.row("reviewers_known", bench.ana) == (4, 3, 0.75, 0.1941, 0.9937, 2, 2)
    found = next(table for table in bench.answer().tables if table.name == "reviewers_known")
    assert len(found.rows) == 1
    assert str(found.sentence) == "Of 4 candidates known to be right for the job, reviewers reinstated 3."


def test_who_goes_over_to_the_comparison(bench, session):
    for decided in ("reinstate", "uphold"):
        bench.judge(bench.ana, decided)
        rejection_id = session.query(Decision).order_by(Decision.id.desc()).first().rejection_id
        resume = Resume(rejection_id=rejection_id, received_at=NOW)
        session.add(resume)
        session.flush()
        session.add(
            Match(rejection_id=rejection_id, resume_id=resume.id, requirements_version=1, verdict="strong", why="",
                  policy_version="1", matcher_version="1", made_at=NOW)
        )  # fmt: skip
        session.add(Opinion(rejection_id=rejection_id, user_id=bench.ana.id, kind="alone", action="uphold", at=NOW))
    session.flush()
    assert bench.row("reviewers_switches", bench.ana)[:4] == (2, 2, 1, 0.5)
