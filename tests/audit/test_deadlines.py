"""Who was not looked at in time: unseen, undecided, overdue, asked about and not answered."""

from datetime import timedelta

from sqlalchemy import select

from app.audit.answer import LISTED
from app.audit.checks import deadlines
from app.audit.run import period
from app.lifecycle import Action, LapsePolicy, State
from app.store.models import Ask, Look
from app.store.transition import PROGRAM, apply
from tests.audit.world import DAY, MORNING, PERSON
from tests.factories import NOW, make_user


def asked(session, **since):
    return deadlines.run(session, period(DAY, MORNING, **since))


def number(answer, what):
    return dict(answer.tables[0].rows)[what]


def lapse(world, at=NOW):
    return world.rejection(lapsed_at=at, state=State.LAPSED, deadline=None)


def look(session, rejection, user, action="served", at=NOW - timedelta(hours=1)):
    session.add(Look(rejection_id=rejection.id, user_id=user.id, action=action, at=at))
    session.flush()


def test_a_hold_that_ended_unseen_is_worse_than_one_that_somebody_had_open(session, world):
    unseen, skipped, opened, late = (lapse(world) for _ in range(4))
    look(session, opened, world.user)
    look(session, skipped, world.user, action="skipped")
    look(session, late, world.user, at=NOW + timedelta(hours=1))
    lapse(world, at=NOW - timedelta(days=2))
    lapse(world, at=MORNING)
    answer = asked(session)
    assert {(one.kind, one.subject, one.severity) for one in answer.findings} == {
        ("unseen", unseen.id, "urgent"), ("unseen", skipped.id, "urgent"), ("unseen", late.id, "urgent"),
        ("undecided", opened.id, "serious"),
    }  # fmt: skip
    assert (number(answer, "holds that ended undecided"), number(answer, "of these never opened")) == (5, 4)
    assert "the policy release applied, chosen by Ana Ruiz" in str(answer.findings[0].text)


def test_each_kind_says_how_many_there_are_beyond_those_listed(session, world):
    for _ in range(LISTED + 1):
        look(session, lapse(world), world.user)
        lapse(world)
    more = {one.kind: str(one.text) for one in asked(session).findings if not one.subject}
    text = f"{LISTED + 1} in all; only the first {LISTED} are listed"
    assert more == {"more-unseen": text, "more-undecided": text}


def test_who_waits_beyond_a_deadline_and_who_waits_longest(session, world):
    end = period(DAY, MORNING).until
    held = {}
    for days, minutes in ((1, 60), (5, -14), (3, -16)):
        rejection = held[days] = world.rejection(received_at=NOW - timedelta(days=days))
        until = end + timedelta(minutes=minutes)
        apply(session, rejection, Action.HOLD_MATCH, by=PROGRAM, now=NOW - timedelta(days=days), until=until)
    look(session, held[1], world.user)
    answer = asked(session)
    assert [(one.kind, one.subject, one.severity) for one in answer.findings] == [("overdue", held[3].id, "urgent")]
    assert "held with a deadline of 2026-11-23 23:44 UTC" in str(answer.findings[0].text)
    oldest = answer.tables[1]
    assert [(row[0], row[1], row[3]) for row in oldest.rows] == [
        (held[5].id, 5.6, "no"), (held[3].id, 3.6, "no"), (held[1].id, 1.6, "yes"),
    ]  # fmt: skip
    assert str(oldest.sentence) == "Who has waited longest has waited 5.6 days."


def test_questions_that_nobody_answered_in_time(session, world):
    manager = make_user(session, role="hiring_manager")
    ended = {"open": None, "answered": NOW - timedelta(hours=1), "late": None}
    rows = {}
    for name, at in ended.items():
        rejection = world.rejection(state=State.HELD, deadline=MORNING + timedelta(days=1))
        due = MORNING + timedelta(hours=1) if name == "late" else NOW
        rows[name] = Ask(rejection_id=rejection.id, asked_by=world.user.id, asked_of=manager.id, question="?",
                         asked_at=NOW - timedelta(days=1), answer_by=due, ended_at=at)  # fmt: skip
    session.add_all(rows.values())
    session.flush()
    answer = deadlines.run(session, period(DAY, NOW + timedelta(hours=2)))
    (observed,) = [one for one in answer.findings if one.kind == "unanswered"]
    assert (observed.subject, observed.severity) == (rows["open"].rejection_id, "note")
    assert (number(answer, "questions to hiring managers, due"), number(answer, "of these not answered")) == (2, 1)
    assert session.scalars(select(Ask.ended_at).where(Ask.id == rows["open"].id)).one() is None


def test_in_time(session, world):
    world.rejection(received_at=MORNING - timedelta(hours=2), deadline=MORNING + timedelta(hours=1))
    answer = asked(session)
    assert answer.findings == ()
    assert str(answer.tables[0].sentence).startswith("0 holds ended without a decision")


def overdue(answer):
    return [(one.subject, str(one.text)[:41]) for one in answer.findings if one.kind == "overdue"]


def test_a_report_made_next_morning_says_who_was_overdue_when_the_day_ended(session, world):
    end = period(DAY, MORNING).until
    late, kept, unscreened, fine = (world.rejection(received_at=NOW - timedelta(days=9)) for _ in range(4))
    for rejection in (late, fine):
        until = end - timedelta(hours=2) if rejection is late else end + timedelta(hours=1)
        apply(session, rejection, Action.HOLD_MATCH, by=PROGRAM, now=NOW - timedelta(days=1), until=until)
    apply(session, kept, Action.HOLD_MATCH, by=PROGRAM, now=NOW - timedelta(days=8))
    before = asked(session)
    world.policy.lapse_policy = LapsePolicy.KEEP
    morning = end + timedelta(hours=2)  # the worker is back, and the sweep acts before the night is made
    apply(session, late, Action.LAPSE_AND_RELEASE, by=PROGRAM, now=morning)
    apply(session, kept, Action.LAPSE, by=PROGRAM, now=morning)
    apply(session, fine, Action.UPHOLD, by=PERSON, now=morning)
    apply(session, unscreened, Action.HOLD_UNSCREENED, by=PROGRAM, now=morning)
    after = asked(session)
    assert {subject for subject, _ in overdue(before)} == {late.id, kept.id, unscreened.id}
    assert {subject for subject, _ in overdue(after)} == {late.id, kept.id, unscreened.id}
    assert (late.id, "held with a deadline of 2026-11-23 22:00 ") in overdue(after)
    assert number(after, "waiting beyond a deadline at the end") == 3
    assert [row[:2] for row in after.tables[1].rows] == [row[:2] for row in before.tables[1].rows]


def test_what_came_after_the_day_is_not_overdue_on_it_and_a_longer_hold_is_not_guessed(session, world):
    end = period(DAY, MORNING).until
    world.rejection(received_at=end + timedelta(hours=1), deadline=end - timedelta(hours=1))
    longer = world.rejection()
    apply(session, longer, Action.HOLD_MATCH, by=PROGRAM, now=NOW - timedelta(days=8))
    apply(session, longer, Action.EXTEND, by=PERSON, now=NOW, until=end + timedelta(hours=1))
    apply(session, longer, Action.LAPSE, by=PROGRAM, now=end + timedelta(hours=1))
    assert not overdue(asked(session))
