"""Forms on Slack: drawn, filled in, read back, and kept open with what is wrong."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest

from bot.forms import Field
from bot.runtime.outgoing import WordedField, WordedForm
from handlers.slack.views import errors, token, values, view
from tests.handlers.slack.samples import (
    MODULO,
    OPTIONAL,
    TOKEN,
    TOO_SHORT,
    choices,
    field,
    form,
    give,
    words,
)
from tests.slack_world import App, View, faults
from tests.slack_world.filling import filled

TEXT = Field("text", name="why")
LONG = ("both begin alike " * 12 + "A", "both begin alike " * 12 + "B")


def drawn(shown: WordedForm) -> dict[str, Any]:
    """The modal of a form, once it is known to be inside every limit."""
    found = view(shown)
    assert faults(found, "modal") == []
    return found


def element(one: WordedField) -> dict[str, Any]:
    found: dict[str, Any] = drawn(form(one))["blocks"][-1]["element"]
    return found


def submitted(shown: WordedForm, **answers: Any) -> dict[str, Any]:
    """What Slack sends when somebody fills a form in; fields are named by block ids."""
    opened = View("V1", "U00000ANN", drawn(shown), "hash", "V1")
    named = {f"field:{name}": answer for name, answer in answers.items()}
    return opened.as_slack(App(), filled(opened, named))


def test_everything_filled_in_comes_back_by_the_names_of_the_fields() -> None:
    sent = submitted(
        give({}, {}), to=["U00000BOB", "U0000CARLA"], value="care", message="For <all> & more"
    )
    assert values(sent) == {
        "to": ["U00000BOB", "U0000CARLA"],
        "value": "care",
        "message": "For <all> & more",
    }
    assert token(sent) == TOKEN


def test_every_kind_of_field_comes_back() -> None:
    number = field(Field("scale", name="size", low=0, high=50), "How many?")
    asked = WordedForm("Come va", "Invia", "Annulla", TOKEN, (*MODULO.fields, number))
    answers = {"energy": 2, "topic": "hours", "since": "2026-01-31", "with_whom": "U00000BOB"}
    assert values(submitted(asked, **answers, size=42)) == {
        "energy": "2",
        "topic": "hours",
        "since": "2026-01-31",
        "with_whom": ["U00000BOB"],
        "size": "42",
    }


def test_what_is_left_empty_comes_back_empty() -> None:
    optional = form(
        field(Field("people", OPTIONAL, "people")),
        field(Field("person", OPTIONAL, "person")),
        field(Field("text", OPTIONAL, "text")),
        field(Field("choice", OPTIONAL, "choice", options=("a", "b"))),
        field(Field("scale", OPTIONAL, "scale")),
        field(Field("scale", OPTIONAL, "number", high=99)),
        field(Field("date", OPTIONAL, "date")),
    )
    found = values(submitted(optional))
    assert found == {
        "people": [],
        "person": [],
        **dict.fromkeys(["text", "choice", "scale", "number", "date"], ""),
    }


def test_what_was_typed_stands_in_the_form_again() -> None:
    typed = {"to": ["U00000BOB"], "value": "CARE", "message": "I wrote\nthis"}
    again = give(typed, {"message": TOO_SHORT})
    assert values(submitted(again)) == {**typed, "value": "care"}


def test_ids_stay_when_a_form_is_drawn_again_so_that_slack_keeps_what_was_typed() -> None:
    def ids(blocks: list[dict[str, Any]]) -> list[tuple[str, str]]:
        return [(b["block_id"], b["element"]["action_id"]) for b in blocks if b["type"] == "input"]

    first = drawn(give({}, {}))
    again = drawn(give({"message": "x"}, {"to": "Choose.", "message": "More."}, words("Sorry.")))
    assert ids(first["blocks"]) == ids(again["blocks"])
    assert again["blocks"][0]["block_id"] == "said:note"


def test_more_people_than_allowed_stay_until_the_person_takes_some_out() -> None:
    ids = [f"U{n:08}" for n in range(12)]
    found = element(field(Field("people", name="to", most=10), value=[*ids, "W1", "W1", "nobody"]))
    assert found["initial_users"] == [*ids, "W1"]
    assert found["max_selected_items"] == 13
    assert element(field(Field("people", name="to", most=3)))["max_selected_items"] == 3


def test_a_text_is_limited_but_what_was_already_typed_stays_whole() -> None:
    why = Field("text", name="why", min_length=20, max_length=500)
    assert "min_length" not in element(field(why))
    assert element(field(why))["max_length"] == 500
    assert element(field(why, value="x" * 600))["initial_value"] == "x" * 600
    assert element(field(why, value="😀" * 400))["initial_value"] == "😀" * 400
    assert len(element(field(why, value="x" * 9000))["initial_value"]) == 3000


@pytest.mark.parametrize(
    ("spec", "kind"),
    [
        (Field("choice", name="c", options=tuple("abcde")), "radio_buttons"),
        (Field("choice", name="c", options=tuple("abcdefghijk")), "static_select"),
        (Field("choice", OPTIONAL, "c", options=("a",)), "static_select"),
        (Field("scale", name="c", low=1, high=10), "radio_buttons"),
        (Field("scale", name="c", low=0, high=10), "number_input"),
        (Field("scale", OPTIONAL, "c"), "static_select"),
    ],
)
def test_a_choice_is_drawn_by_how_many_there_are_and_whether_it_can_be_taken_back(
    spec: Field, kind: str
) -> None:
    found = drawn(form(field(spec)))["blocks"][0]
    assert found["element"]["type"] == kind
    assert found["optional"] is not spec.required


@pytest.mark.parametrize(
    ("spec", "value"),
    [
        (Field("person", name="p"), "<!channel>"),
        (Field("people", name="p"), "B0000000000 U1"),
        (Field("date", name="d"), "yesterday"),
        (Field("choice", name="c", options=("a", "b")), "z"),
        (Field("scale", name="s"), "9"),
        (Field("scale", name="s", high=99), "100"),
        (Field("scale", name="s"), "9" * 5000),
    ],
)
def test_a_value_that_does_not_fit_is_no_initial_value(spec: Field, value: str) -> None:
    assert not [key for key in element(field(spec, value=value)) if key.startswith("initial")]


def test_options_too_long_for_slack_come_back_whole() -> None:
    options = (*LONG, "…0", "…7", "R&D <x>", " spaced ", "tab\there", "new\nline", "turn\u202eed")
    asked = form(field(Field("choice", name="c", options=options)))
    offered = drawn(asked)["blocks"][0]["element"]["options"]
    read = [values(submitted(asked, c=one["value"]))["c"] for one in offered]
    assert read == list(options)
    assert token(submitted(asked, c="R&D <x>")) == TOKEN


def test_an_option_is_chosen_already_whatever_its_length() -> None:
    asked = form(field(Field("choice", name="c", options=LONG), value=LONG[1]))
    assert values(submitted(asked))["c"] == LONG[1]


def test_what_is_offered_stays_inside_the_limits_and_is_never_something_else() -> None:
    options = tuple(f"{n} " + "long " * 40 for n in range(150))
    asked = form(field(Field("choice", name="c", options=options)))
    offered = drawn(asked)["blocks"][0]["element"]["options"]
    read = [values(submitted(asked, c=one["value"]))["c"] for one in offered]
    assert len(read) > 5
    assert read == list(options[: len(read)])


@pytest.mark.parametrize(("many", "kind"), [(10, "checkboxes"), (11, "multi_static_select")])
def test_several_options_are_boxes_or_a_menu_and_come_back_whole(many: int, kind: str) -> None:
    several = ["saw, axe", "x" * 151, *(f"o{n}" for n in range(many - 2))]
    asked = field(Field("choices", OPTIONAL, "of", options=several), value=["x" * 151, "gone"])
    drawn_ = element(asked)
    assert (drawn_["type"], len(drawn_["options"])) == (kind, many)
    assert [one["text"]["text"][-1] for one in drawn_["initial_options"]] == ["…"]
    assert values(submitted(form(asked))) == {"of": ["x" * 151]}
    assert values(submitted(form(asked), of=["saw, axe"])) == {"of": ["saw, axe"]}
    assert "initial_options" not in element(field(asked.spec, value="no list"))
    assert values(submitted(form(field(asked.spec)))) == {"of": []}


@pytest.mark.parametrize(("many", "kind"), [(6, "radio_buttons"), (12, "static_select")])
def test_a_scale_with_words_is_buttons_or_a_menu(many: int, kind: str) -> None:
    points = [(str(n), f"{n} – {'never ' * 20}") for n in range(many)]
    asked = field(Field("choice", name="of"), value=3, options=tuple(points))
    assert element(asked)["type"] == kind
    assert element(asked)["initial_option"]["value"] == "3"
    assert all(one["text"]["text"].endswith("…") for one in element(asked)["options"])


def test_only_a_hundred_options_fit_and_the_same_one_is_offered_once() -> None:
    spec = Field("choice", name="c", options=("same", "same", *map(str, range(150)), ""))
    assert len(element(field(spec))["options"]) == 100


def test_a_choice_without_options_asks_nothing() -> None:
    nothing = form(field(Field("choice", name="c"), problem="Please choose."), field(TEXT))
    assert [block["type"] for block in drawn(nothing)["blocks"]] == ["rich_text", "input"]
    assert errors(nothing) is None


def test_long_words_of_a_form_are_cut() -> None:
    asked = WordedForm(
        "A title of more than twenty-four",
        "Send this off right now, please",
        "Rather not, I have changed my mind",
        TOKEN,
        (field(TEXT, "label " * 900, hint="hint " * 900, problem="wrong " * 900),),
        words("note " * 9000),
    )
    found = drawn(asked)
    assert found["title"]["text"] == "A title of more than…"
    assert found["submit"]["text"] == "Send this off right…"


def test_a_form_without_words_is_still_a_form() -> None:
    found = drawn(WordedForm("", " ", "", TOKEN, (field(TEXT, "\n"),)))
    assert found["blocks"][0]["label"]["text"] == "why"
    assert "close" not in found
    assert drawn(form())["blocks"]


def test_problems_are_shown_under_their_fields_of_a_submitted_form() -> None:
    wrong = give({"message": "Thanks"}, {"message": TOO_SHORT})
    assert errors(wrong) == {"field:message": TOO_SHORT}
    assert errors(wrong, submitted(give({"to": ["U00000BOB"]}, {}), message="Thanks"))


def test_a_form_without_problems_has_no_errors() -> None:
    assert errors(give({}, {})) is None


def test_with_a_note_the_form_is_drawn_anew() -> None:
    assert errors(give({}, {"message": TOO_SHORT}, words("Sorry."))) is None


@pytest.mark.parametrize(
    "before", [give({}, {"message": TOO_SHORT}), give({}, {}, words("Nothing was saved."))]
)
def test_a_form_that_still_shows_old_problems_is_drawn_anew(before: WordedForm) -> None:
    sent = submitted(before, to=["U00000BOB"], message="Long enough by now, I think.")
    assert errors(give({}, {"to": "Please choose somebody else."}), sent) is None


def test_what_was_typed_is_freed_of_what_no_database_takes() -> None:
    sent = submitted(form(field(TEXT)), why="a\0b\ud83dc\r\nd")
    assert values(sent) == {"why": "abc\nd"}


def good() -> dict[str, Any]:
    return submitted(give({}, {}), to=["U00000BOB"], value="care", message="It was very good.")


@pytest.mark.parametrize("bad", [None, [], {}, "x", 3, {"private_metadata": "t"}])
def test_a_view_that_is_none_of_ours_is_a_value_error(bad: Any) -> None:
    with pytest.raises(ValueError, match="view"):
        values(bad)


@pytest.mark.parametrize(
    ("block", "state"),
    [
        ("field:to", {"type": "multi_users_select", "selected_users": "U1"}),
        ("field:to", {"type": "multi_users_select", "selected_users": [1]}),
        ("field:to", {"type": "users_select", "selected_user": {"id": "U1"}}),
        ("field:value", {"type": "static_select", "selected_option": "care"}),
        ("field:value", {"type": "static_select", "selected_option": {"text": "care"}}),
        ("field:value", {"type": "static_select", "selected_option": {"value": ["care"]}}),
        ("field:value", {"type": "static_select", "selected_option": {"value": "…0"}}),
        ("field:value", {"type": "static_select", "selected_option": {"value": "…-1"}}),
        ("field:value", {"type": "static_select", "selected_option": {"value": "…x"}}),
        ("field:value", {"type": "checkboxes", "selected_options": "care"}),
        ("field:message", {"type": "plain_text_input", "value": 5}),
        ("field:message", {"type": "datepicker", "selected_date": 20260101}),
        ("field:message", {"type": "datepicker"}),
        ("field:message", {}),
        ("field:message", None),
        ("field:", None),
    ],
)
def test_a_malformed_state_is_a_value_error(block: str, state: Any) -> None:
    sent = copy.deepcopy(good())
    sent["state"]["values"][block] = {block.removeprefix("field:"): state}
    with pytest.raises(ValueError, match=r"\w"):
        values(sent)


@pytest.mark.parametrize("metadata", [None, "", 7, "t\n{}", "t\n[1]", "t\nnot json"])
def test_malformed_metadata_is_a_value_error(metadata: Any) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        values({**good(), "private_metadata": metadata})
    with pytest.raises(ValueError, match=r"\w"):
        token({**good(), "private_metadata": metadata})


def test_a_form_fits_into_json_whatever_is_in_it() -> None:
    torn = "a\ud83d\0"
    asked = form(field(TEXT, torn, hint=torn, value=torn, problem=torn, options=choices([torn])))
    json.dumps(drawn(asked), ensure_ascii=False).encode()
