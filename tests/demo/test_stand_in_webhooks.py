"""The stand-in's webhooks: signed, sent again until 2xx, some twice, some late; every API action is echoed."""

import base64
import json
from collections import Counter

from standardwebhooks.webhooks import Webhook

from app.ats.base import Delivery, EventKind, Origin
from app.ats.signing import hmac_sha256_hex
from app.ats.vendors import generic, greenhouse
from app.demo.people import Truth, invent

from .conftest import eventually

SECRET = "whsec_" + base64.b64encode(b"stand-in secret of 32 bytes size").decode()
REJECTED = [person.number for person in invent(1, 60) if person.truth is not Truth.FIT]


def subscribe(stand_in, receiver, dialect="generic", secret=SECRET):
    stand_in.post("/admin/subscribe", dialect=dialect, url=receiver.url, secret=secret)


def types(receiver):
    return [json.loads(body)["type"] for _headers, body in receiver.deliveries]


def test_event_is_signed_and_the_adapter_reads_it(start, receiver):
    stand_in = start()
    subscribe(stand_in, receiver)
    application = stand_in.apply(REJECTED[0])
    ((headers, body),) = eventually(lambda: receiver.deliveries, "the event")
    Webhook(SECRET).verify(body, headers)
    (event,) = generic.read_events(Delivery(headers, body), {})
    assert (event.kind, event.origin, event.application_id) == (EventKind.REJECTED, Origin.AUTO, application)
    assert event.mail_at
    assert event.candidate_email.endswith("@example.org")
    assert event.answers
    resume = stand_in.http.get(event.resume_url)
    assert resume.content[:4] in (b"%PDF", b"PK\x03\x04")


def test_postings_are_published_with_typed_requirements(start, receiver):
    stand_in = start()
    subscribe(stand_in, receiver)
    stand_in.post("/admin/publish")
    eventually(lambda: len(receiver.deliveries) == 3, "three postings")
    for headers, body in receiver.deliveries:
        (event,) = generic.read_events(Delivery(headers, body), {})
        assert event.kind is EventKind.POSTING
        assert len(event.posting.requirements) == 8
        assert event.posting.title in event.posting.text


def test_webhook_is_sent_until_it_is_accepted(start, receiver):
    receiver.answers = [500, 429, 302]
    stand_in = start()
    subscribe(stand_in, receiver)
    stand_in.apply(REJECTED[0])
    eventually(lambda: stand_in.get("/admin/state")["webhooks_delivered"], "the delivery")
    assert len(receiver.deliveries) == 4
    assert len({headers["webhook-id"] for headers, _body in receiver.deliveries}) == 1
    assert len({body for _headers, body in receiver.deliveries}) == 1
    (webhook,) = stand_in.all("webhooks")
    assert (webhook["attempts"], webhook["failures"]) == (4, 3)


def test_duplicates_carry_the_same_id(start, receiver):
    stand_in = start(duplicate_share=1.0)
    subscribe(stand_in, receiver)
    stand_in.apply(REJECTED[0])
    stand_in.apply(REJECTED[1])
    eventually(lambda: len(receiver.deliveries) == 4, "two events, twice each")
    assert set(Counter(headers["webhook-id"] for headers, _body in receiver.deliveries).values()) == {2}


def test_late_events_are_overtaken_and_the_draw_is_the_seeds(start, receiver):
    stand_in = start(late_share=0.5, late_by=0.5)
    subscribe(stand_in, receiver)
    stand_in.post("/admin/apply", count=20)
    eventually(lambda: stand_in.get("/admin/state")["webhooks_waiting"] == 0, "all events")
    order = [json.loads(body)["data"]["application_id"] for _headers, body in receiver.deliveries]
    assert order != sorted(order)
    assert len(set(order)) == len(order)


def test_every_action_by_api_is_echoed(start, receiver):
    stand_in = start()
    subscribe(stand_in, receiver)
    back, gone, parked = (
        stand_in.apply(REJECTED[0]),
        stand_in.apply(REJECTED[1]),
        stand_in.apply(REJECTED[2], mode="gate"),
    )
    stand_in.post(f"/generic/applications/{back}/reinstate", item_id="1")
    stand_in.post(f"/generic/applications/{gone}/release", item_id="2")
    stand_in.post(f"/generic/applications/{parked}/release", item_id="3")
    stand_in.post(f"/admin/applications/generic/{back}/state", state="withdrawn")
    eventually(lambda: len(receiver.deliveries) == 7, "seven events")
    assert Counter(types(receiver)) == {
        "application.auto_rejected": 2,
        "application.parked": 1,
        "application.reinstated": 1,
        "application.rejected": 2,
        "application.withdrawn": 1,
    }


def test_greenhouse_event_is_signed_as_documented(start, receiver):
    stand_in = start()
    subscribe(stand_in, receiver, "greenhouse", "plain secret")
    application = stand_in.apply(REJECTED[0], dialect="greenhouse")
    ((headers, body),) = eventually(lambda: receiver.deliveries, "the event")
    assert headers["signature"] == f"sha256 {hmac_sha256_hex('plain secret', body)}"
    assert headers["greenhouse-event-id"]
    assert not set(body) & set(b"<>&")
    (event,) = greenhouse.read_events(Delivery(headers, body), {"parking_stage": "Auto-screen hold"})
    assert (event.kind, event.parked, event.application_id) == (EventKind.REJECTED, True, application)
    assert event.posting_id in {"41001", "41002", "41003"}
