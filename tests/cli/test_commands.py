"""Commands as a person runs them: through the runner where that is enough, as processes where it is not."""

import json
import os
import re
import signal
import socket
import stat
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
import typer
from sqlalchemy import select
from typer.testing import CliRunner

from app.ats.base import AtsState, Done, Refused, RetryLater
from app.cli.connecting import trouble_of
from app.cli.main import build
from app.errors import BadInputError, ConflictError, NotFoundError
from app.store.models import Connection, Policy
from app.store.session import open_store
from parsers import isolate
from parsers.programs import Program

ROOT = Path(__file__).parents[2]
CHOICES = ["--mode", "gate", "--unflagged", "hold_all", "--lapse", "keep", "--chosen-by", "Ada Admin"]


class AnswersNothing(BaseHTTPRequestHandler):
    """An ATS that knows no application; 401 without the right token."""

    def do_GET(self):
        self.send_response(404 if self.headers.get("authorization") == "Bearer good" else 401)
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


@pytest.fixture
def ats():
    server = HTTPServer(("127.0.0.1", 0), AnswersNothing)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def environment(sqlite_url, tmp_path, monkeypatch):
    values = {
        "SECOND_LOOK_DATABASE_URL": sqlite_url,
        "SECOND_LOOK_DATA_DIR": str(tmp_path / "data"),
        "SECOND_LOOK_ALLOWED_HOSTS": "127.0.0.1",
        "TOKEN": "good",
    }
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    return os.environ | values


@pytest.fixture
def run(environment):
    def call(*arguments, code=0):
        result = CliRunner().invoke(build(), arguments)
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        assert result.exit_code == code, result.output
        return result.stdout

    return call


@pytest.fixture
def connect(run, ats):
    def call(*more, code=0):
        arguments = ["--name", "acme", "--vendor", "generic", "--base-url", ats, "--token-env", "TOKEN", "--json"]
        return json.loads(run("connect", *arguments, *more, code=code))

    return call


@pytest.fixture
def stored(sqlite_url, tmp_path):
    def call(model):
        store = open_store(sqlite_url, tmp_path / "data")
        try:
            with store.read() as session:
                return session.scalars(select(model)).all()
        finally:
            store.close()

    return call


def process(environment, *arguments, **more):
    return subprocess.run(
        [sys.executable, "-m", "app", *arguments], env=environment, cwd=ROOT, capture_output=True, text=True,
        timeout=60, check=False, stdin=subprocess.DEVNULL, **more,
    )  # fmt: skip


# --- the door -------------------------------------------------------------------------------------------------------


def test_a_refusal_is_one_sentence_and_exit_code_2(environment):
    done = process(environment, "user", "link", "nobody@example.org")
    assert (done.returncode, done.stdout) == (2, "")
    assert re.fullmatch(r"second-look: nobody has this address; see `second-look user list`\n", done.stderr)


def test_a_wrong_option_is_exit_code_2(environment):
    assert process(environment, "up", "--nonsense").returncode == 2


def test_a_wrong_setting_is_named(environment):
    done = process(environment | {"SECOND_LOOK_PORT": "many"}, "user", "list")
    assert done.returncode == 2
    assert "SECOND_LOOK_PORT" in done.stderr


def test_a_database_that_is_not_there_is_not_created_by_looking(environment, tmp_path):
    missing = tmp_path / "none.db"
    done = process(environment | {"SECOND_LOOK_DATABASE_URL": f"sqlite:///{missing}"}, "audit", "show")
    assert done.returncode == 2
    assert "second-look migrate" in done.stderr
    assert not missing.exists()


def test_the_version_is_told(run):
    assert re.fullmatch(r"second-look \d+\.\d+\.\d+\n", run("--version"))


def test_every_command_is_documented():
    def names(group, before=""):
        for name, command in group.commands.items():
            yield from names(command, f"{before}{name} ") if hasattr(command, "commands") else [before + name]

    page = (ROOT / "docs/commands.md").read_text()
    assert not [name for name in names(typer.main.get_command(build())) if f"`{name}`" not in page]


# --- people and keys --------------------------------------------------------------------------------------------------


def test_people(run, tmp_path):
    added = json.loads(run("user", "add", "ada@example.org", "--name", "Ada", "--role", "admin", "--json"))
    assert "/sign-in/link?token=" in added["link"]
    assert "/sign-in/link?token=" in run("user", "link", "ada@example.org")
    (tmp_path / "password").write_text("a long enough password\n")
    run("user", "password", "ada@example.org", "--file", str(tmp_path / "password"))
    run("user", "deactivate", "ada@example.org")
    (listed,) = json.loads(run("user", "list", "--json"))["users"]
    assert (listed["email"], listed["role"], listed["active"]) == ("ada@example.org", "admin", False)
    with pytest.raises(BadInputError, match="deactivated"):
        run("user", "link", "ada@example.org")


