"""One life of a bot: it begins to work, is killed, is started again, and its books are audited."""

from __future__ import annotations

import re
import shutil
import threading
import uuid
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from bot.delivery.schedule import DAYS
from tests.provider.auditing import Audit
from tests.slack_world import Driver, Reply, StrictSlack, channel, user
from tests.slack_world.program import poll

from .connected import Store, credentials, told
from .killing import Dies, Point
from .killing import told as to_arm
from .running import Bot, Worker

NUDGED = [user(f"colleague{n}", f"Colleague {n}") for n in range(40)]
GIVERS = [user(f"giver{n}", f"Giver {n}") for n in range(8)]
ROOMS = [channel("general", [*NUDGED, *GIVERS]), channel("kudos", [*NUDGED, *GIVERS])]
ZONE = ZoneInfo("Europe/Rome")
# A country whose holidays nobody has written down: everybody is at work on any day.
APP_YAML = """\
company: {{name: Officine Aurora, languages: [en, it], zone: Europe/Rome, country: AQ}}
slack: {{rate_per_minute: 6000}}
skills:
  kudos:
  cm:
schedules:
  kudos.gratitude: {{{when}}}
  kudos.colleague: {{paused: true}}
  kudos.digest: {{paused: true}}
  cm.digest: {{paused: true}}
"""
QUIET = """\
SELECT (SELECT count(*) FROM occurrence
        WHERE schedule = 'kudos.gratitude' AND state = 'planned'),
       (SELECT count(*) FROM delivery WHERE state IN ('pending', 'sending', 'unknown'))
"""
# Many look at one server at the same time, and each look is a connection.
SELDOM = 0.2
# Seconds; several live at once on a machine that may be busy, and nothing is judged by its speed.
PATIENCE = 90
Kind = Literal["sqlite", "postgresql"]


def app_yaml() -> str:
    """The nudge is due since two minutes."""
    at = datetime.now(ZONE) - timedelta(minutes=2)
    return APP_YAML.format(when=f'on: {DAYS[at.weekday()]}, at: "{at:%H:%M}"')


def why(number: int) -> str:
    """A reason that nobody else gives."""
    return f"for the help with order number {number:04}"


class Ground:
    """A database in which everybody is known, and as many copies of it as are wanted.

    `server` is where PostgreSQL databases may be made, None for SQLite.
    """

    def __init__(self, folder: Path, server: sa.URL | None = None) -> None:
        self.kind: Kind = "sqlite" if server is None else "postgresql"
        self._server = server
        self._first = folder / "first"
        self._first.mkdir(parents=True)
        self._names: list[str] = []
        self._prepare()

    def _prepare(self) -> None:
        url = self._make("template1")
        with strict() as slack:
            bot = Bot(
                environment(slack, url),
                app_yaml=APP_YAML.format(when="paused: true"),
                folder=self._first,
            )
            with bot:
                poll(lambda: told(bot, "groups"), 20, "everybody is known")
                store = Store(bot, _plain(url))
                poll(lambda: store.all_sent, 20, "what is said on the first day")
            engine = sa.create_engine(_plain(url) or f"sqlite:///{bot.database}")
            with engine.begin() as db:
                before = (datetime.now(UTC) - timedelta(days=2)).isoformat()
                said = "UPDATE installation SET value = :at WHERE name = 'installed'"
                assert db.execute(sa.text(said), {"at": before}).rowcount == 1
            engine.dispose()

    @contextmanager
    def copy(self) -> Iterator[tuple[Path, str | None]]:
        """A folder for a bot, and the address of its database if that is not in the folder."""
        with TemporaryDirectory(prefix="piazza-kill-") as place:
            folder = Path(place)
            shutil.copytree(self._first, folder, dirs_exist_ok=True)
            url = self._make(self._names[0] if self._names else "")
            try:
                yield folder, url
            finally:
                if url:
                    self._execute(f"DROP DATABASE {sa.make_url(url).database} WITH (FORCE)")

    def _make(self, template: str) -> str | None:
        if self._server is None:
            return None
        name = f"piazza_kill_{id(self):x}_{len(self._names)}"
        self._names.append(name)
        self._execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        made = self._server.set(database=name, drivername="postgresql")
        return made.render_as_string(hide_password=False)

    def drop(self) -> None:
        """Let nothing of it stay on the server."""
        if self._names:
            self._execute(f"DROP DATABASE {self._names[0]} WITH (FORCE)")

    def _execute(self, statement: str) -> None:
        assert self._server is not None
        engine = sa.create_engine(self._server, poolclass=sa.pool.NullPool)
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as db:
            db.execute(sa.text(statement))


