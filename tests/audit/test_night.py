"""The night on constructed rows, with numbers worked by hand."""

from contextlib import nullcontext
from copy import deepcopy
from datetime import date, datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import delete, select, text

from app.audit import findings, report, verify
from app.audit.checks import registry
from app.audit.run import due, period, run_night
from app.errors import BadInputError, NotFoundError
from app.lifecycle import Action, Effect, HoldMode, State, Who
from app.store.models import ControlRate, Decision, Delivery, HistoryEntry, Match, OutboxItem, Resume
from app.store.night import AuditAnswer, AuditRun, Finding, FindingEvent, FindingState
from app.store.queries import control_rate
from app.store.transition import PROGRAM, Actor, apply
from tests.factories import NOW, make_connection, make_policy, make_posting, make_rejection, make_user
from tests.nights import audited

DAY = NOW.date()
MORNING = NOW + timedelta(days=1)
PERSON = Actor(Who.PERSON, "sam@example.org")


class World:
    """One connection in gate mode, one posting, one recruiter."""

    def __init__(self, session):
        self.session = session
        self.connection = make_connection(session)
        self.policy = make_policy(session, self.connection, hold_mode=HoldMode.GATE)
        self.posting = make_posting(session, self.connection)
        self.user = make_user(session)

    def rejection(self, **values):
        return make_rejection(
            self.session, connection=self.connection, policy=self.policy, posting=self.posting, **values
        )

    def weak(self, made_at=NOW, **values):
        """An unflagged rejection with its match."""
        rejection = self.rejection(**values)
        resume = Resume(rejection_id=rejection.id, received_at=made_at)
        self.session.add(resume)
        self.session.flush()
        self.session.add(
            Match(rejection_id=rejection.id, resume_id=resume.id, requirements_version=1, verdict="weak", why="",
                  policy_version="1", matcher_version="1", made_at=made_at)
        )  # fmt: skip
        return rejection

    def control(self, action=None, probability=0.5):
        rejection = self.weak(control=True, inclusion_probability=probability)
        apply(self.session, rejection, Action.HOLD_CONTROL, by=PROGRAM, now=NOW)
        if action:
            self.decide(rejection, action, 30)
        return rejection

    def decide(self, rejection, action, seconds):
        decision = Decision(
            rejection_id=rejection.id, action=action, decided_by=self.user.id, decided_at=NOW, final_at=NOW,
            seconds=seconds,
        )  # fmt: skip
        self.session.add(decision)
        self.session.flush()
        apply(self.session, rejection, action, by=PERSON, now=NOW, decision=decision)
        return decision

    def findings(self, now=MORNING):
        run = audited(self.session, DAY, now=now)
        found = self.session.scalars(select(Finding).where(Finding.run_id == run.id))
        return {(finding.check, finding.subject) for finding in found}


@pytest.fixture
def world(session):
    return World(session)


def table(report, name):
    """The rows of a table by what stands in their first columns."""
    found = next(one for answer in report["answers"] for one in answer["tables"] if one["name"] == name)
    return {tuple(row[:-1]): row[-1] for row in found["rows"]}


def test_nothing_happened(session, world):
    run = audited(session, DAY, now=MORNING)
    said = report.as_text(report.as_data(session, DAY))
    assert "No findings." in said
    assert "Nobody decided anything on 2026-11-23." in said
    assert run.snapshot[:16] in said


def test_the_numbers_of_a_day(session, world):
    flagged = world.rejection()
    apply(session, flagged, Action.HOLD_MATCH, by=PROGRAM, now=NOW)
    world.decide(flagged, Action.REINSTATE, 60)
    for action in (Action.REINSTATE, Action.UPHOLD, Action.UPHOLD, Action.UPHOLD, None):
        world.control(action)
    world.rejection(origin="human")
    audited(session, DAY, now=MORNING)
    data = report.as_data(session, DAY)
    assert table(data, "day") == {
        ("received", "auto"): 6, ("received", "human"): 1, ("held", "hold_control"): 5, ("held", "hold_match"): 1,
        ("decided", "reinstate"): 2, ("decided", "uphold"): 3, ("undone", ""): 0, ("lapsed", ""): 0,
    }  # fmt: skip
    assert sum(table(data, "states").values()) == 7
    ((entries, _),) = table(data, "chain").items()
    assert entries == (session.scalars(select(HistoryEntry.seq)).all()[-1],)
    assert "Half of the decisions of 2026-11-23 took at most 30 s." in report.as_text(data)


