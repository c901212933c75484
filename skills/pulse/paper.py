"""Paper: a round as a page to read, print and keep."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from bot import Fact, Page, Section, t
from skills.pulse import constructs, outcomes, trends
from skills.pulse.bank import Asked, everything, worded
from skills.pulse.outcomes import Outcomes
from skills.pulse.themes import themes


def page_of(db: Session, found: Outcomes, now: datetime, language: str = "en") -> Page:
    """The round that is told of, and how a year's rounds have moved; for a reader's language."""
    week = found.round.week
    sections = [
        Section(t("page_overview"), outcomes.facts(found), outcomes.heat(found)),
        *_asked(found, language),
        *_courses(db, now),
        *_written(found),
    ]
    lead = t("page_lead")
    return Page(f"pulse-{week.isoformat()}", t("results_title", day=week), sections, lead)


def _asked(found: Outcomes, language: str) -> list[Section]:
    """What was asked, word by word; and how far the teams differ by more than chance."""
    facts = [_question(one.question, language) for one in found.told]
    known = [one for one in found.told if one.outcome.reliability is not None]
    facts += [
        Fact(t("differ", name=constructs.name_of(one.question)), one.outcome.reliability or 0.0)
        for one in known
    ]
    return [Section(t("page_asked"), facts)]


def _question(one: Asked, language: str) -> Fact:
    words = worded(one.words, language, "en")
    return Fact(constructs.label_of(one), t("turned", words=words) if one.reverse else words)


def _courses(db: Session, now: datetime) -> list[Section]:
    """A picture for each question that was told of twice."""
    known = everything(db)
    found = []
    for id_, points in trends.courses(db, now).items():
        one = known.get(id_)
        chart = trends.alone(one, points) if one else None
        if one and chart:
            found.append(Section(t("page_course", name=constructs.name_of(one)), (), chart))
    return found


def _written(found: Outcomes) -> list[Section]:
    shared = [
        Fact(t("a_theme", word=one.word), t("in_comments", count=one.count))
        for one in themes(found.comments)
    ]
    told = [Section(t("page_themes"), shared)] if shared else []
    words = [Fact(t("somebody"), one) for one in found.comments]
    return [*told, Section(t("page_comments"), words)] if words else told
