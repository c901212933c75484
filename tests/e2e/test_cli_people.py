"""`piazza people`, `roles`, `knows` and `forget`: who is known, what they may, what is stored."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.people import Kind
from tests.slack_world import COMPANY, StrictSlack

from .connected import credentials
from .shell import ANN, BOB, CARLA, Ran, Shell


def names(ran: Ran) -> list[str]:
    assert (ran.status, ran.err) == (0, "")
    return [" ".join(line.split()[1:3]) for line in ran.out.splitlines()]


def test_everybody_who_is_known_is_listed(piazza: Shell) -> None:
    assert names(piazza("people", "list")) == []
    piazza.knows(BOB, replace(ANN, active=False))
    listed = piazza("people", "list")
    assert names(listed) == ["Ann Archer", "Bob Brown"]
    ann, bob = listed.out.splitlines()
    assert "ann@aurora.example" in ann
    assert ann.endswith("member (left)")
    assert "America/New_York" in bob


def test_all_accounts_of_a_person_are_listed_and_mended(piazza: Shell) -> None:
    there = replace(ANN, id="a1", name="Archer, Ann")
    piazza.knows(ANN, BOB)
    piazza.knows(there, workspace="teams:t1")
    [ann, _] = piazza("people", "list").out.splitlines()
    assert "slack:T0COMPANY/U0ANN, teams:t1/a1 member" in ann
    split = piazza("people", "split", "teams:t1/a1")
    assert split.out == "teams:t1/a1 is somebody of their own now\n"
    piazza.knows(there, workspace="teams:t1")
    assert names(piazza("people", "list")) == ["Ann Archer", "Archer, Ann", "Bob Brown"]
    assert piazza("people", "join", "U0ANN", "a1").out == "Ann Archer is one person now\n"
    assert names(piazza("people", "list")) == ["Ann Archer", "Bob Brown"]
    audited = piazza("export", "audit").out
    assert "people split" in audited
    assert "people join" in audited


def test_accounts_that_cannot_be_mended_are_left_as_they_are(piazza: Shell) -> None:
    piazza.knows(ANN, BOB, replace(CARLA, kind=Kind.BOT))
    for words, complaint in (
        (("split", "U0ANN"), "there is no account 'U0ANN'; `piazza people list` shows them all"),
        (("split", "slack:T0COMPANY/U0ANN"), "slack:T0COMPANY/U0ANN is nobody else's account"),
        (("join", "U0ANN", "U0ANN"), "both are Ann Archer already"),
        (("join", "U0ANN", "U0CARLA"), "a bot is nobody; name two people"),
        (
            ("join", "U0ANN", "U0BOB"),
            "Ann Archer and Bob Brown both have an account in slack:T0COMPANY, where nobody has"
            " two; split one off first",
        ),
    ):
        ran = piazza("people", *words)
        assert (ran.status, ran.complaint) == (1, complaint)


def test_a_role_is_given_and_taken_by_address_id_or_name(piazza: Shell) -> None:
    piazza.knows(ANN, BOB, CARLA)
    assert piazza("roles", "list").out == ""
    for who in ("ann@aurora.example", "U0BOB", "carla conti"):
        assert piazza("roles", "grant", who).status == 0
    again = piazza("roles", "grant", "U0ANN")
    assert (again.status, again.out) == (0, "Ann Archer is cm now\n")
    piazza("roles", "grant", "U0BOB", "workers_representative")
    assert piazza("roles", "revoke", "Carla Conti").out == "Carla Conti is no longer cm\n"
    assert [line.split() for line in piazza("roles", "list").out.splitlines()] == [
        ["cm", "Ann", "Archer"],
        ["cm", "Bob", "Brown"],
        ["workers_representative", "Bob", "Brown"],
    ]


def test_the_last_community_manager_keeps_the_role(piazza: Shell) -> None:
    piazza.knows(ANN, BOB)
    piazza("roles", "grant", "U0ANN")
    piazza("roles", "grant", "U0BOB")
    piazza.knows(replace(BOB, active=False))
    ran = piazza("roles", "revoke", "U0ANN")
    assert ran.status == 1
    assert ran.complaint == (
        "this is the last community manager without an end date; grant the role to somebody else"
        " first"
    )
    assert names(piazza("roles", "list")) == ["Ann Archer"]


def test_a_role_ends_with_the_day_that_was_said(piazza: Shell) -> None:
    piazza.knows(ANN, BOB)
    piazza("roles", "grant", "U0ANN")
    granted = piazza("roles", "grant", "U0BOB", "--until", "2099-12-31")
    assert granted.out == "Bob Brown is cm now, until the end of 2099-12-31\n"
    assert "Bob Brown (until 2099-12-31)" in piazza("roles", "list").out
    last = piazza("roles", "grant", "U0ANN", "--until", "2099-12-31")
    assert (last.status, "last community manager" in last.complaint) == (1, True)


@pytest.mark.parametrize(
    ("day", "complaint"),
    [
        ("31.12.2099", "--until: '31.12.2099' is no date; write it like 2026-12-31"),
        ("2020-01-01", "--until: 2020-01-01 has passed; give a day to come"),
    ],
)
def test_a_day_that_cannot_be_is_refused(piazza: Shell, day: str, complaint: str) -> None:
    piazza.knows(ANN)
    ran = piazza("roles", "grant", "U0ANN", "--until", day)
    assert (ran.status, ran.complaint) == (1, complaint)


def test_a_role_that_nobody_gave_cannot_be_taken(piazza: Shell) -> None:
    piazza.knows(ANN)
    ran = piazza("roles", "revoke", "U0ANN", "workers_representative")
    assert ran.status == 1
    assert ran.complaint == (
        "there is nothing to take away: this person is not workers_representative"
    )


@pytest.mark.parametrize("words", ["roles grant", "roles revoke", "knows", "forget --yes"])
def test_who_is_meant_has_to_be_clear(piazza: Shell, words: str) -> None:
    piazza.knows(ANN, replace(BOB, name="Ann Archer"))
    mend = "; give an e-mail address, a platform's user id or HR's number"
    unknown = piazza(*words.split(), "Zoe Zimmer")
    assert (unknown.status, unknown.complaint) == (1, f"nobody found for 'Zoe Zimmer'{mend}")
    unclear = piazza(*words.split(), "Ann Archer")
    assert (unclear.status, unclear.complaint) == (1, f"2 people found for 'Ann Archer'{mend}")
    assert names(piazza("people", "list")) == ["Ann Archer"] * 2


def test_what_is_stored_on_somebody_is_told_in_their_language(piazza: Shell) -> None:
    piazza.knows(ANN, CARLA)
    english, italian = piazza("knows", "U0ANN"), piazza("knows", "U0CARLA")
    assert (english.status, english.err) == (0, "")
    assert "You\n  Name: Ann Archer\n  E-mail: ann@aurora.example\n" in english.out
    assert "  Nome: Carla Conti\n" in italian.out


def test_somebody_is_erased_only_after_a_yes(piazza: Shell) -> None:
    piazza.knows(ANN, BOB)
    for answer in ("n\n", ""):
        kept = piazza("forget", "U0ANN", answer=answer)
        assert kept.status == 1
        assert "Erase Ann Archer everywhere? This can't be undone." in kept.out
        assert kept.err.strip() == "nothing was done"
    erased = piazza("forget", "U0ANN", answer="y\n")
    assert erased.status == 0
    assert erased.out.endswith("nothing on Ann Archer is stored any more\n")
    assert piazza("forget", "bob@aurora.example", "--yes").status == 0
    assert names(piazza("people", "list")) == []


def test_everybody_is_fetched_from_slack_on_demand(piazza: Shell) -> None:
    unconnected = piazza("people", "sync")
    assert unconnected.status == 1
    assert unconnected.complaint.startswith("no platform is connected: set SLACK_BOT_TOKEN")
    with StrictSlack() as slack:
        for name, value in credentials(slack, socket=True).items():
            piazza.set(name, value)
        fetched = piazza("people", "sync")
        assert (fetched.status, fetched.err) == (0, "")
        assert fetched.out == f"slack: {len(COMPANY) + 1} accounts\n"
        assert "Gino Guest" in names(piazza("people", "list"))
        assert slack.called("apps.connections.open") == []
        slack.fail("users.list", "ok_false:missing_scope")
        assert piazza("people", "sync").complaint.startswith("slack: missing_scope; `piazza check`")
        slack.fail("auth.test", "ok_false:token_revoked")
        assert piazza("people", "sync").complaint.startswith("SLACK_BOT_TOKEN: Slack says")
    assert piazza("people", "sync").complaint.startswith("slack: no answer")
