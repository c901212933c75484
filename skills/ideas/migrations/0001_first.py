"""Ideas, their votes, comments and followers, and what happened to them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "ideas_0001"
down_revision = None

ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "ideas",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("words", sa.String(3000), nullable=False),
        sa.Column("author", ID),
        sa.Column("brought_by", ID),
        sa.Column("stage", sa.String(12), nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("owner", ID),
        sa.Column("posted", MOMENT, nullable=False),
        sa.Column("answered", MOMENT),
        sa.Column("workspace", sa.String(64), nullable=False),
        sa.Column("link", sa.String(500), nullable=False),
        sa.Column("merged_into", ID),
        sa.Column("root", ID),
        sa.PrimaryKeyConstraint("id", name="pk_ideas"),
        _key("ideas", "root", "ideas.id", "SET NULL"),
        sa.ForeignKeyConstraint(
            ["merged_into"], ["ideas.id"], name="fk_ideas_merged_into", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["brought_by"], ["person.id"], name="fk_ideas_brought_by", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["author"], ["person.id"], name="fk_ideas_author", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["owner"], ["person.id"], name="fk_ideas_owner", ondelete="SET NULL"
        ),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_ideas_author", "ideas", ["author"])
    op.create_index("ix_ideas_brought_by", "ideas", ["brought_by"])
    op.create_index("ix_ideas_owner", "ideas", ["owner"])
    op.create_index("ix_ideas_posted", "ideas", ["posted"])
    op.create_index("ix_ideas_root", "ideas", ["root"])
    op.create_index("ix_ideas_stage_posted", "ideas", ["stage", "posted"])
    op.create_table(
        "ideas_comment",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("idea_id", ID, nullable=False),
        sa.Column("author", ID),
        sa.Column("words", sa.String(1000), nullable=False),
        sa.Column("made", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_ideas_comment"),
        sa.ForeignKeyConstraint(
            ["idea_id"], ["ideas.id"], name="fk_ideas_comment_idea_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["author"], ["person.id"], name="fk_ideas_comment_author", ondelete="SET NULL"
        ),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_ideas_comment_author", "ideas_comment", ["author"])
    op.create_index("ix_ideas_comment_idea_id", "ideas_comment", ["idea_id"])
    op.create_table(
        "ideas_draft",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("by", ID, nullable=False),
        sa.Column("author", ID),
        sa.Column("words", sa.String(3000), nullable=False),
        sa.Column("made", MOMENT, nullable=False),
        sa.Column("workspace", sa.String(64), nullable=False),
        sa.Column("link", sa.String(500), nullable=False),
        sa.Column("voted", ID),
        sa.PrimaryKeyConstraint("id", name="pk_ideas_draft"),
        sa.ForeignKeyConstraint(
            ["author"], ["person.id"], name="fk_ideas_draft_author", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["voted"], ["ideas.id"], name="fk_ideas_draft_voted", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["by"], ["person.id"], name="fk_ideas_draft_by", ondelete="CASCADE"
        ),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_ideas_draft_author", "ideas_draft", ["author"])
    op.create_index("ix_ideas_draft_by", "ideas_draft", ["by"])
    op.create_index("ix_ideas_draft_made", "ideas_draft", ["made"])
    op.create_table(
        "ideas_event",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("idea_id", ID, nullable=False),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("by", ID),
        sa.Column("stage", sa.String(12), nullable=False),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.Column("whom", ID),
        sa.Column("other", ID),
        sa.PrimaryKeyConstraint("id", name="pk_ideas_event"),
        sa.ForeignKeyConstraint(
            ["other"], ["ideas.id"], name="fk_ideas_event_other", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["by"], ["person.id"], name="fk_ideas_event_by", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["whom"], ["person.id"], name="fk_ideas_event_whom", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["idea_id"], ["ideas.id"], name="fk_ideas_event_idea_id", ondelete="CASCADE"
        ),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_ideas_event_at", "ideas_event", ["at"])
    op.create_index("ix_ideas_event_by", "ideas_event", ["by"])
    op.create_index("ix_ideas_event_idea_id", "ideas_event", ["idea_id"])
    op.create_index("ix_ideas_event_whom", "ideas_event", ["whom"])
    op.create_table(
        "ideas_follow",
        sa.Column("idea_id", ID, autoincrement=False, nullable=False),
        sa.Column("person_id", ID, autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("idea_id", "person_id", name="pk_ideas_follow"),
        sa.ForeignKeyConstraint(
            ["idea_id"], ["ideas.id"], name="fk_ideas_follow_idea_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name="fk_ideas_follow_person_id", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_ideas_follow_person_id", "ideas_follow", ["person_id"])
    op.create_table(
        "ideas_tag",
        sa.Column("idea_id", ID, autoincrement=False, nullable=False),
        sa.Column("tag", sa.String(40), nullable=False),
        sa.PrimaryKeyConstraint("idea_id", "tag", name="pk_ideas_tag"),
        sa.ForeignKeyConstraint(
            ["idea_id"], ["ideas.id"], name="fk_ideas_tag_idea_id", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_ideas_tag_tag", "ideas_tag", ["tag"])
    op.create_table(
        "ideas_twin",
        sa.Column("idea_id", ID, autoincrement=False, nullable=False),
        sa.Column("other_id", ID, autoincrement=False, nullable=False),
        sa.Column("degree", sa.Double(), nullable=False),
        sa.Column("settled", MOMENT),
        sa.PrimaryKeyConstraint("idea_id", "other_id", name="pk_ideas_twin"),
        sa.ForeignKeyConstraint(
            ["other_id"], ["ideas.id"], name="fk_ideas_twin_other_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["idea_id"], ["ideas.id"], name="fk_ideas_twin_idea_id", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_ideas_twin_other_id", "ideas_twin", ["other_id"])
    op.create_table(
        "ideas_vote",
        sa.Column("idea_id", ID, autoincrement=False, nullable=False),
        sa.Column("person_id", ID, autoincrement=False, nullable=False),
        sa.Column("given", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("idea_id", "person_id", name="pk_ideas_vote"),
        sa.ForeignKeyConstraint(
            ["idea_id"], ["ideas.id"], name="fk_ideas_vote_idea_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name="fk_ideas_vote_person_id", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_ideas_vote_person_id", "ideas_vote", ["person_id"])


def _key(table: str, column: str, other: str, gone: str) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_{column}"
    return sa.ForeignKeyConstraint([column], [other], name=name, ondelete=gone)
