"""The audience: who can be reached at all, before anything is written to many."""

from __future__ import annotations

from collections.abc import Sequence

from bot.cards import Button, Card, Fact, Section
from bot.chat import Chat
from bot.delivery import bill
from bot.directory import census
from bot.directory.lookup import members
from bot.people import ORGANISERS, Role
from bot.privacy import thresholds
from bot.privacy.reach import Reach, reach
from bot.runtime.broadcasting import ToMany
from bot.runtime.built_in import skill
from bot.texts import Text, Value, core

# So many languages, zones and units are named one by one.
MOST, MOST_UNITS = 8, 15
WHOLE = 100


@skill.command("cm audience", only=ORGANISERS, reads=True)
@skill.button("cm_audience", only=ORGANISERS, reads=True)
def audience(chat: Chat) -> None:
    """Say how many can be reached, in which languages, zones and parts of the company."""
    db, fewest = chat.db.connection(), _fewest(chat)
    people, there = census.count(db, members()), census.count(db, census.reachable())
    resting = bill.resting(db, chat.today)
    facts = [Fact(core("audience.there"), core("audience.of", count=there, people=people))]
    if people > there:
        facts.append(Fact(core("audience.without"), people - there))
    if resting >= fewest:
        facts.append(Fact(core("audience.resting"), resting))
    sections = [_by(chat, "language"), _by(chat, "zone"), *_units(chat)]
    card = Card(
        core("audience.title"),
        facts=facts,
        sections=[one for one in sections if len(one.facts) > 1],
        lines=[core("audience.how", count=fewest)],
        buttons=[Button(core("audience.write"), write)] if _may_write(chat) else [],
    )
    chat.whisper(card)


def _fewest(chat: Chat) -> int:
    return thresholds.standing(chat.db.connection(), chat.house.conf.privacy)


def _may_write(chat: Chat) -> bool:
    return Role.CM in chat.person.roles


@skill.button("broadcast_write", only=Role.CM, reads=True)
def write(chat: Chat) -> None:
    """Open the form that writes to many; it shows first how it looks and to how many it goes."""
    chat.open(ToMany)


def _by(chat: Chat, by: census.By) -> Section:
    found, others = census.shares(chat.db.connection(), by, _fewest(chat), MOST)
    facts = [Fact(_named(chat, by, name), count) for name, count in found]
    if others:
        facts.append(Fact(core("audience.others"), others))
    return Section(core(f"audience.by_{by}"), facts)


def _named(chat: Chat, by: census.By, name: str) -> Text:
    known = chat.house.has_words("bot", f"own.language_{name}")
    if by == "language" and known:
        return core(f"own.language_{name}")
    return core(f"audience.{by}", name=name.replace("_", " "))


def _units(chat: Chat) -> Sequence[Section]:
    """Which share of each part of the company has an account, through the gate."""
    found = [one for one in reach(chat.db, census.reachable(), _fewest(chat)) if one.path]
    told = [one for one in found if one.low is not None]
    facts = [Fact(core("audience.unit", path=" › ".join(one.path)), _share(one)) for one in told]
    if hidden := len(found) - len(told[:MOST_UNITS]):
        facts = [*facts[:MOST_UNITS], Fact(core("audience.more"), hidden)]
    return [Section(core("audience.by_unit"), facts)]


def _share(one: Reach) -> Value:
    low, high = round(WHOLE * (one.low or 0)), round(WHOLE * (one.high or 0))
    if low == high:
        return core("audience.share", percent=low)
    if high == WHOLE:
        return core("audience.share_from", percent=low)
    return core("audience.share_to", percent=high)
