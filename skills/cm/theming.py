"""Theming: the manager names a theme, tells it by words, merges it, takes it apart, drops it."""

from __future__ import annotations

from typing import Any

from bot import (
    Button,
    Card,
    Chat,
    Form,
    Question,
    Refused,
    Role,
    Theme,
    choice,
    questions,
    t,
    text,
)
from skills.cm.finding import theme_of
from skills.cm.skill import skill

LONGEST_NAME, LONGEST_WORDS, MOST = 60, 500, 100


class NewTheme(Form):
    """A theme, and the words it is told by."""

    name: str = text(min_length=2, max_length=LONGEST_NAME)
    words: str = text(min_length=3, max_length=LONGEST_WORDS)


class Rename(Form):
    """What a theme is called from now on."""

    name: str = text(min_length=2, max_length=LONGEST_NAME)


class TellBy(Form):
    """The words a theme is told by; none, where it is told by what is said alone."""

    words: str = text(max_length=LONGEST_WORDS, default="")


class MergeInto(Form):
    """The theme that another is shown as."""

    into: dict[str, Any] = questions(lambda chat, concerns: _others(chat, concerns))


def buttons_of(one: Theme) -> list[Button]:
    """How a theme is shaped most of the time."""
    return [
        Button(t("theme_rename"), ask_name, one.id),
        Button(t("theme_tell"), ask_words, one.id),
        Button(t("theme_merge"), ask_other, one.id),
        Button(t("theme_drop"), drop, one.id),
    ]


def apart(chat: Chat, one: Theme) -> list[Button]:
    """What takes apart what was merged into a theme."""
    there = chat.themes.parts(one.id)
    return [Button(t("theme_part_again"), part, one.id)] if there else []


@skill.button("theme_new", only=Role.CM)
def ask_new(chat: Chat) -> None:
    """Open the form for a theme."""
    chat.open(NewTheme)


@skill.form(NewTheme, only=Role.CM)
def make(chat: Chat, form: NewTheme) -> None:
    """Make a theme, and find it in what was said lately."""
    name = _free(chat, form.name)
    chat.themes.make(name, form.words)
    chat.audit(name)
    chat.whisper(t("theme_made", name=name))


@skill.button("theme_rename", only=Role.CM)
def ask_name(chat: Chat, id_: int) -> None:
    """Open the form for another name."""
    chat.open(Rename, concerns=id_, name=theme_of(chat, id_).title(chat.person.language))


@skill.form(Rename, only=Role.CM)
def rename(chat: Chat, form: Rename) -> None:
    """Call a theme something else."""
    found = theme_of(chat, form.concerns or 0)
    name = _free(chat, form.name, found)
    chat.themes.rename(found.id, name)
    chat.audit(name)
    undo = Button(t("theme_undo"), name_back, found.id, found.given)
    chat.whisper(Card(t("theme_renamed", name=name), buttons=[undo]))


@skill.button("theme_name_back", only=Role.CM)
def name_back(chat: Chat, id_: int, name: str) -> None:
    """Call a theme as it was called before, be it by the words of those who speak of it."""
    found = theme_of(chat, id_)
    name = _free(chat, name, found) if name else ""
    chat.themes.rename(found.id, name)
    called = name or theme_of(chat, id_).title(chat.person.language)
    chat.audit(called)
    chat.whisper(t("theme_renamed", name=called))


def _free(chat: Chat, name: str, of: Theme | None = None) -> str:
    """A name that no other theme is shown under; Refused else."""
    name = " ".join(name.lstrip("# ").split())
    other = chat.themes.called(name)
    if other is not None and other != of:
        raise Refused(t("theme_there", name=name), field="name")
    return name


@skill.button("theme_tell", only=Role.CM)
def ask_words(chat: Chat, id_: int) -> None:
    """Open the form for the words a theme is told by."""
    chat.open(TellBy, concerns=id_, words=theme_of(chat, id_).words)


