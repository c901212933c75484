"""Speaking: how many customers speak of a theme, by what they want."""

from __future__ import annotations

from sqlalchemy import distinct, func, select
from sqlalchemy.orm import Session

from bot import Text, Topic, t
from skills.feedback.kinds import COMPLAINT, HELP, IMPROVEMENT, NOT_SAID, OPPORTUNITY, PRAISE
from skills.feedback.model import Item
from skills.feedback.settings import skill

# In this order they are told of.
ORDER = (COMPLAINT, HELP, IMPROVEMENT, OPPORTUNITY, PRAISE, NOT_SAID)


@skill.speakers
def speakers(db: Session, topic: Topic) -> list[Text]:
    """How many complain, ask, propose and praise; whoever says the same thrice does so once."""
    # What has no name is by somebody else.
    who = func.coalesce(Item.customer, -Item.id)
    query = select(Item.intent, func.count(distinct(who))).where(Item.id.in_(topic.things))
    found = dict(db.execute(query.group_by(Item.intent)).all())
    return [_said(intent, found[intent]) for intent in ORDER if intent in found]


def _said(intent: str, count: int) -> Text:
    return t(f"speak_{intent or 'none'}", count=count)
