"""Themes: what people speak of, over all skills, what rises and falls, and what it is called."""

from __future__ import annotations

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
    Standing,
    Text,
    Theme,
    daily,
    t,
    text,
)
from skills.cm.finding import theme_of
from skills.cm.skill import skill
from skills.cm.theme_card import MONTH, card_of, line_of
from skills.cm.theming import ask_new, show_again

SHOWN, BUTTONS, FIRST = 15, 10, 3
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
    facts = [Fact(_name(one.theme, language), line_of(chat, one)) for one in found[:SHOWN]]
    named = [one.theme for one in found[:BUTTONS]]
    opens = [Button(t("theme_open", name=one.title(language)), show, one.id) for one in named]
    title = t("themes_title") if found else t("themes_none")
    # Some platforms show six buttons: nothing that a manager needs stands behind them.
    buttons = [*opens[:FIRST], *_more(chat), *opens[FIRST:]]
    chat.whisper(Card(title, facts=facts, buttons=buttons))


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
