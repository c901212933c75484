"""Showing: a talk as everybody sees it, and its questions with their answers, a few at a time."""

from __future__ import annotations

from collections.abc import Sequence

from bot import Button, Card, Chat, Fact, Outcome, Refused, Text, results, t
from skills.leaders import asking, finding, voting
from skills.leaders.model import ASKING, NOTHING, SORTING, TOLD, VOTING, Question, Talk
from skills.leaders.settings import skill

FIRST, PAGE = 5, 3


def move(chat: Chat, talk: Talk, phase: str) -> None:
    """Begin another phase; what is posted of the one before is brought up to date."""
    talk.phase, talk.since = phase, chat.now
    chat.db.flush()
    chat.update(card_of(chat, talk))


def card_of(chat: Chat, talk: Talk) -> Card:
    """A talk as it stands in its channel."""
    who = finding.leaders(chat, talk)
    title = t("title", topic=talk.topic)
    lines = [t("who", who=who, due=talk.due) if who else t("who_gone", due=talk.due)]
    lines += _stands(chat, talk)
    if talk.phase == ASKING:
        return Card(title, lines=[*lines, t("promise")], buttons=asking.buttons(), about=talk.id)
    if talk.phase in (SORTING, NOTHING):
        return Card(title, lines=lines, about=talk.id)
    found = finding.standing(chat.db, talk)
    facts = [_fact(talk, one) for one in found[:FIRST]]
    more = [Button(t("all"), page, talk.id, 0)] if found else []
    buttons = [*(voting.buttons() if talk.phase == VOTING else []), *more]
    return Card(title, lines=lines, facts=facts, buttons=buttons, about=talk.id)


def _stands(chat: Chat, talk: Talk) -> list[Text]:
    count = len(finding.standing(chat.db, talk))
    out = len(finding.out(chat.db, talk))
    said = {
        ASKING: t("stands_asking", until=talk.closes),
        SORTING: t("stands_sorting", count=count),
        VOTING: t("stands_voting", count=count, until=talk.vote_closes or talk.closes),
        TOLD: t("stands_told", count=count, answered=count - finding.unanswered(chat.db, talk)),
        NOTHING: t("stands_none_left") if out else nothing(),
    }
    found = [said.get(talk.phase) or t("stands_answering", count=count)]
    if out and talk.phase != SORTING:
        found.append(t("out_count", count=out))
    if talk.phase == VOTING and count > voting.MOST:
        found.append(t("by_lot", count=voting.MOST))
    if talk.voting_round and talk.phase not in (VOTING, NOTHING) and not _is_counted(chat, talk):
        found.append(t("votes_hidden", count=voting.TOLD_FROM))
    return found


def nothing() -> Text:
    """That nothing can be shown, and why."""
    return t("stands_nothing", count=asking.SHOWN_FROM)


def _is_counted(chat: Chat, talk: Talk) -> bool:
    return any(one.share is not None for one in finding.standing(chat.db, talk))


def _fact(talk: Talk, one: Question) -> Fact:
    if talk.phase == TOLD and not one.answer:
        return Fact(t("number_open", number=one.place), one.words)
    if one.share is not None:
        return Fact(t("number_share", number=one.place, share=one.share), one.words)
    return Fact(t("number", number=one.place), one.words)


@skill.command("ask list", reads=True)
def listed(chat: Chat) -> None:
    """Show the questions of the latest talk, and what was answered."""
    talk = finding.latest(chat.db)
    if talk is None:
        raise Refused(t("none_open"))
    if talk.phase not in finding.PUBLIC:
        chat.whisper(_private(card_of(chat, talk)))
        return
    page(chat, talk.id, 0)


def _private(card: Card) -> Card:
    return Card(card.text, lines=card.lines, facts=card.facts, buttons=card.buttons)


@skill.button("page", reads=True)
def page(chat: Chat, talk_id: int, after: int) -> None:
    """Show some questions of a talk, with their answers once these are told."""
    talk = chat.db.get(Talk, talk_id)
    if talk is None or talk.phase not in finding.PUBLIC:
        raise Refused(t("gone"))
    every = finding.standing(chat.db, talk)
    after = max(after, 0)
    facts = [fact for one in every[after : after + PAGE] for fact in answered(chat, talk, one)]
    buttons = []
    if len(every) > after + PAGE:
        buttons.append(Button(t("further"), page, talk.id, after + PAGE))
    lines = [] if after else [*_reasons(chat, talk), *_subjects(chat, talk)]
    chat.whisper(Card(t("title", topic=talk.topic), lines=lines, facts=facts, buttons=buttons))


def answered(chat: Chat, talk: Talk, one: Question) -> list[Fact]:
    """A question, and its answer where that is told."""
    if talk.phase != TOLD:
        return [_fact(talk, one)]
    if not one.answer:
        return [_fact(talk, one)]
    who = chat.people([one.answered_by]).get(one.answered_by) if one.answered_by else None
    return [_fact(talk, one), Fact(t("answer_of", who=who) if who else t("an_answer"), one.answer)]


def _reasons(chat: Chat, talk: Talk) -> list[Text]:
    out = finding.out(chat.db, talk)
    return [t("out_for", reason=one.reason) for one in out[:FIRST]]


def _subjects(chat: Chat, talk: Talk) -> list[Text]:
    """What people want to hear about, where enough have said so."""
    found: Sequence[Outcome] = results(chat.db.connection(), talk.asking_round or 0).outcomes
    shown = [one for outcome in found for one in outcome.shown]
    shares = shown[0].shares if shown else None
    if not shares:
        return []
    ranked = sorted(zip(shares, asking.SUBJECTS, strict=True), reverse=True)
    [(share, first), *_] = ranked
    return [t("most_about", subject=asking.subject_name(first), share=share)]
