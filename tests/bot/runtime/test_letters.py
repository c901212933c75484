"""Letters: a card comes out of JSON as it went in, for every reader."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import bot
from bot import (
    Button,
    Card,
    Channel,
    Chart,
    Chat,
    Fact,
    Page,
    Person,
    Section,
    Series,
    SetupError,
    Sheet,
    Skill,
    t,
)
from bot.runtime.catalogue import Catalogue
from bot.runtime.letters import pack, unpack
from bot.runtime.outgoing import WordedCard
from bot.runtime.router import Router
from bot.runtime.seal import Seal
from bot.runtime.wording import Teller
from bot.runtime.words import Words
from bot.texts import Text
from tests.bot import toy

skill = Skill("toy", home=toy.HOME)


@skill.button("first")
def first(chat: Chat, number: int, words: str, really: bool) -> None:
    """A button with one of each."""


@skill.button("second")
def second(chat: Chat) -> None:
    """A button with nothing."""


def unbound(chat: Chat) -> None:
    """No button at all."""


ROUTER = Router([skill])

strings = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
people = st.builds(
    Person,
    st.integers(1),
    strings,
    identities=st.dictionaries(st.sampled_from(["slack:T1", "teams:x"]), strings, max_size=2),
)
days = st.dates(date(2000, 1, 1), date(2100, 1, 1))
moments = st.builds(datetime.combine, days, st.times(), st.just(UTC))
simple = (
    strings
    | st.integers(-(10**15), 10**15)
    | st.floats(-1e9, 1e9)
    | days
    | moments
    | people
    | st.builds(Channel, st.just("slack:T1"), strings)
)


def texts_with(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Text]:
    return st.one_of(
        st.just(t("thanks")),
        st.builds(lambda words: t("no", words=words), values),
        st.builds(lambda who, words: t("said", who=who, words=words), values, values),
        st.builds(lambda name: Text("ping", {"name": name}, "toy"), values),
    )


values = st.recursive(
    simple, lambda inner: st.lists(inner, max_size=3) | texts_with(inner), max_leaves=5
)
texts = texts_with(values)
facts = st.lists(st.builds(Fact, texts, values), max_size=3)
points = st.lists(st.tuples(strings | days, st.none() | st.floats(0, 1e6)), max_size=4)
charts = st.builds(
    Chart,
    texts,
    st.lists(st.builds(Series, texts, points), max_size=2),
    texts,
    st.sampled_from(["bar", "line"]),
)
buttons = st.one_of(
    st.builds(
        lambda label, n, s, b: Button(label, first, n, s, b),
        texts,
        st.integers(),
        strings,
        st.booleans(),
    ),
    st.builds(lambda label: Button(label, second), texts),
)
sections = st.lists(st.builds(Section, texts, facts), max_size=2)
files = st.builds(
    Sheet,
    strings,
    st.lists(texts, max_size=2),
    st.lists(st.lists(values, max_size=3), max_size=3),
) | st.builds(Page, strings, texts, sections, st.none() | texts)
cards = st.builds(
    Card,
    texts,
    quote=strings,
    lines=st.lists(texts, max_size=3),
    facts=facts,
    sections=st.lists(st.builds(Section, texts, facts, st.none() | charts), max_size=3),
    chart=st.none() | charts,
    buttons=st.lists(buttons, max_size=3),
    about=st.sampled_from([None, 0, 7]),
    file=st.none() | files,
)


@pytest.fixture(scope="module")
def tellers() -> list[Teller]:
    catalogue = Catalogue(("en", "it"))
    catalogue.add("toy", Path(toy.HOME))
    catalogue.add("bot", Path(bot.__file__).parent)
    return [
        Teller(Words(catalogue, language, zone, "toy"), ROUTER, Seal(b"secret"), "slack:T1")
        for language, zone in (("en", "America/New_York"), ("it", "Europe/Rome"))
    ]


def identities_in(card: WordedCard) -> list[Any]:
    """Whom each mention of the leading text would reach; people are equal by their id alone."""
    return [(run.person.name, dict(run.person.identities)) for run in card.text if run.person]


@given(cards)
@settings(max_examples=120, deadline=None, derandomize=True, database=None)
def test_it_reads_the_same_before_and_after(tellers: list[Teller], card: Card) -> None:
    letter = json.loads(json.dumps(pack(card, "toy", ROUTER)))
    back = unpack(letter, ROUTER)
    assert back.about == card.about
    for teller in tellers:
        expected = teller.card(card)
        assert teller.card(back) == expected
        assert identities_in(teller.card(back)) == identities_in(expected)


def test_a_small_card_makes_a_small_letter() -> None:
    assert pack(Card(t("thanks")), "toy", ROUTER) == {
        "room": "toy",
        "text": {"t": ["thanks", {}, ""]},
    }


def test_the_button_of_a_skill_that_is_gone_is_left_out() -> None:
    card = Card(t("thanks"), buttons=[Button(t("repeat"), second)])
    letter = pack(card, "toy", ROUTER)
    assert unpack(letter, Router([])).buttons == []
    assert [one.on for one in unpack(letter, ROUTER).buttons] == [second]


def test_a_function_that_is_no_button_is_told_when_the_card_is_made() -> None:
    card = Card(t("thanks"), buttons=[Button(t("repeat"), unbound)])
    with pytest.raises(SetupError, match=r"unbound is on a button but is not a @skill\.button"):
        pack(card, "toy", ROUTER)


def test_a_buttons_arguments_are_given_by_position() -> None:
    with pytest.raises(TypeError, match="by position"):
        Button(t("repeat"), first, 1, words="x", really=True)
