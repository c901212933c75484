"""Sampling: what customers of the sample company say through the year, and who sees to it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from bot import Person, Role, Scene
from skills.feedback import claiming, themes
from skills.feedback.kinds import (
    COMPLAINT,
    CUSTOMER,
    HELP,
    IMPROVEMENT,
    OPPORTUNITY,
    PARTNER,
    PRAISE,
    PROSPECT,
    PUBLIC,
)
from skills.feedback.settings import skill

HEARD, CLAIMED, FINISHED, NAMED = 0.06, 0.05, 0.05, 5
# Until then what was told in the morning is among the latest that somebody can see.
MORNING: Final = 11
# At the fair customers say more.
AT_THE_FAIR: Final = 6
# The stars that go with what is meant; who asks or wishes for something often gives none.
STARS: Final[Mapping[str, Collection[str]]] = {
    COMPLAINT: "12",
    HELP: ("", "3", "4"),
    IMPROVEMENT: ("", "3", "4"),
    PRAISE: "55",
    OPPORTUNITY: ("", "4", "5"),
}
# So much more is said of something in its months.
AT_ITS_PEAK: Final = 6


@dataclass(frozen=True, slots=True)
class Topic:
    """Something that is talked about, most of all in some months, by whom, and what is `meant`.

    `meant` says for how many of the lines, `whose` where the names of those who say it stand.
    """

    name: str
    meant: Mapping[str, int]
    months: Collection[int] = ()
    usual: float = 1
    who: str = CUSTOMER
    whose: str = "customers"

    def weight(self, month: int) -> float:
        """How much it is talked about in a month."""
        return self.usual * (AT_ITS_PEAK if month in self.months else 1)


TOPICS: Final = (
    Topic("invoices", {COMPLAINT: 8, HELP: 7, IMPROVEMENT: 4}, (4, 5, 6)),
    Topic("app", {PRAISE: 9, IMPROVEMENT: 6, COMPLAINT: 3, HELP: 4}, (7, 8)),
    Topic("delivery", {COMPLAINT: 14, HELP: 4, IMPROVEMENT: 2, PRAISE: 3}, (9,)),
    Topic("cover", {COMPLAINT: 7, HELP: 3, IMPROVEMENT: 3, PRAISE: 1}, (10, 11), 0.5),
    Topic("battery", {COMPLAINT: 8, HELP: 4, IMPROVEMENT: 3, PRAISE: 2}, (12, 1, 2)),
    Topic("workshop", {COMPLAINT: 10, HELP: 4, IMPROVEMENT: 4, PRAISE: 9}, (3,), 2),
    Topic("bikes", {PRAISE: 9, COMPLAINT: 5, HELP: 5, IMPROVEMENT: 4}, (), 2),
    Topic(
        "partners",
        {OPPORTUNITY: 6, COMPLAINT: 4, HELP: 3, PRAISE: 3},
        who=PARTNER,
        whose="partners",
    ),
    Topic(
        "prospects",
        {HELP: 5, OPPORTUNITY: 5, COMPLAINT: 2, IMPROVEMENT: 1},
        who=PROSPECT,
        whose="prospects",
    ),
    Topic("reviews", {PRAISE: 6, COMPLAINT: 5}, who=PUBLIC, whose="public"),
)


@skill.sample
def play(scene: Scene) -> None:
    """Let a few hand on what customers said, others see to it, and a manager name a theme."""
    for who in scene.some(HEARD * (AT_THE_FAIR if scene.fair else 1)):
        hand_on(scene, who)
    for who in scene.some(CLAIMED):
        scene.presses(who, claiming.claim)
    for who in scene.some(FINISHED):
        scene.presses(who, claiming.done, outcome=scene.line("outcomes", who))
    for who in scene.some(NAMED):
        if Role.CM in who.roles and scene.now.astimezone(who.clock).hour < MORNING:
            name_theme(scene, who)


def hand_on(scene: Scene, who: Person) -> None:
    """Let somebody hand on what some customer said."""
    random = scene.random
    [topic] = random.choices(TOPICS, [one.weight(scene.now.month) for one in TOPICS])
    [meant] = random.choices(list(topic.meant), list(topic.meant.values()))
    details = {
        "order": random.randint(2100, 9899),
        "days": random.randint(3, 9),
        "amount": random.randrange(35, 200, 5),
    }
    scene.types(
        who,
        "/feedback",
        words=scene.line(f"{topic.name}_{meant}", who).format(**details),
        who=topic.who,
        name=scene.line(topic.whose, who),
        product=scene.line(f"product_{topic.name}", who),
        rating=random.choice(list(STARS[meant])),
    )


def name_theme(scene: Scene, who: Person) -> None:
    """Let a manager who was told of something new name what customers talk about."""
    name, _, words = scene.line("themes", who).partition(": ")
    scene.presses(who, themes.ask, name=name, words=words)
