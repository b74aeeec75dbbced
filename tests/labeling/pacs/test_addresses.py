import socket
from ipaddress import ip_network
from typing import Any

import pytest

from labeling.pacs.errors import AddressRefused, UpstreamAway
from labeling.pacs.upstream.addresses import connect, may_ask

REFUSED = [
    "127.0.0.1",  # ourselves
    "::1",
    "0.0.0.0",  # noqa: S104  ourselves, by another name
    "::",
    "169.254.169.254",  # the cloud's metadata
    "fe80::1%eth0",
    "10.0.0.1",  # private
    "172.16.5.5",
    "192.168.1.1",
    "fd00::1",
    "100.64.0.1",  # shared
    "224.0.0.1",  # multicast
    "255.255.255.255",
    "::ffff:127.0.0.1",  # IPv4 in IPv6
    "::ffff:10.0.0.1",
    "64:ff9b::7f00:1",  # NAT64 of 127.0.0.1
    "2002:7f00:1::",  # 6to4 of it
]


@pytest.mark.parametrize("address", REFUSED)
def test_addresses_inside_are_not_asked_unless_they_are_listed(address: str, settings: Any) -> None:
    settings.PACS_NETWORKS = []
    assert not may_ask(address, encrypted=True)


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700::1111"])
def test_public_addresses_are_asked_over_tls_only(address: str, settings: Any) -> None:
    settings.PACS_NETWORKS = []
    assert may_ask(address, encrypted=True)
    assert not may_ask(address, encrypted=False)


@pytest.mark.parametrize("address", ["10.1.2.3", "::ffff:10.1.2.3"])
def test_a_listed_network_is_asked_in_clear_too(address: str, settings: Any) -> None:
    settings.PACS_NETWORKS = [ip_network("10.1.0.0/16")]
    assert may_ask(address, encrypted=False)
    assert not may_ask("10.2.0.1", encrypted=True)


def test_a_wide_range_does_not_open_loopback_and_metadata(settings: Any) -> None:
    settings.PACS_NETWORKS = [ip_network("0.0.0.0/0"), ip_network("::/0")]
    assert may_ask("192.168.1.1", encrypted=False)
    assert not may_ask("127.0.0.1", encrypted=True)
    assert not may_ask("169.254.169.254", encrypted=True)
    settings.PACS_NETWORKS = [ip_network("127.0.0.0/8")]
    assert may_ask("127.0.0.1", encrypted=False)


def test_a_name_is_resolved_once_and_the_judged_address_is_what_is_connected_to(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name that turns to another address at its second look-up (DNS rebinding) gains nothing."""
    settings.PACS_NETWORKS = [ip_network("127.0.0.1/32")]
    asked: list[str] = []

    def resolve(host: str, port: int, **_: Any) -> list[Any]:
        asked.append(host)
        address = "127.0.0.1" if len(asked) == 1 else "10.9.9.9"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    with socket.create_server(("127.0.0.1", 0)) as server:
        monkeypatch.setattr(socket, "getaddrinfo", resolve)
        port = server.getsockname()[1]
        with connect("pacs.example.org", port, encrypted=False, timeout=2) as connection:
            assert connection.getpeername() == ("127.0.0.1", port)
        assert asked == ["pacs.example.org"]
        with pytest.raises(AddressRefused):
            connect("pacs.example.org", port, encrypted=False, timeout=2)


def test_an_unknown_name_is_said_to_be_one(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: Any, **__: Any) -> None:
        raise socket.gaierror("not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(UpstreamAway, match="cannot be resolved"):
        connect("nowhere.invalid", 443, encrypted=True, timeout=1)
