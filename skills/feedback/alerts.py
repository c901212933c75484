"""Alerts: each morning the community manager hears what is said far more often, or no more."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bot import ORGANISERS, Button, Card, Chat, Period, Refused, Role, daily, t
from skills.feedback import alerting, counting, listing, showing, watching
from skills.feedback.alert import COMPLAINTS, PRODUCT, SILENT, THEME, Alert
from skills.feedback.counting import DAY, SOURCE, Counted, Named
from skills.feedback.model import Source
from skills.feedback.settings import skill
from skills.feedback.sources import FILES
from skills.feedback.spikes import FARTHEST, LONGEST_SPAN, Told, silence, spike

LISTED = 8


@skill.post("alerts", daily(at="08:00"))
def look(chat: Chat, _day: Period) -> None:
    """Tell the community managers of what is new since they were told last."""
    managers = chat.house.holders(chat.db, Role.CM, chat.now)
    if not managers:
        return
    # Who looks at the same time sees what was told meanwhile.
    chat.in_turn("alerts")
    until = chat.due or chat.now
    sources = chat.db.scalars(select(Source).order_by(Source.name)).all()
    counted = counting.count(chat.db, sources, until)
    day = until.astimezone(ZoneInfo(chat.house.company.zone)).date()
    silent = _silent(chat, sources, counted)
    quiet = [one.name for one in sources if one.told_silent]
    found = [*_spikes(chat.db, counted, day), *_silences(chat.db, counted, day, quiet)]
    for one in found:
        one.told = until
    chat.db.execute(delete(Alert).where(Alert.day < day - 2 * timedelta(days=FARTHEST)))
    chat.db.add_all(found)
    chat.db.flush()
    if found or silent:
        card = alerting.card_of(chat, found, silent, said)
        for manager in managers:
            chat.send(card, to=manager)


def _spikes(db: Session, counted: Counted, day: date) -> list[Alert]:
    """What is said far more often, the least likely first."""
    known = _told(db, day)
    found = []
    for named, counts in counted.series((THEME, PRODUCT, COMPLAINTS)).items():
        told = known.get(named)
        one = None if told and told.ago <= 0 else spike(counts, told)
        if one is not None:
            found.append((one.odds, named, one))
    return [
        Alert(kind=kind, name=name, day=day, days=one.days, count=one.count, usual=one.usual)
        for _, (kind, name), one in sorted(found, key=lambda one: one[:2])
    ]


def _told(db: Session, day: date) -> Mapping[Named, Told]:
    """The last that was told of each, if it is not too long ago to count."""
    lately = Alert.kind != SILENT, Alert.day > day - timedelta(days=LONGEST_SPAN)
    return {
        (one.kind, one.name): Told((day - one.day).days, one.days, one.count)
        for one in db.scalars(select(Alert).where(*lately).order_by(Alert.day))
    }


def _silences(db: Session, counted: Counted, day: date, quiet: Collection[str]) -> Iterator[Alert]:
    """Themes of which nothing is said any more, though their sources are not silent."""
    query = select(Alert.name, Alert.day).where(Alert.kind == SILENT)
    known = {(name, last) for name, last in db.execute(query)}
    for (_, name), counts in sorted(counted.series([THEME], without=quiet).items()):
        one = silence(counts)
        if one is None:
            continue
        last = day - timedelta(days=one.days)
        # Where clocks are put back or the look is moved, the same silence may begin a day off.
        if not any((name, last + off * DAY) in known for off in (-1, 0, 1)):
            figures = {"days": one.days, "count": 0, "usual": one.usual}
            yield Alert(kind=SILENT, name=name, day=last, **figures)


def _silent(chat: Chat, sources: Sequence[Source], counted: Counted) -> list[Source]:
    """The sources that have fallen silent, each until it speaks again."""
    series = counted.series([SOURCE])
    found = []
    for one in sources:
        if one.paused or one.told_silent or one.name == FILES:
            continue
        by_itself = not one.silent_days and silence(series.get((SOURCE, one.name), []))
        if by_itself or watching.is_silent(one, chat.now):
            one.told_silent = chat.now
            found.append(one)
    return found


@skill.button("alert_words", only=ORGANISERS, reads=True)
def said(chat: Chat, alert_id: int) -> None:
    """List the words an alert is about, the latest first."""
    one = chat.db.get(Alert, alert_id)
    if one is None:
        raise Refused(t("alert_gone"))
    found = chat.db.scalars(alerting.words(one).limit(LISTED)).all()
    if not found:
        raise Refused(t("alert_gone"))
    buttons = [Button(t("show_number", number=item.id), showing.more, item.id) for item in found]
    title = t("alert_words_title", name=alerting.called(one))
    chat.whisper(Card(title, facts=listing.facts(found), buttons=buttons))
