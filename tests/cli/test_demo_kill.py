"""``kill -9`` of the demo alone: what it started ends by itself; the next demo finds ports and folder free."""

import socket
import subprocess
import sys
import time
from contextlib import suppress

import pytest

from app.cli.demo import _await, _child, _require_free, _Scene
from app.errors import ConflictError

PATIENCE = 60
DEMO = """
import sys, time
from pathlib import Path
from app.cli.demo import _Scene, _await, _child
scene = _Scene(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
with _child(scene, "ATS", "app.demo", *scene.ats_arguments()) as ats, _child(scene, "Second Look", "app", "up") as up:
    _await(scene, scene.ats, "/admin/state", ats)
    _await(scene, scene.web, "/readyz", up)
    print("ready", flush=True)
    time.sleep(600)
"""


def free_ports() -> tuple[int, int]:
    with socket.create_server(("127.0.0.1", 0)) as one, socket.create_server(("127.0.0.1", 0)) as other:
        return one.getsockname()[1], other.getsockname()[1]


def is_free(port: int) -> bool:
    with suppress(ConflictError):
        _require_free(port)
        return True
    return False


@pytest.mark.kill
def test_what_the_demo_started_ends_with_it(tmp_path):
    ports = free_ports()
    with subprocess.Popen(
        [sys.executable, "-c", DEMO, tmp_path, *map(str, ports)], stdout=subprocess.PIPE, text=True
    ) as demo:
        ready = any(line == "ready\n" for line in demo.stdout)
        demo.kill()
    assert ready
    until = time.monotonic() + PATIENCE
    while not all(map(is_free, ports)) and time.monotonic() < until:
        time.sleep(0.1)
    assert all(map(is_free, ports))
    scene = _Scene(tmp_path, *ports)
    with _child(scene, "Second Look", "app", "up") as again:
        _await(scene, scene.web, "/readyz", again)
