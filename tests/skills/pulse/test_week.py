"""A week of the pulse: it opens, people are invited, answer, change their mind, and it closes."""

from __future__ import annotations

from typing import Any

from bot.testing import Member, Reply, Team

PROMISE = "can see your answer, and after the round closes nobody at all can"


def answers(reply: Reply, value: str = "4", **more: Any) -> dict[str, Any]:
    """The same answer to every question of a form."""
    names = [one.spec.name.removeprefix("answers_") for one in reply.form.fields]
    return {name: value for name in names if name != "O1"} | more


def answer(member: Member, value: str = "4", **more: Any) -> Reply:
    """Answer the open round."""
    form = member.types("/pulse")
    return member.fills(form, answers=answers(form, value, **more))


def test_a_round_opens_on_monday_and_closes_on_thursday(
    team: Team, marco: Member, anna: Member, others: list[Member]
) -> None:
    bob = others[0]
    team.tick("2026-11-23 09:59")
    assert "opens for you on" in bob.types("/pulse").text
    team.tick("2026-11-23 10:00")
    [invited], [invitata] = bob.inbox, anna.inbox
    assert "4 questions, one minute" in invited.text
    assert PROMISE in invited.text
    assert "This is the first one" in invited.text
    assert "Nessuno, né chi ti dirige" in invitata.text
    form = bob.presses("Answer", on=invited)
    assert [one.label for one in form.form.fields][-1].startswith("What should the community")
    assert bob.fills(form, answers=answers(form)).text.startswith("Recorded")
    # Changed until the close: the last one counts.
    assert answer(bob, "5").text.startswith("Recorded")
    team.tick("2026-11-25 10:00")
    assert len(bob.inbox) == 1
    assert "Se non hai ancora risposto" in anna.inbox[-1].text
    team.tick("2026-11-26 18:00")
    assert "not open" in bob.types("/pulse").text


def test_what_is_wrong_is_said_in_a_line_and_nothing_is_lost(
    team: Team, marco: Member, others: list[Member]
) -> None:
    bob = others[0]
    team.tick("2026-11-23 10:00")
    form = bob.types("/pulse")
    missing = bob.fills(form, answers={"O1": "x" * 2000})
    assert missing.problems["answers_O1"] == "Please keep to 1,000 characters. You have 2,000."
    nothing = bob.fills(form, answers=answers(form, "-"))
    assert "Answer at least one" in nothing.problems[""]
    team.tick("2026-11-26 18:00")
    late = bob.fills(form, answers=answers(form, "3", O1="my words"))
    assert "has closed" in late.problems[""]
    assert {one.spec.name: one.value for one in late.form.fields}["answers_O1"] == "my words"
    assert "no round is open" in marco.types("/cm pulse close").text.lower()
