"""A day in the life: a thousand things customers say, by every way, and each is seen to once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot import Chat, Line, Role
from bot.runtime import hooks
from bot.testing import WORKSPACE, Member, Team
from skills import cm
from skills.feedback import FeedbackSettings, skill
from skills.feedback.importing import TITLES, take
from skills.feedback.model import Item
from skills.feedback.settings import SourceSettings
from tests.skills.feedback.test_sources import ATOM, FEED, entry, reads_feed

PROGRAM, FILE, FEW = 180, 800, 20
SHOP = {"shop": SourceSettings(reply="https://shop.example.com/replies")}
KINDS = (
    "The delivery of order {n} was late again, I am disappointed.",
    "How do I return order {n}?",
    "Thank you for order {n}, wonderful service.",
    "It would be nice to change order {n} online.",
)


@pytest.fixture
def team(team_of: Callable[..., Team]) -> Team:
    return team_of(
        skill, cm.skill, settings={"feedback": FeedbackSettings(hook=True, sources=SHOP)}
    )


def said(number: int) -> dict[str, Any]:
    return {
        "id": f"n{number}",
        "text": KINDS[number % 4].format(n=number),
        "name": f"Customer {number % 50}",
        "email": f"c{number % 50}@example.com",
    }


def by_program(team: Team) -> None:
    """Some come twice, as programs send what was not answered in time."""
    door = team.app.house.router.hooks["feedback"]

    async def send() -> None:
        for number in [*range(PROGRAM), *range(0, PROGRAM, 7)]:
            await hooks.take(team.app, door, "SHOP", f"n{number}", said(number))

    team.run(send())


def by_file(team: Team) -> None:
    """The same file is imported twice."""
    lines = [
        Line(one, {**dict.fromkeys(TITLES, ""), **{k: str(v) for k, v in said(one).items()}})
        for one in range(PROGRAM, PROGRAM + FILE)
    ]

    def job(db: Session) -> None:
        chat = Chat(db, team.now, WORKSPACE, skill.name, team.app.house)
        assert sum(one.new is not None for one in take(chat, lines)) == FILE
        assert sum(one.new is not None for one in take(chat, lines)) == 0

    team.app.database.write_now(job)


def items(team: Team) -> list[Any]:
    def look(db: Session) -> list[Any]:
        return list(db.execute(sa.select(Item.source, Item.key, Item.intent, Item.root)).all())

    return team.app.database.read_now(look)


def answered(team: Team, who: Member, some: Iterator[Any]) -> None:
    for card in some:
        check = who.fills(who.presses("Answer", on=card), words="We are looking into it today.")
        who.presses("Send it", on=check)
        # Pressed twice, as people do.
        who.presses("Send it", on=check)


def test_a_thousand_things_are_kept_routed_and_answered_once_each(team: Team) -> None:
    marco, bob = team.member("Marco", role=Role.CM), team.member("Bob")
    entries = "".join(
        entry(str(n), f"Review {n}", f"Order {n} arrived broken.") for n in range(FEW)
    )
    team.outside[FEED] = ATOM.format(entries=entries).encode()
    reads_feed(marco)
    by_program(team)
    by_file(team)
    team.tick("2026-11-23 08:30")
    kept = items(team)
    assert len(kept) == PROGRAM + FILE + FEW
    assert len({(one.source, one.key) for one in kept}) == len(kept)
    counts = Counter(one.intent for one in kept)
    assert counts["complaint"] >= 245
    assert counts["praise"] >= 200
    cards = team.channel("#customers")
    # Every word but praise has one card or is counted on one; praise has none.
    assert len(cards) == sum(one.root is None for one in kept if one.intent != "praise") - sum(
        one.root is None and one.intent != "praise" for one in kept if one.source == "file"
    )
    from_shop = (one for one in cards if "Customer 1," in one.text)
    answered(team, bob, from_shop)
    assert team.posted
    ids = [one.id for one in team.posted]
    assert len(ids) == len(set(ids))
    assert {one.address for one in team.posted} == {"https://shop.example.com/replies"}
    assert team.mailed == []
