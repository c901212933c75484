"""Records: what the chat and the HR file tell of people."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from bot.directory import hiring, matching
from bot.directory.employees import Employee
from bot.directory.roster import Defaults
from bot.runtime.platform import Profile
from bot.testing import WORKSPACE, Member, Team
from tests.years.souls import COMPANY, Soul

PAGE = 500
DEFAULTS = Defaults(("en",), COMPANY)


def show(team: Team, some: Sequence[Soul]) -> None:
    """Let the chat tell of some people."""
    for start in range(0, len(some), PAGE):
        page = [profile(one) for one in some[start : start + PAGE]]
        team.platform.people |= {one.id: one for one in page}
        team.run(team.app.registry.remember(WORKSPACE, page))


def tell(team: Team, some: Sequence[Soul]) -> None:
    """Let the chat and the HR file tell of some people."""
    show(team, some)
    lines = [line(one) for one in some if one.here]

    def store(db: Session) -> None:
        known = matching.match(lines, matching.directory(db.connection())).known
        hiring.change(known, DEFAULTS, team.now)(db.connection())

    if lines:
        team.app.database.write_now(store)


def profile(one: Soul) -> Profile:
    """What the chat says of somebody."""
    handle = one.name.lower()
    return Profile(
        one.id,
        one.name,
        handle,
        f"{handle}@example.org",
        zone=one.zone,
        language="en",
        active=one.here,
    )


def line(one: Soul) -> Employee:
    """What the HR file says of them."""
    return Employee(
        one.id,
        one.name,
        f"{one.name.lower()}@example.org",
        team=one.team,
        manager=one.boss.id if one.boss else "",
        country=one.country,
        started=one.started,
        birthday=one.born,
    )


def member(team: Team, one: Soul) -> Member:
    """Somebody, to play."""
    return Member(team, profile(one))