@skill.form(TellBy, only=Role.CM)
def tell(chat: Chat, form: TellBy) -> None:
    """Tell a theme by words, in all that was said lately and from now on."""
    found = theme_of(chat, form.concerns or 0)
    name = found.title(chat.person.language)
    chat.themes.tell_by(found.id, form.words.strip())
    chat.audit(f"{name}: {form.words.strip() or '–'}")
    undo = Button(t("theme_undo"), tell_back, found.id, found.words)
    chat.whisper(Card(t("theme_told_by", name=name), buttons=[undo]))


@skill.button("theme_tell_back", only=Role.CM)
def tell_back(chat: Chat, id_: int, words: str) -> None:
    """Tell a theme by the words before, or by none."""
    found = theme_of(chat, id_)
    name = found.title(chat.person.language)
    chat.themes.tell_by(found.id, words)
    chat.audit(f"{name}: {words or '–'}")
    chat.whisper(t("theme_told_back", name=name))


def _others(chat: Chat, concerns: int | None) -> list[Question]:
    """The themes that one can be shown as."""
    others = [one for one in chat.themes.all() if one.id != concerns][:MOST]
    labels = {str(one.id): one.title(chat.person.language) for one in others}
    field: Any = choice(list(labels))
    return [Question("theme", t("merge_into_which"), field, labels=labels)]


@skill.button("theme_merge", only=Role.CM)
def ask_other(chat: Chat, id_: int) -> None:
    """Open the form that asks into which theme."""
    if len(chat.themes.all()) < 2:
        raise Refused(t("theme_alone"))
    chat.open(MergeInto, concerns=theme_of(chat, id_).id)


@skill.form(MergeInto, only=Role.CM)
def merge(chat: Chat, form: MergeInto) -> None:
    """Show a theme as another one."""
    found, into = theme_of(chat, form.concerns or 0), theme_of(chat, int(form.into["theme"]))
    if found.id == into.id:
        raise Refused(t("theme_same"))
    its, language = chat.themes.merge(found.id, into.id), chat.person.language
    chat.audit(f"{found.title(language)} → {into.title(language)}")
    undo = Button(t("theme_undo"), unmerge, found.id, " ".join(map(str, its)))
    said = t("theme_merged", name=found.title(language), into=into.title(language))
    chat.whisper(Card(said, buttons=[undo]))


@skill.button("theme_unmerge", only=Role.CM)
def unmerge(chat: Chat, id_: int, its: str) -> None:
    """Show the theme that was merged last as its own again, and what was shown as it."""
    if not chat.themes.unmerge(id_, [int(one) for one in its.split()]):
        raise Refused(t("theme_gone"))
    name = theme_of(chat, id_).title(chat.person.language)
    chat.audit(name)
    chat.whisper(t("theme_parted", names=[name]))


@skill.button("theme_part", only=Role.CM)
def part(chat: Chat, id_: int) -> None:
    """Show what was merged into a theme as its own again."""
    found, language = theme_of(chat, id_), chat.person.language
    apart = [one.title(language) for one in chat.themes.part(found.id)]
    if not apart:
        raise Refused(t("theme_has_no_parts"))
    chat.audit(f"{found.title(language)}: {', '.join(apart)}")
    chat.whisper(t("theme_parted", names=apart))


@skill.button("theme_drop", only=Role.CM)
def drop(chat: Chat, id_: int) -> None:
    """Show a theme no more."""
    found = theme_of(chat, id_)
    chat.themes.hide(found.id)
    name = found.title(chat.person.language)
    chat.audit(name)
    undo = Button(t("theme_undo"), show_again, found.id)
    chat.whisper(Card(t("theme_dropped", name=name), buttons=[undo]))


@skill.button("theme_back", only=Role.CM)
def show_again(chat: Chat, id_: int) -> None:
    """Show a theme again."""
    found = theme_of(chat, id_)
    chat.themes.hide(found.id, hidden=False)
    name = found.title(chat.person.language)
    chat.audit(name)
    chat.whisper(t("theme_is_back", name=name))
