"""Kudos: thank a colleague where everyone can see it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Annotated

from pydantic import Field
from sqlalchemy import Select, delete, func, select, update
from sqlalchemy.orm import Session

from bot import (
    Button,
    Card,
    ChannelName,
    Chat,
    Fact,
    Form,
    Message,
    Period,
    Person,
    Refused,
    Scene,
    Section,
    Settings,
    Skill,
    choice,
    members,
    people,
    t,
    text,
    weekly,
)
from skills.kudos.figures import week_section
from skills.kudos.model import Cheer, Kudos, Recipient
from skills.kudos.sampling import play
from skills.kudos.storing import given_since, store

STORIES = 5


class KudosSettings(Settings):
    """`values` are the company's, offered as #tags; `allowance` is how many a day one may give."""

    channel: ChannelName = "#kudos"
    allowance: Annotated[int, Field(ge=1)] = 5
    values: tuple[Annotated[str, Field(pattern=r"^[^#\s][^#]{0,74}$")], ...] = ()


skill = Skill(
    "kudos", home=Path(__file__).parent, tables=[Kudos, Recipient, Cheer], settings=KudosSettings
)


def company_values(settings: KudosSettings) -> tuple[str, ...]:
    """The values a thank-you can name."""
    return settings.values


class Give(Form):
    """Whom to thank, and for what."""

    to: list[Person] = people(most=10)
    value: str = choice(company_values, default="")
    message: str = text(min_length=20, max_length=500, multiline=True)


@skill.command("kudos", Give)
def give(chat: Chat, form: Give) -> None:
    """Thank one or more colleagues."""
    check_recipients(chat, form.to)
    settings = chat.settings(KudosSettings)
    left = settings.allowance - given_today(chat) - 1
    if left < 0:
        raise Refused(t("allowance_spent", count=settings.allowance))
    kudos = Kudos(giver=chat.person.id, message=form.message, value=form.value, given=chat.now)
    store(chat.db, kudos, [one.id for one in form.to])
    card = card_of(kudos, chat.person, form.to)
    chat.say(card, to=settings.channel)
    for one in form.to:
        chat.send(Card(t("for_you", giver=chat.person), quote=form.message), to=one)
    chat.whisper(t("sent", to=form.to, channel=settings.channel, count=left))


def check_recipients(chat: Chat, to: Sequence[Person]) -> None:
    """Refuse oneself, bots and people who have left."""
    if chat.person in to:
        raise Refused(t("not_yourself"), field="to")
    if others := [one for one in to if not chat.house.welcomes(one)]:
        raise Refused(t("not_them", who=others, count=len(others)), field="to")


def given_today(chat: Chat) -> int:
    """How many thanks the asker has given since their own midnight."""
    midnight = datetime.combine(chat.today, time(), chat.person.clock)
    return given_since(chat.db, chat.person.id, midnight)


def card_of(kudos: Kudos, giver: Person | None, to: Sequence[Person], cheers: int = 0) -> Card:
    """The public card of a thank-you."""
    lines = [t("for_value", value=kudos.value)] if kudos.value else []
    if cheers:
        lines.append(t("cheers", count=cheers))
    who = giver or t("somebody")
    return Card(
        t("given", giver=who, to=list(to)),
        quote=kudos.message,
        lines=lines,
        buttons=[Button(t("cheer"), cheer, kudos.id)],
        about=kudos.id,
    )


@skill.shortcut("thank_author")
def thank_author(chat: Chat, message: Message) -> None:
    """Thank whoever wrote a message."""
    chat.open(Give, to=[message.author] if message.author else [])


@skill.global_shortcut("thank")
@skill.button("thank")
def thank(chat: Chat) -> None:
    """Open the form."""
    chat.open(Give)


@skill.button("cheer")
def cheer(chat: Chat, kudos_id: int) -> None:
    """Second somebody's thank-you, once."""
    # Held, so that each cheer counts those before it.
    kudos = chat.db.get(Kudos, kudos_id, with_for_update=True)
    if kudos is None:
        raise Refused(t("gone"))
    if kudos.giver == chat.person.id:
        raise Refused(t("not_your_own"))
    if chat.db.get(Cheer, (kudos_id, chat.person.id)) is not None:
        raise Refused(t("cheered_already"))
    chat.db.add(Cheer(kudos_id=kudos_id, person_id=chat.person.id))
    chat.db.flush()
    chat.update(current_card(chat, kudos))


def current_card(chat: Chat, kudos: Kudos) -> Card:
    """The card of a stored thank-you as it stands now."""
    to = chat.db.scalars(
        select(Recipient.person_id)
        .where(Recipient.kudos_id == kudos.id)
        .order_by(Recipient.person_id)
    ).all()
    cheers = chat.db.scalar(select(func.count()).where(Cheer.kudos_id == kudos.id)) or 0
    found = chat.people([*to, *([kudos.giver] if kudos.giver else [])])
    return card_of(kudos, found.get(kudos.giver or 0), [found[one] for one in to], cheers)


@skill.reaction("tada")
def celebrate(chat: Chat, kudos_id: int) -> None:
    """Cheer by a reaction to the card."""
    cheer(chat, kudos_id)


