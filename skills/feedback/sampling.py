"""Sampling: what customers of the sample company say, and who sees to it."""

from __future__ import annotations

from typing import Final

from bot import Person, Scene
from skills.feedback import claiming
from skills.feedback.settings import skill

HEARD, CLAIMED, FINISHED = 0.06, 0.05, 0.05
# What is meant, with how often of a hundred, and the stars that go with it.
MEANT: Final = (
    ("complaint", 30, "12"),
    ("help", 20, "34"),
    ("improvement", 20, "34"),
    ("praise", 25, "55"),
    ("opportunity", 5, "45"),
)


@skill.sample
def play(scene: Scene) -> None:
    """Let a few hand on what customers said, and others see to it."""
    for who in scene.some(HEARD):
        hand_on(scene, who)
    for who in scene.some(CLAIMED):
        scene.presses(who, claiming.claim)
    for who in scene.some(FINISHED):
        scene.presses(who, claiming.done, outcome=scene.line("outcomes", who))


def hand_on(scene: Scene, who: Person) -> None:
    """Let somebody hand on what some customer said."""
    [(meant, _, stars)] = scene.random.choices(MEANT, [often for _, often, _ in MEANT])
    scene.types(
        who,
        "/feedback",
        words=scene.line(meant, who),
        name=scene.line("customers", who),
        product=scene.line("products", who),
        rating=scene.random.choice(stars),
    )
