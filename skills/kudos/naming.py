"""Naming: who gave a thank-you, as others may read it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot import Chat, Group, Person, Text, t
from skills.kudos.model import MOST_NAMES, Kudos


def by(kudos: Kudos, giver: Person | None) -> Person | Text:
    """How the giver is named to others: an anonymous one never by name."""
    # Of who was forgotten all looks the same, or the anonymous ones would be known by it.
    if kudos.giver is None:
        return t("somebody")
    return t("a_colleague") if kudos.anonymous else giver or t("somebody")


def givers(
    chat: Chat, thanks: Sequence[Kudos], unveiled: Sequence[Kudos] = ()
) -> Mapping[int, Person]:
    """Who gave them, by the thank-you's id; only where that may be said, as of the `unveiled`."""
    told = (one for one in thanks if not one.anonymous or one in unveiled)
    signed = {one.id: one.giver for one in told if one.giver}
    found = chat.people(signed.values()) if signed else {}
    return {id_: found[giver] for id_, giver in signed.items() if giver in found}


def givers_of(thanks: Sequence[Kudos]) -> list[int]:
    """The ids of those whose words these are, also of anonymous ones: for nobody to read."""
    return [one.giver for one in thanks if one.giver is not None]


def whom(kudos: Kudos, to: Sequence[Person]) -> list[Person] | Text:
    """Who was thanked, as others read it: with the name of their group where that was thanked."""
    if not kudos.group_names:
        return list(to)
    names = kudos.group_names.split("\n")
    return t("group", groups=names, to=list(to), count=len(names))


def group_names(groups: Sequence[Group], to: Sequence[Person]) -> str | None:
    """What those who are thanked are called together, if they are these groups and no one else."""
    names = "\n".join(" ".join(one.name.split()) or one.handle for one in groups)
    together = {person for one in groups for person in one.people}
    return names if names and len(names) <= MOST_NAMES and together == set(to) else None


def value_of(kudos: Kudos) -> list[Text]:
    """The value it names, as a line."""
    return [t("for_value", value=kudos.value)] if kudos.value else []


def marks(kudos: Kudos) -> list[str | Text]:
    """What else is stored of it than its words: the value it names, and how it was given."""
    value = [f"#{kudos.value}"] if kudos.value else []
    reader = t("how_private") if kudos.private else t("how_public")
    anonymous = kudos.anonymous and kudos.giver is not None
    return [*value, reader, *([t("how_anonymous")] if anonymous else [])]
