"""Hooking: ideas of customers and partners, which other programs hand in."""

from __future__ import annotations

from collections.abc import Mapping

from bot import Chat, Refused, t
from skills.ideas import alike, challenges, posting
from skills.ideas.model import LONGEST, LONGEST_OUTSIDE
from skills.ideas.settings import skill
from skills.ideas.titles import check_words, joined


@skill.hook("ideas", when=lambda settings: settings.hook)
def take(chat: Chat, said: Mapping[str, object], _source: str) -> None:
    """Post what somebody outside proposes, with a title, perhaps a text, and who it is from.

    It may answer a challenge, by its number.
    """
    title, name = _needed(said, "title"), " ".join(_needed(said, "from").split())
    words = joined(title, _text(said, "text"))
    check_words(words, "title")
    for field, value, most in (("title", words, LONGEST), ("from", name, LONGEST_OUTSIDE)):
        if len(value) > most:
            raise Refused(t("hook_too_long", field=field, have=len(value), most=most))
    near, challenge = alike.near(chat, words, alike.MOST), _challenge(chat, said.get("challenge"))
    posting.create(chat, words, near, outside=name, challenge=challenge)


def _challenge(chat: Chat, number: object) -> int | None:
    if number is None:
        return None
    # Not `isinstance`: true and false are whole numbers, too.
    if type(number) is not int or number not in {one.id for one in challenges.collecting(chat)}:
        raise Refused(t("hook_no_challenge"))
    return number


def _needed(said: Mapping[str, object], field: str) -> str:
    value = _text(said, field).strip()
    if not value:
        raise Refused(t("hook_missing", field=field))
    return value


def _text(said: Mapping[str, object], field: str) -> str:
    value = said.get(field) or ""
    if not isinstance(value, str):
        raise Refused(t("hook_no_text", field=field))
    return value
