"""To whom what was taken back had been, and the mark of its words: what repeats itself is seen."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "kudos_0005"
down_revision = "kudos_0004"

ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")
# Of the older ones nobody noted more than when they were given.
OLDER = (
    sa.Column("anonymous", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("gist", sa.String(16), nullable=False, server_default=""),
)


def upgrade() -> None:
    for column in OLDER:
        op.add_column("kudos_undone", column)
    op.create_index("ix_kudos_undone_given", "kudos_undone", ["given"])
    op.create_table(
        "kudos_undone_to",
        sa.Column("undone_id", ID, nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.PrimaryKeyConstraint("undone_id", "person_id", name="pk_kudos_undone_to"),
        sa.ForeignKeyConstraint(
            ["undone_id"],
            ["kudos_undone.id"],
            name="fk_kudos_undone_to_undone_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name="fk_kudos_undone_to_person_id", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_kudos_undone_to_person_id", "kudos_undone_to", ["person_id"])
