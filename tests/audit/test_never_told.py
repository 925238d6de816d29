"""Who waits for an answer that nobody sends."""

from datetime import timedelta

from app.audit.checks import never_told
from app.audit.cohort import Arm
from app.audit.run import period
from app.lifecycle import Action, Effect, State
from app.store.transition import PROGRAM, apply
from tests.audit.crowd import crowd
from tests.audit.test_funnel import told
from tests.audit.world import DAY, MORNING
from tests.factories import NOW, make_connection, make_policy, make_posting

NIGHT = period(DAY, MORNING)
LONG_AGO = NOW - timedelta(days=10)


def one(world, **values):
    (rejection,) = crowd(world, 1, Arm.UNFLAGGED, at=LONG_AGO, **values)
    return rejection


def test_the_ways_of_being_told_and_those_who_are_not(session, world):
    no_mail = one(world, rejected_at=LONG_AGO - timedelta(days=1))
    one(world, mail_at=LONG_AGO + timedelta(minutes=15))  # the mail left
    later = one(world, mail_at=MORNING + timedelta(days=1))
    held = one(world, mail_at=LONG_AGO)
    told(world, held, Effect.HOLD, hold_until=MORNING + timedelta(days=1))
    let_go = one(world, mail_at=LONG_AGO)
    told(world, let_go, Effect.HOLD, hold_until=NOW)
    released, rejected_after_all = one(world), one(world)
    told(world, released, Effect.RELEASE)
    told(world, rejected_after_all, Effect.REJECT)
    crowd(world, 1, Arm.FLAGGED, at=LONG_AGO, reinstated=1)
    one(world, rejected_at=NOW - timedelta(days=5))
    one(world, in_ats="parked")
    closed = one(world, state=State.STANDS)
    apply(session, closed, Action.CLOSE, by=PROGRAM, now=NOW)
    answer = never_told.run(session, NIGHT)
    assert answer.findings[0].subject == no_mail.id
    assert {finding.subject for finding in answer.findings} == {no_mail.id, later.id, held.id}
    texts = {finding.subject: str(finding.text) for finding in answer.findings}
    assert texts[no_mail.id] == "rejected on 2026-11-12, and no mail is known of; tell them, or have the ATS do it"
    assert "the mail of 2026-11-13 has not left" in texts[held.id]
    assert not answer.unmeasured


def test_an_ats_that_says_no_mail_times_is_said_and_not_accused(session, world):
    one(world, mail_at=LONG_AGO)
    blind = make_connection(session, name="files")
    world.connection, world.posting = blind, make_posting(session, blind)
    world.policy = make_policy(session, blind)
    for _ in range(3):
        one(world)
    answer = never_told.run(session, NIGHT)
    assert not answer.findings
    assert [str(gap) for gap in answer.unmeasured] == [
        "Whether 3 people of files were told: its ATS does not say when mails leave."
    ]


def test_what_was_sent_after_the_night_was_not_sent_yet(session, world):
    one(world, mail_at=LONG_AGO)
    waits = one(world)
    told(world, waits, Effect.RELEASE, done_at=MORNING + timedelta(hours=1))
    assert [finding.subject for finding in never_told.run(session, NIGHT).findings] == [waits.id]


def test_a_long_list_is_cut_and_counted(session, world):
    one(world, mail_at=LONG_AGO)
    crowd(world, 105, Arm.UNFLAGGED, at=LONG_AGO)
    answer = never_told.run(session, NIGHT)
    assert len(answer.findings) == 101
    assert "105 in all" in str(answer.findings[-1].text)
