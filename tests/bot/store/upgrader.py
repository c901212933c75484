"""A process that upgrades when it is told to: `upgrader.py URL NAME=HOME...`."""

import sys
from contextlib import closing
from pathlib import Path

import alembic.runtime.migration  # noqa: F401 - beforehand, so that the two meet

from bot.store.database import open_database
from bot.store.migrate import upgrade

homes = {name: Path(home) for name, _, home in (word.partition("=") for word in sys.argv[2:])}
sys.stdout.write("ready\n")
sys.stdout.flush()
sys.stdin.readline()
with closing(open_database(sys.argv[1])) as database:
    sys.stdout.writelines(f"{line}\n" for line in upgrade(database, homes))
