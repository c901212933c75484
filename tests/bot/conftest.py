"""The core's own stories are told on one database, except where a module or a story says otherwise.

A story is told on both with `@pytest.mark.parametrize("database_url", ..., indirect=True)`.
"""

from __future__ import annotations

import pytest


@pytest.fixture
def database_url(request: pytest.FixtureRequest) -> str | None:
    """A file of the team's own, or what a story asks for."""
    if getattr(request, "param", "sqlite") == "sqlite":
        return None
    return str(request.getfixturevalue("postgres_url"))
