"""From a received rejection to held or standing: what is fetched, what cannot be read, what is drawn, what follows."""

from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import selectinload

from app import engine
from app.ats import transport
from app.ats.base import AtsState, Done, FileReceived, PostingDetails, Refused, RetryLater, Unsupported
from app.audit.cohort import NOT_FLAGGED, arm
from app.audit.rates import set_rates
from app.lifecycle import HoldMode, State, UnflaggedPolicy
from app.review.holds import sweep
from app.screening import feed, read, screen
from app.store import blobs, models, terms
from app.store.night import Monitor
from app.store.postings import remember
from parsers import isolate
from parsers.model import Need, Unreadable
from parsers.read import read as read_text
from tests.factories import NOW, make_connection, make_policy, make_posting, make_rejection

ADVERT = "Requirements\n- Registered nurse\n- Basic life support\n- At least 3 years of experience in wound care"
RESUME = b"""Ines Okafor
ines@example.org

Experience
Ward nurse, Hillside Clinic, 01/2015 - 12/2021
Registered nurse (RN). Wound care for surgical patients. BLS certified.
"""
WEAK = b"Tom Hale\n\nExperience\nBaker, Corner Bakery, 2015 - 2021\nBread and cakes.\n"


@pytest.fixture
def ats(monkeypatch):
    """What the ATS answers, by the name of the talk; the talk itself is tested in tests/ats."""
    answers = {
        "read_state": Done(AtsState.REJECTED),
        "fetch_resume": Done(FileReceived(RESUME, "cv.txt")),
        "fetch_posting": Done(PostingDetails("J", "Ward nurse", ADVERT)),
        "unsupported": Unsupported("not offered"),
    }

    def run(talk, _target, **_limits):
        talk.close()
        return answers[talk.__name__]

    monkeypatch.setattr(transport, "run", run)
    return answers


def received(
    store, *, posting_text=ADVERT, unflagged=UnflaggedPolicy.SAMPLE_THEN_RELEASE, mode=HoldMode.DELAY,
    vendor="generic", **values,
):  # fmt: skip
    with store.write() as session:
        connection = make_connection(session, vendor=vendor)
        policy = make_policy(session, connection, unflagged_policy=unflagged, hold_mode=mode, control_share=0.0)
        posting = make_posting(session, connection, title="")
        if posting_text:
            remember(session, connection.id, posting.external_id, title="Ward nurse", text=posting_text, now=NOW)
        rejection = make_rejection(session, connection=connection, policy=policy, posting=posting, **values)
        rate = models.ControlRate(posting_id=posting.id, rule="keywords", day=NOW.date(), rate=0.0, expected=10)
        session.add(rate)
        return rejection.id


def screened(store, rejection_id, ocr=None):
    reader = read.Reader(store.blobs, store.packs, transport.DEFAULT_LIMITS, isolate.Limits(), ocr)
    with store.write() as session:
        job = screen.take(session, rejection_id, NOW)
    if job is not None:
        result = read.work(job, reader=reader)
        with store.write() as session:
            screen.record(session, job, result, NOW)
    return load(store, rejection_id)


def load(store, rejection_id):
    with store.read() as session:
        return session.get_one(models.Rejection, rejection_id)


def history(store):
    with store.read() as session:
        return [entry.why for entry in session.scalars(select(models.HistoryEntry).order_by(models.HistoryEntry.seq))]


def test_a_strong_match_is_held_with_quoted_evidence(store, ats):
    rejection = screened(store, received(store))
    assert (rejection.state, rejection.held_because) == (State.HELD, "hold_match")
    with store.read() as session:
        match = session.scalars(select(models.Match).options(selectinload(models.Match.judgements))).one()
        resume = session.scalars(select(models.Resume)).one()
    assert [judgement.finding for judgement in match.judgements] == ["met", "met", "met"]
    lines = [line["text"] for line in resume.content["resume"]["document"]["lines"]]
    for judgement in match.judgements:
        for evidence in judgement.evidence:
            assert lines[evidence["line"] - 1][evidence["start"] : evidence["end"]] == evidence["quote"]
    assert blobs.get(store.blobs, resume.sha256) == RESUME


def test_a_match_keeps_why_the_rule_may_have_missed_it(store, ats):
    """The rule's own words, the posting's title and the answers of the form all reach the matcher."""
    rejection_id = received(store, rule="keyword", reason="Missing: Basic life support")
    screened(store, rejection_id)
    with store.read() as session:
        match = session.scalars(select(models.Match).options(selectinload(models.Match.judgements))).one()
    (said,) = match.diagnoses
    assert (said["cause"], said["evidence"][0]["quote"]) == ("synonym", "BLS")
    assert said["requirement_ids"] == [match.judgements[1].requirement_id]
    assert match.why == "3 of 3 must-haves with evidence."


