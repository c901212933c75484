"""Where a card was posted, so that a reaction to it finds what it is about."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "core_0002"
down_revision = "core_0001"

delivery = sa.table(
    "delivery",
    sa.column("id", sa.Uuid),
    sa.column("params", sa.JSON),
    sa.column("provider_ref", sa.JSON(none_as_null=True)),
    sa.column("place", sa.String),
)


def upgrade() -> None:
    op.add_column("delivery", sa.Column("place", sa.String(200)))
    _rename_places()
    op.create_index("ix_delivery_place", "delivery", ["workspace", "place"])


def _rename_places() -> None:
    """A message's place was named as Slack names it; cards posted then can still be updated."""
    db = op.get_bind()
    rows = db.execute(sa.select(delivery.c.id, delivery.c.params, delivery.c.provider_ref)).all()
    renamed = [
        {"row": row.id, "params_": _params(row.params), "ref": ref, "place_": _key(ref)}
        for row in rows
        for ref in [_neutral(row.provider_ref)]
    ]
    if renamed:
        db.execute(
            sa.update(delivery)
            .where(delivery.c.id == sa.bindparam("row"))
            .values(
                params=sa.bindparam("params_"),
                provider_ref=sa.bindparam("ref"),
                place=sa.bindparam("place_"),
            ),
            renamed,
        )


def _params(params: Mapping[str, Any]) -> dict[str, Any]:
    if "update" not in params:
        return dict(params)
    return {**params, "update": _neutral(params["update"])}


def _neutral(place: Mapping[str, str] | None) -> dict[str, str] | None:
    if place is None:
        return None
    return {"message" if name == "ts" else name: value for name, value in place.items()}


def _key(place: Mapping[str, str] | None) -> str | None:
    if not place or "message" not in place:
        return None
    return f"{place.get('channel', '')}/{place['message']}"
