"""Speaking: how many teams score low what the company asked about a theme.

The bank's questions are about belonging, and none of a theme. So only a question of the company's
own says something of it, where it has one of the words that the theme is called or told by.
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import Text, Topic, results, t
from skills.pulse import constructs
from skills.pulse.bank import AGREE, Asked, everything
from skills.pulse.model import PulseRound
from skills.pulse.settings import skill
from skills.pulse.units import DIVISION, Told

OWN = "own"


@skill.speakers
def speakers(db: Session, topic: Topic) -> list[Text]:
    """How many teams scored each such question low, in the last round that asked it."""
    asked = {
        id_: one
        for id_, one in everything(db).items()
        if one.construct == OWN
        and one.scale == AGREE
        and any(map(topic.theme.is_in, one.words.values()))
    }
    found = _last(db, topic, asked)
    return [said for id_ in sorted(found) if (said := _said(found[id_])) is not None]


def _last(db: Session, topic: Topic, asked: Mapping[str, Asked]) -> dict[str, Told]:
    """What was told last of some questions, out of nothing but what was published."""
    within = PulseRound.told >= topic.since, PulseRound.told <= topic.until
    found: dict[str, Told] = {}
    for round_ in db.scalars(select(PulseRound).where(*within).order_by(PulseRound.id)):
        if not asked.keys().isdisjoint(round_.questions):
            outcomes = results(db.connection(), round_.id).outcomes
            mine = (one for one in outcomes if one.item.name in asked)
            found |= {one.item.name: Told(asked[one.item.name], one) for one in mine}
    return found


def _said(one: Told) -> Text | None:
    """How many teams are below the middle by more than chance explains; None where none is."""
    teams = [each for each in one.outcome.shown if len(each.path) > DIVISION and each.mean]
    middle = sum(one.question.ends) / 2
    low = [
        each
        for each in teams
        if each.around is not None and one.score(each.mean or 0) + each.around < middle
    ]
    if not low:
        return None
    name = constructs.name_of(one.question)
    return t("speak_low", count=len(low), of=len(teams), name=name)
