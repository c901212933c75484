"""A database's address as it may be shown."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import URL, make_url


def shown(address: str) -> str:
    """An address without its password, in the form a settings file takes."""
    url = make_url(address)
    if url.get_backend_name() == "sqlite":
        return f"sqlite:///{Path(str(url.database)).resolve()}"
    return bare(url).render_as_string()


def bare(url: URL) -> URL:
    """PostgreSQL's address without a password, wherever it stood."""
    query = url.difference_update_query(["password"]).query
    return URL.create("postgresql", url.username, None, url.host, url.port, url.database, query)
