"""Managing: what the community manager sees of thanks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

from sqlalchemy import ColumnElement, and_, func, select

from bot import ORGANISERS, Button, Card, Chat, Fact, Person, Role, Section, Text, t
from skills.kudos import finding
from skills.kudos.abuse import MOST, Flag, count_flags, flags
from skills.kudos.fairness import USUAL, over
from skills.kudos.finding import thanked
from skills.kudos.model import Kudos
from skills.kudos.naming import by, givers
from skills.kudos.removing import ask_which
from skills.kudos.settings import KudosSettings, skill

LOOK_BACK = timedelta(days=30)
LATEST = 5


@skill.command("cm kudos", only=ORGANISERS)
def overview(chat: Chat) -> None:
    """Tell of the last thirty days, and what in them should be looked at."""
    looking = [*reported(chat), *flagged(chat, chat.settings(KudosSettings))]
    lines = [] if looking else [t("flags_none")]
    latest = latest_public(chat)
    sections = [*by_value(chat), *looking, *latest]
    # To look is for every organiser, to remove is not.
    buttons = [Button(t("fairness"), over, int(USUAL))]
    buttons += [Button(t("remove"), ask_which)] if manager(chat) and (looking or latest) else []
    facts = totals(chat)
    chat.whisper(Card(t("cm_title"), lines=lines, facts=facts, sections=sections, buttons=buttons))


@skill.button("reports", only=Role.CM)
def reports(chat: Chat) -> None:
    """The same, for the manager who was told that something was shown to them."""
    overview(chat)


def totals(chat: Chat) -> list[Fact]:
    """How many thanks there were, and how many of them not in public or not signed."""
    private = func.count().filter(Kudos.private)
    anonymous = func.count().filter(Kudos.anonymous)
    # Of what everybody reads alone: a number that another one changes would say who gave it.
    givers = func.count(Kudos.giver.distinct()).filter(~Kudos.anonymous, ~Kudos.private)
    row = chat.db.execute(select(func.count(), private, anonymous, givers).where(_lately(chat)))
    names = (t("report_given"), t("cm_private"), t("cm_anonymous"), t("report_givers"))
    return [Fact(name, number) for name, number in zip(names, row.one(), strict=True)]


def by_value(chat: Chat) -> list[Section]:
    """How many thanks named each value, if any did."""
    count = func.count()
    query = select(Kudos.value, count).where(_lately(chat)).group_by(Kudos.value)
    rows = chat.db.execute(query.order_by(count.desc(), Kudos.value)).all()
    facts = [Fact(t("cm_value", value=value), number) for value, number in rows if value]
    if not facts:
        return []
    facts += [Fact(t("cm_no_value"), number) for value, number in rows if not value]
    return [Section(t("cm_by_value"), facts)]


def _lately(chat: Chat) -> ColumnElement[bool]:
    return and_(Kudos.shown > chat.now - LOOK_BACK, Kudos.shown <= chat.now)


def latest_public(chat: Chat) -> list[Section]:
    """The latest of what everybody reads, with the numbers by which it can be removed."""
    public = select(Kudos).where(_lately(chat), ~Kudos.private)
    newest = public.order_by(Kudos.shown.desc(), Kudos.id.desc()).limit(LATEST)
    thanks = chat.db.scalars(newest).all()
    return [Section(t("latest_title"), numbered(chat, thanks))] if thanks else []


def reported(chat: Chat) -> list[Section]:
    """What those who were thanked have shown to the manager, and to nobody else."""
    if manager(chat) is None:
        return []
    count = finding.count_reported(chat.db, chat.now - LOOK_BACK)
    thanks = finding.reported(chat.db, chat.now - LOOK_BACK, MOST)
    title = t("reports_title", count=count)
    return [Section(title, numbered(chat, thanks, unveiled=True))] if count else []


def numbered(chat: Chat, thanks: Sequence[Kudos], *, unveiled: bool = False) -> list[Fact]:
    """Thanks with their numbers and words.

    `unveiled` says of what is anonymous who gave it, unless it thanks the manager themselves.
    """
    to = thanked(chat.db, thanks, chat.now)
    named = givers(
        chat, thanks, [one for one in thanks if unveiled and chat.person not in to[one.id]]
    )
    return [
        Fact(t("cm_thanks", number=one.id, giver=_giver(one, named), to=to[one.id]), one.message)
        for one in thanks
    ]


def _giver(kudos: Kudos, named: Mapping[int, Person]) -> Person | Text:
    return named.get(kudos.id) or by(kudos, None)


def flagged(chat: Chat, settings: KudosSettings) -> list[Section]:
    """What repeats itself, with the numbers by which it can be removed."""
    count = count_flags(chat.db, settings, chat.now, manager(chat))
    if not count:
        return []
    found = flags(chat.db, settings, chat.now, MOST, manager(chat))
    people = chat.people({id_ for one in found for id_ in (one.giver, one.to) if id_})
    facts = [Fact(_whose(one, people), _often(one)) for one in found]
    return [Section(t("flags_title", count=count), facts)]


def manager(chat: Chat) -> Person | None:
    """The asker, if they are community manager; what is anonymous is looked into by them alone."""
    return chat.person if Role.CM in chat.person.roles else None


def _often(flag: Flag) -> Text:
    """How often, and which of them are still there."""
    if not flag.undone:
        return t("flag_numbers", count=flag.count, numbers=flag.shown)
    if not flag.numbers:
        return t("flag_all_undone", count=flag.count)
    return t("flag_some_undone", count=flag.count, undone=flag.undone, numbers=flag.shown)


def _whose(flag: Flag, people: Mapping[int, Person]) -> Text:
    """Whose thanks repeat themselves."""
    if flag.to is None:
        return t("flag_text", giver=people[flag.giver])
    return t("flag_pair", giver=people[flag.giver], to=people[flag.to])
