"""A mail server and a chat that take what they are sent, over loopback."""

import json
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any


@dataclass
class MailSink:
    """What came, and what to answer to RCPT: ``refuse`` is a status or 0."""

    port: int = 0
    refuse: int = 0
    mails: list[EmailMessage] = field(default_factory=list)
    to: list[str] = field(default_factory=list)


@contextmanager
def mail_sink() -> Iterator[MailSink]:
    """Speak as much of SMTP (RFC 5321) as a client needs."""
    sink = MailSink()

    class Handler(socketserver.StreamRequestHandler):
        def say(self, line: str) -> None:
            self.wfile.write(f"{line}\r\n".encode())

        def handle(self) -> None:
            self.say("220 sink")
            while line := self.rfile.readline():
                verb = line[:4].upper()
                if verb in {b"EHLO", b"HELO", b"MAIL", b"NOOP", b"RSET"}:
                    self.say("250 sink")
                elif verb == b"RCPT":
                    sink.to.append(line.decode().partition(":")[2].strip())
                    self.say(f"{sink.refuse} no" if sink.refuse else "250 yes")
                elif verb == b"DATA":
                    self.say("354 go on")
                    body = b"".join(iter(self.rfile.readline, b".\r\n"))
                    sink.mails.append(message_from_bytes(body, policy=policy.default))
                    self.say("250 taken")
                else:
                    self.say("221 bye")
                    return

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        sink.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield sink
        server.shutdown()


@dataclass
class ChatSink:
    """What was posted, and the status to answer with."""

    url: str = ""
    status: int = 200
    posts: list[Any] = field(default_factory=list)


@contextmanager
def chat_sink() -> Iterator[ChatSink]:
    """Take JSON."""
    sink = ChatSink()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            sink.posts.append(json.loads(body))
            self.send_response(sink.status)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        sink.url = f"http://127.0.0.1:{server.server_address[1]}/hook/SECRET"
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield sink
        server.shutdown()
