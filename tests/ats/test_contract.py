"""The same questions to every adapter in the registry. A new vendor fails here until it is recorded and described."""

import json
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from itertools import chain, repeat
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.ats.base import (
    BadSignature,
    Delivery,
    Event,
    Ignored,
    Receipt,
    Refused,
    Reply,
    RetryLater,
    Unclear,
    Verified,
    unsupported,
)
from app.ats.registry import ADAPTERS
from app.ats.signing import WINDOW
from app.ats.transport import target_for
from tests.ats.recorded import (
    RecordedDelivery,
    RecordedTalk,
    call_json,
    deliveries,
    event_json,
    outcome_json,
    play,
    talks,
)

OUTBOUND = (
    "read_state",
    "list_rejected",
    "fetch_resume",
    "fetch_posting",
    "hold",
    "release",
    "reinstate",
    "reject",
    "annotate",
)
DOCS = Path(__file__).parents[2] / "docs/ats"

VENDORS = sorted(ADAPTERS)
PUSHING = [vendor for vendor in VENDORS if ADAPTERS[vendor].CAN.push]
DELIVERIES = [pytest.param(v, d, id=f"{v}-{name}") for v in PUSHING for name, d in deliveries(v).items()]
TALKS = [pytest.param(v, t, id=f"{v}-{name}") for v in VENDORS for name, t in talks(v).items()]
recorded_delivery = pytest.mark.parametrize(("vendor", "recorded"), DELIVERIES)
recorded_talk = pytest.mark.parametrize(("vendor", "recorded"), TALKS)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["action", "payload", "type", "data", "id", "application"]) | st.text(), inner
        )
    ),
    max_leaves=8,
)
bodies = st.binary(max_size=200) | json_values.map(lambda value: json.dumps(value).encode())


def offered(vendor: str) -> list[str]:
    return [name for name in OUTBOUND if getattr(ADAPTERS[vendor], name) is not unsupported]


def verify(vendor: str, recorded: RecordedDelivery, **changes: Any) -> Verified | BadSignature:
    asked = {"delivery": recorded.delivery, "secrets": recorded.secrets, "now": recorded.now} | changes
    return ADAPTERS[vendor].verify(asked["delivery"], asked["secrets"], asked["now"])


# --- What has to be there ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("vendor", VENDORS)
def test_the_adapter_is_registered_under_its_own_name(vendor: str) -> None:
    assert vendor == ADAPTERS[vendor].NAME


@pytest.mark.parametrize("vendor", VENDORS)
def test_a_page_describes_it_and_every_option(vendor: str) -> None:
    page = (DOCS / f"{vendor}.md").read_text()
    missing = [option for option in ADAPTERS[vendor].CAN.option_names if f"`{option}`" not in page]
    assert not missing, f"docs/ats/{vendor}.md does not explain the options {missing}"
    if not ADAPTERS[vendor].CAN.verified_live:
        assert "not verified live" in page


@pytest.mark.parametrize("vendor", PUSHING)
def test_a_rejection_and_an_event_of_no_interest_are_recorded(vendor: str) -> None:
    expected = [event for recorded in deliveries(vendor).values() for event in recorded.expected]
    assert any(event.get("kind") == "rejected" for event in expected), f"record one in tests/ats/{vendor}/deliveries/"
    assert any(event["type"] == "Ignored" for event in expected), f"record one in tests/ats/{vendor}/deliveries/"


@pytest.mark.parametrize("vendor", VENDORS)
def test_everything_it_offers_has_a_recorded_success(vendor: str) -> None:
    succeeded = {talk.function for talk in talks(vendor).values() if talk.outcome["type"] == "Done"}
    missing = sorted(set(offered(vendor)) - succeeded)
    assert not missing, f"record a talk in tests/ats/{vendor}/talks/ for {missing}, or set them to unsupported"


@pytest.mark.parametrize("vendor", [vendor for vendor in VENDORS if "release" in offered(vendor)])
@pytest.mark.parametrize("function", ["release", "reinstate", "reject", "annotate"])
def test_doing_it_twice_is_recorded_and_is_done_already(vendor: str, function: str) -> None:
    outcomes = [talk.outcome for talk in talks(vendor).values() if talk.function == function]
    assert any(outcome.get("already") for outcome in outcomes), (
        f"record a second {function} in tests/ats/{vendor}/talks/"
    )


@pytest.mark.parametrize(
    "vendor", [vendor for vendor in VENDORS if not ADAPTERS[vendor].CAN.push and not offered(vendor)]
)
def test_without_an_interface_nothing_is_authentic(vendor: str) -> None:
    delivery = Delivery({"signature": "x", "webhook-id": "1"}, b"{}")
    recorded = next(iter(deliveries(vendor).values()))
    assert isinstance(ADAPTERS[vendor].verify(delivery, ["secret"], recorded.now), BadSignature)
    assert isinstance(verify(vendor, recorded), BadSignature)


