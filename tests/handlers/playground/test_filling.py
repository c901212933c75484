"""The sample company lies in two files: both are there, or neither."""

from __future__ import annotations

import asyncio
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.directory.lookup import anybody
from bot.errors import SetupError
from bot.runtime import discover
from bot.runtime.app import App
from bot.runtime.assembly import assemble
from bot.runtime.clock import Clock
from bot.runtime.secrets import Secrets
from bot.runtime.settings import Settings
from bot.sample.filling import fill
from bot.store.database import Database, open_database
from handlers.playground import Playground

SKILLS = discover.load_skills(["kudos", "cm"])


class Interrupted(Playground):
    """One in which somebody presses Ctrl-C as soon as anything is said."""

    async def post(self, room: str, who: str, text: str) -> None:
        raise KeyboardInterrupt


def conf(home: Path) -> Settings:
    models = {skill.name: skill.settings() for skill in SKILLS}
    return Settings(skills=models, secrets=Secrets(piazza_home=home))


def core(home: Path) -> Database:
    return open_database(f"sqlite:///{home}/piazza.db")


def test_when_it_is_broken_off_neither_file_holds_anybody(tmp_path: Path) -> None:
    settings, database = conf(tmp_path), core(tmp_path)
    with pytest.raises(KeyboardInterrupt):
        fill(settings, SKILLS, database, Interrupted(settings), people=10, weeks=1)
    assert not database.read_now(lambda db: anybody(db.connection()))
    with closing(open_database(f"sqlite:///{tmp_path}/playground.db")) as chat:
        assert chat.read_now(lambda db: sa.inspect(db.connection()).get_table_names()) == []
    fill(settings, SKILLS, database, Playground(settings), people=10, weeks=1)
    database.close()


def test_the_chat_of_another_company_is_not_opened(tmp_path: Path) -> None:
    settings, database = conf(tmp_path), core(tmp_path)
    fill(settings, SKILLS, database, Playground(settings), people=10, weeks=1)
    (tmp_path / "playground.db").unlink()
    app = assemble(settings, SKILLS, database, Clock())
    with pytest.raises(SetupError, match="is not the one this database was filled with"):
        asyncio.run(opened(Playground(settings), app))
    database.close()


async def opened(playground: Playground, app: App) -> None:
    """Open it, and close it again whatever comes of it."""
    try:
        await playground.start(app)
    finally:
        await playground.stop()
