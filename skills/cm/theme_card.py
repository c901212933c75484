"""The card of a theme: who speaks of it and since when, in whose words, what was promised."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from textwrap import shorten
from zoneinfo import ZoneInfo

from bot import (
    ORGANISERS,
    Button,
    Card,
    Chart,
    Chat,
    Course,
    Fact,
    Noticed,
    Period,
    Refused,
    Role,
    Section,
    Series,
    Standing,
    Text,
    Theme,
    t,
)
from skills.cm import promising, taking_out, theming
from skills.cm.finding import theme_of
from skills.cm.skill import skill

MONTH, WEEK = timedelta(days=30), timedelta(days=7)
# So many weeks the card looks back, the one that is not over among them.
WEEKS = 13
QUOTES, LONGEST_QUOTE = 6, 200
# Of fewer words a picture shows nothing.
FEWEST_DRAWN = 5


def card_of(chat: Chat, one: Theme) -> Card:
    """A theme: who speaks of it, since when, in whose words, and what can be done with it."""
    language, weeks = chat.person.language, weeks_of(chat)
    standing = chat.themes.standing(one.id, chat.now - MONTH, chat.now)
    course = chat.themes.course(standing, weeks) if standing else None
    chart = _chart(course) if course else None
    lines = [t("theme_by_model")] if one.by_model(language) else []
    return Card(
        t("theme_title", name=one.title(language)),
        lines=[*_told(chat, one, weeks[0], course), *lines],
        facts=[*(_stands(chat, standing, course) if standing and course else []), *_of(chat, one)],
        sections=_sections(chat, one),
        chart=chart,
        buttons=_buttons(chat, one, drawn=chart is not None),
    )


@skill.button("theme_picture", only=ORGANISERS)
def draw(chat: Chat, id_: int) -> None:
    """Send the picture to the asker: not everywhere can an answer hold one."""
    one = theme_of(chat, id_)
    standing = chat.themes.standing(one.id, chat.now - MONTH, chat.now)
    chart = _chart(chat.themes.course(standing, weeks_of(chat))) if standing else None
    if chart is None:
        raise Refused(t("theme_no_picture"))
    name = one.title(chat.person.language)
    chat.send(Card(t("theme_title", name=name), chart=chart), to=chat.person)
    chat.whisper(t("theme_picture_sent"))


def weeks_of(chat: Chat) -> list[Period]:
    """The weeks the card looks back on, as the company's days begin: this one is the last."""
    zone = chat.house.company.zone
    today = chat.now.astimezone(ZoneInfo(zone)).date()
    this = Period.week_of(today, zone)
    starts = (this.first - back * WEEK for back in range(WEEKS - 1, -1, -1))
    return [Period(first, first + WEEK, zone) for first in starts]


def _told(chat: Chat, one: Theme, first: Period, course: Course | None) -> list[Text]:
    """Who speaks of it, source by source, in a sentence."""
    told = chat.themes.speakers(one, first.start_at, chat.now)
    if course and (count := sum(course.sealed)):
        told.append(t("theme_comments", count=count))
    return [t("theme_told", weeks=WEEKS, told=told)] if told else []


def _stands(chat: Chat, standing: Standing, course: Course) -> list[Fact]:
    """How often it came up, whether that is more than chance, and who noticed it first."""
    facts = [Fact(t("theme_month"), line_of(chat, standing))]
    if (moves := _moves(chat, standing, course)) is not None:
        facts.append(Fact(t("theme_moves"), moves))
    if standing.first is not None:
        facts.append(Fact(t("theme_first"), standing.first.astimezone(chat.person.clock).date()))
    if (who := who_first(chat, chat.themes.noticed(standing.theme.id))) is not None:
        facts.append(Fact(t("theme_noticed"), who))
    return facts


def _moves(chat: Chat, one: Standing, course: Course) -> Text | None:
    """Whether it rises or fades, and how sure that is; None of what nobody speaks of openly."""
    if one.first is None or not (one.now or one.before):
        return None
    if one.first > chat.now - 2 * MONTH:
        return t("theme_too_new")
    if course.moved == 0:
        return t("theme_stays")
    return t("theme_rises") if course.moved > 0 else t("theme_fades")


def who_first(chat: Chat, found: Noticed) -> Text | None:
    """Who noticed a theme first, and by how many weeks; None while neither side has."""
    customers, colleagues = _week(chat, found.customers), _week(chat, found.colleagues)
    if customers and colleagues:
        count = abs(colleagues - customers).days // WEEK.days
        if not count:
            return t("theme_both", first=customers)
        if customers < colleagues:
            return t("theme_customers_first", count=count, first=customers, second=colleagues)
        return t("theme_colleagues_first", count=count, first=colleagues, second=customers)
    if customers:
        return t("theme_only_customers", first=customers)
    return t("theme_only_colleagues", first=colleagues) if colleagues else None


