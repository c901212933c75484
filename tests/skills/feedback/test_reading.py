"""What was said long ago comes from a file at once, and is read behind that: all, and once."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot import Chat, Line
from bot.delivery.queue import queue_effects
from bot.insight.language import Pieces
from bot.insight.likeness import likeness
from bot.runtime.assembly import assemble
from bot.store.database import open_database
from bot.testing import WORKSPACE, Member, Team
from skills import cm
from skills.feedback import filing, reading, skill
from skills.feedback.heard import heard
from skills.feedback.importing import TITLES, take
from skills.feedback.model import Item, Tag, Unread
from tests.skills.feedback.conftest import HOW, LATE
from tests.skills.feedback.test_forgetting import forgets
from tests.skills.feedback.test_understanding import RIDDLES
from tests.skills.weekly import everything

LONG_AGO, LATELY = "2026-05-02", "2026-11-20"
AGAIN = "My bike is in your workshop for three weeks now. Unacceptable!!"
RIDDLE = "So the saddle is what it is, and so are you."
WAITS = sa.text("SELECT count(*) FROM pg_locks WHERE NOT granted")
KNOWN = (
    *("words", "language", "intent", "intent_sure", "sentiment", "sentiment_sure"),
    *("urgent", "told_by", "root"),
)
A_WHILE = timedelta(minutes=2)


@pytest.fixture(params=["file", "server"])
def database_url(request: pytest.FixtureRequest) -> str | None:
    """On both each time: two are at one thing at once on the server only."""
    return None if request.param == "file" else str(request.getfixturevalue("postgres_url"))


def line(text: str, said: str = LONG_AGO, **cells: str) -> dict[str, str]:
    return dict.fromkeys(TITLES, "") | {"text": text, "said": said} | cells


def changes(team: Team, change: Any, *, goes_on: bool) -> None:
    """Change something as a command does; what is to be done behind it is done, or lost."""

    def job(db: Session) -> None:
        chat = Chat(db, team.now, WORKSPACE, skill.name, team.app.house)
        change(chat)
        if goes_on:
            queue_effects(
                db.connection(),
                chat.effects,
                cause=f"import/{uuid4()}",
                workspace=chat.workspace,
                skill=chat.skill,
                now=chat.now,
                router=team.app.house.router,
            )

    team.app.database.write_now(job)


def imports(team: Team, *cells: dict[str, str], goes_on: bool = False) -> None:
    lines = [Line(number, one) for number, one in enumerate(cells, 1)]
    changes(team, lambda chat: list(take(chat, lines)), goes_on=goes_on)


def reads(team: Team) -> None:
    changes(team, reading.begin, goes_on=True)
    team.tick(timedelta())


def kept(team: Team) -> Sequence[tuple[Any, ...]]:
    """All that is known of words, but whether they are new."""
    columns = [getattr(Item, name) for name in KNOWN]

    def look(db: Session) -> Sequence[tuple[Any, ...]]:
        tags = sa.select(Item.words, Tag.tag).join(Tag, Tag.item_id == Item.id).order_by(Tag.tag)
        found = [tuple(row) for row in db.execute(sa.select(*columns).order_by(Item.id))]
        return [*found, *(tuple(row) for row in db.execute(tags.order_by(Item.id)))]

    return team.app.database.read_now(look)


def learnt(team: Team) -> Sequence[int]:
    query = sa.select(likeness.c.thing).where(likeness.c.numbers != b"")
    return team.app.database.read_now(lambda db: sorted(db.scalars(query)))


def unread(team: Team) -> int:
    count = sa.select(sa.func.count()).select_from(Unread)
    return team.app.database.read_now(lambda db: db.scalar(count) or 0)


def item(team: Team, number: int) -> Item:
    return team.app.database.read_now(lambda db: db.get_one(Item, number))


def test_in_the_end_it_is_as_if_all_had_been_read_at_once(team: Team) -> None:
    changes(team, lambda chat: chat.themes.make("bikes", "bike*, saddle*"), goes_on=True)
    cells = [
        line(LATE, tags="late, bikes"),
        line(RIDDLE),
        line(AGAIN, name="Rita"),
        line("Vorrei un cestino più grande.", rating="2"),
        line(HOW, intent="complaint", rating="4"),
    ]
    imports(team, *cells, goes_on=True)
    assert unread(team) == 5
    before = kept(team)
    team.tick(timedelta())
    assert (unread(team), learnt(team)) == (0, [1, 2, 3, 4, 5])
    found = kept(team)
    assert found != before

    def anew(chat: Chat) -> None:
        chat.db.execute(sa.delete(Item))
        for number in range(1, 6):
            chat.unlearn(number)
        filing.keep_all(chat, [heard(one, chat.now) for one in cells], "shop")

    changes(team, anew, goes_on=False)
    first = team.app.database.read_now(lambda db: db.scalar(sa.select(sa.func.min(Item.id)))) or 1
    assert [
        tuple(first if name and place == 8 else name for place, name in enumerate(row))
        for row in found
    ] == kept(team)


def test_until_then_nobody_is_asked_about_it_and_the_pages_say_so(
    team: Team, marco: Member
) -> None:
    imports(team, line(LATE), *map(line, RIDDLES))
    page = marco.types("/cm feedback uncertain").text
    assert "Nothing was read uncertainly" in page
    assert "7 came from a file and are still being read" in page
    marco.types("/cm digest")
    assert "Still to be read: 7" in everything(marco).text
    reads(team)
    page = marco.types("/cm feedback uncertain").text
    assert "Put some right" in page
    assert "still being read" not in page
    marco.types("/cm digest")
    assert "Still to be read" not in marco.inbox[-1].text


def test_what_was_said_lately_is_posted_at_once_and_what_is_older_counted_with_it(
    team: Team,
) -> None:
    imports(team, line(LATE))
    imports(team, line(LATE, LATELY), line(AGAIN), goes_on=True)
    team.tick(timedelta())
    [card] = team.channel("#customers")
    assert LATE in card.text
    assert "2 more say the same" in card.text
    assert [item(team, number).root for number in (1, 2, 3)] == [2, None, 2]


def test_what_is_put_right_meanwhile_stays_so_and_is_learnt(team: Team, marco: Member) -> None:
    imports(team, line(LATE), line(RIDDLE), line(AGAIN))
    changes(team, lambda chat: _put_right(chat, 3), goes_on=False)
    reads(team)
    one = item(team, 3)
    assert (one.intent, one.intent_sure, one.told_by) == ("praise", 100, "person")
    assert one.root is None
    assert learnt(team) == [1, 2, 3]


def _put_right(chat: Chat, number: int) -> None:
    one = chat.db.get_one(Item, number)
    one.intent, one.intent_sure, one.told_by = "praise", 100, "person"


def test_who_is_forgotten_meanwhile_is_not_read(team: Team, marco: Member) -> None:
    imports(team, line(LATE, name="Rita"), line(RIDDLE), line(AGAIN, name="Rita"))
    forgets(marco, "Rita")
    reads(team)
    assert (learnt(team), unread(team)) == ([2], 0)


def test_who_is_forgotten_while_their_words_are_read_leaves_nothing(
    team: Team, marco: Member
) -> None:
    imports(team, line(LATE, name="Rita"), line(RIDDLE))
    eraser = threading.Thread(target=forgets, args=(marco, "Rita"))

    def job(db: Session) -> None:
        chat = Chat(db, team.now, WORKSPACE, skill.name, team.app.house)
        reading._take(chat, {1: "en", 2: "en"})
        db.flush()
        eraser.start()
        while team.app.database.kind == "postgresql" and not db.scalar(WAITS):
            pass

    team.app.database.write_now(job)
    eraser.join()
    assert learnt(team) == [2]


class Mortal(Pieces):
    """Dies with its process the third time it is asked for many."""

    asked = 0

    def encode_all(self, texts: Sequence[str]) -> Sequence[Any]:
        self.asked += 1
        if self.asked == 3:
            os.kill(os.getpid(), signal.SIGKILL)
        return super().encode_all(texts)


def goes_on_and_dies(team: Team) -> bool:
    pid = os.fork()
    if pid == 0:
        try:
            url = team.app.database.engine.url.render_as_string(hide_password=False)
            database, mortal = open_database(url), Mortal()
            app = assemble(team.conf, [skill, cm.skill], database, lambda: team.now)
            app.house.likeness(skill.name).coder = lambda: mortal

            async def work() -> None:
                await app.sweep()
                await app.engine.idle()

            team.run(work())
        finally:
            os._exit(0)
    _, status = os.waitpid(pid, 0)
    return os.WIFSIGNALED(status)


def test_who_dies_over_it_loses_nothing_and_reads_nothing_twice(team: Team) -> None:
    team.app.house.likeness(skill.name).coder = Pieces
    many = 2 * reading.AT_ONCE + 20
    imports(
        team, *(line(f"Thing{n} thung{n * 7} thang{n * 3}.") for n in range(many)), goes_on=True
    )
    assert goes_on_and_dies(team)
    assert unread(team) == 20
    team.tick(A_WHILE)
    assert (unread(team), learnt(team)) == (0, list(range(1, many + 1)))


def test_what_no_job_is_at_is_read_in_the_morning(team: Team, marco: Member) -> None:
    imports(team, line(LATE), line(RIDDLE))
    team.tick("2026-11-24 05:01")
    assert (unread(team), learnt(team)) == (0, [1, 2])
