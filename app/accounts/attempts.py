"""Failed tries to come in, counted for a quarter of an hour to slow guessing down: per account and per network."""

from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from app.accounts.tokens import digest
from app.store.people import SignInFailure

WINDOW = timedelta(minutes=15)
PER_ADDRESS = 5
PER_NETWORK = 30
"""More than per account: a whole office may share one network address."""
FAILURES_KEPT = 10_000
IPV6_BITS = 64
"""What one customer of a provider usually gets; within it an attacker has any number of addresses."""


def network_of(address: str) -> str:
    """The network that is counted as one: an IPv4 address, or the /64 of an IPv6 address; other text as it is."""
    try:
        ip = ip_address(address)
    except ValueError:
        return address
    if isinstance(ip, IPv6Address):
        return str(ip.ipv4_mapped or ip_network((ip.packed, IPV6_BITS), strict=False))
    return str(ip)


def must_wait(session: Session, *, email: str = "", network: str = "", now: datetime) -> bool:
    """Tell whether too many tries failed of late for this account or from this network; empty ones do not count.

    Args:
        session: any.
        email: what was typed as an address, if anything.
        network: as ``network_of`` says.
        now: the time.

    """
    for column, value, most in (
        (SignInFailure.email, email.strip().lower(), PER_ADDRESS),
        (SignInFailure.network, network, PER_NETWORK),
    ):
        failures = select(func.count()).where(column == digest(value), SignInFailure.at > now - WINDOW)
        if value and session.execute(failures).scalar_one() >= most:
            return True
    return False


def record_failure(session: Session, *, email: str = "", network: str = "", now: datetime) -> None:
    """Count a failed try. Only digests are kept: people type passwords into the wrong field."""
    session.execute(delete(SignInFailure).where(SignInFailure.at <= now - WINDOW))
    if session.execute(select(func.count()).select_from(SignInFailure)).scalar_one() >= FAILURES_KEPT:
        oldest = select(SignInFailure.id).order_by(SignInFailure.at).limit(FAILURES_KEPT // 10)
        session.execute(delete(SignInFailure).where(SignInFailure.id.in_(oldest)))
    typed = email.strip().lower()
    session.add(
        SignInFailure(email=digest(typed) if typed else "", network=digest(network) if network else "", at=now)
    )  # fmt: skip
