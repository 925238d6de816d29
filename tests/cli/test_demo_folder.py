import socket

import pytest
from sqlalchemy import update
from typer.testing import CliRunner

from app.cli.demo import MARKER, REASONS, _queue_in_words
from app.cli.main import build
from app.errors import ConflictError
from app.lifecycle import TABLE, Action, State
from app.store.models import Rejection
from app.store.session import open_store
from tests.factories import make_rejection


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


def run(*arguments):
    result = CliRunner().invoke(build(), ["demo", *arguments])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception


def test_a_folder_that_is_no_demo_is_left_alone(tmp_path):
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(ConflictError, match="is no demo"):
        run("--folder", str(tmp_path), "--fresh", "--port", str(free_port()), "--ats-port", str(free_port()))
    assert (tmp_path / "thesis.txt").exists()


@pytest.mark.parametrize("option", ["--port", "--ats-port"])
def test_a_busy_port_is_named_before_anything_is_deleted(tmp_path, option):
    (tmp_path / MARKER).touch()
    (tmp_path / "kept").touch()
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        with pytest.raises(ConflictError, match=f"port {port} is in use .* press Ctrl-C there; `lsof -i :{port}`"):
            run("--folder", str(tmp_path), "--fresh", option, port)
    assert (tmp_path / "kept").exists()


def test_the_queue_in_words_has_every_reason_to_hold(sqlite_url, tmp_path):
    assert set(REASONS) == {
        action for (state, action), step in TABLE.items() if (state, step.to) == (State.RECEIVED, State.HELD)
    }
    store = open_store(sqlite_url, tmp_path)
    with store.write() as session:
        assert _queue_in_words(session) == "in the queue 0"
        for reason in (Action.HOLD_MATCH, Action.HOLD_BY_POLICY, Action.HOLD_MATCH):
            rejection = make_rejection(session)
            held = {"state": State.HELD, "held_because": reason}
            session.execute(update(Rejection).where(Rejection.id == rejection.id).values(held))
        make_rejection(session)
        said = _queue_in_words(session)
    store.close()
    assert said == "in the queue 3: 2 flagged, 1 because everything parked waits for a person"
