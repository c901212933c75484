"""Themes: what people speak of, over all skills, what rises and falls, and what it is called."""

from __future__ import annotations

from datetime import timedelta
from textwrap import shorten

from bot import (
    ORGANISERS,
    Button,
    Card,
    Chat,
    Fact,
    Form,
    Period,
    Refused,
    Role,
    Section,
    Standing,
    Text,
    Theme,
    daily,
    t,
    text,
)
from skills.cm.skill import skill
from skills.cm.theming import ask_new, buttons_of, show_again, theme_of

MONTH = timedelta(days=30)
SHOWN, BUTTONS, QUOTES, LONGEST_QUOTE = 15, 10, 5, 200
LONGEST_NAME = 60


class Which(Form):
    """The theme that is meant, by its name."""

    theme: str = text(max_length=LONGEST_NAME)


@skill.post("themes", daily(at="04:00"), upkeep=True)
def find(chat: Chat, _day: Period) -> None:
    """Bring the themes up to date each night."""
    chat.themes.update()


@skill.command("cm themes", only=ORGANISERS, reads=True)
@skill.button("themes", only=ORGANISERS, reads=True)
def overview(chat: Chat) -> None:
    """Show the themes of the last thirty days, what rises first."""
    found = [one for one in chat.themes.standings(chat.now - MONTH, chat.now) if _came_up(one)]
    language = chat.person.language
    facts = [Fact(_name(one.theme, language), _line(chat, one)) for one in found[:SHOWN]]
    named = [one.theme for one in found[:BUTTONS]]
    buttons = [Button(t("theme_open", name=one.title(language)), show, one.id) for one in named]
    title = t("themes_title") if found else t("themes_none")
    chat.whisper(Card(title, facts=facts, buttons=[*buttons, *_more(chat)]))


def _name(one: Theme, language: str) -> Text:
    name = one.title(language)
    if one.by_model(language):
        return t("theme_name_by_model", name=name)
    return t("theme_name", name=name)


def _came_up(one: Standing) -> bool:
    return bool(one.now or one.before or one.sealed or one.sealed_before or one.theme.settled)


def _more(chat: Chat) -> list[Button]:
    if Role.CM not in chat.person.roles:
        return []
    hidden = [Button(t("themes_hidden"), hidden_ones)] if chat.themes.all(hidden=True) else []
    return [Button(t("theme_new"), ask_new), Button(t("themes_now"), now), *hidden]


def _line(chat: Chat, one: Standing) -> Text:
    """How often a theme came up, by skill, and how often before."""
    now, before = sum(one.now.values()) + one.sealed, sum(one.before.values()) + one.sealed_before
    is_new = one.first is not None and one.first >= chat.now - MONTH
    often = t("theme_is_new", now=now) if is_new else t("theme_before", now=now, before=before)
    parts = _parts(one)
    return t("theme_line", often=often, parts=parts) if parts else often


def _parts(one: Standing) -> list[Text]:
    """Where a theme came up, and how often; where it was one skill alone, that is said already."""
    if len(one.now) == 1 and not one.sealed:
        return [_skill(name) for name in one.now]
    found = [
        t("theme_part", skill=_skill(name), count=count) for name, count in sorted(one.now.items())
    ]
    return [*found, t("theme_sealed", count=one.sealed)] if one.sealed else found


def _skill(name: str) -> Text:
    return Text("name", {}, name)


@skill.button("themes_now", only=Role.CM)
def now(chat: Chat) -> None:
    """Bring the themes up to date now."""
    chat.themes.update()
    chat.whisper(t("themes_begun"))


@skill.button("themes_hidden", only=Role.CM, reads=True)
def hidden_ones(chat: Chat) -> None:
    """List the themes that are shown no more."""
    found = chat.themes.all(hidden=True)[:BUTTONS]
    named = [(one.title(chat.person.language), one.id) for one in found]
    buttons = [Button(t("theme_back", name=name), show_again, id_) for name, id_ in named]
    chat.whisper(Card(t("themes_hidden_title"), buttons=buttons))


@skill.command("cm theme", Which, only=ORGANISERS, reads=True)
def look(chat: Chat, form: Which) -> None:
    """Show one theme, by its name."""
    found = chat.themes.called(form.theme.strip())
    if found is None:
        raise Refused(t("theme_unknown", name=form.theme), field="theme")
    chat.whisper(card_of(chat, found))


@skill.button("theme_show", only=ORGANISERS, reads=True)
def show(chat: Chat, id_: int) -> None:
    """Show one theme."""
    chat.whisper(card_of(chat, theme_of(chat, id_)))


def card_of(chat: Chat, one: Theme) -> Card:
    """A theme: how often, since when, in whose words, and what can be done with it."""
    language = chat.person.language
    every = chat.themes.standings(chat.now - MONTH, chat.now)
    facts = []
    for standing in (each for each in every if each.theme.id == one.id):
        facts.append(Fact(t("theme_month"), _line(chat, standing)))
        if standing.first is not None:
            facts.append(
                Fact(t("theme_first"), standing.first.astimezone(chat.person.clock).date())
            )
    if one.words:
        facts.append(Fact(t("theme_words"), one.words))
    if parts := chat.themes.parts(one.id):
        facts.append(Fact(t("theme_parts"), [each.title(language) for each in parts]))
    quotes = [
        Fact(_skill(each.skill), shorten(each.words, LONGEST_QUOTE, placeholder="…"))
        for each in chat.themes.quotes(one.id, QUOTES)
    ]
    sections = [Section(t("theme_quotes"), quotes)] if quotes else []
    title = t("theme_title", name=one.title(language))
    lines = [t("theme_by_model")] if one.by_model(language) else []
    return Card(title, facts=facts, lines=lines, sections=sections, buttons=buttons_of(chat, one))
