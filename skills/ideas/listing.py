"""Listing: the newest ideas, the most wanted, one by chance, one's own, and a search."""

from __future__ import annotations

from collections.abc import Sequence
from random import choice as draw
from typing import Any

from sqlalchemy import ColumnElement, Select, func, literal, or_, select

from bot import Button, Card, Chat, Fact, Form, Section, Text, t, text
from skills.ideas import alike, cards, finding, posting, showing, submitting
from skills.ideas.model import Draft, Follow, Idea, Tag, Vote
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


class Mine(Listed):
    """Nothing; words that follow are an idea that begins with the command's."""


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
    seen = Idea.challenge.is_(None) | Idea.challenge.not_in(finding.collecting(chat.db))
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
    if _meant_as_idea(chat, form, "random"):
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
    elif _meant_as_idea(chat, form, word):
        return
    found = chat.db.scalars(query.limit(MOST + 1)).all()
    chat.whisper(_list(chat, title, found) if found else _none(none))


def _meant_as_idea(chat: Chat, form: Listed, word: str) -> bool:
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
    buttons = [*_shows(shown), Button(t("new_idea"), submitting.new)]
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
    pattern = f"%{form.words.translate(WILD).casefold()}%"
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


@skill.command("idea mine", Mine, reads=True)
def mine(chat: Chat, form: Mine) -> None:
    """Show one's own ideas, what waits to be posted, and what one follows."""
    if _meant_as_idea(chat, form, "mine"):
        return
    me = chat.person.id
    theirs = or_(Idea.author == me, Idea.brought_by == me)
    followed = Idea.id.in_(select(Follow.idea_id).where(Follow.person_id == me))
    owned = finding.still_open() & (Idea.owner == me)
    parts = [
        (t("mine_own"), _latest(chat, theirs)),
        (t("mine_hidden"), _latest(chat, Idea.alias == chat.alias())),
        (t("mine_owned"), _latest(chat, owned)),
        (t("mine_followed"), _latest(chat, finding.shown() & followed)),
    ]
    sections = [Section(name, facts_of(chat, found, said=True)) for name, found in parts if found]
    drafts = _drafts(chat)
    lines = [t("draft_line", number=n, title=title_of(one.words)) for n, one in drafts]
    title = t("mine_title") if sections or drafts else t("mine_none")
    buttons = [Button(t("post_number", number=n), posting.post_mine, one.id) for n, one in drafts]
    # Of what has no name first: what is asked about it is told nowhere else.
    buttons += _shows([*parts[1][1], *parts[0][1]])
    buttons.append(Button(t("new_idea"), submitting.new))
    chat.whisper(Card(title, lines=lines, sections=sections, buttons=buttons))


def _latest(chat: Chat, which: ColumnElement[bool]) -> Sequence[Idea]:
    query = select(Idea).where(which).order_by(Idea.posted.desc(), Idea.id.desc())
    return chat.db.scalars(query.limit(MOST)).all()


def _shows(ideas: Sequence[Idea]) -> list[Button]:
    """Buttons that show the first few."""
    return [
        Button(t("show_number", number=one.id), showing.more, one.id)
        for one in ideas[:MOST_BUTTONS]
    ]


def _drafts(chat: Chat) -> list[tuple[int, Draft]]:
    """What the asker has written and not posted, numbered."""
    theirs = Draft.by == chat.person.id, Draft.voted.is_(None)
    query = select(Draft).where(*theirs).order_by(Draft.id.desc()).limit(MOST_BUTTONS)
    return list(enumerate(chat.db.scalars(query), start=1))


@skill.home_tab
def home_tab(chat: Chat) -> Card:
    """How many ideas are open, how many are the asker's own, and the way to another."""
    me = chat.person.id
    count = select(func.count(Idea.id))
    facts = [
        Fact(t("home_open"), chat.db.scalar(count.where(finding.still_open())) or 0),
        Fact(t("home_mine"), chat.db.scalar(count.where(Idea.author == me)) or 0),
    ]
    if drafts := _drafts(chat):
        facts.append(Fact(t("home_drafts"), len(drafts)))
    buttons = [
        Button(t("new_idea"), submitting.new),
        Button(t("browse"), browse),
        Button(t("my_ideas"), my_ideas),
    ]
    return Card(t("home"), facts=facts, buttons=buttons)


@skill.button("browse", reads=True)
def browse(chat: Chat) -> None:
    """List the most wanted ideas."""
    top(chat, Top(words=""))


@skill.button("my_ideas", reads=True)
def my_ideas(chat: Chat) -> None:
    """Show one's own ideas."""
    mine(chat, Mine(words=""))
