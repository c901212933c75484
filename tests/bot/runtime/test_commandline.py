"""What follows a command becomes a form's fields, and nothing that was typed is lost."""

from __future__ import annotations

import datetime
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import Form, Person, choice, date, named, people, person, scale, text
from bot.runtime.commandline import Line, names_in, read_line, tokens
from bot.runtime.incoming import Ref, Said

ANN, ANNA, BOB = Person(1, "Ann Lee"), Person(2, "Anna"), Person(3, "Bob")
PEOPLE = {"U1": ANN, "U2": ANNA, "U3": BOB}
NAMES = {"ann lee": [ANN], "ann": [ANN], "anna": [ANNA, BOB], "bob": [BOB], "gone": []}
A, B = Ref("U1", "Ann Lee"), Ref("U3", "Bob")


class Thanks(Form):
    """As kudos asks."""

    to: list[Person] = people()
    value: str = choice(["teamwork", "quality", "work"], default="")
    message: str = text()


class Mood(Form):
    """Everything else there is."""

    about: Person | None = person(default=None)
    energy: int = scale(1, 5)
    since: datetime.date | None = date(default=None)
    note: str = text(default="")


class Both(Form):
    """Colleagues from the list, and such as are not in it."""

    to: list[Person] = people(default=[])
    others: list[Person] = named(default=[])
    words: str = text()


class Words(Form):
    """No people at all."""

    words: str = text()


def line(form: type[Form], *said: str | Ref) -> Line:
    return read_line(list(form.fields.values()), tokens(said, PEOPLE, NAMES))


def read(form: type[Form], *said: str | Ref) -> dict[str, Any]:
    found = line(form, *said)
    assert found.unclear == []
    return found.values


@pytest.mark.parametrize(
    ("said", "to", "message"),
    [
        ((A, " for the review"), [ANN], "for the review"),
        ((A, " and ", B, " for the review"), [ANN, BOB], "for the review"),
        ((A, ", ", B, " & ", A, " for it"), [ANN, BOB], "for it"),
        ((A, " e ", B, " per l’aiuto"), [ANN, BOB], "per l’aiuto"),
        ((A, B, " for it"), [ANN, BOB], "for it"),
        ((A, ", for the review"), [ANN], "for the review"),
        ((A, ": thank you"), [ANN], "thank you"),
        ((A, " – thank you"), [ANN], "thank you"),
        ((A, " :tada: thank you"), [ANN], ":tada: thank you"),
        ((A, " -5 degrees, and you came"), [ANN], "-5 degrees, and you came"),
        ((A, " for showing ", B, " how"), [ANN], "for showing @Bob how"),
        (("thanks to ", A, " and ", B, "!"), [ANN, BOB], "thanks to @Ann Lee and @Bob!"),
        (("@ann for it",), [ANN], "for it"),
        (("@Ann  Lee for it",), [ANN], "for it"),
        (("@bob, @ann lee: for it",), [BOB, ANN], "for it"),
        (("@Bob. For it",), [BOB], ". For it"),
    ],
)
def test_whom_it_is_for_stands_first(said: Said, to: list[Person], message: str) -> None:
    assert read(Thanks, *said) == {"to": to, "message": message}


@pytest.mark.parametrize(
    ("said", "unclear"),
    [
        ("@anna for it", ["anna"]),  # there are two
        ("@nobody for it", ["nobody"]),
        ("@gone for it", ["gone"]),
        ("@nobody and @anna, for it", ["nobody", "anna"]),
        ("thank you @nobody", ["nobody"]),
    ],
)
def test_a_name_that_is_nobodys_or_two_peoples_is_asked_about(
    said: str, unclear: list[str]
) -> None:
    found = line(Thanks, said)
    assert (found.unclear, found.values.get("to")) == (unclear, None)
    assert found.problems(Thanks)["to"].values == {"names": unclear}
    assert line(Words, said).problems(Words) == {}


def test_a_mention_of_somebody_unknown_is_unclear_by_the_name_that_was_shown() -> None:
    assert line(Thanks, Ref("U77", "Zoe"), " for it").unclear == ["Zoe"]
    assert line(Thanks, Ref("U77"), " for it").unclear == ["U77"]


@pytest.mark.parametrize("said", ["write to bob@example.org", "it was 5@bob", "a@ b", "@"])
def test_an_address_is_nobodys_name(said: str) -> None:
    assert names_in((said,)) == []
    assert read(Thanks, said) == {"message": said}


def test_longer_names_are_tried_first() -> None:
    assert names_in(("@Ann Lee, for it now and then",)) == [
        "ann lee, for it",
        "ann lee, for",
        "ann lee",
        "ann",
    ]


