"""Signatures as other implementations make them."""

import hashlib
import hmac
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks import Webhook

from app.ats.base import BadSignature, Delivery, Verified
from app.ats.signing import hmac_sha256_hex, live, same, sign_standard, verify_standard
from app.ats.vendors import greenhouse

NOW = datetime(2026, 3, 2, 8, 11, tzinfo=UTC)
SECRET = "whsec_c2Vjb25kLWxvb2stcmVjb3JkZWQtc2VjcmV0LTAx"


def delivery(signature: str, body: bytes = b"{}", signed_at: datetime = NOW) -> Delivery:
    stamp = str(int(signed_at.timestamp()))
    return Delivery({"webhook-id": "m", "webhook-timestamp": stamp, "webhook-signature": signature}, body)


@given(body=st.text().map(str.encode), message=st.text(min_size=1))
def test_our_signature_is_the_one_of_the_reference_library(body: bytes, message: str) -> None:
    assert sign_standard(SECRET, message, NOW, body) == Webhook(SECRET).sign(message, NOW, body.decode())


def test_the_prefix_of_a_secret_is_optional() -> None:
    signature = sign_standard(SECRET.removeprefix("whsec_"), "m", NOW, b"{}")
    assert isinstance(verify_standard(delivery(signature), [SECRET], NOW), Verified)


def test_one_good_signature_among_several_is_enough() -> None:
    good = sign_standard(SECRET, "m", NOW, b"{}")
    several = f"v1a,ed25519 v1,bm9wZQ== {good}"
    assert isinstance(verify_standard(delivery(several), [SECRET], NOW), Verified)
    for broken in ("v1", "v1,", good.removeprefix("v1,"), "v2," + good[3:], good + "x", "v1,é"):
        assert isinstance(verify_standard(delivery(broken), [SECRET], NOW), BadSignature)


def test_an_unusable_secret_does_not_shut_out_the_other() -> None:
    good = delivery(sign_standard(SECRET, "m", NOW, b"{}"))
    assert isinstance(verify_standard(good, ["whsec_not base64!", SECRET], NOW), Verified)
    with pytest.raises(ValueError, match="create a new one"):
        sign_standard("whsec_", "m", NOW, b"{}")


@pytest.mark.parametrize("stamp", ["", "now", "-1", "1e9", "٣", "9" * 400, " 1772439065"])
def test_odd_times_are_not_authentic(stamp: str) -> None:
    good = delivery(sign_standard(SECRET, "m", NOW, b"{}"))
    odd = Delivery({**good.headers, "webhook-timestamp": stamp}, good.body)
    assert isinstance(verify_standard(odd, [SECRET], NOW), BadSignature)


def test_a_body_that_is_no_text_is_not_authentic() -> None:
    assert isinstance(verify_standard(delivery("v1,AAAA", b"\xff"), [SECRET], NOW), BadSignature)


@given(secret=st.text(), data=st.binary())
def test_hex_digests_agree_with_the_standard_library(secret: str, data: bytes) -> None:
    assert hmac_sha256_hex(secret, data) == hmac.digest(secret.encode(), data, hashlib.sha256).hex()


def test_comparing_takes_anything() -> None:
    assert same("é", "é")
    assert not same("\ud800", "a")
    assert live(["", "  ", "a "]) == ("a",)


@pytest.mark.parametrize("secret", ["", " "])
def test_a_forger_who_signs_with_an_empty_secret_fails(secret: str) -> None:
    body = b'{"action": "reject_candidate"}'
    for forged in (hmac_sha256_hex(secret, body), hmac_sha256_hex("", body)):
        verdict = greenhouse.verify(Delivery({"signature": f"sha256 {forged}"}, body), [secret], NOW)
        assert isinstance(verdict, BadSignature)
