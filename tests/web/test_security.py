import pytest

from app.web.security import CONTENT_SECURITY_POLICY

EXACT = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'"
)


@pytest.mark.parametrize("path", ["/sign-in", "/nothing", "/api/nothing", "/healthz", "/static/style.css"])
def test_every_answer_carries_the_headers(client, path):
    headers = client.get(path).headers
    assert headers["content-security-policy"] == EXACT == CONTENT_SECURITY_POLICY
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cross-origin-opener-policy"] == headers["cross-origin-resource-policy"] == "same-origin"
    assert "camera=()" in headers["permissions-policy"]
    assert headers["cache-control"] == ("no-cache" if path.startswith("/static") else "no-store")


@pytest.mark.parametrize(
    ("sent", "let_in"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, True),
        ({"Sec-Fetch-Site": "same-site"}, False),
        ({"Sec-Fetch-Site": "cross-site"}, False),
        ({"Sec-Fetch-Site": "none"}, False),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "http://testserver"}, False),
        ({"Origin": "http://testserver"}, True),
        ({"Origin": "http://testserver.evil.example"}, False),
        ({"Origin": "null"}, False),
        ({"Origin": ""}, False),
        ({}, False),
    ],
)
def test_forms_come_from_our_own_pages(client, sent, let_in):
    del client.headers["Sec-Fetch-Site"]
    answer = client.post("/sign-in/link", data={"token": "x"}, headers=sent)
    assert answer.status_code == (401 if let_in else 403)


def test_the_public_address_is_the_only_origin(settings, store):
    from fastapi.testclient import TestClient

    from app.web.main import create_app

    public = settings.model_copy(update={"public_url": "https://look.example.org"})
    with TestClient(create_app(public, store)) as outside:
        for origin, status in (("https://look.example.org", 401), ("http://testserver", 403)):
            answer = outside.post("/sign-in/link", data={"token": "x"}, headers={"Origin": origin})
            assert answer.status_code == status


def test_bodies_have_a_size(client):
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    whole = b"token=" + b"a" * 300_000

    def chunks():
        for _ in range(300):
            yield b"a" * 1000

    assert client.post("/sign-in/link", content=whole, headers=form).status_code == 413
    assert client.post("/sign-in/link", content=chunks(), headers=form).status_code == 413
    assert client.post("/sign-in/link", content=whole[:1000], headers=form).status_code == 401


def test_bodies_have_a_kind(client):
    assert client.post("/sign-in", content=b"{}", headers={"Content-Type": "application/json"}).status_code == 415
    refused = client.post("/api/v1/anything", data={"a": "b"})
    assert refused.status_code == 415
    assert refused.json()["title"] == "Wrong content type"


def test_a_slow_body_is_given_up(monkeypatch, app):
    import asyncio

    monkeypatch.setattr("app.web.security.BODY_SECONDS", 0.05)
    sent = []

    async def receive():
        await asyncio.sleep(5)

    async def send(message):
        sent.append(message)

    scope = {
        "type": "http", "method": "POST", "path": "/hooks/x", "raw_path": b"/hooks/x", "query_string": b"",
        "headers": [(b"host", b"testserver")], "http_version": "1.1", "scheme": "http", "server": ("testserver", 80),
        "client": ("127.0.0.1", 1), "root_path": "",
    }  # fmt: skip
    asyncio.run(app(scope, receive, send))
    assert sent[0]["status"] == 408


def test_the_documentation_has_a_policy_of_its_own(client):
    policy = client.get("/api/docs").headers["content-security-policy"]
    assert "'unsafe-inline'" in policy.split("style-src")[1].split(";")[0]
    assert "script-src 'self';" in policy
    assert "'unsafe-eval'" not in policy
    assert "http" not in policy
