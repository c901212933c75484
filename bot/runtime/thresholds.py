"""How many answers a figure needs: raised by one, lowered only with the word of a second person."""

from __future__ import annotations

from collections.abc import Sequence

from bot.cards import Button, Card
from bot.chat import Chat
from bot.errors import Refused
from bot.forms import Form, text
from bot.people import ORGANISERS, Person, Role
from bot.privacy import thresholds
from bot.privacy.thresholds import Wish
from bot.runtime.built_in import skill
from bot.runtime.sections import CEILING, FLOOR
from bot.texts import core

SECONDS = (Role.CM, Role.WORKERS_REPRESENTATIVE)


class Least(Form):
    """How many answers a figure is to need."""

    number: str = text(max_length=20)


class Refusal(Form):
    """Why fewer answers are not to be enough."""

    why: str = text(max_length=300, multiline=True, default="")


@skill.command("cm privacy", only=(*ORGANISERS, Role.WORKERS_REPRESENTATIVE), reads=True)
def look(chat: Chat) -> None:
    """Say how many answers a figure needs, who may change that, and what waits for a word."""
    least = _standing(chat)
    lines = [core("privacy.frozen"), core("privacy.how", more=min(CEILING, least // 5 * 5 + 5))]
    buttons = [Button(core("own.change"), ask)] if Role.CM in chat.person.roles else []
    if wish := _wish(chat):
        asker, day = _asker(chat, wish), wish.asked.astimezone(chat.person.clock).date()
        lines.append(core("privacy.asked", who=asker, day=day, count=wish.k))
        if chat.person in _seconds(chat, asker):
            buttons += _answers(wish)
    chat.whisper(Card(core("privacy.least", count=least), lines=lines, buttons=buttons))


@skill.button("privacy_change", only=Role.CM)
def ask(chat: Chat) -> None:
    """Open the form that changes the number."""
    chat.open(Least)


@skill.command("cm privacy least", Least, only=Role.CM)
def change(chat: Chat, form: Least) -> None:
    """Raise the number at once, or ask a second person to have it lowered."""
    db, k = chat.db.connection(), _number(form.number)
    thresholds.turn(db)
    before = thresholds.current(db, chat.now, chat.house.conf.privacy)
    chat.audit(f"{before} → {k}")
    if k < before:
        _ask_for(chat, before, k)
    elif k > before:
        thresholds.raise_to(db, k, chat.person.id, chat.now)
        chat.whisper(core("privacy.raised", count=k))
    else:
        thresholds.drop(db)
        chat.whisper(core("privacy.same", count=k))


def _number(said: str) -> int:
    """The number that was typed; Refused where it can't be had."""
    try:
        k = int(said)
    except ValueError:
        k = 0
    if not FLOOR <= k <= CEILING:
        raise Refused(core("privacy.no_number", low=FLOOR, high=CEILING), field="number")
    return k


def _ask_for(chat: Chat, before: int, k: int) -> None:
    seconds = _seconds(chat, chat.person)
    if not seconds:
        named = chat.house.conf.roles.workers_representative
        raise Refused(core("privacy.no_other" if named else "privacy.alone"), field="number")
    wish = thresholds.ask_for(chat.db.connection(), k, chat.person.id, chat.now)
    words = core("privacy.please", who=chat.person, count=k, before=before)
    for one in seconds:
        chat.send(Card(words, lines=[core("privacy.frozen")], buttons=_answers(wish)), to=one)
    chat.whisper(core("privacy.waits", count=k, before=before, people=seconds))


def _answers(wish: Wish) -> list[Button]:
    return [
        Button(core("privacy.agree"), agree, wish.id),
        Button(core("privacy.refuse"), ask_why, wish.id),
    ]


@skill.button("privacy_agree", only=SECONDS)
def agree(chat: Chat, wish_id: int) -> None:
    """Agree to a lower number that somebody else asked for."""
    db = chat.db.connection()
    thresholds.turn(db)
    before, wish = _standing(chat), _answered(chat, wish_id)
    asker = _asker(chat, wish)
    if not thresholds.agree(db, wish.id, chat.person.id, chat.now):
        raise Refused(core("privacy.settled"))
    chat.audit(f"{before} → {wish.k}", about=asker)
    chat.send(core("privacy.agreed", who=chat.person, count=wish.k), to=asker)
    chat.whisper(core("privacy.agreed_done", who=asker, count=wish.k))


@skill.button("privacy_ask_why", only=SECONDS)
def ask_why(chat: Chat, wish_id: int) -> None:
    """Open the form in which it is refused, with a word if one likes."""
    _answered(chat, wish_id)
    chat.open(Refusal)


@skill.form(Refusal, only=SECONDS)
def privacy_refuse(chat: Chat, form: Refusal) -> None:
    """Refuse a lower number that somebody else asked for: it stays as it is."""
    db = chat.db.connection()
    thresholds.turn(db)
    before, wish = _standing(chat), _answered(chat)
    asker = _asker(chat, wish)
    thresholds.drop(db)
    change = f"{before} → {wish.k}"
    chat.audit(f"{change}: {form.why}" if form.why else change, about=asker)
    words = core("privacy.refused", who=chat.person, count=before, wanted=wish.k)
    chat.send(Card(words, quote=form.why), to=asker)
    chat.whisper(core("privacy.refused_done", who=asker, count=before))


def _answered(chat: Chat, wish_id: int | None = None) -> Wish:
    """The wish that is being answered; Refused where there is none, or it is not theirs to say."""
    wish = _wish(chat)
    if wish is None or wish_id not in (None, wish.id):
        raise Refused(core("privacy.settled"))
    if wish.asked_by == chat.person.id:
        raise Refused(core("privacy.own"))
    if chat.person not in (seconds := _seconds(chat, _asker(chat, wish))):
        raise Refused(core("privacy.not_yours", people=seconds))
    return wish


def _wish(chat: Chat) -> Wish | None:
    """What waits for a second word, if whoever asked for it may still ask."""
    wish = thresholds.wish(chat.db.connection())
    managers = {one.id for one in chat.house.holders(chat.db, Role.CM, chat.now)}
    return wish if wish and wish.asked_by in managers else None


def _asker(chat: Chat, wish: Wish) -> Person:
    return chat.people([wish.asked_by])[wish.asked_by]


def _seconds(chat: Chat, asker: Person) -> Sequence[Person]:
    """Who may agree with somebody: the workers' representatives, else the other managers.

    Where the settings name a representative, none but one will do, whatever was done to the role.
    """
    for role in (Role.WORKERS_REPRESENTATIVE, Role.CM):
        holders = chat.house.holders(chat.db, role, chat.now)
        others = [one for one in holders if one != asker]
        if others or (not holders and chat.house.conf.roles.workers_representative):
            return others
    return []


def _standing(chat: Chat) -> int:
    return thresholds.standing(chat.db.connection(), chat.house.conf.privacy)
