"""Who eats a bomb, alone in a process, and says how it went."""

from __future__ import annotations

import gc
import resource
import sys
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from bot import Unreachable, read_feed
from bot.outside.addresses import Address
from bot.outside.fetching import Internet
from tests.bot.outside import feeds
from tests.bot.outside.site import HOST

GOOD = {"rss": feeds.RSS_2, "json": feeds.JSON}


@dataclass(frozen=True)
class Eaten:
    """Why it was refused or "", the megabytes it took, and what else was connected to."""

    told: str
    grown: float
    met: list[Any]


def eat(site: int, believed: Path, name: str, seconds: float, said: Connection) -> None:
    """Read a page of the site; before it a good one, by which all is loaded that it takes."""
    import ssl

    def permits(address: Address, port: int) -> bool:
        return (str(address), port) == ("127.0.0.1", site)

    met: list[Any] = []
    sys.addaudithook(lambda event, args: met.append(args) if event == "socket.connect" else None)
    trust = ssl.create_default_context(cafile=str(believed))
    internet = Internet({HOST: ["127.0.0.1"]}.__getitem__, permits, trust, seconds)
    for kind in GOOD:
        assert _told(internet, f"https://{HOST}:{site}/{kind}") == ""
    gc.collect()
    said.send("ready")
    before = _most()
    told = _told(internet, f"https://{HOST}:{site}/{name.replace(' ', '-')}")
    others = [one for _, one in met if one != ("127.0.0.1", site)]
    said.send(Eaten(told, _most() - before, others))


def _told(internet: Internet, address: str) -> str:
    try:
        page = internet.fetch(address)
        assert page is not None
        read_feed(page)
    except Unreachable as told:
        return told.text.key.partition(".")[2]
    return ""


def _most() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
