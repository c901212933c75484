"""Listing: the newest ideas, the most wanted, one by chance, one's own, and a search."""

from __future__ import annotations

from collections.abc import Sequence
from random import choice as draw
from typing import Any

from sqlalchemy import Select, func, literal, or_, select

from bot import Button, Card, Chat, Fact, Form, Text, t, text
from skills.ideas import alike, cards, finding, showing, submitting
from skills.ideas.model import Idea, Tag, Vote
from skills.ideas.naming import author, everybody_in
from skills.ideas.settings import skill
from skills.ideas.stages import stage_name
from skills.ideas.titles import LONGEST_TAG, title_of

MOST, MOST_BUTTONS = 10, 5
# What stands for something in a search by parts of words.
WILD = str.maketrans({"\\": "\\\\", "%": "\\%", "_": "\\_"})


class Listed(Form):
    """Which ideas are listed: those with a tag, or all."""

    words: str = text(max_length=3000, default="")


class Top(Listed):
    """The same, the most wanted first."""


class Random(Listed):
    """One of them."""


class Sought(Form):
    """What is searched for."""

    words: str = text(min_length=2, max_length=200)


@skill.command("idea list", Listed, reads=True)
def newest(chat: Chat, form: Listed) -> None:
    """List the ideas of which something may still come, the newest first."""
    query = select(Idea).where(finding.still_open()).order_by(Idea.posted.desc(), Idea.id.desc())
    _listed(chat, form, "list", query, t("list_title"))


@skill.command("idea top", Top, reads=True)
def top(chat: Chat, form: Top) -> None:
    """List the ideas of which something may still come, the most wanted first."""
    seen = finding.counted(chat.db)
    count = func.count(Vote.person_id.distinct()).label("votes")
    now = select(finding.head.label("head"), count).join(Vote, Vote.idea_id == Idea.id).where(seen)
    before = select(finding.head.label("head"), func.sum(Idea.votes_before).label("votes"))
    each = [one.group_by(finding.head).subquery() for one in (now, before.where(seen))]
    query = select(Idea).where(finding.still_open())
    for counted in each:
        query = query.outerjoin(counted, counted.c.head == Idea.id)
    votes = sum((func.coalesce(one.c.votes, 0) for one in each), literal(0))
    query = query.order_by(votes.desc(), Idea.id)
    _listed(chat, form, "top", query, t("top_title"))


@skill.command("idea random", Random, reads=True)
def random(chat: Chat, form: Random) -> None:
    """Show one idea by chance, of those the asker has not voted for if there are any."""
    if meant_as_idea(chat, form, "random"):
        return
    mine = select(Vote.idea_id).where(Vote.person_id == chat.person.id)
    open_ = select(Idea.id).where(finding.still_open())
    ids = chat.db.scalars(open_.where(Idea.id.not_in(mine))).all() or chat.db.scalars(open_).all()
    if not ids:
        chat.whisper(_none(t("none_yet")))
        return
    showing.more(chat, draw(ids))  # noqa: S311 - nobody gains by guessing it


def _listed(chat: Chat, form: Listed, word: str, query: Select[Any], title: Text) -> None:
    none = t("none_yet")
    tag = form.words.removeprefix("#").casefold()[:LONGEST_TAG]
    if form.words.startswith("#") and " " not in form.words:
        query = query.where(Idea.id.in_(select(Tag.idea_id).where(Tag.tag == tag)))
        title, none = t("tag_title", tag=tag), t("none_tagged", tag=tag)
    elif meant_as_idea(chat, form, word):
        return
    found = chat.db.scalars(query.limit(MOST + 1)).all()
    chat.whisper(_list(chat, title, found) if found else _none(none))


def meant_as_idea(chat: Chat, form: Listed, word: str) -> bool:
    """Whether an idea was typed that begins with a command's word; then its form opens."""
    if form.words:
        chat.open(submitting.New, idea=f"{word} {form.words}")
    return bool(form.words)


def _none(said: Text) -> Card:
    return Card(said, buttons=[Button(t("new_idea"), submitting.new)])


def _list(chat: Chat, title: Text, ideas: Sequence[Idea]) -> Card:
    """Ideas, a line each, with a button for the first few."""
    shown = ideas[:MOST]
    lines = [t("and_more")] if len(ideas) > MOST else []
    buttons = [*shows(shown), Button(t("new_idea"), submitting.new)]
    return Card(title, facts=facts_of(chat, shown), lines=lines, buttons=buttons)


def facts_of(chat: Chat, ideas: Sequence[Idea], *, said: bool = False) -> list[Fact]:
    """Ideas with who they are from, their stage and their votes; also how much was `said`."""
    votes = cards.votes_of(chat, ideas)
    counts = finding.comment_counts(chat.db, [one.id for one in ideas]) if said else {}
    people = everybody_in(chat, ideas)
    return [
        fact(
            one,
            t(
                "line_stands",
                author=author(one, people),
                stage=stage_name(one.stage),
                votes=votes[one.id],
                comments=cards.said(counts.get(one.id, 0)),
            ),
        )
        for one in ideas
    ]


def fact(idea: Idea, said: Text) -> Fact:
    """An idea by its number, and what is to be said of it."""
    return Fact(t("numbered", number=idea.id), t("line", title=title_of(idea.words), said=said))


@skill.command("idea search", Sought, reads=True)
def search(chat: Chat, form: Sought) -> None:
    """Find ideas by their words, and those that say about the same in others."""
    # As the database does: `casefold` would make two letters of some.
    pattern = f"%{form.words.translate(WILD).lower()}%"
    has = func.lower(Idea.words).like(pattern, escape="\\")
    tagged = Idea.id.in_(select(Tag.idea_id).where(Tag.tag == form.words.lstrip("#").casefold()))
    query = select(Idea).where(finding.shown(), or_(has, tagged))
    exact = chat.db.scalars(query.order_by(Idea.posted.desc()).limit(MOST + 1)).all()
    near = [one.idea for one in alike.near(chat, form.words, MOST)]
    found = list({one.id: one for one in [*exact, *near]}.values())
    if not found:
        chat.whisper(_none(t("none_found", words=form.words)))
        return
    chat.whisper(_list(chat, t("search_title", words=form.words), found[: MOST + 1]))


def shows(ideas: Sequence[Idea]) -> list[Button]:
    """Buttons that show the first few."""
    return [
        Button(t("show_number", number=one.id), showing.more, one.id)
        for one in ideas[:MOST_BUTTONS]
    ]


@skill.button("browse", reads=True)
def browse(chat: Chat) -> None:
    """List the most wanted ideas."""
    top(chat, Top(words=""))
