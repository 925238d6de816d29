"""The adapters played against the stand-in over real HTTP: both sides speak the same dialect."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app import clock
from app.ats.base import Application, AtsState, Delivery, Done, Superseded
from app.ats.transport import run, target_for
from app.ats.vendors import generic, greenhouse
from app.demo.greenhouse_shapes import PARKED_STAGE, PARKED_TAG, PARKED_TAG_ID
from app.demo.people import Truth, invent

from .conftest import StandIn, eventually

REJECTED = [person.number for person in invent(1, 60) if person.truth is not Truth.FIT]
BY_STAGE = {"parking_stage": PARKED_STAGE["name"]}
BY_TAG = {"parking_tag": PARKED_TAG, "parking_tag_id": str(PARKED_TAG_ID)}
TOLD = {"rejection_reason_id": "71", "email_template_id": "31"}


def generic_target(stand_in: StandIn):
    return target_for(
        generic,
        connection="demo",
        base_url=f"{stand_in.url}/generic",
        token=stand_in.settings.token,
        options={},
        allowed_hosts=("127.0.0.1",),
    )


def greenhouse_target(stand_in: StandIn):
    return target_for(
        greenhouse,
        connection="demo-greenhouse",
        base_url=f"{stand_in.url}/greenhouse",
        token=f"{stand_in.settings.client_id}:{stand_in.settings.client_secret}",
        options={"token_url": f"{stand_in.url}/greenhouse/token"},
        allowed_hosts=("127.0.0.1",),
    )


def value(outcome):
    assert isinstance(outcome, Done), outcome
    return outcome.value


def test_generic_adapter_holds_notes_and_reinstates(start):
    stand_in, now = start(mail_delay=600), clock.now()
    target = generic_target(stand_in)
    application = Application(stand_in.apply(REJECTED[0]))
    assert value(run(generic.read_state(application), target)) is AtsState.REJECTED
    value(run(generic.hold(application, now + timedelta(days=3), "i1"), target))
    for _ in range(2):
        value(run(generic.annotate(application, "Looked again", "i2"), target))
    assert stand_in.get("/admin/calls?item_id=i2")["count"] == 1
    value(run(generic.reinstate(application, "i3"), target))
    assert run(generic.reinstate(application, "i3"), target) == Done(None, already=True)
    assert value(run(generic.read_state(application), target)) is AtsState.ACTIVE
    assert value(run(generic.read_state(replace(application, application_id="A-9999")), target)) is AtsState.MISSING


def test_generic_adapter_releases_lists_and_fetches(start):
    stand_in = start(mail_delay=0.3)
    target = generic_target(stand_in)
    application = Application(stand_in.apply(REJECTED[0]))
    value(run(generic.hold(application, clock.now() + timedelta(days=3), "i1"), target))
    value(run(generic.release(application, "i2"), target))
    eventually(lambda: stand_in.mails_of(application.application_id), "the released mail")
    page = value(run(generic.list_rejected(clock.now() - timedelta(hours=1), None, {}), target))
    (event,) = page.events
    listed = replace(application, resume_url=event.resume_url, resume_name=event.resume_name)
    assert len(value(run(generic.fetch_resume(listed), target)).data) > 500
    posting = value(run(generic.fetch_posting(event.posting_id), target))
    assert len(posting.requirements) == 8


def test_generic_adapter_takes_a_reinstatement_back_and_names_a_stage(start):
    stand_in = start(mail_delay=0.3)
    target = generic_target(stand_in)
    application = Application(stand_in.apply(REJECTED[0]))
    value(run(generic.hold(application, clock.now() + timedelta(days=3), "i1"), target))
    value(run(generic.reinstate(application, "i2", "Phone call"), target))
    notes = stand_in.get(f"/generic/applications/{application.application_id}/notes")["notes"]
    assert [note["text"] for note in notes] == ["Moved to the stage Phone call"]
    value(run(generic.reject(application, "i3"), target))
    eventually(lambda: stand_in.mails_of(application.application_id), "the mail")
    assert run(generic.reject(application, "i3"), target) == Done(None, already=True)


def test_generic_adapter_yields_to_a_person_in_the_ats(start):
    stand_in = start(mail_delay=600)
    application = Application(stand_in.apply(REJECTED[0]))
    stand_in.post(f"/admin/applications/generic/{application.application_id}/state", state="hired")
    outcome = run(generic.reinstate(application, "i1"), generic_target(stand_in))
    assert isinstance(outcome, Superseded)
    assert outcome.state is AtsState.HIRED


def parked(stand_in: StandIn, number: int, options: dict[str, str]) -> Application:
    application_id = stand_in.apply(number, dialect="greenhouse")
    return Application(application_id, candidate_id=str(990000 + number), options={**options, **TOLD})


@pytest.mark.parametrize("options", [BY_STAGE, BY_TAG], ids=["stage", "tag"])
def test_greenhouse_adapter_reinstates_a_parked_application(start, options):
    stand_in = start(mail_delay=0)
    target = greenhouse_target(stand_in)
    application = parked(stand_in, REJECTED[0], options)
    assert value(run(greenhouse.read_state(application), target)) is AtsState.PARKED
    value(run(greenhouse.reinstate(application, "i1"), target))
    assert value(run(greenhouse.read_state(application), target)) is AtsState.ACTIVE
    assert run(greenhouse.reinstate(application, "i1"), target) == Done(None, already=True)
    assert stand_in.get("/admin/calls?item_id=i1")["count"] == 1
    assert stand_in.all("mails") == []


@pytest.mark.parametrize("options", [BY_STAGE, BY_TAG], ids=["stage", "tag"])
def test_greenhouse_adapter_rejects_and_only_then_the_mail_leaves(start, options):
    stand_in = start(mail_delay=0)
    target = greenhouse_target(stand_in)
    application = parked(stand_in, REJECTED[0], options)
    assert stand_in.all("mails") == []
    value(run(greenhouse.release(application, "i1"), target))
    eventually(lambda: stand_in.mails_of(application.application_id), "the mail")
    assert run(greenhouse.release(application, "i1"), target) == Done(None, already=True)
    value(run(greenhouse.reinstate(application, "i2"), target))
    assert value(run(greenhouse.read_state(application), target)) is AtsState.ACTIVE


@pytest.mark.parametrize("options", [BY_STAGE, BY_TAG], ids=["stage", "tag"])
def test_greenhouse_adapter_takes_a_reinstatement_back(start, options):
    stand_in = start(mail_delay=0)
    target = greenhouse_target(stand_in)
    application = parked(stand_in, REJECTED[0], options)
    value(run(greenhouse.reinstate(application, "i1"), target))
    assert isinstance(run(greenhouse.release(application, "i2"), target), Superseded)
    value(run(greenhouse.reject(application, "i3"), target))
    assert value(run(greenhouse.read_state(application), target)) is AtsState.REJECTED
    assert run(greenhouse.reject(application, "i3"), target) == Done(None, already=True)


def test_greenhouse_adapter_notes_once_and_fetches(start):
    stand_in = start()
    target = greenhouse_target(stand_in)
    application = parked(stand_in, REJECTED[0], BY_STAGE)
    for _ in range(2):
        value(run(greenhouse.annotate(application, "Looked again", "i1"), target))
    assert stand_in.get("/admin/calls?item_id=i1")["count"] == 1
    assert len(value(run(greenhouse.fetch_resume(application), target)).data) > 500
    posting = value(run(greenhouse.fetch_posting("41003"), target))
    assert posting.title == "Backend Developer"
    assert "PostgreSQL" in posting.text
    assert value(run(greenhouse.fetch_posting("job:3003"), target)).title == "Backend Developer"


def test_greenhouse_adapter_pages_through_the_parked(start):
    stand_in = start(people=150)
    applied = stand_in.post("/admin/apply", dialect="greenhouse", count=150)["applications"]
    target = greenhouse_target(stand_in)
    found, cursor, since = [], None, clock.now() - timedelta(hours=1)
    while True:
        page = value(run(greenhouse.list_rejected(since, cursor, BY_STAGE), target))
        found += [event.application_id for event in page.events]
        cursor = page.cursor
        if cursor is None:
            break
    assert sorted(found) == [each["id"] for each in applied if each["state"] == "parked"]
    assert len(found) > 100, "more than one page"


def test_both_adapters_accept_the_signatures(start, receiver):
    stand_in = start()
    secret = "whsec_c3RhbmQtaW4gc2VjcmV0IG9mIDMyIGJ5dGVzIHNpemU="
    for dialect, adapter in (("generic", generic), ("greenhouse", greenhouse)):
        receiver.deliveries.clear()
        stand_in.post("/admin/subscribe", dialect=dialect, url=receiver.url, secret=secret)
        stand_in.apply(REJECTED[0], dialect=dialect)
        ((headers, body),) = eventually(lambda: receiver.deliveries, "the event")
        assert adapter.verify(Delivery(headers, body), [secret], clock.now()).event_id
