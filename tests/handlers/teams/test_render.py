"""Cards on Teams: what people see, and what nobody can make of it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from microsoft_teams.cards import AdaptiveCard

from bot.people import Channel, Person
from bot.runtime.outgoing import Run, WordedButton, WordedCard, WordedSection
from handlers.teams.render import adaptive, message
from tests.handlers.teams import samples
from tests.handlers.teams.samples import CARDS
from tests.teams_world.cards import faults, too_big

WORKSPACE = "teams:t"
GOLDEN = Path(__file__).parent / "golden"
MENACES = (
    "<at>Eve Else</at>",
    "&lt;at&gt;Eve&lt;/at&gt;",
    "[your salary](https://evil.example)",
    "https://evil.example",
    "**b** _i_ `c` # h",
    "- a\n- b\r\n1. c",
    "{{DATE(2026-11-27,SHORT)}} ${name}",
    "\u202egnp.exe\u2066",
    "\ud83d",
    "\x00\x1b[0m\x85\u2028",
    "👩\u200d👩\u200d👧",
    '"\\/',
    " \t\r\n",
    "",
)


def drawn(card: WordedCard, **more: Any) -> dict[str, Any]:
    """The message of a card, once it is known that Teams would take it."""
    found = message(card, "nonce", **more)
    content = found["attachments"][0]["content"]
    assert too_big(found) == []
    assert len(json.dumps(content)) <= 28 * 1024
    assert faults(found) == []
    AdaptiveCard.model_validate(content)
    # Nothing in it is read as markdown, as a mention or as a link, but what is in these blocks.
    assert {one["type"] for one in nodes(content["body"] + content.get("actions", []))} <= {
        *("RichTextBlock", "TextRun", "Container", "Action.Execute", "TextBlock", "Image"),
        *("ColumnSet", "Column"),
    }
    for one in nodes(content):
        if one["type"] == "TextBlock":
            around = re.sub("</?at>", "", one["text"])
            assert not set(around) & set("*_`#[]<>\\\\{}|~&@/+=$^")
            assert not re.match(r"\s{2}|\s*(\d+[.)]|[-+*>#])", one["text"].replace("<at>", "A"))
            assert not re.search(r"\w\.\w", one["text"])
    assert "text" not in found
    assert "entities" not in found
    if not more.get("workspace"):
        assert "entities" not in content["msteams"]
    return found


def nodes(node: Any) -> Iterator[dict[str, Any]]:
    """Everything in a card that has a type."""
    if isinstance(node, list):
        for one in node:
            yield from nodes(one)
    elif isinstance(node, dict):
        if "type" in node:
            yield node
        for one in node.values():
            yield from nodes(one)


def runs_of(card: dict[str, Any]) -> list[str]:
    return [one["text"] for one in nodes(card) if one["type"] == "TextRun"]


@pytest.mark.parametrize("name", CARDS)
def test_typical_cards_look_as_approved(name: str) -> None:
    approved = json.loads((GOLDEN / f"{name}.json").read_text("utf-8"))
    assert drawn(CARDS[name], workspace=samples.WORKSPACE) == approved


@pytest.mark.parametrize("menace", MENACES[:7])
def test_what_a_person_wrote_stays_what_they_wrote(menace: str) -> None:
    card = drawn(WordedCard((Run("Said:"),), quote=menace))["attachments"][0]["content"]
    assert runs_of(card)[1:] == [line for line in menace.splitlines() if line.strip()]


def test_too_much_is_cut_and_said_to_be() -> None:
    long = drawn(WordedCard((Run("w" * 100_000),), buttons=CARDS["kudos"].buttons))
    content = long["attachments"][0]["content"]
    assert runs_of(content)[-1].endswith("…")
    assert len(runs_of(content)[-1]) > 1_500
    assert [one["title"] for one in content["actions"]] == ["Cheer"]
    many = drawn(WordedCard((), lines=tuple((Run(f"line {n}"),) for n in range(2_000))))
    assert runs_of(many["attachments"][0]["content"])[-1].endswith("…")


def test_what_does_not_go_into_one_line_of_a_list_stands_below_its_words() -> None:
    lines = (Run("one\nmore"),), (Run("two"),), (Run("three"),)
    first, *_, last = drawn(WordedCard((), lines=lines))["attachments"][0]["content"]["body"]
    assert [runs_of(one) for one in first["columns"]] == [["•"], ["one", "more"]]
    assert [runs_of(one) for one in last["columns"]] == [["•"], ["three"]]
    few = drawn(WordedCard((), lines=lines[:2]))["attachments"][0]["content"]
    assert runs_of(few) == ["one", "more", "two"]


def test_an_empty_card_is_still_one() -> None:
    assert runs_of(drawn(WordedCard(()))) == ["…"]


def somebody(number: int, name: str) -> Person:
    """Somebody whose account is known, but for number 0."""
    id_ = f"00000000-0000-4000-8000-{number:012}" if number else "x<at>"
    return Person(number, name, identities={WORKSPACE: id_})


# One draw a text keeps many cards quick: short ones, and each menace in every length.
REPEATED = [(one * times)[:30_000] for one in MENACES for times in (1, 1, 2, 40, 3000)]
texts = st.sampled_from(REPEATED) | st.text(st.characters(exclude_categories=()), max_size=3)
run = st.builds(
    Run,
    texts,
    st.booleans(),
    st.none() | st.builds(somebody, st.integers(0, 30), texts),
    st.none() | st.builds(Channel, st.just("teams:t"), texts),
)


def several(one: st.SearchStrategy[Any], most: int) -> st.SearchStrategy[tuple[Any, ...]]:
    few = st.lists(one, max_size=2)
    times = st.sampled_from((1, 1, 1, 1, 5, most))
    return st.builds(lambda found, many: tuple(found * many), few, times)


runs = several(run, 60)
facts = several(st.tuples(texts, runs), 12)
tokens = st.sampled_from(("t", "x" * 1900, "x" * 30_000, "è" * 1900, ""))
cards = st.builds(
    WordedCard,
    runs,
    quote=texts,
    lines=several(runs, 20),
    facts=facts,
    sections=several(st.builds(WordedSection, runs, facts), 12),
    buttons=several(st.builds(WordedButton, texts, tokens), 20),
)


PICTURE = {"type": "Image", "url": "data:image/png;base64," + "A" * 18_000}
images = st.sampled_from((None, None, PICTURE))


@given(cards, st.sampled_from(("", WORKSPACE, WORKSPACE)), images)
@settings(max_examples=40, deadline=None)
def test_whatever_a_card_holds_teams_takes_it(
    card: WordedCard, workspace: str, image: dict[str, Any] | None
) -> None:
    found = drawn(card, workspace=workspace, image=image)
    json.dumps(found, ensure_ascii=False).encode()
    for text in runs_of(found):
        assert not set(text) & set("\n\r\u2028\x00\u202e")
    given_tokens = {button.token for button in card.buttons}
    for one in nodes(found):
        if one["type"] == "Action.Execute":
            assert one["data"]["token"] in given_tokens


def test_a_picture_goes_before_words_have_to() -> None:
    def kinds(words: str) -> list[str]:
        content = drawn(WordedCard((Run(words),)), image=PICTURE)["attachments"][0]["content"]
        return [one["type"] for one in content["body"]]

    assert kinds("w" * 5_000) == ["RichTextBlock", "Image"]
    assert kinds("w" * 15_000) == ["RichTextBlock"]


def test_a_drawing_has_its_own_nonce() -> None:
    first, second = (adaptive(CARDS["kudos"], nonce) for nonce in ("1", "2"))
    assert first["actions"][0]["data"].pop("nonce") == "1"
    assert second["actions"][0]["data"].pop("nonce") == "2"
    assert first == second
