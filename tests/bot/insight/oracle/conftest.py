"""What these stories share: a mind, of which all it hears is looked through, and a company."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from bot.testing import Team
from tests.bot.insight.oracle.mind import Mind, answers
from tests.bot.insight.oracle.world import GOOD, PLANTED, Company, company, server


@pytest.fixture
def mind() -> Iterator[Mind]:
    """A mind that knows what the soup was."""
    with Mind().running() as mind:
        mind.says(answers(lambda _text: GOOD))
        yield mind
    assert mind.wrong == []
    for heard in mind.heard:
        found = [one for one in PLANTED if one.casefold() in heard.raw.casefold()]
        assert found == [], heard.raw


@pytest.fixture
def firm(team_of: Callable[..., Team], mind: Mind, database_url: str | None) -> Company:
    """A company that asks the mind."""
    made = company(team_of, database_url=database_url)
    made.has(server(mind.address))
    return made
