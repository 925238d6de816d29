"""Which network addresses the transport may connect to: public ones, and what the installation allows by name.

A candidate, or whoever controls an ATS, can put any address into an event. Without this check such an address could
make us fetch from the customer's own network. Deciding happens on resolved addresses, never on host names.
"""

import socket
from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

_NEVER = tuple(
    ip_network(block)
    for block in (
        "192.88.99.0/24",  # 6to4 relay anycast, deprecated
        "64:ff9b:1::/48",  # NAT64 for local use: leads wherever the local translator points
        "2001::/32",  # Teredo: leads to an address hidden inside
        "fec0::/10",  # site-local, deprecated but still routed in places
    )
)
_NAT64 = ip_network("64:ff9b::/96")
_LAST_32_BITS = 0xFFFFFFFF


class BlockedError(Exception):
    """The address is not one we may connect to; the message says which and what to do."""


def allowed_by_name(host: str, allowed: Sequence[str]) -> bool:
    """True where the installation vouches for this host: named in the list, or an address inside a listed network."""
    name = host.strip("[]").lower()
    if name in {entry.lower() for entry in allowed}:
        return True
    try:
        address = ip_address(name)
    except ValueError:
        return False
    return _in_networks(address, allowed)


def resolve(host: str, port: int, allowed: Sequence[str]) -> list[str]:
    """Resolve a host to the addresses we may connect to, best first.

    One forbidden address among several refuses them all: a name that leads inside once is not to be trusted.

    Raises:
        BlockedError: an address is not public, and neither it nor the host is allowed.
        OSError: the name does not resolve.

    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    if not allowed_by_name(host, allowed):
        for text in addresses:
            address = ip_address(text)
            if not (_is_public(address) or _in_networks(address, allowed)):
                raise BlockedError(
                    f"{host} resolves to {text}, which is not a public address; "
                    "if it is a system of yours, add the host to SECOND_LOOK_ALLOWED_HOSTS"
                )
    return addresses


def _in_networks(address: IPv4Address | IPv6Address, allowed: Sequence[str]) -> bool:
    return any(address in network for network in map(_network, allowed) if network is not None)


def _network(entry: str) -> IPv4Network | IPv6Network | None:
    try:
        return ip_network(entry, strict=False)
    except ValueError:
        return None  # a host name


def _is_public(address: IPv4Address | IPv6Address) -> bool:
    inner = _embedded(address)
    if inner is not None:
        return _is_public(inner)
    special = address.is_multicast or address.is_reserved or address.is_unspecified or not address.is_global
    return not special and not any(address in block for block in _NEVER)


def _embedded(address: IPv4Address | IPv6Address) -> IPv4Address | None:
    """The IPv4 address that an IPv6 address really leads to, if it does."""
    if isinstance(address, IPv4Address):
        return None
    if address in _NAT64:
        return IPv4Address(int(address) & _LAST_32_BITS)
    return address.ipv4_mapped or address.sixtofour
