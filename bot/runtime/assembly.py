"""Assembly: settings and skills become an app that can run."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

import bot
from bot.delivery.embedded import EmbeddedEngine
from bot.delivery.engine import Engine
from bot.directory.tables import installation
from bot.errors import SetupError
from bot.insight.oracle.model import Model
from bot.insight.oracle.naming import model_of
from bot.outside.fetching import Internet
from bot.outside.pages import Outside
from bot.outside.sending import PostOffice, Sender
from bot.runtime.app import App
from bot.runtime.built_in import skill as built_in
from bot.runtime.catalogue import Catalogue
from bot.runtime.house import House
from bot.runtime.router import Router
from bot.runtime.seal import Seal
from bot.runtime.settings import Settings
from bot.skill import Skill
from bot.store.database import Database, open_database
from bot.store.migrate import upgrade
from bot.store.tables import insert_new
from bot.store.turns import take_turn


def open_store(conf: Settings) -> Database:
    """Open the company's database; make the data folder if there is none."""
    if conf.database_url.startswith("sqlite"):
        _make(conf.secrets.piazza_home)
    return open_database(conf.database_url)


def _make(home: Path) -> None:
    try:
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        if home.is_file():
            raise SetupError(f"PIAZZA_HOME: {home} is a file; name a folder") from None
        raise SetupError(
            f"PIAZZA_HOME: {home} can't be made ({error.strerror}); name a folder Piazza may write"
        ) from error


def homes(skills: Sequence[Skill]) -> Mapping[str, Path]:
    """Where the core's and the skills' schemas are described, the core first."""
    return {"core": Path(bot.__file__).parent, **{skill.name: skill.home for skill in skills}}


def assemble(
    conf: Settings,
    skills: Sequence[Skill],
    database: Database,
    clock: Callable[[], datetime],
    taken: Collection[str] = (),
    outside: Outside | None = None,
    sender: Sender | None = None,
    model: Model | None = None,
) -> App:
    """Bring the schema up to date and put everything together.

    `taken` are names of commands that the platforms keep for themselves, `outside` is where jobs
    fetch pages from, `sender` what they post and mail with, and `model` what they ask: the public
    internet, the company's mail server, and the model of the environment, unless a test has others.
    """
    upgrade(database, homes(skills))
    catalogue = words_of(skills, conf.company.languages)
    router = Router([built_in, *skills], conf.commands, taken, conf.skills)
    secret = database.write_now(lambda db: _installed(db, clock()))
    house = House(
        conf,
        skills,
        router,
        catalogue.has,
        outside=Internet() if outside is None else outside,
        sender=PostOffice(conf.mail, conf.secrets) if sender is None else sender,
        model=model_of(conf.secrets) if model is None else model,
    )
    database.read_now(lambda db: house.forgotten.check(db.connection()))
    return App(house, database, catalogue, Seal(secret), clock)


def engine_for(app: App) -> Engine:
    """What drains queues in a process that goes on: alone on SQLite, beside others elsewhere."""
    if app.database.kind == "sqlite":
        return EmbeddedEngine(app.drain)
    # Loaded here: SQLite needs none of it.
    from bot.delivery.distributed import DistributedEngine

    return DistributedEngine(app.database, app.drain, app.free)


def date_back(db: Session, beginning: datetime) -> None:
    """Say that Piazza has been here since an instant: what was due from then on is made up for.

    For a history that is played from its beginning; the planner leaves out what is older.
    """
    row = installation.c.name == "installed"
    db.execute(sa.update(installation).where(row).values(value=beginning.isoformat()))


def words_of(skills: Sequence[Skill], languages: tuple[str, ...]) -> Catalogue:
    """The words of Piazza itself and of the skills."""
    catalogue = Catalogue(languages)
    for skill in (built_in, *skills):
        catalogue.add(skill.name, skill.home)
    return catalogue


def _installed(db: Session, now: datetime) -> bytes:
    """The secret that seals buttons, made at the first start together with the date."""
    take_turn(db.connection(), "installation")
    query = sa.select(installation.c.value).where(installation.c.name == "secret")
    if (secret := db.scalar(query)) is None:
        fresh = [
            {"name": "secret", "value": secrets.token_hex(32)},
            {"name": "installed", "value": now.isoformat()},
        ]
        # Of two processes that start at the same moment the first one's stays.
        db.execute(insert_new(db.connection(), installation), fresh)
        secret = db.scalars(query).one()
    return bytes.fromhex(secret)
