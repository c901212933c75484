"""What everybody may ask of Piazza itself: help, what it knows of me, forget me."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace

from bot.asking import asked_by
from bot.cards import Button, Card
from bot.chat import Chat
from bot.directory.roles import LastManager
from bot.errors import Refused
from bot.files import Page
from bot.runtime import (
    attending,
    audience,
    broadcasting,
    experimenting,
    exporting,
    keeping,
    news,
    nudges,
    posts,
    promising,
    recalling,
    relearning,
    running,
    schedules,
    schooling,
    theming,
    thresholds,
    undelivered,
    verdicts,
    waiting,
    wishes,
)
from bot.runtime.built_in import skill
from bot.runtime.faults import nearest
from bot.runtime.incoming import Called
from bot.runtime.outgoing import Home, Open, Scrub
from bot.runtime.router import Router
from bot.skill import Rule
from bot.texts import t

# What else Piazza itself offers hangs on the same skill.
PARTS = (
    attending,
    audience,
    broadcasting,
    experimenting,
    exporting,
    keeping,
    news,
    nudges,
    posts,
    recalling,
    relearning,
    promising,
    running,
    schedules,
    schooling,
    theming,
    thresholds,
    undelivered,
    verdicts,
    waiting,
    wishes,
)
# What people type, alone or after any command, who want to know what it does.
HELP = frozenset({"help", "aiuto"})
# The command whose own answer is the help.
HELPER = "piazza"
# Under this, which is no field's name, what is kept of a form says what it concerns.
CONCERNS = ""


# Sealed, so that whoever asks for help looks like whoever answers in confidence.
@skill.command(HELPER, reads=True, sealed=True)
def help_(chat: Chat) -> None:
    """Say what can be done here, and who reads what."""
    chat.whisper(helping(chat))


@skill.button("help", reads=True)
def every(chat: Chat) -> None:
    """Say all that can be done here, to who has read the beginning of it."""
    chat.whisper(helping(chat))


def helping(chat: Chat) -> Card:
    """What the asker can do here."""
    lines = chat.house.helps(chat.person.roles)
    return Card(t("help.title"), lines=lines, buttons=[Button(t("own.open"), wishes.show)])


def beginning(chat: Chat) -> Card:
    """The same at a glance: first words alone."""
    lines = chat.house.helps(chat.person.roles, briefly=True)
    buttons = [Button(t("help.every"), every), Button(t("own.open"), wishes.show)]
    return Card(t("help.title"), lines=lines, buttons=buttons)


def helping_on(chat: Chat, unknown: Sequence[str]) -> Card:
    """What there is instead of a command that there is not: its neighbours, if any are theirs."""
    word, said = unknown
    router, whole = chat.house.router, helping(chat)
    command = router.named(unknown)
    theirs = chat.house.helps(chat.person.roles, under=word) if word != HELPER else []
    if not theirs:
        return replace(whole, text=t("help.instead", command=command, title=whole.text))
    for near in nearest(said, router.below(word)):
        if lines := chat.house.helps(chat.person.roles, under=f"{word} {near}"):
            names = {"near": router.named((word, near)), "all": router.named((word,))}
            return Card(t("help.near", command=command, **names), lines=lines)
    return Card(t("help.unknown", command=command), lines=theirs)


def instead(router: Router, rule: Rule | None, rest: Called) -> Rule | None:
    """The rule that was called, or the help where it was asked for or no command is so called."""
    asked = rest.typed() if rule else rest.command
    if asked.casefold() in HELP:
        return Rule("bot", HELPER, help_, reads=True, sealed=True)
    unknown = router.unknown(rule, rest) if rule else ()
    if not unknown:
        return rule
    near = lambda chat: chat.whisper(helping_on(chat, unknown))  # noqa: E731
    return Rule("bot", HELPER, near, reads=True, sealed=True)


def home(chat: Chat) -> None:
    """Show somebody their home: every skill's part, then what can be done here."""
    chat.effects.append(Home([*chat.house.home(chat), beginning(chat)]))


home_rule = Rule("bot", "home", home, reads=True)


@skill.command("piazza whatyouknow", reads=True)
def what_you_know(chat: Chat) -> None:
    """Show somebody everything that is stored on them."""
    sections = chat.house.known(chat.db, chat.person, chat.now)
    buttons = [Button(t("known.file"), what_you_know_file)]
    chat.whisper(Card(t("known.title"), sections=sections, buttons=buttons))


@skill.button("whatyouknow_file")
def what_you_know_file(chat: Chat) -> None:
    """Send somebody everything that is stored on them, to keep."""
    sections = chat.house.known(chat.db, chat.person, chat.now)
    page = Page("piazza", t("known.page", who=chat.person), sections)
    chat.send(Card(t("known.here"), file=page), to=chat.person)
    chat.whisper(t("known.sent"))


@skill.command("piazza forgetme", reads=True)
def forget_me(chat: Chat) -> None:
    """Say what forgetting means, and ask whether it is meant."""
    chat.whisper(Card(t("forget.ask"), buttons=[Button(t("forget.yes"), forget_me_now)]))


@skill.button("forget_me")
def forget_me_now(chat: Chat) -> None:
    """Erase the person everywhere; somebody has to stay community manager."""
    try:
        chat.house.forget(chat.db, chat.person, chat.now)
    except LastManager:
        raise Refused(t("forget.last_cm")) from None
    chat.effects.append(Scrub())
    chat.whisper(t("forget.done"))


@skill.button("reopen")
def reopen(chat: Chat, form_key: str, values: str) -> None:
    """Open a form again with what had been typed."""
    chat.effects.append(_typed(chat, form_key, values))


@skill.button("reopen_in_group")
def reopen_in_group(chat: Chat, form_key: str, values: str) -> None:
    """Open a form again that a group of the asker's is filled into."""
    chat.effects.append(replace(_typed(chat, form_key, values), in_group=True))


def _typed(chat: Chat, form_key: str, values: str) -> Open:
    rule = chat.house.router.forms.get(form_key)
    if rule is None or rule.form is None:
        raise Refused(t("gone"))
    typed = json.loads(values)
    concerns = typed.pop(CONCERNS, None)
    asks = asked_by(rule.form, replace(chat, skill=rule.skill), concerns)
    return Open(rule.form, {} if rule.form.sealed else typed, concerns=concerns, asks=asks)
