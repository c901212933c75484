"""What could not be delivered: the community manager sees why, sends it again or dismisses it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import partial
from typing import Any

from sqlalchemy import Row

from bot.cards import Button, Card
from bot.chat import Chat
from bot.delivery import dead_letters
from bot.delivery.broadcasts import PREFIX
from bot.delivery.dead_letters import Change, Pile, Which
from bot.errors import Refused
from bot.people import Channel, Person, Role
from bot.runtime import unfinished
from bot.runtime.built_in import skill
from bot.texts import Text, Value, core
from bot.work import Work

MOST_CHANNELS, MOST_DAYS = 5, 8
# Of these the platform's own word says more than we can.
IN_THEIR_WORDS = ("unsure", "tries", "other")
CHANGES: Mapping[str, Change] = {
    "again": dead_letters.send_again,
    "dismiss": dead_letters.dismiss,
}


@skill.command("cm undelivered", only=Role.CM, reads=True)
@skill.button("cm_undelivered", only=Role.CM, reads=True)
def listing(chat: Chat) -> None:
    """Say what could not be delivered, why, since when, and what helps."""
    db = chat.db.connection()
    piles, work = dead_letters.piles(db, chat.now), unfinished.card(chat)
    if not piles:
        chat.whisper(work or core("undelivered.nothing"))
        return
    lines = [line for pile in piles for line in _lines(pile)]
    lines += [core("undelivered.days", days=_days(chat)), core("undelivered.newest")]
    lines += _named(chat, _newest(chat, ()))
    total = sum(pile.count for pile in piles)
    buttons = [
        Button(core("undelivered.look", why=why_of(one.cause)), show, one.cause) for one in piles
    ]
    if work is not None:
        lines += [work.text, *work.lines]
        buttons += work.buttons
    chat.whisper(Card(core("undelivered.title", count=total), lines=lines, buttons=buttons))


def _lines(pile: Pile) -> Iterator[Text]:
    yield core("undelivered.pile", count=pile.count, why=why_of(pile.cause))
    yield help_of(pile)


def why_of(cause: str) -> Text:
    """Why something failed, in words."""
    return core(f"undelivered.why_{cause}")


def help_of(pile: Pile) -> Text:
    """What helps against it."""
    if pile.cause == "outside" and pile.channels:
        return core("undelivered.invite", channels=list(pile.channels[:MOST_CHANNELS]))
    if pile.cause == "channel" and pile.channels:
        return core("undelivered.mend", channels=list(pile.channels[:MOST_CHANNELS]))
    return core(f"undelivered.help_{pile.cause}")


def _days(chat: Chat) -> list[Value]:
    found = dead_letters.days(chat.db.connection(), chat.house.company.clock)
    told: list[Value] = [
        core("undelivered.day", number=number, what=_what(chat, kind), day=day)
        for kind, day, number in found[:MOST_DAYS]
    ]
    return [*told, core("undelivered.earlier")] if len(found) > MOST_DAYS else told


def _what(chat: Chat, kind: str) -> Value:
    """What it was, as people know it; never what it said."""
    room, _, name = kind.partition(".")
    if room == "bot":
        return _of_ours(name)
    if chat.house.has_words(room, f"gets.{name}"):
        return Text(f"gets.{name}", {}, room)
    return Text("name", {}, room) if not name and chat.house.has_words(room, "name") else kind


def _of_ours(name: str) -> Text:
    if name.startswith(PREFIX):
        return core("broadcast.kind")
    return core("undelivered.post" if name.startswith("post_") else "undelivered.word")


def _newest(chat: Chat, which: Which) -> Sequence[Row[Any]]:
    """The newest that may be shown one by one."""
    which = [*which, *dead_letters.named(chat.house.sealed)]
    return dead_letters.newest(chat.db.connection(), which, chat.now)


def _named(chat: Chat, rows: Sequence[Row[Any]]) -> list[Text]:
    people = _people(chat, rows)
    return [_line(chat, row, people) for row in _mixed(chat, rows, people)]


def _people(chat: Chat, rows: Sequence[Row[Any]]) -> dict[int, Person]:
    return chat.people(row.person_id for row in rows if row.person_id)


def _mixed(
    chat: Chat, rows: Sequence[Row[Any]], people: Mapping[int, Person]
) -> Sequence[Row[Any]]:
    """Those of a day by name: what was said at once to two people does not stand side by side.

    Of thanks without a name it would show who gave them.
    """

    def place(row: Row[Any]) -> tuple[int, str]:
        to = people.get(row.person_id)
        return -_day(chat, row).toordinal(), to.name if to else ""

    return sorted(rows, key=place)


def _day(chat: Chat, row: Row[Any]) -> date:
    made: datetime = row.made
    return made.astimezone(chat.person.clock).date()


def _when(chat: Chat, row: Row[Any]) -> Value:
    made: datetime = row.made
    return made if row.channel else _day(chat, row)


def _line(chat: Chat, row: Row[Any], people: Mapping[int, Person]) -> Text:
    why: Value = why_of(row.cause)
    if row.cause in IN_THEIR_WORDS:
        why = core("undelivered.told", why=why, word=row.error)
    to, what = _to(row, people), _what(chat, row.kind)
    return core("undelivered.line", what=what, to=to, at=_when(chat, row), why=why)


def _to(row: Row[Any], people: Mapping[int, Person]) -> Value:
    if row.channel:
        return Channel(row.workspace, row.channel)
    return people.get(row.person_id) or core("undelivered.posted")


@skill.button("undelivered_show", only=Role.CM, reads=True)
def show(chat: Chat, cause: str) -> None:
    """Show all of one cause, with what can be done with it."""
    db = chat.db.connection()
    pile = next((one for one in dead_letters.piles(db, chat.now) if one.cause == cause), None)
    if pile is None:
        raise Refused(core("undelivered.gone"))
    rows = _newest(chat, dead_letters.of_cause(cause))
    people = _people(chat, rows)
    again = core("undelivered.again_all", count=pile.sendable)
    buttons = [Button(again, again_all, cause, pile.sendable)] if pile.sendable else []
    dismiss = core("undelivered.dismiss_all", count=pile.count)
    buttons.append(Button(dismiss, dismiss_all, cause, pile.count))
    for row in _mixed(chat, rows, people):
        label = core("undelivered.open", to=_to(row, people), at=_when(chat, row))
        buttons.append(Button(label, show_one, str(row.id)))
    lines = [help_of(pile), *_chances(pile), *_named(chat, rows)]
    text = core("undelivered.pile", count=pile.count, why=why_of(cause))
    chat.whisper(Card(text, lines=lines, buttons=buttons))


def _chances(pile: Pile) -> Iterator[Text]:
    """What sending again can do, and what it might do twice."""
    if pile.late:
        yield core("undelivered.late", count=pile.late)
    if never := pile.count - pile.sendable - pile.late:
        yield core("undelivered.never", count=never)
    if pile.doubtful:
        yield core("undelivered.twice", count=pile.doubtful)


@skill.button("undelivered_one", only=Role.CM, reads=True)
def show_one(chat: Chat, id_: str) -> None:
    """Show one of them, with what can be done with it."""
    rows = _newest(chat, dead_letters.of_id(id_))
    if not rows:
        raise Refused(core("undelivered.gone"))
    [row] = rows
    pile = Pile(row.cause, 1, int(row.sendable), int(row.sendable and row.doubtful), int(row.late))
    if row.channel:
        pile.channels = (Channel(row.workspace, row.channel),)
    buttons = [Button(core("undelivered.again"), again_one, id_)] if row.sendable else []
    buttons.append(Button(core("undelivered.dismiss"), dismiss_one, id_))
    [line] = _named(chat, rows)
    chat.whisper(Card(line, lines=[help_of(pile), *_chances(pile)], buttons=buttons))


@skill.button("undelivered_again_all", only=Role.CM)
def again_all(chat: Chat, cause: str, count: int) -> None:
    """Send all of one cause again; they are as many as were counted when they were looked at."""
    _change_all(chat, "again", cause, count)


@skill.button("undelivered_again", only=Role.CM)
def again_one(chat: Chat, id_: str) -> None:
    """Send one again."""
    _change_one(chat, "again", id_)


@skill.button("undelivered_dismiss_all", only=Role.CM)
def dismiss_all(chat: Chat, cause: str, count: int) -> None:
    """Count all of one cause no more."""
    _change_all(chat, "dismiss", cause, count)


@skill.button("undelivered_dismiss", only=Role.CM)
def dismiss_one(chat: Chat, id_: str) -> None:
    """Count one no more."""
    _change_one(chat, "dismiss", id_)


def _change_one(chat: Chat, how: str, id_: str) -> None:
    if not CHANGES[how](chat.db.connection(), dead_letters.of_id(id_), chat.now):
        raise Refused(core("undelivered.gone"))
    chat.audit("1")
    chat.whisper(core(f"undelivered.done_{how}", count=1))


def _change_all(chat: Chat, how: str, cause: str, count: int) -> None:
    """Bit by bit behind the answer: only to look for them takes long where many have failed."""
    if not dead_letters.some(chat.db.connection(), dead_letters.of_cause(cause)):
        raise Refused(core("undelivered.gone"))
    chat.later(go_on, how, cause)
    chat.audit(f"{cause}: {count}")
    chat.whisper(core(f"undelivered.done_{how}", count=count))


@skill.job("undelivered")
def go_on(work: Work, how: str, cause: str) -> None:
    """Change all of a cause, a chunk at a time; what fails again meanwhile is left to be seen."""
    which = dead_letters.of_cause(cause)
    for chunk in work.read(lambda db: dead_letters.chunks(db.connection(), which)):
        work.write(partial(_some, how=how, which=chunk))


def _some(chat: Chat, how: str, which: Which) -> int:
    return CHANGES[how](chat.db.connection(), which, chat.now)
