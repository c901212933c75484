"""Forms: every kind of field reads what fits, and tells how to mend what does not."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import Form, Person, choice, date, people, person, scale, text
from bot.forms import REQUIRED, Field, Problem
from bot.forms import read_form as read_fields

ANN, BOB = Person(1, "Ann"), Person(2, "Bob")


class Everything(Form):
    """A field of each kind."""

    who: Person = person()
    whom: list[Person] = people(most=2)
    words: str = text(min_length=3, max_length=5)
    colour: str = choice(["Red", "Green"])
    energy: int = scale(1, 5)
    day: datetime.date = date()


class Optional(Form):
    """Nothing has to be filled in."""

    who: Person | None = person(default=None)
    words: str = text(min_length=3, default="")
    energy: int = scale(default=3)


class Settings:
    """A skill's settings, as far as a form looks at them."""

    colours = ("Blue", "Dark blue")


class Chosen(Form):
    """What can be chosen is in the settings."""

    colour: str = choice(lambda settings: settings.colours)


class Either(Form):
    """Somebody has to be named, in one way or the other; and a colour where the company says so."""

    who: list[Person] | None = people(default=None, unless="words")
    words: str = text(default="")
    colour: str = choice(["Red"], default="", needed=lambda settings: "Blue" in settings.colours)


GOOD: dict[str, Any] = {
    "who": [ANN],
    "whom": [ANN, BOB, ANN],
    "words": " word ",
    "colour": "GREEN",
    "energy": "4",
    "day": "2026-11-23",
}


def read_form(
    form: type[Form], raw: Mapping[str, Any], settings: object
) -> tuple[dict[str, Any], dict[str, Any]]:
    return read_fields([one.with_options(settings) for one in form.fields.values()], raw)


def problems(form: type[Form], **raw: Any) -> dict[str, Any]:
    """What is wrong with these raw values: the key and the values of each field's text."""
    found = read_form(form, raw, Settings())[1]
    return {name: (one.key, dict(one.values)) for name, one in found.items()}


def test_what_fits_is_read() -> None:
    values, wrong = read_form(Everything, GOOD, None)
    assert wrong == {}
    assert values == {
        "who": ANN,
        "whom": [ANN, BOB],
        "words": "word",
        "colour": "Green",
        "energy": 4,
        "day": datetime.date(2026, 11, 23),
    }
    assert Everything(**values).words == "word"


@pytest.mark.parametrize("nothing", [None, "", "  \n ", []])
@pytest.mark.parametrize("name", list(GOOD))
def test_each_field_that_is_missing_says_so(name: str, nothing: object) -> None:
    assert problems(Everything, **{**GOOD, name: nothing}) == {name: ("form.missing", {})}


@pytest.mark.parametrize("nothing", [None, "", "   ", []])
def test_what_is_optional_has_its_default(nothing: object) -> None:
    raw = dict.fromkeys(Optional.fields, nothing)
    assert read_form(Optional, raw, None) == ({"who": None, "words": "", "energy": 3}, {})
    assert read_form(Optional, {}, None)[0] == Optional().__dict__


def test_what_is_optional_has_to_fit_when_it_is_given() -> None:
    assert problems(Optional, words="no") == {"words": ("form.too_short", {"count": 3, "have": 2})}


@pytest.mark.parametrize(
    ("name", "raw", "key", "values"),
    [
        ("who", [ANN, BOB], "form.too_many_people", {"count": 1}),
        ("who", "Ann", "form.not_people", {}),
        ("whom", ["U1"], "form.not_people", {}),
        ("whom", [ANN, BOB, Person(3, "C")], "form.too_many_people", {"count": 2}),
        ("words", "ab", "form.too_short", {"count": 3, "have": 2}),
        ("words", " abcdef ", "form.too_long", {"count": 5, "have": 6}),
        ("colour", "Blue", "form.not_an_option", {"options": ["Red", "Green"]}),
        ("energy", "6", "form.not_on_scale", {"low": 1, "high": 5}),
        ("energy", "0", "form.not_on_scale", {"low": 1, "high": 5}),
        ("energy", 2.5, "form.not_on_scale", {"low": 1, "high": 5}),
        ("energy", "a lot", "form.not_on_scale", {"low": 1, "high": 5}),
        ("energy", True, "form.not_on_scale", {"low": 1, "high": 5}),
        ("day", "tomorrow", "form.not_a_date", {}),
        ("day", "2026-02-30", "form.not_a_date", {}),
    ],
)
def test_what_does_not_fit_says_how_to_mend_it(
    name: str, raw: object, key: str, values: dict[str, object]
) -> None:
    assert problems(Everything, **{**GOOD, name: raw}) == {name: (key, values)}


