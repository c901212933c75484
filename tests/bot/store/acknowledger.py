"""A process that stores notes and says which are stored: `acknowledger.py URL`, for ever."""

import asyncio
import sys

from bot.store.database import Database, open_database
from tests.bot.store.toys import make_toys, note


async def keep_storing(database: Database, worker: int) -> None:
    for number in range(1_000_000):
        text = f"{worker}-{number}"
        await database.write(note(text))
        sys.stdout.write(f"{text}\n")
        sys.stdout.flush()


async def main() -> None:
    database = open_database(sys.argv[1])
    make_toys(database)
    await asyncio.gather(*(keep_storing(database, worker) for worker in range(16)))


asyncio.run(main())
