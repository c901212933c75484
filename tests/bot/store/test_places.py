"""Cards that were posted before places had neutral names can still be updated and cheered."""

from __future__ import annotations

import shutil
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import text

from bot.delivery import whereabouts
from bot.delivery.tables import delivery
from bot.runtime.assembly import homes
from bot.store.database import Database
from bot.store.migrate import upgrade

CORE = homes([])["core"]
SENT, WAITING, NEW = (UUID(int=number) for number in (1, 2, 3))
AS_BEFORE = (
    "INSERT INTO delivery (id, workspace, lane, kind, about, params, state, not_before, epoch,"
    " attempts, doubtful, provider_ref, error, made, position) VALUES (:id, 'slack:T1', 0,"
    " 'kudos.give', 'kudos:1', :params, :state, '2026-11-20', 1, 1, :doubtful, :ref, '',"
    " '2026-11-20', 0)"
)
PLACE = '{"channel": "C1", "ts": "17.5"}'


@pytest.fixture
def database(empty: Database, tmp_path: Path) -> Database:
    """A database as the first migration leaves it."""
    old = tmp_path / "core"
    (old / "migrations").mkdir(parents=True)
    shutil.copy(CORE / "migrations" / "0001_first.py", old / "migrations")
    upgrade(empty, {"core": old})
    return empty


def add(database: Database, id_: UUID, state: str, params: str, ref: str | None) -> None:
    """A delivery as it was written then."""
    raw = id_.hex if database.kind == "sqlite" else str(id_)
    row = {"id": raw, "state": state, "params": params, "ref": ref, "doubtful": False}
    database.write_now(lambda db: db.execute(text(AS_BEFORE), row))


def test_a_message_keeps_its_place_under_its_new_name(database: Database) -> None:
    add(database, SENT, "sent", "{}", PLACE)
    add(database, WAITING, "pending", f'{{"card": {{}}, "update": {PLACE}}}', None)
    add(database, NEW, "sent", "{}", '{"update": "done"}')
    upgrade(database, {"core": CORE})
    rows = database.read_now(lambda db: db.execute(delivery.select().order_by("id")).all())
    here = {"channel": "C1", "message": "17.5"}
    assert [(row.params, row.provider_ref, row.place) for row in rows] == [
        ({}, here, "C1/17.5"),
        ({"card": {}, "update": here}, None, None),
        ({}, {"update": "done"}, None),
    ]
    assert database.read_now(
        lambda db: whereabouts.posted(db.connection(), "slack:T1", "kudos:1")
    ) == [here]
    about = database.read_now(lambda db: whereabouts.about(db.connection(), "slack:T1", here))
    assert about == "kudos:1"