@skill.home_tab
def home_tab(chat: Chat) -> Card:
    """Somebody's own thanks in figures, and the way to give one."""
    return Card(t("home"), facts=own_figures(chat), buttons=[Button(t("thank"), thank)])


@skill.command("kudos mine", reads=True)
def mine(chat: Chat) -> None:
    """Show somebody their own record."""
    received = stories(chat.db, chat.person)
    givers = chat.people({one.giver for one in received[:STORIES] if one.giver})
    lines = [
        t("mine_story", giver=givers.get(one.giver or 0, t("somebody")), message=one.message)
        for one in received[:STORIES]
    ]
    chat.whisper(Card(t("mine_title"), lines=lines, facts=own_figures(chat)))


def own_figures(chat: Chat) -> list[Fact]:
    """How many thanks the asker received, gave, and has left to give today."""
    received = select(func.count()).where(Recipient.person_id == chat.person.id)
    return [
        Fact(t("mine_received"), chat.db.scalar(received) or 0),
        Fact(t("mine_given"), chat.db.scalar(count_given(chat.person)) or 0),
        Fact(t("mine_left"), chat.settings(KudosSettings).allowance - given_today(chat)),
    ]


def stories(db: Session, person: Person) -> Sequence[Kudos]:
    """The thanks somebody received, newest first."""
    query = select(Kudos).join(Recipient).where(Recipient.person_id == person.id)
    return db.scalars(query.order_by(Kudos.given.desc())).all()


def count_given(person: Person) -> Select[int]:
    """How many thanks somebody gave."""
    return select(func.count()).where(Kudos.giver == person.id)


@skill.post("digest", weekly("friday", at="16:00"))
def digest(chat: Chat, _week: Period) -> None:
    """Tell the week's thanks as stories; no ranking of persons."""
    query = select(Kudos).where(
        Kudos.giver.is_not(None), Kudos.given >= chat.now - timedelta(days=7)
    )
    week = chat.db.scalars(query.order_by(Kudos.given)).all()
    if not week:
        return
    chosen = week[-STORIES:]
    to = recipients(chat, chosen)
    lines = [t("digest_story", to=to[one.id], message=one.message) for one in chosen]
    values = sorted({one.value for one in week if one.value})
    if values:
        lines.append(t("digest_values", values=values))
    chat.say(
        Card(
            t("digest_title", count=len(week)),
            lines=lines,
            buttons=[Button(t("thank"), thank)],
        ),
        to=chat.settings(KudosSettings).channel,
    )


def recipients(chat: Chat, thanks: Sequence[Kudos]) -> dict[int, list[Person]]:
    """Who was thanked, by the thank-you's id."""
    pairs = chat.db.execute(
        select(Recipient.kudos_id, Recipient.person_id)
        .where(Recipient.kudos_id.in_([one.id for one in thanks]))
        .order_by(Recipient.person_id)
    ).all()
    found = chat.people({pair.person_id for pair in pairs})
    by_id: dict[int, list[Person]] = {one.id: [] for one in thanks}
    for pair in pairs:
        by_id[pair.kudos_id].append(found[pair.person_id])
    return by_id


def thanked_nobody(_db: Session, week: Period) -> Select[int]:
    """Everybody who has thanked nobody this week."""
    everybody = members()
    givers = select(Kudos.giver).where(Kudos.giver.is_not(None), Kudos.given >= week.start_at)
    return everybody.where(everybody.selected_columns.id.not_in(givers))


@skill.nudge("gratitude", weekly("friday", at="15:00"), audience=thanked_nobody)
def gratitude(person: Person) -> Card:
    """Ask who made somebody's week better."""
    return Card(t("nudge", name=person.name), buttons=[Button(t("thank"), thank)])


@skill.sample
def sample(scene: Scene) -> None:
    """An hour of thanks and cheers in the sample company."""
    play(scene, cheer, thank)


@skill.report
def report(db: Session, period: Period) -> Section | None:
    """The period's thanks, beside the period before."""
    return week_section(db, period)


@skill.knows
def knows(db: Session, person: Person) -> list[Fact]:
    """Everything kudos stores on somebody."""
    given = db.scalars(select(Kudos).where(Kudos.giver == person.id).order_by(Kudos.given))
    facts = [Fact(t("known_given"), one.message) for one in given]
    facts += [Fact(t("known_received"), one.message) for one in stories(db, person)]
    cheers = db.scalar(select(func.count()).where(Cheer.person_id == person.id))
    return [*facts, Fact(t("known_cheers"), cheers)] if cheers else facts


@skill.forget
def forget(db: Session, person: Person) -> None:
    """Erase what somebody gave, received and cheered."""
    alone = select(Recipient.kudos_id).group_by(Recipient.kudos_id).having(func.count() == 1)
    received = select(Recipient.kudos_id).where(Recipient.person_id == person.id)
    db.execute(delete(Kudos).where(Kudos.id.in_(received), Kudos.id.in_(alone)))
    db.execute(delete(Recipient).where(Recipient.person_id == person.id))
    db.execute(delete(Cheer).where(Cheer.person_id == person.id))
    db.execute(update(Kudos).where(Kudos.giver == person.id).values(giver=None, message="–"))
