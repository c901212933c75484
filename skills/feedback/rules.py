"""Rules: the community manager says which words go where, and sees first how many that would be."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from difflib import get_close_matches
from functools import partial

from sqlalchemy import delete, select

from bot import (
    ORGANISERS,
    Button,
    Card,
    Chat,
    Fact,
    Form,
    Refused,
    Role,
    Text,
    Work,
    choice,
    t,
    text,
)
from skills.feedback import routing, sources, themes
from skills.feedback.kinds import HIGHEST, INTENTS, WHO, intent_name, who_name
from skills.feedback.model import LONGEST_NAME, LONGEST_THEME, LONGEST_WORDS, Rule
from skills.feedback.settings import FeedbackSettings, skill

MOST, NAMED = 20, 6
# So long may somebody think about a rule they have looked at.
CONSIDERED = timedelta(days=1)
RATINGS = ("bad", "good")
BOUNDS = {"bad": (1, 2), "good": (4, HIGHEST), "": (0, HIGHEST)}


class Route(Form):
    """Which words are to go to which channel."""

    channel: str = text(min_length=2, max_length=80)
    intent: str = choice(INTENTS, default="")
    rating: str = choice(RATINGS, default="")
    who: str = choice(WHO, default="")
    theme: str = text(max_length=LONGEST_THEME, default="")
    source: str = text(max_length=LONGEST_NAME, default="")
    words: str = text(max_length=LONGEST_WORDS, default="")


@skill.command("cm feedback rules", only=ORGANISERS, reads=True)
@skill.button("rules", only=ORGANISERS, reads=True)
def overview(chat: Chat) -> None:
    """List the rules with how many a week each sends to its channel."""
    found = routing.rules(chat.db)
    facts = [Fact(t("rule_named", number=one.id, channel=one.channel), said(one)) for one in found]
    buttons = []
    if Role.CM in chat.person.roles:
        buttons = [Button(t("rule_drop", number=one.id), drop, one.id) for one in found[:MOST]]
        buttons.insert(0, Button(t("rule_new"), ask))
    channel = chat.settings(FeedbackSettings).channel
    title = t("rules_title") if found else t("rules_none", channel=channel)
    chat.whisper(Card(title, facts=facts[:MOST], buttons=buttons))


def said(rule: Rule) -> Text:
    """What a rule is for, in words."""
    parts = _about(rule)
    return t("rule_for", what=parts) if parts else t("rule_all")


def _about(rule: Rule) -> list[Text | str]:
    parts: list[Text | str] = []
    if rule.intent:
        parts.append(intent_name(rule.intent))
    if (rule.lowest, rule.highest) != BOUNDS[""]:
        parts.append(t("rule_rated", low=rule.lowest, high=rule.highest))
    if rule.who:
        parts.append(who_name(rule.who))
    parts += [f"#{rule.theme}"] if rule.theme else []
    parts += [one for one in (rule.source, rule.words) if one]
    return parts


@skill.button("rule_new", only=Role.CM)
def ask(chat: Chat) -> None:
    """Open the form for a rule."""
    chat.open(Route)


@skill.form(Route, only=Role.CM)
def preview(chat: Chat, form: Route) -> None:
    """Show how many a week a rule would send, before it is used."""
    channel = form.channel if form.channel.startswith("#") else f"#{form.channel}"
    if not chat.can_post(channel):
        raise Refused(t("no_channel", channel=channel), field="channel")
    rule = _rule(chat, form, channel)
    chat.db.add(rule)
    chat.db.flush()
    chat.later(unused, rule.id, at=chat.now + CONSIDERED)
    count, taken = routing.a_week(chat, rule)
    told = t("rule_preview", channel=channel, count=round(count, 1))
    lines = [t("rule_taken", count=round(taken, 1))] if taken else []
    if _about(rule) and not routing.rules(chat.db):
        lines.append(t("rule_first", channel=chat.settings(FeedbackSettings).channel))
    buttons = [Button(t("rule_use"), use, rule.id), Button(t("throw_away"), drop, rule.id)]
    facts = [Fact(t("rule_what"), said(rule))]
    chat.whisper(Card(told, facts=facts, lines=lines, buttons=buttons))


def _rule(chat: Chat, form: Route, channel: str) -> Rule:
    low, high = BOUNDS[form.rating]
    return Rule(
        channel=channel,
        source=_known(form.source.strip().casefold(), "source", sources.known(chat)),
        who=form.who,
        intent=form.intent,
        theme=_known(themes.called(form.theme), "theme", themes.known(chat)),
        words=form.words,
        lowest=low,
        highest=high,
        made=chat.now,
        active=False,
    )


def _known(name: str, field: str, known: Collection[str]) -> str:
    """A name as it was written; Refused where nothing is called so, for then no words would fit."""
    if name and name not in known:
        near = get_close_matches(name, known, n=3) or sorted(known)[:NAMED]
        told = t(f"no_{field}_but" if near else f"no_{field}", name=name, known=near)
        raise Refused(told, field=field)
    return name


@skill.job("rule_unused")
def unused(work: Work, rule_id: int) -> None:
    """Throw a rule away that was looked at and never used."""
    work.write(partial(_drop_unused, rule_id=rule_id))


def _drop_unused(chat: Chat, rule_id: int) -> None:
    chat.db.execute(delete(Rule).where(Rule.id == rule_id, ~Rule.active))


@skill.button("rule_use", only=Role.CM)
def use(chat: Chat, rule_id: int) -> None:
    """Use a rule from now on."""
    rule = _find(chat, rule_id)
    rule.active = True
    chat.audit(f"{rule.channel}")
    chat.whisper(t("rule_used", channel=rule.channel))


@skill.button("rule_drop", only=Role.CM)
def drop(chat: Chat, rule_id: int) -> None:
    """Take a rule away."""
    rule = _find(chat, rule_id)
    chat.audit(f"{rule.channel}")
    chat.db.delete(rule)
    chat.whisper(t("rule_dropped"))


def _find(chat: Chat, rule_id: int) -> Rule:
    found = chat.db.scalar(select(Rule).where(Rule.id == rule_id))
    if found is None:
        raise Refused(t("rule_gone"))
    return found
