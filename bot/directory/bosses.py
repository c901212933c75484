"""Bosses: whom a file means by what it says of somebody's manager."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from bot.directory.employees import Employee, File


def with_bosses(employees: Sequence[Employee]) -> list[Employee]:
    """The same people, the manager of each by their key, whichever way the file names them."""
    seen = Counter(one.email for one in employees)
    keys = {one.email: one.key for one in employees if one.email and seen[one.email] == 1}
    keys |= {one.key.casefold(): one.key for one in employees}
    return [_below(one, keys.get(one.manager.casefold(), one.manager)) for one in employees]


def _below(one: Employee, boss: str) -> Employee:
    return one if one.manager == boss else replace(one, manager=boss)


def strangers(file: File, known: Iterable[str]) -> list[tuple[str, list[int]]]:
    """Managers who are nobody, neither in the file nor of the keys known, with whose lines say so.

    Of who is in a line that was left out, that line has been told.
    """
    there = {one.key for one in file.employees} | set(known)
    there |= {said for one in file.left_out for said in (one.key, one.address)}
    found: dict[str, list[int]] = {}
    for one in file.employees:
        if one.manager and one.manager not in there:
            found.setdefault(one.manager, []).append(one.line)
    return list(found.items())
