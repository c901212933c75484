"""Managing: how many take part and whether they meet; never who, and never who avoids whom."""

from __future__ import annotations

from datetime import date
from functools import partial

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot import (
    ORGANISERS,
    Button,
    Card,
    Chat,
    Fact,
    Period,
    Person,
    Refused,
    Role,
    Section,
    Work,
    t,
)
from skills.coffee.circle import pairs_of
from skills.coffee.counting import of_round
from skills.coffee.model import CoffeeRound, Member
from skills.coffee.partaking import partakers
from skills.coffee.planning import Draft, draft, make
from skills.coffee.settings import CoffeeSettings, skill
from skills.coffee.weeks import coming_monday, latest, next_week, today


@skill.command("cm coffee", only=ORGANISERS)
def overview(chat: Chat) -> None:
    """Tell how many take part, of the rounds so far, and what they cost."""
    settings = chat.settings(CoffeeSettings)
    there = partakers(settings).subquery()
    resting = select(func.count()).where(
        Member.person_id.in_(partakers(settings)), Member.rests_until > today(chat)
    )
    everybody = chat.db.scalar(select(func.count()).select_from(there)) or 0
    facts = [Fact(t("cm_takes_part"), everybody)]
    if everybody >= chat.fewest:
        facts.append(Fact(t("cm_rests"), chat.db.scalar(resting) or 0))
    facts += [
        Fact(t("cm_rounds"), chat.db.scalar(select(func.count(CoffeeRound.planned))) or 0),
        Fact(t("cm_next"), next_week(chat)),
    ]
    sections = [of_round(one, chat.fewest) for one in _lately(chat)]
    buttons = [Button(t("cm_preview"), preview)]
    if Role.CM in chat.person.roles:
        buttons.append(Button(t("cm_run"), run))
    how = t("how_often", count=settings.every)
    chat.whisper(Card(t("cm_title"), lines=[how], facts=facts, sections=sections, buttons=buttons))


def _lately(chat: Chat) -> list[CoffeeRound]:
    """The round that was made last, and the last one of which the answers are counted."""
    over = select(CoffeeRound).where(CoffeeRound.answered.is_not(None))
    counted = chat.db.scalars(over.order_by(CoffeeRound.week.desc()).limit(1)).first()
    found = {one.id: one for one in (latest(chat.db), counted) if one}
    return list(found.values())


@skill.button("preview", only=ORGANISERS)
def preview(chat: Chat) -> None:
    """Have the next round worked out, without anybody hearing of it."""
    chat.later(foretell, chat.person.id)
    chat.whisper(t("cm_preview_comes"))


@skill.job("preview_round")
def foretell(work: Work, to: int) -> None:
    """Work the next round out, and tell its figures to who asked."""
    week = work.write(next_week)
    found = draft(work, week)
    work.write(partial(_tell, found=found, to=to))


def _tell(chat: Chat, found: Draft, to: int) -> None:
    reader: Person | None = chat.people([to]).get(to)
    if reader is None:
        return
    people = sum(map(len, found.tables))
    facts = [Fact(t("cm_people"), people)]
    # Of few who sit alone although there is somebody, one would know who avoids whom.
    lines = [t("cm_preview_how")]
    if people >= chat.fewest:
        facts += _tables(found)
    else:
        lines.append(t("cm_preview_few"))
    chat.send(Card(t("cm_preview_title"), lines=lines, facts=facts), to=reader)


def _tables(found: Draft) -> list[Fact]:
    two = list(pairs_of(found.tables))
    guests = found.circle.guests
    other = sum(guests[a].team != guests[b].team for a, b in two)
    return [
        Fact(t("cm_tables"), sum(len(one) > 1 for one in found.tables)),
        Fact(t("cm_threes"), sum(len(one) > 2 for one in found.tables)),
        Fact(t("cm_alone"), sum(len(one) == 1 for one in found.tables)),
        Fact(t("cm_new"), sum(pair not in found.circle.met for pair in two)),
        Fact(t("cm_other_teams"), other),
    ]


@skill.button("run", only=Role.CM, reads=True)
def run(chat: Chat) -> None:
    """Say how many a round of this week would bring together, or on a weekend of the next one."""
    monday = _free_monday(chat)
    there = partakers(chat.settings(CoffeeSettings)).subquery()
    count = chat.db.scalar(select(func.count()).select_from(there)) or 0
    sure = Button(t("cm_run_yes"), run_now)
    title = t("cm_run_ask", count=count, day=monday)
    chat.whisper(Card(title, lines=[t("cm_run_how")], buttons=[sure]))


def _free_monday(chat: Chat) -> date:
    """The Monday of the round that can be made now; Refused while another is on."""
    monday, last = coming_monday(today(chat)), latest(chat.db)
    if last is not None and last.last_week >= monday:
        raise Refused(t("cm_still_on", day=last.week))
    return monday


@skill.button("run_now", only=Role.CM)
def run_now(chat: Chat) -> None:
    """Have that round made."""
    monday = _free_monday(chat)
    chat.later(make, monday.toordinal(), True)
    chat.audit(f"→ {monday}")
    chat.whisper(t("cm_running", day=monday))


@skill.report
def report(db: Session, period: Period) -> Section | None:
    """The last round that ended in a period, in figures."""
    within = CoffeeRound.last_week >= period.first, CoffeeRound.last_week < period.end
    made = CoffeeRound.planned.is_not(None)
    found = db.scalars(
        select(CoffeeRound).where(*within, made).order_by(CoffeeRound.week.desc())
    ).first()
    return of_round(found) if found else None
