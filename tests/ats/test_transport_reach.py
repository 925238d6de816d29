"""Where the transport goes and where not: private addresses, redirects, who gets credentials, TLS."""

import socket
import ssl
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from httpx2 import URL

from app.ats.base import Call, Done, Refused, RetryLater
from app.ats.transport import Target, below, open_guarded_client, run, same_origin
from tests.ats.loopback import FAST, Server, answer, ask, asking, get, target

# --- Addresses -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "169.254.169.254"])
def test_private_addresses_are_refused(serve: Any, host: str) -> None:
    server = serve(x=answer(200))
    url = f"https://{host}:{server.server_port}/x"
    for call in (get(url), get(url, document=True)):
        outcome = ask(target(server, allowed_hosts=()), call)
        assert isinstance(outcome, Refused)
        assert "not a public address" in outcome.why
    assert not server.asked


def test_a_name_that_leads_inside_is_refused_even_if_it_also_leads_outside(
    serve: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    resolve_to(monkeypatch, ["93.184.216.34", "10.0.0.5"])
    outcome = ask(target(serve(), allowed_hosts=()), get("https://files.example.org/x"))
    assert isinstance(outcome, Refused)
    assert "10.0.0.5" in outcome.why


def test_plain_http_is_for_allowed_hosts_only(serve: Any) -> None:
    server = serve(x=answer(200))
    for url in ("http://files.example.org/x", "ftp://127.0.0.1/x", "file:///etc/passwd", "https:///x", "http://[::1"):
        outcome = ask(target(server), get(url, document=True))
        assert isinstance(outcome, Refused), url
    assert isinstance(ask(target(server, allowed_hosts=("127.0.0.0/8",)), get(f"{server.url}/x")), Done)


def test_the_checked_address_is_the_one_connected_to(serve: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name server that first says public and then private gets asked once only."""
    server = serve(api__x=answer(200))
    answers = iter([["127.0.0.1"], ["10.9.9.9"], ["10.9.9.9"]])
    asked = resolve_to(monkeypatch, answers)
    base = f"http://ats.example:{server.server_port}/api"
    outcome = ask(Target("acme", base, allowed_hosts=("ats.example",)), get("/x"))
    assert isinstance(outcome, Done)
    assert asked == ["ats.example"]
    assert server.asked[0][2]["host"] == f"ats.example:{server.server_port}"


def test_paths_stay_below_the_base_and_on_its_host(serve: Any) -> None:
    server = serve(api__x=answer(200))
    for path in ("/../x", "a/%2e%2e/x", "..%5Cx", "/files/a%3F/../../x", "/applications/./x", "/applications/%2E"):
        assert isinstance(ask(target(server), get(path)), Refused)
    assert below("https://ats.example/api/", "//evil.example/x") == "https://ats.example/api/evil.example/x"
    assert below("https://ats.example", "@evil.example/x") == "https://ats.example/@evil.example/x"
    assert below("https://ats.example", "/a?next=/../b") == "https://ats.example/a?next=/../b"
    assert not server.asked


# --- Redirects and credentials ---------------------------------------------------------------------------------------


def test_only_files_follow_redirects_and_credentials_stay_at_home(serve: Any) -> None:
    storage = serve(file=answer(200, b"%PDF"))
    server = serve(api__resume=answer(302, location=f"{storage.url}/file"))
    outcome = ask(target(server), get("/resume", document=True))
    assert isinstance(outcome, Done)
    assert outcome.value[0].body == b"%PDF"
    assert server.asked[0][2]["authorization"] == "Bearer sesame"
    assert "authorization" not in storage.asked[0][2]


def test_an_address_from_outside_gets_no_credentials_even_at_home(serve: Any) -> None:
    server = serve(api__resume=answer(200), elsewhere=answer(200))
    ask(target(server), get(f"{server.url}/api/resume", document=True), get(f"{server.url}/elsewhere"))
    assert ["authorization" in asked[2] for asked in server.asked] == [False, True]


def test_other_servers_never_see_credentials(serve: Any) -> None:
    other, server = serve(x=answer(200)), serve()
    assert isinstance(ask(target(server), get(f"{other.url}/x")), Done)
    assert "authorization" not in other.asked[0][2]


def test_a_redirect_inside_is_refused(serve: Any) -> None:
    for location in (
        "https://10.0.0.1/secret",
        "http://10.0.0.1/",
        "//10.0.0.1/x",
        "https://[::1",
        "file:///x",
        "blob:/x",
    ):
        server = serve(api__resume=answer(302, location=location))
        assert isinstance(ask(target(server), get("/resume", document=True)), Refused)


def test_redirects_are_counted(serve: Any) -> None:
    server = serve(api__resume=answer(302, location="/api/resume"))
    outcome = ask(target(server), get("/resume", document=True))
    assert isinstance(outcome, Refused)
    assert len(server.asked) == FAST.redirects + 1


def test_origins_know_default_ports() -> None:
    assert same_origin(URL("https://a.example/x"), URL("https://A.example:443/y"))
    assert not same_origin(URL("http://a.example"), URL("https://a.example"))
    assert not same_origin(URL("https://a.example"), URL("https://a.example:8443"))


def test_signing_in_comes_first_and_its_token_authorises_the_rest(serve: Any) -> None:
    auth = serve(token=answer(200, b'{"access_token": "fresh"}'))
    server = serve(api__x=answer(200))
    sign_in = Call("POST", f"{auth.url}/token", form={"grant_type": "client_credentials"})
    outcome = ask(target(server, sign_in=sign_in), get("/x"))
    assert isinstance(outcome, Done)
    assert len(outcome.value) == 1
    assert auth.asked[0][2]["authorization"] == "Bearer sesame"
    assert auth.asked[0][3] == b"grant_type=client_credentials"
    assert server.asked[0][2]["authorization"] == "Bearer fresh"


def test_a_refused_sign_in_marks_the_credentials(serve: Any) -> None:
    auth, server = serve(token=answer(401)), serve(api__x=answer(200))
    outcome = ask(target(server, sign_in=Call("POST", f"{auth.url}/token")), get("/x"))
    assert isinstance(outcome, Refused)
    assert outcome.credentials
    assert not server.asked


# --- TLS -------------------------------------------------------------------------------------------------------------


def test_tls_is_checked_against_the_name_though_the_address_is_connected_to(
    serve: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = serve(api__x=answer(200))
    authority = certified(server, tmp_path, "ats.example")
    resolve_to(monkeypatch, ["127.0.0.1"])
    trusting = ssl.create_default_context(cafile=str(authority))
    allowed = ("ats.example", "other.example")
    for host, outcome in (("ats.example", Done), ("other.example", RetryLater)):
        found = run(
            asking(get("/x")),
            Target("acme", f"https://{host}:{server.server_port}/api", allowed_hosts=allowed),
            limits=FAST,
            open_client=partial(open_guarded_client, ssl_context=trusting),
        )
        assert isinstance(found, outcome)
    assert len(server.asked) == 1


def certified(server: Server, folder: Path, host: str) -> Path:
    """Put TLS in front of the server, with a certificate for the host that signs itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    start = datetime.now(UTC) - timedelta(days=1)  # noqa: TID251 - a certificate is valid around the real present
    certificate = (
        builder.not_valid_before(start)
        .not_valid_after(start + timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    cert_file, key_file = folder / "cert.pem", folder / "key.pem"
    cert_file.write_bytes(certificate.public_bytes(pem))
    key_file.write_bytes(key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert_file, key_file)
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    return cert_file


def resolve_to(monkeypatch: pytest.MonkeyPatch, answers: Any) -> list[str]:
    """Let every name resolve to these addresses, or to the next of several answers; returns the names asked for."""
    asked: list[str] = []
    real = socket.getaddrinfo

    def resolve(host: str, port: int, *args: Any, **kwargs: Any) -> Any:
        if host[:1].isdigit():
            return real(host, port, *args, **kwargs)
        asked.append(host)
        found = answers if isinstance(answers, list) else next(answers)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in found]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    return asked
