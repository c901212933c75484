"""Fairness: how evenly thanks are spread, for whoever looks after it; never about a person."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from typing import Final

from sqlalchemy.orm import Session

from bot import (
    ORGANISERS,
    Button,
    Card,
    Chart,
    Chat,
    Fact,
    Form,
    Period,
    Person,
    Series,
    Text,
    Work,
    choice,
    t,
)
from skills.kudos import keeping
from skills.kudos.advice import advice
from skills.kudos.measures import Share, Spread, Told, Unit
from skills.kudos.settings import skill
from skills.kudos.weighing import DIVISION

PERIODS: Final = ("4", "13", "52")
USUAL: Final = "13"
WEEK, DAY = timedelta(weeks=1), timedelta(days=1)
SPOKEN: Final = 6


class Span(Form):
    """Over how many weeks."""

    weeks: str = choice(PERIODS, default=USUAL)


@skill.command("cm kudos fairness", Span, only=ORGANISERS)
def fairness(chat: Chat, form: Span) -> None:
    """Show how evenly thanks are spread over some weeks."""
    show(chat, int(form.weeks))


@skill.button("fairness", only=ORGANISERS)
def over(chat: Chat, weeks: int) -> None:
    """Show the same over so many weeks."""
    show(chat, weeks if str(weeks) in PERIODS else int(USUAL))


def show(chat: Chat, weeks: int) -> None:
    """Show what was told last; where nothing ever was it is worked out behind this."""
    told = keeping.latest(chat.db, weeks)
    if told is None:
        chat.later(first, chat.person.id, weeks)
        chat.whisper(t("fairness_soon"))
    else:
        chat.whisper(card(chat.db, told, weeks))


@skill.job("first_fairness")
def first(work: Work, asker: int, weeks: int) -> None:
    """Work it out for the first time, and send it to whoever asked."""
    zone = work.house.company.zone
    monday = Period.week_of(work.now.astimezone(work.house.company.clock).date(), zone).first
    keeping.look(work, monday.toordinal())
    work.write(partial(send, asker=asker, weeks=weeks))


def send(chat: Chat, asker: int, weeks: int) -> None:
    """Send it to whoever asked, if they still may read it."""
    told, who = keeping.latest(chat.db, weeks), chat.people([asker]).get(asker)
    if told and who and _may(who):
        chat.send(card(chat.db, told, weeks), to=who)


def _may(who: Person) -> bool:
    return who.active and bool(who.roles & set(ORGANISERS))


def card(db: Session, told: Told, weeks: int) -> Card:
    """What is told of so many weeks: in numbers with their doubt, by unit, and what to do."""
    title = t("fairness_title", when=when(told.first, told.end))
    buttons = [
        Button(t("fairness_weeks", count=int(one)), over, int(one))
        for one in PERIODS
        if int(one) != weeks
    ]
    lines = [t("fairness_advice", advice=advice(told)), t("fairness_how")]
    facts = [*_facts(told), *_quiet(db)]
    return Card(title, lines=lines, facts=facts, chart=chart(told), buttons=buttons)


def when(first: date, end: date) -> Text:
    """From when to when, with years where these differ."""
    last = end - DAY
    if first.year == last.year:
        return t("fairness_when", first=first, last=last)
    years = {"first_year": str(first.year), "last_year": str(last.year)}
    return t("fairness_when_years", first=first, last=last, **years)


def _facts(told: Told) -> list[Fact]:
    named = {days: t("fairness_unthanked", count=int(days)) for days in told.unthanked}
    return [
        Fact(t("fairness_received"), of_people(told.received)),
        Fact(t("fairness_gave"), of_people(told.gave)),
        Fact(t("fairness_gini"), of_spread(told.spread)),
        *(Fact(named[days], of_people(one)) for days, one in told.unthanked.items()),
        Fact(t("fairness_returned"), of_thanks(told.returned)),
        Fact(t("fairness_across"), of_thanks(told.across)),
    ]


def _quiet(db: Session) -> list[Fact]:
    """Who was thanked in private alone, in the last quarter that is over."""
    found = keeping.latest_quarter(db)
    if found is None:
        return []
    until, quiet = found
    stretch = when(keeping.quarter(until - DAY), until)
    return [Fact(t("fairness_quiet", when=stretch), of_people(quiet))]


def of_people(one: Share | None) -> Text:
    """A share of people in words."""
    return (
        t("fairness_few") if one is None else t("fairness_of", share=_share(one), of=_people(one))
    )


def of_thanks(one: Share | None) -> Text:
    """A share of thanks in words."""
    return (
        t("fairness_few") if one is None else t("fairness_of", share=_share(one), of=_thanks(one))
    )


def _share(one: Share) -> Text:
    if one.end:
        return t("fairness_most" if one.end < 0 else "fairness_least", percent=one.percent)
    return t("fairness_share", percent=one.percent, low=one.low, high=one.high)


def _people(one: Share) -> Text:
    if one.most is None:
        return t("fairness_people_from", count=one.least)
    return t("fairness_people", low=one.least, high=one.most)


def _thanks(one: Share) -> Text:
    if one.most is None:
        return t("fairness_thanks_from", count=one.least)
    return t("fairness_thanks", low=one.least, high=one.most)


def of_spread(one: Spread | None) -> Text:
    """The Gini index in words, beside what chance makes of so few thanks."""
    if one is None:
        return t("fairness_few")
    return t("fairness_spread", gini=one.gini, low=one.low, high=one.high, chance=one.chance)


def chart(told: Told) -> Chart | None:
    """Units by who was thanked and who thanked, hidden ones drawn as such."""
    if len(told.units) < 2:
        return None
    rows = [
        Series(_name(one), list(zip(_columns(), _values(one), strict=True))) for one in told.units
    ]
    alt = t("fairness_alt", units=[_said(one) for one in told.units[:SPOKEN]])
    title = t("fairness_chart", when=when(told.first, told.end))
    return Chart(title, rows, alt, "heat", 0, 100, t("fairness_hidden"))


def _columns() -> tuple[Text, Text]:
    return t("fairness_received"), t("fairness_gave")


def _values(one: Unit) -> list[float | None]:
    return [None if part is None else round(100 * part) for part in (one.received, one.gave)]


def _name(one: Unit) -> Text | str:
    if not one.path:
        return t("fairness_everybody")
    return t("fairness_part", name=one.path[-1]) if len(one.path) > DIVISION else one.path[-1]


def _said(one: Unit) -> Text:
    values = zip(_columns(), _values(one), strict=True)
    parts = [
        t("fairness_alt_hidden", name=name)
        if value is None
        else t("fairness_alt_value", name=name, percent=value)
        for name, value in values
    ]
    return t("fairness_alt_unit", unit=_name(one), values=parts)
