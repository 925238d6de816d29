"""Real servers on the loopback interface for tests of the transport, and short ways to ask them something."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from app.ats.base import Call, Done, Outcome, Reply, Talk
from app.ats.transport import Limits, Target, run

FAST = Limits(connect_seconds=1, read_seconds=1, total_seconds=1.5, document_bytes=50_000, answer_bytes=10_000)
LOCAL = ("127.0.0.1",)
Answer = Callable[[BaseHTTPRequestHandler], None]


class Server(ThreadingHTTPServer):
    """Answers by path; remembers what it was asked."""

    daemon_threads = True

    def __init__(self, answers: dict[str, Answer]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answers = answers
        self.asked: list[tuple[str, str, dict[str, str], bytes]] = []
        self.closing = threading.Event()

    def handle_error(self, *_args: Any) -> None:
        """Say nothing: clients that hang up are part of the tests."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.server.asked.append((self.command, self.path, headers, body))
        try:
            self.server.answers[self.path.partition("?")[0]](self)
        except OSError:
            self.close_connection = True  # the client left, as some tests want

    do_POST = do_GET  # noqa: N815 - http.server's name

    def log_message(self, *_args: Any) -> None:
        pass


def answer(status: int, body: bytes = b"", **headers: str) -> Answer:
    def send(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in {"content-length": str(len(body)), **headers}.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(body)

    return send


@contextmanager
def serving(server: Server) -> Iterator[Server]:
    thread = threading.Thread(target=partial(server.serve_forever, poll_interval=0.02))
    thread.start()
    try:
        yield server
    finally:
        server.closing.set()
        server.shutdown()
        thread.join()
        server.server_close()


def asking(*calls: Call) -> Talk[list[Reply]]:
    replies = []
    for call in calls:
        reply = yield call
        replies.append(reply)
    return Done(replies)


def ask(target: Target, *calls: Call, limits: Limits = FAST) -> Outcome[list[Reply]]:
    return run(asking(*calls), target, limits=limits)


def target(server: Server, **changes: Any) -> Target:
    values = {"credentials": {"authorization": "Bearer sesame"}, "allowed_hosts": LOCAL} | changes
    return Target("acme", f"{server.url}/api", **values)


def get(url: str, **changes: Any) -> Call:
    return Call("GET", url, **changes)
