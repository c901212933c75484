"""Reporting: what the community manager hears, what waits, and what everybody's home says."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot import Button, Card, Chat, Fact, Period, Section, Waits, t
from skills.leaders import asking, finding, showing, sorting, voting
from skills.leaders.model import ASKING, SORTING, TOLD, VOTING, Question, Talk
from skills.leaders.settings import skill


@skill.report
def report(db: Session, period: Period) -> Section | None:
    """The talks whose answers were told in a period."""
    within = Talk.since >= period.start_at, Talk.since < period.end_at
    talks = db.scalars(select(Talk).where(Talk.phase == TOLD, *within).order_by(Talk.id)).all()
    facts = []
    for one in talks:
        count = len(finding.standing(db, one))
        answered = count - finding.unanswered(db, one)
        facts.append(Fact(t("report_topic", topic=one.topic), t("of", count=count, of=answered)))
    return Section(t("name"), facts) if facts else None


@skill.waits
def unsorted(db: Session) -> list[Waits]:
    """Questions that are to be looked through before everybody votes for them."""
    mine = select(func.count(), func.min(Talk.since), func.max(Talk.id)).select_from(Question)
    query = mine.join(Talk, Talk.id == Question.talk_id).where(Talk.phase == SORTING)
    count, since, talk = db.execute(query).one()
    look = Button(t("look_through"), sorting.look, talk or 0, 0)
    return [Waits(t("waits_sorting", count=count), count, since, look)]


@skill.waits
def unanswered(db: Session) -> list[Waits]:
    """Questions that were to be answered, and are not."""
    mine = select(func.count(), func.min(Talk.since), func.max(Talk.id)).select_from(Question)
    query = mine.join(Talk, Talk.id == Question.talk_id)
    late = Talk.phase == TOLD, Question.answer == "", Question.reason == ""
    count, since, talk = db.execute(query.where(*late)).one()
    return [Waits(t("waits_answer", count=count), count, since, _page(talk))]


def _page(talk: int | None) -> Button:
    return Button(t("all"), showing.page, talk or 0, 0)


@skill.home_tab
def home(chat: Chat) -> Card | None:
    """That one can ask or vote, whether or not somebody has: nobody knows."""
    talk = finding.latest(chat.db, ASKING, VOTING)
    if talk is None:
        return None
    buttons = asking.buttons() if talk.phase == ASKING else voting.buttons()
    until = talk.closes if talk.phase == ASKING else talk.vote_closes or talk.closes
    said = t("home_ask", topic=talk.topic, until=until)
    if talk.phase == VOTING:
        said = t("home_vote", topic=talk.topic, until=until)
    return Card(said, buttons=buttons)
