"""Whose address a member of a roster brings, and what they are."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.directory.tables import identity
from bot.people import Kind
from handlers.teams import people
from handlers.teams.people import profile
from tests.handlers.teams.world import World
from tests.teams_world import crowd
from tests.teams_world.people import channel

TENANT = "t-1"
ANN = {
    "id": "29:ann",
    "aadObjectId": "A-1",
    "name": "Ann Archer",
    "email": "ann@example.org",
    "userPrincipalName": "ann.archer@example.org",
    "tenantId": TENANT,
}


def test_the_address_is_the_mailbox_or_else_the_name_in_the_directory() -> None:
    told = profile(ANN, TENANT)
    assert told is not None
    assert (told.email, told.handle, told.kind) == ("ann@example.org", "ann.archer", Kind.MEMBER)
    without = profile({**ANN, "email": ""}, TENANT)
    assert without is not None
    assert without.email == "ann.archer@example.org"


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ({"userRole": "guest"}, Kind.GUEST),
        ({"userRole": "Guest"}, Kind.GUEST),
        ({"userPrincipalName": "ann_other.example#EXT#@example.org"}, Kind.GUEST),
        ({"userPrincipalName": "ann_other.example#ext#@example.org"}, Kind.GUEST),
        ({"userRole": "anonymous"}, Kind.STRANGER),
        ({"tenantId": "t-2"}, Kind.STRANGER),
        ({"tenantId": "t-2", "userRole": "user"}, Kind.STRANGER),
        ({"tenantId": "T-1", "userRole": "user"}, Kind.MEMBER),
    ],
)
def test_who_is_only_invited_is_no_member_whatever_their_address(
    said: dict[str, str], kind: Kind
) -> None:
    told = profile({**ANN, **said}, TENANT)
    assert told is not None
    assert told.kind is kind


def test_everybody_of_a_large_team_is_known_a_page_at_a_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(people, "PAGE", 50)
    many = crowd(120)
    with World(tmp_path, users=many, places=[channel("general", many)]) as world:
        world.joins()
        assert len(world.teams.called("members")) == 3
        known = world.app.database.read_now(
            lambda db: set(db.execute(sa.select(identity.c.id)).scalars())
        )
    assert known == {one.object_id for one in many}