def strict() -> StrictSlack:
    """A Slack in which everybody is who has a part in this."""
    return StrictSlack([*NUDGED, *GIVERS], ROOMS)


def environment(slack: StrictSlack, url: str | None) -> dict[str, str]:
    """What a bot needs to know."""
    return credentials(slack) | ({"DATABASE_URL": url} if url else {})


def _plain(url: str | None) -> str | None:
    return url and url.replace("postgresql:", "postgresql+psycopg:")


@dataclass(frozen=True)
class Row:
    """What the outbox says of one delivery."""

    id: str
    kind: str
    person: str
    state: str
    doubtful: bool
    error: str


@dataclass
class Life:
    """What came of it: what people were told, what is stored, what Slack has."""

    reached: bool = False
    trouble: tuple[str, ...] = ()
    acknowledged: set[int] = field(default_factory=set)
    stored: Counter[int] = field(default_factory=Counter)
    thanked: int = 0
    planned: int = 0
    rows: list[Row] = field(default_factory=list)
    books: Audit | None = None

    def faults(self) -> list[str]:
        """Everything that must not be."""
        assert self.books is not None
        direct, elsewhere = self.books.direct, self.books.elsewhere
        doubted = {row.id for row in self.rows if row.doubtful}
        nudges = [row for row in self.rows if row.kind == "kudos.gratitude"]
        cards = [row for row in self.rows if row.kind == "kudos"]
        lost = [row for row in self.rows if row.state == "failed"]
        refused = sum("user_disabled" in how for how in self.trouble)
        # Who died before it could note that it was to wait cannot have told the next one.
        told = not any(how.startswith("429") for how in self.trouble)
        found = {
            "lost although it was acknowledged": sorted(self.acknowledged - self.stored.keys()),
            "stored twice": [number for number, times in self.stored.items() if times > 1],
            "cards of thanks": [] if len(cards) == self.thanked else [len(cards), self.thanked],
            "occurrences": [] if self.planned == 1 else [self.planned],
            "nudged": [] if len(nudges) >= len(NUDGED) else [len(nudges)],
            "given up": lost[refused:],
            "never arrived": [
                row
                for row in self.rows
                if row.state == "sent" and not direct[row.id] + elsewhere[row.id]
            ],
            "neither sent nor cancelled": [
                row for row in self.rows if row.state not in ("sent", "cancelled", "failed")
            ],
            "cancelled": [
                row
                for row in nudges
                if row.state == "cancelled" and not row.person.startswith("Giver")
            ],
            "twice in a direct message": [one for one, times in direct.items() if times > 1],
            "too often in a channel": [
                one for one, times in elsewhere.items() if times > (2 if one in doubted else 1)
            ],
            "did not wait": [call.method for call in self.books.early if told],
            "refused by Slack": list(self.books.faults),
        }
        return [f"{what}: {which}" for what, which in found.items() if which]


