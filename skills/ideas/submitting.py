"""Submitting: an idea is written down, held against what is there, and posted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot import (
    Button,
    Card,
    Chat,
    Form,
    Message,
    Person,
    Question,
    Refused,
    choice,
    named,
    questions,
    t,
    text,
)
from skills.ideas import alike, challenges, posting, showing
from skills.ideas.model import LONGEST, LONGEST_LINK, Draft
from skills.ideas.settings import skill
from skills.ideas.stages import stage_name
from skills.ideas.titles import check_words, rest_of, title_of


def _challenges(chat: Chat, concerns: int | None) -> list[Question]:
    """Which challenge an idea answers, where some collect and none is meant already."""
    found = [] if concerns is not None else challenges.collecting(chat)
    labels = {str(one.id): one.question for one in found}
    field: Any = choice(list(labels), default="")
    return [Question("challenge", t("which_challenge"), field, labels=labels)] if found else []


class New(Form):
    """An idea, in one's own words."""

    idea: str = text(min_length=10, max_length=LONGEST, multiline=True)
    more: dict[str, Any] = questions(_challenges)


class Behalf(Form):
    """The idea of somebody who has no account."""

    whose: Sequence[Person] = named(most=1)
    idea: str = text(min_length=10, max_length=LONGEST, multiline=True)


class Found(Form):
    """What somebody wrote in a chat, as an idea."""

    idea: str = text(min_length=10, max_length=LONGEST, multiline=True)
    link: str = text(max_length=LONGEST_LINK, default="")


@skill.command("idea", New)
def submit(chat: Chat, form: New) -> None:
    """Take an idea, perhaps one that answers a challenge."""
    challenge = form.concerns or int(form.more.get("challenge") or 0) or None
    if challenge is not None:
        challenges.check_open(chat, challenge)
    take(chat, form.idea, challenge=challenge)


@skill.command("idea for", Behalf)
def submit_for(chat: Chat, form: Behalf) -> None:
    """Take the idea of somebody else, who has no account here."""
    [whose] = form.whose
    if whose == chat.person:
        take(chat, form.idea)
        return
    if not chat.house.welcomes(whose):
        raise Refused(t("whose_gone", who=whose), field="whose")
    take(chat, form.idea, whose=whose)


@skill.shortcut("make_idea")
def make_idea(chat: Chat, message: Message) -> None:
    """Make an idea of what somebody wrote."""
    # A part of a link leads nowhere.
    link = message.link if len(message.link) <= LONGEST_LINK else ""
    chat.open(Found, idea=message.text[:LONGEST], link=link)


@skill.form(Found)
def submit_found(chat: Chat, form: Found) -> None:
    """Take an idea that was found in a message."""
    take(chat, form.idea, link=form.link)


@skill.global_shortcut("idea")
@skill.button("new")
def new(chat: Chat) -> None:
    """Open the form."""
    chat.open(New)


def take(
    chat: Chat,
    words: str,
    *,
    whose: Person | None = None,
    link: str = "",
    challenge: int | None = None,
) -> None:
    """Post an idea, or show first what is there already and says about the same."""
    check_words(words, "idea")
    draft = Draft(
        by=chat.person.id,
        author=whose.id if whose else chat.person.id,
        words=words,
        made=chat.now,
        workspace=chat.workspace,
        link=link,
        challenge=challenge,
    )
    near = alike.near(chat, words, alike.MOST)
    if not near:
        posting.post(chat, draft, [])
        return
    chat.db.add(draft)
    chat.db.flush()
    chat.later(posting.remind, draft.id, at=chat.now + posting.PATIENCE)
    chat.whisper(step(chat, draft, near))


def step(chat: Chat, draft: Draft, near: Sequence[alike.Near]) -> Card:
    """The second step: what says about the same, to vote for it instead."""
    open_ = [one for one in near if one.is_open]
    buttons = [
        Button(t("vote_instead", number=one.idea.id), alike.vote_instead, draft.id, one.idea.id)
        for one in open_
    ]
    buttons += [
        Button(t("show_number", number=one.idea.id), showing.more, one.idea.id)
        for one in near
        if not one.is_open
    ]
    lines = [
        t(
            "near_line",
            number=one.idea.id,
            title=title_of(one.idea.words),
            stage=stage_name(one.idea.stage),
            votes=one.votes,
        )
        for one in near
    ]
    buttons.append(Button(t("post_mine"), posting.post_mine, draft.id))
    buttons.append(Button(t("drop"), posting.drop, draft.id))
    title = t("near_title", title=title_of(draft.words))
    return Card(title, quote=rest_of(draft.words), lines=lines, buttons=buttons)
