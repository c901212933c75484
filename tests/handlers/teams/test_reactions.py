"""Reactions on Teams: how they are called, and what they stand for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.teams.reactions import APPROVING, names


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
