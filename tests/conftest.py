"""What all tests share: every story is told on both databases."""

from __future__ import annotations

import pytest

pytest_plugins = ["tests.conftest_pg"]


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str | None:
    """An empty database of each kind; None lets a team make a file of its own."""
    if request.param == "sqlite":
        return None
    url: str = request.getfixturevalue("postgres_url")
    return url
