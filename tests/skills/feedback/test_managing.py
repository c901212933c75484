"""What the community manager sees first: what waits for too long, with somebody or with nobody."""

from __future__ import annotations

import pytest

from bot import Role
from bot.testing import Member, Team
from tests.skills.feedback.conftest import HOW, LATE


@pytest.mark.parametrize(
    ("language", "waits", "show"),
    [("en", "Waiting too long", "Show 1"), ("it", "Aspettano da troppo", "Mostra il 1")],
)
def test_what_waits_for_too_long_stands_before_the_manager(
    team: Team, ann: Member, bob: Member, language: str, waits: str, show: str
) -> None:
    nora = team.member("Nora", language=language, role=Role.CM)
    for words in (LATE, HOW):
        ann.types(f"/feedback {words}")
    late, how = team.channel("#customers")
    bob.presses("I’ll see to it", on=how)
    team.tick("2026-11-26 07:00")
    assert waits not in nora.types("/cm feedback").text
    team.tick("2026-11-26 10:00")
    shown = nora.types("/cm feedback")
    assert f"{waits} (2)" in shown.text
    assert LATE in shown.text
    assert HOW in shown.text
    bob.fills(bob.presses("Done", on=how), outcome="They know now.")
    assert f"{waits} (1)" in nora.types("/cm feedback").text
    assert LATE in nora.presses(show, on=shown).text
    ann.presses("I’ll see to it", on=late)
    assert waits not in nora.types("/cm feedback").text
