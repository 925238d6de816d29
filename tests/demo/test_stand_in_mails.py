"""Which rejection mails leave the stand-in, and when: on time, held, cancelled, let go."""

import time
from datetime import datetime, timedelta

from app import clock
from app.demo.people import Truth, invent

from .conftest import eventually

PEOPLE = invent(1, 60)
REJECTED = [person.number for person in PEOPLE if person.truth is not Truth.FIT]
PASSED = [person.number for person in PEOPLE if person.truth is Truth.FIT]


def at(text):
    return datetime.fromisoformat(text)


def from_now(seconds):
    return (clock.now() + timedelta(seconds=seconds)).isoformat()


def test_mail_leaves_when_it_is_due_and_once(start):
    stand_in = start(mail_delay=0.3)
    application = stand_in.apply(REJECTED[0])
    planned = stand_in.get(f"/generic/applications/{application}")
    assert (planned["state"], planned["mail_sent_at"]) == ("rejected", None)
    (mail,) = eventually(lambda: stand_in.mails_of(application), "the mail")
    assert timedelta(0) <= at(mail["sent_at"]) - at(planned["mail_at"]) < timedelta(seconds=2)
    time.sleep(0.2)
    assert len(stand_in.mails_of(application)) == 1
    assert stand_in.status_of_post(f"/generic/applications/{application}/hold", until=from_now(9), item_id="i") == 409


def test_who_passes_the_rule_gets_no_mail(start):
    stand_in = start(mail_delay=0)
    passed, rejected = stand_in.apply(PASSED[0]), stand_in.apply(REJECTED[0])
    eventually(lambda: stand_in.mails_of(rejected), "the other mail")
    assert stand_in.get(f"/generic/applications/{passed}")["state"] == "active"
    assert stand_in.mails_of(passed) == []


def test_held_mail_waits_until_the_hold_ends(start):
    stand_in = start(mail_delay=0.4)
    held, other = stand_in.apply(REJECTED[0]), stand_in.apply(REJECTED[1])
    until = from_now(1.2)
    stand_in.post(f"/generic/applications/{held}/hold", until=until, item_id="item-1")
    eventually(lambda: stand_in.mails_of(other), "the mail of the one not held")
    assert stand_in.mails_of(held) == []
    (mail,) = eventually(lambda: stand_in.mails_of(held), "the mail after the hold")
    assert at(mail["sent_at"]) >= at(until)


def test_reinstated_person_never_gets_the_mail(start):
    stand_in = start(mail_delay=0.4)
    back, other = stand_in.apply(REJECTED[0]), stand_in.apply(REJECTED[1])
    assert stand_in.post(f"/generic/applications/{back}/reinstate", item_id="item-1")["state"] == "active"
    eventually(lambda: stand_in.mails_of(other), "the other mail")
    time.sleep(0.2)
    assert stand_in.mails_of(back) == []
    assert stand_in.status_of_post(f"/generic/applications/{back}/reinstate", item_id="item-1") == 409


def test_released_mail_leaves_at_once_when_it_is_overdue(start):
    stand_in = start(mail_delay=0.1)
    application = stand_in.apply(REJECTED[0])
    stand_in.post(f"/generic/applications/{application}/hold", until=from_now(600), item_id="item-1")
    time.sleep(0.3)
    assert stand_in.mails_of(application) == []
    stand_in.post(f"/generic/applications/{application}/release", item_id="item-2")
    eventually(lambda: stand_in.mails_of(application), "the released mail")


def test_released_mail_still_waits_for_its_own_time(start):
    stand_in = start(mail_delay=1.0)
    application = stand_in.apply(REJECTED[0])
    stand_in.post(f"/generic/applications/{application}/hold", until=from_now(600), item_id="item-1")
    planned = stand_in.post(f"/generic/applications/{application}/release", item_id="item-2")["mail_at"]
    (mail,) = eventually(lambda: stand_in.mails_of(application), "the released mail")
    assert at(mail["sent_at"]) >= at(planned)


def test_parked_application_is_told_only_after_its_release(start):
    stand_in = start(mail_delay=0)
    application = stand_in.apply(REJECTED[0], mode="gate")
    time.sleep(0.2)
    assert stand_in.get(f"/generic/applications/{application}")["state"] == "parked"
    assert stand_in.mails_of(application) == []
    assert stand_in.post(f"/generic/applications/{application}/release", item_id="item-1")["state"] == "rejected"
    eventually(lambda: stand_in.mails_of(application), "the mail")


def test_notes_are_written_as_often_as_they_are_sent_and_calls_counted(start):
    stand_in = start()
    application = stand_in.apply(REJECTED[0])
    for _ in range(2):
        stand_in.post(f"/generic/applications/{application}/notes", text="Looked again", item_id="item-7")
    notes = stand_in.get(f"/generic/applications/{application}/notes")
    assert notes == {"notes": [{"text": "Looked again", "item_id": "item-7"}] * 2, "next_cursor": None}
    log = stand_in.get("/admin/calls?item_id=item-7")
    assert log["count"] == 2
    assert {(call["method"], call["path"]) for call in log["calls"]} == {
        ("POST", f"/generic/applications/{application}/notes")
    }


def test_listing_pages_through_all_rejected(start):
    stand_in = start(people=130)
    stand_in.post("/admin/apply", count=130)
    found, cursor, pages = [], "", 0
    while cursor is not None:
        page = stand_in.get(f"/generic/applications?state=rejected&since=2020-01-01T00:00:00Z&cursor={cursor}")
        found += [application["application_id"] for application in page["applications"]]
        cursor, pages = page["next_cursor"], pages + 1
    truths = [person.truth for person in invent(1, 130)]
    assert pages == 3
    assert len(found) == len(set(found)) == sum(truth is not Truth.FIT for truth in truths)
    later = (clock.now() + timedelta(hours=1)).isoformat().replace("+00:00", "Z")
    assert stand_in.get(f"/generic/applications?since={later}")["applications"] == []


def test_nothing_opens_without_the_token(start):
    stand_in = start()
    reply = stand_in.http.get(f"{stand_in.url}/generic/applications?since=2020-01-01T00:00:00Z")
    assert reply.status_code == 401
    assert "Bearer" in reply.json()["error"]
    assert stand_in.http.get(f"{stand_in.url}/greenhouse/applications").status_code == 401
