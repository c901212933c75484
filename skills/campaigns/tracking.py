"""Tracking: how far a campaign is, in steps where they are few; pause, go on, end, report."""

from __future__ import annotations

from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import ORGANISERS, Button, Card, Chat, Fact, Refused, Role, Text, Work, t
from skills.campaigns import answering, audience, planning
from skills.campaigns.model import ENDED, NEWS, ON, PAUSED, QUESTION, Campaign
from skills.campaigns.settings import skill

MOST = 3
# So many and more are told exactly; fewer in steps, from ... to.
EXACT = 25
STEPS = ((5, 9), (10, 14), (15, 24))


def find(chat: Chat, campaign_id: int, *states: str) -> Campaign:
    """A campaign, which nobody else changes meanwhile; Refused where it stands otherwise."""
    one = chat.db.get(Campaign, campaign_id, with_for_update=True, populate_existing=True)
    if one is None or one.state not in states:
        raise Refused(t("is_over"))
    return one


def how_many(count: int) -> Text:
    """A number of people; of few only about how many."""
    if count >= EXACT:
        return t("people", count=count)
    step = next((one for one in STEPS if one[0] <= count <= one[1]), None)
    return t("between", low=step[0], high=step[1]) if step else t("fewer", count=STEPS[0][0])


@skill.command("cm campaigns", only=ORGANISERS, reads=True)
def overview(chat: Chat) -> None:
    """Show what is planned, what is on, and how far it is."""
    there = Campaign.state.in_((ON, PAUSED, ENDED))
    query = select(Campaign).where(there).order_by(Campaign.state == ENDED, Campaign.id.desc())
    found = chat.db.scalars(query.limit(MOST)).all()
    if not found:
        raise Refused(t("none_yet"))
    facts, buttons = [], []
    for one in found:
        facts += [Fact(_title(one), one.words[:150]), *facts_of(chat.db, one)]
        buttons += _buttons(one) if Role.CM in chat.person.roles else []
    chat.whisper(Card(t("overview"), facts=facts, buttons=buttons))


def _title(one: Campaign) -> Text:
    state = {ON: t("is_on"), PAUSED: t("is_paused"), ENDED: t("has_ended")}[one.state]
    return t("numbered", number=one.id, state=state, begins=one.begins, ends=one.ends)


def _buttons(one: Campaign) -> list[Button]:
    if one.state == ENDED:
        return []
    pause_it = Button(t("pause", number=one.id), pause, one.id)
    go_on = Button(t("go_on", number=one.id), resume, one.id)
    end_it = Button(t("end", number=one.id), ask_end, one.id)
    return [pause_it if one.state == ON else go_on, end_it]


def facts_of(db: Session, one: Campaign) -> list[Fact]:
    """How far a campaign is: reached, joined in or answered, and its goal."""
    found = [Fact(t("goal"), one.goal)] if one.goal else []
    found.append(Fact(t("reached"), how_many(audience.reached(db, one))))
    if one.target:
        target = t("of_target", so_far=how_many(answering.joined(db, one)), target=one.target)
        found.append(Fact(t("have_joined"), target))
    if one.kind == NEWS:
        found.append(Fact(t("have_shared"), how_many(one.shared)))
    if one.kind == QUESTION:
        told = answering.shares(db, one) if one.state == ENDED else []
        hidden = t("hidden", count=answering.TOLD_FROM) if one.state == ENDED else t("sealed_yet")
        found += told or [Fact(t("answers"), hidden)]
    return found


@skill.button("pause", only=Role.CM)
def pause(chat: Chat, campaign_id: int) -> None:
    """Send no more of it until it goes on."""
    _turn(chat, find(chat, campaign_id, ON), PAUSED)
    go_on = Button(t("go_on", number=campaign_id), resume, campaign_id)
    chat.whisper(Card(t("paused"), buttons=[go_on]))


@skill.button("go_on", only=Role.CM)
def resume(chat: Chat, campaign_id: int) -> None:
    """Let it go on."""
    _turn(chat, find(chat, campaign_id, PAUSED), ON)
    chat.whisper(t("goes_on"))


def _turn(chat: Chat, one: Campaign, state: str) -> None:
    one.state, one.since = state, chat.now
    chat.audit(str(one.id))


@skill.button("ask_end", only=Role.CM, reads=True)
def ask_end(chat: Chat, campaign_id: int) -> None:
    """Ask whether it is meant, and offer to undo it instead."""
    one = chat.db.get(Campaign, campaign_id)
    if one is None or one.state not in (ON, PAUSED):
        raise Refused(t("is_over"))
    sure = Button(t("end_yes"), end_now, one.id)
    back = Button(t("take_back"), planning.take_back, one.id)
    chat.whisper(Card(t("end_sure", day=one.ends), buttons=[sure, back]))


@skill.button("end", only=Role.CM)
def end_now(chat: Chat, campaign_id: int) -> None:
    """End a campaign before its last day."""
    one = find(chat, campaign_id, ON, PAUSED)
    chat.audit(str(one.id))
    _end(chat, one)
    chat.whisper(t("ending"))


@skill.job("end")
def end_in_time(work: Work, campaign_id: int) -> None:
    """End a campaign in the evening of its last day."""
    work.write(partial(_end_if_on, campaign_id=campaign_id))


def _end_if_on(chat: Chat, campaign_id: int) -> None:
    one = chat.db.get(Campaign, campaign_id, with_for_update=True, populate_existing=True)
    if one is not None and one.state in (ON, PAUSED):
        _end(chat, one)


def _end(chat: Chat, one: Campaign) -> None:
    if one.kind == QUESTION:
        # What was answered is told once it is counted.
        answering.end_round(chat, one)
        return
    _report(chat, one)


@skill.job("counted")
def counted(work: Work, round_id: int) -> None:
    """Report a question whose answers are counted."""
    work.write(partial(_counted, round_id=round_id))


def _counted(chat: Chat, round_id: int) -> None:
    one = chat.db.scalars(select(Campaign).where(Campaign.round_id == round_id)).first()
    if one is not None and one.state in (ON, PAUSED):
        _report(chat, one)


def _report(chat: Chat, one: Campaign) -> None:
    one.reached = audience.reached(chat.db, one)
    one.state, one.since = ENDED, chat.now
    chat.db.flush()
    told = facts_of(chat.db, one)
    shares = answering.shares(chat.db, one) if one.kind == QUESTION else []
    chat.update(Card(t("over"), quote=one.words, facts=shares, about=one.id))
    for cm in chat.house.holders(chat.db, Role.CM, chat.now):
        chat.send(Card(t("report"), quote=one.words, facts=told), to=cm)
