"""Checks: what plain words are, which numbers a text has, and what a prompt may ask for."""

from __future__ import annotations

from typing import Annotated, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, Field

from bot import BotError, Prompt, Prose, Quote
from bot.insight.oracle.numbers import numbers_in
from bot.insight.oracle.plain import fault
from bot.insight.oracle.schema import schema_of


@pytest.mark.parametrize(
    "said",
    [
        "The soup was cold, i.e. not hot; the staff (all of it) was kind.",
        "Il 30% dei clienti aspetta più di 2,5 ore, da lunedì 3/11 alle 10:30!",
        "Half of them say: the data: slow. A/B tests cost 3.5 € & more…",
        "Was it good? No – “cold”, says Dott. Rossi. And ok...then 👍",
    ],
)
def test_what_people_write_is_plain(said: str) -> None:
    assert fault(said) is None


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ("HTTPS://EVIL.EXAMPLE", "link"),
        ("see evil.example.", "link"),
        ("see evil。example", "link"),
        ("javascript:alert", "link"),
        ("ask ＠ann", "mention"),
        ("ann@home", "mention"),
        ("in #general", "mention"),
        ("<!here> now", "mention"),
        ("a `b`", "markup"),
        ("&lt;b", "markup"),
        ("＜b＞", "markup"),
        ("# Title", "markup"),
        ("- item", "markup"),
        (":tada:", "markup"),
        ("a\tb", "hidden"),
        ("a\u2028b", "hidden"),
        ("a\u200bb", "hidden"),
        ("\ufeffa", "hidden"),
    ],
)
def test_what_leads_away_or_shines_is_not(said: str, wrong: str) -> None:
    assert fault(said) == wrong


@given(st.text(st.sampled_from("ab <>@!#|[]()*_~`.:/&;\n\u200b\u202ewh"), max_size=12))
def test_nothing_plain_is_a_link_a_mention_or_markup_anywhere(said: str) -> None:
    if fault(said) is None:
        assert not set(said) & set("<>@[]*_~`|\n\u200b\u202e")
        assert "://" not in said


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("1,200 and 1.200 and 1 are three", {"1200", "1", "3"}),
        ("3,5 is 3.5, and 007 is 7", {"3.5", "7"}),
        ("１２ ½ ² ٣", {"12", "1", "2", "3"}),
        ("twenty-five, forty two, a dozen, hundreds", {"25", "40", "2", "42", "12", "100"}),
        ("ventuno, ventitré, trentotto, centinaia, mille", {"21", "23", "38", "100", "1000"}),
        ("No number: sei gentile, one of us, un cliente, una volta", set()),
        ("A4 at 10:30 on 2026-11-27", {"4", "10", "30", "2026", "11", "27"}),
    ],
)
def test_numbers_are_the_same_however_they_are_written(text: str, numbers: set[str]) -> None:
    assert numbers_in(text) == numbers


class Inner(BaseModel):
    """A part."""

    words: Annotated[Prose, Field(max_length=40)]


class Whole(BaseModel):
    """All that can be asked for."""

    kind: Literal["a"]
    grade: Annotated[int, Field(ge=1, le=5)]
    parts: Annotated[list[Inner], Field(max_length=3)]
    quote: Quote | None
    sure: bool


def test_a_schema_is_strict_and_says_in_words_what_servers_do_not_take() -> None:
    schema = schema_of(Whole)
    assert schema["required"] == ["kind", "grade", "parts", "quote", "sure"]
    parts = schema["properties"]
    assert parts["kind"] == {"type": "string", "enum": ["a"]}
    assert parts["grade"] == {"type": "integer", "description": "at least 1; at most 5"}
    assert parts["parts"]["description"] == "at most 3 of them"
    words = schema["$defs"]["Inner"]["properties"]["words"]
    assert words["type"] == "string"
    assert words["description"].endswith("no new number.; at most 40 characters")
    assert words.keys() == {"type", "description"}


class Words(BaseModel):
    words: str


class Number(BaseModel):
    number: int


class Share(BaseModel):
    share: Annotated[float, Field(ge=0)]


class Named(BaseModel):
    names: dict[str, bool]


class Deep(BaseModel):
    inner: list[Words]


@pytest.mark.parametrize(
    ("answer", "place", "mend"),
    [
        (Words, "Words.words", "say Quote or Prose"),
        (Number, "Number.number", "a number needs bounds"),
        (Share, "Share.share", "a number needs bounds"),
        (Named, "Named.names", "a mapping can't be asked for"),
        (Deep, "Deep.Words.words", "say Quote or Prose"),
    ],
)
def test_what_nobody_could_check_is_told_where_it_is_written(
    answer: type[BaseModel], place: str, mend: str
) -> None:
    with pytest.raises(BotError) as error:
        Prompt("toy", "What?", answer)
    assert str(error.value).startswith(f"{place}: {mend}")


def test_a_prompt_has_a_plain_name() -> None:
    with pytest.raises(BotError, match="small letters"):
        Prompt("What is it?", "What?", Inner)
