"""Days and times as people write them: understood, or told in one line how to write them."""

from __future__ import annotations

from datetime import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.delivery import spoken
from bot.delivery.schedule import Schedule, daily, weekly
from bot.delivery.spoken import Unclear, read
from bot.runtime.assembly import words_of
from bot.runtime.words import Words
from bot.texts import Text

CATALOGUE = words_of([], ("en", "it"))
NINE, HALF_PAST = time(9), time(15, 30)
MONDAY, WORKDAYS = frozenset({0}), frozenset(range(5))
BEFORE = weekly("friday", at="15:30")


def worded(text: Text, language: str) -> str:
    return Words(CATALOGUE, language, "Europe/Rome", "bot").plain(text)


def refused(words: str, before: Schedule | None = None) -> Text:
    with pytest.raises(Unclear) as unclear:
        read(words, before)
    return unclear.value.text


@pytest.mark.parametrize(
    ("words", "days", "at"),
    [
        ("every Monday 09:00", MONDAY, NINE),
        ("monday 9:00", MONDAY, NINE),
        ("MONDAYS at 09.00", MONDAY, NINE),
        ("mon 09:00", MONDAY, NINE),
        ("09:00 monday", MONDAY, NINE),
        ("every week on monday at 09:00", MONDAY, NINE),
        ("lunedì 09:00", MONDAY, NINE),
        ("ogni lunedi alle 9:00", MONDAY, NINE),
        ("il lunedì alle ore 9.00", MONDAY, NINE),
        ("monday, thursday 09:00", frozenset({0, 3}), NINE),
        ("lunedì e giovedì 09:00", frozenset({0, 3}), NINE),
        ("every day 15:30", frozenset(range(7)), HALF_PAST),
        ("tutti i giorni alle 15:30", frozenset(range(7)), HALF_PAST),
        ("monday-friday 09:00", WORKDAYS, NINE),
        ("Monday – Friday at 09:00", WORKDAYS, NINE),
        ("dal lunedì al venerdì 09:00", WORKDAYS, NINE),
        ("giorni feriali 09:00", WORKDAYS, NINE),
        ("weekdays 09:00", WORKDAYS, NINE),
        ("saturday to monday 09:00", frozenset({5, 6, 0}), NINE),
    ],
)
def test_what_people_write_is_understood(words: str, days: frozenset[int], at: time) -> None:
    assert read(words) == Schedule(days, at)


def test_what_is_left_out_stays_as_it_was() -> None:
    assert read("monday", BEFORE) == weekly("monday", at="15:30")
    assert read("09:00", daily(at="08:00")) == daily(at="09:00")
    assert read("09:00", BEFORE) == weekly("friday", at="09:00")


@pytest.mark.parametrize(
    ("words", "key"),
    [
        ("", "when.no_day"),
        ("09:00", "when.no_day"),
        ("monday", "when.no_time"),
        ("monday 25:00", "when.bad_time"),
        ("monday 9:60", "when.bad_time"),
        ("fryday 09:00", "when.near"),
        ("lunedo 09:00", "when.near"),
        ("0 9 * * 1", "when.cron"),
        ("*/5 9 * * mon", "when.cron"),
        ("1 09:00", "when.number"),
        ("monday 9", "when.hour"),
        ("monday 9am", "when.hour"),
        ("monday 09:00 Europe/Rome", "when.zone"),
        ("monday 09:00 Mars/Base", "when.zone"),
        ("monday 09:00 UTC", "when.zone"),
        ("every 2 weeks monday 09:00", "when.rare"),
        ("first monday 09:00", "when.rare"),
        ("primo lunedì 09:00", "when.rare"),
        ("2026-12-24 09:00", "when.rare"),
        ("24/12/2026 09:00", "when.rare"),
        ("24/12 09:00", "when.rare"),
        ("31 February 09:00", "when.rare"),
        ("December 24th 09:00", "when.rare"),
        ("il 24 dicembre alle 09:00", "when.rare"),
        ("domani alle 09:00", "when.rare"),
        ("monday 09:00 CET", "when.zone"),
        ("whenever", "when.strange"),
        ("monday 09:00 10:00", "when.strange"),
    ],
)
def test_what_is_no_time_is_told_with_how_to_write_it(words: str, key: str) -> None:
    text = refused(words)
    assert text.key == key
    assert "monday 09:00" in worded(text, "en")
    assert "lunedì 09:00" in worded(text, "it")


def test_the_day_that_was_meant_is_named_in_the_readers_language() -> None:
    assert "Did you mean Friday?" in worded(refused("fryday 09:00"), "en")
    assert "Volevi dire venerdì?" in worded(refused("fryday 09:00"), "it")


def test_a_zone_or_a_date_is_named_as_it_was_written() -> None:
    assert "“Europe/Rom”" in worded(refused("monday 09:00 Europe/Rom"), "en")
    assert "«24 Dicembre»" in worded(refused("il 24 Dicembre 09:00"), "it")


SCHEDULES = st.builds(
    Schedule,
    st.frozensets(st.integers(0, 6), min_size=1),
    st.times().map(lambda one: one.replace(second=0, microsecond=0, tzinfo=None, fold=0)),
)


@given(SCHEDULES, st.sampled_from(["en", "it"]))
def test_how_it_is_said_can_be_written_again(when: Schedule, language: str) -> None:
    assert read(worded(spoken.said(when), language)) == when


MIXED = "monday lunedì - to al 09:00 99:99 1 *"
PIECES = st.sampled_from(f"{MIXED} every day / 2 weeks ²:٣".split())


@given(st.text(max_size=60) | st.lists(PIECES, max_size=8).map(" ".join))
@example("١:٠٠ monday")
def test_whatever_is_written_it_is_a_schedule_or_one_clear_line(words: str) -> None:
    lines = []
    try:
        lines.append(worded(spoken.said(read(words)), "en"))
    except Unclear as unclear:
        lines += [worded(unclear.text, language) for language in ("en", "it")]
    assert lines
    assert not any("\n" in one for one in lines)
