"""How the transport talks: what a call carries, what becomes of each answer, how long and how much it waits for."""

import gzip
import json
import logging
import socket
import time
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest
from structlog.testing import capture_logs

from app.ats.base import Call, Done, Refused, RetryLater, Talk
from app.ats.transport import Limits, Target, retry_after, run
from app.context import transaction
from tests.ats.loopback import FAST, LOCAL, answer, ask, get, target


def test_a_call_carries_credentials_body_and_key_and_brings_the_answer(serve: Any) -> None:
    server = serve(api__notes=answer(201, b'{"ok": 1}', x_kind="note"))
    outcome = ask(target(server), Call("POST", "/notes?x=1", json={"a": "é"}, idempotency_key="item-1"))
    assert isinstance(outcome, Done)
    [reply] = outcome.value
    assert (reply.status, reply.body, reply.headers["x-kind"]) == (201, b'{"ok": 1}', "note")
    [(method, path, headers, body)] = server.asked
    assert (method, path, json.loads(body)) == ("POST", "/api/notes?x=1", {"a": "é"})
    assert headers["authorization"] == "Bearer sesame"
    assert headers["idempotency-key"] == "item-1"


@pytest.mark.parametrize("status", [200, 302, 400, 401, 404, 409, 422, 500])
def test_the_talk_decides_about_every_status_that_may_last(serve: Any, status: int) -> None:
    outcome = ask(target(serve(api__x=answer(status, location="https://elsewhere.example/"))), get("/x"))
    assert isinstance(outcome, Done)
    assert outcome.value[0].status == status


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_passing_faults_are_tried_later(serve: Any, status: int) -> None:
    assert isinstance(ask(target(serve(api__x=answer(status, retry_after="7"))), get("/x")), RetryLater)
    outcome = ask(target(serve(api__x=answer(status, retry_after="7"))), get("/x"))
    assert outcome == RetryLater(f"127.0.0.1 answered {status}", 7)


def test_the_wait_that_was_asked_for_is_bounded_and_may_be_a_date() -> None:
    date = "Mon, 02 Mar 2026 08:00:00 GMT"
    assert retry_after({"retry-after": "99999999"}, 3600) == 3600
    assert retry_after({"retry-after": "Mon, 02 Mar 2026 08:01:00 GMT", "date": date}, 3600) == 60
    assert retry_after({"retry-after": "Mon, 02 Mar 2026 07:00:00 GMT", "date": date}, 3600) == 0
    for headers in ({}, {"retry-after": "soon"}, {"retry-after": date}, {"retry-after": "-1"}, {"retry-after": "²"}):
        assert retry_after(headers, 3600) is None


def test_nobody_there_is_tried_later() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    outcome = ask(Target("acme", f"http://127.0.0.1:{port}", allowed_hosts=LOCAL), get("/x"))
    assert outcome == RetryLater("127.0.0.1 could not be reached: ConnectError")


def test_an_undocumented_answer_is_refused(serve: Any) -> None:
    def talk() -> Talk[None]:
        yield get("/x")
        raise ValueError("data.state: missing")

    outcome = run(talk(), target(serve(api__x=answer(200))), limits=FAST)
    assert isinstance(outcome, Refused)
    assert "data.state: missing" in outcome.why


def test_it_refuses_to_run_inside_a_write_session(serve: Any) -> None:
    server = serve(api__x=answer(200))
    with transaction(), pytest.raises(RuntimeError, match="commit it"):
        ask(target(server), get("/x"))
    assert not server.asked


def test_endless_talks_end(serve: Any) -> None:
    server = serve(api__x=answer(200))
    outcome = ask(target(server), *[get("/x")] * 30, limits=Limits(calls=5))
    assert isinstance(outcome, Refused)
    assert len(server.asked) == 5


# --- Time and size ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("part", ["headers", "body"])
def test_a_server_that_drips_is_left_at_the_total_limit(serve: Any, part: str) -> None:
    def drip(handler: BaseHTTPRequestHandler) -> None:
        if part == "body":
            handler.send_response(200)
            handler.send_header("content-length", "1000")
            handler.end_headers()
        else:
            handler.wfile.write(b"HTTP/1.1 200 OK\r\nx: ")
        while not handler.server.closing.wait(0.1):
            handler.wfile.write(b"x")
            handler.wfile.flush()

    started = time.monotonic()
    outcome = ask(target(serve(api__x=drip)), get("/x"))
    assert outcome == RetryLater("127.0.0.1 could not be reached: ReadTimeout")
    assert time.monotonic() - started < FAST.total_seconds + 1


def test_a_silent_server_is_left_at_the_read_limit(serve: Any) -> None:
    def silent(handler: BaseHTTPRequestHandler) -> None:
        handler.server.closing.wait(5)

    outcome = ask(target(serve(api__x=silent)), get("/x"), limits=Limits(read_seconds=0.2))
    assert isinstance(outcome, RetryLater)


def test_a_cut_answer_is_tried_later(serve: Any) -> None:
    outcome = ask(target(serve(api__x=answer(200, b"short", content_length="99"))), get("/x"))
    assert isinstance(outcome, RetryLater)


def test_files_may_be_larger_than_answers_and_both_are_bounded(serve: Any) -> None:
    server = serve(api__small=answer(200, b"x" * 20_000), api__large=answer(200, b"x" * 60_000))
    assert isinstance(ask(target(server), get("/small", document=True)), Done)
    assert isinstance(ask(target(server), get("/small")), Refused)
    assert isinstance(ask(target(server), get("/large", document=True)), Refused)


def test_a_compressed_answer_is_measured_unpacked(serve: Any) -> None:
    bomb = gzip.compress(b"0" * 20_000_000)
    fine = gzip.compress(b"fine")
    server = serve(
        api__bomb=answer(200, bomb, content_encoding="gzip"), api__ok=answer(200, fine, content_encoding="gzip")
    )
    outcome = ask(target(server), get("/bomb", document=True))
    assert outcome == Refused("the answer is larger than 50000 bytes")
    ok = ask(target(server), get("/ok"))
    assert isinstance(ok, Done)
    assert ok.value[0].body == b"fine"


# --- What is written down --------------------------------------------------------------------------------------------


def test_the_log_holds_no_query_no_secret_no_body_and_no_file_name(serve: Any, caplog: Any) -> None:
    server = serve(api__x=answer(200, b"private-body"), api__ines=answer(200))
    caplog.set_level(logging.DEBUG)
    with capture_logs() as entries:
        ask(target(server), get("/x?token=private-query"), get("/ines?sig=1", document=True))
    written = repr(entries) + caplog.text
    assert [entry["status"] for entry in entries] == [200, 200]
    for secret in ("private", "sesame", "ines", "sig="):
        assert secret not in written
