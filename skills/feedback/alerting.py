"""Alerting: how an alert is told, with what customers said."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from sqlalchemy import ColumnElement, Select, literal, select, union_all

from bot import Button, Card, Chat, Fact, Section, Text, t
from skills.feedback import quoting, showing, themes
from skills.feedback.alert import COMPLAINTS, PRODUCT, SILENT, Alert
from skills.feedback.counting import DAY
from skills.feedback.kinds import COMPLAINT
from skills.feedback.model import Item, Source, Tag

MOST, QUOTES, MORE = 5, 3, 10
# What comes less often than every other day is told by the month.
OFTEN, MONTH = 0.5, 30


def card_of(
    chat: Chat, alerts: Sequence[Alert], silent: Sequence[Source], said: Callable[[Chat, int], None]
) -> Card:
    """One message for all that is to be told in a look."""
    spikes = [one for one in alerts if one.kind != SILENT]
    quotes = _quotes(chat, spikes[:MOST])
    sections, shown = [], set[int]()
    for one in spikes[:MOST]:
        # A complaint about a theme is in both; once is enough to read it.
        new = [item for item in quotes[one.id] if item.id not in shown]
        shown.update(item.id for item in new)
        sections.append(Section(t("alert_more", name=called(one)), [_figures(one), *_facts(new)]))
    if spikes[MOST:]:
        sections.append(Section(t("alert_others"), [_line(one) for one in spikes[MOST:][:MORE]]))
    less = [_line(one) for one in alerts if one.kind == SILENT]
    less += [Fact(t("source_named", name=one.name), _last(one)) for one in silent]
    if less:
        sections.append(Section(t("alert_less"), less[:MORE]))
    brought = {item.brought_by for items in quotes.values() for item in items}
    buttons = [Button(t("alert_words", name=called(one)), said, one.id) for one in spikes[:MOST]]
    if spikes:
        # What is new is often about something that has no name yet.
        buttons.append(Button(t("theme_new"), themes.ask))
    whose = [one for one in brought if one]
    about = quoting.about(chat, (item.id for items in quotes.values() for item in items))
    title = t("alert_title")
    return Card(title, sections=sections, buttons=buttons, about=about, words_of=whose)


def called(one: Alert) -> Text | str:
    """What an alert is about."""
    if one.kind == COMPLAINTS:
        return t("alert_complaints")
    return one.name if one.kind == PRODUCT else t("tag", name=one.name)


def _figures(one: Alert) -> Fact:
    return Fact(t("alert_figures"), _said(one))


def _line(one: Alert) -> Fact:
    return Fact(t("alert_about", name=called(one)), _said(one))


def _said(one: Alert) -> Text:
    before = _often(one.usual)
    if one.kind == SILENT:
        return t("alert_nothing", count=one.days, before=before)
    return t("alert_so_many", said=one.count, count=one.days, before=before)


def _often(usual: float) -> Text:
    if usual >= OFTEN:
        return t("alert_a_day", number=round(usual, 1))
    return t("alert_a_month", number=round(usual * MONTH, 1))


def _last(one: Source) -> Text:
    return t("source_last", at=one.last_item) if one.last_item else t("source_never")


def words(one: Alert) -> Select[Item]:
    """What an alert is about, first what does not say the same as something else."""
    within = Item.said >= one.told - one.days * DAY, Item.said < one.told, _about(one)
    return select(Item).where(*within).order_by(Item.root.is_not(None), Item.id.desc())


def _about(one: Alert) -> ColumnElement[bool]:
    if one.kind == COMPLAINTS:
        return Item.intent == COMPLAINT
    if one.kind == PRODUCT:
        return Item.product == one.name
    return Item.id.in_(select(Tag.item_id).where(Tag.tag == one.name))


def _quotes(chat: Chat, alerts: Sequence[Alert]) -> Mapping[int, list[Item]]:
    """Some words of each, by its number."""
    found: dict[int, list[Item]] = {one.id: [] for one in alerts}
    if not alerts:
        return found
    some = [words(one).with_only_columns(Item.id).limit(QUOTES).subquery() for one in alerts]
    each = [
        select(literal(one.id).label("alert"), ids.c.id)
        for one, ids in zip(alerts, some, strict=True)
    ]
    by = union_all(*each).subquery()
    query = select(by.c.alert, Item).join(Item, Item.id == by.c.id).order_by(Item.id.desc())
    for alert, item in chat.db.execute(query):
        found[alert].append(item)
    return found


def _facts(items: Sequence[Item]) -> list[Fact]:
    return [Fact(t("number", number=one.id), showing.short(one.words)) for one in items]