def test_what_no_database_takes_is_left_out() -> None:
    values, _ = read_form(Everything, {**GOOD, "words": "\0w\ud83do\0rd"}, None)
    assert values["words"] == "word"
    assert problems(Everything, **{**GOOD, "words": "\0\0\0"}) == {
        "words": ("form.too_short", {"count": 3, "have": 0})
    }


def test_all_that_is_wrong_is_said_at_once() -> None:
    assert set(problems(Everything)) == set(GOOD)


def test_what_can_be_chosen_may_be_in_the_settings() -> None:
    assert read_form(Chosen, {"colour": "dark BLUE"}, Settings())[0] == {"colour": "Dark blue"}
    assert set(problems(Chosen, colour="Red")) == {"colour"}


def test_a_form_built_by_hand_needs_what_it_asks_for_and_nothing_else() -> None:
    assert Optional(energy=5).energy == 5
    unknown: dict[str, Any] = {"wrods": "hello"}
    with pytest.raises(TypeError, match="Optional has no field 'wrods'"):
        Optional(**unknown)
    missing: dict[str, Any] = {"colour": "Red"}
    with pytest.raises(TypeError, match="Everything needs 'who'"):
        Everything(**missing)


def test_a_form_has_the_fields_of_the_one_it_is_made_from() -> None:
    class More(Optional):
        """One more, and one changed."""

        words: str = text(max_length=2)
        extra: str = text()

    assert list(More.fields) == ["who", "words", "energy", "extra"]
    assert More.fields["words"].max_length == 2
    assert list(Optional.fields) == ["who", "words", "energy"]
    assert More(words="a", extra="b").energy == 3


anything = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters(exclude_categories=()))
    | st.binary(max_size=5)
    | st.dates()
    | st.sampled_from([ANN, BOB]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=2),
    max_leaves=6,
)
fields = st.builds(
    Field,
    st.sampled_from(["person", "people", "names", "text", "choice", "choices", "scale", "date"]),
    st.sampled_from([REQUIRED, None, ""]),
    min_length=st.integers(0, 30),
    max_length=st.integers(0, 30),
    options=st.lists(st.text(), max_size=4),
    low=st.integers(-3, 3),
    high=st.integers(0, 12),
    most=st.integers(1, 3),
)


@pytest.mark.parametrize(
    ("raw", "wrong"),
    [
        ({}, {"who", "colour"}),
        ({"words": "Ann", "colour": "red"}, set()),
        ({"who": [ANN], "colour": "red"}, set()),
        ({"who": "Ann", "colour": "red"}, {"who"}),
        ({"words": "Ann"}, {"colour"}),
    ],
)
def test_what_is_needed_only_with_something_else(raw: dict[str, Any], wrong: set[str]) -> None:
    assert problems(Either, **raw).keys() == wrong


@given(fields, anything)
@settings(max_examples=400, deadline=None, derandomize=True, database=None)
def test_whatever_comes_in_it_fits_or_it_is_a_problem(field: Field, raw: object) -> None:
    found = reading(field, raw)
    if isinstance(found, Problem):
        assert (found.text.room, found.text.key[:5]) == ("bot", "form.")
    else:
        assert found is field.default or fits(field, found)


def reading(field: Field, raw: object) -> Any:
    try:
        return field.read(raw)
    except Problem as problem:
        return problem


def fits(field: Field, value: Any) -> bool:
    match field.kind:
        case "person":
            return isinstance(value, Person)
        case "people" | "names":
            return 1 <= len(set(value)) == len(value) <= field.most
        case "text":
            return field.min_length <= len(value) <= field.max_length and value == value.strip()
        case "choice":
            return value in list(field.with_options(None).options)  # type: ignore[arg-type]
        case "choices":
            known = list(field.with_options(None).options)  # type: ignore[arg-type]
            return len(set(value)) == len(value) and all(one in known for one in value)
        case "scale":
            return value in range(field.low, field.high + 1)
        case "date" | "questions":
            return isinstance(value, datetime.date)
