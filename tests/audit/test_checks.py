"""What each check finds and what it leaves alone, on constructed rows."""

from datetime import timedelta

from sqlalchemy import select, text

from app.audit.checks import registry
from app.lifecycle import Action, Effect, State
from app.store.models import Delivery, HistoryEntry, OutboxItem
from app.store.night import Finding
from app.store.transition import PROGRAM, apply
from tests.audit.world import DAY, MORNING, PERSON
from tests.factories import NOW
from tests.nights import audited


def test_each_check_finds_what_it_asks_for(session, world):
    lapsed = world.rejection(inclusion_probability=1.0)
    apply(session, lapsed, Action.HOLD_MATCH, by=PROGRAM, now=NOW)
    apply(session, lapsed, Action.LAPSE_AND_RELEASE, by=PROGRAM, now=NOW)
    overdue = world.rejection(inclusion_probability=1.0)
    apply(session, overdue, Action.HOLD_MATCH, by=PROGRAM, now=NOW, until=NOW + timedelta(hours=1))
    stuck = world.rejection(received_at=NOW - timedelta(days=1), deadline=MORNING + timedelta(days=1))
    parked = Delivery(connection_id=world.connection.id, event_id="1", received_at=NOW, body=b"", status="parked")
    waiting = Delivery(connection_id=world.connection.id, event_id="2", received_at=NOW, body=b"")
    done = Delivery(connection_id=world.connection.id, event_id="3", received_at=NOW, body=b"", status="processed")
    session.add_all([parked, waiting, done])
    items = {}
    for name, effect, status, confirmed in (
        ("given up", Effect.NOTE, "parked", None),
        ("no echo", Effect.REINSTATE, "delivered", None),
        ("no echo of a release in gate mode", Effect.RELEASE, "delivered", None),
        ("echoed", Effect.REINSTATE, "delivered", NOW),
        ("a hold has no echo", Effect.HOLD, "delivered", None),
    ):
        items[name] = OutboxItem(
            rejection_id=lapsed.id, connection_id=world.connection.id, effect=effect, status=status, due_at=NOW,
            created_at=NOW, done_at=NOW, confirmed_at=confirmed,
        )  # fmt: skip
    session.add_all(items.values())
    session.flush()
    assert world.findings() == {
        ("deadlines", lapsed.id), ("deadlines", overdue.id), ("unscreened", stuck.id),
        ("open_deliveries", parked.id), ("open_deliveries", waiting.id), ("parked_writebacks", items["given up"].id),
        ("unconfirmed_writebacks", items["no echo"].id),
        ("unconfirmed_writebacks", items["no echo of a release in gate mode"].id),
    }  # fmt: skip


def item(world, rejection, effect, status, **values):
    """An outbox item in the state in which a check may find it."""
    defaults = {"due_at": NOW, "created_at": NOW, "done_at": NOW, "remark": "the application is hired"}
    row = OutboxItem(
        rejection_id=rejection.id, connection_id=world.connection.id, effect=effect, status=status, **defaults | values
    )
    world.session.add(row)
    world.session.flush()
    return row


def texts(session, check):
    return {row.subject: row.text for row in session.scalars(select(Finding).where(Finding.check == check))}


def test_superseded_decisions_are_those_of_a_person_on_that_day(session, world):
    lost = [world.rejection() for _ in range(4)]
    for rejection in lost:
        apply(session, rejection, Action.HOLD_MATCH, by=PROGRAM, now=NOW)
    decisions = [world.decide(rejection, Action.REINSTATE, 60) for rejection in lost]
    item(world, lost[0], Effect.REINSTATE, "superseded", decision_id=decisions[0].id)
    item(world, lost[1], Effect.REINSTATE, "superseded")  # a policy's, nobody decided it
    item(world, lost[2], Effect.REINSTATE, "superseded", decision_id=decisions[2].id, done_at=NOW - timedelta(days=2))
    item(world, lost[3], Effect.REINSTATE, "delivered", decision_id=decisions[3].id, confirmed_at=NOW)
    assert {found for found in world.findings() if found[0] == "superseded_decisions"} == {
        ("superseded_decisions", lost[0].id)
    }
    assert "the application is hired" in texts(session, "superseded_decisions")[lost[0].id]


