"""Opening: a round a week, or every two or four, unless the company is closed; or by hand."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from bot import (
    Button,
    Card,
    Chat,
    Period,
    Promise,
    Refused,
    Role,
    Round,
    Schedule,
    promises,
    t,
    weekly,
)
from skills.pulse.bank import Asked, everything
from skills.pulse.inviting import line_of
from skills.pulse.model import PulseRound
from skills.pulse.rotation import chosen as next_questions
from skills.pulse.rounds import (
    WEEK,
    choices,
    chosen,
    closing,
    current,
    history,
    is_worked,
    latest,
    monday_of,
    needed,
    worked_from,
)
from skills.pulse.settings import KIND, PulseSettings, skill
from skills.pulse.telling import counted

# What was asked is not asked again sooner, or the difference would show who came meanwhile.
APART = timedelta(days=6)
# A round is open for so long at least.
LEAST = timedelta(hours=24)


# On Monday once more, in case nobody was running on Sunday.
EARLY = Schedule(frozenset({6, 0}), time(6))


@skill.post("open", EARLY)
def open_weekly(chat: Chat, _week: Period) -> None:
    """Open the round of the week to come, before it is Monday at ten anywhere."""
    today = chat.now.astimezone(chat.house.company.clock).date()
    monday = monday_of(today)
    open_ = current(chat.db)
    if open_ and open_.closes > chat.now:
        return
    if not _is_due(chat, monday) or not is_worked(chat, monday):
        return
    if today <= monday and not chat.house.works_on(monday):
        # Nobody could be invited on that day; this comes again on the next one.
        return
    closes = closing(chat, monday)
    if closes - chat.now < LEAST:
        return
    try:
        begin(chat, monday, closes, by_hand=False)
    except Refused as refused:
        if today < monday:
            # It is tried once more before anybody hears of it.
            return
        tell_managers(chat, Card(t("not_opened"), lines=[refused.text]))


def _is_due(chat: Chat, monday: date) -> bool:
    last, every = latest(chat.db), chosen(chat.db, chat.settings(PulseSettings)).every
    return last is None or monday >= last.week + every * WEEK


def begin(chat: Chat, monday: date, closes: datetime, *, by_hand: bool) -> Round:
    """Open a round; Refused where that can't be."""
    asked, holds = coming(chat), chosen(chat.db, chat.settings(PulseSettings))
    count, have = needed(chat)
    if have < count:
        raise Refused(t("too_few_people", count=count, have=have))
    items = [one.item for one in asked]
    round_ = chat.open_round(KIND, items, closes=closes, then=counted)
    chat.db.add(
        PulseRound(
            id=round_.id,
            week=monday,
            by_hand=by_hand,
            reminders=holds.reminders,
            readers=holds.results,
            audience=round_.audience,
            questions=[one.id for one in asked],
            opened=chat.now,
            closes=closes,
        )
    )
    chat.db.flush()
    return round_


def coming(chat: Chat) -> list[Asked]:
    """What the next round asks."""
    rounds = history(chat.db)
    before = [one.questions for one in rounds]
    lately = {id_ for one in rounds if one.opened > chat.now - APART for id_ in one.questions}
    return next_questions(in_use(chat), before, lately)


def in_use(chat: Chat) -> list[Asked]:
    """The questions that may be asked: not those that were switched off."""
    off = set(choices(chat.db).get("off", "").split(","))
    return [one for one in everything(chat.db).values() if one.id not in off]


@skill.post("ask", weekly("friday", at="09:00"))
def ask_for_news(chat: Chat, _week: Period) -> None:
    """Before the next round opens, ask the manager what came of promises nobody heard of since."""
    today = chat.now.astimezone(chat.house.company.clock).date()
    silent = unreported(chat)
    if silent and _is_due(chat, monday_of(today) + WEEK):
        title = t("news_wanted", count=len(silent))
        lines = [*map(line_of, silent), t("news_how")]
        tell_managers(chat, Card(title, lines=lines))


def unreported(chat: Chat) -> list[Promise]:
    """What was promised, and not told of since the last round opened."""
    last = latest(chat.db)
    if last is None:
        return []
    return promises(chat.db, unreported_since=last.opened)


def tell_managers(chat: Chat, card: Card) -> None:
    """Tell everybody who is community manager."""
    for one in chat.house.holders(chat.db, Role.CM, chat.now):
        chat.send(card, to=one)


@skill.command("cm pulse open", only=Role.CM)
def open_now(chat: Chat) -> None:
    """Say what opening a round means, and what was promised and nothing told of; then ask."""
    _check_none_open(chat)
    count, have = needed(chat)
    if have < count:
        raise Refused(t("too_few_people", count=count, have=have))
    silent = unreported(chat)
    means = t("open_means", count=have, until=_closes(chat))
    if not silent:
        buttons = [Button(t("open_yes"), open_anyway)]
        chat.whisper(Card(means, lines=[t("open_how")], buttons=buttons))
        return
    lines = [*map(line_of, silent), t("news_how"), means, t("open_how")]
    buttons = [Button(t("open_anyway"), open_anyway)]
    chat.whisper(Card(t("news_wanted", count=len(silent)), lines=lines, buttons=buttons))


@skill.button("open_anyway", only=Role.CM)
def open_anyway(chat: Chat) -> None:
    """Open a round, also where nothing is told of some promises; the invitation says so."""
    _check_none_open(chat)
    _open_by_hand(chat)


def _check_none_open(chat: Chat) -> None:
    if open_ := current(chat.db):
        raise Refused(t("open_already", until=open_.closes))


def _monday(chat: Chat) -> date:
    return monday_of(chat.now.astimezone(chat.house.company.clock).date())


def _closes(chat: Chat) -> datetime:
    """When a round that opens now closes."""
    monday = _monday(chat)
    closes = closing(chat, monday)
    if closes - chat.now < 2 * LEAST:
        closes = closing(chat, worked_from(chat, monday + WEEK))
    return closes


def _open_by_hand(chat: Chat) -> None:
    today = chat.now.astimezone(chat.house.company.clock).date()
    monday, closes = _monday(chat), _closes(chat)
    begin(chat, monday, closes, by_hand=True)
    # On a Sunday people are invited on the next day.
    invited = chat.nudge("invite") if monday <= today else True
    chat.audit(f"→ {closes:%Y-%m-%d %H:%M}")
    chat.whisper(t("opened", until=closes) if invited else t("opened_again", until=closes))
