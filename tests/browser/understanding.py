"""The pictures that show how words are understood: what is uncertain, themes, an answer's draft."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager

from aiohttp import web
from playwright.sync_api import expect

from tests.bot.insight.oracle.mind import Heard, Mind, completion

from .window import Window

DRAFT = {
    "en": [
        "Thank you for telling us, and we are sorry for the trouble.",
        "A colleague of ours looks into it and writes to you as soon as they know more.",
    ],
    "it": [
        "Grazie per averci scritto, ci dispiace per il disagio.",
        "Un collega controlla che cosa è successo e vi scrive appena ne sa di più.",
    ],
}


def uncertain(window: Window) -> None:
    """What could not be told for sure of customers' words, to be put right."""
    window.speaks("English")
    window.hides_journal()
    window.goes_to("customers")
    window.types("/cm feedback uncertain")
    card = window.private("were read uncertainly")
    card.evaluate("one => one.scrollIntoView({block: 'start'})")


def themes(window: Window) -> None:
    """What people speak of in all skills, and what rises."""
    window.hides_journal()
    window.goes_to("general")
    window.types("/cm themes")
    card = window.private("Di che cosa si parla")
    card.evaluate("one => one.scrollIntoView({block: 'start'})")


def a_draft(window: Window) -> None:
    """An answer to a customer that the company's language model has drafted."""
    window.hides_journal()
    window.goes_to("customers")
    window.presses("I’ll see to it", on=window.message("I’ll see to it"))
    window.presses("More", on=window.message("Let go"))
    window.presses("Draft an answer", on=window.private("Draft an answer"))
    window.private("A draft is on its way.")
    window.goes_to("Piazza")
    expect(window.message("AI draft")).to_be_visible()


async def drafts(_mind: Mind, _request: web.Request, heard: Heard) -> web.StreamResponse:
    """Draft the same answer to everybody, in the language that is asked for."""
    language = "it" if "code 'it'" in heard.user else "en"
    return web.json_response(completion(json.dumps({"paragraphs": DRAFT[language]})))


@contextmanager
def a_model() -> Iterator[dict[str, str]]:
    """A language model on this machine that drafts answers."""
    mind = Mind()
    mind.says(drafts)
    with mind.running():
        yield {"OPENAI_MODEL": "small-1", "OPENAI_BASE_URL": mind.address}
