"""What nudges cost, beside what comes of them; an effect is seen only where one is tested."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.chat import Chat
from bot.delivery.bill import switched_off
from bot.insight.experiments import costs, kept
from bot.insight.experiments.costs import Cost
from bot.insight.experiments.kept import Experiment
from bot.privacy import thresholds
from bot.runtime.experimenting import outcome_of
from bot.runtime.verdicts import verdict_of
from bot.skill import Nudge
from bot.texts import Text, core

HOUR = 60


@dataclass(frozen=True, slots=True)
class Worth:
    """What is known of all nudges, for a line on each."""

    chat: Chat
    costs: Mapping[str, Cost]
    off: Mapping[str, int]
    tests: Mapping[str, Experiment]
    fewest: int

    @classmethod
    def of(cls, chat: Chat) -> Worth:
        """Look it up."""
        db = chat.db.connection()
        # The newest of each is what counts.
        tests = {one.plan.nudge: one for one in reversed(kept.latest(db))}
        fewest = thresholds.standing(db, chat.house.conf.privacy)
        return cls(chat, costs.costs(db, chat.now), switched_off(db), tests, fewest)

    def lines(self, nudge: Nudge) -> list[Text]:
        """What a nudge costs, how often it is followed, and the verdict where it is tested."""
        test = self.tests.get(nudge.key)
        verdict = [verdict_of(self.chat, test)] if test else []
        return [self._cost(nudge), *self._followed(nudge), *verdict]

    def _cost(self, nudge: Nudge) -> Text:
        cost, off = self.costs.get(nudge.key, Cost()), self.off.get(nudge.key, 0)
        if not cost.sent:
            return core("nudges.cost_none", off=off)
        if cost.minutes < 2 * HOUR:
            return core("nudges.cost", count=cost.sent, minutes=cost.minutes, off=off)
        hours = round(cost.minutes / HOUR)
        return core("nudges.cost_hours", count=cost.sent, hours=hours, off=off)

    def _followed(self, nudge: Nudge) -> list[Text]:
        outcome = f"{nudge.skill}.{nudge.toward}"
        counting = self.chat.house.outcomes.get(outcome)
        if counting is None:
            return []
        zone, now = self.chat.house.company.zone, self.chat.now
        share = costs.followed(self.chat.db, nudge.key, counting, zone, now, self.fewest)
        if share is None:
            return []
        return [core("nudges.followed", share=share, outcome=outcome_of(self.chat, outcome))]
