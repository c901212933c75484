"""Ideas, their votes, comments and followers, and what happened to them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "ideas_0001"
down_revision = None

ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "ideas_challenge",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("question", sa.String(200), nullable=False),
        sa.Column("goal", sa.String(300), nullable=False),
        sa.Column("audience", sa.String(100), nullable=False),
        sa.Column("sponsor", ID),
        sa.Column("made_by", ID),
        sa.Column("made", MOMENT, nullable=False),
        sa.Column("workspace", sa.String(64), nullable=False),
        sa.Column("collect_until", sa.Date(), nullable=False),
        sa.Column("discuss_until", sa.Date(), nullable=False),
        sa.Column("evaluate_until", sa.Date()),
        sa.Column("phase", sa.String(10), nullable=False),
        sa.Column("reach", sa.JSON().with_variant(JSONB, "postgresql"), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_ideas_challenge"),
        _key("ideas_challenge", "made_by", "person.id", "SET NULL"),
        _key("ideas_challenge", "sponsor", "person.id", "SET NULL"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_ideas_challenge_made_by", "ideas_challenge", ["made_by"])
    op.create_index("ix_ideas_challenge_phase", "ideas_challenge", ["phase"])
    op.create_index("ix_ideas_challenge_sponsor", "ideas_challenge", ["sponsor"])
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
        sa.Column("challenge", ID),
        sa.Column("alias", sa.String(64)),
        sa.Column("source", sa.String(120)),
        sa.Column("votes_before", ID, nullable=False),
        sa.Column("outside", sa.String(100), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_ideas"),
        sa.UniqueConstraint("source", name="uq_ideas_source"),
        _key("ideas", "owner", "person.id", "SET NULL"),
        _key("ideas", "author", "person.id", "SET NULL"),
        _key("ideas", "challenge", "ideas_challenge.id", "SET NULL"),
        _key("ideas", "brought_by", "person.id", "SET NULL"),
        _key("ideas", "root", "ideas.id", "SET NULL"),
        _key("ideas", "merged_into", "ideas.id", "SET NULL"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_ideas_alias", "ideas", ["alias"])
    op.create_index("ix_ideas_author", "ideas", ["author"])
    op.create_index("ix_ideas_brought_by", "ideas", ["brought_by"])
    op.create_index("ix_ideas_challenge", "ideas", ["challenge"])
    op.create_index("ix_ideas_owner", "ideas", ["owner"])
    op.create_index("ix_ideas_posted", "ideas", ["posted"])
    op.create_index("ix_ideas_root", "ideas", ["root"])
    op.create_index("ix_ideas_stage_posted", "ideas", ["stage", "posted"])
    op.create_table(
        "ideas_reviewer",
        sa.Column("challenge_id", ID, autoincrement=False, nullable=False),
        sa.Column("person_id", ID, autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("challenge_id", "person_id", name="pk_ideas_reviewer"),
        _key("ideas_reviewer", "person_id", "person.id", "CASCADE"),
        _key("ideas_reviewer", "challenge_id", "ideas_challenge.id", "CASCADE"),
    )
    op.create_index("ix_ideas_reviewer_person_id", "ideas_reviewer", ["person_id"])
    op.create_table(
        "ideas_comment",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("idea_id", ID, nullable=False),
        sa.Column("author", ID),
        sa.Column("words", sa.String(1000), nullable=False),
        sa.Column("made", MOMENT, nullable=False),
        sa.Column("unnamed", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_ideas_comment"),
        _key("ideas_comment", "idea_id", "ideas.id", "CASCADE"),
        _key("ideas_comment", "author", "person.id", "SET NULL"),
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
        sa.Column("challenge", ID),
        sa.PrimaryKeyConstraint("id", name="pk_ideas_draft"),
        _key("ideas_draft", "voted", "ideas.id", "SET NULL"),
        _key("ideas_draft", "by", "person.id", "CASCADE"),
        _key("ideas_draft", "author", "person.id", "CASCADE"),
        _key("ideas_draft", "challenge", "ideas_challenge.id", "SET NULL"),
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
        _key("ideas_event", "whom", "person.id", "SET NULL"),
        _key("ideas_event", "by", "person.id", "SET NULL"),
        _key("ideas_event", "other", "ideas.id", "SET NULL"),
        _key("ideas_event", "idea_id", "ideas.id", "CASCADE"),
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
        _key("ideas_follow", "person_id", "person.id", "CASCADE"),
        _key("ideas_follow", "idea_id", "ideas.id", "CASCADE"),
    )
    op.create_index("ix_ideas_follow_person_id", "ideas_follow", ["person_id"])
    op.create_table(
        "ideas_hidden",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("alias", sa.String(64), nullable=False),
        sa.Column("words", sa.String(3000), nullable=False),
        sa.Column("idea_id", ID),
        sa.Column("day", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_ideas_hidden"),
        _key("ideas_hidden", "idea_id", "ideas.id", "CASCADE"),
    )
    op.create_table(
        "ideas_score",
        sa.Column("idea_id", ID, autoincrement=False, nullable=False),
        sa.Column("person_id", ID, autoincrement=False, nullable=False),
        sa.Column("reach", ID, nullable=False),
        sa.Column("impact", ID, nullable=False),
        sa.Column("confidence", ID, nullable=False),
        sa.Column("effort", ID, nullable=False),
        sa.Column("given", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("idea_id", "person_id", name="pk_ideas_score"),
        _key("ideas_score", "person_id", "person.id", "CASCADE"),
        _key("ideas_score", "idea_id", "ideas.id", "CASCADE"),
    )
    op.create_index("ix_ideas_score_person_id", "ideas_score", ["person_id"])
    op.create_table(
        "ideas_tag",
        sa.Column("idea_id", ID, autoincrement=False, nullable=False),
        sa.Column("tag", sa.String(40), nullable=False),
        sa.PrimaryKeyConstraint("idea_id", "tag", name="pk_ideas_tag"),
        _key("ideas_tag", "idea_id", "ideas.id", "CASCADE"),
    )
    op.create_index("ix_ideas_tag_tag", "ideas_tag", ["tag"])
    op.create_table(
        "ideas_twin",
        sa.Column("idea_id", ID, autoincrement=False, nullable=False),
        sa.Column("other_id", ID, autoincrement=False, nullable=False),
        sa.Column("degree", sa.Double(), nullable=False),
        sa.Column("settled", MOMENT),
        sa.PrimaryKeyConstraint("idea_id", "other_id", name="pk_ideas_twin"),
        _key("ideas_twin", "other_id", "ideas.id", "CASCADE"),
        _key("ideas_twin", "idea_id", "ideas.id", "CASCADE"),
    )
    op.create_index("ix_ideas_twin_other_id", "ideas_twin", ["other_id"])
    op.create_table(
        "ideas_vote",
        sa.Column("idea_id", ID, autoincrement=False, nullable=False),
        sa.Column("person_id", ID, autoincrement=False, nullable=False),
        sa.Column("given", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("idea_id", "person_id", name="pk_ideas_vote"),
        _key("ideas_vote", "idea_id", "ideas.id", "CASCADE"),
        _key("ideas_vote", "person_id", "person.id", "CASCADE"),
    )
    op.create_index("ix_ideas_vote_person_id", "ideas_vote", ["person_id"])


def _key(table: str, column: str, other: str, gone: str) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_{column}"
    return sa.ForeignKeyConstraint([column], [other], name=name, ondelete=gone)
