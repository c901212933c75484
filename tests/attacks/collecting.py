"""Collecting: all numbers that a community manager can have shown, before and after each vote."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from io import StringIO
from random import Random

from bot import results
from bot.privacy.bands import Band
from bot.privacy.cells import Cell
from bot.privacy.figures import Figures
from bot.privacy.items import Item
from bot.testing import Member, Shown
from tests.attacks.companies import Answered, histogram
from tests.attacks.crowd import Crowd, speaks
from tests.attacks.decimals import decimals, said
from tests.attacks.organisations import bare
from tests.attacks.seen import Onlooker, series

COMMANDS = ("cm pulse", "cm pulse results", "poll mine")
SELDOM = ("cm pulse preview", "cm pulse questions")
# So many change their minds.
TWICE = 3
ROOMS = ("#general", "#lunch")
AGREED = re.compile(r"(?m)^(.*): between ([\d.]+) and ([\d.]+):")
SHARE = re.compile(r"“[^”]*”: (\d+)%")


@dataclass
class Collector:
    """Whoever looks at everything after each vote, and at what is counted meanwhile."""

    crowd: Crowd
    onlooker: Onlooker

    @property
    def told(self) -> dict[str, str]:
        """What there is to see of the pulse and of polls, as it stands now."""
        team, cm = self.crowd.team, self.crowd.cm
        told = {words: cm.types(f"/{words}").text for words in COMMANDS}
        told["results"] = self.crowd.members[-1].types("/pulse results").text
        told |= {room: str([one.text for one in team.channel(room)]) for room in ROOMS}
        told["home"] = str([one.text for one in cm.home])
        return told | {"inbox": str([one.text for one in cm.inbox])}

    @property
    def more(self) -> dict[str, str]:
        """What else there is, that few would look at so often."""
        cm = self.crowd.cm
        return {words: cm.types(f"/{words}").text for words in SELDOM} | self.onlooker.lists()

    def learns(self) -> Iterator[tuple[str, object]]:
        """Let everybody answer in turn, some twice; what there is to see of it, one by one."""
        # That somebody looks is noted; from the third time on it is always the same.
        first = [self.told | self.more for _ in range(3)][-1]
        usual = _counted(lambda: self.crowd.members[-1].types("/piazza help"))
        speak = [*filter(speaks, range(len(self.crowd.members)))]
        for number in [*speak, *speak[:TWICE]]:
            by = _counted(partial(self.crowd.act, number))
            calls = max(by.values()) / max(usual.values())
            yield from (
                by.items() - {name: round(calls * one, 9) for name, one in usual.items()}.items()
            )
            yield from changed(first, self.told)
        # What counts up shows at the end, too.
        yield from changed(first, self.more)


def _counted(act: Callable[[], object]) -> dict[str, float]:
    """What an act changes in the figures."""
    before = series()
    act()
    grown = {name: round(one - before.get(name, 0), 9) for name, one in series().items()}
    return {name: by for name, by in grown.items() if by}


def changed(before: Mapping[str, str], now: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """What reads otherwise now."""
    return ((name, one) for name, one in now.items() if one != before[name])


def of_table(told: Shown, table: str) -> list[Cell]:
    """What the pulse's table and card tell, item by item."""
    ends = {name: (float(low), float(high)) for name, low, high in AGREED.findall(told.text)}
    return [_cell(row, ends) for row in csv.DictReader(StringIO(table.lstrip("\ufeff")))]


def _cell(row: Mapping[str, str], ends: Mapping[str, tuple[float, float]]) -> Cell:
    path = () if row["unit"] == "Everybody" else tuple(row["unit"].split(" > "))
    if not row["answered, from"]:
        return Cell(row["question"], path)
    high = row["answered, to"]
    answered = Band(int(row["answered, from"]), int(high) if high else None)
    mean = float(row["score"]) if row["score"] else None
    # Who is told how far the mean may be off is told of the distribution.
    shares = (100,) if row["give or take"] and not path else None
    agreed = ends[row["about"]] if row["shown"] == "nearly everybody agrees" else None
    return Cell(row["question"], path, Figures(answered, mean, agreed, shares))


def of_results(items: Iterable[Item], results: Iterable[Shown]) -> list[Cell]:
    """What the results of polls tell in which one option is chosen."""
    return [_shares(item, one) for item, one in zip(items, results, strict=True)]


def _shares(item: Item, result: Shown) -> Cell:
    shares = tuple(map(int, SHARE.findall(result.text)))
    return Cell(item.name, (), Figures(Band(25, None), shares=shares) if shares else None)


def certain(
    crowd: Crowd, items: Sequence[Item], cells: Sequence[Cell], k: int, rng: Random
) -> list[str]:
    """Whose answers follow from cells, for one alone or with as many helpers as may be."""
    found = []
    for place, item in enumerate(items):
        given: dict[tuple[str, ...], list[int]] = {}
        for one in crowd.arrivals:
            given.setdefault(one.unit, []).append(crowd.truth[one.id].answers[place])
        answered = Answered(item, {path: histogram(item, one) for path, one in given.items()})
        victim = min(given, key=lambda path: len(given[path]))
        found += [f"{item.name}: {one}" for one in bare(answered, cells, k, victim, rng)]
    return found


def file_of(cm: Member, kind: str) -> str:
    """The file of a kind that was sent last."""
    files = [one.card.file for one in reversed(cm.inbox) if one.card.file]
    return next(one.text for one in files if one.name.endswith(kind))


def read(crowd: Crowd) -> set[float]:
    """What stands in all that the pulse tells but its table."""
    told = [
        *crowd.team.channel("#general"),
        *crowd.cm.inbox,
        crowd.members[0].types("/pulse results").shown,
    ]
    words = [one.text for one in told]
    words += [one.card.picture.alt for one in told if one.card.picture]
    return set().union(*map(decimals, [*words, said(file_of(crowd.cm, ".html"))]))


def derived(crowd: Crowd) -> set[float]:
    """What is worked out of nothing but what is shown: how far teams differ by more than chance."""
    id_ = crowd.round.id
    found = crowd.team.app.database.read_now(lambda db: results(db.connection(), id_))
    return {one.reliability for one in found.outcomes if one.reliability is not None}
