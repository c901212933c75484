"""The outcome of a challenge: its ideas, who took part, and what came first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from functools import partial
from typing import Any

from sqlalchemy import Select, func, select, union

from bot import ORGANISERS, Button, Card, Chat, Fact, Person, Refused, Section, Text, Work, reach, t
from skills.ideas import cards, evaluating, finding, listing, showing
from skills.ideas.model import Challenge, Comment, Idea, Vote
from skills.ideas.phases import RESULT
from skills.ideas.settings import skill

MOST, FIRST, AT_ONCE = 8, 3, 5


def of(chat: Chat, challenge: Challenge) -> Sequence[Idea]:
    """The ideas that answer a challenge."""
    query = select(Idea).where(Idea.challenge == challenge.id, finding.shown())
    return chat.db.scalars(query.order_by(Idea.id)).all()


@skill.job("challenge_redraw")
def redraw(work: Work, challenge_id: int) -> None:
    """Bring the cards of all its ideas up to date, and of what some were merged into.

    A few at a time: nobody else can do anything meanwhile.
    """
    last = 0
    while found := work.write(partial(_redraw, challenge_id=challenge_id, after=last)):
        last = found


def _redraw(chat: Chat, challenge_id: int, after: int) -> int:
    """The number of the last one; 0 when there are no more."""
    heads = select(finding.head).where(Idea.challenge == challenge_id)
    query = select(Idea).where(Idea.id.in_(heads), finding.shown(), Idea.id > after)
    found = chat.db.scalars(query.order_by(Idea.id).limit(AT_ONCE)).all()
    for idea in found:
        chat.update(cards.card_of(chat, idea))
    return found[-1].id if found else 0


def find(chat: Chat, challenge_id: int) -> Challenge:
    """The challenge of this number; Refused where there is none."""
    found = chat.db.get(Challenge, challenge_id)
    if found is None:
        raise Refused(t("challenge_gone"))
    return found


@skill.button("challenge_ideas", reads=True)
def ideas(chat: Chat, challenge_id: int) -> None:
    """List what was proposed."""
    challenge = find(chat, challenge_id)
    found = of(chat, challenge)
    buttons = [Button(t("show_number", number=one.id), showing.more, one.id) for one in found[:5]]
    title = t("challenge_named", number=challenge.id, question=challenge.question)
    facts = listing.facts_of(chat, found[:MOST])
    lines = [t("and_more")] if len(found) > MOST else []
    lines = lines if found else [t("none_yet")]
    chat.whisper(Card(title, facts=facts, lines=lines, buttons=buttons))


@skill.button("challenge_figures", only=ORGANISERS, reads=True)
def figures(chat: Chat, challenge_id: int) -> None:
    """Tell the manager how many of whom took part in which way."""
    challenge = find(chat, challenge_id)
    title = t("challenge_named", number=challenge.id, question=challenge.question)
    facts = _funnel(chat, challenge)
    ranked = evaluating.ranking(chat, challenge) if challenge.phase == RESULT else []
    sections = [Section(t("ranking"), [one.fact() for one in ranked[:MOST]])] if ranked else []
    chat.whisper(Card(title, facts=facts, sections=[*sections, *_reach(challenge)]))


def _funnel(chat: Chat, challenge: Challenge) -> list[Fact]:
    """How many wrote, voted and commented; each person once."""
    mine = Idea.challenge == challenge.id
    wrote = select(func.count(Idea.author.distinct())).where(mine)
    voted = select(func.count(Vote.person_id.distinct())).join(Idea).where(mine)
    said = select(func.count(Comment.author.distinct())).join(Idea).where(mine)
    counts = [(t("funnel_wrote"), wrote), (t("funnel_said"), said)]
    if challenge.id not in finding.collecting(chat.db):
        counts.insert(1, (t("funnel_voted"), voted))
    ideas_ = Fact(t("funnel_ideas"), len(of(chat, challenge)))
    return [ideas_, *(Fact(name, chat.db.scalar(query) or 0) for name, query in counts)]


def _people(challenge: Challenge) -> Select[int]:
    """Everybody who wrote, voted or commented."""
    mine = Idea.challenge == challenge.id
    found = union(
        select(Idea.author.label("id")).where(mine, Idea.author.is_not(None)),
        select(Vote.person_id).join(Idea).where(mine),
        select(Comment.author).join(Idea).where(mine, Comment.author.is_not(None)),
    ).subquery()
    return select(found.c.id)


def took_part(chat: Chat, challenge: Challenge) -> int:
    """How many people that are."""
    people = _people(challenge).subquery()
    return chat.db.scalar(select(func.count()).select_from(people)) or 0


def reached(chat: Chat, challenge: Challenge) -> list[Any]:
    """Which share of each unit took part, to be kept: told again, it could tell of somebody."""
    return [asdict(one) for one in reach(chat.db, _people(challenge), chat.fewest)]


def _reach(challenge: Challenge) -> list[Section]:
    """What is kept of that, unit by unit."""
    facts = [Fact(_unit(one["path"]), _share(one["low"], one["high"])) for one in challenge.reach]
    return [Section(t("reach"), facts)] if facts else []


def _unit(path: Sequence[str]) -> Text:
    return t("reach_unit", unit=" › ".join(path)) if path else t("reach_everybody")


def _share(low: float | None, high: float | None) -> Text:
    if low is None or high is None:
        return t("reach_hidden")
    if low == high:
        return t("reach_about", share=round(low * 100))
    return t("reach_between", low=round(low * 100), high=round(high * 100))


def result(chat: Chat, challenge: Challenge) -> Card:
    """What everybody reads at the end: what came first, and thanks to all who took part."""
    first = _first(chat, challenge)
    names = list(dict.fromkeys(who for _, who in first if who is not None))
    facts = [fact for fact, _ in first]
    count = took_part(chat, challenge)
    lines = [t("result_thanks", count=count)] if count else [t("result_nobody")]
    if names:
        lines.append(t("result_authors", who=names, count=len(names)))
    lines.append(t("result_next"))
    title = t("challenge_result", question=challenge.question)
    browse = Button(t("challenge_ideas"), ideas, challenge.id)
    return Card(title, facts=facts, lines=lines, buttons=[browse])


def _first(chat: Chat, challenge: Challenge) -> list[tuple[Fact, Person | None]]:
    """The first few, by what the reviewers gave them or else by votes, with whose they are."""
    ranked = evaluating.ranking(chat, challenge)
    if ranked:
        found = [(one.idea, one.fact()) for one in ranked[:FIRST]]
    else:
        counts = finding.votes(chat.db, [one.id for one in of(chat, challenge)])
        by_votes = sorted(of(chat, challenge), key=lambda one: (-counts.get(one.id, 0), one.id))
        found = [
            (one, listing.fact(one, t("move_votes", count=counts[one.id])))
            for one in by_votes[:FIRST]
            if counts.get(one.id)
        ]
    people = chat.people(one.author for one, _ in found if one.author)
    return [(fact, people.get(one.author or 0)) for one, fact in found]
