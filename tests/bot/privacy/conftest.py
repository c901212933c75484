"""Every story of sealed ballots is told on both databases."""

from __future__ import annotations

import pytest


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str | None:
    """A file of the team's own, or an empty database."""
    if request.param == "sqlite":
        return None
    return str(request.getfixturevalue("postgres_url"))
