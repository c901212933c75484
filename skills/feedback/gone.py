"""Gone: what was said by customers who are forgotten does not come in again."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

from sqlalchemy import String, insert, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot import Table
from skills.feedback.model import Item


class Gone(Table):
    """That something was here of which nothing is kept: feeds and files say it again."""

    __tablename__ = "feedback_gone"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)


def digest(source: str, key: str) -> str:
    """What stands for something of a source's."""
    return sha256(f"{source}\n{key}".encode()).hexdigest()


def note(db: Session, items: Sequence[int]) -> None:
    """Note that these are to stay away; each of them is still there."""
    said = db.execute(select(Item.source, Item.key).where(Item.id.in_(items)))
    rows = [{"digest": digest(source, key)} for source, key in said]
    if rows:
        db.execute(insert(Gone), rows)
