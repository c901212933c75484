"""Two workspaces with the same ids of everything: what is done in one never shows in the other."""

from __future__ import annotations

import asyncio
import logging
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
import structlog
from sqlalchemy.orm import Session

from bot.delivery.tables import delivery
from bot.directory.tables import identity
from skills.kudos.model import Cheer, Kudos, Recipient

from .living import Company
from .worlds import Twin

MANY, SOME, FEW = 5000, 1000, 300


@pytest.fixture
def in_a_hurry(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Threads that take turns often, no log of the thousands of things that go as they should."""
    monkeypatch.setattr("bot.runtime.app.EARLY", (0.001, 0.002, 0.004, 0.008))
    # Whether Slack would take what is drawn is shown elsewhere, and takes a quarter of the time.
    for module in ("methods_chat", "methods_views"):
        monkeypatch.setattr(f"tests.slack_world.{module}.faults", lambda *_: [])
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    before = sys.getswitchinterval()
    sys.setswitchinterval(0.0005)
    yield
    sys.setswitchinterval(before)


@pytest.mark.parametrize("many", [SOME, pytest.param(MANY, marks=pytest.mark.soak)])
@pytest.mark.usefixtures("in_a_hurry")
def test_nothing_crosses(tmp_path: Path, database_url: str | None, many: int) -> None:
    operations = FEW if database_url else many
    company = Company(tmp_path, database_url, seed=7)
    try:
        asyncio.run(company.live(operations))
        assert company.failures == []
        for twin in company.twins:
            assert twin.crossings == []
            see(twin)
        lived(company, operations)
        stored_apart(company)
        if operations == MANY:
            told_in_both(company)
    finally:
        company.database.close()


def see(twin: Twin) -> None:
    """Nothing that anybody can read is of the other."""
    for message in twin.world.messages:
        twin.look("message", [message.text, message.blocks])
    for view in twin.world.views:
        twin.look("view", view.payload)
    assert twin.crossings == []


def lived(company: Company, operations: int) -> None:
    """Much was done in both, and much was tried that did not belong there."""
    assert company.done["own"] > operations / 3
    assert company.done["foreign"] > operations / 20
    for twin in company.twins:
        kinds = Counter(one.origin for one in twin.world.messages)
        assert kinds["api"] > operations / 50, kinds
        assert any(one.edits for one in twin.world.messages)
        assert any(view.payload["type"] == "home" for view in twin.world.views)


def stored_apart(company: Company) -> None:
    """Whoever is in one row is of one workspace, and so is what is sent."""

    def look(db: Session) -> None:
        homes = {row.person_id: row.workspace for row in db.execute(identity.select())}
        thanks = {one.id: homes[one.giver] for one in db.scalars(sa.select(Kudos)) if one.giver}
        assert set(thanks.values()) == {twin.key for twin in company.twins}
        for table in (Recipient, Cheer):
            pairs = db.execute(sa.select(table.person_id, table.kudos_id)).all()
            assert pairs
            assert all(homes[person] == thanks[kudos] for person, kudos in pairs)
        for row in db.execute(delivery.select()):
            if row.person_id:
                assert row.workspace == homes[row.person_id]
            elif row.about:
                assert row.workspace == thanks[int(row.about.partition(":")[2])]

    company.database.read_now(look)


def told_in_both(company: Company) -> None:
    """The week was told in each of them."""
    kinds = sa.select(delivery.c.kind, delivery.c.workspace).distinct()
    sent = {tuple(row) for row in company.database.read_now(lambda db: db.execute(kinds).all())}
    for twin in company.twins:
        assert ("kudos.digest", twin.key) in sent
