"""The page of a month: out of what every skill tells of it, short enough for one sheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from textwrap import shorten
from typing import Final

from sqlalchemy.orm import Session

from bot import Fact, Page, Period, Section, Text, Work, t
from skills.cm import belonging, kept_word, month

CUSTOMERS, PIAZZA, IDEAS = "feedback", "bot", "ideas"
# What reached people on purpose stands beside whom all reached.
REACHING: Final = ("campaigns",)
# Beside others a fact or a part may need another name than alone.
TOTAL: Final = "report_all"
BY_SKILL: Final = ("coffee",)
# What of a skill's report is for this page, by the names of its facts; of others the first few.
SHOWN: Final = {
    "feedback": ("report_all", "report_rated", "report_felt", "report_rising", "report_falling"),
    "ideas": ("report_new", "report_votes", "report_comments"),
    "kudos": ("report_given", "report_share", "fairness_gini", "fairness_across"),
    "coffee": ("cm_people", "cm_tables", "cm_new", "cm_other_teams"),
    # That something waits for whoever organises is for them.
    "icebreakers": (),
}
CHANGED: Final = {"ideas": ("report_decided", "report_done"), "leaders": None}
FEW, MOST_QUOTES, LONGEST_QUOTE = 4, 2, 180


def voices(db: Session, work: Work, period: Period) -> list[str]:
    """What customers said, in their own words."""
    said = work.house.voices(db, period, work.now)
    facts = said.facts if said else ()
    found = [str(one.value) for one in facts if one.name.room == CUSTOMERS]
    return [shorten(one, LONGEST_QUOTE, placeholder="…") for one in found[:MOST_QUOTES]]


def page(db: Session, work: Work, period: Period, quotes: Sequence[str]) -> Page:
    """What was said, what changed, what was promised, and what it cost."""
    house, now = work.house, work.now
    told = [one for one in house.report(db, period, now) if one.title.room != PIAZZA]
    word = kept_word.of(db, period)
    customers = [one for one in told if one.title.room == CUSTOMERS]
    elsewhere = (CUSTOMERS, *REACHING, *_only_changed())
    colleagues = [one for one in told if one.title.room not in elsewhere]
    index = belonging.at_end(db, period)
    sections = [
        Section(t("report_customers"), [*_facts(customers), *_quoted(quotes)]),
        Section(t("report_colleagues"), [*_rows(colleagues), *([index] if index else [])]),
        Section(t("report_changed"), _changes(told)),
    ]
    full = [one for one in sections if one.facts]
    if full or word.facts():
        full.append(Section(t("report_promises"), word.facts() or [kept_word.none()]))
    title = t("report_title", company=house.company.name, month=month.name(period))
    reached, *cost = house.bill(db, period, now).facts
    campaigns = _rows([one for one in told if one.title.room in REACHING])
    bill = Section(t("report_cost"), [reached, *campaigns, *cost])
    lead = _lead(told, word) if full else t("report_quiet")
    return Page(f"report {period.first:%Y-%m}", title, [*full, bill], lead)


def as_file(one: Page, language: str, *, printed: bool) -> Page:
    """The page in a language, for a screen or for paper."""
    return replace(one, language=language, printed=printed)


def _only_changed() -> list[str]:
    return [room for room, keys in CHANGED.items() if keys is None]


def _chosen(section: Section, keys: Sequence[str] | None) -> list[Fact]:
    if keys is None:
        return list(section.facts[:FEW])
    return [one for key in keys for one in section.facts if one.name.key == key]


def _facts(some: Sequence[Section]) -> list[Fact]:
    """The facts of skills that have a part of the page for themselves."""
    return [
        Fact(t("report_comments"), fact.value) if fact.name.key == TOTAL else fact
        for one in some
        for fact in _chosen(one, SHOWN.get(one.title.room))
    ]


def _rows(some: Sequence[Section]) -> list[Fact]:
    """A row for each skill, with its facts below each other."""
    return [
        Fact(_name(one), _below_each_other(facts))
        for one in some
        if (facts := _chosen(one, SHOWN.get(one.title.room)))
    ]


def _name(section: Section) -> Text:
    room = section.title.room
    return Text("name", {}, room) if room in BY_SKILL else section.title


def _below_each_other(facts: Sequence[Fact]) -> Text:
    first, *more = (t("report_fact", name=one.name, value=one.value) for one in facts)
    for one in more:
        first = t("report_below", above=first, below=one)
    return first


def _changes(told: Sequence[Section]) -> list[Fact]:
    """What came of ideas and questions: only where something did."""
    return [
        Fact(one.title, _below_each_other(facts))
        for one in told
        if one.title.room in CHANGED
        if (facts := [each for each in _chosen(one, CHANGED[one.title.room]) if each.value])
    ]


def _quoted(quotes: Sequence[str]) -> list[Fact]:
    return [Fact(t("report_quote"), t("report_quoted", words=one)) for one in quotes]


def _lead(told: Sequence[Section], word: kept_word.Word) -> Text:
    """The month in a sentence: the few numbers that say most."""
    found = []
    for room, key in ((CUSTOMERS, TOTAL), (IDEAS, "report_new")):
        for one in told:
            if one.title.room == room:
                [*counts] = [int(each.value) for each in _chosen(one, [key])]  # type: ignore[arg-type]
                found += [t(f"lead_{room}", count=count) for count in counts if count]
    not_kept = len(word.broken) + len(word.late)
    for name, count in (("kept", len(word.kept)), ("broken", not_kept)):
        found += [t(f"lead_{name}", count=count)] if count else []
    return t("report_lead", parts=found) if found else t("report_little")
