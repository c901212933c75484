"""Forms on Teams: every kind of field, whatever it holds, and what comes back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from microsoft_teams.cards import AdaptiveCard, ChoiceSetInput, NumberInput, RatingInput

from bot.forms import REQUIRED, Field, Kind
from bot.runtime.outgoing import Run, WordedField, WordedForm
from handlers.teams.forms import dialog, people_in, submitted
from handlers.teams.incoming import Unreadable
from handlers.teams.limits import CARD, clean, size
from tests.handlers.teams import samples
from tests.handlers.teams.samples import FORMS
from tests.handlers.teams.test_render import GOLDEN, MENACES, nodes
from tests.teams_world.cards import faults, too_big

KINDS: tuple[Kind, ...] = (
    "person",
    "people",
    "names",
    "text",
    "choice",
    "choices",
    "scale",
    "date",
)
LENGTHS = (1, 1, 1, 1, 40, 2_000)
repeated = [one * times for one in MENACES for times in LENGTHS]
texts = st.sampled_from(repeated) | st.text(st.characters(exclude_categories=()), max_size=5)
values = st.one_of(
    st.none(), texts, st.integers(-9, 99), st.lists(texts, max_size=3), st.just("2026-11-27")
)
people = st.dictionaries(texts.map(lambda one: clean(one[:36]).lower()), texts, max_size=3)


@st.composite
def fields(draw: st.DrawFn, number: int) -> WordedField:
    kind = draw(st.sampled_from(KINDS))
    needed = draw(st.sampled_from((REQUIRED, None)))
    multiline = draw(st.booleans())
    low, high = draw(st.sampled_from(((1, 2), (1, 5), (0, 5), (1, 6), (0, 10), (1, 2000))))
    spec = Field(kind, needed, f"f{number}", multiline=multiline, low=low, high=high)
    labels = draw(st.lists(texts, max_size=3)) * draw(st.sampled_from((1, 1, 4, 50)))
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


# Only what fails is written out.
@pytest.mark.filterwarnings("ignore:Generating overly large repr")
@given(forms, people, st.sampled_from((1, 1, 1, 50)))
@settings(max_examples=60, deadline=None)
def test_whatever_a_form_holds_teams_takes_it(
    form: WordedForm, names: dict[str, str], times: int
) -> None:
    known = {f"{id_}{n or ''}": name for n in range(times) for id_, name in names.items()}
    shown = dialog(form, known)["task"]["value"]["card"]
    sent = {"type": "message", "attachments": [shown]}
    assert faults(sent) == too_big(sent) == []
    AdaptiveCard.model_validate(shown["content"])
    json.dumps(shown, ensure_ascii=False).encode()
    # Only labels and choices, which are our own words or names, stand outside of stretches of text.
    kinds = {one["type"].partition(".")[0] for one in shown["content"]["body"]}
    assert kinds <= {"RichTextBlock", "Input"}
    people_in(form)


def test_of_very_many_lines_beside_the_inputs_the_first_are_shown() -> None:
    note = (Run("\n".join(f"line {n}" for n in range(4_000))),)
    form = WordedForm("Title", "Send", "Cancel", "token", (), note)
    content = dialog(form, {})["task"]["value"]["card"]["content"]
    assert size(content) <= CARD
    lines = [one["inlines"][0]["text"] for one in content["body"]]
    assert (lines[0], lines[-1]) == ("line 0", "…")


@pytest.mark.parametrize("name", FORMS)
def test_typical_forms_look_as_approved(name: str) -> None:
    approved = json.loads((GOLDEN / f"{name}.json").read_text("utf-8"))
    assert dialog(FORMS[name], samples.NAMES) == approved


def test_what_is_filled_in_comes_back() -> None:
    data: dict[str, Any] = {
        "form": "token",
        "people:to": "A, b,,a",
        "value:message": "a\x00b",
        "value:day": None,
        "msteams": {"type": "task/submit"},
    }
    sent = submitted({"value": {"data": data}})
    assert sent.token == "token"
    assert sent.values == {"to": ["a", "b"], "message": "ab", "day": ""}


def shown(
    spec: Field, value: Any = None, names: Mapping[str, str] | None = None, **more: Any
) -> dict[str, Any]:
    """The input of a form with one field."""
    field = WordedField(spec, "Label", "", value, **more)
    card = dialog(WordedForm("Title", "Send", "Cancel", "token", (field,)), names or NAMES)
    [found] = card["task"]["value"]["card"]["content"]["body"]
    return dict(found)


NAMES = {"a1": "Ann Archer", "b2": "Bob Brown"}


def test_a_scale_is_stars_and_a_list_where_there_are_none() -> None:
    stars = shown(Field("scale", name="mood"), 4)
    RatingInput.model_validate(stars)
    assert (stars["type"], stars["id"], stars["max"]) == ("Input.Rating", "stars:mood", 5)
    assert stars["value"] == 4
    listed = stars["fallback"]
    ChoiceSetInput.model_validate(listed)
    assert (listed["id"], listed["value"]) == ("value:mood", "4")
    assert [one["value"] for one in listed["choices"]] == ["1", "2", "3", "4", "5"]
    assert "value" not in shown(Field("scale", name="mood"), 9)


def test_a_scale_that_does_not_begin_with_one_star_is_a_list_and_a_long_one_a_number() -> None:
    assert shown(Field("scale", name="n", low=0, high=10))["type"] == "Input.ChoiceSet"
    number = shown(Field("scale", name="n", low=0, high=100), "60")
    NumberInput.model_validate(number)
    assert (number["type"], number["value"], number["max"]) == ("Input.Number", 60, 100)


@pytest.mark.parametrize(
    ("data", "value"),
    [
        ({"stars:mood": "4"}, "4"),
        ({"stars:mood": 4}, "4"),
        ({"stars:mood": 4.0}, "4"),
        ({"stars:mood": "4.0"}, "4"),
        ({"stars:mood": "0"}, ""),
        ({"stars:mood": 0}, ""),
        ({"stars:mood": None}, ""),
        ({"value:mood": "4"}, "4"),
        ({"value:mood": 60}, "60"),
        ({"value:mood": 1234567}, "1234567"),
        ({"value:mood": 1234567.5}, "1234567.5"),
        ({"value:mood": 10**400}, f"1{'0' * 400}"),
        ({"value:mood": float("inf")}, "inf"),
        ({"value:mood": "4", "stars:mood": "0"}, "4"),
        ({"stars:mood": "3.5"}, "3.5"),
    ],
)
def test_stars_and_the_list_are_read_alike(data: dict[str, Any], value: str) -> None:
    sent = submitted({"value": {"data": {"form": "token", **data}}})
    assert sent.values == {"mood": value}


def test_several_options_are_boxes_and_come_back_whatever_is_in_them() -> None:
    options = (("saw, axe", "Saw, and axe"), ("50%2C", "Half"), ("pen", "Pen"))
    boxes = shown(Field("choices", name="of"), ["pen", "saw, axe", "gone"], options=options)
    ChoiceSetInput.model_validate(boxes)
    assert (boxes["isMultiSelect"], boxes["style"], boxes["id"]) == (True, "expanded", "several:of")
    assert [one["title"] for one in boxes["choices"]] == ["Saw, and axe", "Half", "Pen"]
    stand_ins = [one["value"] for one in boxes["choices"]]
    assert boxes["value"] == f"{stand_ins[0]},{stand_ins[2]}"
    assert not [one for one in stand_ins if "," in one]
    for value, back in ((", ".join(stand_ins), [one for one, _ in options]), (None, []), ("", [])):
        sent = submitted({"value": {"data": {"form": "token", "several:of": value}}})
        assert sent.values == {"of": back}


def test_a_scale_with_words_is_shown_whole_and_a_long_one_as_a_menu() -> None:
    for many, style in ((6, "expanded"), (12, "compact")):
        options = tuple((str(n), f"{n} – {'long ' * 60}") for n in range(many))
        found = shown(Field("choice", name="mood"), 3, options=options)
        ChoiceSetInput.model_validate(found)
        assert (found["style"], found["value"]) == (style, "3")
        assert all(one["title"].endswith("…") for one in found["choices"])


@pytest.mark.parametrize("value", [[4], {"a": 4}, True])
def test_what_is_no_value_is_not_read(value: object) -> None:
    with pytest.raises(Unreadable):
        submitted({"value": {"data": {"form": "token", "stars:mood": value}}})


def test_no_name_of_a_choice_is_a_link() -> None:
    menace = "![x](https://evil.example) [x][y] <https://evil.example>"
    options = (("a", menace),)
    chosen = shown(Field("choice", name="a"), options=options)
    people = shown(Field("people", name="b"), ["m"], names={"m": menace})
    for found in (chosen, people):
        [choice] = found["choices"]
        assert choice["title"].replace("\u2060", "") == menace
        assert not [one for one in ("](", "][", "://", "<h") if one in choice["title"]]


def test_people_are_searched_and_listed_for_who_cant_search() -> None:
    people = shown(Field("people", name="to"), ["b2", "gone"])
    ChoiceSetInput.model_validate(people)
    assert people["choices.data"]["dataset"] == "graph.microsoft.com/users"
    assert [one["value"] for one in people["choices"]] == ["b2", "a1"]
    assert people["value"] == "b2"


def test_people_are_listed_only_where_there_is_room_for_all() -> None:
    crowd = {f"a{n}": "👩" * 200 for n in range(80)} | {"b2": "Bob Brown"}
    field = WordedField(Field("people", name="to"), "Label", "", ["b2"])
    form = WordedForm("Title", "Send", "Cancel", "token", (field,))
    content = dialog(form, crowd)["task"]["value"]["card"]["content"]
    assert [one["value"] for one in content["body"][0]["choices"]] == ["b2"]


def test_what_was_typed_is_cut_only_where_no_card_could_hold_it() -> None:
    most = Field("text", name="why", max_length=500)
    assert shown(most, "è" * 9_000)["value"] == "è" * 9_000
    cut = shown(most, "è" * 90_000)
    assert cut["value"].endswith("…")
    assert len(cut["value"]) > 5_000
    # Nobody can type more than fits.
    assert shown(most)["maxLength"] == 3000


def test_long_lists_keep_what_is_chosen() -> None:
    options = tuple((f"o{n}", f"Option {n} {'x' * 90}") for n in range(1_000))
    found = shown(Field("choice", name="of"), "O999", options=options)
    assert found["value"] == found["choices"][-1]["value"] == "o999"
    assert 20 < len(found["choices"]) < 1_000
    assert {one["type"] for one in nodes(found)} == {"Input.ChoiceSet"}
