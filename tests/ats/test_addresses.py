"""Which addresses count as public."""

import socket
from ipaddress import IPv4Address, ip_network
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.ats.addresses import BlockedError, allowed_by_name, resolve

PUBLIC = ["8.8.8.8", "2001:4860:4860::8888", "::ffff:8.8.8.8", "64:ff9b::808:808"]
INSIDE = [
    "0.0.0.0",  # noqa: S104 - nothing is bound to it
    "10.1.2.3",
    "100.64.0.1",
    "127.0.0.1",
    "169.254.169.254",
    "172.16.0.1",
    "192.0.0.1",
    "192.88.99.1",
    "192.168.0.1",
    "198.18.0.1",
    "224.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "::ffff:127.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b:1::1",
    "2001::1",
    "2002:7f00:1::",
    "fc00::1",
    "fe80::1",
    "fec0::1",
    "ff02::1",
]


def resolving(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> None:
    found: list[Any] = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 443)) for address in addresses]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_kwargs: found)


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_are_connected_to(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    resolving(monkeypatch, address)
    assert resolve("files.example", 443, ()) == [address]


@pytest.mark.parametrize("address", INSIDE)
def test_other_addresses_are_refused_unless_allowed(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    resolving(monkeypatch, "8.8.8.8", address)
    with pytest.raises(BlockedError, match="add the host to SECOND_LOOK_ALLOWED_HOSTS"):
        resolve("files.example", 443, ("other.example", "203.0.113.0/24"))
    for allowed in ("files.example", "FILES.example", f"{address}", str(ip_network(address))):
        assert resolve("files.example", 443, (allowed,)) == ["8.8.8.8", address]


@given(st.ip_addresses(v=4))
def test_hiding_an_address_inside_another_changes_nothing(address: IPv4Address) -> None:
    number = int(address)
    forms = [f"::ffff:{address}", f"64:ff9b::{number >> 16:x}:{number & 0xFFFF:x}"]
    with pytest.MonkeyPatch.context() as patch:
        verdicts = []
        for form in [str(address), *forms]:
            resolving(patch, form)
            try:
                resolve("files.example", 443, ())
            except BlockedError:
                verdicts.append(False)
            else:
                verdicts.append(True)
    assert len(set(verdicts)) == 1


def test_only_names_and_listed_networks_vouch_for_a_host() -> None:
    assert allowed_by_name("ATS.internal", ("ats.internal",))
    assert allowed_by_name("10.0.0.7", ("10.0.0.0/8",))
    assert allowed_by_name("[fd00::1]", ("fd00::/8",))
    assert not allowed_by_name("ats.internal.example", ("ats.internal",))
    assert not allowed_by_name("internal", ("10.0.0.0/8", ""))
