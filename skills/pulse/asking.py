"""Asking: which questions take their turn, and those that the company adds of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot import (
    ORGANISERS,
    Button,
    Card,
    Chat,
    Fact,
    Form,
    Question,
    Refused,
    Role,
    Section,
    choice,
    choices,
    questions,
    t,
    text,
)
from skills.pulse.answering import as_question
from skills.pulse.bank import AGREE, CHOICE, LIKELY, Asked, everything, own
from skills.pulse.model import PulseQuestion
from skills.pulse.opening import in_use
from skills.pulse.rotation import FEWEST, MOST
from skills.pulse.rounds import choose, history
from skills.pulse.settings import skill
from skills.pulse.wary import leading, two_things, untranslated

SCALES = (AGREE, LIKELY, CHOICE)
FEWEST_OPTIONS, MOST_OPTIONS = 2, 9
# Between what an option is called in one language and in the next.
BETWEEN = "|"
NO, YES = "no", "yes"


@skill.command("cm pulse questions", only=ORGANISERS, reads=True)
def overview(chat: Chat) -> None:
    """List the questions that take their turn, and those that rest."""
    used = {one.id for one in in_use(chat)}
    known = [one for one in everything(chat.db).values() if one.rotates]
    last = {id_: one.week for one in history(chat.db) for id_ in one.questions}
    turn = [_fact(chat, one, last) for one in known if one.id in used]
    rest = [_fact(chat, one, last) for one in known if one.id not in used]
    sections = [Section(t("in_turn", count=len(turn)), turn)]
    sections += [Section(t("at_rest"), rest)] if rest else []
    may = Role.CM in chat.person.roles
    buttons = [Button(t("add"), add_here), Button(t("pick"), pick_here)] if may else []
    chat.whisper(Card(t("questions_title"), sections=sections, buttons=buttons))


def _fact(chat: Chat, one: Asked, last: Mapping[str, Any]) -> Fact:
    words = as_question(chat, one).words
    when = t("asked_last", day=last[one.id]) if one.id in last else t("asked_never")
    return Fact(t("question_line", id=one.id, words=words), when)


class Own(Form):
    """A question of the company's own."""

    en: str = text(max_length=200, default="")
    it: str = text(max_length=200, default="")
    scale: str = choice(SCALES, default=AGREE)
    options: str = text(max_length=1000, multiline=True, default="")
    reverse: str = choice((NO, YES), default=NO)
    anyway: str = choice((NO, YES), default=NO)


@skill.command("cm pulse add", only=Role.CM)
def add_now(chat: Chat) -> None:
    """Open the form for a question."""
    chat.open(Own)


@skill.form(Own, only=Role.CM)
def add(chat: Chat, form: Own) -> None:
    """Add a question, once nothing speaks against it or the manager wants it anyway."""
    words = {name: said for name, said in (("en", form.en), ("it", form.it)) if said}
    if not words:
        raise Refused(t("no_words"), field="en")
    options = _options(form.options) if form.scale == CHOICE else []
    if form.anyway == NO:
        _warn(chat, words)
    if sum(one.rotates for one in in_use(chat)) >= MOST:
        raise Refused(t("too_many_questions", count=MOST), field="en")
    row = PulseQuestion(
        words=words,
        scale=form.scale,
        options=options,
        reverse=form.reverse == YES,
        made=chat.now,
        made_by=chat.person.id,
    )
    chat.db.add(row)
    chat.db.flush()
    chat.audit(f"Q{row.id}")
    said = as_question(chat, own(row)).words
    chat.whisper(t("added", id=f"Q{row.id}", words=said))


def _warn(chat: Chat, words: Mapping[str, str]) -> None:
    """Refused with the first thing that speaks against a question."""
    if (lacks := untranslated(words, chat.house.company.languages)) in ("en", "it"):
        raise Refused(t("not_in_english") if lacks == "en" else t("not_in_italian"), field=lacks)
    where = next(iter(words))
    if word := two_things(words):
        raise Refused(t("two_things", word=word), field=where)
    if word := leading(words):
        raise Refused(t("leading", word=word), field=where)


def _options(said: str) -> list[dict[str, str]]:
    """What can be chosen: a line each, in both languages where there are two."""
    found = []
    for line in said.splitlines():
        first, _, second = (part.strip() for part in line.partition(BETWEEN))
        if first or second:
            found.append({"en": first or second, "it": second or first})
    if not FEWEST_OPTIONS <= len(found) <= MOST_OPTIONS:
        raise Refused(t("options_count", low=FEWEST_OPTIONS, high=MOST_OPTIONS), field="options")
    return found


@skill.button("add_here", only=Role.CM)
def add_here(chat: Chat) -> None:
    """The same, from a button."""
    add_now(chat)


def in_turn(chat: Chat, _concerns: int | None) -> Sequence[Question]:
    """All questions that could take their turn, by their words."""
    known = [one for one in everything(chat.db).values() if one.rotates]
    labels = {one.id: as_question(chat, one).words for one in known}
    field: Any = choices(list(labels), least=0, default=[])
    return [Question("used", t("pick_label"), field, labels=labels)]


class Turn(Form):
    """Which questions take their turn."""

    turn: dict[str, Any] = questions(in_turn)


@skill.form(Turn, only=Role.CM)
def pick(chat: Chat, form: Turn) -> None:
    """Let some questions take their turn, and the others rest."""
    used = form.turn["used"]
    if not FEWEST <= len(used) <= MOST:
        raise Refused(t("count_in_turn", low=FEWEST, high=MOST, have=len(used)))
    off = [one.id for one in everything(chat.db).values() if one.rotates and one.id not in used]
    choose(chat.db, off=",".join(off))
    chat.audit(f"- {', '.join(off)}")
    chat.whisper(t("picked", count=len(used)))


@skill.button("pick", only=Role.CM)
def pick_here(chat: Chat) -> None:
    """Open the form in which questions are picked."""
    used = [one.id for one in in_use(chat) if one.rotates]
    chat.open(Turn, turn={"used": used})
