"""One interaction: what is stored, what is answered, and what is kept when something fails."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot import Card, Chat, Refused, Skill, t
from bot.testing import Member, Team
from tests.bot import toy
from tests.bot.delivery.rows import states


@pytest.fixture
def team(team_of: Callable[..., Team]) -> Team:
    return team_of(toy.skill)


@pytest.fixture
def bob(team: Team) -> Member:
    return team.member("Bob")


def test_what_is_said_here_is_said_where_it_was_asked_for(team: Team, bob: Member) -> None:
    bob.types("/toy here to those around", channel="C7")
    assert [one.text for one in team.channel("C7")] == ["Bob: to those around"]


def test_a_form_is_where_it_was_opened(team: Team, bob: Member) -> None:
    form = bob.types("/toy here", channel="C7")
    bob.fills(form, words="to those around")
    assert [one.text for one in team.channel("C7")] == ["Bob: to those around"]


def test_a_form_says_field_by_field_what_is_wrong(team: Team, bob: Member) -> None:
    carl = team.member("Carl")
    form = bob.fills(bob.types("/toy tell"), to=[], words="")
    assert form.problems == {"to": "Please fill this in.", "words": "Please fill this in."}
    form = bob.fills(form, to=[carl, bob], words="hello")
    assert form.problems == {"to": "Please choose one person only."}
    assert bob.fills(form, to=[carl]).text == ""
    assert [one.text for one in carl.inbox] == ["Bob: hello"]


def test_two_people_for_one_place_are_asked_about_and_none_is_dropped(
    team: Team, bob: Member
) -> None:
    ann, carl = team.member("Ann"), team.member("Carl")
    form = bob.types("/toy tell @ann @carl hello there")
    assert form.problems == {"to": "Please choose one person only."}
    assert {one.spec.name: one.value for one in form.form.fields} == {
        "to": [ann.id, carl.id],
        "words": "hello there",
    }


def failing(**ways: Callable[[Chat], None]) -> Skill:
    skill = Skill("toy", home=toy.HOME)
    for name, run in ways.items():
        skill.command(f"toy {name}")(run)
    return skill


def says_it_badly(chat: Chat) -> None:
    chat.say(t("thanks"), to=toy.CHANNEL)
    chat.whisper(t("posted"))  # the words need a day


def refuses_badly(chat: Chat) -> None:
    raise Refused(t("posted"))


def test_a_handler_that_breaks_leaves_nothing_apologises_and_keeps_what_was_typed(
    team_of: Callable[..., Team],
) -> None:
    skill = Skill("toy", home=toy.HOME)

    @skill.command("toy", toy.Note)
    def breaks(chat: Chat, form: toy.Note) -> None:
        chat.say(t("thanks"), to=toy.CHANNEL)
        raise ZeroDivisionError

    team = team_of(skill, strict=False)
    bob = team.member("Bob")
    with capture_logs() as logged:
        reply = bob.types("/toy all that I typed")
    assert logged == [
        {"event": "failed", "rule": "toy.toy", "log_level": "error", "exc_info": True}
    ]
    assert "Nothing was saved" in reply.text
    assert "quote " in reply.text
    assert reply.shown.card.quote.endswith(" all that I typed")
    with capture_logs():
        again = bob.fills(bob.presses("Change and send", on=reply))
    assert "Nothing was saved" in again.problems[""]
    assert [one.value for one in again.form.fields] == ["all that I typed"]
    assert states(team) == []


def test_words_that_break_after_the_commit_do_not_deny_what_was_stored(
    team_of: Callable[..., Team],
) -> None:
    team = team_of(failing(badly=says_it_badly), strict=False)
    with capture_logs() as logged:
        assert team.member("Bob").types("/toy badly").text == "Done."
    assert logged[-1]["event"] == "not_worded"
    assert [one.text for one in team.channel(toy.CHANNEL)] == ["Thanks."]


def test_a_refusal_whose_words_break_is_an_apology(team_of: Callable[..., Team]) -> None:
    team = team_of(failing(badly=refuses_badly), strict=False)
    with capture_logs():
        assert "Nothing was saved" in team.member("Bob").types("/toy badly").text


def test_a_refusal_about_a_field_nobody_asked_for_is_still_read(
    team_of: Callable[..., Team],
) -> None:
    skill = Skill("toy", home=toy.HOME)

    @skill.command("toy", toy.Note)
    def note(chat: Chat, form: toy.Note) -> None:
        raise Refused(t("no", words=form.words), field="wrods")

    team = team_of(skill)
    bob = team.member("Bob")
    reply = bob.fills(bob.types("/toy"), words="sense")
    assert reply.problems == {"": "No to sense."}


def test_a_button_of_a_skill_that_is_gone_says_so(
    team_of: Callable[..., Team], tmp_path: Path
) -> None:
    url = f"sqlite:///{tmp_path}/kept.db"
    with Team([toy.skill], database_url=url) as before:
        bob = before.member("Bob")
        bob.types("/toy hello")
        form = bob.types("/toy no way")
        [old] = before.channel(toy.CHANNEL)
    after = team_of(Skill("other", home=toy.HOME), database_url=url)
    after.numbers = before.numbers
    again = Member(after, bob.profile)
    for label, shown in (("Repeat", old), ("Change and send", form.shown)):
        assert "no longer works" in again.presses(label, on=shown).text


def test_nobody_can_do_anything_with_an_unknown_command(team: Team, bob: Member) -> None:
    reply = bob.types("/nonsense and what I typed")
    assert "“nonsense” is no command of mine. Write /piazza" in reply.text
    assert reply.shown.card.quote.endswith(" and what I typed")


def test_one_answer_is_enough(team_of: Callable[..., Team]) -> None:
    def twice(chat: Chat) -> None:
        chat.whisper(t("thanks"))
        chat.whisper(Card(t("thanks")))

    team = team_of(failing(twice=twice), strict=False)
    with capture_logs():
        assert "Nothing was saved" in team.member("Bob").types("/toy twice").text
