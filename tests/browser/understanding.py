"""The pictures that show how words are understood: what is uncertain, themes, an answer's draft."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import expect

from tests.bot.insight.oracle.mind import Mind, sends

from .window import Window

DRAFT = [
    "Thank you for telling us, and we are sorry that the bike let you down.",
    "A colleague of ours looks into it and writes to you as soon as they know more.",
]


def uncertain(window: Window) -> None:
    """What could not be told for sure of customers' words, to be put right."""
    window.speaks("English")
    window.goes_to("customers")
    window.types("/cm feedback uncertain")
    card = window.private("were read uncertainly")
    card.evaluate("one => one.scrollIntoView({block: 'start'})")


def themes(window: Window) -> None:
    """What people speak of in all skills, and what rises."""
    window.speaks("English")
    window.goes_to("general")
    window.types("/cm themes")
    card = window.private("What people speak of")
    card.evaluate("one => one.scrollIntoView({block: 'start'})")


def a_draft(window: Window) -> None:
    """An answer to a customer that the company's language model has drafted."""
    window.goes_to("customers")
    window.presses("I’ll see to it", on=window.message("I’ll see to it"))
    window.presses("More", on=window.message("Let go"))
    window.presses("Draft an answer", on=window.private("Draft an answer"))
    window.private("A draft is on its way.")
    window.goes_to("Piazza")
    expect(window.message("AI draft")).to_be_visible()


@contextmanager
def a_model() -> Iterator[dict[str, str]]:
    """A language model on this machine that drafts the same answer to everybody."""
    mind = Mind()
    mind.says(sends(json.dumps({"paragraphs": DRAFT})))
    with mind.running():
        yield {"OPENAI_MODEL": "small-1", "OPENAI_BASE_URL": mind.address}
