"""What somebody sets for themselves: how they are spoken to, what they get, and when not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import Kind
from bot.directory.wishes import after_quiet
from bot.runtime.incoming import Incoming, Pressed
from bot.runtime.platform import DeliveryError
from bot.runtime.seal import Sealed
from bot.testing import WORKSPACE, Member, Team
from skills import belonging, celebrations, coffee, ideas, kudos, pulse

FRIDAY = "2026-11-27 15:00"
STOP, AGAIN = "Stop: The Friday question", "Send again: The Friday question"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str | None:
    return None if request.param == "sqlite" else str(request.getfixturevalue("postgres_url"))


@pytest.fixture
def team(team_of: Callable[..., Team]) -> Team:
    return team_of(kudos.skill)


@pytest.fixture
def bob(team: Team) -> Member:
    return team.member("Bob")


@pytest.fixture
def ugo(team: Team) -> Member:
    return team.member("Ugo", language="it", zone="Europe/Rome")


def changes(who: Member, **values: object) -> str:
    label = {"en": "Change", "it": "Modifica"}[who.person.language]
    form = who.presses(label, on=who.types("/piazza settings"))
    reply = who.fills(form, **values)
    return reply.text if reply.answer.card else str(reply.problems)


def test_everybody_sees_what_they_get_and_why(team: Team, bob: Member, ugo: Member) -> None:
    assert bob.types("/piazza settings").text.splitlines()[:5] == [
        "Your settings. Only you can see this message.",
        "The Friday question – on Fridays, if you have thanked nobody in the week."
        " Next: Friday 27 November 15:00.",
        "The question about a colleague – every other Wednesday at most, about somebody of your"
        " team or whom thanks connect you with. Next: Wednesday 25 November 11:00.",
        "Messages from the community manager – now and then, when there is something for many.",
        "What is meant for you alone, such as a colleague’s thanks, always arrives.",
    ]
    shown = ugo.presses("Le mie impostazioni", on=ugo.types("/piazza")).text
    assert "La domanda del venerdì – il venerdì, se in settimana non hai ringraziato" in shown
    assert shown.endswith("Lingua: Italiano\nFuso orario: Europe/Rome\nOre di silenzio: nessuna")


MANY = (kudos, ideas, pulse, coffee, belonging, celebrations)


def test_nobody_reads_of_what_cannot_reach_them(team_of: Callable[..., Team]) -> None:
    team = team_of(*(one.skill for one in MANY), company={"guests": True})
    bob, guest = team.member("Bob"), team.member("Gus", kind=Kind.GUEST)
    pulse_and_thanks = [
        "The Friday question",
        "The question about a colleague",
        "The pulse",
        "The pulse after a day off",
        "The reminder of the pulse",
        "Messages from the community manager",
    ]
    assert gets(bob) == pulse_and_thanks
    bob.types("/coffee join")
    assert len(gets(bob)) == len(pulse_and_thanks) + 3
    bob.types("/piazza buddy join")
    assert len(gets(bob)) == len(pulse_and_thanks) + 4
    # What somebody has switched off they can have again, also where it would not reach them now.
    bob.presses("Stop: The question whether you met", on=bob.types("/piazza settings"))
    bob.types("/coffee leave")
    assert len(gets(bob)) == len(pulse_and_thanks) + 2
    assert gets(guest) == []
    assert "Your settings" in guest.types("/piazza settings").text


def gets(who: Member) -> list[str]:
    """What somebody is told that they get, in the order in which it stands."""
    lines = who.types("/piazza settings").text.splitlines()
    return [
        what for line in lines if (what := line.partition(" – ")[0]) != line and what != "Quiet"
    ]


def test_an_opt_out_wins_also_after_the_planning(team: Team, bob: Member, ugo: Member) -> None:
    bob.presses(STOP, on=bob.types("/piazza settings"))
    team.tick("2026-11-27 12:00")
    team.platform.refusals.append(DeliveryError("internal_error"))
    team.tick(FRIDAY)
    ugo.presses("Disattiva: La domanda del venerdì", on=ugo.types("/piazza settings"))
    team.tick(timedelta(hours=1))
    assert bob.inbox == ugo.inbox == []


def test_what_was_stopped_is_sent_again(team: Team, bob: Member) -> None:
    off = bob.presses(STOP, on=bob.types("/piazza settings"))
    assert "switched off by you" in off.text
    bob.presses(AGAIN, on=off)
    team.tick(FRIDAY)
    assert len(bob.inbox) == 1


def test_who_rests_gets_nothing_for_a_week(team: Team, bob: Member, ugo: Member) -> None:
    rests = bob.presses("Nothing for a week", on=bob.types("/piazza settings"))
    assert "Rest until: 30 November" in rests.text
    awake = ugo.presses("Niente per una settimana", on=ugo.types("/piazza settings"))
    ugo.presses("Riprendi", on=awake)
    team.tick(FRIDAY)
    assert (len(bob.inbox), len(ugo.inbox)) == (0, 1)
    team.tick("2026-12-04 15:00")
    assert (len(bob.inbox), len(ugo.inbox)) == (1, 2)


def test_who_rests_reads_what_comes_after_the_rest(bob: Member) -> None:
    rests = bob.presses("Nothing for a week", on=bob.types("/piazza settings"))
    assert "thanked nobody in the week. Next: Friday 4 December 15:00." in rests.text
    awake = bob.presses("End the rest", on=rests)
    assert "thanked nobody in the week. Next: Friday 27 November 15:00." in awake.text


def test_a_rest_ends_with_its_last_day_on_ones_own_clock(team: Team) -> None:
    kim = team.member("Kim", zone="Asia/Tokyo")
    changes(kim, snooze="2026-11-26")
    assert "Next: Friday 27 November 15:00." in kim.types("/piazza settings").text
    changes(kim, snooze="2026-11-27")
    assert "Next: Friday 4 December 15:00." in kim.types("/piazza settings").text


@pytest.mark.parametrize(
    ("said", "zone"),
    [
        ("Roma", "Europe/Rome"),
        ("londra", "Europe/London"),
        ("Parigi ", "Europe/Paris"),
        ("Città del Messico", "America/Mexico_City"),
        ("London", "Europe/London"),
        ("europe/rome", "Europe/Rome"),
    ],
)
def test_a_city_is_a_zone_in_the_language_of_whoever_names_it(
    ugo: Member, said: str, zone: str
) -> None:
    assert changes(ugo, zone=said).startswith("Salvato.")
    assert ugo.person.zone == zone


def test_a_city_without_a_zone_of_its_own_leads_to_the_companys(
    team_of: Callable[..., Team],
) -> None:
    team = team_of(kudos.skill, company={"zone": "Europe/Paris"})
    ugo = team.member("Ugo", language="it")
    said = changes(ugo, zone="Milano")
    assert "Nessun fuso orario si chiama Milano. Scrivilo così: Europe/Paris." in said


def test_a_language_is_called_what_those_who_speak_it_call_it(bob: Member, ugo: Member) -> None:
    assert "Language: English" in bob.types("/piazza settings").text
    for one, label in ((bob, "Change"), (ugo, "Modifica")):
        form = one.presses(label, on=one.types("/piazza settings")).form
        [asked] = [field.spec for field in form.fields if field.spec.name == "language"]
        assert list(asked.labels.values()) == ["English", "Italiano"]


def test_a_thank_you_arrives_all_the_same(team: Team, bob: Member, ugo: Member) -> None:
    bob.presses("Nothing for a week", on=bob.types("/piazza settings"))
    ugo.types("/kudos @bob for the patient help with the new press")
    assert len(bob.inbox) == 1


def test_quiet_hours_hold_a_nudge_back_until_they_are_over(team: Team, bob: Member) -> None:
    assert changes(bob, quiet_from="14:00", quiet_until="17:00").startswith("Saved.")
    team.tick(FRIDAY)
    assert bob.inbox == []
    team.tick("2026-11-27 17:00")
    assert len(bob.inbox) == 1


def test_what_would_come_too_late_after_quiet_hours_does_not_come(team: Team, bob: Member) -> None:
    changes(bob, quiet_from="14:00", quiet_until="08:00")
    team.tick(FRIDAY)
    team.tick("2026-11-28 09:00")
    assert bob.inbox == []


def test_a_language_and_a_zone_of_ones_own_outlast_the_roster(
    team: Team, bob: Member, ugo: Member
) -> None:
    changes(bob, language="it", zone="new york")
    for one in (bob, ugo):
        profile = replace(one.profile, name=f"{one.profile.name} Neri", zone="Asia/Tokyo")
        team.run(team.app.registry.remember(WORKSPACE, [profile]))
    assert (bob.person.language, bob.person.zone) == ("it", "America/New_York")
    assert bob.person.name == "Bob Neri"
    assert ugo.person.zone == "Asia/Tokyo"


@pytest.mark.parametrize(
    ("values", "problem"),
    [
        ({"zone": "Lodon"}, "No time zone is called Lodon. Please write it like Europe/London."),
        ({"zone": "Milano"}, "No time zone is called Milano. Please write it like Europe/Rome."),
        ({"quiet_from": "19:00"}, "Please give both hours, or neither."),
    ],
)
def test_what_cannot_be_is_said_and_nothing_typed_is_lost(
    bob: Member, values: dict[str, str], problem: str
) -> None:
    form = bob.presses("Change", on=bob.types("/piazza settings"))
    again = bob.fills(form, **values)
    assert list(again.problems.values()) == [problem]
    kept = {one.spec.name: one.value for one in again.form.fields}
    assert values.items() <= kept.items()


def test_nobody_stops_what_there_is_not(team: Team, bob: Member) -> None:
    sealed = Sealed("bot.settings_stop", ("kudos.nothing",), bob.person.id)
    pressed = Pressed(team.app.seal.close(WORKSPACE, sealed))
    said = team.hand_in(Incoming(WORKSPACE, "press", bob.id, pressed)).text
    assert said.startswith("This no longer works.")


def test_what_was_chosen_is_part_of_what_is_known(bob: Member) -> None:
    bob.presses(STOP, on=bob.types("/piazza settings"))
    changes(bob, quiet_from="19:00", quiet_until="08:00")
    known = bob.types("/piazza whatyouknow").text
    assert "Quiet from and until: 19:00 and 8:00" in known
    assert "Kinds you switched off: kudos.gratitude" in known


def test_all_that_is_known_comes_as_a_page_to_keep(bob: Member, ugo: Member) -> None:
    bob.types("/kudos @ugo for the patient help with the <new> press")
    bob.presses("Send it to me as a file", on=bob.types("/piazza whatyouknow"))
    file = bob.inbox[-1].file
    assert file is not None
    assert file.name == "piazza.html"
    assert "What Piazza stores on Bob" in file.text
    assert "for the patient help with the &lt;new&gt; press" in file.text


ZONES = ("Europe/Rome", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe")


@given(
    minute=st.integers(0, 2 * 365 * 24 * 60),
    zone=st.sampled_from(ZONES),
    hours=st.tuples(st.integers(0, 23), st.integers(0, 23)),
)
def test_after_quiet_hours_nobody_is_disturbed_and_nobody_waits_longer_than_a_day(
    minute: int, zone: str, hours: tuple[int, int]
) -> None:
    moment = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minute)
    free = after_quiet(moment, ZoneInfo(zone), hours)
    assert timedelta() <= free - moment <= timedelta(hours=25)
    local = free.astimezone(UTC).astimezone(ZoneInfo(zone))
    start, end = hours
    assert (local.hour - start) % 24 >= (end - start) % 24