def test_a_day_is_audited_once_and_a_running_one_again(session, world):
    world.rejection()
    first = audited(session, DAY, now=NOW + timedelta(hours=1))
    assert first.finished_at is None
    assert not report.as_data(session, DAY)["whole"]
    assert not session.scalars(select(FindingState)).all()
    world.rejection()
    assert audited(session, DAY, now=MORNING).id == first.id
    stored = report.canonical(report.as_data(session, DAY))
    assert table(report.as_data(session, DAY), "day")["received", "auto"] == 2
    world.rejection()
    audited(session, DAY, now=MORNING + timedelta(days=3))
    assert report.canonical(report.as_data(session, DAY)) == stored
    assert len(session.scalars(select(AuditRun)).all()) == 1


def test_the_same_data_give_the_same_bytes(session, world):
    world.control(Action.UPHOLD)
    world.rejection(lapsed_at=NOW, state=State.LAPSED, deadline=None)
    stored = []
    for minutes in (0, 1):
        run = audited(session, DAY, now=MORNING + timedelta(minutes=minutes))
        stored.append((run.digest, report.canonical(report.as_data(session, DAY))))
        for row in (AuditAnswer, Finding, AuditRun):
            session.execute(delete(row))
    assert stored[0] == stored[1]


def test_a_report_of_a_past_period_does_not_see_what_came_later(session, world):
    decided = world.control(Action.UPHOLD)
    audited(session, DAY, now=MORNING)
    rows = report.as_data(session, DAY)["answers"][0]["tables"][0]["rows"]
    session.execute(delete(AuditAnswer))
    session.execute(delete(AuditRun))
    world.rejection(received_at=MORNING)
    decision = session.scalars(select(Decision).where(Decision.rejection_id == decided.id)).one()
    decision.decided_at = NOW
    audited(session, DAY, now=MORNING + timedelta(days=5))
    assert report.as_data(session, DAY)["answers"][0]["tables"][0]["rows"] == rows


def test_a_night_that_was_killed_goes_on_from_the_same_state_and_asks_anew_after_a_change(session, world):
    asked = []

    class KilledError(Exception):
        pass

    def kill_after(name):
        def tell(check):
            asked.append(check)
            if check == name:
                raise KilledError

        return tell

    def go(tell):
        opener = partial(nullcontext, session)
        run_night(opener, opener, period(DAY, MORNING), now=MORNING, tell=tell)

    with pytest.raises(KilledError):
        go(kill_after("overdue"))
    before = list(asked)
    go(asked.append)
    assert asked[: len(before)] == before
    assert sorted(asked) == sorted(registry.CHECKS)  # none of them twice
    asked.clear()
    session.execute(delete(AuditRun).where(AuditRun.id.is_(None)))
    session.scalars(select(AuditRun)).one().finished_at = None
    world.rejection()
    go(asked.append)
    assert sorted(asked) == sorted(registry.CHECKS)


def test_a_changed_report_is_found_out(session, world):
    run = audited(session, DAY, now=MORNING)
    assert verify.complaints(session, run) == []
    answer = session.scalars(select(AuditAnswer).where(AuditAnswer.check == "activity")).one()
    content = deepcopy(answer.content)
    content["tables"][0]["rows"][-1][-1] = 99
    answer.content = content
    session.flush()
    assert "not what was written" in verify.complaints(session, run)[0]


def test_nights_that_nothing_ran_on_are_made_up(session, world):
    assert due(session, MORNING) == [DAY]
    audited(session, DAY, now=MORNING)
    assert due(session, MORNING) == []
    assert due(session, MORNING + timedelta(days=3)) == [DAY + timedelta(days=n) for n in (1, 2, 3)]
    assert len(due(session, MORNING + timedelta(days=40))) == 7


def test_a_finding_is_open_accepted_fixed_and_open_again(session, world):
    lapsed = world.rejection(lapsed_at=NOW, state=State.LAPSED, deadline=None)
    audited(session, DAY, now=MORNING)
    key = f"lapses::{lapsed.id}"
    with pytest.raises(BadInputError, match="takes a reason"):
        findings.change(session, key, by="ada", now=NOW, state="accepted")
    with pytest.raises(NotFoundError):
        findings.change(session, "lapses::nobody", by="ada", now=NOW, state="fixed")
    findings.change(session, key, by="ada", now=NOW, state="fixed", owner="ben", reason="the sweep was off")
    lapsed.lapsed_at = NOW + timedelta(days=1)
    audited(session, DAY + timedelta(days=1), now=MORNING + timedelta(days=1))
    state = session.scalars(select(FindingState).where(FindingState.key == key)).one()
    assert (state.state, state.owner, state.nights, state.reappeared) == ("open", "ben", 2, 1)
    events = session.scalars(select(FindingEvent).where(FindingEvent.key == key))
    assert sorted((event.what, event.by) for event in events) == [  # what one change says has one time and no order
        ("fixed", "ada"), ("found", "night"), ("found_again", "night"), ("owner", "ada"),
    ]  # fmt: skip


