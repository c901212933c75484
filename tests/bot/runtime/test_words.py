"""Words: templates, plural forms and values, as a reader of each language reads them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from bot import Channel, Person, SetupError, t
from bot.runtime.catalogue import Catalogue, load_words, parse
from bot.runtime.outgoing import Run
from bot.runtime.rooms import of_room
from bot.runtime.words import Words
from bot.texts import Text, core

ENGLISH = """
plain: Hello
answer: {yes: Yes, no: No, on: On, 12: Twelve}
late: 15:00
given: "**{giver} thanks {to}** – {what}"
only_here: Only in English
items:
  one: "{count} item for {who}"
  other: "{count} items for {who}"
alone:
  other: "{count} of them"
braces: "{{literally}} **bold {what}** plain"
named: "/toy list: {one}, {two}/{two}, a/b, {two}/b, “/toy”, (/toy), **/toy**, https://example.org/toy"
"""
ITALIAN = """
plain: Ciao
answer: {yes: Sì, no: No, on: Acceso, 12: Dodici}
late: 15:00
given: "**{giver} ringrazia {to}** – {what}"
items:
  one: "{count} elemento per {who}"
  many: "{count} di elementi per {who}"
  other: "{count} elementi per {who}"
alone:
  other: "{count} di loro"
braces: "{{letterale}} **grassetto {what}** normale"
until: "fino al {day}"
on: "Il {day}: {who}"
after: "{what}{day}"
"""
AFTERNOON = datetime(2026, 11, 27, 14, tzinfo=UTC)
ANN, BOB, CARL = Person(1, "Ann"), Person(2, "Bob"), Person(3, "Carl")

Say = Callable[..., str]


@pytest.fixture
def catalogue(tmp_path: Path) -> Catalogue:
    for room, languages in (
        ("toy", {"en": ENGLISH, "it": ITALIAN}),
        ("other", {"en": "plain: Other\n"}),
        (
            "bot",
            {
                "en": 'plain: Core\nbusy: Busy\ntyped: "/{words}"\n',
                "it": "plain: Nucleo\nbusy: Occupato\n",
            },
        ),
    ):
        for language, words in languages.items():
            path = tmp_path / room / "strings" / f"{language}.yaml"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(words, encoding="utf-8")
    found = Catalogue(("it", "en"))
    for room in ("bot", "toy", "other"):
        found.add(room, tmp_path / room)
    return found


@pytest.fixture
def en(catalogue: Catalogue) -> Words:
    return Words(catalogue, "en", "America/New_York", "toy")


@pytest.fixture
def it(catalogue: Catalogue) -> Words:
    return Words(catalogue, "it", "Europe/Rome", "toy")


def test_commands_are_named_as_the_reader_types_them(catalogue: Catalogue, en: Words) -> None:
    written = "/toy list: {}, /2//2, a/b, /2/b, “{}”, ({}), {}, https://example.org/toy"
    text = t("named", one=core("typed", words="toy add"), two="/2")
    assert en.plain(text) == written.format("/toy add", "/toy", "/toy", "/toy")
    bare = Words(catalogue, "en", "Europe/Rome", "other", slash="").within("toy")
    plain = written.format("toy add", "toy", "toy", "toy")
    assert bare.plain(text) == plain.removeprefix("/")
    # Elsewhere nothing is left of what stood there alone.
    assert all(run.text for run in bare.runs(text))


@pytest.mark.parametrize(
    ("count", "english", "italian"),
    [
        (0, "0 items for Ann", "0 elementi per Ann"),
        (1, "1 item for Ann", "1 elemento per Ann"),
        (2, "2 items for Ann", "2 elementi per Ann"),
        (1234, "1,234 items for Ann", "1.234 elementi per Ann"),
        (1_000_000, "1,000,000 items for Ann", "1.000.000 di elementi per Ann"),
    ],
)
def test_a_count_chooses_the_plural_form(
    en: Words, it: Words, count: int, english: str, italian: str
) -> None:
    text = t("items", count=count, who=ANN)
    assert (en.plain(text), it.plain(text)) == (english, italian)


def test_one_form_is_enough_for_all_counts(en: Words) -> None:
    assert [en.plain(t("alone", count=n)) for n in (1, 2)] == ["1 of them", "2 of them"]


@pytest.mark.parametrize(
    ("people", "english", "italian"),
    [
        ([], "Bob thanks  – it", "Bob ringrazia  – it"),
        ([ANN], "Bob thanks Ann – it", "Bob ringrazia Ann – it"),
        ([ANN, CARL], "Bob thanks Ann and Carl – it", "Bob ringrazia Ann e Carl – it"),
        (
            [ANN, CARL, BOB],
            "Bob thanks Ann, Carl, and Bob – it",
            "Bob ringrazia Ann, Carl e Bob – it",
        ),
    ],
)
def test_a_list_is_joined_as_one_says_it(
    en: Words, it: Words, people: list[Person], english: str, italian: str
) -> None:
    text = t("given", giver=BOB, to=people, what="it")
    assert (en.plain(text), it.plain(text)) == (english, italian)


@pytest.mark.parametrize(
    ("value", "english", "italian"),
    [
        (1234.5, "1,234.5", "1.234,5"),
        (date(2026, 11, 3), "3 November", "3 novembre"),
        (
            AFTERNOON,
            "Friday 27 November 09:00",
            "venerdì 27 novembre 15:00",
        ),
        (Channel("slack:T1", "#kudos"), "#kudos", "#kudos"),
        (t("plain"), "Hello", "Ciao"),
        (Text("plain", {}, "other"), "Other", "Other"),
        (core("busy"), "Busy", "Occupato"),
        ([t("plain"), 2, "x"], "Hello, 2, and x", "Ciao, 2 e x"),
        (("a", "b"), "a and b", "a e b"),
        ("{not} **markup**", "{not} **markup**", "{not} **markup**"),
    ],
)
def test_a_value_is_written_as_the_reader_writes_it(
    en: Words, it: Words, value: Any, english: str, italian: str
) -> None:
    said = t("braces", what=value)
    assert en.plain(said) == f"{{literally}} bold {english} plain"
    assert it.plain(said) == f"{{letterale}} grassetto {italian} normale"


@pytest.mark.parametrize(
    ("day", "until", "on"),
    [
        (date(2026, 11, 1), "fino al 1º novembre", "Il 1º novembre: Ann"),
        (date(2026, 11, 7), "fino al 7 novembre", "Il 7 novembre: Ann"),
        (date(2026, 11, 8), "fino all’8 novembre", "L’8 novembre: Ann"),
        (date(2026, 11, 11), "fino all’11 novembre", "L’11 novembre: Ann"),
        (date(2026, 11, 18), "fino al 18 novembre", "Il 18 novembre: Ann"),
        (datetime(2026, 11, 1, 9, tzinfo=UTC), "fino al domenica 1º novembre 10:00", None),
    ],
)
def test_an_italian_day_has_its_article(it: Words, day: date, until: str, on: str | None) -> None:
    assert it.plain(t("until", day=day)) == until
    assert on is None or it.plain(t("on", day=day, who=ANN)) == on


def test_an_english_day_needs_none(en: Words) -> None:
    assert en.plain(t("until", day=date(2026, 11, 8))) == "fino al 8 November"
    assert en.plain(t("until", day=date(2026, 11, 1))) == "fino al 1 November"


def test_what_somebody_wrote_before_a_day_stays_theirs(it: Words) -> None:
    assert it.plain(t("after", what="dal ", day=date(2026, 11, 8))) == "dal 8 novembre"


def test_stars_switch_bold_and_people_stay_people(en: Words) -> None:
    assert en.runs(t("given", giver=BOB, to=[ANN, CARL], what="it")) == (
        Run("Bob", bold=True, person=BOB),
        Run(" thanks ", bold=True),
        Run("Ann", bold=True, person=ANN),
        Run(" and ", bold=True),
        Run("Carl", bold=True, person=CARL),
        Run(" – "),
        Run("it"),
    )


def test_words_that_yaml_knows_stay_words(en: Words, it: Words) -> None:
    for key, english, italian in (
        ("answer.yes", "Yes", "Sì"),
        ("answer.no", "No", "No"),
        ("answer.on", "On", "Acceso"),
        ("answer.12", "Twelve", "Dodici"),
        ("late", "15:00", "15:00"),
    ):
        assert (en.plain(t(key)), it.plain(t(key))) == (english, italian)


def test_what_one_language_lacks_is_said_in_another(it: Words) -> None:
    assert it.plain(t("only_here")) == "Only in English"


def test_a_language_nobody_worded_falls_back_to_the_companys(catalogue: Catalogue) -> None:
    assert Words(catalogue, "de", "UTC", "toy").plain(t("plain")) == "Ciao"


def test_a_plural_that_falls_back_is_chosen_by_the_language_it_is_worded_in(
    catalogue: Catalogue,
) -> None:
    french = Words(catalogue, "fr", "UTC", "toy")
    assert french.plain(t("items", count=0, who=ANN)) == "0 elementi per Ann"


def test_what_a_room_does_not_word_the_core_does(en: Words) -> None:
    assert en.plain(t("busy")) == "Busy"
    assert en.within("other").plain(t("plain")) == "Other"


def test_what_nobody_worded_is_an_error_that_names_it(en: Words) -> None:
    with pytest.raises(KeyError, match="toy: nobody worded 'nonsense'"):
        en.plain(t("nonsense"))


def test_whether_something_is_worded(catalogue: Catalogue) -> None:
    assert catalogue.has("toy", "only_here")
    assert not catalogue.has("other", "only_here")


def test_texts_that_leave_their_room_stay_its_words() -> None:
    inner = (t("plain"), [core("busy"), t("plain")])
    bound = of_room(t("given", giver=inner), "toy")
    assert bound.room == "toy"
    first, (second, third) = bound.values["giver"]
    assert (first.room, second.room, third.room) == ("toy", "bot", "toy")


def test_bold_is_switched_off_again_and_braces_are_literal() -> None:
    assert [(one.literal or one.name, one.bold) for one in parse("a**b**{c}**{d}e\n")] == [
        ("a", False),
        ("b", True),
        ("c", False),
        ("d", True),
        ("e", True),
    ]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("sale: 50% {off", "'sale' can't be read"),
        ("sale: [one, two]", "'sale' must be words"),
        ("sale:\n  one: [x]\n  other: y", "'sale' must be words"),
        ("sale: [", "en.yaml: while parsing"),
        ("sale: a\nsold: b: c", "in this context in line 2, column 8"),
        ("- sale", "words are a mapping"),
        ("sale: \xff", "en.yaml: "),
    ],
)
def test_words_that_cannot_be_read_name_their_file(tmp_path: Path, words: str, told: str) -> None:
    path = tmp_path / "en.yaml"
    path.write_bytes(words.encode("latin-1"))
    with pytest.raises(SetupError) as refused:
        load_words(path)
    assert str(path) in str(refused.value)
    assert told in str(refused.value)
    assert "\n" not in str(refused.value)
