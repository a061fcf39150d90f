"""Which hosts may be connected to: names are resolved here, every address they give is judged, and only a judged one is dialled.

So a name that resolves to a private address is refused whether it stands in a link, a redirect or a robots.txt, and a name that
resolves differently the second time gains nothing. What is dialled gives up when the time of its request is over.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
from collections.abc import Callable, Iterable
from typing import Any

import httpcore

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_PUBLIC = ipaddress.ip_network("2000::/3")  # all of IPv6 that is given out to the internet's hosts
_TRANSLATED = ipaddress.ip_network("64:ff9b::/96")  # NAT64: an IPv4 address in its last 32 bits
# not the internet's, though not every version of `ipaddress` says so; the last answers the machines of one cloud about themselves
_BESIDES = [ipaddress.ip_network(network) for network in ("192.0.0.0/24", "192.88.99.0/24", "3fff::/20", "168.63.129.16/32")]


class PrivateAddress(httpcore.ConnectError):
    """The host is, or resolves to, an address that is not the public internet's."""


class Guard:
    """What may be dialled: public addresses; any with `allow_private`; those of `networks` besides."""

    def __init__(self, *, allow_private: bool, networks: Iterable[str] = ()) -> None:
        self.allow_private = allow_private
        self.networks = [ipaddress.ip_network(network) for network in networks]

    def allows(self, address: Address) -> bool:
        if self.allow_private or any(address in network for network in self.networks if network.version == address.version):
            return True
        inner = _inner(address)
        if inner is not None:
            return self.allows(inner)
        if isinstance(address, ipaddress.IPv6Address) and address not in _PUBLIC:
            return False
        besides = any(address in network for network in _BESIDES if network.version == address.version)
        return address.is_global and not address.is_multicast and not besides

    def resolve(self, host: str, port: int) -> list[str]:
        """The host's addresses, all of them judged. Raises PrivateAddress or httpcore.ConnectError."""
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise httpcore.ConnectError(f"its host {host} is not known ({error})") from error
        addresses = list(dict.fromkeys(str(entry[4][0]).partition("%")[0] for entry in found))
        for address in addresses:
            if not self.allows(ipaddress.ip_address(address)):
                raise PrivateAddress(f"its host {host} is at {address}, which is private; with --allow-private such addresses are fetched")
        return addresses


def _inner(address: Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address that an IPv6 one leads to."""
    if isinstance(address, ipaddress.IPv4Address):
        return None
    if address in _TRANSLATED:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)


class GuardedBackend(httpcore.SyncBackend):
    """httpcore's own network code, dialling only addresses that the guard has judged. `left` gives the seconds that a request has left."""

    def __init__(self, guard: Guard, left: Callable[[], float]) -> None:
        self.guard = guard
        self.left = left

    def connect_tcp(self, host: str, port: int, timeout: float | None = None, *args: Any, **options: Any) -> httpcore.NetworkStream:
        failed: httpcore.ConnectError | httpcore.ConnectTimeout | None = None
        for address in self.guard.resolve(host, port):
            try:
                return _Timed(super().connect_tcp(address, port, _least(timeout, self.left()), *args, **options), self.left)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failed = error
        raise failed or httpcore.ConnectError(f"its host {host} has no address")

    def connect_unix_socket(self, path: str, *_: Any, **__: Any) -> httpcore.NetworkStream:
        raise PrivateAddress(f"{path} is a socket of this machine")


class _Timed(httpcore.NetworkStream):
    """A connection on which no step outlasts the request's time: by itself each byte that drips in would have as long as the whole."""

    def __init__(self, stream: httpcore.NetworkStream, left: Callable[[], float]) -> None:
        self.stream = stream
        self.left = left

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self.stream.read(max_bytes, _least(timeout, self.left()))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self.stream.write(buffer, _least(timeout, self.left()))

    def close(self) -> None:
        self.stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        return _Timed(self.stream.start_tls(ssl_context, server_hostname, _least(timeout, self.left())), self.left)

    def get_extra_info(self, info: str) -> Any:
        return self.stream.get_extra_info(info)


def _least(timeout: float | None, left: float) -> float:
    if left <= 0:
        raise httpcore.ReadTimeout("the time of the request is over")
    return left if timeout is None else min(timeout, left)
