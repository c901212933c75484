"""Questions that only the moment decides: asked, answered, declined, and asked otherwise since."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot import (
    BotError,
    Button,
    Card,
    Chat,
    Form,
    Question,
    Refused,
    Skill,
    choice,
    choices,
    questions,
    scale,
    t,
    text,
)
from bot.runtime.outgoing import WordedForm
from bot.testing import Member, Reply, Team

UNANSWERED = "Please choose one; the last one leaves this unanswered."
EN = """\
name: Survey
command: {survey: answer}
answers: &answers
  title: Survey
  comment: Comment
quiet: *answers
menu:
  title: Menu
  dishes: Dishes
  dishes_rice: Risotto
  dishes_rice_tag: rice
energy: How much energy do you have?
never: Never
always: Always
rather_not: I’d rather not say
open: Open
said: "{given}"
no_way: Never.
"""
ENERGY = Question(
    "energy",
    t("energy"),
    scale(0, 10),
    labels={"0": t("never"), "10": t("always")},
    declines=t("rather_not"),
)
MOOD = Question("mood", "Your mood, in a word?", choice(["good", "bad"]), labels={"good": "Fine"})
TOOLS = Question("tools", "Which tools?", choices(["saw, axe", "pen", "50%"]), hint="Any of them.")
ASKED: dict[int | None, list[Question]] = {}


def asked(_chat: Chat, concerns: int | None) -> list[Question]:
    return ASKED.get(concerns, [])


class Answers(Form):
    """What is asked, for everybody to see."""

    answers: dict[str, Any] = questions(asked)
    comment: str = text(default="")


class Quiet(Answers, sealed=True):
    """The same in confidence."""


class Menu(Form):
    """Several of some options, from a command, too."""

    dishes: list[str] = choices(["pizza", "rice", "fish", "fish & chips"], most=2)


def take(chat: Chat, form: Answers) -> None:
    if form.answers.get("mood") == "bad":
        raise Refused(t("no_way"), field="answers_mood")
    given = {"of": form.concerns, **form.answers, "comment": form.comment}
    chat.whisper(t("said", given=json.dumps(given)))


def take_quietly(chat: Chat, form: Quiet) -> None:
    chat.whisper(t("said", given=json.dumps({"of": form.concerns, **form.answers})))


def survey(chat: Chat) -> None:
    chat.whisper(Card(t("open"), buttons=[Button(t("open"), fill, 7)]))


def quiet(chat: Chat) -> None:
    chat.open(Quiet, concerns=7)


def fill(chat: Chat, concerns: int) -> None:
    chat.open(Answers, concerns=concerns, answers={"energy": 4, "tools": ["pen"]})


def order(chat: Chat, form: Menu) -> None:
    chat.whisper(t("said", given=", ".join(form.dishes)))


@pytest.fixture
def team(team_of: Callable[..., Team], tmp_path: Path) -> Team:
    ASKED.clear()
    ASKED[7] = [ENERGY, MOOD, TOOLS]
    (tmp_path / "strings").mkdir()
    for language in ("en", "it"):
        (tmp_path / "strings" / f"{language}.yaml").write_text(EN)
    skill = Skill("survey", home=tmp_path)
    skill.form(Answers)(take)
    skill.form(Quiet)(take_quietly)
    skill.button("fill")(fill)
    skill.command("survey")(survey)
    skill.command("survey quiet", sealed=True)(quiet)
    skill.command("menu", Menu)(order)
    return team_of(skill)


@pytest.fixture
def bob(team: Team) -> Member:
    return team.member("Bob")


def opened(member: Member) -> Reply:
    return member.presses("Open", on=member.types("/survey"))


def shown(form: WordedForm) -> dict[str, tuple[str, Any]]:
    return {one.spec.name: (one.label, one.value) for one in form.fields}


def labels(form: WordedForm, name: str) -> list[str]:
    [field] = [one for one in form.fields if one.spec.name == name]
    return [label for _, label in field.options]


def test_each_question_is_a_field_in_the_place_of_the_one_for_them(bob: Member) -> None:
    form = opened(bob).form
    assert shown(form) == {
        "answers_energy": ("How much energy do you have?", 4),
        "answers_mood": ("Your mood, in a word?", None),
        "answers_tools": ("Which tools?", ["pen"]),
        "comment": ("Comment", None),
    }
    points = ["0 – Never", *map(str, range(1, 10)), "10 – Always", "I’d rather not say"]
    assert labels(form, "answers_energy") == points
    assert labels(form, "answers_mood") == ["Fine", "bad"]
    assert [one.hint for one in form.fields] == ["", "", "Any of them.", ""]


def test_the_answers_come_as_one_mapping_with_what_they_are_about(bob: Member) -> None:
    answers = {"energy": "10", "mood": "good", "tools": ["saw, axe", "50%"]}
    reply = bob.fills(opened(bob), answers=answers, comment="ok")
    want = {"of": 7, "energy": 10, "mood": "good", "tools": ["saw, axe", "50%"], "comment": "ok"}
    assert json.loads(reply.text) == want


def test_who_would_rather_not_answer_says_so_and_who_says_nothing_is_asked(bob: Member) -> None:
    form = opened(bob)
    asked_again = bob.fills(form, answers={"energy": "", "mood": "good"})
    assert asked_again.problems == {"answers_energy": UNANSWERED}
    reply = bob.fills(asked_again, answers={"energy": "-", "mood": "good"})
    assert json.loads(reply.text)["energy"] is None


def test_of_an_optional_question_with_a_way_out_one_has_to_be_taken(bob: Member) -> None:
    rooms = choices(["attic", "cellar"], least=0, default=[])
    ASKED[7] = [Question("rooms", "Which rooms?", rooms, declines=t("rather_not"))]
    form = opened(bob)
    assert bob.fills(form).problems == {"answers_rooms": UNANSWERED}
    for chosen, told in ((["attic"], ["attic"]), (["attic", "-"], None)):
        reply = bob.fills(opened(bob), answers={"rooms": chosen})
        assert json.loads(reply.text)["rooms"] == told


def test_a_form_that_was_refused_stays_with_what_it_is_about(bob: Member) -> None:
    refused = bob.fills(opened(bob), answers={"mood": "bad"}, comment="ok")
    assert refused.problems == {"answers_mood": "Never."}
    told = json.loads(bob.fills(refused, answers={"mood": "good"}).text)
    assert (told["of"], told["energy"], told["comment"]) == (7, 4, "ok")


def test_a_form_that_came_too_late_is_opened_again_about_the_same(bob: Member) -> None:
    late = opened(bob).late
    again = bob.presses("Change and send", on=late)
    assert shown(again.form)["answers_energy"][1] == 4
    assert json.loads(bob.fills(again, answers={"mood": "good"}).text)["of"] == 7


def test_who_was_asked_something_else_goes_on_with_what_is_asked_now(bob: Member) -> None:
    form = opened(bob)
    other = Question("mood", "Your mood today?", choice(["good", "bad"]))
    ASKED[7] = [ENERGY, other]
    anew = bob.fills(form, answers={"mood": "good", "tools": ["pen"]}, comment="typed")
    assert anew.problems[""].startswith("The questions have changed")
    assert shown(anew.form) == {
        "answers_energy": ("How much energy do you have?", 4),
        "answers_mood": ("Your mood today?", "good"),
        "comment": ("Comment", "typed"),
    }
    told = json.loads(bob.fills(anew).text)
    assert told == {"of": 7, "energy": 4, "mood": "good", "comment": "typed"}


@pytest.mark.parametrize(
    "other",
    [
        Question("mood", "Your mood, in a word?", choice(["good", "bad"]), labels={"good": "Poor"}),
        Question("mood", "Your mood, in a word?", choice(["good", "sad"]), labels={"good": "Fine"}),
        Question("mood", "Your mood?", choice(["good", "bad"]), labels={"good": "Fine"}),
    ],
    ids=["a label", "an option", "its words"],
)
def test_a_question_is_another_when_an_answer_would_mean_another_thing(
    bob: Member, other: Question
) -> None:
    form = opened(bob)
    ASKED[7] = [ENERGY, other, TOOLS]
    assert "" in bob.fills(form, answers={"mood": "good"}).problems
    ASKED[7] = [ENERGY, MOOD, TOOLS]
    assert json.loads(bob.fills(form, answers={"mood": "good"}).text)["mood"] == "good"


def test_where_nothing_is_asked_any_more_the_form_ends(bob: Member) -> None:
    form = opened(bob)
    ASKED[7] = []
    assert bob.fills(form, answers={"mood": "good"}).text.startswith("This no longer works")


def test_what_was_answered_in_confidence_is_in_the_form_alone(bob: Member) -> None:
    reply = bob.types("/survey quiet")
    assert reply.late.card.buttons
    again = bob.presses("Change and send", on=reply.late)
    refused = bob.fills(again, answers={"energy": 3, "mood": "sad", "tools": ["pen"]})
    assert set(refused.problems) == {"answers_mood"}
    assert refused.form.token == again.form.token
    told = json.loads(bob.fills(refused, answers={"mood": "good"}).text)
    assert told == {"of": 7, "energy": 3, "mood": "good", "tools": ["pen"]}


def test_two_questions_of_one_name_are_nobodys_to_answer(bob: Member) -> None:
    ASKED[7] = [MOOD, MOOD]
    with pytest.raises(BotError, match="the same name"):
        opened(bob)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("#pizza", "pizza"),
        ("#pizza #rice", "pizza, rice"),
        ("#Risotto #fish & chips", "rice, fish & chips"),
        ("#rice, #pizza and #Risotto", "rice, pizza"),
    ],
)
def test_several_options_are_typed_one_after_the_other(bob: Member, typed: str, said: str) -> None:
    assert bob.types(f"/menu {typed}").text == said


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("#pizza #rise", "#rise"),
        ("#pizza #rice #fish & chips", "2"),
    ],
)
def test_of_several_none_is_taken_where_one_is_not_clear(
    bob: Member, typed: str, problem: str
) -> None:
    reply = bob.types(f"/menu {typed}")
    assert problem in reply.problems["dishes"]
    assert shown(reply.form)["dishes"][1][0] == "pizza"
