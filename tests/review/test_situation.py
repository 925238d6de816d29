"""The sentences about one rejection are true for its origin, its mode, and what the ATS was told."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.lifecycle import Action, HoldMode, LapsePolicy
from app.review.queue import waiting
from app.review.show import show
from app.review.situation import Situation
from app.review.words import until
from app.store.models import Connection, OutboxItem, Rejection
from app.store.transition import PROGRAM, apply
from tests.review.desk import NOW, Desk


def said(desk: Desk, rejection_id: str) -> Situation:
    with desk.store.read() as session:
        return show(session, rejection_id, desk.ana, now=NOW).situation


def change(desk: Desk, rejection_id: str, **columns: object) -> None:
    with desk.store.write() as session:
        row = session.get_one(Rejection, rejection_id)
        for name, value in columns.items():
            setattr(row, name, value)


def hold_item(desk: Desk, rejection_id: str, **columns: object) -> None:
    with desk.store.write() as session:
        item = session.scalars(
            select(OutboxItem).where(OutboxItem.rejection_id == rejection_id).order_by(OutboxItem.created_at.desc())
        ).first()
        assert item is not None
        for name, value in columns.items():
            setattr(item, name, value)


@pytest.mark.parametrize(
    ("columns", "sentence"),
    [
        ({}, "Rejected automatically by the rule “German = No” on 18 Nov 2026, 08:55 UTC."),
        ({"rule": ""}, "Rejected automatically by a rule of the ATS on 18 Nov 2026, 08:55 UTC."),
        ({"origin": "unknown", "rule": ""}, "we do not know by whom, a rule or a person."),
        ({"in_ats": "parked"}, "Set aside automatically by the rule “German = No”"),
        ({"in_ats": "parked", "origin": "human"}, "Set aside by a person in the ATS"),
    ],
)
def test_who_rejected_is_said_as_far_as_it_is_known(desk: Desk, columns: dict[str, str], sentence: str) -> None:
    one = desk.hold()
    change(desk, one, **columns)
    assert sentence in said(desk, one).rejected


def test_a_hold_that_the_ats_took_is_said_with_its_times(desk: Desk) -> None:
    one = desk.hold()
    assert said(desk, one).mail == "The ATS has not confirmed the hold yet; the mail may leave at any time."
    hold_item(desk, one, status="delivered", done_at=NOW)
    seen = said(desk, one)
    assert seen.mail.startswith("The ATS holds the mail until 26 Nov 2026, 09:00 UTC; it confirmed that at 18 Nov")
    assert not seen.not_held


@pytest.mark.parametrize(
    "columns",
    [
        {"status": "parked", "remark": "401 from the ATS."},
        {"status": "pending", "attempt_count": 1, "remark": "401 from the ATS."},
        {"status": "sending", "attempt_count": 2, "remark": "401 from the ATS."},
    ],
)
def test_a_hold_that_failed_is_an_alarm_on_the_page_and_in_the_queue(desk: Desk, columns: dict[str, object]) -> None:
    one, fine = desk.hold(), desk.hold()
    change(desk, one, mail_at=NOW + timedelta(minutes=15))
    hold_item(desk, one, **columns)
    seen = said(desk, one)
    assert seen.not_held
    assert "stays held" not in seen.undecided
    assert (
        "could not be told to hold the mail (401 from the ATS); the mail may leave at 18 Nov 2026, 09:15" in seen.mail
    )
    with desk.store.read() as session:
        marked = {item.id: item.not_held for item in waiting(session, desk.ana, now=NOW).items}
    assert marked == {one: True, fine: False}


def test_a_longer_hold_that_failed_says_until_when_the_first_one_lasts(desk: Desk) -> None:
    one = desk.hold()
    hold_item(desk, one, status="delivered", done_at=NOW)
    with desk.store.write() as session:
        row = session.get_one(Rejection, one)
        later = NOW + timedelta(days=7)
        apply(
            session,
            row,
            Action.LAPSE,
            by=PROGRAM,
            now=NOW + timedelta(hours=1),
            until=later,
        )
    hold_item(desk, one, status="parked")
    assert "hold the mail longer; the mail may leave at 26 Nov 2026, 09:00 UTC" in said(desk, one).mail


@pytest.mark.parametrize("mode", HoldMode)
@pytest.mark.parametrize("lapse", LapsePolicy)
def test_every_mode_says_what_follows_and_no_mode_promises_what_it_does_not_keep(
    desk: Desk, mode: HoldMode, lapse: LapsePolicy
) -> None:
    desk.policy(hold_mode=mode, lapse_policy=lapse)
    one = desk.hold()
    change(desk, one, in_ats="parked" if mode is HoldMode.GATE else "rejected")
    seen = said(desk, one)
    everything = f"{seen.mail} {seen.undecided} {seen.upholding} {seen.reinstating}"
    assert ("Nothing has been sent" in seen.mail) == (mode is HoldMode.GATE)
    assert ("mail has left" in everything) == (mode is HoldMode.REVERSE)
    assert ("held" in everything) == (mode is HoldMode.DELAY and lapse is LapsePolicy.KEEP)
    assert seen.extendable == (mode is not HoldMode.REVERSE)
    assert "Ana Ruiz chose that" in seen.undecided
    assert ("overdue" in seen.undecided) == (lapse is LapsePolicy.KEEP)


@pytest.mark.parametrize("lapse", LapsePolicy)
def test_what_was_rejected_in_the_ats_in_spite_of_the_gate_is_not_said_to_be_unsent(
    desk: Desk, lapse: LapsePolicy
) -> None:
    desk.policy(hold_mode=HoldMode.GATE, lapse_policy=lapse)
    one = desk.hold()
    change(desk, one, in_ats="rejected")
    seen = said(desk, one)
    everything = f"{seen.mail} {seen.undecided} {seen.upholding} {seen.reinstating}"
    assert "rejected already" in seen.mail
    assert "nothing is sent" not in everything
    assert "no rejection is sent" not in everything
    assert "told to reject" not in everything


def test_a_connection_by_file_names_the_outcome_file(desk: Desk) -> None:
    desk.policy(hold_mode=HoldMode.REVERSE)
    with desk.store.write() as session:
        session.get_one(Connection, desk.connection_id).vendor = "file"
    assert "outcome file" in said(desk, desk.hold()).reinstating


def test_a_deadline_at_midnight_is_the_end_of_the_day_before() -> None:
    midnight = NOW.replace(hour=0) + timedelta(days=8)
    assert until(midnight) == "the end of Wed 25 Nov, UTC"
    assert until(midnight + timedelta(minutes=1)) == "Thu 26 Nov 2026, 00:01 UTC"
