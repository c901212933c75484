"""The `piazza` command: help everywhere, three exit statuses, one line for what is wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from bot.cli.commands import app
from tests.slack_world import StrictSlack

from .connected import credentials
from .shell import Shell


def paths(command: Any, above: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Every command and group, by the words that name it."""
    yield above
    for name, inner in getattr(command, "commands", {}).items():
        yield from paths(inner, (*above, name))


EVERY = list(paths(get_command(app)))


@pytest.mark.parametrize("words", EVERY, ids=" ".join)
def test_every_command_explains_itself(piazza: Shell, words: tuple[str, ...]) -> None:
    ran = piazza(*words, "--help")
    assert (ran.status, ran.err) == (0, "")
    assert "Usage: " + " ".join(["piazza", *words]) in ran.out
    explained = ran.out.split("Usage:", 1)[1].splitlines()[1:]
    assert any(re.search(r"\w{3}.*\.", line) for line in explained)


@pytest.mark.parametrize(
    ("words", "wrong"),
    [
        ("rols", "No such command 'rols'. Did you mean 'roles'?"),
        ("roles grant", "Missing argument 'who'"),
        (
            "roles grant ann boss",
            "'boss' is not one of 'cm', 'co_organiser', 'workers_representative'",
        ),
        ("run --fast", "No such option: --fast"),
        ("check everything", "unexpected extra argument"),
        ("schedule run kudos.digest --at tomorrow", "'tomorrow' is no instant"),
        ("slack manifest --url piazza.example", "begin it with https://"),
    ],
)
def test_wrong_use_is_told_in_a_line(piazza: Shell, words: str, wrong: str) -> None:
    ran = piazza(*words.split())
    assert ran.status == 2
    assert ran.out == ""
    assert wrong in ran.complaint
    assert re.search(r"see `piazza .*--help`$", ran.complaint)


def test_without_a_command_the_help_is_shown(piazza: Shell) -> None:
    ran = piazza()
    assert (ran.status, ran.err) == (2, "")
    assert "Usage: piazza" in ran.out


def test_it_tells_its_version(piazza: Shell) -> None:
    ran = piazza("--version")
    assert (ran.status, ran.out, ran.err) == (0, f"piazza {version('piazza-bot')}\n", "")


def test_check_finds_nothing_wrong(piazza: Shell) -> None:
    ran = piazza("check")
    assert (ran.status, ran.err) == (0, "")
    assert [line.split()[:2] for line in ran.out.splitlines()] == [
        ["settings", "ok"],
        ["skills", "ok"],
        ["database", "ok"],
        ["platforms", "--"],
    ]


@pytest.mark.parametrize(
    ("app_yaml", "complaint"),
    [
        (
            "company:\n  lanugages: [en]\nskills:\n  kudos:\n",
            "app.yaml:2: unknown key 'lanugages', did you mean 'languages'?",
        ),
        (
            "skills:\n  kudos: {allowence: 3}\n",
            "app.yaml:2: unknown key 'allowence', did you mean 'allowance'?",
        ),
        (
            "skills:\n  cm:\n  kudoz:\n",
            "app.yaml:3: unknown skill 'kudoz', did you mean 'kudos'?",
        ),
        (
            "skills:\n  kudos:\n  horoscope:\n",
            "app.yaml:3: unknown skill 'horoscope'; it is not installed",
        ),
    ],
)
def test_check_says_which_line_is_wrong(piazza: Shell, app_yaml: str, complaint: str) -> None:
    piazza.write(app_yaml)
    ran = piazza("check")
    assert (ran.status, ran.complaint) == (1, complaint)


def test_check_says_all_that_is_wrong_a_line_each(piazza: Shell) -> None:
    piazza.write("compny: {name: Aurora}\nskills:\n  kudoz:\n")
    piazza.set("PORT", "many")
    ran = piazza("check")
    assert ran.status == 1
    assert [line.split()[0] for line in ran.err.splitlines()] == [
        "app.yaml:1:",
        "app.yaml:3:",
        "PORT:",
    ]


def test_without_a_settings_file_it_is_said_how_to_make_one(piazza: Shell) -> None:
    Path("app.yaml").unlink()
    for words in (["check"], ["skills"], ["run"], ["db", "status"], ["people", "list"]):
        ran = piazza(*words)
        assert ran.status == 1
        assert ran.complaint.startswith("app.yaml: there is no such file; make one with")


def test_check_asks_slack_what_the_tokens_may(piazza: Shell) -> None:
    with StrictSlack() as slack:
        for name, value in credentials(slack, socket=True).items():
            piazza.set(name, value)
        ran = piazza("check")
        assert ran.status == 1
        assert "scope chat:write.public is missing, needed to post into public" in ran.err
        assert "chat:write is" not in ran.err
        piazza.set("SLACK_APP_TOKEN", "xapp-of-another-app")
        assert "SLACK_APP_TOKEN: Slack says 'invalid_auth'; make one with" in piazza("check").err
        piazza.set("SLACK_BOT_TOKEN", "xoxb-of-another-app")
        ran = piazza("check")
        assert ran.status == 1
        assert ran.err.startswith("SLACK_BOT_TOKEN: Slack says 'invalid_auth'; install")
    assert "no answer (Slack can't be reached)" in piazza("check").err


def test_skills_says_what_is_installed_and_what_is_switched_on(piazza: Shell) -> None:
    piazza.write("skills:\n  cm:\n")
    ran = piazza("skills")
    assert (ran.status, ran.err) == (0, "")
    told = [line.split() for line in ran.out.splitlines()]
    assert told == sorted(told, key=lambda line: line[1])
    assert ["on", "cm", "skills.cm:skill"] in told
    assert ["off", "kudos", "skills.kudos:skill"] in told
