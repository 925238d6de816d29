"""A running stand-in ATS on loopback, and a receiver of its webhooks that answers what it is told to."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx2
import pytest
import uvicorn

from app.demo.ats import create_stand_in
from app.demo.settings import StandInSettings

PATIENCE = 15.0


def eventually(look: Callable[[], Any], what: str) -> Any:
    """Wait until ``look`` sees something; its last answer."""
    deadline = time.monotonic() + PATIENCE
    while not (seen := look()):
        assert time.monotonic() < deadline, f"waited {PATIENCE} s for {what}"
        time.sleep(0.02)
    return seen


@dataclass
class StandIn:
    """What tests do with a running stand-in."""

    url: str
    settings: StandInSettings
    http: httpx2.Client

    def get(self, path: str) -> Any:
        return self._json(self.http.get(self.url + path, headers=self._token))

    def post(self, path: str, **body: Any) -> Any:
        return self._json(self.http.post(self.url + path, json=body, headers=self._token))

    def status_of_post(self, path: str, **body: Any) -> int:
        return self.http.post(self.url + path, json=body, headers=self._token).status_code

    def apply(self, number: int, **body: Any) -> str:
        return str(self.post("/admin/apply", number=number, **body)["applications"][0]["id"])

    def mails_of(self, application_id: str) -> list[dict[str, Any]]:
        return [mail for mail in self.all("mails") if mail["application_id"] == application_id]

    def all(self, listing: str) -> list[dict[str, Any]]:
        found, cursor = [], ""
        while cursor is not None:
            page = self.get(f"/admin/{listing}?cursor={cursor}")
            found += page[listing]
            cursor = page["next_cursor"]
        return found

    @property
    def _token(self) -> dict[str, str]:
        return {"authorization": f"Bearer {self.settings.token}"}

    @staticmethod
    def _json(reply: httpx2.Response) -> Any:
        assert reply.is_success, reply.text
        return reply.json()


@contextmanager
def _running(settings: StandInSettings) -> Iterator[StandIn]:
    listener = socket.create_server(("127.0.0.1", settings.port))
    settings = replace(settings, port=listener.getsockname()[1])
    server = uvicorn.Server(uvicorn.Config(create_stand_in(settings), log_level="warning"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    eventually(lambda: server.started, "the stand-in to start")
    with httpx2.Client(trust_env=False, timeout=60) as client:  # 150 applicants at once, each on disk
        yield StandIn(settings.base_url, settings, client)
    server.should_exit = True
    thread.join(PATIENCE)
    listener.close()
    assert not thread.is_alive()


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., StandIn]]:
    """Start a stand-in with these settings; it stops after the test."""
    usual = StandInSettings(
        tmp_path / "stand-in", port=0, tick=0.01, retry_waits=(0.05,), duplicate_share=0, late_share=0, late_by=0.3
    )
    with ExitStack() as stack:
        yield lambda **settings: stack.enter_context(_running(replace(usual, **settings)))


@dataclass
class Receiver:
    """Collects deliveries; answers with ``answers`` first, then 200."""

    url: str = ""
    answers: list[int] = field(default_factory=list)
    deliveries: list[tuple[dict[str, str], bytes]] = field(default_factory=list)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    found = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            found.deliveries.append(({name.lower(): value for name, value in self.headers.items()}, body))
            self.send_response(found.answers.pop(0) if found.answers else 200)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *_arguments: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        found.url = f"http://127.0.0.1:{server.server_address[1]}/hooks/demo"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        yield found
        server.shutdown()
        thread.join()
