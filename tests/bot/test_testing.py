"""Stories of others: what fails in a handler fails the story, and nothing else is in the way."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from bot import Chat, Skill, t
from bot.testing import Team
from tests.bot import toy

SCRIPT = """\
from pathlib import Path

from bot import Chat, Skill, t
from bot.testing import Team

skill = Skill("hello", home=Path(__file__).parent)


@skill.command("hello", reads=True)
def hello(chat: Chat) -> None:
    chat.whisper(t("hello"))


@skill.command("hello badly")
def badly(chat: Chat) -> None:
    chat.whisper(t("a_key_without_words"))


with Team([skill], strict=False) as team:
    ann = team.member("Ann")
    print(ann.types("/hello").text)
    print(ann.types("/hello badly").text)
"""


def fails(_chat: Chat) -> None:
    raise ZeroDivisionError("the author's own")


def test_a_handler_that_fails_fails_the_story(team_of: Callable[..., Team]) -> None:
    skill = Skill("toy", home=toy.HOME)
    skill.command("toy")(fails)
    bob = team_of(skill).member("Bob")
    with pytest.raises(ZeroDivisionError, match="the author's own") as failed:
        bob.types("/toy")
    assert failed.traceback[-1].name == "fails"


def test_words_that_nobody_wrote_fail_the_story(team_of: Callable[..., Team]) -> None:
    skill = Skill("toy", home=toy.HOME)
    skill.command("toy")(lambda chat: chat.whisper(t("never_worded")))
    bob = team_of(skill).member("Bob")
    with pytest.raises(KeyError, match="toy: nobody worded 'never_worded'"):
        bob.types("/toy")


def test_a_card_that_cannot_be_worded_fails_the_story_as_it_is_delivered(
    team_of: Callable[..., Team],
) -> None:
    skill = Skill("toy", home=toy.HOME)
    skill.command("toy")(lambda chat: chat.say(t("never_worded"), to=toy.CHANNEL))
    bob = team_of(skill).member("Bob")
    with pytest.raises(KeyError, match="toy: nobody worded 'never_worded'"):
        bob.types("/toy")


def test_a_story_in_a_script_shows_what_is_wrong_shortly_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "strings").mkdir()
    (tmp_path / "strings" / "en.yaml").write_text("name: Hello\nhello: Good morning.\n")
    (tmp_path / "story.py").write_text(SCRIPT)
    told = subprocess.run(
        [sys.executable, tmp_path / "story.py"],
        capture_output=True,
        text=True,
        check=True,
        cwd=tmp_path,
    )
    said = (told.stdout + told.stderr).splitlines()
    # On a busy machine a job may take its time, and is told of.
    lines = [line for line in said if "held the writer" not in line]
    assert (lines[0], lines[-1]) == ("Good morning.", "Done.")
    assert len([line for line in lines if "not_worded" in line]) == 1
    assert "nobody worded 'a_key_without_words'" in told.stdout
    assert len(lines) < 40
