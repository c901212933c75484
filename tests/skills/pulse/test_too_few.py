"""What is refused to a small company uses up no keys: they may be few, and made elsewhere."""

from __future__ import annotations

from collections.abc import Callable

from bot import Role
from bot.testing import Team
from skills.pulse import skill


def test_a_round_that_too_few_people_would_answer_takes_no_keys(
    team_of: Callable[..., Team],
) -> None:
    team = team_of(skill, start="2026-11-21 08:00")
    marco = team.member("Marco", role=Role.CM)
    keys = team.app.house.box.keys
    keys.make(3)
    before = keys.left(set())
    words = "/poll Is it too loud? | yes | no #sealed"
    assert "needs at least 10 people" in marco.types(words, channel="#lunch").text
    assert "needs at least 10 people" in marco.types("/cm pulse open").text
    team.tick("2026-11-23 06:00")
    assert any("There are 1" in one.text for one in marco.inbox)
    assert keys.left(set()) == before
