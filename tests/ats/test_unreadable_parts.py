"""One detail, entry or row that nobody can read does not cost the rest."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.ats.base import (
    Application,
    BadSignature,
    Delivery,
    Done,
    Event,
    Ignored,
    Refused,
    RejectedPage,
    Reply,
    Unclear,
)
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


@pytest.mark.parametrize(
    ("field", "value"),
    [
        *((name, None) for name in ("candidate_id", "mail_at", "origin", "reason", "rule", "candidate", "resume")),
        *((name, None) for name in ("answers", "posting", "rejected_at", "rules")),
        *((name, ["x"]) for name in ("candidate_id", "reason", "rule", "candidate", "resume", "answers", "posting")),
        ("mail_at", "soon"), ("rejected_at", "yesterday"), ("origin", "rule"), ("candidate_id", "x" * (LONGEST_ID + 1)),
        ("candidate", {"name": "Ines", "email": None}), ("resume", {"url": "/files/A-1", "filename": None}),
        ("reason", {"id": None, "name": "Auto"}),
    ],
)  # fmt: skip
def test_no_detail_costs_the_candidate(field: str, value: Any) -> None:
    event = read(GOOD | {field: value})
    assert (event.application_id, event.posting_id) == ("A-1", "P-1")
    allowed = value is None and field in {
        "mail_at",
        "origin",
        "posting",
        "rejected_at",
    }  # null is what they are without
    assert bool(event.remark) is not allowed
    page = listed(generic, {"applications": [GOOD | {field: value}]})
    assert [event.application_id for event in page.events] == ["A-1"]
    assert not page.skipped


def test_what_is_good_of_a_part_stays_and_the_remark_names_the_rest_once() -> None:
    said = {"candidate": {"name": "Ines", "email": None}, "reason": {"id": None, "name": "Auto"}, "rule": None}
    event = read(GOOD | said)
    assert (event.candidate_name, event.candidate_email, event.reason, event.rule) == ("Ines", "", "Auto", "")
    assert event.remark.count("left out") == 3
    assert "rule was left out: rule: string type" in event.remark


def test_an_answer_without_words_stays_and_one_bad_answer_leaves_the_others() -> None:
    given = [True, False, None, "Yes, 5", {"no": "text"}]
    answers = [{"question": f"Q{number}", "answer": answer} for number, answer in enumerate(given)]
    event = read(GOOD | {"answers": [*answers, {"answer": "to what?"}, None, "x"]})
    assert event.answers == (("Q0", "Yes"), ("Q1", "No"), ("Q2", ""), ("Q3", "Yes, 5"), ("Q4", ""))
    assert "answers was left out" in event.remark


@pytest.mark.parametrize("field", ["application_id", "posting_id"])
@pytest.mark.parametrize("value", [None, "", {}])
def test_without_one_of_its_ids_it_is_about_nobody(field: str, value: Any) -> None:
    with pytest.raises(ValueError, match=field):
        read(GOOD | {field: value})


def test_the_frame_of_an_event_is_read_as_leniently() -> None:
    assert "timestamp was left out" in read(GOOD, timestamp="soon").remark
    (event,) = read_batch(CLOUD_EVENT | {"time": None, "data": GOOD | {"rule": None}})
    assert isinstance(event, Event)


@pytest.mark.parametrize(
    "details",
    [
        {"candidate": None}, {"jobs": None}, {"answers": None}, {"rejection_reason": 7}, {"rejected_at": "soon"},
        {"prospect": None}, {"jobs": [None]}, {"answers": [{"question": "Q", "answer": True}, None]},
        {"candidate": {"id": None, "tags": None, "email_addresses": [None], "attachments": [{"url": None}, None]}},
        {"rejection_reason": {"id": None, "name": None, "type": None}},
    ],
)  # fmt: skip
def test_no_detail_costs_a_candidate_of_greenhouse(details: dict[str, Any]) -> None:
    body = {"action": "reject_candidate", "payload": {"application": {"id": 7} | details}}
    (event,) = greenhouse.read_events(Delivery({}, json.dumps(body).encode()), {})
    assert isinstance(event, Event)
    assert (event.application_id, event.kind) == ("7", "rejected")


@pytest.mark.parametrize("detail", ["candidate_id", "status", "prospect", "rejected_at", "rejection_reason_id"])
def test_no_detail_costs_a_row_of_greenhouse(detail: str) -> None:
    page = listed(greenhouse, [{"id": 1, detail: {}}])
    assert [event.application_id for event in page.events] == ["1"]
    assert detail in page.events[0].remark


@pytest.mark.parametrize("details", [{"candidate": None}, {"candidate": {"tags": 7}}, {"current_stage": 7}])
def test_what_may_say_parked_is_not_read_as_not_parked(details: dict[str, Any]) -> None:
    body = {"action": "candidate_stage_change", "payload": {"application": {"id": 7} | details}}
    options = {"parking_tag": "look", "parking_stage": "Second look"}
    with pytest.raises(ValueError, match=r"tags|current_stage"):
        greenhouse.read_events(Delivery({}, json.dumps(body).encode()), options)


def test_a_state_that_decides_a_write_is_not_guessed() -> None:
    """Forgiving is for events: a mail_sent_at that nobody can read must not pass for a mail that has not left."""
    reply = Reply(200, {}, b'{"id": "A-1", "state": "rejected", "mail_sent_at": "just now"}')
    with pytest.raises(ValueError, match="mail_sent_at"):
        play(generic.hold(Application("A-1"), NOW, "item"), [reply])


def test_greenhouse_is_not_asked_for_all_posts_when_the_posting_is_unknown() -> None:
    calls, outcome = play(greenhouse.fetch_posting(""), [])
    assert isinstance(outcome, Refused)
    assert not calls


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
    assert [row.why.partition(" was")[0] for row in page.skipped] == ["row 3 of the page", "row 4 of the page"]
    assert "application_id: missing" in page.skipped[0].why


@pytest.mark.parametrize(("adapter", "rows"), [(generic, [{"posting_id": "P-1"}, 7]), (greenhouse, [{"x": 1}, 7])])
def test_a_skipped_row_reads_as_a_delivery_that_is_refused_too(adapter: Any, rows: list[Any]) -> None:
    page = listed(adapter, {"applications": rows} if adapter is generic else rows)
    for row in page.skipped:
        with pytest.raises(ValueError, match=r"id: missing|data: |the body: "):
            adapter.read_events(Delivery({}, row.body), {})


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
