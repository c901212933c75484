"""Coaching: a look at a thank-you before it is given, for its writer alone.

Nothing of it is stored, logged or counted for anybody: the words travel in the form and, with a
language model, in a job and a message of which nothing is kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Any

from pydantic import BaseModel, Field

from bot import Button, Card, Chat, Person, Prompt, Prose, Refused, Text, Work, t
from skills.kudos.allowance import left_today
from skills.kudos.checking import check
from skills.kudos.forms import (
    ANONYMOUS,
    PRIVATE,
    PUBLIC,
    SIGNED,
    Coached,
    Draft,
    Thanks,
    everybody,
)
from skills.kudos.settings import KudosSettings, skill
from skills.kudos.timing import moment_of

SHORTEST, LONGEST = 20, 500
# Later than this nobody waits for it any more.
SOON = timedelta(minutes=10)


class Wording(BaseModel):
    """Words for a thank-you."""

    words: Annotated[Prose, Field(max_length=LONGEST)]


WORDING = Prompt(
    "kudos_coach",
    "The text is a thank-you that somebody is about to give a colleague. Write it once more as "
    "they could say it themselves: in the text's own language, to the same person, in their "
    "tone, warm and plain, in one to three sentences and at most 450 characters. Keep "
    "everything it tells of what was done and what that changed, and put that first. Add "
    "nothing that the text does not tell: no deed, no effect, no feeling. Where it does not "
    "tell what was done or what it changed, leave three dots for them to fill in.",
    Wording,
    kept=False,
)


@skill.command("kudos coach", Draft)
def coach(chat: Chat, form: Draft) -> None:
    """Look at somebody's words before they give them."""
    if not chat.settings(KudosSettings).coach:
        raise Refused(t("coach_off"))
    look(chat, form)


def look(chat: Chat, form: Thanks) -> None:
    """Say what is there and what could be added, with all that was typed in the form."""
    check(chat, form)
    moment_of(chat, form.day, anonymous=form.signed == ANONYMOUS)
    settings = chat.settings(KudosSettings)
    if not left_today(chat):
        raise Refused(t("allowance_spent", count=settings.allowance))
    asks = chat.can_ask
    filled: dict[str, Any] = {name: getattr(form, name) for name in Thanks.fields}
    chat.open(Coached, said_of(form, settings.values, asks=asks), **filled)
    if asks:
        chat.later(suggest, chat.person.id, int(chat.now.timestamp()), *packed(form))


def said_of(form: Thanks, values: Sequence[str], *, asks: bool) -> Text:
    """What the coach says of words, and whether a suggestion follows."""
    # Whoever only gives thanks need not wait for it to be read.
    from skills.kudos.traits import traits_of

    found = traits_of(form.message)
    whole = found.specific and found.impact and (bool(form.value) or not values)
    return t(
        "coach_whole" if whole else "coach_looks",
        specific=t("coach_specific" if found.specific else "coach_not_specific"),
        impact=t("coach_impact" if found.impact else "coach_no_impact"),
        value=_of_value(form, values) if values else "",
        follows=t("coach_follows") if asks else "",
    )


def _of_value(form: Thanks, values: Sequence[str]) -> Text:
    from skills.kudos.traits import likeliest

    if form.value:
        return t("coach_value", value=form.value)
    near = likeliest(form.message, values)
    return t("coach_near_value", value=near) if near else t("coach_no_value")


def packed(form: Thanks) -> tuple[str, str, str, str, str, str]:
    """A thank-you as a job or a button carries it: words last."""
    to = ",".join(str(one.id) for one in everybody(form))
    day = form.day.isoformat() if form.day else ""
    return to, form.value, form.how, form.signed, day, form.message


@skill.job("coach", passing=True)
def suggest(
    work: Work, who: int, at: int, to: str, value: str, how: str, signed: str, day: str, words: str
) -> None:
    """Ask a language model for a wording, and show it to the writer alone."""
    asked = datetime.fromtimestamp(at, UTC)
    found = work.ask_once(WORDING, [words]) if work.now - asked < SOON else None
    better = found.words.strip() if found else ""
    if work.now - asked >= SOON:
        return

    def tell(chat: Chat) -> None:
        if writer := chat.people([who]).get(who):
            card = _suggestion(chat, to, value, how, signed, day, better)
            useless = not SHORTEST <= len(better) <= LONGEST or better == words
            chat.send(t("coach_nothing") if useless else card, to=writer, passing=True)

    work.write(tell)


def _suggestion(
    chat: Chat, to: str, value: str, how: str, signed: str, day: str, words: str
) -> Card:
    use = Button(t("coach_use"), use_words, to, value, how, signed, day, words)
    title = t("coach_suggests", to=_people(chat, to))
    return Card(title, quote=words, lines=[t("coach_yours")], buttons=[use])


@skill.button("coach_use")
def use_words(chat: Chat, to: str, value: str, how: str, signed: str, day: str, words: str) -> None:
    """Open the form with the suggested words in it; nothing is given yet."""
    here = [one for one in _people(chat, to) if chat.house.welcomes(one)]
    filled: dict[str, Any] = {
        "to": [one for one in here if chat.workspace in one.identities],
        "others": [one for one in here if chat.workspace not in one.identities],
        "value": value if value in chat.settings(KudosSettings).values else "",
        "how": PRIVATE if how == PRIVATE else PUBLIC,
        "signed": ANONYMOUS if signed == ANONYMOUS else SIGNED,
        "day": date.fromisoformat(day) if day else None,
        "message": words,
    }
    chat.open(Coached, t("coach_used"), **filled)


def _people(chat: Chat, ids: str) -> list[Person]:
    return list(chat.people(int(one) for one in ids.split(",")).values())
