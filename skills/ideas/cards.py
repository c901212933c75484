"""The card of an idea: what everybody reads in its channel."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import select

from bot import Button, Card, Chat, Person, Promise, Text, pointers, promises, t
from skills.ideas import commenting, finding, following, showing, voting
from skills.ideas.model import Challenge, Event, Idea
from skills.ideas.naming import author, everybody_in, somebody
from skills.ideas.stages import NEW, OPEN, stage_name
from skills.ideas.titles import rest_of, title_of


def card_of(chat: Chat, idea: Idea) -> Card:
    """The card of an idea as it stands now."""
    people = everybody_in(chat, [idea])
    return _card(idea, people, lines_of(chat, idea, people))


def _card(idea: Idea, people: Mapping[int, Person], lines: Sequence[Text]) -> Card:
    return Card(
        t("card", title=title_of(idea.words), number=idea.id, author=author(idea, people)),
        quote=rest_of(idea.words),
        lines=lines,
        buttons=buttons_of(idea),
        about=idea.id,
        words_of=[idea.author] if idea.author else [],
    )


def first_card(chat: Chat, idea: Idea, *, votes: int) -> Card:
    """The card of an idea that is being posted: nothing has come of it yet."""
    mine = {chat.asker.id: chat.asker} if chat.asker else {}
    people = mine if idea.author in (*mine, None) else everybody_in(chat, [idea])
    count = t("votes_hidden") if idea.challenge else _votes(votes)
    lines = [t("stands", stage=stage_name(idea.stage), votes=count, comments="")]
    lines += _answers(chat, idea)
    if idea.brought_by is not None:
        lines.append(t("brought_by", who=somebody(idea.brought_by, people)))
    return _card(idea, people, lines)


def lines_of(chat: Chat, idea: Idea, people: Mapping[int, Person]) -> list[Text]:
    """How an idea stands: its stage and why, votes, comments, owner, promises, tags."""
    if idea.root is not None:
        return [t("merged_into", number=idea.root)]
    votes = votes_of(chat, [idea])[idea.id]
    count = finding.comment_counts(chat.db, [idea.id]).get(idea.id, 0)
    lines = [t("stands", stage=stage_name(idea.stage), votes=votes, comments=said(count))]
    lines += _answers(chat, idea)
    if idea.brought_by is not None:
        lines.append(t("brought_by", who=somebody(idea.brought_by, people)))
    if idea.owner is not None:
        lines.append(t("owned_by", owner=somebody(idea.owner, people)))
    inside = finding.merged(chat.db, idea)
    lines += [*_why(chat, idea), *_promises(chat, [idea, *inside])]
    if inside:
        lines.append(t("with_merged", ideas=[title_of(one.words) for one in inside]))
    return [*lines, *_spoken_for(chat, [idea, *inside])]


def _spoken_for(chat: Chat, ideas: Sequence[Idea]) -> list[Text]:
    """How many customers' words speak for these, and for how many nothing else will do."""
    found = pointers(chat.db, "idea", [one.id for one in ideas]).values()
    count, needed = sum(one.count for one in found), sum(one.needed for one in found)
    if not count:
        return []
    said = t("spoken_for", count=count)
    return [t("spoken_needed", said=said, count=needed)] if needed else [said]


def _answers(chat: Chat, idea: Idea) -> list[Text]:
    """Which challenge it answers; many an answer says nothing without its question."""
    challenge = chat.db.get(Challenge, idea.challenge) if idea.challenge else None
    return [t("answers", question=challenge.question)] if challenge else []


def votes_of(chat: Chat, ideas: Sequence[Idea]) -> dict[int, Text]:
    """How many want each of some ideas, as everybody may read it."""
    counts = finding.votes(chat.db, [one.id for one in ideas])
    hidden = finding.collecting(chat.db) if any(one.challenge for one in ideas) else set()
    return {
        one.id: t("votes_hidden") if one.challenge in hidden else _votes(counts.get(one.id, 0))
        for one in ideas
    }


def _votes(count: int) -> Text:
    return t("votes", count=count) if count else t("votes_none")


def said(count: int) -> Text | str:
    """How many comments there are; nothing where there is none."""
    return t("comments", count=count) if count else ""


def _why(chat: Chat, idea: Idea) -> list[Text]:
    """Why an idea is where it is, in the words of whoever said so last."""
    if idea.stage == NEW:
        return []
    query = select(Event.reason).where(Event.idea_id == idea.id, Event.kind == "stage")
    reason = chat.db.scalar(query.order_by(Event.id.desc()).limit(1))
    return [] if reason is None else [t("why", reason=reason)]


def _promises(chat: Chat, ideas: Sequence[Idea]) -> list[Text]:
    """What was promised because of some ideas."""
    each = (promises(chat.db, skill="ideas", about=one.id) for one in ideas)
    return [_promised(one) for found in each for one in found]


def _promised(one: Promise) -> Text:
    return t("promised_line", words=one.words, due=one.due, state=t(f"promise_{one.state}"))


def buttons_of(idea: Idea) -> list[Button]:
    """What can be done with an idea by everybody."""
    more = Button(t("more"), showing.more, idea.id)
    if idea.root is not None:
        return [Button(t("show_other"), showing.more, idea.root)]
    vote = [Button(t("vote"), voting.vote, idea.id)] if idea.stage in OPEN else []
    comment = Button(t("comment"), commenting.ask, idea.id)
    return [*vote, comment, Button(t("follow"), following.follow, idea.id), more]
