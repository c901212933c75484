"""Cards on Slack: what people see, and what nobody can make of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from slack_sdk.models.blocks import Block

from bot.people import Channel, Person
from bot.runtime.outgoing import Run, WordedButton, WordedCard, WordedSection
from handlers.slack.limits import clean, cut
from handlers.slack.render import message
from tests.handlers.slack.samples import (
    ANN,
    BOB,
    DRAWN,
    ELSEWHERE,
    HELP,
    HERE,
    KUDOS,
    KUDOS_POST,
    card,
    facts,
    texts_of,
    words,
)
from tests.slack_world import faults, injected, shown

GOLDEN = Path(__file__).parent / "golden"
FAMILY = "👩\u200d👩\u200d👧"
MENACES = [
    "<!channel> <!here|here> <!everyone>",
    "@here @channel @everyone",
    "<@U00000EVE> <#C0000KUDOS> <!subteam^S0123|all>",
    "<https://evil.example|your salary> https://evil.example mailto:a@b.it",
    "*bold* _italic_ ~struck~ `code` > quote :tada:",
    "&lt;!channel&gt; &amp;lt;!channel&amp;gt;",
]


def drawn(shown_card: WordedCard) -> dict[str, Any]:
    """The message of a card, once it is known to be inside every limit."""
    found = message(shown_card, HERE)
    assert faults(found, "message") == []
    return found


def buttons(found: dict[str, Any]) -> list[dict[str, Any]]:
    rows = [block["elements"] for block in found["blocks"] if block["type"] == "actions"]
    return [button for row in rows for button in row]


@pytest.mark.parametrize("name", DRAWN)
def test_typical_cards_and_forms_look_as_approved(name: str) -> None:
    approved = json.loads((GOLDEN / f"{name}.json").read_text("utf-8"))
    assert DRAWN[name] == approved
    assert faults(approved, approved.get("type", "message")) == []


@pytest.mark.parametrize("name", DRAWN)
def test_slacks_own_sdk_reads_every_block_without_losing_anything(name: str) -> None:
    for block in DRAWN[name]["blocks"]:
        parsed = Block.parse(block)
        assert parsed is not None
        assert parsed.to_dict() == block


def test_every_approved_file_belongs_to_a_sample() -> None:
    assert {path.stem for path in GOLDEN.glob("*.json")} == DRAWN.keys()


def test_people_read_a_kudos_with_its_mentions() -> None:
    names = {"U00000ANN": "Ann", "U00000BOB": "Bob", "U0000CARLA": "Carla"}
    assert shown(drawn(KUDOS_POST), names).splitlines() == [
        "@Ann thanks @Bob and @Carla",
        "You stayed until eight & found the bug in <checkout>.",
        "Mia called: it works!",
        "Value: teamwork",
        "2 colleagues cheer.",
        "Cheer",
    ]


def test_a_notification_says_the_same_in_plain_words() -> None:
    text = message(KUDOS_POST, HERE)["text"]
    assert text.startswith("Ann Archer thanks Bob Baker and Carla Conti\n")
    assert "the bug in &lt;checkout&gt;" in text


def test_a_long_list_has_bullets_and_a_short_one_has_not() -> None:
    assert shown(drawn(HELP)).count("• /") == 4
    assert "•" not in shown(drawn(card("You can write:", lines=HELP.lines[:2])))


@pytest.mark.parametrize("menace", MENACES)
def test_nothing_a_person_writes_becomes_more_than_text(menace: str) -> None:
    named = Person(9, menace, identities={HERE: "not an id"})
    found = drawn(
        card(
            named,
            f" says {menace}",
            quote=menace,
            lines=(words(menace), words("b"), words("c")),
            facts=facts((menace, menace)),
            sections=(WordedSection(words(menace), facts((menace, menace))),),
            buttons=(WordedButton(menace, "token"),),
        )
    )
    assert injected(found, set()) == []
    assert texts_of(found["blocks"]).count(menace) == 9
    assert "<" not in found["text"]


@pytest.mark.parametrize(
    "somebody",
    [
        ELSEWHERE,
        Person(5, "Eve Else", identities={HERE: "@here"}),
        Person(6, "Eve Else", identities={HERE: "U0>\n<!channel"}),
        Person(7, "Eve Else"),
    ],
)
def test_somebody_without_an_account_here_is_named_and_not_mentioned(somebody: Person) -> None:
    assert shown(drawn(card("Thanks, ", somebody))) == "Thanks, Eve Else"


@pytest.mark.parametrize(
    "place", [Channel(HERE, "#kudos"), Channel("slack:T0STRANGER", "C0000KUDOS")]
)
def test_a_channel_known_by_name_or_of_another_workspace_is_only_named(place: Channel) -> None:
    assert shown(drawn(card("It is in ", place))) == f"It is in {place.id}"
    assert shown(drawn(card("It is in ", KUDOS)), {"C0000KUDOS": "kudos"}) == "It is in #kudos"


def test_what_cannot_be_encoded_or_turns_the_direction_is_dropped() -> None:
    bad = "a\0b\ud83d\u202egnp.exe\u2066c\r\nd\x1b[31m"
    found = drawn(card(bad, quote=bad, facts=facts((bad, bad)), buttons=(WordedButton(bad, "x"),)))
    json.dumps(found, ensure_ascii=False).encode()
    assert texts_of(found["blocks"][:1]) == "abgnp.execd[31m".replace("cd", "c\nd") * 2
    assert clean("a\ud83d\ude00") == "a"


def test_right_to_left_words_and_joined_emoji_stay_whole() -> None:
    kept = f"שלום {FAMILY} مرحبا\tnaïve"
    assert texts_of(drawn(card(kept))["blocks"]) == kept


@pytest.mark.parametrize("nothing", ["", " \n", "\0\u202e"])
def test_a_card_without_words_still_shows_something(nothing: str) -> None:
    empty = card(
        nothing,
        quote=nothing,
        lines=(words(nothing),),
        facts=facts((nothing, nothing)),
        sections=(WordedSection(words(nothing), ()),),
        buttons=(WordedButton(nothing, "token"),),
    )
    found = drawn(empty)
    assert found["text"] == "…"
    assert texts_of(found["blocks"][:1]) == "…"
    assert buttons(found)[0]["text"]["text"] == "…"


def test_a_button_that_could_not_come_back_unchanged_is_left_out() -> None:
    made = [
        WordedButton("Good", "fine"),
        WordedButton("Long", "x" * 2001),
        WordedButton("None", ""),
    ]
    found = drawn(card("Press", buttons=(*made, WordedButton("Torn", "\ud83d"))))
    assert [(one["text"]["text"], one["value"]) for one in buttons(found)] == [("Good", "fine")]


def test_many_buttons_stand_in_rows_and_each_has_an_id_of_its_own() -> None:
    made = tuple(WordedButton(f"Button {n} " + "long " * 20, f"token {n}") for n in range(60))
    found = buttons(drawn(card("Press", buttons=made)))
    assert [one["value"] for one in found] == [f"token {n}" for n in range(50)]
    assert len({one["action_id"] for one in found}) == 50
    assert found[0]["text"]["text"] == "Button 0 " + "long " * 12 + "long…"


def test_a_text_is_cut_between_words_and_says_so() -> None:
    found = drawn(card("Much", quote="many words " * 2000))
    quote = found["blocks"][0]["elements"][1]["elements"][0]["text"]
    assert quote.endswith(("many…", "words…"))
    assert 3900 < len(quote) <= 4000
    assert len(found["text"]) <= 3000
    assert found["text"].endswith("…")


@pytest.mark.parametrize("most", range(1, 20))
def test_no_character_is_cut_in_two(most: int) -> None:
    for whole in (FAMILY, "e\u0301", "👍🏽", "☕\ufe0f", "😀"):
        left = cut(whole * 12, most).removesuffix("…")
        assert left == whole * (len(left) // len(whole))
        assert len(left.encode("utf-16-le")) // 2 < most


def test_the_notification_never_ends_inside_an_escaped_character() -> None:
    for length in range(2980, 3000):
        text = message(card("a" * length + "<<<"), HERE)["text"]
        assert text.removesuffix("…").replace("&lt;", "").replace("a", "") == ""


@pytest.mark.parametrize("length", [1, 40, 1900, 30_000])
def test_what_overflows_is_dropped_and_the_last_line_says_so(length: int) -> None:
    fact = ("Name", words("v" * length))
    many = [
        card("Lines", lines=(words("l" * length),) * 2000),
        card("Facts", facts=(fact,) * 2000),
        card("Sections", sections=(WordedSection(words("Title"), (fact,) * 9),) * 200),
        card("Runs", lines=(tuple(Run("r" * length, bold=n % 2 > 0) for n in range(3000)),) * 2),
        card("People", lines=((Run("A", person=ANN), Run("B", person=BOB)) * 3000,)),
    ]
    for one in many:
        assert shown(drawn(one)).endswith("…")


def test_a_full_card_keeps_its_buttons_and_something_of_every_part() -> None:
    found = drawn(
        card(
            "text " * 9000,
            quote="quote " * 9000,
            lines=(words("line " * 500),) * 9,
            buttons=(WordedButton("Change and send", "t" * 1900),),
        )
    )
    assert len(buttons(found)) == 1
    assert all(part in texts_of(found["blocks"]) for part in ("text text", "quote quote", "line"))
