"""Posting: an idea gets its number and its card, and everybody can vote for it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from typing import Any

from bot import Button, Card, Chat, Refused, Work, t
from skills.ideas import alike, cards, challenges, finding, naming
from skills.ideas.model import Draft, Idea, Tag, Twin, Vote
from skills.ideas.settings import IdeasSettings, skill
from skills.ideas.stages import NEW
from skills.ideas.titles import tags_of, title_of

# So long somebody may think about what they have written before they are reminded of it.
PATIENCE = timedelta(hours=20)


def post(chat: Chat, draft: Draft, near: Sequence[alike.Near]) -> None:
    """Post an idea of the asker's, who votes for it, or of a colleague's."""
    idea = create(chat, draft.words, near, draft=draft)
    channel = chat.settings(IdeasSettings).channel
    said: dict[str, Any] = {"number": idea.id, "title": title_of(idea.words), "channel": channel}
    told = t("posted", **said)
    if idea.brought_by is not None:
        told = t("posted_for", who=naming.author(idea, chat.people([idea.author or 0])), **said)
        tell_author(chat, idea)
    chat.whisper(Card(told, lines=[t("posted_what")]))


def create(
    chat: Chat,
    words: str,
    near: Sequence[alike.Near],
    *,
    draft: Draft | None = None,
    alias: str | None = None,
    outside: str = "",
    challenge: int | None = None,
) -> Idea:
    """Make an idea, note what it is alike to, and post its card."""
    idea = Idea(words=words, stage=NEW, since=chat.now, posted=chat.now, alias=alias, link="")
    idea.workspace, idea.outside, idea.challenge = chat.workspace, outside, challenge
    if draft is not None:
        idea.author, idea.link, idea.challenge = draft.author, draft.link, draft.challenge
        idea.brought_by = draft.by if draft.by != draft.author else None
    chat.db.add(idea)
    chat.db.flush()
    votes = 0
    if idea.author is not None and idea.brought_by is None:
        chat.db.add(Vote(idea_id=idea.id, person_id=idea.author, given=chat.now))
        votes = 1
    chat.db.add_all([Tag(idea_id=idea.id, tag=tag) for tag in tags_of(idea.words)])
    pairs = [(one.idea.id, one.degree) for one in near]
    chat.db.add_all([Twin(idea_id=idea.id, other_id=id_, degree=how) for id_, how in pairs])
    chat.learn(idea.id, idea.words)
    chat.say(cards.first_card(chat, idea, votes=votes), to=chat.settings(IdeasSettings).channel)
    return idea


def tell_author(chat: Chat, idea: Idea) -> None:
    """Tell somebody that an idea of theirs was written down, if they can be told."""
    whose = chat.people([idea.author or 0]).get(idea.author or 0)
    if whose is not None:
        told = t("yours_written", who=chat.person, number=idea.id, title=title_of(idea.words))
        chat.send(Card(told, buttons=[Button(t("not_mine"), not_mine, idea.id)]), to=whose)


@skill.button("not_mine")
def not_mine(chat: Chat, idea_id: int) -> None:
    """Take one's name off an idea that somebody else wrote down as one's own."""
    idea = finding.find(chat, idea_id, held=True)
    if idea.author != chat.person.id or idea.brought_by is None:
        raise Refused(t("gone"))
    idea.author, idea.brought_by = idea.brought_by, None
    chat.db.flush()
    chat.update(cards.card_of(chat, idea))
    who = chat.people([idea.author or 0])
    chat.whisper(t("not_mine_done", who=naming.author(idea, who)))


def waiting(chat: Chat, draft_id: int) -> Draft:
    """What the asker has written and not posted yet; Refused where that is over."""
    found = chat.db.get(Draft, draft_id, with_for_update=True)
    if found is None or found.by != chat.person.id:
        raise Refused(t("draft_gone"))
    return found


@skill.button("post_mine")
def post_mine(chat: Chat, draft_id: int) -> None:
    """Post what one has written although there is something alike."""
    draft = waiting(chat, draft_id)
    challenges.let_go(chat, draft)
    post(chat, draft, alike.near(chat, draft.words, alike.MOST))
    chat.db.delete(draft)


@skill.button("drop_draft")
def drop(chat: Chat, draft_id: int) -> None:
    """Throw away what one has written."""
    draft = waiting(chat, draft_id)
    chat.db.delete(draft)
    chat.whisper(Card(t("dropped"), quote=draft.words))


@skill.job("remind_draft")
def remind(work: Work, draft_id: int) -> None:
    """Remind somebody of what they have written and not posted."""
    work.write(partial(_remind, draft_id=draft_id))


def _remind(chat: Chat, draft_id: int) -> None:
    draft = chat.db.get(Draft, draft_id)
    who = chat.people([draft.by]).get(draft.by) if draft and draft.voted is None else None
    if draft and who and chat.house.welcomes(who):
        buttons = [
            Button(t("post_mine"), post_mine, draft.id),
            Button(t("drop"), drop, draft.id),
        ]
        chat.send(Card(t("still_waits"), quote=draft.words, buttons=buttons), to=who)
