"""Reactions on Teams: how they are called, what they stand for, and what they do."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.teams.reactions import APPROVING, names
from tests.handlers.teams.test_stories import WHY, last
from tests.handlers.teams.world import World, words
from tests.teams_world import ANN, BOB, CARLA, SAM, Activity, User


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("like", "+1"),
        ("like-tone3", "+1"),
        ("yes-tone2", "+1"),
        ("heart", "heart"),
        ("laugh", "laughing"),
        ("surprised", "open_mouth"),
        ("sad", "cry"),
        ("angry", "angry"),
        ("1f389_partypopper", "tada"),
        ("clappinghands-tone5", "clap"),
        ("2705_whiteheavycheckmark", "white_check_mark"),
        ("1f468_200d_1f9b0_maleredhaired", "maleredhaired"),
        ("1f440_eyes", "eyes"),
        ("fire", "fire"),
        ("plusone;0-weu-d16", "plusone"),
        ("-tone1", "-tone1"),
        (";", ";"),
    ],
)
def test_every_reaction_has_the_name_that_skills_know(kind: str, name: str) -> None:
    assert names(kind)[0] == name


def test_what_says_yes_stands_for_all_that_says_yes_and_nothing_else_does() -> None:
    assert names("like")[1] == "tada"
    assert set(names("heart")) == set(names("1f389_partypopper")) == set(APPROVING)
    assert names("sad") == ("cry",)
    assert names("no") == ("-1",)


@given(st.text(min_size=1, max_size=40))
def test_any_reaction_has_a_name(kind: str) -> None:
    assert names(kind)[0]


def reacts(office: World, who: User, kind: str, on: Activity, **more: Any) -> None:
    event = {"type": "messageReaction", "replyToId": on.id, "reactionsAdded": [{"type": kind}]}
    assert office.sends(office.activity(who, on.conversation, **{**event, **more}))[0] == 200


@pytest.fixture
def thanked(office: World) -> Activity:
    office.says(BOB, BOB, "kudos @Ann Archer", WHY)
    return office.teams.messages("kudos")[0]


@pytest.mark.parametrize("kind", ["1f389_partypopper", "like-tone2"])
def test_a_reaction_to_a_card_cheers_once(office: World, thanked: Activity, kind: str) -> None:
    for _ in range(2):
        reacts(office, CARLA, kind, thanked)
        assert last(office, "kudos").endswith("1 colleague cheers.")
    reacts(office, CARLA, "launch", thanked)
    reacts(office, CARLA, "sad", thanked)
    assert last(office, "kudos").endswith("1 colleague cheers.")
    # What only stands for a cheer is not answered.
    assert office.teams.messages(CARLA) == []


def test_a_reaction_that_is_taken_back_and_one_to_something_else_do_nothing(
    office: World, thanked: Activity
) -> None:
    reacts(office, CARLA, "like", thanked, reactionsAdded=[], reactionsRemoved=[{"type": "like"}])
    other = office.teams.says(ANN, "kudos", "lunch?")
    reacts(office, CARLA, "like", other)
    reacts(office, SAM, "like", thanked, **{"from": _stranger(office)})
    assert len(words(office.teams.messages("kudos")[0]).splitlines()) == 2


def _stranger(office: World) -> dict[str, Any]:
    sam = office.activity(SAM, "kudos")["from"]
    return {**sam, "tenantId": SAM.tenant}


def test_what_a_reaction_could_not_do_is_told_alone_and_never_in_place(
    office: World, thanked: Activity
) -> None:
    office.installs(CARLA)
    reacts(office, CARLA, "like", thanked)
    reacts(office, CARLA, "1f389_partypopper", thanked)
    assert last(office, CARLA).startswith("You have cheered already.")
    office.teams.change(replace(BOB, blocked=True))
    reacts(office, BOB, "1f389_partypopper", thanked)
    assert len(office.teams.messages("kudos")) == 1
