"""What is written down together: one that fails takes no other with it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from sqlalchemy import Connection

from bot.delivery.ledger import Ledger
from bot.testing import Team
from tests.bot import toy


def test_one_change_that_fails_takes_none_of_the_others_with_it(
    team_of: Callable[..., Team],
) -> None:
    team = team_of(toy.skill)

    def fits(_db: Connection) -> bool:
        return True

    def fails(_db: Connection) -> bool:
        raise LookupError("cannot be written down")

    async def together() -> list[bool | BaseException]:
        ledger = Ledger(team.app.database)
        changes = (fits, fails, fits)
        return await asyncio.gather(*map(ledger.note, changes), return_exceptions=True)

    first, second, third = team.run(together())
    assert (first, third) == (True, True)
    assert isinstance(second, LookupError)
