"""Wording: cards and forms in one reader's language, sealed for one reader."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from bot.asking import Question, asking, spread
from bot.cards import Button, Card, Fact
from bot.forms import Field, Form
from bot.people import Person
from bot.runtime.filing import filed
from bot.runtime.names import joined
from bot.runtime.options import asked, field_key, form_key, said
from bot.runtime.outgoing import (
    Runs,
    WordedButton,
    WordedCard,
    WordedField,
    WordedForm,
    WordedSection,
)
from bot.runtime.picturing import pictured
from bot.runtime.router import Router
from bot.runtime.seal import ANYONE, Seal, Sealed
from bot.runtime.words import Words
from bot.texts import Text, core

TOKEN_LIMIT = 1900


class Teller:
    """Words cards and forms; its tokens hold for one workspace and one addressee."""

    def __init__(
        self, words: Words, router: Router, seal: Seal, workspace: str, addressee: int = ANYONE
    ) -> None:
        self.words = words
        self.router = router
        self.seal = seal
        self.workspace = workspace
        self.addressee = addressee

    def card(self, card: Card) -> WordedCard:
        """Word a card."""
        chart = card.chart or next((one.chart for one in card.sections if one.chart), None)
        return WordedCard(
            self.words.runs(card.text),
            quote=card.quote,
            lines=tuple(self.words.runs(line) for line in card.lines),
            facts=self._facts(card.facts),
            sections=tuple(
                WordedSection(self.words.runs(one.title), self._facts(one.facts))
                for one in card.sections
            ),
            buttons=tuple(self._button(button) for button in card.buttons),
            picture=pictured(self.words, chart) if chart else None,
            file=filed(self.words, card.file) if card.file else None,
            about="" if card.about is None else f"{self.words.room}:{card.about}",
        )

    def token(self, key: str, *arguments: Any) -> str:
        """Seal an action for this reader."""
        return self.seal.close(self.workspace, Sealed(key, arguments, self.addressee))

    def form(
        self,
        form: type[Form],
        token: str,
        values: Mapping[str, Any],
        settings: object,
        problems: Mapping[str, Text] | None = None,
        note: Text | None = None,
        asks: Sequence[Question] = (),
    ) -> WordedForm:
        """Word a form; `values` are raw: people by the platform's ids."""
        rule = self.router.taker(form)
        words = self.words.within(rule.skill)
        key = form_key(form)
        said_of = _questions(form, asks, words)
        return WordedForm(
            title=words.plain(Text(f"{key}.title")),
            submit=words.plain(self._or_own(rule.skill, f"{key}.submit", "form.submit")),
            cancel=words.plain(core("form.cancel")),
            token=token,
            fields=tuple(
                _field(
                    spec,
                    said_of.get(spec.name) or _said(spec, form, words),
                    words,
                    values.get(spec.name),
                    (problems or {}).get(spec.name),
                )
                for spec in asked(form, settings, words, asks)
                # There is nothing to choose from.
                if spec.kind not in ("choice", "choices") or spec.options
            ),
            note=words.runs(note) if note else (),
        )

    def _or_own(self, room: str, key: str, own: str) -> Text:
        return Text(key) if self.words.catalogue.has(room, key) else core(own)

    def _facts(self, facts: Sequence[Fact]) -> tuple[tuple[str, Runs], ...]:
        return tuple(
            (self.words.plain(fact.name), tuple(self.words.value(fact.value))) for fact in facts
        )

    def _button(self, button: Button) -> WordedButton:
        key = self.router.button_key(button.on)
        return WordedButton(self.words.plain(button.label), self.token(key, *button.args))


def _said(spec: Field, form: type[Form], words: Words) -> tuple[str, str]:
    """The label of a field and its hint."""
    has = partial(words.catalogue.has, words.room)
    key = field_key(form, spec.name, has)
    hint = Text(f"{key}_hint")
    return words.plain(Text(key)), words.plain(hint) if has(hint.key) else ""


def _questions(
    form: type[Form], asks: Sequence[Question], words: Words
) -> dict[str, tuple[str, str]]:
    """The label and the hint of each question, by the name of its field."""
    spec = asking(form)
    asked_ = spread(spec, asks) if spec else ()
    return {field.name: (said(one.words, words), said(one.hint, words)) for field, one in asked_}


def _field(
    spec: Field, said_: tuple[str, str], words: Words, value: Any, problem: Text | None
) -> WordedField:
    label, hint = said_
    return WordedField(
        spec,
        label=label,
        hint=hint,
        value=spec.preset if value is None and spec.preset else value,
        options=tuple((one, spec.labels.get(one, one)) for one in _options(spec)),
        problem=words.plain(problem) if problem else "",
        least=words.plain(core("form.at_least", count=spec.min_length)) if spec.min_length else "",
    )


def _options(spec: Field) -> Sequence[str]:
    return () if callable(spec.options) else spec.options


def raw_values(form: type[Form], values: Mapping[str, Any], workspace: str) -> dict[str, Any]:
    """A form's values as the platform knows them: people by their ids there, or written out."""
    return {
        name: joined(value)
        if name in written and not isinstance(value, str)
        else _raw(value, workspace)
        for written in ({one.name for one in form.fields.values() if one.kind == "names"},)
        for name, value in spread_out(values).items()
        if value is not None
    }


def spread_out(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a form's fields, of its questions one each."""
    found: dict[str, Any] = {}
    for name, value in values.items():
        if isinstance(value, Mapping):
            found |= {f"{name}_{question}": one for question, one in value.items()}
        else:
            found[name] = value
    return found


def _raw(value: Any, workspace: str) -> Any:
    if isinstance(value, Person):
        return [value.identities[workspace]] if workspace in value.identities else []
    if isinstance(value, list):
        return [
            id_
            for one in value
            for id_ in ([one] if isinstance(one, str) else _raw(one, workspace))
        ]
    return value.isoformat() if hasattr(value, "isoformat") else value
