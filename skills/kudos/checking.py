"""Checking: who can be thanked, and what can't be hidden."""

from __future__ import annotations

from collections.abc import Sequence

from bot import Chat, Person, Refused, t
from skills.kudos.forms import ANONYMOUS, MOST, PRIVATE, Thanks, everybody


def check(chat: Chat, form: Thanks) -> None:
    """Refuse what can't be given as it is."""
    to = everybody(form)
    check_recipients(chat, to, private=form.how == PRIVATE)
    check_not_plain(chat, form, to)


def check_recipients(chat: Chat, to: Sequence[Person], *, private: bool) -> None:
    """Refuse oneself, bots, people who have left, too many, and whom nothing reaches in private."""
    if chat.person in to:
        raise Refused(t("not_yourself"), field="to")
    if others := [one for one in to if not chat.house.welcomes(one)]:
        raise Refused(t("not_them", who=others, count=len(others)), field="to")
    if len(to) > MOST:
        raise Refused(t("too_many", count=MOST), field="others")
    if private and (without := [one for one in to if not one.identities]):
        raise Refused(t("not_privately", who=without, count=len(without)), field="how")


def check_not_plain(chat: Chat, form: Thanks, to: Sequence[Person]) -> None:
    """Refuse to hide what everybody reads already: who a group lacks, and what was said aloud."""
    if chat.in_group and form.signed == ANONYMOUS:
        raise Refused(t("seen_by_absence"))
    if form.signed == ANONYMOUS and chat.lacks_only_asker(to):
        raise Refused(t("all_but_you"), field="signed")
    if chat.aloud and form.signed == ANONYMOUS:
        raise Refused(t("said_aloud"), field="signed")
    if chat.aloud and form.how == PRIVATE:
        raise Refused(t("said_aloud"), field="how")
