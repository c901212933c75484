"""Alike: ideas that say about the same, shown before another is posted."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from bot import Button, Card, Chat, Refused, Text, t
from skills.ideas import cards, commenting, finding, posting, showing, voting
from skills.ideas.model import LONGEST_COMMENT, Draft, Idea
from skills.ideas.settings import skill
from skills.ideas.stages import OPEN
from skills.ideas.titles import title_of

MOST = 3
# Among so many may be some that were merged into the same.
LOOKED_AT = 9


@dataclass(frozen=True, slots=True)
class Near:
    """An idea that says about the same, how much so (0 to 1), and how many want it."""

    idea: Idea
    degree: float
    votes: Text

    @property
    def is_open(self) -> bool:
        """Whether it can be voted for."""
        return self.idea.stage in OPEN


def near(chat: Chat, words: str, most: int) -> list[Near]:
    """The ideas that say about the same as these words, the most alike first."""
    found = chat.alike(words, LOOKED_AT)
    if not found:
        return []
    query = select(Idea).where(Idea.id.in_([one.about for one in found]))
    by_id = {one.id: one for one in chat.db.scalars(query)}
    degrees: dict[int, float] = {}
    for one in found:
        if idea := by_id.get(one.about):
            degrees.setdefault(idea.root or idea.id, one.degree)
    heads = {one.id: one for one in chat.db.scalars(select(Idea).where(Idea.id.in_(degrees)))}
    votes = cards.votes_of(chat, list(heads.values()))
    shown = [(heads[id_], degree) for id_, degree in degrees.items() if id_ in heads][:most]
    return [Near(idea, degree, votes[idea.id]) for idea, degree in shown]


@skill.button("vote_instead")
def vote_instead(chat: Chat, draft_id: int, idea_id: int) -> None:
    """Vote for what is there; one's own words can still be added to it."""
    draft = posting.waiting(chat, draft_id)
    idea = finding.head_of(chat, idea_id, held=True)
    voting.check_open(idea)
    if not finding.voted(chat.db, idea, chat.person.id):
        voting.give(chat, idea.id)
        chat.update(cards.card_of(chat, idea))
    draft.voted = idea.id
    add = Button(t("add_words"), add_words, draft.id)
    undo = Button(t("take_back"), voting.take_back, idea.id)
    told = t("voted_instead", title=title_of(idea.words))
    chat.whisper(Card(told, quote=draft.words, buttons=[add, undo]))


@skill.button("add_words")
def add_words(chat: Chat, draft_id: int) -> None:
    """Let one's own words stand as a comment on what one has voted for instead."""
    draft = chat.db.get(Draft, draft_id, with_for_update=True)
    if draft is None or draft.by != chat.person.id or draft.voted is None:
        raise Refused(t("draft_gone"))
    idea = finding.head_of(chat, draft.voted, held=True)
    commenting.keep(chat, idea, draft.words[:LONGEST_COMMENT])
    chat.db.delete(draft)
    title = title_of(idea.words)
    see = [Button(t("more"), showing.more, idea.id)]
    if len(draft.words) <= LONGEST_COMMENT:
        chat.whisper(Card(t("commented", title=title), buttons=see))
        return
    # Where they were written they are gone; what did not fit is to be had here.
    told = t("commented_in_part", title=title, most=LONGEST_COMMENT)
    chat.whisper(Card(told, quote=draft.words, buttons=see))