def test_a_day_that_has_not_begun(session):
    with pytest.raises(BadInputError, match="has not begun"):
        audited(session, date(2030, 1, 1), now=NOW)
    with pytest.raises(NotFoundError):
        report.as_data(session, None)


def test_a_quiet_night_finds_nothing(session, world):
    world.rejection(received_at=MORNING - timedelta(hours=2), deadline=MORNING + timedelta(hours=1))
    assert world.findings() == set()


def test_each_check_finds_what_it_asks_for(session, world):
    lapsed = world.rejection()
    apply(session, lapsed, Action.HOLD_MATCH, by=PROGRAM, now=NOW)
    apply(session, lapsed, Action.LAPSE_AND_RELEASE, by=PROGRAM, now=NOW)
    overdue = world.rejection()
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
        ("lapses", lapsed.id), ("overdue", overdue.id), ("unscreened", stuck.id),
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
        NAME, QUESTION = "overdue", "?"

        def run(self, session, _night):
            return session.execute(text("SELECT nothing FROM nowhere")).all()

    monkeypatch.setitem(registry.CHECKS, "overdue", Broken())
    lapsed = world.rejection(lapsed_at=NOW, state=State.LAPSED, deadline=None)
    assert world.findings() == {("overdue", ""), ("lapses", lapsed.id)}


def test_every_check_is_registered_under_its_name():
    from pathlib import Path

    folder = Path(registry.__file__).parent
    files = {path.stem for path in folder.glob("*.py")} - {"__init__", "registry"}
    assert files == {check.NAME for check in registry.CHECKS.values()} == set(registry.CHECKS)
    assert all(check.QUESTION.endswith("?") and check.__doc__ for check in registry.CHECKS.values())


def rates(session):
    return {
        (rate.rule, rate.day): (rate.expected, pytest.approx(rate.rate))
        for rate in session.scalars(select(ControlRate))
    }


def test_tomorrows_rate_is_five_percent_or_one_a_day(session, world):
    tomorrow = DAY + timedelta(days=1)
    for _ in range(28):  # two a day on the mean of 14 days: one of the two is drawn
        world.weak(rule="keywords")
    world.weak(rule="rare")
    world.weak(rule="old", made_at=NOW - timedelta(days=20))
    audited(session, DAY, now=MORNING)
    assert rates(session) == {("keywords", tomorrow): (2, 0.5), ("rare", tomorrow): (0, 1.0)}
    assert control_rate(session, world.posting.id, "keywords", tomorrow) == 0.5


def test_without_a_rate_the_first_is_drawn_for_certain_and_the_others_by_the_share(session, world):
    first = world.weak(rule="keywords")  # being screened: its match stands, its state does not move before the draw
    assert control_rate(session, world.posting.id, "keywords", DAY) == 1.0
    apply(session, first, Action.HOLD_CONTROL, by=PROGRAM, now=NOW)
    second = world.weak(rule="keywords")
    assert control_rate(session, world.posting.id, "keywords", DAY) == 0.05
    assert control_rate(session, world.posting.id, "years", DAY) == 1.0
    assert control_rate(session, make_posting(session, world.connection).id, "keywords", DAY) == 1.0
    apply(session, second, Action.LET_STAND, by=PROGRAM, now=NOW)
    world.policy.controls_at_least = 0
    assert control_rate(session, world.posting.id, "years", DAY) == 0.05


def test_a_flagged_one_does_not_count_as_the_first(session, world):
    flagged = world.weak(rule="keywords")
    session.scalars(select(Match)).one().verdict = "strong"
    apply(session, flagged, Action.HOLD_MATCH, by=PROGRAM, now=NOW)
    assert control_rate(session, world.posting.id, "keywords", DAY) == 1.0


def test_a_rate_goes_back_to_one_when_nothing_comes_any_more(session, world):
    for _ in range(280):
        world.weak(rule="keywords")
    audited(session, DAY, now=MORNING)
    later = DAY + timedelta(days=30)
    audited(session, later, now=datetime.combine(later, NOW.timetz()) + timedelta(days=1))
    assert control_rate(session, world.posting.id, "keywords", DAY + timedelta(days=1)) == pytest.approx(0.05)
    assert control_rate(session, world.posting.id, "keywords", later + timedelta(days=1)) == 1.0