def test_an_alias_counts_once_it_is_in_force(store, ats):
    advert = "Requirements\n- Zyntex"
    ats["fetch_resume"] = Done(FileReceived(b"Ines Okafor\n\nSkills\nHoistmaster 3\n", "cv.txt"))
    waits = screened(store, received(store, posting_text=advert))
    with store.write() as session:
        said = terms.say(session, "Zyntex", "Hoistmaster", same=True, by="ana@example.org", now=NOW)
        assert terms.confirmed(session) == ()
    still = screened(store, received(store, posting_text=advert))
    with store.write() as session:
        terms.accept(session, said.id, by="root", now=NOW)
    flagged = screened(store, received(store, posting_text=advert))
    assert [each.held_because for each in (waits, still, flagged)] == ["", "", "hold_match"]


def test_a_weak_one_is_let_stand_and_the_history_names_policy_and_person(store, ats):
    ats["fetch_resume"] = Done(FileReceived(WEAK, "cv.txt"))
    rejection = screened(store, received(store))
    assert (rejection.state, rejection.deadline) == (State.STANDS, None)
    (why,) = history(store)
    assert "unflagged_policy sample_then_release, policy version 1, chosen by Ana Ruiz" in why


def test_a_weak_one_is_held_where_everything_is_held(store, ats):
    ats["fetch_resume"] = Done(FileReceived(WEAK, "cv.txt"))
    rejection = screened(store, received(store, unflagged=UnflaggedPolicy.HOLD_ALL))
    assert (rejection.state, rejection.held_because) == (State.HELD, "hold_by_policy")


def effects(store):
    with store.read() as session:
        return sorted(session.scalars(select(models.OutboxItem.effect)))


def test_letting_stand_tells_the_ats_only_where_it_waits_for_us(store, ats):
    ats["fetch_resume"] = Done(FileReceived(WEAK, "cv.txt"))
    screened(store, received(store))
    assert effects(store) == []
    ats["read_state"] = Done(AtsState.PARKED)
    screened(store, received(store, mode=HoldMode.GATE))
    assert effects(store) == ["release"]


def test_a_control_is_drawn_before_anything_leaves_and_remembers_its_probability(store, ats):
    ats["fetch_resume"] = Done(FileReceived(WEAK, "cv.txt"))
    rejection_id = received(store)
    with store.write() as session:
        session.scalars(select(models.ControlRate)).one().rate = 1.0
    rejection = screened(store, rejection_id)
    assert (rejection.state, rejection.held_because) == (State.HELD, "hold_control")
    assert (rejection.control, rejection.inclusion_probability) == (True, 1.0)


def test_the_first_unflagged_one_of_a_posting_and_rule_without_a_rate_is_drawn(store, ats):
    ats["fetch_resume"] = Done(FileReceived(WEAK, "cv.txt"))
    rejection_id = received(store)
    with store.write() as session:
        session.delete(session.scalars(select(models.ControlRate)).one())
        first = session.get_one(models.Rejection, rejection_id)
        policy = session.get_one(models.Policy, first.policy_id)
        second = make_rejection(
            session, connection=session.get_one(models.Connection, first.connection_id), policy=policy,
            posting=session.get_one(models.Posting, first.posting_id),
        ).id  # fmt: skip
    drawn, let_stand = screened(store, rejection_id), screened(store, second)
    assert (drawn.control, drawn.inclusion_probability) == (True, 1.0)
    assert (let_stand.control, let_stand.inclusion_probability) == (False, 0.0)


@pytest.mark.parametrize(("data", "why"), [
    (b"%PDF-1.7 broken", "PDF"), (b"", "empty"), (b"\x00\x01\x02" * 50, ""),
])  # fmt: skip
def test_what_cannot_be_read_is_held(store, ats, data, why):
    ats["fetch_resume"] = Done(FileReceived(data, "cv.pdf"))
    rejection = screened(store, received(store))
    assert (rejection.state, rejection.held_because) == (State.HELD, "hold_unreadable")
    assert why in history(store)[0]


def test_a_scan_waits_in_a_queue_of_its_own(store, ats, monkeypatch):
    ats["fetch_resume"] = Done(FileReceived(b"\xff\xd8\xff a photo", "cv.jpg"))
    seen = []

    def parse(data, limits, ocr):
        seen.append(ocr)
        return read_text(RESUME) if ocr else Unreadable("A scan.", needs=Need.OCR)

    monkeypatch.setattr(isolate, "parse", parse)
    rejection_id = received(store)
    assert screened(store, rejection_id).state is State.RECEIVED
    table = "workflow_status" if store.sqlite else "dbos.workflow_status"
    with store.read() as session:
        jobs = session.execute(text(f"SELECT workflow_uuid, queue_name FROM {table}")).all()  # noqa: S608
    assert (f"screen_scan:{rejection_id}:1", "scan") in [tuple(job) for job in jobs]
    with store.write() as session:
        feed.redrive(session, NOW + 2 * feed.LOST_AFTER)
    with store.read() as session:
        assert engine.waiting_for(session, "screen") == set()
    assert screened(store, rejection_id, isolate.Ocr()).held_because == "hold_match"
    assert seen == [None, isolate.Ocr()]


