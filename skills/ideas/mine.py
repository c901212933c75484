"""One's own ideas: those one wrote, sees to and follows, and what is not posted yet."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, func, or_, select

from bot import Button, Card, Chat, Fact, Section, t
from skills.ideas import finding, hiding, listing, posting, submitting
from skills.ideas.model import Draft, Follow, Idea
from skills.ideas.settings import skill
from skills.ideas.titles import title_of


class Mine(listing.Listed):
    """Nothing; words that follow are an idea that begins with the command's."""


@skill.command("idea mine", Mine, reads=True)
def mine(chat: Chat, form: Mine) -> None:
    """Show one's own ideas, what waits to be posted, and what one follows."""
    if listing.meant_as_idea(chat, form, "mine"):
        return
    me = chat.person.id
    theirs = or_(Idea.author == me, Idea.brought_by == me)
    followed = Idea.id.in_(select(Follow.idea_id).where(Follow.person_id == me))
    owned = finding.still_open() & (Idea.owner == me)
    hidden = sorted(hiding.own(chat), reverse=True)[: listing.MOST]
    parts = [
        (t("mine_own"), _latest(chat, theirs)),
        (t("mine_hidden"), _latest(chat, Idea.id.in_(hidden))),
        (t("mine_owned"), _latest(chat, owned)),
        (t("mine_followed"), _latest(chat, finding.shown() & followed)),
    ]
    sections = [
        Section(name, listing.facts_of(chat, found, said=True)) for name, found in parts if found
    ]
    drafts = _drafts(chat)
    lines = [t("draft_line", number=n, title=title_of(one.words)) for n, one in drafts]
    title = t("mine_title") if sections or drafts else t("mine_none")
    buttons = [Button(t("post_number", number=n), posting.post_mine, one.id) for n, one in drafts]
    # Of what has no name first: what is asked about it is told nowhere else.
    buttons += listing.shows([*parts[1][1], *parts[0][1]])
    buttons.append(Button(t("new_idea"), submitting.new))
    chat.whisper(Card(title, lines=lines, sections=sections, buttons=buttons))


def _latest(chat: Chat, which: ColumnElement[bool]) -> Sequence[Idea]:
    query = select(Idea).where(which).order_by(Idea.posted.desc(), Idea.id.desc())
    return chat.db.scalars(query.limit(listing.MOST)).all()


def _drafts(chat: Chat) -> list[tuple[int, Draft]]:
    """What the asker has written and not posted, numbered."""
    theirs = Draft.by == chat.person.id, Draft.voted.is_(None)
    query = select(Draft).where(*theirs).order_by(Draft.id.desc()).limit(listing.MOST_BUTTONS)
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
        Button(t("browse"), listing.browse),
        Button(t("my_ideas"), my_ideas),
    ]
    return Card(t("home"), facts=facts, buttons=buttons)


@skill.button("my_ideas", reads=True)
def my_ideas(chat: Chat) -> None:
    """Show one's own ideas."""
    mine(chat, Mine(words=""))
