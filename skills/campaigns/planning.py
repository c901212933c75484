"""Planning: the community manager writes a campaign, sees how it looks, and starts it."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from sqlalchemy import or_, select

from bot import Button, Card, Chat, Form, Refused, Role, Text, choice, date, t, text
from skills.campaigns import answering, audience, sending, tracking
from skills.campaigns.model import (
    BOTH,
    CHANNEL,
    DRAFT,
    EVERYBODY,
    LONGEST,
    LONGEST_GOAL,
    MESSAGE,
    NEWS,
    ON,
    PAUSED,
    PEOPLE,
    QUESTION,
    SCOPES,
    TAKEN,
    WHERE,
    Campaign,
)
from skills.campaigns.settings import CampaignsSettings, skill

DAY = datetime.timedelta(days=1)
NONE = "none"
TARGETS = (NONE, "10", "25", "50", "100", "250", "500", "1000", "5000")
MOST_OPTIONS, LONGEST_OPTION = 5, 75


class Plan(Form):
    """What is said to whom, for what, and when."""

    words: str = text(min_length=10, max_length=LONGEST, multiline=True)
    options: str = text(max_length=400, multiline=True, default="")
    goal: str = text(min_length=5, max_length=LONGEST_GOAL)
    target: str = choice(TARGETS, default=NONE)
    who: str = choice(SCOPES, default=EVERYBODY)
    name: str = text(max_length=100, default="")
    where: str = choice(WHERE, default=BOTH)
    begins: datetime.date = date()
    again: datetime.date | None = date(default=None)
    ends: datetime.date = date()


@skill.command("cm campaign", Plan, only=Role.CM)
def plan(chat: Chat, form: Plan) -> None:
    """Write a campaign, and see what comes of it before it starts."""
    options = _options(form.options)
    campaign = draft(
        chat,
        QUESTION if options else MESSAGE,
        words=form.words,
        options=options,
        goal=form.goal,
        target=None if options or form.target == NONE else int(form.target),
        scope=form.who,
        name="" if form.who == EVERYBODY else form.name.strip(),
        to=form.where,
        begins=form.begins,
        again=form.again,
        ends=form.ends,
    )
    chat.whisper(preview(chat, campaign))


def _options(said: str) -> list[str]:
    found = list(dict.fromkeys(filter(None, (one.strip() for one in said.splitlines()))))
    longest = max(map(len, found), default=0)
    if found and (not 2 <= len(found) <= MOST_OPTIONS or longest > LONGEST_OPTION):
        raise Refused(t("wrong_options", most=MOST_OPTIONS, long=LONGEST_OPTION), field="options")
    return found


def draft(chat: Chat, kind: str, **said: object) -> Campaign:
    """Keep a campaign that has not started; Refused for days or people that do not do."""
    more = {"channel": chat.settings(CampaignsSettings).channel, "workspace": chat.workspace}
    blank = {"options": [], "goal": "", "link": "", "ready": "", "name": "", "shared": 0}
    campaign = Campaign(**blank | more | said, kind=kind, state=DRAFT, since=chat.now)
    campaign.made_by = chat.person.id
    with chat.db.no_autoflush:
        _check_days(chat, campaign)
        if kind != NEWS:
            audience.check(chat, campaign)
    chat.db.add(campaign)
    chat.db.flush()
    return campaign


def _check_days(chat: Chat, one: Campaign) -> None:
    """Refuse days that are over, in no order, without work, or on which another one goes out."""
    if sending.morning(chat, one.begins) <= chat.now:
        raise Refused(t("too_soon"), field="begins")
    if one.ends < one.begins:
        raise Refused(t("wrong_order"), field="ends")
    if one.again and not one.begins < one.again <= one.ends:
        raise Refused(t("wrong_again"), field="again")
    for field, day in (("begins", one.begins), ("again", one.again)):
        if day and not chat.works_on(day):
            raise Refused(t("day_off"), field=field)
        if day and _is_taken(chat, one, day):
            raise Refused(t("day_taken"), field=field)


def _is_taken(chat: Chat, one: Campaign, day: datetime.date) -> bool:
    """Whether another one goes out on a day or next to it: nobody gets two at once."""
    same = Campaign.kind == NEWS if one.kind == NEWS else Campaign.kind != NEWS
    near = day - DAY, day + DAY
    due = or_(Campaign.begins.between(*near), Campaign.again.between(*near))
    query = select(Campaign.id).where(same, due, Campaign.state.in_((ON, PAUSED)))
    return chat.db.scalars(query).first() is not None


def preview(chat: Chat, one: Campaign) -> Card:
    """How it looks, to how many it goes, and how long that takes."""
    shown = sending.card_of(chat.db, one)
    buttons = [Button(t("start"), start, one.id)]
    return Card(
        t("preview", title=shown.text),
        quote=shown.quote,
        lines=[*_consequences(chat, one), t("undo_how")],
        buttons=buttons,
    )


def _consequences(chat: Chat, one: Campaign) -> Sequence[Text]:
    found = []
    if one.to != CHANNEL:
        count = audience.count(chat, one)
        found += [t("goes_to", count=count, day=one.begins), t("takes", time=chat.takes(count))]
    if one.to != PEOPLE:
        found.append(t("goes_in", channel=one.channel, day=one.begins))
    if one.to != CHANNEL and one.begins == sending.today(chat):
        found.append(t("not_everywhere"))
    if one.again:
        found.append(t("goes_again", day=one.again))
    found.append(t("open_until", day=one.ends))
    if one.kind == QUESTION:
        found.append(t("is_sealed", count=answering.TOLD_FROM))
    return found


@skill.command("cm campaign start", only=Role.CM)
def start_latest(chat: Chat) -> None:
    """Start what one has looked at last."""
    mine = Campaign.made_by == chat.person.id, Campaign.state == DRAFT
    found = chat.db.scalars(select(Campaign).where(*mine).order_by(Campaign.id.desc())).first()
    if found is None:
        raise Refused(t("nothing_planned"))
    start(chat, found.id)


@skill.button("start", only=Role.CM)
def start(chat: Chat, campaign_id: int) -> None:
    """Start a campaign: it goes out on its days."""
    one = tracking.find(chat, campaign_id, DRAFT)
    chat.in_turn("start")
    _check_days(chat, one)
    one.state, one.since = ON, chat.now
    if one.kind == QUESTION:
        answering.open_round(chat, one)
    chat.later(tracking.end_in_time, one.id, at=sending.evening(chat, one.ends))
    chat.audit(f"{one.id}: {one.words}")
    back = Button(t("take_back"), take_back, one.id)
    chat.whisper(Card(t("started", day=one.begins), buttons=[back]))


@skill.button("take_back", only=Role.CM)
def take_back(chat: Chat, campaign_id: int) -> None:
    """Undo a campaign: what has not gone out does not, and what is there is removed."""
    one = tracking.find(chat, campaign_id, ON, PAUSED)
    one.state, one.since = TAKEN, chat.now
    answering.end_round(chat, one)
    for day in [day for day in (one.begins, one.again) if day]:
        chat.recall(audience.name_of(one), *audience.on_clocks(day))
    chat.audit(f"{one.id}: {one.words}")
    chat.whisper(t("taken_back") if chat.withdraw(one.id) else t("taken_back_unsure"))
