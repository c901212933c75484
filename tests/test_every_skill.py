"""Every installed skill, and the core's own, is held to the same promises."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from bot import Skill
from bot.runtime import discover
from bot.runtime.built_in import skill as built_in
from tests.promises import (
    Tour,
    confided,
    declared,
    forgotten,
    keyed,
    known,
    nothing_left,
    schema,
    thankless,
    unclaimed,
    unnoted,
    worded,
)
from tests.promises.kept import overdue
from tests.promises.powers import changed

INSTALLED = discover.load_skills(sorted(discover.installed(discover.SKILLS)))
EVERY = [built_in, *INSTALLED]
# Whoever writes one may have people try only that, with TRIED=name.
TRIED = [one for one in INSTALLED if one.name in os.environ.get("TRIED", one.name).split(",")]

every_skill = pytest.mark.parametrize("skill", EVERY, ids=lambda skill: skill.name)
installed_skill = pytest.mark.parametrize("skill", INSTALLED, ids=lambda skill: skill.name)


@pytest.fixture(scope="module")
def tour() -> Iterator[Tour]:
    with Tour(TRIED) as tour:
        tour.walk()
        yield tour


def test_there_are_skills_to_look_at() -> None:
    assert {"cm", "kudos"} <= {skill.name for skill in INSTALLED}


@every_skill
def test_its_words_are_complete_in_every_language(skill: Skill) -> None:
    # A language is called as those who speak it call it.
    assert worded(skill, alike=("English", "Italiano")) == []


@every_skill
def test_it_names_nobody_beside_a_want_of_thanks(skill: Skill) -> None:
    assert thankless(skill.home / "strings") == []


@every_skill
def test_what_it_says_is_worded_and_what_is_worded_it_says(skill: Skill) -> None:
    assert keyed(skill) == []


@every_skill
def test_what_it_declares_fits_together(skill: Skill) -> None:
    assert declared(skill) == []


def test_no_two_skills_claim_the_same() -> None:
    assert unclaimed(EVERY) == []


def test_everything_that_can_be_done_works_and_fits_every_platform(tour: Tour) -> None:
    assert tour.faults == []


def test_whatever_is_changed_by_a_role_is_in_the_audit_with_it(tour: Tour) -> None:
    assert unnoted(tour) == []
    # It would be seen where nothing was looked at.
    assert TRIED != INSTALLED or len(changed(tour)) > 40


def test_what_is_kept_for_a_while_goes_table_by_table(tour: Tour) -> None:
    faults = overdue(tour)
    assert [one for one in faults if "nothing to lose" not in one] == []
    assert TRIED != INSTALLED or len(faults) <= 6, faults


@installed_skill
def test_what_it_stores_on_somebody_it_says(tour: Tour, skill: Skill) -> None:
    assert known(tour, skill) == []


@installed_skill
def test_whom_it_is_to_forget_it_forgets(tour: Tour, skill: Skill) -> None:
    assert forgotten(tour, skill) == []


def test_what_is_typed_in_confidence_stands_nowhere(tour: Tour) -> None:
    assert confided(tour) == []


def test_after_forgetting_nothing_is_left(tour: Tour) -> None:
    for member in tour.people:
        assert nothing_left(tour, member) == [], member.profile.name


@installed_skill
def test_its_migrations_make_what_its_models_say(database_url: str | None, skill: Skill) -> None:
    with Tour(INSTALLED, database_url=database_url) as tour:
        assert schema(tour, skill) == []
