"""What things are about is read as it is at one instant, whatever else is stored meanwhile."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Engine

from bot.insight.themes import belonging, editing
from bot.insight.themes.reading import themes_of
from bot.insight.themes.tables import theme, theme_out, theme_thing, theme_title

NOW = datetime(2026, 11, 27, tzinfo=UTC)


def test_a_theme_that_is_found_meanwhile_disturbs_nobody_who_reads(postgres: Engine) -> None:
    for table in (theme, theme_out, theme_thing, theme_title):
        table.create(postgres)

    def found(_db: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if "theme_thing" in statement:
            with postgres.begin() as db:
                new = editing.add(db, {"en": "lamp"}, NOW)
                belonging.join(db, [belonging.row(new, ("x", 1), NOW)])

    with postgres.connect() as db:
        sa.event.listen(db, "before_cursor_execute", found)
        told = themes_of(db, "x", [1])
    assert [one.name("en") for one in told[1]] == ["lamp"]
