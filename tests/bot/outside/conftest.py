"""What these stories share: a site that is believed, and an internet that ends there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import pytest

from bot.outside.addresses import Address, is_outside
from bot.outside.fetching import Internet
from tests.bot.outside.authority import Authority
from tests.bot.outside.site import HOST, Site


@dataclass
class Names:
    """What names stand for; of several answers each is given once, and the last one for ever."""

    known: dict[str, list[Sequence[str]]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def __call__(self, host: str) -> Sequence[str]:
        self.asked.append(host)
        answers = self.known.get(host, [[]])
        return answers.pop(0) if len(answers) > 1 else answers[0]


@dataclass
class World:
    """The site, the names, and what reads the one by the other as Piazza does, but for one port."""

    site: Site
    authority: Authority
    names: Names

    def internet(self, seconds: float = 10) -> Internet:
        """The public internet, and beside it the site."""
        return Internet(self.names, self.permits, self.authority.trust(), seconds)

    def permits(self, address: Address, port: int) -> bool:
        """Whether an address is outside, or the site."""
        return is_outside(address) or (str(address), port) == ("127.0.0.1", self.site.port)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A site, and names for it."""
    authority = Authority(tmp_path_factory.mktemp("authority"))
    with Site(authority, (HOST, "turning.example", "moved.example")) as site:
        yield World(site, authority, Names({HOST: [["127.0.0.1"]]}))
