"""Groups: a team of the invented company is named as one, and thanked as one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from bot.runtime.platform import GroupProfile
from bot.store.database import open_database
from handlers.playground import WORKSPACE
from tests.handlers.playground.world import CREW, World

WHY = " for the patient answers of the whole week"
ANNA, BRUNO, CARLA, MARCO, GIANNI, *OTHERS = CREW
CARE = "Customer Care Milano"
TEAMS = [
    *(replace(one, team=CARE) for one in (ANNA, BRUNO, GIANNI)),
    replace(CARLA, team="Vendite"),
    MARCO,
    *OTHERS,
]


@pytest.fixture
def teams(tmp_path: Path) -> Iterator[World]:
    with World(tmp_path, crew=TEAMS) as one:
        yield one


def told(world: World) -> list[GroupProfile]:
    return world.run(world.playground.groups(WORKSPACE))


def lead(message: Any) -> str:
    return "".join(run["t"] for run in message["card"]["text"])


def test_the_platform_tells_of_teams_and_who_is_still_in_them(teams: World) -> None:
    care = GroupProfile(CARE, "customer.care.milano", CARE, ("U1", "U2"))
    assert told(teams) == [care, GroupProfile("Vendite", "vendite", "Vendite", ("U3",))]


def test_who_leaves_or_changes_team_is_no_longer_among_them(teams: World) -> None:
    gone = replace(CARLA, team="Vendite", profile=replace(CARLA.profile, active=False))
    teams.run(teams.playground.hire([gone, replace(ANNA, team="Design"), BRUNO]))
    assert told(teams) == [GroupProfile("Design", "design", "Design", ("U1",))]


def test_who_opens_the_page_is_told_of_the_groups(teams: World) -> None:
    assert teams.page("U4").hello["groups"] == [
        {"name": CARE, "handle": "customer.care.milano", "count": 2},
        {"name": "Vendite", "handle": "vendite", "count": 1},
    ]


def test_a_group_is_thanked_by_its_handle_as_it_is_typed(teams: World) -> None:
    marco = teams.page("U4")
    marco.command("/kudos", f"@customer.care.milano{WHY}")
    teams.settle()
    (card,) = marco.messages("#kudos")
    assert lead(card).endswith(f" thanks the group {CARE} (Anna Neri and Bruno Villa)")
    for who in ("U1", "U2"):
        assert len(teams.page(who).messages(f"@{who}")) == 1


def test_a_member_thanks_the_rest_of_their_group_also_aloud(teams: World) -> None:
    bruno = teams.page("U2")
    named = {"id": "piazza", "shown": "Piazza"}
    bruno.says("#general", named, f" kudos @customer.care.milano{WHY}")
    teams.settle()
    (card,) = bruno.messages("#kudos")
    assert lead(card) == f"Bruno Villa thanks the group {CARE} (Anna Neri)"


def test_a_file_from_before_there_were_groups_opens_without_any(tmp_path: Path) -> None:
    with World(tmp_path):
        pass
    with closing(open_database(f"sqlite:///{tmp_path}/playground.db")) as chat:
        chat.write_now(lambda db: db.execute(sa.text("DROP TABLE teammate")))
    with World(tmp_path) as world:
        assert told(world) == []
        bruno = world.page("U2")
        assert bruno.hello["groups"] == []
        bruno.thank("U1")
        assert len(bruno.messages("#kudos")) == 1
