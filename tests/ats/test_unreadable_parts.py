"""One detail, entry or row that nobody can read does not cost the rest."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.ats.base import BadSignature, Delivery, Done, Event, Ignored, RejectedPage, Reply, Unclear
from app.ats.payload import LONGEST_ID, Id, Payload, read_json
from app.ats.signing import sign_standard
from app.ats.vendors import generic, greenhouse
from tests.ats.recorded import play

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
GOOD = {"application_id": "A-1", "posting_id": "P-1"}
CLOUD_EVENT = {"specversion": "1.0", "id": "1", "source": "s", "type": "org.example.application.rejected", "data": GOOD}
OVER = ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"]


class Thing(Payload):
    id: Id
    words: tuple[str, ...] = ()


def read(data: dict[str, Any], **envelope: Any) -> Event:
    body = json.dumps({"type": "application.rejected", "data": data} | envelope).encode()
    (event,) = generic.read_events(Delivery({"webhook-id": "m"}, body), {})
    assert isinstance(event, Event)
    return event


def read_batch(*entries: Any) -> list[Event | Ignored | Unclear]:
    headers = {"content-type": "application/cloudevents-batch+json", "webhook-id": "m"}
    return list(generic.read_events(Delivery(headers, json.dumps(entries).encode()), {}))


def listed(adapter: Any, answer: Any) -> RejectedPage:
    reply = Reply(200, {}, json.dumps(answer).encode())
    outcome = play(adapter.list_rejected(NOW, None, {}), [reply])[1]
    assert isinstance(outcome, Done)
    page: RejectedPage = outcome.value
    return page


def test_a_time_without_a_zone_is_taken_as_utc() -> None:
    event = read(GOOD | {"rejected_at": "2026-03-02T09:00:00"})
    assert event.occurred_at == datetime(2026, 3, 2, 9, tzinfo=UTC)
    assert event.remark == "rejected_at names no time zone and was taken as UTC"


@pytest.mark.parametrize("time", OVER)
@pytest.mark.parametrize("field", ["rejected_at", "mail_at"])
def test_a_time_outside_of_the_calendar_is_no_time(field: str, time: str) -> None:
    event = read(GOOD | {field: time}, timestamp=time)
    assert event.occurred_at is event.mail_at is None
    assert "timestamp lies outside" in event.remark
    assert f"{field} lies outside" in event.remark


def test_greenhouse_reads_such_times_too() -> None:
    body = {"action": "reject_candidate", "payload": {"application": {"id": 7, "rejected_at": "2026-03-02T09:00:00"}}}
    (event,) = greenhouse.read_events(Delivery({}, json.dumps(body).encode()), {})
    assert isinstance(event, Event)
    assert event.occurred_at == datetime(2026, 3, 2, 9, tzinfo=UTC)
    assert "rejected_at" in event.remark


@pytest.mark.parametrize(
    "posting",
    [
        "P-1",
        {"posting_id": "P-1"},
        {"posting_id": "P-1", "title": "t", "text": "x", "requirements": "none"},
        {"posting_id": "x" * (LONGEST_ID + 1), "title": "t", "text": "x"},
    ],
)
def test_a_bad_posting_is_left_out_of_a_rejection(posting: Any) -> None:
    event = read(GOOD | {"posting": posting})
    assert (event.application_id, event.posting) == ("A-1", None)
    assert event.remark.startswith("posting was left out: ")


def test_a_good_rejection_has_no_remark() -> None:
    posting = {"posting_id": "P-1", "title": "t", "text": "x"}
    event = read(GOOD | {"posting": posting, "rejected_at": "2026-03-02T09:00:00Z"})
    assert event.posting
    assert not event.remark


@pytest.mark.parametrize("bad", [None, "x", {}, CLOUD_EVENT | {"data": {"application_id": "A-2"}}])
def test_a_bad_entry_leaves_the_rest_of_its_batch(bad: Any) -> None:
    first, unclear, last = read_batch(CLOUD_EVENT, bad, CLOUD_EVENT | {"id": "3"})
    assert isinstance(first, Event)
    assert isinstance(last, Event)
    assert isinstance(unclear, Unclear)
    assert unclear.event_id == "m entry 2"


def test_a_long_id_is_named_and_costs_its_own_entry_only() -> None:
    long = GOOD | {"application_id": "x" * (LONGEST_ID + 1)}
    with pytest.raises(ValueError, match="application_id"):
        read(long)
    unclear, event = read_batch(CLOUD_EVENT | {"data": long}, CLOUD_EVENT)
    assert isinstance(unclear, Unclear)
    assert "application_id" in unclear.why
    assert isinstance(event, Event)


def test_a_bad_row_leaves_the_rest_of_its_page() -> None:
    rows = [GOOD, GOOD | {"rejected_at": "2026-03-02T09:00:00"}, {"posting_id": "P-1"}, 7]
    page = listed(generic, {"applications": rows, "next_cursor": "more"})
    assert [event.application_id for event in page.events] == ["A-1", "A-1"]
    assert "no time zone" in page.events[1].remark
    assert page.cursor == "more"
    assert [row.partition(" was")[0] for row in page.skipped] == ["row 3 of the page", "row 4 of the page"]
    assert "application_id: missing" in page.skipped[0]


def test_a_bad_row_of_greenhouse_too() -> None:
    page = listed(greenhouse, [{"id": 1, "status": "rejected"}, {"status": "rejected"}])
    assert [event.application_id for event in page.events] == ["1"]
    assert len(page.skipped) == 1


@given(st.text(), st.lists(st.text()))
def test_what_the_store_refuses_is_stripped(name: str, words: list[str]) -> None:
    surrogates = "\udfff\x00\ud800"
    thing = read_json(Thing, json.dumps({"id": "1" + surrogates, "words": [surrogates + name, *words]}).encode())
    for text in (thing.id, *thing.words):  # both are what PostgreSQL takes as text
        assert "\x00" not in text
        text.encode()
    assert thing.id == "1"
    assert thing.words[0] == name.replace("\x00", "")


def test_whole_surrogate_pairs_stay() -> None:
    assert read_json(Thing, b'{"id": "\\ud83d\\ude00"}').id == "\U0001f600"


@pytest.mark.parametrize("body", [b"[" * 100_000, b'{"id": NaN}', b'{"id": ' + b"9" * 5000 + b"}", b"\xff", b""])
def test_senseless_json_is_a_value_error(body: bytes) -> None:
    with pytest.raises(ValueError, match=r"the body|id"):
        read_json(Thing, body)


def test_an_amount_without_bounds_is_refused() -> None:
    posting = {"posting_id": "P", "title": "t", "text": "x", "requirements": [{"text": "y", "amount": 0}]}
    event = read(GOOD | {"posting": posting})
    assert event.posting
    body = json.dumps({"type": "application.rejected", "data": GOOD | {"posting": posting}})
    (infinite,) = generic.read_events(Delivery({}, body.replace('"amount": 0', '"amount": 1e999').encode()), {})
    assert isinstance(infinite, Event)
    assert infinite.posting is None


# --- What is not signed is not believed -------------------------------------------------------------------------------


def test_binary_cloud_events_are_refused() -> None:
    secret, body = "whsec_c2Vjb25kLWxvb2stcmVjb3JkZWQtc2VjcmV0LTAx", json.dumps(GOOD).encode()
    headers = {
        "webhook-id": "m",
        "webhook-timestamp": str(int(NOW.timestamp())),
        "webhook-signature": sign_standard(secret, "m", NOW, body),
        "content-type": "application/json",
        "ce-specversion": "1.0",
        "ce-id": "1",
        "ce-source": "s",
        "ce-type": "application.rejected",
    }
    verdict = generic.verify(Delivery(headers, body), [secret], NOW)
    assert isinstance(verdict, BadSignature)
    assert "structured" in verdict.why


def test_a_replay_under_another_header_has_the_same_id() -> None:
    body = b'{"action": "reject_candidate", "payload": {"application": {"id": 7}}}'
    (one,), (two,) = (
        greenhouse.read_events(Delivery({"greenhouse-event-id": header}, body), {}) for header in ("1", "2")
    )
    assert one.event_id == two.event_id
