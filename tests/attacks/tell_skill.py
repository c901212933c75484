"""A skill that asks, and tells what came of it by every way there is out of Piazza."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Select
from sqlalchemy.orm import Session

from bot import (
    Card,
    Chart,
    Chat,
    Fact,
    Form,
    Item,
    Outcome,
    Page,
    Period,
    Person,
    Role,
    Section,
    Series,
    Sheet,
    Skill,
    Work,
    closed_rounds,
    members,
    results,
    t,
    text,
    weekly,
)

KIND, ITEM, ROOM = "tell", Item("mood", 1, 5), "#general"

skill = Skill("tell", home=Path(__file__).parent / "tell")


class Draft(Form):
    """A form that opens with figures in it."""

    words: str = text()


@skill.command("tell open", only=Role.CM)
def start(chat: Chat) -> None:
    """Ask everybody."""
    chat.open_round(KIND, [ITEM], closes=chat.now + timedelta(days=2), then=heard)
    chat.whisper(t("opened"))


@skill.command("tell")
def whispered(chat: Chat) -> None:
    """Whisper it, send it as files, bring a card up to date."""
    found = outcome(chat.db)
    chat.send(Card(t("title"), file=sheet(found)), to=chat.person)
    chat.send(Card(t("title"), file=page(found)), to=chat.person)
    chat.update(card(found, about=1))
    chat.whisper(card(found))


@skill.command("tell draft", Draft)
def kept(chat: Chat, form: Draft) -> None:
    """Take a form; it is opened by another command."""
    chat.whisper(t("title"))


@skill.command("tell write")
def written(chat: Chat) -> None:
    """Open a form that has the figures in it."""
    chat.open(Draft, words=" ".join(str(one.mean) for one in outcome(chat.db).shown))


@skill.job("heard")
def heard(work: Work, _round: int) -> None:
    """Tell everybody."""
    found = work.read(outcome)
    work.write(lambda chat: chat.say(card(found, about=1), to=ROOM))


@skill.post("weekly", weekly("friday", at="10:00"))
def posted(chat: Chat, _week: Period) -> None:
    """Tell everybody again."""
    chat.say(card(outcome(chat.db)), to=ROOM)


@skill.home_tab
def at_home(chat: Chat) -> Card:
    """Tell it at home."""
    return card(outcome(chat.db))


@skill.report
def reported(db: Session, _period: Period) -> Section:
    """Tell the community manager."""
    return section(outcome(db))


def everybody(_db: Session, _week: Period) -> Select[int]:
    """Everybody who works here."""
    return members()


@skill.nudge("nudge", weekly("friday", at="09:00"), audience=everybody)
def nudged(_person: Person) -> Card:
    """Say that there is something to read; nothing is at hand here that could be told."""
    return Card(t("title"))


def outcome(db: Session) -> Outcome:
    """What the last round told."""
    connection, first = db.connection(), datetime(2020, 1, 1, tzinfo=UTC)
    closed = closed_rounds(connection, "tell", KIND, first, datetime(2100, 1, 1, tzinfo=UTC))
    [found] = results(connection, closed[-1].id).outcomes
    return found


def card(found: Outcome, about: int | None = None) -> Card:
    """Figures, the names of what is hidden, and a chart."""
    whole = section(found)
    hidden = [t("hidden", unit="/".join(path)) for path in found.hidden]
    return Card(t("title"), lines=hidden, sections=[whole], chart=whole.chart, about=about)


def section(found: Outcome) -> Section:
    """Figures and a chart, in which what is hidden is missing."""
    told = {one.path: one.mean for one in found.shown} | dict.fromkeys(found.hidden)
    points = [("/".join(path) or "all", mean) for path, mean in told.items()]
    facts = [Fact(t("unit", name=name), mean) for name, mean in points if mean is not None]
    shares = [one.shares for one in found.shown if one.shares]
    alt = t("alt", told=str([*points, *shares]))
    return Section(t("title"), facts, Chart(t("title"), [Series(t("title"), points)], alt))


def sheet(found: Outcome) -> Sheet:
    """A table."""
    rows = [[t("unit", name="/".join(one.path)), one.mean or ""] for one in found.shown]
    return Sheet("told", [t("title"), t("title")], rows)


def page(found: Outcome) -> Page:
    """A page to print."""
    return Page("told", t("title"), [section(found)])
