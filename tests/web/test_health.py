import pytest
from fastapi.testclient import TestClient

from app.config import Settings
from app.store.session import open_store
from app.web.main import create_app

LOOPBACK = ("127.0.0.1", 5000)


@pytest.fixture
def served(database_url, tmp_path):
    store = open_store(database_url, tmp_path)
    yield create_app(Settings(database_url=database_url, data_dir=tmp_path), store)
    store.close()


def test_alive_and_ready(served):
    with TestClient(served) as client:
        assert client.get("/healthz").text == "ok\n"
        ready = client.get("/readyz")
        assert ready.status_code == 200
        assert ready.json() == {"status": "ready", "oldest_waiting_seconds": 0.0}


def test_not_ready_without_a_schema(empty_database_url, tmp_path):
    store = open_store(empty_database_url, tmp_path)
    with TestClient(create_app(Settings(database_url=empty_database_url, data_dir=tmp_path), store)) as client:
        assert client.get("/healthz").status_code == 200
        answer = client.get("/readyz")
        assert answer.status_code == 503
        assert "run `second-look migrate`" in answer.json()["detail"]
    store.close()


def test_not_ready_without_a_database(tmp_path):
    url = "postgresql+psycopg://nobody@127.0.0.1:9/none"
    store = open_store(url, tmp_path)
    with TestClient(create_app(Settings(database_url=url, data_dir=tmp_path), store)) as client:
        assert client.get("/healthz").status_code == 200
        answer = client.get("/readyz")
        assert answer.status_code == 503
        assert "cannot be reached" in answer.json()["detail"]
    store.close()


def test_numbers_for_this_machine(served):
    with TestClient(served, client=LOOPBACK) as client:
        client.post("/sign-in", data={"email": "a@b", "password": "x"}, headers={"Sec-Fetch-Site": "same-origin"})
        text = client.get("/metrics").text
        assert "second_look_sign_in_failures_total 1.0" in text
        assert "second_look_overdue_holds 0.0" in text
        assert "second_look_oldest_waiting_seconds 0.0" in text
        assert client.get("/metrics", headers={"X-Forwarded-For": "203.0.113.9"}).status_code == 401


def test_numbers_elsewhere_need_a_key(client, person, bearer):
    assert client.get("/metrics").status_code == 401
    admin = person("admin")
    assert client.get("/metrics", headers=bearer(admin, "audit:read")).status_code == 403
    assert client.get("/metrics", headers=bearer(admin, "metrics:read")).status_code == 200
