"""Whatever somebody may look at, it changes with a vote as it does with a call for help."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from bot import Role
from bot.testing import Member, Team
from skills import cm, kudos
from tests.attacks import on_playground, on_slack
from tests.attacks.canary import TYPED, WORDS
from tests.attacks.confide_skill import skill
from tests.attacks.spill import everything_logged
from tests.attacks.views import Views, changes

Record = Callable[[str, object], None]
APP_YAML = "company: {name: Aurora, languages: [en, it]}\nskills: {kudos: , cm: }\n"
# Given for the first time, changed, with other words, with none.
ANSWERED = (
    {**TYPED, "comment": ""},
    {**TYPED, "comment": WORDS},
    {**dict.fromkeys(TYPED, "0"), "comment": "x" * 1000},
    {**dict.fromkeys(TYPED, "99"), "comment": "no"},
)


Capture = pytest.CaptureFixture[str]


@pytest.fixture
def views(tmp_path: Path) -> Iterator[Views]:
    (tmp_path / "app.yaml").write_text(APP_YAML)
    with Team([skill, kudos.skill, cm.skill]) as team:
        manager = team.member("Cora", role=Role.CM)
        views = Views(team, manager, team.member("Ann"), tmp_path)
        manager.types("/confide open")
        yield views


@pytest.fixture
def bob(views: Views) -> Member:
    return views.team.member("Bob")


def test_no_command_home_or_channel_tells_of_a_vote(
    views: Views, bob: Member, record_property: Record
) -> None:
    form = bob.types("/confide")
    # That somebody looks is noted; from the fifth time on it is always the same.
    for _ in range(4):
        views.in_chat()
    assert changes(views.in_chat, lambda: bob.types("/piazza help")) == {}
    assert changes(views.in_chat, partial(bob.fills, form, **TYPED, comment=WORDS)) == {}
    record_property("attack", f"A9: {len(views.commands)} commands and homes, none tells of a vote")


def test_no_vote_is_seen_by_who_operates_it(
    views: Views, bob: Member, record_property: Record
) -> None:
    form = bob.types("/confide")
    assert changes(views.in_shell, partial(bob.fills, form, **TYPED, comment=WORDS)) == {}


def test_the_answer_to_slack_is_the_same_whatever_was_answered(
    tmp_path: Path, capfd: Capture, record_property: Record
) -> None:
    with (
        everything_logged(capfd) as spill,
        on_slack.opened(spill, skill, tmp_path, None) as office,
    ):
        office.says("manager", "/confide open")
        [invited] = office.slack.messages("general")
        told = []
        for number, values in enumerate(ANSWERED):
            office.press("ann", invited)
            told.append(office.answered("ann", values))
            calls = [one.method for one in office.slack.calls]
            assert calls.count("views.open") == number + 1
        assert len(set(told)) == 1
        # Nothing of it is seen in the channel, where it was asked.
        assert office.slack.messages("general") == [invited]
        assert calls.count("chat.postMessage") == 1
        assert "chat.update" not in calls
    length = len(told[0][1])
    record_property("attack", f"A9: {len(told)} answers by HTTP, each answered by {length} bytes")


def test_the_playground_shows_nobody_a_vote(
    tmp_path: Path, capfd: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PIAZZA_KEYS", f"{tmp_path}/keys")
    with (
        everything_logged(capfd) as spill,
        on_playground.opened(spill, skill, tmp_path, None) as office,
    ):
        watching = office.page("bob")
        office.says("manager", "/confide open")
        form = office.opens("ann")
        office.calms_down(watching)

        def panels() -> list[object]:
            people = watching.ask("people", find="")["people"]
            shown = [people, watching.ask("journal"), watching.messages("#general")]
            pushed, watching.pushed = watching.pushed, []
            return [*shown, pushed]

        panels()
        office.says("ann", "/piazza help")
        helped = panels()
        office.fills("ann", form, {**TYPED, "comment": WORDS})
        assert panels() == helped
