"""The core's own stories are told on one database, except where a module says otherwise."""

from __future__ import annotations

import pytest


@pytest.fixture
def database_url() -> str | None:
    """A file of the team's own."""
    return None
