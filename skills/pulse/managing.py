"""Managing: when everybody is asked what, and how often, is for the community manager to say."""

from __future__ import annotations

from typing import Any

from bot import ORGANISERS, Button, Card, Chat, Form, Refused, Role, choice, t
from skills.pulse.answering import COMMENT, as_question
from skills.pulse.bank import Asked, built_in
from skills.pulse.opening import coming, open_now
from skills.pulse.rounds import Chosen, choose, chosen, current, next_week, questions
from skills.pulse.settings import KIND, PulseSettings, skill

EVERY = ("1", "2", "4")
REMINDERS = ("0", "1", "2")
RESULTS = ("everyone", "manager")


@skill.command("cm pulse", only=ORGANISERS, reads=True)
@skill.button("cm_pulse", only=ORGANISERS, reads=True)
def overview(chat: Chat) -> None:
    """Say whether a round is open, when the next one is, and how often."""
    round_ = current(chat.db)
    holds = chosen(chat.db, chat.settings(PulseSettings))
    lines = [_often(holds), _reminds(holds), _read_by(chat, holds), t("cm_more")]
    text = t("cm_open", until=round_.closes) if round_ else t("cm_next", day=next_week(chat))
    chat.whisper(Card(text, lines=lines, buttons=_buttons(chat, is_open=round_ is not None)))


def _buttons(chat: Chat, *, is_open: bool) -> list[Button]:
    look = [Button(t("preview"), preview_here)]
    if Role.CM not in chat.person.roles:
        return look
    turn = Button(t("close"), ask_close) if is_open else Button(t("open"), open_here)
    return [*look, turn, Button(t("change"), change_here)]


def _often(holds: Chosen) -> Any:
    return t("cm_every", count=holds.every)


def _reminds(holds: Chosen) -> Any:
    return t("cm_reminders", count=holds.reminders) if holds.reminders else t("cm_no_reminders")


def _read_by(chat: Chat, holds: Chosen) -> Any:
    if holds.results == "manager":
        return t("cm_results_manager")
    return t("cm_results", channel=chat.settings(PulseSettings).channel)


@skill.command("cm pulse preview", only=ORGANISERS, reads=True)
def preview(chat: Chat) -> None:
    """Show what the round that is open asks, or the next one, as people read it."""
    round_ = current(chat.db)
    asked = questions(chat.db, round_) if round_ else coming(chat)
    title = t("preview_open") if round_ else t("preview_next", day=next_week(chat))
    lines = [_line(chat, one) for one in [*asked, built_in()[COMMENT]]]
    chat.whisper(Card(title, lines=[t("promise"), *lines]))


def _line(chat: Chat, one: Asked) -> Any:
    words = as_question(chat, one).words
    if one.newcomers is not None:
        return t("preview_newcomers", id=one.id, words=words, count=one.newcomers)
    return t("question_line", id=one.id, words=words)


@skill.button("preview", only=ORGANISERS, reads=True)
def preview_here(chat: Chat) -> None:
    """The same, from a button."""
    preview(chat)


@skill.button("open", only=Role.CM)
def open_here(chat: Chat) -> None:
    """Open a round now, from a button."""
    open_now(chat)


@skill.command("cm pulse close", only=Role.CM, reads=True)
def close(chat: Chat) -> None:
    """Ask whether the round is to take no more answers."""
    round_ = current(chat.db)
    if round_ is None:
        raise Refused(t("none_to_close", day=next_week(chat)))
    ask = t("close_ask", until=round_.closes)
    chat.whisper(Card(ask, buttons=[Button(t("close_yes"), close_now, round_.id)]))


@skill.button("ask_close", only=Role.CM, reads=True)
def ask_close(chat: Chat) -> None:
    """The same, from a button."""
    close(chat)


@skill.button("close", only=Role.CM)
def close_now(chat: Chat, round_id: int) -> None:
    """Take no more answers; what was answered is counted at once."""
    round_ = current(chat.db)
    if round_ is None or round_.id != round_id:
        raise Refused(t("closed_already"))
    chat.end_round(KIND)
    round_.ended = chat.now
    chat.audit(f"{round_.week}")
    chat.whisper(t("closed"))


class Cadence(Form):
    """How often everybody is asked and reminded, and who reads what came of it."""

    every: str = choice(EVERY)
    reminders: str = choice(REMINDERS)
    results: str = choice(RESULTS)


@skill.command("cm pulse cadence", only=Role.CM)
def change(chat: Chat) -> None:
    """Open the form in which that is changed, with what holds now."""
    holds = chosen(chat.db, chat.settings(PulseSettings))
    chat.open(
        Cadence,
        every=str(holds.every),
        reminders=str(holds.reminders),
        results=holds.results,
    )


@skill.form(Cadence, only=Role.CM)
def rhythm(chat: Chat, form: Cadence) -> None:
    """Keep how often, from the next round on."""
    before = chosen(chat.db, chat.settings(PulseSettings))
    choose(chat.db, every=form.every, reminders=form.reminders, results=form.results)
    holds = chosen(chat.db, chat.settings(PulseSettings))
    chat.audit(f"{_short(before)} → {_short(holds)}")
    lines = [_reminds(holds), _read_by(chat, holds), t("from_next_round")]
    chat.whisper(Card(_often(holds), lines=lines))


def _short(holds: Chosen) -> str:
    return f"{holds.every}/{holds.reminders}/{holds.results}"


@skill.button("change", only=Role.CM)
def change_here(chat: Chat) -> None:
    """The same, from a button."""
    change(chat)