def test_keys_are_shown_once(run):
    run("user", "add", "ada@example.org", "--name", "Ada", "--role", "admin")
    made = json.loads(run("key", "make", "ada@example.org", "--name", "export", "--scope", "review:read", "--json"))
    listing = run("key", "list", "--json")
    assert made["key"].startswith("slk_")
    assert made["key"] not in listing
    (key,) = json.loads(listing)["keys"]
    run("key", "revoke", key["id"])
    assert json.loads(run("key", "list", "--json"))["keys"][0]["live"] is False
    with pytest.raises(NotFoundError):
        run("key", "revoke", "nothing")


# --- connections ------------------------------------------------------------------------------------------------------


def test_connect_chooses_nothing_by_itself(connect):
    with pytest.raises(BadInputError, match="--mode, --unflagged, --lapse and --chosen-by"):
        connect("--mode", "gate", "--unflagged", "hold_all")


def test_connect_stores_sealed_secrets_and_shows_the_new_one_once(connect, stored):
    said = connect(*CHOICES)
    assert said["hook"] == "http://127.0.0.1:8000/hooks/acme"
    assert said["secret"].startswith("whsec_")
    assert said["active"]
    (connection,) = stored(Connection)
    assert said["secret"] not in str(connection.secrets)
    assert "good" not in connection.token
    assert "secret" not in connect()  # a change shows no secret
    assert len(stored(Policy)) == 1


def test_rotation_keeps_two_live_secrets(connect, stored):
    connect(*CHOICES)
    secrets = [connect("--rotate-secret")["secret"] for _ in range(2)]
    assert len(set(secrets)) == 2
    assert len(stored(Connection)[0].secrets) == 2


def test_a_new_choice_is_a_new_version_of_the_policy(connect, stored):
    connect(*CHOICES)
    connect("--mode", "gate", "--unflagged", "sample_then_release", "--lapse", "keep", "--chosen-by", "Bo")
    assert [(policy.version, policy.chosen_by) for policy in stored(Policy)] == [(1, "Ada Admin"), (2, "Bo")]


def test_delay_mode_is_not_active_before_its_hold_test(connect, run):
    assert connect("--mode", "delay", *CHOICES[2:])["active"] is False
    with pytest.raises(ConflictError, match="failed at reading the state"):
        run("hold-test", "acme", "--application", "1", "--wait", "1")
    assert json.loads(run("doctor", "--json", code=1))["diagnoses"][-1]["fix"] == "run `second-look hold-test acme`"


def test_a_hold_test_needs_delay_mode(connect, run):
    connect(*CHOICES)
    with pytest.raises(ConflictError, match="not in delay mode"):
        run("hold-test", "acme", "--application", "1")


