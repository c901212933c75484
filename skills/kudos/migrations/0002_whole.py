"""Thanks that are private, anonymous or for a later day, and where they were given."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "kudos_0002"
down_revision = "kudos_0001"

AUTO = {"sqlite_autoincrement": True}
# Where the older ones were given nobody knows; they were signed, and for everybody.
OLDER = (
    sa.Column("workspace", sa.String(64), nullable=False, server_default=""),
    sa.Column("private", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("anonymous", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("gist", sa.String(16), nullable=False, server_default=""),
)


def upgrade() -> None:
    op.add_column("kudos", sa.Column("shown", sa.DateTime(timezone=True)))
    op.execute("UPDATE kudos SET shown = given")
    with op.batch_alter_table("kudos", table_kwargs=AUTO) as table:
        table.alter_column("shown", existing_type=sa.DateTime(timezone=True), nullable=False)
        for column in OLDER:
            table.add_column(column)
        table.drop_index("ix_kudos_given")
        table.create_index("ix_kudos_shown", ["shown"])
        table.create_index("ix_kudos_workspace_shown", ["workspace", "shown"])
