"""What was promised because of a round is told of in the next invitation, or that it is silent."""

from __future__ import annotations

from bot.testing import Member, Team
from tests.skills.pulse.test_week import answer


def first_round(team: Team, marco: Member, others: list[Member]) -> None:
    """A round that closes, and a promise because of it."""
    team.tick("2026-11-23 10:00")
    for one in others:
        answer(one)
    team.tick("2026-11-26 19:00")
    told = marco.types("/cm pulse results")
    form = marco.presses("Promise something", on=told)
    words = "Meetings end after fifty minutes"
    assert "Promised" in marco.fills(form, owner=[others[0]], due="2026-12-20", words=words).text


def test_the_manager_is_asked_before_and_the_invitation_tells(
    team: Team, marco: Member, anna: Member, others: list[Member]
) -> None:
    first_round(team, marco, others)
    team.tick("2026-11-27 10:00")
    assert "heard what came of 1 promise" in marco.inbox[-1].text
    report = marco.presses("Say what came of it", on=marco.types("/cm promises"))
    marco.fills(report, which={"one": "1"}, state="building", news="The clocks are ordered.")
    team.tick("2026-11-30 10:00")
    line = "Meetings end after fifty minutes” – under way, by 20 December. The clocks are ordered."
    assert line in others[3].inbox[-1].text
    assert "in corso, entro il 20 dicembre" in anna.inbox[-1].text


def test_what_was_promised_by_command_is_in_the_invitation_too(
    team: Team, marco: Member, anna: Member, others: list[Member]
) -> None:
    team.tick("2026-11-23 10:00")
    form = marco.types("/cm promise")
    marco.fills(form, owner=[anna], due="2026-12-20", words="The kitchen gets a second oven.")
    team.tick("2026-11-26 19:00")
    team.tick("2026-11-27 10:00")
    assert "heard what came of 1 promise" in marco.inbox[-1].text
    team.tick("2026-11-30 10:00")
    told = "“The kitchen gets a second oven.” – planned by 20 December; no news yet"
    assert told in others[3].inbox[-1].text.splitlines()


def test_a_round_is_opened_over_silence_only_knowingly(
    team: Team, marco: Member, anna: Member, others: list[Member]
) -> None:
    first_round(team, marco, others)
    marco.types("/cm schedule pause pulse.open")
    team.tick("2026-12-01 09:00")
    asked = marco.types("/cm pulse open")
    assert "no news yet" in asked.text
    assert "is open until" in marco.presses("Open without news", on=asked).text
    team.tick("2026-12-01 09:10")
    assert "planned by 20 December; no news yet" in others[3].inbox[-1].text


def test_only_who_has_not_kept_it_yet_is_reminded(
    team: Team, marco: Member, anna: Member, others: list[Member]
) -> None:
    first_round(team, marco, others)
    more = marco.presses("Promise something", on=marco.types("/cm pulse results"))
    words = "Notes are out the same day"
    marco.fills(more, owner=[others[0]], due="2026-12-20", words=words)
    team.tick("2026-11-26 19:10")
    yours = next(one for one in others[0].inbox if "fifty minutes" in one.text)
    assert "nata da Polso, 26 novembre" in anna.types("/piazza promises").text
    form = others[0].presses("Say what came of it", on=yours)
    others[0].fills(form, state="kept", news="They end at ten to.")
    team.tick("2026-12-17 12:00")
    [soon] = [one for one in others[0].inbox if "In three days" in one.text]
    assert words in soon.text
