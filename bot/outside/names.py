"""Names: what a host stands for, looked up once and looked at whole."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Sequence
from ipaddress import ip_address

from bot.errors import Unreachable
from bot.outside.addresses import Address, literally
from bot.outside.deadline import Deadline
from bot.texts import core

# From the name of a host to all that it stands for.
Names = Callable[[str], Sequence[str]]
# Whether an address and a port may be connected to.
Permits = Callable[[Address, int], bool]


def look_up(host: str) -> Sequence[str]:
    """Everything that the computer's own resolver knows of a name, the best first."""
    found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(one[4][0]) for one in found))


def places(
    host: str, port: int, names: Names, permits: Permits, deadline: Deadline
) -> list[Address]:
    """The addresses of a host; Unreachable where a single one of them may not be connected to."""
    literal = literally(host)
    found = [literal] if literal else _known(host, names, deadline)
    if not found:
        raise Unreachable(core("outside.unknown", host=host))
    if not all(permits(one, port) for one in found):
        raise Unreachable(core("outside.inside", host=host))
    return found


def _known(host: str, names: Names, deadline: Deadline) -> list[Address]:
    try:
        return [ip_address(one) for one in _in_time(lambda: names(host), deadline)]
    except (socket.gaierror, UnicodeError):
        raise Unreachable(core("outside.unknown", host=host)) from None
    except ValueError:  # of its own network only: it comes with the name of an interface
        raise Unreachable(core("outside.inside", host=host)) from None


def _in_time(ask: Callable[[], Sequence[str]], deadline: Deadline) -> Sequence[str]:
    """Ask in a thread of its own: nothing else ends a resolver that waits for its servers."""
    found: list[Sequence[str]] = []
    failed: list[Exception] = []

    def run() -> None:
        try:
            found.append(ask())
        except Exception as error:  # noqa: BLE001 - it is raised where the names are waited for
            failed.append(error)

    thread = threading.Thread(target=run, name="piazza-names", daemon=True)
    thread.start()
    thread.join(deadline.left())
    if failed:
        raise failed[0]
    if not found:
        raise TimeoutError("no name server answered")
    return found[0]
