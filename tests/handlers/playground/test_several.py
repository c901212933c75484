"""Questions and boxes to tick on the page: what it is given to draw, and what comes back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot import Chat, Form, Question, Skill, choices, questions, scale, t
from tests.handlers.playground.world import World

WORDS = """\
name: Lunch
command: {lunch: choose}
lunch: {title: Lunch}
said: "{of}: {given}"
"""


def asked(_chat: Chat, _concerns: int | None) -> list[Question]:
    hunger = scale(0, 2)
    return [
        Question("dishes", "Which?", choices(["pasta, red", "rice"]), labels={"rice": "Risotto"}),
        Question("hunger", "Hungry?", hunger, labels={"0": "No"}, declines="Rather not say"),
    ]


class Lunch(Form):
    """What somebody would eat."""

    lunch: dict[str, Any] = questions(asked)


def take(chat: Chat, form: Lunch) -> None:
    given = [*form.lunch["dishes"], str(form.lunch["hunger"])]
    chat.whisper(t("said", of=form.concerns or 0, given=given))


def offer(chat: Chat) -> None:
    chat.open(Lunch, concerns=3, lunch={"dishes": ["rice"]})


@pytest.fixture
def hungry(tmp_path: Path) -> Iterator[World]:
    strings = tmp_path / "skill" / "strings"
    strings.mkdir(parents=True)
    for language in ("en", "it"):
        (strings / f"{language}.yaml").write_text(WORDS)
    skill = Skill("lunch", home=strings.parent)
    skill.form(Lunch)(take)
    skill.command("lunch")(offer)
    with World(tmp_path, more=[skill]) as one:
        yield one


def test_what_is_ticked_comes_back_whole_and_stays_ticked(hungry: World) -> None:
    bruno = hungry.page("U2")
    form = bruno.command("/lunch")["form"]
    dishes, hunger = form["fields"]
    assert (dishes["kind"], dishes["value"]) == ("choices", ["rice"])
    assert dishes["options"] == [["pasta, red", "pasta, red"], ["rice", "Risotto"]]
    assert (hunger["kind"], hunger["required"], hunger["value"]) == ("choice", True, "")
    points = [["0", "0 – No"], ["1", "1"], ["2", "2"], ["-", "Rather not say"]]
    assert hunger["options"] == points
    values: dict[str, Any] = {"lunch_dishes": ["rice", "pasta, red"], "lunch_hunger": ""}
    form = bruno.ask("submit", room="#general", token=form["token"], values=values)["form"]
    assert [bool(one["problem"]) for one in form["fields"]] == [False, True]
    assert form["fields"][0]["value"] == ["rice", "pasta, red"]
    values["lunch_hunger"] = "-"
    told = bruno.ask("submit", room="#general", token=form["token"], values=values)
    said = "".join(one["t"] for one in told["card"]["text"])
    assert said == "3: rice, pasta, red, and None"
