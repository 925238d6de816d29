"""Where a request comes from: the network that is counted as one, and the browser in words that its owner knows."""

from ipaddress import ip_address, ip_network
from typing import Annotated

from fastapi import Depends, Request

from app.accounts.attempts import network_of
from app.web.deps import TheSettings

BROWSERS = (("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("FxiOS/", "Firefox"), ("CriOS/", "Chrome"),
            ("Chrome/", "Chrome"), ("Safari/", "Safari"))  # fmt: skip
"""In this order: most browsers also name those that they want to be taken for."""
SYSTEMS = (("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("CrOS", "ChromeOS"), ("Windows", "Windows"),
           ("Mac OS X", "macOS"), ("Linux", "Linux"))  # fmt: skip


async def network(request: Request, settings: TheSettings) -> str:
    """The network a request comes from; what a proxy says of it counts only where the settings name that proxy."""
    address = request.client.host if request.client else ""
    told = [part.strip() for line in request.headers.getlist("x-forwarded-for") for part in line.split(",")]
    while told and _trusted(address, settings.trusted_proxies):
        address = told.pop()
    return network_of(address)


Network = Annotated[str, Depends(network)]


def _trusted(address: str, proxies: tuple[str, ...]) -> bool:
    try:
        ip = ip_address(address)
    except ValueError:
        return False
    return any(ip in ip_network(entry, strict=False) for entry in proxies)


def browser(request: Request) -> str:
    """``Firefox, Linux``; empty parts where the browser says nothing that we know."""
    said = request.headers.get("user-agent", "")
    names = (next((name for sign, name in signs if sign in said), "") for signs in (BROWSERS, SYSTEMS))
    return ", ".join(filter(None, names))
