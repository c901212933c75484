"""Forms on Teams: every kind of field, whatever it holds, and what comes back."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from microsoft_teams.cards import AdaptiveCard

from bot.forms import REQUIRED, Field, Kind
from bot.runtime.outgoing import Run, WordedField, WordedForm
from handlers.teams.forms import dialog, people_in, submitted
from tests.handlers.teams.test_render import MENACES
from tests.teams_world.cards import faults

KINDS: tuple[Kind, ...] = ("person", "people", "names", "text", "choice", "scale", "date")
texts = st.sampled_from(MENACES) | st.text(st.characters(exclude_categories=()), max_size=5)
values = st.one_of(
    st.none(), texts, st.integers(-9, 99), st.lists(texts, max_size=3), st.just("2026-11-27")
)


@st.composite
def fields(draw: st.DrawFn, number: int) -> WordedField:
    kind = draw(st.sampled_from(KINDS))
    needed = draw(st.sampled_from((REQUIRED, None)))
    multiline, high = draw(st.booleans()), draw(st.integers(2, 30))
    spec = Field(kind, needed, f"f{number}", multiline=multiline, high=high)
    labels = draw(st.lists(texts, max_size=12))
    options = tuple((f"o{n}", label) for n, label in enumerate(labels))
    return WordedField(
        spec, draw(texts), draw(texts), draw(values), options, draw(texts), least=draw(texts)
    )


forms = st.builds(
    lambda title, note, found: WordedForm(title, "Send", "Cancel", "token", tuple(found), note),
    texts,
    st.lists(st.builds(Run, texts), max_size=2).map(tuple),
    st.tuples(*(fields(number) for number in range(4))),
)


@given(forms, st.dictionaries(texts.map(str.lower), texts, max_size=3))
@settings(max_examples=200, deadline=None)
def test_whatever_a_form_holds_teams_takes_it(form: WordedForm, names: dict[str, str]) -> None:
    shown = dialog(form, names)["task"]["value"]["card"]
    assert faults({"type": "message", "attachments": [shown]}) == []
    AdaptiveCard.model_validate(shown["content"])
    json.dumps(shown, ensure_ascii=False).encode()
    # Only labels and choices, which are our own words or names, stand outside of stretches of text.
    kinds = {one["type"].partition(".")[0] for one in shown["content"]["body"]}
    assert kinds <= {"RichTextBlock", "Input"}
    people_in(form)


def test_what_is_filled_in_comes_back() -> None:
    data: dict[str, Any] = {
        "form": "token",
        "people:to": "A, b,,",
        "value:message": "a\x00b",
        "value:day": None,
        "msteams": {"type": "task/submit"},
    }
    sent = submitted({"value": {"data": data}})
    assert sent.token == "token"
    assert sent.values == {"to": ["a", "b"], "message": "ab", "day": ""}
