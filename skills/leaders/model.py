"""What is remembered of talks with the leaders; of a question not whose it is."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from bot import Table

# What is left of an answer when whoever gave it was forgotten.
GONE = "–"
LONGEST_TOPIC, LONGEST, LONGEST_REASON, LONGEST_ANSWER = 150, 500, 300, 2000
PHASES = ASKING, SORTING, VOTING, ANSWERING, TOLD, NOTHING = (
    "asking",
    "sorting",
    "voting",
    "answering",
    "told",
    "nothing",
)


class Talk(Table):
    """Everybody may ask some of those who lead, until `closes`; they answer until `due`.

    Its phases follow each other: questions come in, are looked through, are voted for until
    `vote_closes`, and answered; `nothing` where too few took part. The rounds are those in which
    questions and votes are sealed. `since` then it is in its phase.
    """

    __tablename__ = "leaders"

    id: Mapped[int] = mapped_column(primary_key=True)
    topic: Mapped[str] = mapped_column(String(LONGEST_TOPIC))
    opened_by: Mapped[int | None] = mapped_column(
        ForeignKey("person.id", ondelete="SET NULL"), index=True
    )
    workspace: Mapped[str] = mapped_column(String(64))
    channel: Mapped[str] = mapped_column(String(120))
    opened: Mapped[datetime]
    closes: Mapped[datetime]
    vote_closes: Mapped[datetime | None]
    due: Mapped[date]
    phase: Mapped[str] = mapped_column(String(12), index=True)
    since: Mapped[datetime]
    asking_round: Mapped[int | None]
    voting_round: Mapped[int | None]


class Leader(Table):
    """Somebody who answers in a talk; the one at `place` 0 sees to it that all is answered."""

    __tablename__ = "leaders_who"

    talk_id: Mapped[int] = mapped_column(
        ForeignKey("leaders.id", ondelete="CASCADE"), primary_key=True
    )
    person_id: Mapped[int] = mapped_column(
        ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    place: Mapped[int]


class Question(Table):
    """A question as it was published, and perhaps its answer.

    `place` is by lot, and once votes are counted by them; `option` is the one that stood for it in
    the vote, `share` how many in a hundred voted for it, where that can be told. It is out where
    there is a `reason` for that.
    """

    __tablename__ = "leaders_question"

    id: Mapped[int] = mapped_column(primary_key=True)
    talk_id: Mapped[int] = mapped_column(ForeignKey("leaders.id", ondelete="CASCADE"), index=True)
    place: Mapped[int]
    words: Mapped[str] = mapped_column(String(LONGEST))
    option: Mapped[int | None]
    share: Mapped[int | None]
    reason: Mapped[str] = mapped_column(String(LONGEST_REASON))
    answer: Mapped[str] = mapped_column(String(LONGEST_ANSWER))
    answered_by: Mapped[int | None] = mapped_column(
        ForeignKey("person.id", ondelete="SET NULL"), index=True
    )
    answered: Mapped[datetime | None]
