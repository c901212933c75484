"""What a language model wrote, read or named says so on the page, in both languages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from bot.insight.language import Pieces
from skills.feedback import FeedbackSettings
from skills.feedback import skill as feedback
from tests.handlers.playground.test_acts import field, words
from tests.handlers.playground.world import Page, World
from tests.skills.cm.test_themes import SAID
from tests.skills.feedback.minds import mind

ASKS = "How do I change the address of my invoices?"
CHIEDE = "Come posso cambiare l'indirizzo delle mie fatture? Non lo trovo da nessuna parte."
LETTER = "Thank you for asking. A colleague looks into it and tells you how it is changed."
LETTERA = "Grazie per averci scritto. Un collega guarda dove si cambia l'indirizzo delle fatture."
READ = "AI read how this is meant; “It was read wrongly” under More puts it right."
NAMED = "AI gave it this name, from what customers said; “Rename” gives it yours."
NOMINATO = "Il nome l’ha dato l’IA, da quello che hanno detto i clienti; «Rinomina» mette il tuo."


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    settings = FeedbackSettings(channel="#general")
    with World(tmp_path, more=[feedback], of_skills={"feedback": settings}) as one:
        yield one


def says(page: Page, said: str) -> None:
    page.command("/feedback", f" {said}")
    page.world.settle()


def drafted(page: Page, who: str, ask: str) -> Mapping[str, Any]:
    listed = page.press("More", page.messages("#general")[-1])
    page.press(ask, listed)
    page.world.settle()
    found: Mapping[str, Any] = page.messages(f"@{who}")[-1]
    return found


@pytest.mark.parametrize(
    ("who", "said", "ask", "letter", "title", "use"),
    [
        ("U2", ASKS, "Draft an answer", LETTER, "AI draft, read it before you send it", "Use it"),
        (
            *("U1", CHIEDE, "Prepara una bozza", LETTERA),
            *("Bozza dell’IA: leggila prima di mandarla", "Usa questa"),
        ),
    ],
)
def test_a_draft_says_whose_it_is_and_fills_the_form(
    world: World, who: str, said: str, ask: str, letter: str, title: str, use: str
) -> None:
    world.model.answers("feedback_draft", {"paragraphs": [letter]})
    says(world.page("U3"), said)
    page = world.page(who)
    made = drafted(page, who, ask)
    assert words(made["card"]).splitlines()[0] == title
    assert made["card"]["quote"] == letter
    assert [one["label"] for one in made["card"]["buttons"]] == [use]
    assert field(page.press(use, made)["form"], "words")["value"] == letter


def test_a_theme_that_ai_has_named_says_so(world: World) -> None:
    names = {"en": "Brake trouble", "it": "Problemi ai freni"}
    world.model.answers("theme_name", names)
    carla = world.page("U3")
    for said in (*SAID["brakes"]["en"], *SAID["brakes"]["it"], *SAID["other"]["en"]):
        says(carla, said)
    for who in ("U4", "U1"):
        world.grant(who)
    marco, anna = world.page("U4"), world.page("U1")
    marco.press("Look for themes now", marco.command("/cm", " themes"))
    world.settle()
    shown = marco.command("/cm", " theme brake trouble")["card"]
    assert words(shown).splitlines()[:3:2] == ["Theme: Brake trouble", NAMED]
    shown = anna.command("/cm", " theme problemi ai freni")["card"]
    assert words(shown).splitlines()[:3:2] == ["Tema: Problemi ai freni", NOMINATO]


def test_what_ai_has_read_says_so(world: World) -> None:
    world.app.house.likeness("feedback").coder = Pieces
    world.model.answers("feedback_label", mind())
    carla = world.page("U3")
    says(carla, "Thank you so much for the third week without my bike.")
    assert carla.messages("#general") == []
    carla.ask("clock", to="hour")
    world.settle()
    [card] = carla.messages("#general")
    assert READ in words(card["card"]).splitlines()
    more = world.page("U1").press("More", card)
    assert "Come è inteso l’ha letto l’IA" in words(more["card"])
