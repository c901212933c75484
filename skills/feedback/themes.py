"""Themes: what words are about, as the community manager names it, and what rises and falls."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from bot import (
    ORGANISERS,
    Button,
    Card,
    Chat,
    Fact,
    Form,
    Refused,
    Role,
    Theme,
    any_of,
    bare,
    split,
    t,
    text,
)
from skills.feedback.heard import tags_of
from skills.feedback.model import LONGEST_THEME, LONGEST_WORDS, Item, Tag
from skills.feedback.settings import skill

MOST, MONTH, AT_ONCE = 15, timedelta(days=30), 500


class Named(Form):
    """A theme, and the words it is told by."""

    name: str = text(min_length=2, max_length=LONGEST_THEME)
    words: str = text(min_length=3, max_length=LONGEST_WORDS)


@skill.command("cm feedback themes", only=ORGANISERS, reads=True)
@skill.button("themes", only=ORGANISERS, reads=True)
def overview(chat: Chat) -> None:
    """Show how often each theme came up in the last thirty days, and in the thirty before."""
    named = {tag: one.id for one in chat.themes.all() for tag in tags(chat, [one]) if one.words}
    found = counted(chat.db, chat.now)
    # What nobody talks about yet has a name all the same.
    quiet = named.keys() - {name for name, *_ in found}
    found += [(name, 0, 0) for name in sorted(quiet)]
    facts = [
        Fact(t("tag", name=name), t("theme_line", now=now, before=b)) for name, now, b in found
    ]
    buttons = []
    if Role.CM in chat.person.roles:
        some = sorted(named.items())[:MOST]
        buttons = [Button(t("theme_drop", name=name), drop, id_) for name, id_ in some]
        buttons.insert(0, Button(t("theme_new"), ask))
    title = t("themes_title") if found else t("themes_none")
    chat.whisper(Card(title, facts=facts[:MOST], buttons=buttons))


def counted(db: Session, now: datetime) -> list[tuple[str, int, int]]:
    """Each theme and tag, how often it came up lately and before that; rising ones first."""
    late, early = _count(db, now - MONTH, now), _count(db, now - 2 * MONTH, now - MONTH)
    found = [(name, late.get(name, 0), early.get(name, 0)) for name in {*late, *early}]
    return sorted(found, key=lambda one: (one[2] - one[1], -one[1], one[0]))


def _count(db: Session, since: datetime, until: datetime) -> dict[str, int]:
    within = Item.came >= since, Item.came < until
    query = select(Tag.tag, func.count()).join(Item, Item.id == Tag.item_id).where(*within)
    return dict(db.execute(query.group_by(Tag.tag)).all())


def called(name: str) -> str:
    """A theme's name as it stands on cards, however it was written."""
    return next(iter(tags_of([name])), "")


def tags(chat: Chat, some: Iterable[Theme]) -> list[str]:
    """Some themes as they stand on cards, in the company's first language."""
    language = chat.house.company.languages[0]
    return [tag for one in some if (tag := called(one.name(language).replace(",", " ")))]


def known(chat: Chat) -> set[str]:
    """All themes and tags there are."""
    return {*tags(chat, chat.themes.all()), *chat.db.scalars(select(Tag.tag).distinct())}


@skill.button("theme_new", only=Role.CM)
def ask(chat: Chat) -> None:
    """Open the form for a theme."""
    chat.open(Named)


@skill.form(Named, only=Role.CM)
def name(chat: Chat, form: Named) -> None:
    """Name a theme, and find it in what came in the last two months."""
    tag = called(form.name)
    if not tag:
        raise Refused(t("needs_name"), field="name")
    if tag in tags(chat, chat.themes.all()):
        raise Refused(t("theme_there", name=tag), field="name")
    chat.themes.make(" ".join(form.name.lstrip("# ").split()), form.words)
    count = _tag_again(chat, tag, form.words)
    chat.whisper(t("theme_named", name=tag, count=count))


def _tag_again(chat: Chat, tag: str, words: str) -> int:
    query = select(Item.id, Item.words).where(Item.came >= chat.now - 2 * MONTH)
    there = set(chat.db.scalars(select(Tag.item_id).where(Tag.tag == tag)))
    rows = [
        {"item_id": id_, "tag": tag}
        for id_, said in chat.db.execute(query)
        if id_ not in there and any_of(bare(said), split(words))
    ]
    for start in range(0, len(rows), AT_ONCE):
        chat.db.execute(insert(Tag), rows[start : start + AT_ONCE])
    return len(rows)


@skill.button("theme_drop", only=Role.CM)
def drop(chat: Chat, theme_id: int) -> None:
    """Take a theme away; what was found of it stays."""
    found = chat.themes.find(theme_id)
    if found is None or found.hidden:
        raise Refused(t("theme_gone"))
    [tag] = tags(chat, [found])
    chat.audit(tag)
    chat.themes.hide(found.id)
    chat.whisper(t("theme_dropped", name=tag))


def first_seen(db: Session, since: datetime, until: datetime) -> Sequence[str]:
    """Themes that came up for the first time from then on, and before the end."""
    first = func.min(Item.came)
    query = select(Tag.tag).join(Item, Item.id == Tag.item_id).group_by(Tag.tag)
    return db.scalars(query.having(first >= since, first < until).order_by(Tag.tag)).all()
