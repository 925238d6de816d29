"""The door of the hooks: raw bytes, caps, handshakes. What an adapter makes of a delivery is tried elsewhere."""

import base64
import json
import socket
import threading
from datetime import UTC, datetime

import pytest
import uvicorn
from sqlalchemy import func, select
from standardwebhooks import Webhook

from app.store.models import Connection, Delivery
from app.store.seal import load_seal
from app.web.main import create_app

SECRET = "whsec_" + base64.b64encode(b"0" * 32).decode()
BODY = json.dumps({"type": "application.rejected", "id": "evt-1"}).encode()
JSON = {"Content-Type": "application/json"}


@pytest.fixture(autouse=True)
def _connection(store, settings, clock):
    sealed = load_seal(settings.data_dir).seal(SECRET)
    with store.write() as session:
        session.add(Connection(name="acme", vendor="generic", secrets=[sealed], created_at=clock.now))


def signed(body, event_id="evt-1", now=None):
    now = now or datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
    signature = Webhook(SECRET).sign(event_id, now, body.decode())
    stamp = str(int(now.timestamp()))
    return {"webhook-id": event_id, "webhook-timestamp": stamp, "webhook-signature": signature, **JSON}


def stored(store):
    with store.read() as session:
        return session.execute(select(func.count()).select_from(Delivery)).scalar_one()


def test_a_signed_delivery_is_stored_once_and_without_cookies(client, store, lines):
    del client.headers["Sec-Fetch-Site"]
    for _ in range(2):
        answer = client.post("/hooks/acme", content=BODY, headers=signed(BODY))
        assert answer.is_success, answer.text
        assert stored(store) == 1
    assert "application.rejected" not in lines.getvalue()
    assert "set-cookie" not in answer.headers


def test_a_forged_delivery_is_refused(client, store):
    answer = client.post("/hooks/acme", content=BODY + b" ", headers=signed(BODY))
    assert answer.status_code == 401
    assert stored(store) == 0


def test_an_unknown_connection_is_named(client):
    answer = client.post("/hooks/nobody", content=BODY, headers=JSON)
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert "nobody" in answer.json()["detail"]
    assert client.options("/hooks/nobody").status_code == 404


def test_cloud_events_senders_may_ask(client):
    answer = client.options("/hooks/acme", headers={"WebHook-Request-Origin": "ats.example.org"})
    assert answer.status_code == 200
    assert answer.headers["webhook-allowed-origin"] == "ats.example.org"
    assert int(answer.headers["webhook-allowed-rate"]) > 0
    assert "POST" in answer.headers["allow"]
    assert client.options("/hooks/acme", headers={"WebHook-Request-Origin": "a b"}).status_code == 422
    assert "webhook-allowed-origin" not in client.options("/hooks/acme").headers


@pytest.fixture
def port(settings, store):
    server = uvicorn.Server(uvicorn.Config(create_app(settings, store), port=0, log_config=None, access_log=False))
    listening = socket.create_server(("127.0.0.1", 0))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    yield listening.getsockname()[1]
    server.should_exit = True
    thread.join(10)
    listening.close()


def test_too_large_is_noticed_before_the_end(port, store):
    """The sender declares nothing and never ends; the answer comes all the same."""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as sender:
        sender.sendall(b"POST /hooks/acme HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\n\r\n")
        for _ in range(17):
            sender.sendall(b"10000\r\n" + b"a" * 0x10000 + b"\r\n")
        assert sender.recv(100).startswith(b"HTTP/1.1 413")
    assert stored(store) == 0


def test_a_declared_size_is_believed(port):
    with socket.create_connection(("127.0.0.1", port), timeout=20) as sender:
        sender.sendall(b"POST /hooks/acme HTTP/1.1\r\nHost: test\r\nContent-Length: 99999999\r\n\r\n")
        assert sender.recv(100).startswith(b"HTTP/1.1 413")
