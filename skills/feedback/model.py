"""What is remembered of customers' words."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot import Table
from skills.feedback.kinds import RULES

LONGEST, LONGEST_NAME, LONGEST_ADDRESS, LONGEST_PRODUCT = 4000, 100, 254, 80
LONGEST_KEY, LONGEST_LINK, LONGEST_TAG, LONGEST_THEME, LONGEST_WORDS = 200, 500, 40, 40, 500
LONGEST_LANGUAGE = 8


class Customer(Table):
    """Somebody outside who said something; `mark` is what they are known again by.

    Where pseudonyms are set, `name` is one, and `address` is kept only so that they get an answer.
    `invited`: since when the community manager has them down as an advocate, and what came of it.
    """

    __tablename__ = "feedback_customer"

    id: Mapped[int] = mapped_column(primary_key=True)
    mark: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(LONGEST_NAME))
    address: Mapped[str] = mapped_column(String(LONGEST_ADDRESS))
    first: Mapped[datetime]
    invited: Mapped[datetime | None]
    came_of_it: Mapped[str] = mapped_column(String(300), default="")


class Source(Table):
    """Where words come from; `name` is what a program calls itself, or what a feed is called.

    Of a feed `address` is where it lies, and `etag` and `modified` what it was last. `error` is
    the last one, as the key of its words and their values. `silent_days`:
    after so many without anything the community manager is told, of 0 when that is unusual.
    """

    __tablename__ = "feedback_source"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(LONGEST_NAME), unique=True)
    kind: Mapped[str] = mapped_column(String(10))
    address: Mapped[str] = mapped_column(String(1000), default="")
    etag: Mapped[str] = mapped_column(String(300), default="")
    modified: Mapped[str] = mapped_column(String(100), default="")
    paused: Mapped[bool] = mapped_column(default=False)
    made: Mapped[datetime]
    last_item: Mapped[datetime | None]
    last_try: Mapped[datetime | None]
    errors: Mapped[int] = mapped_column(default=0)
    error: Mapped[dict[str, Any]]
    silent_days: Mapped[int] = mapped_column(default=0)
    told_silent: Mapped[datetime | None]


class Rule(Table):
    """Which words go to which channel; what is empty may be anything.

    `lowest` and `highest` are the ratings it is for. Of several the first that fits counts. It is
    `active` once its preview was seen.
    """

    __tablename__ = "feedback_rule"

    id: Mapped[int] = mapped_column(primary_key=True)
    channel: Mapped[str] = mapped_column(String(80))
    source: Mapped[str] = mapped_column(String(LONGEST_NAME), default="")
    who: Mapped[str] = mapped_column(String(10), default="")
    intent: Mapped[str] = mapped_column(String(12), default="")
    theme: Mapped[str] = mapped_column(String(LONGEST_THEME), default="")
    words: Mapped[str] = mapped_column(String(LONGEST_WORDS), default="")
    lowest: Mapped[int] = mapped_column(default=0)
    highest: Mapped[int] = mapped_column(default=5)
    made: Mapped[datetime]
    active: Mapped[bool]


class Item(Table):
    """Something that somebody outside said; the `key` is its source's, and never twice the same.

    `intent` and `sentiment` are so sure, in percent, `told_by` one of those in kinds; a language
    model was `asked` then. It was `said` then, and `came` then. What says
    the same as another has it as its `root`: both are counted, and shown as one; by the `gist` the
    very same words are known. `channel` is where its card is, empty where it has none.
    """

    __tablename__ = "feedback"
    __table_args__ = (
        UniqueConstraint("source", "key"),
        Index(None, "came"),
        Index(None, "state", "came"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    words: Mapped[str] = mapped_column(String(LONGEST))
    language: Mapped[str] = mapped_column(String(LONGEST_LANGUAGE))
    who: Mapped[str] = mapped_column(String(10))
    customer: Mapped[int | None] = mapped_column(
        ForeignKey("feedback_customer.id", ondelete="SET NULL"), index=True
    )
    product: Mapped[str] = mapped_column(String(LONGEST_PRODUCT))
    rating: Mapped[int | None]
    intent: Mapped[str] = mapped_column(String(12))
    intent_sure: Mapped[int] = mapped_column(default=0)
    sentiment: Mapped[str] = mapped_column(String(10), default="")
    sentiment_sure: Mapped[int] = mapped_column(default=0)
    urgent: Mapped[bool]
    told_by: Mapped[str] = mapped_column(String(8), default=RULES)
    asked: Mapped[datetime | None]
    open_to_all: Mapped[bool]
    source: Mapped[str] = mapped_column(String(LONGEST_NAME))
    key: Mapped[str] = mapped_column(String(LONGEST_KEY))
    link: Mapped[str] = mapped_column(String(LONGEST_LINK))
    said: Mapped[datetime]
    came: Mapped[datetime]
    brought_by: Mapped[int | None] = mapped_column(
        ForeignKey("person.id", ondelete="SET NULL"), index=True
    )
    workspace: Mapped[str] = mapped_column(String(64))
    channel: Mapped[str] = mapped_column(String(80))
    state: Mapped[str] = mapped_column(String(10))
    since: Mapped[datetime]
    claimed_by: Mapped[int | None] = mapped_column(
        ForeignKey("person.id", ondelete="SET NULL"), index=True
    )
    root: Mapped[int | None] = mapped_column(
        ForeignKey("feedback.id", ondelete="SET NULL"), index=True
    )
    gist: Mapped[str] = mapped_column(String(64), index=True)


class Unread(Table):
    """What was put by as it is, and is read behind that."""

    __tablename__ = "feedback_unread"

    item_id: Mapped[int] = mapped_column(
        ForeignKey("feedback.id", ondelete="CASCADE"), primary_key=True
    )


class Intake(Table):
    """What a program has sent and is still to be filed; what was stays some seconds longer.

    So that whoever stores the next thing sees whether somebody `begins` with it anyway.
    """

    __tablename__ = "feedback_intake"

    id: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(String(LONGEST_NAME))
    heard: Mapped[dict[str, Any]]
    came: Mapped[datetime] = mapped_column(index=True)
    begins: Mapped[bool]
    filed: Mapped[bool] = mapped_column(default=False)


class Tag(Table):
    """A theme or tag that words belong to."""

    __tablename__ = "feedback_tag"

    item_id: Mapped[int] = mapped_column(
        ForeignKey("feedback.id", ondelete="CASCADE"), primary_key=True
    )
    tag: Mapped[str] = mapped_column(String(LONGEST_TAG), primary_key=True, index=True)


class Answer(Table):
    """What a colleague answers a customer, and how far it has come on its `way`.

    `mark` is the same each time it is sent, so that who gets it twice can tell. `reason` is why it
    has not arrived, as the key of its words and their values.
    """

    __tablename__ = "feedback_answer"

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("feedback.id", ondelete="CASCADE"), index=True)
    by: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    words: Mapped[str] = mapped_column(String(LONGEST))
    way: Mapped[str] = mapped_column(String(10))
    state: Mapped[str] = mapped_column(String(10))
    mark: Mapped[str] = mapped_column(String(64), unique=True)
    made: Mapped[datetime]
    settled: Mapped[datetime | None]
    reason: Mapped[dict[str, Any]]
    tries: Mapped[int] = mapped_column(default=0)


class Post(Table):
    """A message that repeats customers' words without being the card of one."""

    __tablename__ = "feedback_post"

    id: Mapped[int] = mapped_column(primary_key=True)
    made: Mapped[datetime]


class Quote(Table):
    """Whose words a message has."""

    __tablename__ = "feedback_quote"

    post_id: Mapped[int] = mapped_column(
        ForeignKey("feedback_post.id", ondelete="CASCADE"), primary_key=True
    )
    item_id: Mapped[int] = mapped_column(
        ForeignKey("feedback.id", ondelete="CASCADE"), primary_key=True, index=True
    )
