"""What options are called: by their labels wherever somebody reads or writes them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from bot import Chat, Form, Skill, choice, t, text
from bot.testing import Member, Team
from handlers.slack.views import view

EN = """\
name: Share
command: {share: share something}
share:
  title: Share
  how: How
  how_private: In private
  how_public: For everybody
  tone: Tone
  words: Words
said: "{how}, {tone}: {words}"
"""
IT = """\
share:
  title: Condividi
  how: Come
  how_private: In privato
  how_public: Per tutti
  tone: Tono
  words: Parole
"""


class Share(Form):
    """Two choices, of which one has labels."""

    how: str = choice(["public", "private"], default="public")
    tone: str = choice(["warm", "dry"], default="warm")
    words: str = text(min_length=2)


@pytest.fixture
def team(team_of: Callable[..., Team], tmp_path: Path) -> Team:
    (tmp_path / "strings").mkdir()
    (tmp_path / "strings" / "en.yaml").write_text(EN)
    (tmp_path / "strings" / "it.yaml").write_text(IT)
    skill = Skill("share", home=tmp_path)

    @skill.command("share", Share)
    def share(chat: Chat, form: Share) -> None:
        chat.whisper(t("said", how=form.how, tone=form.tone, words=form.words))

    return team_of(skill)


@pytest.fixture
def bob(team: Team) -> Member:
    return team.member("Bob")


@pytest.fixture
def carla(team: Team) -> Member:
    return team.member("Carla", language="it")


def options(member: Member) -> dict[str, tuple[tuple[str, str], ...]]:
    form = member.types("/share").form
    return {one.spec.name: one.options for one in form.fields if one.options}


def test_a_form_shows_labels_in_the_readers_language(bob: Member, carla: Member) -> None:
    tone = (("warm", "warm"), ("dry", "dry"))
    english = (("public", "For everybody"), ("private", "In private"))
    italian = (("public", "Per tutti"), ("private", "In privato"))
    assert options(bob) == {"how": english, "tone": tone}
    assert options(carla) == {"how": italian, "tone": tone}


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("hello", "public, warm: hello"),
        ("hello #private", "private, warm: hello"),
        ("#PRIVATE hello #Dry", "private, dry: hello"),
        ("hello #in private there", "private, warm: hello there"),
        ("hello #In-Private", "private, warm: hello"),
        ("hello #in_private, there", "private, warm: hello , there"),
        ("hello #in privato", "public, warm: hello #in privato"),
        ("hello #in privateer", "public, warm: hello #in privateer"),
        ("hello#private", "public, warm: hello#private"),
    ],
)
def test_a_typed_command_takes_a_name_or_a_label(bob: Member, typed: str, said: str) -> None:
    assert bob.types(f"/share {typed}").text == said


def test_a_typed_command_does_not_choose_between_two(bob: Member) -> None:
    asked = bob.types("/share #public hello #private")
    line = "You wrote #public and #private, and only one of them can hold. Please choose it here."
    assert asked.problems == {"how": line}
    assert bob.fills(asked).text == "private, warm: hello #private"


@pytest.mark.parametrize("mark", ["#in privato", "#In Privato", "#private"])
def test_everybody_types_labels_of_their_own_language(carla: Member, mark: str) -> None:
    assert carla.types(f"/share {mark} ciao").text == "private, warm: ciao"


def test_what_is_no_option_is_told_by_labels(bob: Member, carla: Member) -> None:
    for member, said in ((bob, "For everybody and In private"), (carla, "Per tutti e In privato")):
        reply = member.fills(member.types("/share"), how="loud", words="hello")
        assert said in reply.problems["how"]


def test_what_holds_unless_something_else_is_chosen_is_chosen_from_the_start(bob: Member) -> None:
    form = bob.types("/share").form
    values = {one.spec.name: one.value for one in form.fields}
    assert values == {"how": "public", "tone": "warm", "words": None}
    assert bob.fills(form, words="hello").text == "public, warm: hello"
    drawn = {one["block_id"]: one for one in view(form)["blocks"]}["field:how"]
    assert drawn["element"]["type"] == "radio_buttons"
    assert drawn["element"]["initial_option"]["text"]["text"] == "For everybody"
    assert drawn["optional"] is False


def test_a_form_goes_on_with_the_option_that_was_chosen(carla: Member) -> None:
    form = carla.types("/share #in privato").form
    assert next(one.value for one in form.fields if one.spec.name == "how") == "private"
    assert carla.fills(form, words="ciao").text == "private, warm: ciao"
