"""Stories: what the model says in them, and what it was asked; there is none unless they say so."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.testing import Asked, Team
from tests.bot.insight.oracle.world import CUSTOMER, GOOD, SLOW, SOUP, Company, Label, company

HIDDEN = "[NAME_1] ([EMAIL_1], [PHONE_1]) found the soup cold; [NAME_2] was kind, it was 12 euro."


@pytest.fixture
def firm(team_of: Callable[..., Team]) -> Company:
    return company(team_of)


def test_unless_it_has_answers_there_is_none(firm: Company) -> None:
    assert firm.does(lambda work: work.can_ask) is False
    assert firm.asks(SOUP) == [None]
    assert firm.asks_once(SOUP) is None
    assert firm.team.model.asked == []


def test_a_story_says_what_it_says_and_sees_what_it_was_asked(firm: Company) -> None:
    model = firm.team.model
    model.answers(
        "toy_label",
        lambda text: (
            Label(topic="food", quote="cold", why="[NAME_1] was cold.") if "soup" in text else None
        ),
    )
    found, missing = firm.asks(SOUP, SLOW, facts=["2 texts"])
    assert found == Label(topic="food", quote="cold", why="Giulia Ferretti was cold.")
    assert missing is None
    assert model.asked == [Asked("toy_label", (HIDDEN, SLOW), ("2 texts",))]


def test_what_it_says_is_looked_at_all_the_same(firm: Company) -> None:
    firm.team.model.answers("toy_label", {**GOOD, "why": "See evil.example."})
    assert firm.asks_once(SOUP) is None
    firm.team.model.answers("toy_label", GOOD)
    assert firm.asks_once(SOUP, SLOW) == Label.model_validate(GOOD)


def test_a_story_says_how_the_next_ones_fail(firm: Company) -> None:
    firm.team.model.answers("toy_label", GOOD)
    firm.team.model.fails("slow", None, "refusal")
    assert [firm.asks(f"{SOUP} {taste}")[0] is None for taste in ("Salty.", "Sweet.", "Sour.")] == [
        True,
        False,
        True,
    ]


def test_out_of_a_bare_text_nobody_and_no_number_comes_back(firm: Company) -> None:
    texts = [SOUP, "Ventidue giorni, twenty-five euro and 3,5 kg: Bob knows. Sei gentile."]
    assert firm.does(lambda work: work.bare(texts, names=[CUSTOMER])) == [
        "[...] ([...], [...]) found the soup cold; [...] was kind, it was [...] euro.",
        "[...] giorni, [...] euro and [...] kg: [...] knows. Sei gentile.",
    ]
    [kept] = firm.does(lambda work: work.bare([SOUP], names=[CUSTOMER], keep_numbers=True))
    assert kept.endswith("[...] was kind, it was 12 euro.")
    team = firm.team
    team.model.answers("toy_label", {**GOOD, "why": "[...] was kind."})
    assert firm.asks_once(kept) is None
