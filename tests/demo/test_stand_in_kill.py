"""``kill -9`` of the stand-in: no acknowledged call is lost, and no webhook that was due."""

import base64
import signal
import subprocess
import sys
from contextlib import contextmanager

import httpx2
import pytest

from app.demo.people import Truth, invent
from app.demo.settings import StandInSettings

from .conftest import PATIENCE, StandIn, eventually

REJECTED = [person.number for person in invent(1, 60) if person.truth is not Truth.FIT]
SECRET = base64.b64encode(b"stand-in secret of 32 bytes size").decode()


@contextmanager
def process(data_dir):
    """The stand-in as it is really started; killed at the end of the block."""
    arguments = ["--port", "0", "--data-dir", str(data_dir), "--tick", "0.02", "--retry-waits", "0.1"]
    arguments += ["--duplicate-share", "0", "--late-share", "0"]
    command = [sys.executable, "-m", "app.demo", *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
        try:
            url = running.stdout.readline().split()[-1]
            with httpx2.Client(trust_env=False, timeout=PATIENCE) as client:
                yield StandIn(url, StandInSettings(data_dir), client), running
        finally:
            running.kill()


@pytest.mark.kill
def test_kill_loses_no_call_and_no_webhook(tmp_path, receiver):
    receiver.answers = [503] * 10_000
    with process(tmp_path) as (stand_in, _running):
        stand_in.post("/admin/subscribe", dialect="generic", url=receiver.url, secret=SECRET)
        held, back = stand_in.apply(REJECTED[0]), stand_in.apply(REJECTED[1])
        until = "2030-01-01T00:00:00Z"
        stand_in.post(f"/generic/applications/{held}/hold", until=until, item_id="item-1")
        stand_in.post(f"/generic/applications/{held}/notes", text="Kept", item_id="item-2")
        stand_in.post(f"/generic/applications/{back}/reinstate", item_id="item-3")
    receiver.answers.clear()
    receiver.deliveries.clear()
    with process(tmp_path) as (stand_in, _running):
        assert stand_in.get(f"/generic/applications/{held}")["held_until"].startswith("2030-01-01")
        assert stand_in.get(f"/generic/applications/{back}")["state"] == "active"
        assert len(stand_in.get(f"/generic/applications/{held}/notes")["notes"]) == 1
        for item in ("item-1", "item-2", "item-3"):
            assert stand_in.get(f"/admin/calls?item_id={item}")["count"] == 1
        eventually(lambda: stand_in.get("/admin/state")["webhooks_waiting"] == 0, "the webhooks from before the kill")
    assert len({headers["webhook-id"] for headers, _body in receiver.deliveries}) == 3


@pytest.mark.kill
@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_stops_gracefully(tmp_path, how):
    with process(tmp_path) as (stand_in, running):
        stand_in.apply(REJECTED[0])
        running.send_signal(how)
        _rest, complaints = running.communicate(timeout=PATIENCE)
        assert running.returncode in (0, -how)
        assert complaints == ""
    assert not list(tmp_path.glob("*-wal")), "the database was closed"
