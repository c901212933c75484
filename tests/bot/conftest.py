"""The core's own stories are told on one database, except where a module or a story says otherwise.

A story is told on both with `@pytest.mark.parametrize("database_url", ..., indirect=True)`.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from sqlalchemy import Engine


@pytest.fixture
def database_url(request: pytest.FixtureRequest) -> str | None:
    """A file of the team's own, or what a story asks for."""
    if getattr(request, "param", "sqlite") == "sqlite":
        return None
    return str(request.getfixturevalue("postgres_url"))


@pytest.fixture
def postgres(postgres_url: str) -> Iterator[Engine]:
    """Connections to an empty database, which are closed also where a story ends badly."""
    made = sa.create_engine(postgres_url)
    yield made
    made.dispose()
