"""Homes on Slack: cards under each other in one view, each button with a number of its own."""

from __future__ import annotations

from typing import Any

import pytest

from bot.runtime.outgoing import WordedButton, WordedCard, WordedSection
from handlers.slack.views import home
from tests.handlers.slack.samples import HELP, HERE, OWN, card, facts, words
from tests.slack_world import faults, shown


def drawn(*cards: WordedCard) -> dict[str, Any]:
    """The home of some cards, once it is known to be inside every limit."""
    found = home(cards, HERE)
    assert faults(found, "home") == []
    return found


def buttons(found: dict[str, Any]) -> list[dict[str, Any]]:
    rows = [block["elements"] for block in found["blocks"] if block["type"] == "actions"]
    return [button for row in rows for button in row]


def test_cards_stand_under_each_other_with_a_line_between() -> None:
    found = drawn(OWN, HELP, OWN)
    kinds = [block["type"] for block in found["blocks"]]
    assert kinds.count("divider") == 2
    assert kinds[0] != "divider" != kinds[-1]
    assert shown(found).splitlines()[:5] == [
        "Your thanks",
        "Received: 7",
        "Given: 3",
        "Left today: 4",
        "Thank somebody",
    ]


def test_the_buttons_of_many_cards_keep_their_values_and_are_told_apart() -> None:
    made = [
        card("Press", buttons=tuple(WordedButton(f"{n}", f"{one}/{n}") for n in range(50)))
        for one in range(10)
    ]
    found = buttons(drawn(*made))
    assert [each["value"] for each in found] == [f"{a}/{b}" for a in range(10) for b in range(50)]
    assert len({each["action_id"] for each in found}) == 500


@pytest.mark.parametrize("count", [1, 2, 3, 50, 51, 500])
@pytest.mark.parametrize("sections", [0, 1, 22])
def test_what_does_not_go_into_one_view_is_left_out_and_the_end_says_so(
    count: int, sections: int
) -> None:
    section = WordedSection(words("Title"), facts(("Name", "value")))
    found = drawn(*[card("Words", sections=(section,) * sections)] * count)
    whole = count * (2 * sections + 2) - 1 <= 99
    assert shown(found).endswith("…") is not whole


def test_no_home_is_larger_than_slack_takes() -> None:
    long = card("words " * 9000, quote="é" * 9000, lines=(words("ñ" * 2000),) * 9)
    found = drawn(*[long] * 40)
    assert shown(found).endswith("…")


def test_nobody_sees_an_empty_home() -> None:
    assert shown(drawn()) == "…"
