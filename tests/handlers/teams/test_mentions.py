"""Mentions on Teams: who is called, and what nobody can make of a name."""

from __future__ import annotations

from typing import Any

import pytest

from bot.people import Person
from bot.runtime.outgoing import Run, WordedCard, WordedSection
from handlers.teams.mentions import MOST
from tests.handlers.teams.test_render import MENACES, WORKSPACE, drawn, nodes, somebody
from tests.teams_world.cards import faults

ANN, BOB = somebody(1, "Ann Archer"), somebody(2, "Bob O'Brien-Smith")
STRANGER = Person(3, "Carla Conti")


def named(who: Person, bold: bool = False) -> Run:
    return Run(who.name, bold, who)


def shown(*runs: Run, **more: Any) -> dict[str, Any]:
    found: dict[str, Any] = drawn(WordedCard(runs, **more), workspace=WORKSPACE)
    return dict(found["attachments"][0]["content"])


def blocks(card: dict[str, Any]) -> list[str]:
    return [one["text"] for one in nodes(card["body"]) if one["type"] == "TextBlock"]


def called(card: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Each mention: its text, the id and the name shown for it."""
    return [
        (one["text"], one["mentioned"]["id"], one["mentioned"]["name"])
        for one in card["msteams"].get("entities", [])
    ]


def id_of(who: Person) -> str:
    return who.identities[WORKSPACE]


def test_people_are_called_where_they_are_named_and_once_in_the_list() -> None:
    card = shown(named(ANN, True), Run(" thanks ", True), named(BOB, True), lines=((named(ANN),),))
    [first, second] = (one for one in nodes(card["body"]) if one["type"] == "TextBlock")
    assert first["text"] == "<at>Ann Archer</at> thanks <at>Bob O'Brien-Smith</at>"
    assert (first["weight"], first["wrap"]) == ("Bolder", True)
    assert second["text"] == "<at>Ann Archer</at>"
    assert called(card) == [
        ("<at>Ann Archer</at>", id_of(ANN), "Ann Archer"),
        ("<at>Bob O'Brien-Smith</at>", id_of(BOB), "Bob O'Brien-Smith"),
    ]


def test_facts_and_headlines_call_too() -> None:
    section = WordedSection((Run("For "), named(ANN)), (("From", (named(BOB),)),))
    assert blocks(shown(sections=(section,))) == [
        "For <at>Ann Archer</at>",
        "From: <at>Bob O'Brien-Smith</at>",
    ]


def test_who_has_no_account_here_is_only_named() -> None:
    card = shown(named(ANN), Run(" thanks "), named(STRANGER))
    assert blocks(card) == ["<at>Ann Archer</at> thanks Carla Conti"]
    assert [name for _, _, name in called(card)] == ["Ann Archer"]
    elsewhere = Person(4, "Dora", identities={"slack:T1": "U1"})
    assert called(shown(named(elsewhere))) == []


def test_two_of_the_same_name_are_two() -> None:
    other = somebody(7, "Ann Archer")
    card = shown(named(ANN), Run(" thanks "), named(other))
    assert blocks(card) == ["<at>Ann Archer</at> thanks <at>Ann Archer 2</at>"]
    assert [(id_, name) for _, id_, name in called(card)] == [
        (id_of(ANN), "Ann Archer"),
        (id_of(other), "Ann Archer"),
    ]


@pytest.mark.parametrize("name", [*MENACES, "</at>Eve<at>", "<at>Ann Archer</at>", "1. Eve", "-"])
def test_no_name_is_more_than_a_name(name: str) -> None:
    who = somebody(9, name * 3)
    card = shown(named(who), Run(" thanks "), named(ANN), quote=name)
    [(text, id_, _), ann] = called(card)
    assert (id_, ann[1]) == (id_of(who), id_of(ANN))
    assert not set(text.removeprefix("<at>").removesuffix("</at>")) & set("<>[]*_`#/\\{}&@\n")
    # Shown as well as called, whatever the name is.
    assert blocks(card)[0].startswith(text)


@pytest.mark.parametrize("menace", MENACES[:7])
def test_where_words_might_mean_more_people_are_named_in_them_and_called_below(menace: str) -> None:
    card = shown(named(ANN), Run(f" says x{menace}"))
    assert blocks(card) == ["<at>Ann Archer</at>"]
    runs = [one["text"] for one in nodes(card["body"]) if one["type"] == "TextRun"]
    assert "\n".join(runs) == "\n".join(f"Ann Archer says x{menace}".splitlines())


def test_the_text_of_a_mention_is_nobodys_words() -> None:
    card = shown(named(ANN), quote="I am <at>ann archer</at>, <at>Ann Archer 2</at>")
    assert blocks(card) == ["<at>Ann Archer 3</at>"]


def test_twenty_are_called_and_the_others_named() -> None:
    crowd = [somebody(number, f"Person {number}") for number in range(1, 40)]
    card = shown(lines=tuple((named(one),) for one in crowd))
    assert len(called(card)) == MOST
    assert "• Person 39" in [one["text"] for one in nodes(card["body"]) if one["type"] == "TextRun"]


def test_without_a_workspace_nobody_is_called() -> None:
    content = drawn(WordedCard((named(ANN),)))["attachments"][0]["content"]
    assert "entities" not in content["msteams"]
    assert blocks(content) == []


def test_the_strict_teams_sees_a_mention_that_is_none() -> None:
    card = shown(named(ANN))
    card["msteams"]["entities"] = []
    assert faults({"type": "message", "attachments": [attached(card)]})


def attached(card: dict[str, Any]) -> dict[str, Any]:
    return {"contentType": "application/vnd.microsoft.card.adaptive", "content": card}
