"""Reports of the night: made once, resumable, the same from the same data, sealed; and tomorrow's rates of draw."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from copy import deepcopy
from datetime import date, datetime, timedelta
from functools import partial
from hashlib import sha256
from threading import Barrier

import pytest
from sqlalchemy import delete, select

from app.audit import findings, report, verify
from app.audit.answer import Observed
from app.audit.checks import registry
from app.audit.run import period, run_night
from app.errors import BadInputError, NotFoundError
from app.lifecycle import Action, State
from app.store.models import ControlRate, Decision, HistoryEntry, Match
from app.store.night import AuditAnswer, AuditRun, Finding, FindingEvent, FindingState
from app.store.queries import control_rate
from app.store.transition import PROGRAM, apply
from tests.audit.world import DAY, MORNING, World
from tests.factories import NOW, make_posting
from tests.nights import audited


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
    for kind in (AuditAnswer, Finding, AuditRun):
        session.execute(delete(kind))
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
        go(kill_after("unscreened"))
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


def test_two_workers_make_one_report(store):
    with store.write() as session:
        World(session).control(Action.UPHOLD)
    night, started = period(DAY, MORNING), Barrier(2)

    def worker():
        started.wait(10)
        return run_night(store.read, store.write, night, now=MORNING)

    with ThreadPoolExecutor(2) as workers:
        made = {future.result(60) for future in [workers.submit(worker) for _ in range(2)]}
    with store.read() as session:
        assert made == set(session.scalars(select(AuditRun.id)))
        assert sorted(session.scalars(select(AuditAnswer.check))) == sorted(registry.CHECKS)
        assert verify.complaints(session, session.scalars(select(AuditRun)).one()) == []


def test_a_changed_report_is_found_out(session, world):
    run = audited(session, DAY, now=MORNING)
    assert verify.complaints(session, run) == []
    answer = session.scalars(select(AuditAnswer).where(AuditAnswer.check == "activity")).one()
    content = deepcopy(answer.content)
    content["tables"][0]["rows"][-1][-1] = 99
    answer.content = content
    session.flush()
    assert "not what was written" in verify.complaints(session, run)[0]


def test_whoever_edits_the_database_cannot_seal_it_again(session, world):
    world.rejection(lapsed_at=NOW, state=State.LAPSED, deadline=None)
    run = audited(session, DAY, now=MORNING)
    session.execute(delete(Finding))
    run.digest = sha256(report.canonical(report.report_of(session, run)).encode()).hexdigest()
    session.flush()
    assert "not what was written" in verify.complaints(session, run)[0]


def test_rules_too_long_for_a_key_do_not_share_one():
    one, two = (Observed("x" * 299 + end, "text", kind="wrong").key("rule_health") for end in "ab")
    assert one != two
    assert len(one) == len(two) == 300
    assert Observed("years", "text").key("rule_health") == "rule_health::years"


def test_a_finding_is_open_accepted_fixed_and_open_again(session, world):
    lapsed = world.rejection(lapsed_at=NOW, state=State.LAPSED, deadline=None)
    audited(session, DAY, now=MORNING)
    key = f"deadlines:unseen:{lapsed.id}"
    for state in ("accepted", "fixed"):
        with pytest.raises(BadInputError, match="takes a reason"):
            findings.change(session, key, by="ada", now=NOW, state=state, reason=" ")
    with pytest.raises(NotFoundError):
        findings.change(session, "deadlines:unseen:nobody", by="ada", now=NOW, state="fixed", reason="it was off")
    findings.change(session, key, by="ada", now=NOW, state="fixed", owner="ben", reason="the sweep was off")
    lapsed.lapsed_at = NOW + timedelta(days=1)
    audited(session, DAY + timedelta(days=1), now=MORNING + timedelta(days=1))
    state = session.scalars(select(FindingState).where(FindingState.key == key)).one()
    assert (state.state, state.owner, state.nights, state.reappeared) == ("open", "ben", 2, 1)
    events = session.scalars(select(FindingEvent).where(FindingEvent.key == key).order_by(FindingEvent.seq))
    assert [(event.what, event.by) for event in events] == [
        ("found", "night"), ("owner", "ada"), ("fixed", "ada"), ("found_again", "night"),
    ]  # fmt: skip


def test_a_day_that_has_not_begun(session):
    with pytest.raises(BadInputError, match="has not begun"):
        audited(session, date(2030, 1, 1), now=NOW)
    with pytest.raises(NotFoundError):
        report.as_data(session, None)


def test_a_quiet_night_finds_nothing(session, world):
    world.rejection(received_at=MORNING - timedelta(hours=2), deadline=MORNING + timedelta(hours=1))
    assert world.findings() == set()


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


TOMORROW = DAY + timedelta(days=1)


def test_small_installations_look_at_ten_a_night_at_least(session, world):
    for number in range(8):  # over 14 days less than one a day: everybody is drawn
        world.weak(rule="keywords" if number else "rare")
    world.weak(rule="old", made_at=NOW - timedelta(days=20))
    audited(session, DAY, now=MORNING)
    assert rates(session) == {("keywords", TOMORROW): (0, 1.0), ("rare", TOMORROW): (0, 1.0)}
    assert control_rate(session, world.posting.id, "keywords", TOMORROW) == 1.0


@pytest.fixture
def large(session, monkeypatch):
    """An installation with so many people that ten a night are few."""
    monkeypatch.setattr("app.audit.rates.A_NIGHT", 0.01)
    return session


def test_five_percent_or_one_a_day_of_the_posting(large, world):
    for _ in range(14 * 7):  # seven a day, and one more in two weeks: one of seven is drawn, whatever the rule
        world.weak(rule="keywords")
    world.weak(rule="years")
    audited(large, DAY, now=MORNING)
    assert rates(large) == {
        ("keywords", TOMORROW): (7, 1 / 7),
        ("years", TOMORROW): (0, 1.0),
    }  # one a week of each rule


def test_a_rule_with_a_few_a_week_is_drawn_more_often_than_its_posting(large, world):
    for rule, people in {"keywords": 14 * 30, "years": 14}.items():
        for _ in range(people):
            world.weak(rule=rule)
    audited(large, DAY, now=MORNING)
    assert rates(large) == {("keywords", TOMORROW): (30, 0.05), ("years", TOMORROW): (1, pytest.approx(1 / 7))}


def test_ten_a_night_are_spread_over_all(session, world):
    for _ in range(14 * 40):
        world.weak(rule="keywords")
    audited(session, DAY, now=MORNING)
    assert rates(session) == {("keywords", TOMORROW): (40, 0.25)}


def test_who_wants_no_controls_gets_none(session, world):
    world.policy.control_share, world.policy.controls_at_least = 0.0, 0
    world.weak(rule="keywords")
    audited(session, DAY, now=MORNING)
    assert rates(session) == {("keywords", TOMORROW): (0, 0.0)}


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


def test_a_rate_goes_back_to_one_when_nothing_comes_any_more(large, world):
    for _ in range(280):
        world.weak(rule="keywords")
    audited(large, DAY, now=MORNING)
    later = DAY + timedelta(days=30)
    audited(large, later, now=datetime.combine(later, NOW.timetz()) + timedelta(days=1))
    assert control_rate(large, world.posting.id, "keywords", DAY + timedelta(days=1)) == pytest.approx(0.05)
    assert control_rate(large, world.posting.id, "keywords", later + timedelta(days=1)) == 1.0