class Mortal:
    """Lives once until a point, and a second time to the end."""

    def __init__(self, ground: Ground, until: Point) -> None:
        self.ground = ground
        self.until = until
        self.dies: Dies = until.dies if ground.kind == "postgresql" else "alone"
        self.life = Life()
        self._begun: list[Bot] = []
        self._pool = ThreadPoolExecutor(1)

    def lives(self) -> Life:
        """Live, and tell."""
        with strict() as slack, self.ground.copy() as (folder, url):
            given = environment(slack, url)
            bot = Bot(given, app_yaml=app_yaml(), folder=folder, patience=PATIENCE)
            store = Store(bot, _plain(url))
            for how in self.until.trouble:
                slack.fail("chat.postMessage", how)
            self.life.trouble = self.until.trouble
            others = [] if self.dies == "alone" else [_worker(given, folder)]
            try:
                self._dies(bot, others, slack, store)
                self._recovers(bot, slack, store)
            finally:
                for one in self._begun:
                    one.kill()
            self._audit(store, slack)
        return self.life

    def _arm(self, bot: Bot, point: Point | None) -> None:
        bot.first = ("tests.e2e.killing:arm", to_arm(self.ground.kind, point))

    def _dies(self, bot: Bot, others: list[Bot], slack: StrictSlack, store: Store) -> None:
        point = self.until if self.until.what else None
        # Who begins first plans, and has sent much when the next is ready.
        order = [*others, bot] if self.dies == "worker" else [bot, *others]
        victim = order[0]
        for one in order:
            armed = one is victim and point is not None and not point.again
            self._arm(one, point if armed else None)
            self._starts(one)
            if one is bot:
                thanking = self._pool.submit(self._thanks, bot, slack, 0)
        if point is not None and point.again:
            victim.kill()
            self._arm(victim, point)
            self._starts(victim)
        self._waits(victim, slack, store)
        self.life.reached = victim.status is not None or point is None
        victim.kill()
        thanking.result()

    def _waits(self, bot: Bot, slack: StrictSlack, store: Store) -> None:
        """Wait for the end, or for all to be done without one."""
        if self.until.seconds:
            threading.Event().wait(self.until.seconds)
        elif not self.until.what:
            slack.wait_for(lambda: slack.failing == 0, PATIENCE)
        else:
            ended = lambda: bot.status is not None or self._quiet(store)  # noqa: E731
            poll(ended, PATIENCE, "it dies", SELDOM)

    def _starts(self, bot: Bot) -> None:
        self._begun.append(bot)
        try:
            bot.start()
        except AssertionError:
            if bot.status != -9 or bot is not self._begun[0]:
                raise

    def _thanks(self, bot: Bot, slack: StrictSlack, first: int) -> None:
        """Everybody thanks two; what each of them reads is what counts as acknowledged."""
        driver = Driver(slack, bot.events_url)
        said = [
            (giver, "/kudos", f"@{NUDGED[n].name} @{NUDGED[n + 20].name} {why(first + n)}")
            for n, giver in enumerate(GIVERS)
        ]
        for number, reply in enumerate(driver.flood(said), first):
            if self._read(slack, reply):
                self.life.acknowledged.add(number)

    def _read(self, slack: StrictSlack, reply: Reply) -> bool:
        return reply.message is not None and "Thank you for thanking" in reply.message.shown()

    def _recovers(self, bot: Bot, slack: StrictSlack, store: Store) -> None:
        if bot.status is not None:
            self._arm(bot, None)
            bot.start()
        self._thanks(bot, slack, 100)
        poll(lambda: self._quiet(store), PATIENCE, "all is quiet", SELDOM)

    def _quiet(self, store: Store) -> bool:
        return store.rows(QUIET) == [(1, 0)]

    def _audit(self, store: Store, slack: StrictSlack) -> None:
        life = self.life
        texts = [row[0] for row in store.rows("SELECT message FROM kudos")]
        life.stored = Counter(int(re.findall(r"number (\d{4})", text)[0]) for text in texts)
        life.thanked = store.count("kudos") + store.count("kudos_recipient")
        life.planned = store.count("occurrence WHERE schedule = 'kudos.gratitude'")
        query = (
            "SELECT delivery.id, delivery.kind, coalesce(person.name, ''), delivery.state, "
            "delivery.doubtful, delivery.error FROM delivery "
            "LEFT JOIN person ON person.id = delivery.person_id"
        )
        life.rows = [Row(_named(one[0]), *one[1:]) for one in store.rows(query)]
        life.books = slack.audit()


def _worker(given: dict[str, str], folder: Path) -> Bot:
    place = folder / "worker"
    place.mkdir()
    keys = {"PIAZZA_KEYS": str(folder / "keys")}
    said = (folder / "app.yaml").read_text()
    return Worker(given | keys, app_yaml=said, folder=place, patience=PATIENCE)


def _named(stored: object) -> str:
    """An id as Slack has it; SQLite keeps it without dashes."""
    return str(uuid.UUID(str(stored)))
