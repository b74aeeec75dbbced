"""Which network addresses may be asked, and connecting to exactly the one that was looked at.

A name is resolved once for each connection, every address it gives is judged, and the connection is
made to a judged address, never to the name: a second look-up cannot give another one.
"""

import ipaddress
import socket
from collections.abc import Sequence
from typing import TypeAlias

from django.conf import settings

from labeling.pacs.errors import AddressRefused, UpstreamAway

Address: TypeAlias = ipaddress.IPv4Address | ipaddress.IPv6Address
Network: TypeAlias = ipaddress.IPv4Network | ipaddress.IPv6Network

_TRANSLATED = (ipaddress.ip_network("64:ff9b::/96"), ipaddress.ip_network("64:ff9b:1::/48"))


def connect(host: str, port: int, *, encrypted: bool, timeout: float | None) -> socket.socket:
    """A connection to the first address of the host that may be asked and answers.

    Raises:
        AddressRefused: 422, none of its addresses may be asked.
        UpstreamAway: 504, the name is unknown.
        OSError: none of those that may be asked answers.
    """
    try:
        found = socket.getaddrinfo(host.strip("[]"), port, type=socket.SOCK_STREAM)
    except (socket.gaierror, UnicodeError) as error:
        raise UpstreamAway("The name of the PACS cannot be resolved to an address.") from error
    allowed = [entry for entry in found if may_ask(str(entry[4][0]), encrypted=encrypted)]
    if not allowed:
        raise AddressRefused(got=sorted({str(entry[4][0]) for entry in found}))
    return _first_that_answers(allowed, timeout)


def may_ask(text: str, *, encrypted: bool) -> bool:
    """Public addresses over TLS; all others, and any in clear, only when an operator listed them."""
    address = _plain(ipaddress.ip_address(text.partition("%")[0]))
    if any(_lists(network, address) for network in settings.PACS_NETWORKS):
        return True
    return encrypted and _is_public(address)


def _plain(address: Address) -> Address:
    """IPv4 addresses that are written as IPv6 (RFC 4291 2.5.5.2) are judged as what they are."""
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return mapped or address


def _lists(network: Network, address: Address) -> bool:
    """A wide range does not stand for loopback and link-local (where cloud metadata is) inside it."""
    return (
        address in network
        and address.is_loopback == network.is_loopback
        and address.is_link_local == network.is_link_local
    )


def _is_public(address: Address) -> bool:
    if isinstance(address, ipaddress.IPv6Address) and (
        address.sixtofour or address.teredo or any(address in net for net in _TRANSLATED)
    ):
        return False  # these carry an IPv4 address, which may be a private one
    return address.is_global and not address.is_multicast and not address.is_reserved


def _first_that_answers(
    found: Sequence[tuple[object, ...]], timeout: float | None
) -> socket.socket:
    failure = OSError("there is no address")
    for family, kind, protocol, _, address in found:
        connection = socket.socket(family, kind, protocol)  # type: ignore[arg-type]
        try:
            connection.settimeout(timeout)
            connection.connect(address)  # type: ignore[arg-type]
        except OSError as error:
            connection.close()
            failure = error
        else:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            return connection
    raise failure