def test_a_scan_that_cannot_be_recognised_is_held(store, ats, monkeypatch):
    monkeypatch.setattr(isolate, "parse", lambda *_: Unreadable("Too blurred.", needs=Need.OCR))
    rejection = screened(store, received(store), isolate.Ocr())
    assert rejection.held_because == "hold_unreadable"


def test_a_resume_that_the_ats_does_not_have_is_held(store, ats):
    ats["fetch_resume"] = Refused("no such file")
    assert screened(store, received(store)).held_because == "hold_unreadable"
    assert "no such file" in history(store)[0]


def test_a_posting_without_requirements_is_held(store, ats):
    assert screened(store, received(store, posting_text="We are a nice team.")).held_because == "hold_unclear_posting"


def test_a_posting_nobody_sent_is_fetched_and_then_used(store, ats):
    rejection_id = received(store, posting_text="")
    assert screened(store, rejection_id).state is State.RECEIVED
    table = "workflow_status" if store.sqlite else "dbos.workflow_status"
    with store.read() as session:
        assert f"screen:{rejection_id}:posting1" in session.scalars(text(f"SELECT workflow_uuid FROM {table}")).all()  # noqa: S608
    assert screened(store, rejection_id).held_because == "hold_match"


def test_a_posting_whose_typed_requirements_cannot_be_used_is_read_from_its_text(store, ats):
    typed = ({"text": "Wound care", "kind": "no such kind"},)
    ats["fetch_posting"] = Done(PostingDetails("J", "Ward nurse", ADVERT, typed))
    rejection_id = received(store, posting_text="")
    assert screened(store, rejection_id).state is State.RECEIVED
    assert screened(store, rejection_id).held_because == "hold_match"


def test_a_posting_that_nobody_has_is_held(store, ats):
    ats["fetch_posting"] = Refused("no such posting")
    assert screened(store, received(store, posting_text="")).held_because == "hold_unclear_posting"


@pytest.mark.parametrize("state", [AtsState.ACTIVE, AtsState.WITHDRAWN, AtsState.HIRED])
def test_who_is_no_longer_rejected_is_closed(store, ats, state):
    ats["read_state"] = Done(state)
    assert screened(store, received(store)).state is State.CLOSED


def test_a_passing_fault_is_tried_again_and_in_the_end_a_person_looks(store, ats):
    ats["fetch_resume"] = RetryLater("503")
    rejection_id = received(store)
    for _ in range(screen.TRIES_AT_MOST - 1):
        assert screened(store, rejection_id).state is State.RECEIVED
    assert screened(store, rejection_id).held_because == "hold_unreadable"


def test_refused_credentials_show_on_the_connection(store, ats):
    ats["read_state"] = Refused("401: the token is not accepted", credentials=True)
    screened(store, received(store))
    with store.read() as session:
        assert session.scalars(select(models.Connection.trouble)).one().startswith("401")


def test_a_rejection_by_a_person_is_recorded_and_not_screened(store, ats):
    rejection = screened(store, received(store, origin="human", origin_evidence="user 12"))
    assert rejection.state is State.STANDS
    assert "a person rejected: user 12" in history(store)[0]


def test_a_screening_that_the_sweep_overtook_changes_nothing(store, ats):
    rejection_id = received(store)
    reader = read.Reader(store.blobs, store.packs, transport.DEFAULT_LIMITS, isolate.Limits())
    with store.write() as session:
        job = screen.take(session, rejection_id, NOW)
    result = read.work(job, reader=reader)
    with store.write() as session:
        screen.give_up(session, rejection_id, "LookupError while running screen", NOW)
    with store.write() as session:
        screen.record(session, job, result, NOW)
    assert load(store, rejection_id).held_because == "hold_unreadable"
    assert len(history(store)) == 1