@pytest.mark.parametrize("vendor", VENDORS)
def test_every_receipt_has_a_status(vendor: str) -> None:
    statuses = {receipt: ADAPTERS[vendor].ack(receipt) for receipt in Receipt}
    assert statuses[Receipt.BAD_SIGNATURE] in {400, 401, 403}
    assert all(200 <= status < 500 for status in statuses.values())


@pytest.mark.parametrize("vendor", VENDORS)
def test_no_option_has_to_be_set_alone(vendor: str) -> None:
    assert not ADAPTERS[vendor].option_trouble({})


# --- Signatures -------------------------------------------------------------------------------------------------------


@recorded_delivery
def test_the_recorded_signature_is_good(vendor: str, recorded: RecordedDelivery) -> None:
    first, second = verify(vendor, recorded), verify(vendor, recorded)
    assert isinstance(first, Verified)
    assert first == second
    assert first.event_id


@recorded_delivery
def test_during_a_rotation_both_secrets_are_good(vendor: str, recorded: RecordedDelivery) -> None:
    other = "whsec_bm90IHRoZSBzZWNyZXQgb2YgYW55Ym9keQ=="
    assert isinstance(verify(vendor, recorded, secrets=[other, *recorded.secrets]), Verified)
    assert isinstance(verify(vendor, recorded, secrets=[*recorded.secrets, other]), Verified)
    assert isinstance(verify(vendor, recorded, secrets=[other]), BadSignature)


@recorded_delivery
def test_no_secret_or_an_empty_one_is_never_good(vendor: str, recorded: RecordedDelivery) -> None:
    for secrets in ([], [""], ["  "], ["whsec_"]):
        assert isinstance(verify(vendor, recorded, secrets=secrets), BadSignature)


@recorded_delivery
def test_a_missing_header_is_not_authentic(vendor: str, recorded: RecordedDelivery) -> None:
    bare = Delivery({"content-type": recorded.delivery.headers.get("content-type", "")}, recorded.delivery.body)
    assert isinstance(verify(vendor, recorded, delivery=bare), BadSignature)


@recorded_delivery
def test_a_changed_body_is_not_authentic(vendor: str, recorded: RecordedDelivery) -> None:
    changed = replace(recorded.delivery, body=recorded.delivery.body + b" ")
    assert isinstance(verify(vendor, recorded, delivery=changed), BadSignature)


@recorded_delivery
def test_a_signed_time_has_to_be_near(vendor: str, recorded: RecordedDelivery) -> None:
    verdict = verify(vendor, recorded)
    assert isinstance(verdict, Verified)
    if verdict.signed_at:
        for off in (WINDOW, -WINDOW):
            assert isinstance(verify(vendor, recorded, now=verdict.signed_at + off), Verified)
            late = verdict.signed_at + off + timedelta(seconds=1 if off > timedelta(0) else -1)
            assert isinstance(verify(vendor, recorded, now=late), BadSignature)


@pytest.mark.parametrize("vendor", PUSHING)
@given(data=st.data())
def test_garbage_headers_are_not_authentic(vendor: str, data: st.DataObject) -> None:
    recorded = next(iter(deliveries(vendor).values()))
    names = st.sampled_from(sorted(recorded.delivery.headers))
    headers = recorded.delivery.headers | data.draw(st.dictionaries(names, st.text(), min_size=1))
    verdict = verify(vendor, recorded, delivery=Delivery(headers, b"not what was signed"))
    assert isinstance(verdict, BadSignature)
    assert not any(secret in repr(verdict) for secret in recorded.secrets)


# --- Events -----------------------------------------------------------------------------------------------------------


@recorded_delivery
def test_the_recorded_events_are_read(vendor: str, recorded: RecordedDelivery) -> None:
    read = ADAPTERS[vendor].read_events
    events = read(recorded.delivery, recorded.options)
    assert [event_json(event) for event in events] == recorded.expected
    assert events == read(recorded.delivery, recorded.options)
    assert all(event.event_id for event in events)


@recorded_delivery
def test_unknown_fields_are_harmless(vendor: str, recorded: RecordedDelivery) -> None:
    body = json.dumps(with_surprises(json.loads(recorded.delivery.body))).encode()
    events = ADAPTERS[vendor].read_events(replace(recorded.delivery, body=body), recorded.options)
    expected = [{**event, "event_id": ""} for event in recorded.expected]
    assert [{**event_json(event), "event_id": ""} for event in events] == expected


