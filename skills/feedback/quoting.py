"""Quoting: messages that repeat customers' words, so that they can be found once those go."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bot import Chat
from skills.feedback.model import Post, Quote


def about(chat: Chat, items: Iterable[int]) -> int | None:
    """What a message is about that has the words of these; None where it has nobody's.

    Below zero, where no card of an item is: what becomes of an item changes the message nothing.
    """
    quoted = sorted(set(items))
    if not quoted:
        return None
    post = Post(made=chat.now)
    chat.db.add(post)
    chat.db.flush()
    chat.db.add_all(Quote(post_id=post.id, item_id=one) for one in quoted)
    return -post.id


def withdraw(chat: Chat, items: Collection[int]) -> None:
    """Take every message back that has the words of one of these."""
    for one in messages(chat.db, items):
        chat.withdraw(one)


def messages(db: Session, items: Collection[int]) -> list[int]:
    """What those messages are about that have the words of one of these."""
    return [-one for one in _posts(db, items)]


def drop(db: Session, items: Collection[int]) -> None:
    """Note no more where the words of these stand."""
    posts = _posts(db, items)
    db.execute(delete(Quote).where(Quote.item_id.in_(items)))
    there = select(Quote.post_id).where(Quote.post_id.in_(posts))
    db.execute(delete(Post).where(Post.id.in_(posts), Post.id.not_in(there)))


def _posts(db: Session, items: Collection[int]) -> Sequence[int]:
    query = select(Quote.post_id).distinct().where(Quote.item_id.in_(items))
    return db.scalars(query.order_by(Quote.post_id)).all()