@pytest.mark.parametrize("resume", [RESUME, WEAK, b"%PDF-1.7 broken"])
def test_a_screening_that_comes_too_late_is_there_for_the_person_who_looks(store, ats, resume):
    """Held unscreened: what is read afterwards is kept, changes no state, and counts for no control rate."""
    ats["fetch_resume"] = Done(FileReceived(resume, "cv.pdf"))
    rejection_id = received(store)
    with store.write() as session:
        assert sweep(session, NOW) == 1
    rejection = screened(store, rejection_id)
    assert (rejection.state, rejection.held_because) == (State.HELD, "hold_unscreened")
    assert len(history(store)) == 1
    with store.read() as session:
        kept = session.scalars(select(models.Resume)).one()
        verdicts = session.scalars(select(models.Match.verdict)).all()
    with store.write() as session:
        set_rates(session, NOW.date())
        expected = session.scalars(select(models.ControlRate.expected).where(models.ControlRate.day > NOW.date())).all()
        treated = session.scalars(select(arm()).select_from(models.Rejection)).one()
    assert bool(kept.unreadable) is (verdicts == [])
    assert set(expected) <= {0}
    assert treated not in NOT_FLAGGED
    with store.write() as session:
        assert screen.take(session, rejection_id, NOW) is None  # once is enough


def test_who_was_held_unscreened_is_read_in_the_end(store, ats):
    rejection_id = received(store)
    table = "workflow_status" if store.sqlite else "dbos.workflow_status"
    with store.write() as session:
        sweep(session, NOW)
        feed.redrive(session, NOW + timedelta(hours=1))
        ids = session.scalars(text(f"SELECT workflow_uuid FROM {table} WHERE name = 'screen'")).all()  # noqa: S608
    assert [each.split(":")[1] for each in ids] == [rejection_id]


def test_who_was_decided_unscreened_is_not_read_any_more(store, ats):
    rejection_id = received(store)
    with store.write() as session:
        sweep(session, NOW)
        session.get_one(models.Rejection, rejection_id).state = State.UPHELD
    with store.write() as session:
        assert screen.take(session, rejection_id, NOW) is None


def test_an_imported_resume_comes_from_the_blob_folder(store, ats):
    ats["fetch_resume"] = Refused("must not be asked")
    rejection_id = received(store, vendor="file")
    digest = blobs.put(store.blobs, RESUME)
    with store.write() as session:
        session.scalars(select(models.Application)).one().resume_url = f"blob:{digest}"
    assert screened(store, rejection_id).held_because == "hold_match"


@pytest.mark.parametrize("vendor", ["generic", "greenhouse"])
def test_an_address_in_an_event_never_opens_a_file_of_ours(store, ats, tmp_path, vendor):
    """An ATS passes on what a candidate gave: ``blob:`` is our own word, for what we imported ourselves."""
    ats["fetch_resume"] = Refused("there is nothing")
    (tmp_path / "seal.key").write_text("Registered nurse (RN). Wound care for surgical patients. BLS certified.")
    somebody_elses = blobs.put(store.blobs, RESUME)
    for url in (f"blob:{tmp_path / 'seal.key'}", f"blob:{somebody_elses}"):
        rejection_id = received(store, vendor=vendor)
        with store.write() as session:
            rejection = session.get_one(models.Rejection, rejection_id)
            session.get_one(models.Application, rejection.application_id).resume_url = url
        assert screened(store, rejection_id).held_because == "hold_unreadable"
    with store.read() as session:
        assert set(session.scalars(select(models.Resume.sha256))) == {""}


@pytest.mark.parametrize("mode", [HoldMode.DELAY, HoldMode.GATE])
def test_nobody_is_released_unseen_while_the_monitor_has_an_alarm(store, ats, mode):
    ats["fetch_resume"] = Done(FileReceived(WEAK, "cv.txt"))
    if mode is HoldMode.GATE:
        ats["read_state"] = Done(AtsState.PARKED)
    rejection_id = received(store, mode=mode)
    with store.write() as session:
        connection_id = session.get_one(models.Rejection, rejection_id).connection_id
        monitor = Monitor(connection_id=connection_id, since=NOW.date(), alarmed_on=NOW.date(), e_value=20.0)
        session.add(monitor)
    rejection = screened(store, rejection_id)
    assert (rejection.state, rejection.held_because) == (State.HELD, "hold_by_policy")
    assert rejection.deadline is not None
    assert "alarm of 2026-11-23 that nobody has reset; unflagged_policy sample_then_release" in history(store)[-1]
    with store.write() as session:
        effects = session.scalars(select(models.OutboxItem.effect)).all()
        session.scalars(select(Monitor)).one().alarmed_on = None
    assert "release" not in effects
    later = received(store, mode=mode)
    assert screened(store, later).state is State.STANDS


def test_an_alarm_is_that_of_its_connection(store, ats):
    ats["fetch_resume"] = Done(FileReceived(WEAK, "cv.txt"))
    with store.write() as session:
        other = make_connection(session)
        session.add(Monitor(connection_id=other.id, since=NOW.date(), alarmed_on=NOW.date(), e_value=20.0))
    assert screened(store, received(store)).state is State.STANDS
