"""Showing: all there is to one idea, and what whoever asks may do with it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from bot import ORGANISERS, Button, Card, Chat, Fact, Form, Person, Refused, Role, Section, t, text
from skills.ideas import (
    cards,
    commenting,
    finding,
    following,
    hiding,
    merging,
    moving,
    owning,
    promising,
    removing,
    voting,
)
from skills.ideas.model import Comment, Event, Idea
from skills.ideas.naming import commenter, everybody_in, somebody
from skills.ideas.settings import skill
from skills.ideas.stages import OPEN, stage_name
from skills.ideas.titles import rest_of

MOST_COMMENTS, MOST_EVENTS = 8, 8
# What large numbers are written with, in English or Italian.
_BETWEEN = re.compile(r"(?<=\d)[.,](?=\d{3}(?!\d))")


class Which(Form):
    """Which idea is meant."""

    number: str = text(max_length=20)


@skill.command("idea show", Which, reads=True)
def show(chat: Chat, form: Which) -> None:
    """Show the idea of a number."""
    more(chat, known(chat, form.number).id)


def number_of(said: str) -> int:
    """The number that somebody typed, as its card shows it; with or without a sign before it."""
    digits = _BETWEEN.sub("", said.strip().removeprefix("#"))
    if not (digits.isascii() and digits.isdigit() and len(digits) < 16):
        raise Refused(t("no_number"), field="number")
    return int(digits)


def known(chat: Chat, said: str, *, held: bool = False) -> Idea:
    """The idea of the number that somebody typed, or the one it was merged into."""
    return finding.head_of(chat, finding.typed(chat, number_of(said)).id, held=held)


@skill.button("more", reads=True)
def more(chat: Chat, idea_id: int) -> None:
    """Show all there is to an idea; of one that was merged, what it was merged into."""
    idea = finding.head_of(chat, idea_id)
    said = finding.comments(chat.db, idea, MOST_COMMENTS)
    happened = finding.events(chat.db, idea, MOST_EVENTS)
    people = everybody_in(chat, [idea, *said, *happened])
    card = cards.card_of(chat, idea)
    sections = [*_comments(idea, said, people), *_history(chat, happened, people)]
    lines = [*card.lines, *([t("came_from", link=idea.link)] if idea.link else [])]
    spoken = chat.themes.of([idea.id]).get(idea.id, [])
    if spoken:
        names = [one.name(chat.person.language) for one in spoken]
        lines.append(t("speaks_of", themes=names))
    chat.whisper(
        Card(
            card.text,
            quote=rest_of(idea.words),
            lines=lines,
            sections=sections,
            buttons=[*_buttons(chat, idea), *_managing(chat, idea)],
        )
    )


def _comments(idea: Idea, said: Sequence[Comment], people: Mapping[int, Person]) -> list[Section]:
    facts = [
        Fact(t("said_by", who=commenter(one, idea, people), when=one.made), one.words)
        for one in said
    ]
    return [Section(t("comments_title"), facts)] if facts else []


def _history(chat: Chat, happened: Sequence[Event], people: Mapping[int, Person]) -> list[Section]:
    facts = []
    for one in happened:
        values: dict[str, Any] = {"who": somebody(one.by, people), "number": one.other or 0}
        values["whom"] = somebody(one.whom, people)
        values["stage"] = stage_name(one.stage) if one.stage else ""
        day = one.at.astimezone(chat.person.clock).date()
        facts.append(Fact(t("on_day", day=day), t(f"event_{one.kind}", **values)))
        if one.reason:
            facts[-1] = Fact(facts[-1].name, t("event_why", what=facts[-1].value, why=one.reason))
    return [Section(t("history_title"), facts)] if facts else []


def _buttons(chat: Chat, idea: Idea) -> list[Button]:
    """What everybody may do, as it stands for the asker."""
    found = []
    if idea.stage in OPEN:
        mine = finding.voted(chat.db, idea, chat.person.id)
        on = voting.take_back if mine else voting.vote
        found.append(Button(t("take_back") if mine else t("vote"), on, idea.id))
    found.append(Button(t("comment"), commenting.ask, idea.id))
    follows = following.follows(chat, idea)
    label, on = (t("unfollow"), following.unfollow) if follows else (t("follow"), following.follow)
    found.append(Button(label, on, idea.id))
    if (own := hiding.own_in(chat, idea)) is not None:
        found.append(Button(t("answer_hidden"), hiding.ask_answer, own))
    return found


def manages(chat: Chat) -> bool:
    """Whether the asker may say how ideas stand."""
    return bool(chat.person.roles & set(ORGANISERS))


def _managing(chat: Chat, idea: Idea) -> list[Button]:
    """What only some may do."""
    if not manages(chat):
        mine = idea.owner == chat.person.id
        return [Button(t("say_stage"), moving.ask_mine, idea.id)] if mine else []
    found = [
        Button(t("say_stage"), moving.ask, idea.id),
        Button(t("name_owner"), owning.ask, idea.id),
        Button(t("merge_it"), merging.ask, idea.id),
    ]
    if Role.CM in chat.person.roles:
        found.append(Button(t("promise_it"), promising.ask, idea.id))
        found.append(Button(t("remove_it"), removing.ask, idea.id))
    inside = finding.merged(chat.db, idea)
    return [
        *found,
        *(Button(t("unmerge", number=one.id), merging.unmerge, one.id) for one in inside[:5]),
    ]