def test_decisions_that_were_cancelled_are_found_once_each_and_undone_ones_are_not(session, world):
    rejections = closed, taken_back, noted = [world.rejection() for _ in range(3)]
    for rejection in rejections:
        apply(session, rejection, Action.HOLD_MATCH, by=PROGRAM, now=NOW)
    decisions = [world.decide(rejection, Action.REINSTATE, 60) for rejection in rejections]
    item(world, closed, Effect.NOTE, "pending", decision_id=decisions[0].id)
    apply(session, closed, Action.CLOSE, by=PROGRAM, now=NOW, why="somebody withdrew it")
    apply(session, taken_back, Action.UNDO, by=PERSON, now=NOW)
    decisions[1].undone_at = NOW
    item(world, noted, Effect.NOTE, "cancelled", decision_id=decisions[2].id)
    audited(session, DAY, now=MORNING)
    said = list(session.execute(select(Finding.subject, Finding.text).where(Finding.check == "superseded_decisions")))
    assert {subject: text.split(":")[0] for subject, text in said} == {
        closed.id: "the decision to reinstate did not take effect",
        noted.id: "the note on a decision was not written",
    }
    assert len(said) == 2
    assert "somebody withdrew it" in texts(session, "superseded_decisions")[closed.id]


def test_quick_decisions_are_asked_about(session, world):
    chosen = {seconds: world.rejection() for seconds in (4.9, 5.0, None, 1.0)}
    for seconds, rejection in chosen.items():
        apply(session, rejection, Action.HOLD_MATCH, by=PROGRAM, now=NOW)
        decision = world.decide(rejection, Action.UPHOLD, seconds)
        if seconds == 1.0:
            apply(session, rejection, Action.UNDO, by=PERSON, now=NOW)
            decision.undone_at = NOW
    assert {found for found in world.findings() if found[0] == "quick_decisions"} == {
        ("quick_decisions", chosen[4.9].id)
    }
    assert "4.9 s after opening" in texts(session, "quick_decisions")[chosen[4.9].id]


def test_unplaced_holds_of_those_who_still_wait(session, world):
    waiting, decided, held = (world.rejection(mail_at=NOW + timedelta(days=1)) for _ in range(3))
    for rejection in (waiting, decided, held):
        apply(session, rejection, Action.HOLD_MATCH, by=PROGRAM, now=NOW, until=MORNING + timedelta(days=1))
    world.decide(decided, Action.UPHOLD, 60)
    for rejection, status in ((waiting, "parked"), (decided, "parked"), (held, "delivered")):
        item(world, rejection, Effect.HOLD, status)
    item(world, held, Effect.NOTE, "parked")
    assert {found for found in world.findings() if found[0] == "unplaced_holds"} == {("unplaced_holds", waiting.id)}
    assert "its mail leaves on 2026-11-24 09:00 UTC" in texts(session, "unplaced_holds")[waiting.id]


def test_a_changed_history_is_found(session, world):
    world.control()
    entry = session.scalars(select(HistoryEntry).where(HistoryEntry.seq == 1)).one()
    entry.why = "nothing to see here"
    assert ("history", "") in world.findings()


def test_a_check_that_fails_is_a_finding_and_the_others_run(session, world, monkeypatch):
    class Broken:
        NAME, QUESTION = "unscreened", "?"

        def run(self, session, _night):
            return session.execute(text("SELECT nothing FROM nowhere")).all()

    monkeypatch.setitem(registry.CHECKS, "unscreened", Broken())
    lapsed = world.rejection(lapsed_at=NOW, state=State.LAPSED, deadline=None)
    assert world.findings() == {("unscreened", ""), ("deadlines", lapsed.id)}
