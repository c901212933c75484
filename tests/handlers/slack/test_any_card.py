"""Whatever a card or a form holds, Slack takes it and nothing in it becomes markup."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from slack_sdk.models.blocks import Block

from bot.forms import REQUIRED, Field
from bot.people import Channel, Person
from bot.runtime.outgoing import (
    Run,
    Runs,
    WordedButton,
    WordedCard,
    WordedField,
    WordedForm,
    WordedSection,
)
from handlers.slack.render import message
from handlers.slack.views import answer_view, errors, home, values, view
from tests.handlers.slack.samples import choices
from tests.slack_world import App, View, faults, injected
from tests.slack_world.filling import filled

HERE = "slack:T0COMPANY"
IDS = ("U00000ANN", "U00000BOB", "W0000CARLA", "C0000KUDOS", "G0000KUDOS")
MENACES = (
    "<!channel>",
    "@here",
    "<@U00000EVE>",
    "<https://evil.example|x>",
    "https://evil.example",
    "&lt;!here&gt;",
    "*b* _i_ ~s~ `c`",
    "\n> quoted",
    "\u202egnp.exe\u2066",
    "\ud83d",
    "\x00\x1b[0m",
    "👩\u200d👩\u200d👧",
    "e\u0301\u0301\u0301",
    " \t\r\n",
    "",
)

# One draw a text keeps a thousand cards quick: short ones, and each menace in every length.
REPEATED = [
    ((menace + filling) * times)[:20_000]
    for menace in MENACES
    for filling in ("", " a word", "x<&>")
    for times in (1, 1, 1, 2, 30, 700, 4000)
]
texts = st.sampled_from(REPEATED) | st.text(st.characters(exclude_categories=()), max_size=3)
ids = st.sampled_from((*IDS[:3], "B0000000000", "@here", "", "U0\n", "u00000ann"))
workspaces = st.sampled_from((HERE, HERE, "slack:T2"))
people = st.builds(
    lambda name, where, id_: Person(1, name, identities={where: id_}), texts, workspaces, ids
)
channels = st.builds(Channel, workspaces, st.sampled_from((*IDS[3:], *MENACES)))
run = st.one_of(
    st.builds(Run, texts, st.booleans()),
    st.builds(Run, texts, st.booleans(), people),
    st.builds(Run, texts, st.booleans(), st.none(), channels),
)
tokens = st.sampled_from(("t", "x" * 90, "x" * 2000, "x" * 2001, "", "\ud83d", "😀" * 1500))


def several(one: SearchStrategy[Any], most: int) -> SearchStrategy[tuple[Any, ...]]:
    """A few different ones, sometimes repeated to a great many."""
    few = st.lists(one, max_size=2)
    times = st.sampled_from((1, 1, 1, 1, 1, 1, 1, 5, most))
    return st.builds(lambda found, many: tuple(found * many), few, times)


runs: SearchStrategy[Runs] = several(run, 400)
line = st.tuples(run) | st.tuples(run, run)
fact = st.tuples(texts, line)
cards = st.builds(
    WordedCard,
    runs,
    texts,
    several(line, 300),
    several(fact, 300),
    several(st.builds(WordedSection, line, several(fact, 20)), 30),
    several(st.builds(WordedButton, texts, tokens), 30),
)

raw = st.none() | texts | ids | st.lists(ids, max_size=3) | st.integers() | st.dates()
specs = st.builds(
    Field,
    st.sampled_from(("person", "people", "names", "text", "choice", "choices", "scale", "date")),
    st.sampled_from((REQUIRED, None)),
    min_length=st.integers(0, 40),
    max_length=st.sampled_from((0, 1, 500, 3000, 9000)),
    multiline=st.booleans(),
    options=several(texts, 60),
    low=st.integers(-3, 3),
    high=st.integers(0, 20),
    most=st.integers(0, 20),
)


@st.composite
def forms(draw: st.DrawFn) -> WordedForm:
    found = draw(st.lists(st.tuples(specs, texts, texts, raw, texts), max_size=3))
    repeated = found * draw(st.sampled_from((1, 1, 1, 1, 1, 1, 1, 30)))
    fields = (_field(f"field_{index}", *parts) for index, parts in enumerate(repeated))
    title, submit, cancel = draw(texts), draw(texts), draw(texts)
    return WordedForm(title, submit, cancel, "token", tuple(fields), draw(runs))


def _field(name: str, spec: Field, label: str, hint: str, value: Any, problem: str) -> WordedField:
    named = Field(**{key: getattr(spec, key) for key in Field.__slots__} | {"name": name})
    options = spec.options if not callable(spec.options) else ()
    return WordedField(named, label, hint, value, choices(options), problem)


def of(many: int) -> settings:
    return settings(max_examples=many, deadline=None, derandomize=True, database=None)


@of(200)
@given(cards)
def test_any_card_is_inside_every_limit_and_free_of_markup(card: WordedCard) -> None:
    inside_every_limit(card)


@pytest.mark.soak
@of(5000)
@given(cards)
def test_so_are_thousands(card: WordedCard) -> None:
    inside_every_limit(card)


def inside_every_limit(card: WordedCard) -> None:
    found = message(card, HERE)
    assert faults(found, "message") == []
    assert injected(found, IDS) == []
    assert "<" not in found["text"]
    assert 1 <= len(found["text"]) <= 3000
    assert found["blocks"][0]["type"] == "rich_text"
    json.dumps(found, ensure_ascii=False).encode()


@of(60)
@given(several(cards, 12))
def test_any_home_is_inside_every_limit_and_free_of_markup(shown: tuple[WordedCard, ...]) -> None:
    found = home(shown, HERE)
    assert faults(found, "home") == []
    assert injected(found, IDS) == []
    assert len(json.dumps(found)) <= 250_000
    json.dumps(found, ensure_ascii=False).encode()


@of(300)
@given(forms())
def test_any_form_is_inside_every_limit_free_of_markup_and_can_be_sent_off(
    form: WordedForm,
) -> None:
    found = view(form)
    assert faults(found, "modal") == []
    assert injected(found, ()) == []
    json.dumps(found, ensure_ascii=False).encode()
    wrong = errors(form) or {}
    assert wrong.keys() <= {block["block_id"] for block in found["blocks"] if "block_id" in block}
    assert all(0 < len(problem) <= 2000 for problem in wrong.values())


@of(40)
@given(cards, forms())
def test_slacks_own_sdk_reads_any_block_without_losing_anything(
    card: WordedCard, form: WordedForm
) -> None:
    shown = answer_view(card, "Close", HERE)
    assert faults(shown, "modal") == []
    for block in (*shown["blocks"], *view(form)["blocks"]):
        parsed = Block.parse(block)
        assert parsed is not None
        assert parsed.to_dict() == block


@of(200)
@given(st.lists(texts, min_size=1, max_size=8), texts, st.integers(0, 7))
def test_whatever_is_typed_or_chosen_comes_back(
    options: list[str], typed: str, chosen: int
) -> None:
    picked = options[chosen % len(options)]
    fields = (
        WordedField(Field("text", None, "text"), "Text", "", typed),
        WordedField(Field("choice", None, "choice"), "One", "", picked, choices(options)),
    )
    opened = View("V1", "U1", view(WordedForm("T", "S", "C", "token", fields)), "h", "V1")
    back = values(opened.as_slack(App(), filled(opened, {})))
    found = str(back.get("choice", "")).casefold()
    assert found == picked.casefold() or not found
    assert found or not (picked.isascii() and picked.isprintable() and 0 < len(picked.strip()) < 75)
    kept = view(WordedForm("T", "S", "C", "token", fields))["blocks"][0]["element"]
    assert back["text"] == kept.get("initial_value", "")
