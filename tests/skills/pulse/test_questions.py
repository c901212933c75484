"""Questions of the company's own, and what is said of those that are hard to answer honestly."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot import Role
from bot.testing import Member, Team
from skills.pulse.model import PulseQuestion
from skills.pulse.themes import themes
from skills.pulse.wary import leading, two_things, untranslated
from tests.skills.pulse.conftest import opens
from tests.skills.pulse.test_week import answer

ENGLISH, ITALIAN = "My tools did not fail me.", "I miei strumenti non mi hanno tradito."


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"en": ENGLISH}, "Write the question in Italian, too"),
        ({"it": ITALIAN}, "Write the question in English, too"),
        ({"en": "My tools and my desk are fine.", "it": ITALIAN}, "“and”: this may ask two things"),
        ({"en": "Surely my tools are fine.", "it": ITALIAN}, "“Surely”: this may tell people"),
        ({}, "at least one language"),
    ],
)
def test_what_speaks_against_a_question_is_said_and_nothing_is_lost(
    team: Team, marco: Member, words: dict[str, str], said: str
) -> None:
    form = marco.fills(marco.types("/cm pulse add"), **words)
    [problem] = form.problems.values()
    assert said in problem
    kept = {one.spec.name: one.value for one in form.form.fields}
    assert {name: kept[name] for name in words} == words


def test_one_of_the_companys_own_takes_its_turn(
    team: Team, marco: Member, anna: Member, others: list[Member]
) -> None:
    added = marco.fills(marco.types("/cm pulse add"), en=ENGLISH, it=ITALIAN)
    assert "Added as Q1" in added.text
    assert f"Question Q1: {ENGLISH}" in marco.types("/cm pulse questions").text
    asked = ""
    while ENGLISH not in asked:
        opens(marco)
        asked = marco.types("/cm pulse preview").text
        marco.presses("Yes, close it", on=marco.types("/cm pulse close"))
        team.tick(timedelta(minutes=5))
        # Sooner nothing may be asked again.
        team.now += timedelta(days=7)
        assert team.now < team.moment("2027-02-01 08:00")


def test_the_preview_lists_questions_without_marks_of_its_own(marco: Member) -> None:
    _, _, *asked = marco.types("/cm pulse preview").text.splitlines()
    assert all(one.startswith("Question ") for one in asked)


def test_what_was_added_is_said_in_the_language_of_who_added_it(team: Team) -> None:
    luca = team.member("Luca", role=Role.CM, language="it")
    added = luca.fills(luca.types("/cm pulse add"), en=ENGLISH, it=ITALIAN)
    assert f"Aggiunta come Q1: «{ITALIAN}»" in added.text


def test_some_may_rest_but_not_too_many(team: Team, marco: Member) -> None:
    form = marco.presses("Choose which take their turn", on=marco.types("/cm pulse questions"))
    few = marco.fills(form, turn={"used": ["B1", "B2"]})
    assert "6 to 21 questions take their turn" in few.problems[""]
    six = ["B1", "B2", "S1", "R1", "E1", "W1"]
    assert "6 questions take their turn" in marco.fills(form, turn={"used": six}).text
    assert "At rest" in marco.types("/cm pulse questions").text


def test_a_theme_is_what_three_have_written_about() -> None:
    two = ["The meetings are long", "Fewer meetings please"]
    assert themes(two) == []
    [theme] = [one for one in themes([*two, "A meeting a day is enough"]) if "meet" in one.word]
    assert (theme.word, theme.count) == ("meetings", 3)


def test_what_is_fine_is_not_spoken_against() -> None:
    words = {"en": ENGLISH, "it": ITALIAN}
    assert (two_things(words), leading(words), untranslated(words, ("en", "it"))) == ("", "", "")


def test_an_option_has_words_in_both_languages_though_one_was_left_out(
    team: Team, marco: Member
) -> None:
    form = marco.types("/cm pulse add")
    options = "| Sì\nNo |\n|"
    marco.fills(form, en=ENGLISH, it=ITALIAN, scale="choice", options=options)
    query = select(PulseQuestion.options)
    found = team.app.database.read_now(lambda db: db.scalars(query).one())
    assert found == [{"en": "Sì", "it": "Sì"}, {"en": "No", "it": "No"}]


def test_who_wrote_a_choice_is_forgotten_and_its_figures_stay(
    team: Team, marco: Member, others: list[Member]
) -> None:
    carla = team.member("Carla", role=Role.CM)
    crew = [*others, *(team.member(f"N{number}") for number in range(20))]
    form = carla.types("/cm pulse add")
    carla.fills(form, en=ENGLISH, it=ITALIAN, scale="choice", options="Yes|Sì\nNo|No")
    turn = carla.presses("Choose which take their turn", on=carla.types("/cm pulse questions"))
    carla.fills(turn, turn={"used": ["Q1", "B2", "S1", "R1", "E1", "W1"]})
    team.tick("2026-11-23 10:00")
    for number, one in enumerate(crew):
        answer(one, str(1 + number % 2))
    carla.presses("Erase me", on=carla.types("/piazza forgetme"))
    team.tick("2026-11-26 19:00")
    assert "Question Q1: 1 50%" in marco.types("/cm pulse results").text


def test_what_was_chosen_is_told_in_the_readers_language(
    team: Team, marco: Member, anna: Member, others: list[Member]
) -> None:
    crew = [*others, *(team.member(f"N{number}") for number in range(20))]
    form = marco.types("/cm pulse add")
    marco.fills(form, en=ENGLISH, it=ITALIAN, scale="choice", options="Yes|Sì\nNo|No")
    turn = marco.presses("Choose which take their turn", on=marco.types("/cm pulse questions"))
    marco.fills(turn, turn={"used": ["Q1", "B2", "S1", "R1", "E1", "W1"]})
    team.tick("2026-11-23 10:00")
    for number, one in enumerate(crew):
        answer(one, str(1 + number % 2))
    team.tick("2026-11-26 19:00")
    seen = anna.types("/pulse results").text
    assert "Sì 50%" in seen
    assert f"Domanda Q1: {ITALIAN[:15]}" in seen
    assert "Yes 50%" in marco.inbox[-1].text
    assert f"Question Q1: {ENGLISH[:15]}" in marco.inbox[-1].text
