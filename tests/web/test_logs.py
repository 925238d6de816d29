import io
import json
import logging
import sqlite3

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.exc import IntegrityError

from app import logs
from app.errors import BadInputError

log = structlog.get_logger("test")


def one(lines):
    return json.loads(lines.getvalue().splitlines()[-1])


@pytest.mark.parametrize(
    ("said", "secret"),
    [
        ("mail to Jane.Doe+x@example.co.uk failed", "Jane.Doe"),
        ("key slk_abcDEF-123_456 was refused", "abcDEF"),
        ("Authorization: Bearer abc.def.ghi", "abc.def"),
        ("secret whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD here", "C2FV"),
        ("GET https://ats.example.org/r?token=geheim&x=1 failed", "geheim"),
        ("postgresql://scott:tiger@db/second_look", "tiger"),
    ],
)
def test_secrets_in_text_are_masked(lines, said, secret):
    log.info(said, detail=[{"deep": said}])
    logging.getLogger("somebody.else").warning("%s", said)
    assert "withheld" in lines.getvalue()
    assert secret not in lines.getvalue()


@pytest.mark.parametrize(
    "key", ["Authorization", "cookie", "password", "api_token", "email", "candidate", "name", "body"]
)
def test_telling_names_are_masked(lines, key):
    log.info("happened", **{key: "Jane Doe"}, headers={key: "Jane Doe"})
    assert "Jane" not in lines.getvalue()
    assert one(lines)[key] == "[withheld]"


def test_what_is_harmless_stays(lines):
    log.info("job failed", job="screen", attempt=3, path="/queue/0193-ab", took=1.5)
    told = one(lines)
    assert (told["event"], told["attempt"], told["path"], told["level"]) == ("job failed", 3, "/queue/0193-ab", "info")


@given(st.emails())
def test_no_address_survives(email):
    local = email.split("@")[0]
    masked = logs.withhold(None, "info", {"event": f"<{email}>"})["event"]
    assert email not in masked
    assert len(local) < 4 or "/" in local or local not in masked


def test_a_fault_tells_types_and_places_but_no_values(lines):
    cause = sqlite3.IntegrityError("UNIQUE: jane")

    def insert():
        raise IntegrityError("INSERT", {"name": "Jane Doe"}, cause) from cause

    try:
        insert()
    except IntegrityError:
        log.exception("request failed")
        logging.getLogger("uvicorn.error").exception("Exception in ASGI application")
    told = lines.getvalue()
    assert "jane" not in told.lower()
    assert told.count("sqlalchemy.exc.IntegrityError at test_logs.py:") == 2
    assert "caused by sqlite3.IntegrityError" in told


def test_our_own_refusals_may_speak(lines):
    log.error("stopped", exc_info=BadInputError("SECOND_LOOK_PORT: a good value is 8000"))
    assert "a good value is 8000" in one(lines)["fault"]


def test_plain_lines_are_for_people(capsys):
    logs.configure("info", "plain")
    log.info("started", port=8000)
    log.debug("not shown")
    assert "started" in capsys.readouterr().err


@pytest.mark.parametrize("form", ["plain", "json"])
def test_nothing_that_a_terminal_obeys_gets_into_the_log(client, form):
    stream = io.StringIO()
    logs.configure("info", form, stream)
    client.get("/%1b[2J%00%0d%0astarted%c2%9b%e2%80%ae%7f")
    log.info("said\x1b[2J\nforged", detail=["\u2028"])
    written = stream.getvalue()
    assert written.count("\n") == 2
    assert all(character.isprintable() or character == "\n" for character in written)
    assert "x1b[2J" in written


def test_requests_are_one_line_without_query(client, lines):
    client.get("/sign-in/link?token=geheim")
    client.post("/sign-in", data={"email": "jane@example.org", "password": "geheim geheim"})
    client.get("/jane@example.org")
    client.get("/healthz")
    told = [line for line in map(json.loads, lines.getvalue().splitlines()) if line["event"] == "request"]
    assert [(line["method"], line["status"]) for line in told] == [("GET", 200), ("POST", 401), ("GET", 404)]
    assert "geheim" not in lines.getvalue()
    assert "jane" not in lines.getvalue()
