"""What thanks of the last half year speak of is learnt the next night."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa
from alembic import op

revision = "kudos_0008"
down_revision = "kudos_0007"

HALF_A_YEAR = timedelta(days=180)


def upgrade() -> None:
    kudos = sa.table(
        "kudos",
        sa.column("id", sa.Integer),
        sa.column("giver", sa.Integer),
        sa.column("shown", sa.DateTime(timezone=True)),
        sa.column("private", sa.Boolean),
        sa.column("anonymous", sa.Boolean),
    )
    likeness = sa.table(
        "likeness",
        sa.column("skill", sa.String),
        sa.column("thing", sa.Integer),
        sa.column("encoder", sa.String),
        sa.column("numbers", sa.LargeBinary),
    )
    blank = sa.literal("kudos"), kudos.c.id, sa.literal(""), sa.literal(b"", sa.LargeBinary)
    signed = ~kudos.c.private, ~kudos.c.anonymous, kudos.c.giver.is_not(None)
    last = op.get_bind().scalar(sa.select(sa.func.max(kudos.c.shown)))
    if last is None:
        return
    lately = kudos.c.shown >= last - HALF_A_YEAR
    names = ["skill", "thing", "encoder", "numbers"]
    op.execute(sa.insert(likeness).from_select(names, sa.select(*blank).where(lately, *signed)))
