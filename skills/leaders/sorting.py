"""Sorting: what came is looked through by the community manager, who learns nobody's name."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from sqlalchemy import select

from bot import Button, Card, Chat, Fact, Form, Item, Refused, Role, Work, results, t, text
from skills.leaders import answering, days, finding, showing, voting
from skills.leaders.model import (
    ANSWERING,
    ASKING,
    LONGEST_REASON,
    NOTHING,
    SORTING,
    VOTING,
    Question,
    Talk,
)
from skills.leaders.settings import LeadersSettings, skill

PAGE = 4


class Out(Form):
    """Why a question is taken out."""

    reason: str = text(min_length=5, max_length=LONGEST_REASON)


@skill.job("questions_counted")
def questions_counted(work: Work, round_id: int) -> None:
    """Keep what was asked, in no order, and have it looked through."""
    work.write(partial(_keep, round_id=round_id))


def _keep(chat: Chat, round_id: int) -> None:
    talk = chat.db.scalars(select(Talk).where(Talk.asking_round == round_id)).first()
    if talk is None or talk.phase != ASKING:
        return
    # By lot: the order is the tally's, which has no other.
    asked = results(chat.db.connection(), round_id).comments
    for place, words in enumerate(asked):
        row = Question(talk_id=talk.id, place=place + 1, words=words, reason="", answer="")
        chat.db.add(row)
    chat.db.flush()
    showing.move(chat, talk, SORTING if asked else NOTHING)
    if not asked:
        _tell(chat, Card(t("title", topic=talk.topic), lines=[showing.nothing()]))
        return
    begins = days.at(chat, days.worked(chat, days.today(chat)), days.NOON)
    chat.later(begin_in_time, talk.id, at=begins)
    told = Card(
        t("sort_these", count=len(asked), topic=talk.topic, begins=begins),
        lines=[t("sort_how")],
        buttons=[Button(t("look_through"), look, talk.id, 0)],
    )
    _tell(chat, told)


def _tell(chat: Chat, card: Card) -> None:
    for one in chat.house.holders(chat.db, Role.CM, chat.now):
        chat.send(card, to=one)


def can(talk: Talk) -> bool:
    """Whether questions of a talk can be taken out, or put back."""
    return talk.phase in (SORTING, VOTING, ANSWERING)


@skill.button("look", only=Role.CM)
def look(chat: Chat, talk_id: int, after: int) -> None:
    """Show questions, a few at a time, to take some out."""
    talk = finding.find(chat, talk_id, SORTING, VOTING, ANSWERING)
    query = select(Question).where(Question.talk_id == talk.id).order_by(Question.place)
    found = chat.db.scalars(query.offset(max(after, 0)).limit(PAGE + 1)).all()
    facts, buttons = [], []
    for one in found[:PAGE]:
        said = t("is_out", words=one.words, reason=one.reason) if one.reason else one.words
        facts.append(Fact(t("number", number=one.place), said))
        label = t("put_back", number=one.place) if one.reason else t("take_out", number=one.place)
        buttons.append(Button(label, put_back if one.reason else take_out, one.id))
    if len(found) > PAGE:
        buttons.append(Button(t("further"), look, talk.id, after + PAGE))
    if talk.phase == SORTING:
        buttons.append(Button(t("begin_vote"), begin_now, talk.id))
    chat.whisper(Card(t("look_title", topic=talk.topic), facts=facts, buttons=buttons))


@skill.button("take_out", only=Role.CM)
def take_out(chat: Chat, question_id: int) -> None:
    """Open the form that asks why a question is to go."""
    _changing(chat, question_id)
    chat.open(Out, t("out_note"), concerns=question_id)


@skill.form(Out, only=Role.CM)
def taken_out(chat: Chat, form: Out) -> None:
    """Take a question out; everybody reads how many are out, and why."""
    talk, one = _changing(chat, form.concerns or 0)
    one.reason = form.reason
    _changed(chat, talk, f"{talk.id}/{one.place}: {form.reason}")
    back = Button(t("put_back", number=one.place), put_back, one.id)
    chat.whisper(Card(t("taken_out", number=one.place), buttons=[back]))


@skill.button("put_back", only=Role.CM)
def put_back(chat: Chat, question_id: int) -> None:
    """Let a question stand again."""
    talk, one = _changing(chat, question_id)
    one.reason = ""
    _changed(chat, talk, f"{talk.id}/{one.place}")
    chat.whisper(t("is_back", number=one.place))


def _changing(chat: Chat, question_id: int) -> tuple[Talk, Question]:
    one = chat.db.get(Question, question_id)
    if one is None:
        raise Refused(t("gone"))
    return finding.find(chat, one.talk_id, SORTING, VOTING, ANSWERING), one


def _changed(chat: Chat, talk: Talk, reason: str) -> None:
    chat.audit(reason)
    chat.db.flush()
    chat.update(showing.card_of(chat, talk))


@skill.job("begin_vote")
def begin_in_time(work: Work, talk_id: int) -> None:
    """Let everybody vote, where the community manager has not begun it."""
    work.write(partial(_begin, talk_id=talk_id))


@skill.button("begin_vote", only=Role.CM)
def begin_now(chat: Chat, talk_id: int) -> None:
    """Let everybody vote at once."""
    finding.find(chat, talk_id, SORTING)
    _begin(chat, talk_id)
    chat.audit(str(talk_id))
    chat.whisper(t("vote_begun"))


def _begin(chat: Chat, talk_id: int) -> None:
    talk = chat.db.get(Talk, talk_id, with_for_update=True, populate_existing=True)
    if talk is None or talk.phase != SORTING:
        return
    options = finding.standing(chat.db, talk)[: voting.MOST]
    if len(options) < 2:
        answering.begin(chat, talk)
        return
    for option, one in enumerate(options, 1):
        one.option = option
    talk.vote_closes = _until(chat, talk)
    items = [Item(voting.item_of(talk), 1, len(options), choice=True, whole=True)]
    then = voting.votes_counted
    opened = chat.open_round(voting.VOTES, items, closes=talk.vote_closes, then=then)
    talk.voting_round = opened.id
    showing.move(chat, talk, VOTING)
    chat.say(showing.card_of(chat, talk), to=talk.channel)


def _until(chat: Chat, talk: Talk) -> datetime:
    """The evening on which the vote ends: before the day of the answers, if that can be."""
    today, count = days.today(chat), chat.settings(LeadersSettings).vote_days
    last = days.worked(chat, today, count)
    while count > 1 and last >= talk.due:
        count -= 1
        last = days.worked(chat, today, count)
    return days.at(chat, last, days.EVENING)
