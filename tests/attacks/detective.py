"""A detective: ties answers and words to people with what lies around and what everybody knows."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from bot.privacy.ballots import slot_of
from bot.privacy.sealing import Record
from tests.attacks.boxes import SENDER, in_turn, opened
from tests.attacks.crowd import Known
from tests.attacks.haul import Haul
from tests.attacks.keyring import candidates, peppers, private_keys
from tests.attacks.topics import Said, spelled

# A name so near to words may be that of who wrote them.
NEAR = 400


@dataclass(frozen=True)
class Keys:
    """What opens boxes, and what makes slots."""

    private: list[bytes]
    peppers: list[bytes]


@dataclass
class Case:
    """What came of an investigation: what somebody said, by their number; how much was tried."""

    tried: int
    keys: int
    peppers: int
    said: dict[int, set[str]] = field(default_factory=dict)

    def tie(self, person: int, what: str) -> None:
        """Hold that somebody said this."""
        self.said.setdefault(person, set()).add(what)

    def right(self, truth: Mapping[int, Said]) -> set[int]:
        """Of whom it is true: their own words, or their answers."""
        return {
            person
            for person, said in truth.items()
            if self.said.get(person, set()) & {said.mark, said.spelled}
        }


@dataclass
class Detective:
    """Somebody who has found all this, saw people come, and knows what words were used by some."""

    found: Haul
    arrivals: Sequence[Known]
    everybody: Sequence[Known]
    marks: Collection[str]
    thorough: bool = False

    @cached_property
    def tried(self) -> set[bytes]:
        """What may be a key."""
        return candidates(self.found.pieces, thorough=self.thorough)

    @cached_property
    def keys(self) -> Keys:
        """What is one."""
        return self._try(self.tried)

    @cached_property
    def named(self) -> list[tuple[int, str]]:
        """Who is named near to which words."""
        return list(beside(self.found.pieces, self.everybody, self.marks))

    def solve(self, stolen: Mapping[str, bytes] | None = None) -> Case:
        """Try everything, also with what was stolen before."""
        more = self._try(candidates(stolen or {}, thorough=True))
        private, ground = self.keys.private + more.private, self.keys.peppers + more.peppers
        case = Case(len(self.tried), len(private), len(ground))
        whose = self._whose(ground)
        for slot, record in opened(self.found.boxes, private):
            for person in _of(slot, record, whose, self.everybody):
                case.tie(person, spelled(record.answers))
                case.tie(person, record.comment.partition(" ")[0])
        for person, mark in self.named:
            case.tie(person, mark)
        return case

    def _try(self, tried: Collection[bytes]) -> Keys:
        boxes, rounds = self.found.boxes, self.found.rows["ballot_round"]
        public = {row["public_key"] for row in rounds} | {one.sealed[SENDER] for one in boxes}
        some = [one.id for one in self.arrivals[:2]]
        slots = {one.slot for one in boxes}
        return Keys(private_keys(tried, public), peppers(tried, slots, some))

    def _whose(self, ground: Sequence[bytes]) -> dict[bytes, int]:
        """Whose a slot is: a pepper tells, or the order in which they were filled."""
        if ground:
            return {
                slot_of(one, person.id): person.id for one in ground for person in self.everybody
            }
        turns = in_turn(self.found.boxes)
        if len(turns) != len(self.arrivals):
            return {}
        return {slot: one.id for slot, one in zip(turns, self.arrivals, strict=True)}


def _of(
    slot: bytes, record: Record, whose: Mapping[bytes, int], everybody: Sequence[Known]
) -> list[int]:
    """Whose a record is: by its slot, or because nobody else is where it comes from."""
    if slot in whose:
        return [whose[slot]]
    there = [one.id for one in everybody if one.unit == record.path]
    return there if len(there) == 1 else []


def beside(
    pieces: Mapping[str, bytes], everybody: Sequence[Known], marks: Iterable[str]
) -> Iterator[tuple[int, str]]:
    """Who is named near to words that somebody used, however these are spelled."""
    names = {mark.encode(): one.id for one in everybody for mark in one.marks}
    name = re.compile(b"|".join(map(re.escape, sorted(names, key=len, reverse=True))))
    for data in pieces.values():
        for mark in marks:
            for at in places(data, mark):
                around = data[max(0, at - NEAR) : at + NEAR]
                yield from ((names[one], mark) for one in name.findall(around))


def places(data: bytes, mark: str) -> Iterator[int]:
    """Where a word stands, however it is spelled."""
    for way in spellings(mark):
        at = data.find(way)
        while at >= 0:
            yield at
            at = data.find(way, at + 1)


def spellings(mark: str) -> set[bytes]:
    """A word as bytes of each kind that a program may make of it."""
    plain = mark.encode()
    coded = {b64encode(bytes(shift) + plain)[4:-4] for shift in range(3)}
    wide = {mark.encode(name) for name in ("utf-16-le", "utf-16-be", "utf-32-le")}
    return {plain, plain.hex().encode(), plain[::-1], *coded, *wide}