@pytest.mark.parametrize("vendor", VENDORS)
@given(body=bodies, data=st.data())
def test_garbage_raises_nothing_but_value_error(vendor: str, body: bytes, data: st.DataObject) -> None:
    known = [recorded.delivery.headers for recorded in deliveries(vendor).values()]
    delivery = Delivery(data.draw(st.sampled_from([{}, *known])), body)
    assert ADAPTERS[vendor].handshake(delivery, {}) in {None, b""}
    with suppress(ValueError):
        events = ADAPTERS[vendor].read_events(delivery, {})
        assert all(isinstance(event, Event | Ignored | Unclear) for event in events)


# --- Talks ------------------------------------------------------------------------------------------------------------


@recorded_talk
def test_the_recorded_talk_is_held(vendor: str, recorded: RecordedTalk) -> None:
    calls, outcome = play(recorded.start(ADAPTERS[vendor]), recorded.replies())
    assert [call_json(call) for call in calls] == [exchange["call"] for exchange in recorded.exchanges]
    assert outcome_json(outcome) == recorded.outcome


@recorded_talk
def test_unknown_fields_in_replies_are_harmless(vendor: str, recorded: RecordedTalk) -> None:
    replies = [surprised(reply) for reply in recorded.replies()]
    _, outcome = play(recorded.start(ADAPTERS[vendor]), replies)
    if recorded.function != "fetch_resume":
        assert outcome_json(outcome) == recorded.outcome


@recorded_talk
def test_writing_talks_look_before_they_write(vendor: str, recorded: RecordedTalk) -> None:
    if recorded.function in {"hold", "release", "reinstate", "reject", "annotate"}:
        first = next(recorded.start(ADAPTERS[vendor]))
        assert first.method == "GET"
        writes = [exchange["call"] for exchange in recorded.exchanges if exchange["call"]["method"] != "GET"]
        assert len(writes) <= 1, "one write per talk, or a retry would do the first one twice"
        assert all(call["idempotency_key"] == recorded.arguments["item_id"] for call in writes)
        if recorded.function == "annotate":
            assert all(recorded.arguments["item_id"] in json.dumps(call["json"]) for call in writes)


@recorded_talk
@pytest.mark.parametrize(("status", "outcome"), [(401, Refused), (403, Refused), (400, Refused), (500, RetryLater)])
def test_a_refusal_of_the_last_call_is_no_success(
    vendor: str, recorded: RecordedTalk, status: int, outcome: type
) -> None:
    if not recorded.exchanges or recorded.outcome["type"] != "Done" or recorded.exchanges[-1]["reply"]["status"] >= 400:
        return
    replies = chain(recorded.replies()[:-1], repeat(Reply(status)))
    calls, found = play(recorded.start(ADAPTERS[vendor]), replies)
    assert isinstance(found, outcome)
    without_credentials = "://" in calls[-1].url
    assert getattr(found, "credentials", False) is (status in {401, 403} and not without_credentials)


@recorded_talk
@pytest.mark.parametrize("status", [404, 410])
def test_an_application_not_found_is_doubt_and_no_change(vendor: str, recorded: RecordedTalk, status: int) -> None:
    if recorded.function in {"hold", "release", "reinstate", "reject", "annotate"} and recorded.exchanges:
        _, outcome = play(recorded.start(ADAPTERS[vendor]), [Reply(status)])
        assert isinstance(outcome, RetryLater)


@recorded_talk
@settings(max_examples=20)
@given(body=bodies)
def test_a_garbage_answer_raises_nothing_but_value_error(vendor: str, recorded: RecordedTalk, body: bytes) -> None:
    talk = recorded.start(ADAPTERS[vendor])
    with suppress(StopIteration, ValueError):
        next(talk)
        talk.send(Reply(200, {}, body))
    talk.close()


# --- Secrets ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("vendor", VENDORS)
def test_no_secret_shows_in_a_repr(vendor: str) -> None:
    token = "client:very-secret-token"
    target = target_for(ADAPTERS[vendor], connection="c", base_url="https://ats.example", token=token, options={})
    shown = repr((target, Delivery({"authorization": token}, token.encode()), Reply(200, {"x": token}, token.encode())))
    assert token not in shown
    assert not any(value in shown for value in target.credentials.values())


@recorded_talk
def test_a_call_shows_neither_its_address_nor_its_body(vendor: str, recorded: RecordedTalk) -> None:
    calls, _ = play(recorded.start(ADAPTERS[vendor]), recorded.replies())
    for call in calls:
        assert call.url not in repr(call)
        assert "json" not in repr(call)


def with_surprises(value: Any) -> Any:
    """A field that nobody documented, in every object."""
    if isinstance(value, dict):
        return {name: with_surprises(inner) for name, inner in value.items()} | {"surprise": {"deep": [1, None]}}
    return [with_surprises(entry) for entry in value] if isinstance(value, list) else value


def surprised(reply: Reply) -> Reply:
    try:
        return replace(reply, body=json.dumps(with_surprises(json.loads(reply.body))).encode())
    except ValueError:
        return reply
