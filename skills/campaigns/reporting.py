"""Reporting: what the community manager reads of campaigns that have ended."""

from __future__ import annotations

from textwrap import shorten

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import Fact, Period, Section, t
from skills.campaigns import audience, tracking
from skills.campaigns.model import ENDED, Campaign
from skills.campaigns.settings import skill

LONGEST = 80


@skill.report
def report(db: Session, period: Period) -> Section | None:
    """How many each campaign that ended in a period reached."""
    within = Campaign.since >= period.start_at, Campaign.since < period.end_at
    query = select(Campaign).where(Campaign.state == ENDED, *within).order_by(Campaign.id)
    facts = [
        Fact(
            t("report_line", number=one.id, words=shorten(one.words, LONGEST, placeholder="…")),
            tracking.how_many(audience.reached(db, one)),
        )
        for one in db.scalars(query)
    ]
    return Section(t("name"), facts) if facts else None