def _week(chat: Chat, at: datetime | None) -> date | None:
    """The Monday of the week in which something was, as the company's days begin."""
    if at is None:
        return None
    day = at.astimezone(chat.house.company.clock).date()
    return day - timedelta(days=day.weekday())


def line_of(chat: Chat, one: Standing) -> Text:
    """How often a theme came up, by skill, and how often before."""
    now, before = sum(one.now.values()) + one.sealed, sum(one.before.values()) + one.sealed_before
    is_new = one.first is not None and one.first >= chat.now - MONTH
    often = t("theme_is_new", now=now) if is_new else t("theme_before", now=now, before=before)
    parts = _parts(one)
    return t("theme_line", often=often, parts=parts) if parts else often


def _parts(one: Standing) -> list[Text]:
    """Where a theme came up, and how often; where it was one skill alone, that is said already."""
    if len(one.now) == 1 and not one.sealed:
        return [skill_name(name) for name in one.now]
    found = [
        t("theme_part", skill=skill_name(name), count=count)
        for name, count in sorted(one.now.items())
    ]
    return [*found, t("theme_sealed", count=one.sealed)] if one.sealed else found


def skill_name(name: str) -> Text:
    return Text("name", {}, name)


def _of(chat: Chat, one: Theme) -> list[Fact]:
    """How it was shaped by hand."""
    facts = [Fact(t("theme_words"), one.words)] if one.words else []
    if parts := chat.themes.parts(one.id):
        facts.append(Fact(t("theme_parts"), [each.title(chat.person.language) for each in parts]))
    return facts


def _sections(chat: Chat, one: Theme) -> list[Section]:
    quotes = [
        Fact(skill_name(each.skill), shorten(each.words, LONGEST_QUOTE, placeholder="…"))
        for each in chat.themes.quotes(one.id, QUOTES)
    ]
    parts = ((t("theme_quotes"), quotes), (t("theme_promises"), chat.themes.promised(one.id)))
    return [Section(title, facts) for title, facts in parts if facts]


def _chart(course: Course) -> Chart | None:
    """Week by week, a line for each source; of private comments the weeks that were told."""
    lines = [
        Series(skill_name(name), _points(course, counts))
        for name, counts in _in_order(course.by_skill)
    ]
    if any(course.sealed):
        private = [count or None for count in course.sealed]
        lines.append(Series(t("theme_private"), _points(course, private)))
    if sum(sum(value or 0 for _, value in one.points) for one in lines) < FEWEST_DRAWN:
        return None
    alt = t("theme_alt", weeks=len(course.weeks), lines=[_said(one) for one in lines])
    return Chart(t("theme_chart"), lines, alt, "line", low=0)


def _in_order(by_skill: Mapping[str, Sequence[int]]) -> list[tuple[str, Sequence[int]]]:
    return sorted(by_skill.items(), key=lambda one: (-sum(one[1]), one[0]))


def _points(
    course: Course, counts: Sequence[int | None]
) -> list[tuple[str | date | Text, float | None]]:
    pairs = zip(course.weeks, counts, strict=True)
    return [(week.first, None if count is None else float(count)) for week, count in pairs]


def _said(line: Series) -> Text:
    known = [(value, day) for day, value in line.points if value is not None]
    most, day = max(known, key=lambda one: one[0])
    count = round(sum(value for value, _ in known))
    return t("theme_alt_line", name=line.name, count=count, most=round(most), day=day)


def _buttons(chat: Chat, one: Theme, *, drawn: bool) -> list[Button]:
    """No more than six, for some platforms show no more; the others are one press away."""
    picture = [Button(t("theme_picture"), draw, one.id)] if drawn else []
    if Role.CM not in chat.person.roles:
        return picture
    return [
        *promising.offered(chat, one),
        *theming.buttons_of(one),
        Button(t("theme_more"), more, one.id),
    ]


@skill.button("theme_more", only=Role.CM, reads=True)
def more(chat: Chat, id_: int) -> None:
    """Show what else can be done with a theme."""
    one = theme_of(chat, id_)
    buttons = [
        *promising.buttons_of(chat, one),
        *taking_out.buttons_of(chat, one),
        *theming.apart(chat, one),
        Button(t("theme_picture"), draw, one.id),
    ]
    name = one.title(chat.person.language)
    chat.whisper(Card(t("theme_title", name=name), buttons=buttons))
