"""Which addresses may be dialled: the public internet's, whatever form they come in, and those that were asked for."""

from __future__ import annotations

import ipaddress

import httpcore
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.intake.guard import Guard, GuardedBackend, PrivateAddress
from tests.servers import serving

PUBLIC = Guard(allow_private=False)


def allowed(address: str, guard: Guard = PUBLIC) -> bool:
    return guard.allows(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", ["8.8.4.4", "93.184.215.14", "2606:4700::1111", "2a00:1450:4001::5"])
def test_addresses_of_the_internet_are_allowed(address: str) -> None:
    assert allowed(address)


@pytest.mark.parametrize(
    ("address", "what"),
    [
        ("127.0.0.1", "loopback"),
        ("127.255.255.254", "loopback"),
        ("10.1.2.3", "private"),
        ("172.16.0.1", "private"),
        ("192.168.1.1", "private"),
        ("169.254.169.254", "link-local: what clouds tell their machines"),
        ("100.64.0.1", "shared by a provider's customers"),
        ("100.100.100.200", "the same, and a cloud's"),
        ("192.0.0.192", "protocol assignments, and a cloud's"),
        ("168.63.129.16", "a cloud's, though the number is public"),
        ("0.0.0.0", "this host"),  # noqa: S104 (not bound to)
        ("0.1.2.3", "this network"),
        ("192.0.2.7", "documentation"),
        ("198.51.100.7", "documentation"),
        ("203.0.113.7", "documentation"),
        ("198.18.0.1", "benchmarks"),
        ("192.88.99.1", "relays"),
        ("224.0.0.1", "multicast"),
        ("239.255.255.250", "multicast"),
        ("240.0.0.1", "reserved"),
        ("255.255.255.255", "broadcast"),
        ("::1", "loopback"),
        ("::", "this host"),
        ("::7f00:1", "IPv4 in the old form"),
        ("fe80::1", "link-local"),
        ("fec0::1", "site-local"),
        ("fd00:ec2::254", "unique local: a cloud's"),
        ("fc00::1", "unique local"),
        ("ff02::1", "multicast"),
        ("2001:db8::1", "documentation"),
        ("3fff::1", "documentation"),
        ("100::1", "discarded"),
        ("5f00::1", "segments"),
        ("64:ff9b:1::7f00:1", "NAT64 within a network"),
    ],
)
def test_all_other_addresses_are_not(address: str, what: str) -> None:
    assert not allowed(address), what


@pytest.mark.parametrize(
    ("form", "how"),
    [
        (lambda inner: f"::ffff:{inner}", "mapped"),
        (lambda inner: str(ipaddress.IPv6Address((0x64FF9B << 96) | int(inner))), "NAT64"),
        (lambda inner: str(ipaddress.IPv6Address((0x2002 << 112) | (int(inner) << 80))), "6to4"),
        (lambda inner: str(ipaddress.IPv6Address((0x20010000 << 96) | (int(inner) ^ 0xFFFFFFFF))), "Teredo"),
    ],
)
def test_an_ipv4_address_inside_an_ipv6_one_is_judged_itself(form: object, how: str) -> None:
    assert callable(form)
    assert allowed(form(ipaddress.IPv4Address("8.8.4.4"))), how
    for inner in ("127.0.0.1", "10.0.0.1", "169.254.169.254"):
        assert not allowed(form(ipaddress.IPv4Address(inner))), how


@given(st.ip_addresses())
def test_what_is_not_the_internets_is_never_allowed(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> None:
    if any(address in ipaddress.ip_network(network) for network in ("::ffff:0:0/96", "64:ff9b::/96") if address.version == 6):
        return  # judged by the IPv4 address inside
    if address.is_private or address.is_loopback or address.is_link_local or address.is_multicast or address.is_reserved:
        assert not PUBLIC.allows(address)


@given(st.sampled_from(["10.0.0.0/8", "127.0.0.0/8", "192.168.0.0/16", "169.254.0.0/16", "100.64.0.0/10"]), st.data())
def test_no_form_of_a_private_ipv4_address_is_allowed(network: str, data: st.DataObject) -> None:
    inner = int(data.draw(st.ip_addresses(network=network)))
    port = data.draw(st.integers(0, 0xFFFF))
    for outer in (
        inner,
        0xFFFF << 32 | inner,
        0xFFFF << 48 | inner,
        0x64FF9B << 96 | inner,
        0x64FF9B0001 << 80 | inner,
        0x2002 << 112 | inner << 80 | port,
        0x20010000 << 96 | port << 32 | (inner ^ 0xFFFFFFFF),
    ):
        assert not PUBLIC.allows(ipaddress.IPv6Address(outer))
    assert not PUBLIC.allows(ipaddress.IPv4Address(inner))


@given(st.ip_addresses())
def test_all_are_allowed_where_private_ones_are(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> None:
    assert Guard(allow_private=True).allows(address)


def test_a_network_is_allowed_besides_and_no_other() -> None:
    guard = Guard(allow_private=False, networks=("10.1.0.0/16", "fd12::/32"))
    assert [allowed(one, guard) for one in ("10.1.255.1", "10.2.0.1", "fd12::5", "fd13::5", "8.8.4.4")] == [True, False, True, False, True]
    assert allowed("::ffff:10.1.0.1", guard)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "::1", "127.1", "2130706433", "0x7f.1", "0"])
def test_a_host_that_is_at_a_private_address_is_refused(host: str) -> None:
    with pytest.raises(PrivateAddress, match="which is private; with --allow-private"):
        PUBLIC.resolve(host, 80)


def test_a_host_that_nobody_knows_is_no_private_one() -> None:
    for host in ("no-such-host.invalid", "a" * 70 + ".invalid", "\u2024\u2024"):
        with pytest.raises(httpcore.ConnectError, match="is not known"):
            PUBLIC.resolve(host, 80)


def test_a_server_at_a_private_address_is_never_dialled() -> None:
    with serving() as site:
        port = site.server.server_port
        with pytest.raises(PrivateAddress):
            GuardedBackend(PUBLIC, lambda: 5.0).connect_tcp("127.0.0.1", port, timeout=5.0)
        assert site.dialled == 0


def test_a_socket_of_the_machine_is_never_dialled() -> None:
    with pytest.raises(PrivateAddress):
        GuardedBackend(Guard(allow_private=True), lambda: 5.0).connect_unix_socket("/run/control.sock")


def test_nothing_is_dialled_when_the_time_is_over() -> None:
    with pytest.raises(httpcore.TimeoutException):
        GuardedBackend(Guard(allow_private=True), lambda: -1.0).connect_tcp("127.0.0.1", 9, timeout=5.0)