@pytest.mark.parametrize(
    ("typed", "value", "message"),
    [
        ("#teamwork for it", "teamwork", "for it"),
        ("for it #Quality as ever", "quality", "for it as ever"),
        ("for it #work", "work", "for it"),
        ("for #teamworks", None, "for #teamworks"),
        ("for #something", None, "for #something"),
        ("for a#work", None, "for a#work"),
        ("#teamwork #Teamwork for it", "teamwork", "#Teamwork for it"),
    ],
)
def test_a_value_is_taken_and_any_other_tag_stays(
    typed: str, value: str | None, message: str
) -> None:
    expected = {"to": [ANN], "message": message} | ({"value": value} if value else {})
    assert read(Thanks, A, f" {typed}") == expected


@pytest.mark.parametrize(
    ("typed", "value", "tags", "message"),
    [
        ("#teamwork #quality for it", "teamwork", ["#teamwork", "#quality"], "for it"),
        ("#Quality #work #teamwork it", "quality", ["#Quality", "#work", "#teamwork"], "it"),
        ("#work for #quality", "work", ["#work", "#quality"], "for #quality"),
    ],
)
def test_of_several_values_none_is_taken_for_the_others(
    typed: str, value: str, tags: list[str], message: str
) -> None:
    found = line(Thanks, A, f" {typed}")
    assert found.values == {"to": [ANN], "value": value, "message": message}
    [(name, problem)] = found.problems(Thanks).items()
    assert (name, problem.values["tags"]) == ("value", tags)


def test_numbers_and_days_are_taken_where_they_stand() -> None:
    assert read(Mood, B, " 4 since 2026-11-20 it was long") == {
        "about": [BOB],
        "energy": "4",
        "since": "2026-11-20",
        "note": "since it was long",
    }
    assert read(Mood, "since 1/2/2026.")["since"] == "1/2/2026"
    assert read(Mood, "1.2.2026.3 is out") == {"note": "1.2.2026.3 is out"}
    assert read(Mood, "version 3.5 is out") == {"note": "version 3.5 is out"}


def test_without_a_field_for_people_they_are_words() -> None:
    assert read(Words, "ask ", B, " and @ann") == {"words": "ask @Bob and @Ann Lee"}


JOINING = {"and", "e", "ed", *"&+,:;–—-@#"}
PIECES = ["@ann", "@anna", "@nobody", "a@b.c", "#work", "#other", "4", "2026-11-20", "why", "é😀"]
GLUE = [" and ", ", ", " & ", " e ", ": ", " ", "\n", "@"]
spoken = st.lists(
    st.sampled_from([A, B, Ref("U77", "Zoe"), *PIECES, *GLUE])
    | st.text(st.characters(exclude_categories=()), max_size=6),
    max_size=10,
)


def as_sent(pieces: list[str | Ref]) -> Said:
    """Pieces as a platform sends them: a mention stands between two stretches of words."""
    found: list[str | Ref] = []
    for one in pieces:
        last = found[-1] if found else None
        if isinstance(one, str) and isinstance(last, str):
            found[-1] = last + one
        else:
            found.append(one)
    return tuple(found)


@given(spoken, st.sampled_from([Thanks, Mood, Both, Words]))
@settings(max_examples=600, deadline=None, derandomize=True, database=None)
def test_nothing_that_was_typed_is_lost(pieces: list[str | Ref], form: type[Form]) -> None:
    said = as_sent(pieces)
    found = line(form, *said)
    typed = " ".join(one if isinstance(one, str) else one.shown for one in said)
    kept = " ".join(one for value in found.values.values() for one in whole(value))
    everything = squeezed(f"{kept} {' '.join(found.unclear)}")
    assert [one for one in words_of(typed) if squeezed(one) not in everything] == []


def whole(value: Any) -> list[str]:
    return [one.name for one in value] if isinstance(value, list) else [f"#{value}"]


def words_of(typed: str) -> list[str]:
    """Words and signs, apart from those that join people or mark a name or a value."""
    found = re.findall(r"\w+|[^\w\s]", typed)
    return [one for one in found if one.casefold() not in JOINING]


def squeezed(words: str) -> str:
    return "".join(words.split()).casefold()


def test_a_flood_of_names_is_not_all_looked_up() -> None:
    flood = "".join(f"@n{number} " for number in range(6000))
    assert len(names_in((flood,))) <= 80
    pieces = tokens((flood,), {}, {})
    assert len(pieces) < 50
    assert str(pieces[-1]).rstrip().endswith("@n5999")
