"""Answering: one form, from the invitation, the home or `/pulse`, until the round closes."""

from __future__ import annotations

from typing import Any

from bot import Button, Card, Chat, Form, Question, Refused, questions, scale, t, text
from bot import choice as choice_of
from skills.pulse.bank import AGREE, CHOICE, OPEN, Asked, built_in, declines, labels, worded
from skills.pulse.model import PulseRound
from skills.pulse.rounds import current, next_week, opens_for
from skills.pulse.rounds import questions as questions_of
from skills.pulse.settings import KIND, skill

# What anybody may add in their own words.
COMMENT = "O1"
LONGEST = 1000


def asked(chat: Chat, concerns: int | None) -> list[Question]:
    """What the round asks this person, in their language."""
    round_ = chat.db.get(PulseRound, concerns or 0)
    if round_ is None:
        return []
    mine = [one for one in questions_of(chat.db, round_) if one.is_for(chat.person, chat.today)]
    return [*(as_question(chat, one) for one in mine), as_question(chat, built_in()[COMMENT])]


def as_question(chat: Chat, one: Asked) -> Question:
    """A question as a form asks it."""
    said = _word(chat, one.words)
    if one.scale == OPEN:
        words = text(max_length=LONGEST, multiline=True, default="")
        return Question(one.id, said, words, hint=t("comment_hint"))
    low, high = one.ends
    points = _points(chat, one)
    field: Any = choice_of(list(points)) if one.scale == CHOICE else scale(low, high)
    return Question(one.id, said, field, labels=points, declines=_word(chat, declines()))


def _points(chat: Chat, one: Asked) -> dict[str, str]:
    """What the points of a scale, or the options of a choice, are called."""
    low, high = one.ends
    if one.scale == CHOICE:
        named = [_word(chat, option) for option in one.options]
    else:
        named = list(_named(chat, one.scale))
    ends = [low, high] if one.scale not in (AGREE, CHOICE) else list(range(low, high + 1))
    return {str(point): name for point, name in zip(ends, named, strict=True)}


def _named(chat: Chat, of: str) -> Any:
    return labels(of).get(chat.person.language) or labels(of)[_company(chat)]


def _word(chat: Chat, words: Any) -> str:
    return worded(words, chat.person.language, _company(chat))


def _company(chat: Chat) -> str:
    return chat.house.company.languages[0]


class Answers(Form, sealed=True):
    """What the round asks."""

    answers: dict[str, Any] = questions(asked)


@skill.form(Answers)
def take(chat: Chat, form: Answers) -> None:
    """Take somebody's answers, sealed; they stand in the place of what they answered before."""
    round_ = chat.round(KIND)
    if round_ is None or round_.id != form.concerns:
        raise Refused(t("over"))
    comment = form.answers.pop(COMMENT, "")
    given = {id_: None if one is None else int(one) for id_, one in form.answers.items()}
    if not comment and all(one is None for one in given.values()):
        raise Refused(t("nothing_answered"))
    chat.cast(round_.id, given, comment)


@skill.command("pulse", sealed=True)
def answer(chat: Chat) -> None:
    """Open the form of the round, or say when the next one opens."""
    chat.open(Answers, concerns=_open_round(chat).id)


@skill.button("answer", sealed=True)
def answer_here(chat: Chat) -> None:
    """The same, from the invitation or the home."""
    answer(chat)


def _open_round(chat: Chat) -> PulseRound:
    """The round that takes the asker's answers; Refused where there is none yet, or no more."""
    round_ = current(chat.db)
    if round_ is None or round_.closes <= chat.now:
        raise Refused(t("none_open", day=next_week(chat)))
    opens = opens_for(chat, round_)
    if chat.now < opens:
        raise Refused(t("opens_later", at=opens))
    return round_


@skill.button("why", sealed=True)
def why(chat: Chat) -> None:
    """Say why nobody can see an answer."""
    lines = [t("why_sealed"), t("why_shown"), t("why_tried"), t("why_not")]
    chat.whisper(Card(t("why_title"), lines=lines))


@skill.home_tab
def home(chat: Chat) -> Card | None:
    """That the pulse is open, whether or not somebody has answered: nobody knows."""
    round_ = current(chat.db)
    if round_ is None or not opens_for(chat, round_) <= chat.now < round_.closes:
        return None
    return Card(t("home", until=round_.closes), lines=[t("promise")], buttons=buttons())


def buttons() -> list[Button]:
    """What can be done from an invitation."""
    return [Button(t("answer"), answer_here), Button(t("why"), why)]
