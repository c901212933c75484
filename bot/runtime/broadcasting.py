"""Writing to many at once, once the community manager has seen how it looks and to how many."""

from __future__ import annotations

from datetime import timedelta

from bot.cards import Button, Card
from bot.chat import Chat
from bot.delivery import broadcasts, runs
from bot.delivery.broadcasts import Audience
from bot.errors import Refused
from bot.forms import Form, text
from bot.people import Role
from bot.runtime.built_in import skill
from bot.runtime.faults import nearest
from bot.runtime.planned import NAME
from bot.runtime.underway import count_of, dues, far, takes, with_buttons
from bot.store.turns import take_turn
from bot.texts import Text, core

# A button carries them from the look at it until it is sent.
MOST_WORDS = 800
NAMED = 10
DAY = timedelta(days=1)


class ToMany(Form):
    """What is written to whom; with nothing in `to`, to everybody."""

    words: str = text(max_length=MOST_WORDS, multiline=True)
    to: str = text(max_length=NAME, default="")


@skill.command("cm broadcast", ToMany, only=Role.CM, reads=True)
def look(chat: Chat, form: ToMany) -> None:
    """Show how it will look, and say to how many it goes and how long that takes."""
    words, said = _addressed(chat, form)
    to = _meant(chat, said)
    # It is only counted: without a number of its own it is stored nowhere.
    counted = broadcasts.made_of(0, words, to)
    count = count_of(chat, counted)
    if not count:
        raise Refused(core("broadcast.nobody"), field="to")
    shown = broadcasts.card_of(words)
    chat.whisper(
        Card(
            core("broadcast.preview", to=_named(to), count=count, title=shown.text),
            quote=shown.quote,
            lines=[core("nudges.undo_how"), core("nudges.takes", time=takes(chat, count))],
            buttons=[
                Button(core("nudges.send"), send, words, said, count),
                Button(core("own.change"), change, words, said),
            ],
        )
    )


def _addressed(chat: Chat, form: ToMany) -> tuple[str, str]:
    """The words, and to whom: a command may begin with that, as in "@backoffice We are open"."""
    first, _, words = form.words.strip().partition(" ")
    if form.to or not first.startswith("@") or not words.strip():
        return form.words, form.to
    found = broadcasts.find(chat.db.connection(), chat.workspace, first)
    return (words.strip(), first) if isinstance(found, Audience) else (form.words, "")


def _meant(chat: Chat, said: str) -> Audience:
    found = broadcasts.find(chat.db.connection(), chat.workspace, said)
    if isinstance(found, Audience):
        return found
    if not found:
        raise Refused(core("broadcast.no_names"), field="to")
    wanted = said.strip().removeprefix("@").casefold()
    near = nearest(wanted, found) or [one for one in found if wanted in one.casefold()]
    key = "broadcast.unknown" if near else "broadcast.none_such"
    raise Refused(core(key, name=said, names=(near or found)[:NAMED]), field="to")


def _named(to: Audience) -> Text | str:
    return to.name or core("broadcast.everybody")


@skill.button("broadcast_send", only=Role.CM)
def send(chat: Chat, words: str, to: str, count: int) -> None:
    """Write it to as many as were counted, after the time in which it can be undone."""
    db = chat.db.connection()
    meant = _meant(chat, to)
    _check_new(chat, words, meant)
    one = broadcasts.add(db, words, meant, chat.person.id, chat.now)
    number = runs.begin(chat.db, dues(chat, one), chat.now + runs.UNDO)
    chat.audit(f"{count}: {words}")
    text = core("nudges.sent", what=core("broadcast.name"), count=count)
    chat.whisper(with_buttons(Card(text), one.key, number))


@skill.button("broadcast_change", only=Role.CM, reads=True)
def change(chat: Chat, words: str, to: str) -> None:
    """Open the form with what has been looked at."""
    chat.open(ToMany, words=words, to=to)


def _check_new(chat: Chat, words: str, to: Audience) -> None:
    """Refuse what goes to the same people already: a button can be pressed twice."""
    db = chat.db.connection()
    take_turn(db, "broadcast")
    same = broadcasts.before(db, words, to, chat.now - DAY)
    number = runs.number_of(db, same.key) if same else None
    if same and number is not None:
        raise Refused(core("broadcast.again"))


@skill.command("cm broadcast status", only=Role.CM, reads=True)
def status(chat: Chat) -> None:
    """Say how far the latest one is."""
    one = broadcasts.latest(chat.db.connection())
    number = runs.number_of(chat.db.connection(), one.key) if one else None
    if one is None or number is None:
        chat.whisper(core("broadcast.none"))
        return
    far(chat, one.key, number)
