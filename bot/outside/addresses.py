"""Addresses: what of an URL may be connected to.

How an address is spelt decides little: each name is looked up once, everything it stands for has to
be on the public internet, and what was looked at is what is connected to.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Final, NoReturn, TypeAlias
from urllib.parse import SplitResult, quote, urlsplit

from bot.errors import Unreachable
from bot.texts import Value, core

Address: TypeAlias = IPv4Address | IPv6Address

LONGEST: Final = 2000
HTTPS: Final = 443
# Below these, nothing but HTTPS is a web server, and much is not.
FREE_PORTS: Final = range(1024, 65536)
# The separators of an address; everything else that is not ASCII is said in percents.
_KEPT: Final = "%/?:@!$&'()*+,;=~-._#[]"
# Spaces are no part of an address, and `urlsplit` takes some of them away unseen.
_UNFIT: Final = re.compile(r"[\s\\\x00-\x1f\x7f]")
_LABEL: Final = r"(?!-)[a-z0-9-]{1,63}(?<!-)"
_NAME: Final = re.compile(rf"(?=.{{1,253}}\Z){_LABEL}(?:\.{_LABEL})+")
# What ends like a number is one, in another spelling: 127.1, 0x7f.1, 017700000001.
_NUMBER: Final = re.compile(r"(?:.*\.)?(?:[0-9]+|0x[0-9a-f]*)")
_OURS: Final = ("localhost", "local", "internal", "intranet", "lan", "home", "corp", "arpa")

# Beside what Python knows: some of its versions know less than others.
_INNER: Final = tuple(
    ip_network(one)
    for one in (
        "0.0.0.0/8",
        "100.64.0.0/10",
        "192.0.0.0/24",
        "192.88.99.0/24",
        "198.18.0.0/15",
        "2001::/23",
        "2001:db8::/32",
        "2002::/16",
        "3fff::/20",
    )
)
_GIVEN_OUT: Final = IPv6Network("2000::/3")
# Networks without IPv4 reach what has nothing else by such an address (RFC 6052).
_TRANSLATED: Final = IPv6Network("64:ff9b::/96")


@dataclass(frozen=True, slots=True)
class Target:
    """What an address names: a host, a port, and what to ask there."""

    host: str
    port: int
    path: str

    @property
    def address(self) -> str:
        """The address, as it would be written."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"https://{host}{'' if self.port == HTTPS else f':{self.port}'}{self.path}"


def read(address: str) -> Target:
    """What an address names; Unreachable where nothing may be asked there, however it is spelt."""
    if len(address) > LONGEST or _UNFIT.search(address):
        _refuse("not_one", address=address)
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        _refuse("not_one", address=address)
    if parts.scheme != "https":
        _refuse("https", address=address)
    if "@" in parts.netloc:
        _refuse("user", host=parts.hostname or "")
    if port is not None and port != HTTPS and port not in FREE_PORTS:
        _refuse("port", host=parts.hostname or "", port=str(port))
    path = quote(parts.path or "/", safe=_KEPT)
    query = f"?{quote(parts.query, safe=_KEPT)}" if parts.query else ""
    return Target(_host(address, parts), port or HTTPS, path + query)


def _host(address: str, parts: SplitResult) -> str:
    host = (parts.hostname or "").lower()
    if not host.isascii():
        _refuse("letters", host=host)
    if (literal := literally(host)) is not None:
        return str(literal)
    if "[" in parts.netloc:
        _refuse("not_one", address=address)
    if _NUMBER.fullmatch(host) or host.rpartition(".")[2] in _OURS:
        _refuse("inside", host=host)
    if not _NAME.fullmatch(host):
        _refuse("not_one", address=address)
    return host


def literally(host: str) -> Address | None:
    """The address that a host is written as, in the one usual spelling; a name has none."""
    try:
        return None if "%" in host else ip_address(host)
    except ValueError:
        return None


def is_outside(address: Address) -> bool:
    """Whether an address is on the public internet, and nobody's own network."""
    if address in _TRANSLATED:
        return is_outside(IPv4Address(int(address) & 0xFFFFFFFF))
    if isinstance(address, IPv6Address) and address not in _GIVEN_OUT:
        return False
    inner = (
        address.is_private
        or address.is_loopback
        or address.is_link_local
        or address.is_multicast
        or address.is_reserved
        or address.is_unspecified
    )
    return address.is_global and not inner and not any(address in one for one in _INNER)


def _refuse(key: str, **values: Value) -> NoReturn:
    raise Unreachable(core(f"outside.{key}", **values))
