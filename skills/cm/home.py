"""Home: what needs an answer today, how long it has waited, and all that can be done here."""

from __future__ import annotations

from collections.abc import Sequence

from bot import ORGANISERS, Button, Card, Chat, Text, Waits, t
from skills.cm import subjects
from skills.cm.skill import skill

# So much is seen at a glance, the rest at a press; on the home tab other skills stand below it.
MOST, FEW = 6, 3
# Teams shows six buttons: so many are for what waits.
OPENING = 4
# What could be done next when nothing waits, by the command that does it: one of them a week.
NEXT = ("challenge_open", "promise", "post", "pulse_results", "themes")


@skill.command("cm", only=ORGANISERS, reads=True)
@skill.button("cm", only=ORGANISERS, reads=True)
def home(chat: Chat) -> None:
    """Say what waits for an answer, and below it what somebody with these roles can do."""
    found = waits(chat)
    card = Card(
        title(found),
        lines=lines(chat, found, MOST) if found else [t("nothing_waits"), *_next(chat)],
        facts=subjects.briefly(chat),
        buttons=[*opening(found, MOST), Button(t("every"), every, 0)],
    )
    chat.whisper(card)


@skill.button("every", only=ORGANISERS, reads=True)
def every(chat: Chat, page: int) -> None:
    """Say all that can be done, a line each."""
    pages = subjects.pages(chat)
    page = min(max(page, 0), len(pages) - 1)
    more = [Button(t("every_more"), every, page + 1)] if page + 1 < len(pages) else []
    buttons = [*more, Button(t("to_home"), home)]
    chat.whisper(Card(t("menu"), sections=pages[page], buttons=buttons))


@skill.button("waits", only=ORGANISERS, reads=True)
def all_that_waits(chat: Chat, after: int) -> None:
    """Say all that waits, so much at once."""
    found = waits(chat)[after:]
    if not found:
        chat.whisper(Card(t("nothing_waits"), buttons=[Button(t("to_home"), home)]))
        return
    here = found[:OPENING]
    more = [Button(t("waits_more"), all_that_waits, after + OPENING)] if found[OPENING:] else []
    buttons = [*opens(here), *more, Button(t("to_home"), home)]
    chat.whisper(Card(title(waits(chat)), lines=[line(chat, one) for one in here], buttons=buttons))


@skill.home_tab
def at_home(chat: Chat) -> Card | None:
    """What waits, on the home of those who organise."""
    if chat.person.roles.isdisjoint(ORGANISERS) or not (found := waits(chat)):
        return None
    buttons = [*opens(found[:FEW]), Button(t("to_home"), home)]
    return Card(title(found), lines=lines(chat, found, FEW), buttons=buttons)


def waits(chat: Chat) -> list[Waits]:
    """What the asker may answer, what has waited longest first."""
    return chat.house.waits(chat.db, chat.now, chat.person.roles)


def title(found: Sequence[Waits]) -> Text:
    """How much waits."""
    return t("waiting", count=len(found)) if found else t("all_done")


def lines(chat: Chat, found: Sequence[Waits], most: int) -> list[Text]:
    """The first of what waits, a line each, and how much more there is."""
    more = [t("and_more", count=len(found) - most)] if len(found) > most else []
    return [*(line(chat, one) for one in found[:most]), *more]


def line(chat: Chat, one: Waits) -> Text:
    """What waits, and for how long."""
    if one.since is None:
        return one.what
    since = one.since.astimezone(chat.person.clock).date()
    if (days := (chat.today - since).days) > 0:
        return t("waits_for", what=one.what, count=days)
    return t("waits_today", what=one.what)


def opens(some: Sequence[Waits]) -> list[Button]:
    """What opens each of some, once."""
    return list({(one.open.on, one.open.args): one.open for one in some}.values())


def opening(found: Sequence[Waits], most: int) -> list[Button]:
    """What opens the first of what waits, and all of it where that is more."""
    shown = opens(found[:most])
    if len(found) <= most and len(shown) <= OPENING:
        return shown
    return [*shown[:OPENING], Button(t("waits_all", count=len(found)), all_that_waits, 0)]


def _next(chat: Chat) -> list[Text]:
    """Something that could be done now, this week one thing and the next week another."""
    there = chat.house.commands(chat.person.roles, subjects.CM)
    can = [one for one in NEXT if ("cm", *one.split("_")) in there]
    return [t(f"next_{can[chat.today.isocalendar().week % len(can)]}")] if can else []