@pytest.fixture
def silent():
    """A port at which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    return f"http://127.0.0.1:{port}"


@pytest.mark.parametrize(
    ("address", "token", "said"),
    [
        ("https://10.20.30.40/api", "good", "not a public address"),
        ("http://198.51.100.7/api", "good", "must be reached by https"),
        ("silent", "good", "could not be reached"),
        ("ats", "bad", "answered 401"),
    ],
)
def test_an_ats_that_cannot_be_asked_is_trouble_for_connect_and_doctor(
    run, connect, monkeypatch, request, address, token, said
):
    monkeypatch.setenv("TOKEN", token)
    base_url = address if "://" in address else request.getfixturevalue(address)
    assert said in connect(*CHOICES, "--base-url", base_url, code=1)["trouble"]
    diagnosis = json.loads(run("doctor", "--json", code=1))["diagnoses"][-1]
    assert (diagnosis["name"], diagnosis["broken"]) == ("acme", True)
    assert said in diagnosis["found"]
    assert "second-look connect --name acme" in diagnosis["fix"]


def test_an_ats_that_does_not_know_the_application_answers(connect, run):
    assert connect(*CHOICES)["trouble"] == ""
    diagnosis = json.loads(run("doctor", "--json"))["diagnoses"][-1]
    assert "answers; verified against: " in diagnosis["found"]


def test_an_odd_answer_is_trouble():
    assert trouble_of(Done(AtsState.MISSING)) == ""
    assert trouble_of(Refused("the answer is no JSON")) == "the answer is no JSON"
    assert trouble_of(RetryLater("the ATS answered 500")) == "the ATS answered 500"


def test_appeals_cannot_be_promised_before_there_are_any(connect, run, stored):
    said = "appeals come in a later version; choose hold_all or sample_then_release"
    with pytest.raises(BadInputError, match=said):
        connect("--mode", "gate", "--unflagged", "release_with_appeal", "--lapse", "keep", "--chosen-by", "Bo")
    with pytest.raises(BadInputError, match=said):
        run("import", "--connection", "old", "--postings", "none.jsonl", "--unflagged", "release_with_appeal")
    assert stored(Connection) == []


def test_a_vendor_that_does_not_exist(run):
    with pytest.raises(BadInputError, match=r"there is no vendor 'foo'; pass --vendor, one of generic, greenhouse"):
        run("connect", "--name", "acme", "--vendor", "foo")


@pytest.mark.parametrize(
    ("more", "error"),
    [
        (["--option", "nonsense=1"], "no option of generic"),
        (["--vendor", "greenhouse"], "another for greenhouse"),
        (["--token-env", "NOT_SET"], "NOT_SET is empty"),
    ],
)
def test_what_connect_refuses(connect, more, error):
    connect(*CHOICES)
    with pytest.raises((BadInputError, ConflictError), match=error):
        connect(*more)


def test_a_mode_that_the_vendor_cannot_do(connect):
    with pytest.raises(BadInputError, match="greenhouse cannot do delay"):
        connect("--vendor", "greenhouse", "--mode", "delay", *CHOICES[2:])


# --- doctor -----------------------------------------------------------------------------------------------------------


def test_options_that_do_not_fit_together_store_nothing(run, ats, stored):
    place = ["--name", "green", "--vendor", "greenhouse", "--base-url", ats, "--token-env", "TOKEN", "--no-probe"]
    by_tag = [*place, *CHOICES, "--option", "parking_tag=second look"]
    with pytest.raises(BadInputError, match="parking_tag_id"):
        run("connect", *by_tag)
    assert stored(Connection) == []
    run("connect", *by_tag, "--option", "parking_tag_id=31")
    assert len(stored(Connection)) == 1


def test_a_sound_installation(connect, run):
    connect(*CHOICES)
    diagnoses = json.loads(run("doctor", "--json"))["diagnoses"]
    assert not [each for each in diagnoses if each["broken"]]
    assert [each["name"] for each in diagnoses] == [
        "settings", "data folder", "key file", "resume reader", "scans", "old Word files", "mail", "chat",
        "database", "engine", "clock", "deliveries", "screening", "write-backs", "sent messages", "acme",
    ]  # fmt: skip


def test_the_doctor_names_the_programs_from_outside(run, connect, monkeypatch):
    connect(*CHOICES)
    there = {
        "tesseract": Program("tesseract", "/x/tesseract", "5.3.0", ("deu", "eng")),
        "catdoc": Program("catdoc", "/x/catdoc", "0.95"),
    }
    monkeypatch.setattr(isolate, "outside", lambda: there)
    found = {each["name"]: each for each in json.loads(run("doctor", "--json"))["diagnoses"]}
    assert found["scans"]["found"] == "read by tesseract 5.3.0 (deu, eng), limits: 6 pages and 150 s a scan"
    assert found["old Word files"]["found"] == ".doc is read by catdoc 0.95"
    monkeypatch.setattr(isolate, "outside", lambda: dict.fromkeys(there))
    found = {each["name"]: each for each in json.loads(run("doctor", "--json"))["diagnoses"]}
    for name in ("scans", "old Word files"):
        assert "not installed" in found[name]["found"]
        assert "held for a person" in found[name]["found"]
        assert not found[name]["broken"]


def test_the_doctor_names_an_open_key_file_and_changes_nothing(run, tmp_path):
    run("user", "list")
    key = tmp_path / "data" / "seal.key"
    key.chmod(0o644)
    assert f"chmod 600 {key}" in run("doctor", code=1)
    assert stat.S_IMODE(key.stat().st_mode) == 0o644


def test_the_doctor_on_nothing(run, tmp_path, monkeypatch):
    monkeypatch.setenv("SECOND_LOOK_DATABASE_URL", f"sqlite:///{tmp_path / 'none.db'}")
    assert "run `second-look migrate`" in run("doctor", code=1)
    assert not (tmp_path / "none.db").exists()


# --- processes --------------------------------------------------------------------------------------------------------


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


def test_up_on_a_taken_port(environment):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        done = process(environment | {"SECOND_LOOK_PORT": str(taken.getsockname()[1])}, "up")
    assert done.returncode == 2
    assert "SECOND_LOOK_PORT" in done.stderr


def test_serve_and_worker_are_for_postgresql(run):
    for command in ("serve", "worker"):
        with pytest.raises(BadInputError, match="needs PostgreSQL"):
            run(command)


@pytest.mark.kill
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_up_creates_its_database_listens_and_stops_gracefully(environment, tmp_path, number):
    port = free_port()
    folder = tmp_path / "new"
    environment = {name: value for name, value in environment.items() if name != "SECOND_LOOK_DATABASE_URL"}
    environment |= {"SECOND_LOOK_PORT": str(port), "SECOND_LOOK_DATA_DIR": str(folder)}
    child = subprocess.Popen(
        [sys.executable, "-m", "app", "up"], env=environment, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    try:
        before = list(iter(child.stderr.readline, f"Second Look listens on http://127.0.0.1:{port}\n".encode()))
        assert b"worker started" in b"".join(before)
        with socket.create_connection(("127.0.0.1", port), timeout=5):
            pass
        child.send_signal(number)
        said, errors = child.communicate(timeout=40)
    finally:
        child.kill()
        child.communicate()
    assert child.returncode == 0, errors.decode()
    assert b"worker stopped" in errors
    assert f"http://127.0.0.1:{port}/sign-in/link?token=".encode() in said
    assert b"token=" not in b"".join(before) + errors
    assert (folder / "second-look.db").exists()
