"""A day in the life: a thousand things customers say, by every way, and each is seen to once."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot import Chat, Line, Role
from bot.delivery import backlog
from bot.testing import WORKSPACE, Member, Shown, Team
from skills.feedback import skill
from skills.feedback.importing import TITLES, take
from skills.feedback.model import Answer, Item
from skills.feedback.sending import deliver
from tests.handlers.web.hooked import DESK as DESKS_KEY
from tests.handlers.web.hooked import KEY, World
from tests.skills.feedback.test_sources import ATOM, FEED, entry, reads_feed
from tests.skills.feedback.ways import Ways, ways_of

SHOP, DESK, FILE, FEW = range(180), range(180, 240), range(240, 980), 20
# These say the very same, some by the shop and some at the desk.
SAME = range(174, 186)
PEOPLE, ANSWERED = 50, 8
KINDS = (
    "The delivery of order 4{n:04} was late again, I am disappointed.",
    "How do I return order 4{n:04}?",
    "Thank you for order 4{n:04}, wonderful service.",
    "It would be nice to change order 4{n:04} online.",
)
DOWN = "Since this morning your shop does not work: nothing can be paid."


@pytest.fixture
def ways(team_of: Callable[..., Team]) -> Iterator[Ways]:
    with ways_of(team_of) as ways:
        yield ways


@pytest.fixture
def team(ways: Ways) -> Team:
    return ways.team


def said(number: int) -> dict[str, str]:
    return {
        "id": f"n{number}",
        "text": DOWN if number in SAME else KINDS[number % 4].format(n=number),
        "name": f"Customer {number % PEOPLE}",
        "email": address(number),
    }


def address(number: int) -> str:
    return f"c{number % PEOPLE}@example.com"


def answer_to(number: int) -> str:
    return "È di nuovo aperto: scusateci." if number in SAME else f"Order {number} is seen to."


def by_programs(team: Team) -> None:
    """Some come twice, as programs send what was not answered in time."""
    world = World(team)

    async def send() -> None:
        for name, numbers, key in (("shop", SHOP, KEY), ("help-desk", DESK, DESKS_KEY)):
            for number in [*numbers, *numbers[::7]]:
                to = f"/hooks/feedback/{name}"
                status, _ = await world.send(said(number), to, id_=f"n{number}", key=key)
                assert status in (200, 202, 204)

    world.tells(send)


def by_file(team: Team) -> None:
    """A file of what was said long ago, and nobody waits for; it is imported twice."""
    blank = {**dict.fromkeys(TITLES, ""), "said": "2026-11-01T09:00:00Z"}
    lines = [Line(one, blank | said(one)) for one in FILE]

    def job(db: Session) -> None:
        chat = Chat(db, team.now, WORKSPACE, skill.name, team.app.house)
        assert sum(one.new is not None for one in take(chat, lines)) == len(FILE)
        assert sum(one.new is not None for one in take(chat, lines)) == 0

    team.app.database.write_now(job)


def by_feed(team: Team, marco: Member) -> None:
    entries = "".join(
        entry(str(n), f"Review {n}", f"Order {n} arrived broken.") for n in range(FEW)
    )
    team.outside[FEED] = ATOM.format(entries=entries).encode()
    reads_feed(marco)


def items(team: Team) -> list[Any]:
    def look(db: Session) -> list[Any]:
        return list(db.execute(sa.select(Item.source, Item.key, Item.intent, Item.root)).all())

    return team.app.database.read_now(look)


def number_of(card: Shown) -> int:
    """Which of what programs sent a card shows."""
    found = re.search(r"order 4(\d{4})", card.text)
    return int(found[1]) if found else SAME[0]


def answers(who: Member, cards: Sequence[Shown]) -> None:
    for card in cards:
        who.presses("I’ll see to it", on=card)
        form = who.presses("Answer", on=card)
        check = who.fills(form, words=answer_to(number_of(card)))
        who.presses("Send it", on=check)
        # Pressed twice, as people do.
        who.presses("Send it", on=check)


def sent_again(team: Team) -> None:
    """Every answer's job is done once more."""

    def again(db: Session) -> None:
        kind = team.app.house.router.job_key(deliver)
        for id_ in db.scalars(sa.select(Answer.id)):
            backlog.add(db.connection(), f"again/{id_}", kind, [id_], team.now, WORKSPACE)

    team.app.database.write_now(again)
    team.tick("2026-11-23 08:45")


def arrived(ways: Ways) -> tuple[Counter[Any], Counter[Any]]:
    """What the shop was told for whom, and what was mailed to whom."""
    letters = Counter((one["To"], one.get_content().strip()) for one in ways.letters)
    return Counter((one["id"], one["answer"]) for _, one in ways.told()), letters


@pytest.mark.soak
def test_a_thousand_things_are_kept_routed_grouped_and_answered_once_each(
    ways: Ways, team: Team
) -> None:
    marco, bob = team.member("Marco", role=Role.CM), team.member("Bob")
    by_feed(team, marco)
    by_programs(team)
    by_file(team)
    team.tick("2026-11-23 08:30")
    kept = items(team)
    assert len(kept) == len(SHOP) + len(DESK) + len(FILE) + FEW == 1000
    assert len({(one.source, one.key) for one in kept}) == len(kept)
    counts = Counter(one.intent for one in kept)
    assert counts["complaint"] >= 245
    assert counts["praise"] >= 200
    assert sum(one.root is not None for one in kept) >= len(SAME) - 1
    cards = team.channel("#customers")
    # Every word but praise has one card or is counted on one; praise has none.
    news = [one for one in kept if one.source != "file" and one.intent != "praise"]
    assert len(cards) == sum(one.root is None for one in news)

    programs = [one for one in cards if number_of(one) % PEOPLE < ANSWERED and DOWN not in one.text]
    [down] = [one for one in cards if DOWN in one.text]
    assert f"{len(SAME) - 1} more say the same" in down.text
    answers(bob, [*programs, down])
    numbers = [*map(number_of, programs), *SAME]
    told = Counter((f"n{n}", answer_to(n)) for n in numbers if n in SHOP)
    letters = Counter((address(n), answer_to(n)) for n in numbers if n in DESK)
    assert min(len(told), len(letters)) > 8
    assert arrived(ways) == (told, letters)
    assert all(one.text.endswith("answered") for one in [*programs, down])

    sent_again(team)
    assert arrived(ways) == (told, letters)
    ids = [id_ for id_, _ in ways.told()]
    assert len(ids) == len(set(ids))
    assert {json.loads(body)["type"] for _, body in ways.program.told} == {"feedback.answered"}
    names = [one["Message-ID"] for one in ways.letters]
    assert len(names) == len(set(names))
    for one in ways.letters:
        assert one["From"] == "Officine Aurora <hello@aurora.example>"
        assert one["Subject"].startswith("Re: ")
        assert one["Date"].datetime <= team.now
