"""What a language model wrote or read is said to be its, in every world, in both languages.

Told in this order, on one Monday and the Tuesday after it.
"""

from __future__ import annotations

import pytest

from bot.insight.language import Pieces
from tests.skills.cm.test_themes import SAID
from tests.skills.feedback.minds import mind

from .test_contract import only
from .world import Answer, Seen, World

ASKS = "How do I change the address of my invoices?"
CHIEDE = "Come posso cambiare l'indirizzo delle mie fatture? Non lo trovo da nessuna parte."
LETTER = "Thank you for asking. A colleague looks into it and tells you how it is changed."
LETTERA = "Grazie per averci scritto. Un collega guarda dove si cambia l'indirizzo delle fatture."
# By its words it is praise.
IRONY = "Thank you so much for the third week without my bike."
READ = "AI read how this is meant; “It was read wrongly” under More puts it right."
LETTO = "Come è inteso l’ha letto l’IA; se ha sbagliato: Altro, poi «È stato letto male»."
NAMED = "AI gave it this name, from what customers said; “Rename” gives it yours."
NOMINATO = "Il nome l’ha dato l’IA, da quello che hanno detto i clienti; «Rinomina» mette il tuo."
BRAKES = [*SAID["brakes"]["en"], *SAID["brakes"]["it"]]
OTHERS = [words for some in SAID["other"].values() for words in some]


@pytest.fixture(autouse=True)
def minded(opened: World) -> None:
    """The company has a model."""
    opened.model.answers("feedback_label", mind())
    opened.model.answers("feedback_draft", lambda said: draft(said))
    opened.model.answers("theme_name", {"en": "Brake trouble", "it": "Problemi ai freni"})


def draft(said: str) -> dict[str, list[str]]:
    return {"paragraphs": [LETTERA if "fatture" in said else LETTER]}


def speaks_italian(office: World, who: str) -> None:
    form = office.presses(who, "Change", only(office.types(who, "piazza settings"))).asks
    only(office.fills(who, form, language="it"))


def drafted(office: World, who: str, ask: str) -> tuple[Answer, Seen]:
    card = office.channel("general")[-1]
    listed = office.presses(who, "More", card).read[0]
    office.presses(who, ask, listed)
    [made] = [one for one in office.sees(who) if LETTER in one.text or LETTERA in one.text]
    return office.presses(who, made.buttons[0], made), made


def test_a_draft_says_whose_it_is_and_is_read_before_it_is_sent(office: World) -> None:
    office.types("bob", f"feedback {ASKS}")
    used, made = drafted(office, "eve", "Draft an answer")
    assert made.lines[0] == "AI draft, read it before you send it"
    assert made.lines[1] == LETTER
    assert made.lines[2].startswith("For no. ")
    assert made.buttons == ("Use it",)
    assert used.asks.values["words"] == LETTER
    # Nobody else has read it.
    assert LETTER not in "".join(one.text for one in office.channel("general"))
    assert office.sees("bob")[1:] == []


def test_a_draft_says_so_in_italian(office: World) -> None:
    speaks_italian(office, "carla")
    office.types("bob", f"feedback {CHIEDE}")
    used, made = drafted(office, "carla", "Prepara una bozza")
    assert made.lines[0] == "Bozza dell’IA: leggila prima di mandarla"
    assert made.lines[1] == LETTERA
    assert made.buttons == ("Usa questa",)
    assert used.asks.values["words"] == LETTERA


def test_a_theme_that_ai_has_named_says_so_until_somebody_names_it(office: World) -> None:
    for words in (*BRAKES, *OTHERS):
        office.types("bob", f"feedback {words}")
    office.until("2026-11-24 09:00")
    listed = only(office.types("ann", "cm themes"))
    assert any(one.startswith("“Brake trouble” (named by AI): ") for one in listed.lines)
    shown = only(office.presses("ann", "Open Brake trouble", listed))
    assert shown.lines[0] == "Theme: Brake trouble"
    assert NAMED in shown.lines
    speaks_italian(office, "ann")
    listed = only(office.types("ann", "cm themes"))
    assert any(one.startswith("«Problemi ai freni» (nome dell’IA): ") for one in listed.lines)
    shown = only(office.presses("ann", "Apri Problemi ai freni", listed))
    assert shown.lines[0] == "Tema: Problemi ai freni"
    assert NOMINATO in shown.lines
    form = office.presses("ann", "Rinomina", shown).asks
    assert form.values["name"] == "Problemi ai freni"
    office.fills("ann", form, name="Freni")
    assert "IA" not in only(office.types("ann", "cm theme freni")).text


def test_what_ai_has_read_says_so_where_it_stands_and_is_put_right(office: World) -> None:
    # Without what tells words by their sense nobody could be sure.
    office.house.likeness("feedback").coder = Pieces
    office.types("bob", f"feedback {IRONY}")
    assert office.channel("general") == []
    office.until("2026-11-24 09:20")
    [card] = office.channel("general")
    assert "complaint" in card.lines[0]
    assert READ in card.lines
    assert READ in office.presses("eve", "More", card).text
    assert LETTO in office.presses("carla", "More", card).text
    page = only(office.types("ann", "cm feedback uncertain"))
    assert any(one.endswith("dall’IA, non da una persona") for one in page.lines)
    assert any("IA: reclamo, scontento" in one for one in page.lines)
    [right] = [one for one in page.buttons if one.startswith("Correggi")][:1]
    form = office.presses("ann", right, page).asks
    office.fills("ann", form, intent="complaint", sentiment="negative", urgent="no")
    [card] = office.channel("general")
    assert "AI" not in card.text
