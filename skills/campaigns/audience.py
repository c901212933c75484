"""Audience: whom a campaign is for, and how many it can reach."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from bot import Chat, Refused, belonging, members, received, t, willing
from skills.campaigns.model import EVERYBODY, LANGUAGE, NEWS, ON, PART, Campaign, Fan
from skills.campaigns.settings import skill

# Ten in the morning is on the easternmost clock so long before midnight in Greenwich, and on the
# westernmost so long after it; planned late it may be hours later.
FIRST, LAST = timedelta(hours=4), timedelta(hours=20)


def name_of(campaign: Campaign) -> str:
    """The name of the nudge by which it comes to people."""
    return "news" if campaign.kind == NEWS else "campaign"


def nudge_of(campaign: Campaign) -> str:
    """The same, over all skills."""
    return f"{skill.name}.{name_of(campaign)}"


def whom(campaign: Campaign) -> Select[int]:
    """Everybody it is for."""
    if campaign.kind == NEWS:
        fans = members()
        return fans.where(fans.selected_columns.id.in_(select(Fan.person_id)))
    if campaign.scope == EVERYBODY:
        return members()
    if campaign.scope == PART:
        return belonging(campaign.name)
    if campaign.scope == LANGUAGE:
        return members(language=campaign.name)
    return members(zone=campaign.name)


def on_clocks(day: date) -> tuple[datetime, datetime]:
    """From when to when ten in the morning of a day is on some clock."""
    midnight = datetime.combine(day, time(), UTC)
    return midnight - FIRST, midnight + LAST + timedelta(hours=6)


def count(chat: Chat, campaign: Campaign) -> int:
    """How many of them it reaches: without those who want no such messages."""
    reachable = willing(nudge_of(campaign), campaign.begins)
    meant = reachable.where(reachable.selected_columns.id.in_(whom(campaign)))
    return chat.db.scalar(select(func.count()).select_from(meant.subquery())) or 0


def check(chat: Chat, campaign: Campaign) -> None:
    """Refuse an audience so small that what comes of it would tell of somebody."""
    meant = whom(campaign).subquery()
    have = chat.db.scalar(select(func.count()).select_from(meant)) or 0
    if campaign.scope != EVERYBODY and not have:
        raise Refused(t("nobody_there", name=campaign.name), field="name")
    if have < chat.fewest:
        raise Refused(t("too_few", count=chat.fewest), field="who")


def going(db: Session, day: date, *kinds: str) -> Campaign | None:
    """What of some kinds goes out on a day."""
    due = or_(Campaign.begins == day, Campaign.again == day)
    query = select(Campaign).where(Campaign.state == ON, Campaign.kind.in_(kinds), due)
    return db.scalars(query.order_by(Campaign.id).limit(1)).first()


def reached(db: Session, campaign: Campaign) -> int:
    """To how many people it came."""
    if campaign.reached is not None:
        return campaign.reached
    got = received(nudge_of(campaign)).subquery()
    days = [one for one in (campaign.begins, campaign.again) if one]
    within = or_(*(got.c.made.between(*on_clocks(one)) for one in days))
    return db.scalar(select(func.count(got.c.person_id.distinct())).where(within)) or 0
