"""Whom Piazza talks with: the tenants it serves, and the hosts that get to see its token."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

# Where Microsoft keeps the files of companies, in its own cloud and in those of governments.
FILES = (".sharepoint.com", ".sharepoint.us", ".sharepoint-mil.us", ".sharepoint.cn")

_HOST = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)+")
_PRINTABLE = re.compile(r"[!-~]{1,500}")


@dataclass(frozen=True, slots=True)
class Trust:
    """The tenant, and the hosts of service URLs; `open_here` is a playground on this machine."""

    tenant: str
    hosts: Sequence[str]
    open_here: bool = False

    def knows(self, tenant: str) -> bool:
        """Whether a tenant is ours; a local playground invents its own."""
        return self.open_here or tenant.casefold() == self.tenant.casefold() != ""

    def allows(self, service_url: str) -> bool:
        """Whether an answer, and our token with it, may go to an address."""
        parts = _parts(service_url)
        if parts is None:
            return False
        host = (parts.hostname or "").rstrip(".")
        if is_loopback(host):
            # Nothing on the way could read it, and nobody else is reached.
            return self.open_here or host in self.hosts
        default = parts.scheme == "https" and parts.port in (None, 443)
        return default and not self.open_here and host in self.hosts

    def takes_files(self, address: str) -> bool:
        """Whether somebody's file may be put at an address: in a company's OneDrive."""
        if re.search(r"[^!-~]|[\\]", address) or len(address) > 8000:
            return False
        try:
            parts = urlsplit(address)
            host, port = parts.hostname or "", parts.port
        except ValueError:
            return False
        if parts.username is not None or parts.scheme not in ("https", "http"):
            return False
        if is_loopback(host):
            return self.allows(f"{parts.scheme}://{parts.netloc}/")
        safe = parts.scheme == "https" and port in (None, 443)
        return safe and _HOST.fullmatch(host) is not None and host.endswith(FILES)


def _parts(address: str) -> SplitResult | None:
    """An address without anything that two programs could read in two ways."""
    if not _PRINTABLE.fullmatch(address) or set(address) & set("\\@?#%"):
        return None
    try:
        parts = urlsplit(address)
        return parts if parts.scheme in ("https", "http") and parts.port != 0 else None
    except ValueError:
        return None


def is_loopback(host: str) -> bool:
    """Whether a host is this machine."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
