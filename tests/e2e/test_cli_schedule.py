"""`piazza schedule`: what is due when, looked at or planned by hand, and planned only once."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from .shell import ANN, APP_YAML, BOB, CARLA, Shell

FRIDAY = ("--at", "2026-11-27 15:00")


def test_every_schedule_is_listed_with_its_next_time(piazza: Shell) -> None:
    piazza.write(
        APP_YAML + "schedules:\n  cm.digest: {paused: true}\n  kudos.digest: {at: 17:30}\n"
    )
    ran = piazza("schedule", "list")
    assert (ran.status, ran.err) == (0, "")
    lines = {line.split()[0]: line for line in ran.out.splitlines()}
    kudos = {"kudos.colleague", "kudos.digest", "kudos.fairness", "kudos.gratitude"}
    assert lines.keys() == {"cm.belonging", "cm.digest", "cm.themes", *kudos}
    assert "monday 09:00 (Europe/Rome)" in lines["cm.digest"]
    assert lines["cm.digest"].endswith("paused (paused in app.yaml)")
    assert "friday 17:30 (Europe/Rome)" in lines["kudos.digest"]
    assert "17:30 CE" in lines["kudos.digest"].partition("Rome)")[2]
    assert "friday 15:00 (everybody's own time)" in lines["kudos.gratitude"]


def test_a_nudge_is_planned_once_for_everybody(piazza: Shell) -> None:
    piazza.knows(ANN, BOB, CARLA)
    ran = piazza("schedule", "run", "kudos.gratitude", *FRIDAY)
    assert (ran.status, ran.err) == (0, "")
    assert ran.out.splitlines() == [
        "kudos.gratitude 2026-11-27 America/New_York: planned, 1 message",
        "kudos.gratitude 2026-11-27 Europe/Rome: planned, 2 messages",
    ]
    again = piazza("schedule", "run", "kudos.gratitude", *FRIDAY)
    assert again.status == 0
    assert [line.rpartition(": ")[2] for line in again.out.splitlines()] == ["done before"] * 2


def test_a_dry_run_says_what_would_happen_and_leaves_nothing(piazza: Shell) -> None:
    piazza.knows(ANN, CARLA)
    for _ in range(2):
        ran = piazza("schedule", "run", "kudos.gratitude", *FRIDAY, "--dry-run")
        assert ran.out == "kudos.gratitude 2026-11-27 Europe/Rome: would go to 2 people\n"
    assert piazza("schedule", "run", "cm.digest", "--dry-run").out.endswith(": would run\n")
    assert "planned, 2" in piazza("schedule", "run", "kudos.gratitude", *FRIDAY).out


def test_an_instant_may_name_its_own_zone(piazza: Shell) -> None:
    piazza.knows(ANN)
    at = ("--at", "2026-11-27T23:30:00+00:00")
    assert "kudos.gratitude 2026-11-28 " in piazza("schedule", "run", "kudos.gratitude", *at).out


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("kudos.diget", ", did you mean 'kudos.digest'?"),
        (
            "horoscope",
            "; there are cm.belonging, cm.digest, cm.themes, kudos.colleague, kudos.digest, "
            "kudos.fairness, kudos.gratitude",
        ),
    ],
)
def test_an_unknown_schedule_is_told_with_what_was_meant(
    piazza: Shell, name: str, hint: str
) -> None:
    piazza.knows(ANN)
    ran = piazza("schedule", "run", name)
    assert (ran.status, ran.complaint) == (1, f"there is no schedule {name!r}{hint}")


def test_with_nobody_known_there_is_nobody_to_send_to(piazza: Shell) -> None:
    ran = piazza("schedule", "run", "kudos.digest")
    assert ran.status == 1
    assert ran.complaint.startswith("nobody is known yet: connect a platform")


def test_a_schedule_is_paused_and_resumed_and_the_list_says_by_whom(piazza: Shell) -> None:
    piazza.write(APP_YAML + "schedules: {kudos.digest: {paused: true, at: 17:30}}\n")
    assert piazza("schedule", "pause", "kudos.gratitude").out == "kudos.gratitude is paused now\n"
    listed = piazza("schedule", "list").out.splitlines()
    assert "paused (paused by the command line on " in _line(listed, "kudos.gratitude")
    assert _line(listed, "kudos.digest").endswith("paused (moved in app.yaml; paused in app.yaml)")
    # What is said here comes before app.yaml.
    assert piazza("schedule", "resume", "kudos.digest").out == "kudos.digest goes on now\n"
    listed = piazza("schedule", "list").out.splitlines()
    assert "17:30 CE" in _line(listed, "kudos.digest")
    assert "resumed by the command line on " in _line(listed, "kudos.digest")


def test_a_schedule_is_moved_and_what_is_left_out_stays(piazza: Shell) -> None:
    piazza.write(APP_YAML + "schedules: {kudos.gratitude: {at: 16:00}}\n")
    ran = piazza("schedule", "move", "kudos.gratitude", "lunedì, thursday")
    assert (ran.out, ran.err) == ("kudos.gratitude is due monday, thursday 16:00 now\n", "")
    [line] = [one for one in piazza("schedule", "list").out.splitlines() if "gratitude" in one]
    assert "monday, thursday 16:00" in line
    assert "moved by the command line on " in line


def test_a_short_name_and_words_without_quotes_will_do(piazza: Shell) -> None:
    ran = piazza("schedule", "move", "gratitude", "thursday", "16:00")
    assert ran.out == "kudos.gratitude is due thursday 16:00 now\n"
    assert piazza("schedule", "pause", "digest").complaint.startswith("there is no schedule")


def test_the_list_leaves_out_days_on_which_the_company_is_closed(piazza: Shell) -> None:
    first = datetime.now(UTC).date() - timedelta(days=1)
    closure = f"{{from: {first}, to: {first + timedelta(days=15)}}}"
    piazza.write(APP_YAML.replace("company: {", f"company: {{closures: [{closure}], "))
    nudge = _line(piazza("schedule", "list").out.splitlines(), "kudos.gratitude")
    due = date.fromisoformat(nudge.partition("time)  ")[2][:10])
    assert due > first + timedelta(days=15)


@pytest.mark.parametrize(
    ("when", "says"),
    [
        ("monday 25:00", "25:00 is no time of day. Write it from 00:00 to 23:59: monday 09:00."),
        ("fryday 09:00", "There is no day “fryday”. Did you mean Friday? Write it like this"),
        ("0 9 * * 1", "“0 9 * * 1” is no time I understand. Write the day’s name and the time"),
        ("monday 09:00 Mars/Base", "Leave out “Mars/Base”"),
    ],
)
def test_an_impossible_time_is_told_in_one_line_and_changes_nothing(
    piazza: Shell, when: str, says: str
) -> None:
    ran = piazza("schedule", "move", "kudos.gratitude", when)
    assert ran.status == 1
    assert ran.complaint.startswith(says)
    assert "friday 15:00" in _line(piazza("schedule", "list").out.splitlines(), "kudos.gratitude")


def _line(lines: list[str], name: str) -> str:
    (found,) = (one for one in lines if one.startswith(f"{name} "))
    return found
