"""Celebrations in the sample company: some want theirs celebrated, and their teams write."""

from __future__ import annotations

from bot import Person, Scene
from skills.celebrations.choosing import NO, YES
from skills.celebrations.dates import CHANNEL, PRIVATE, SILENCE
from skills.celebrations.settings import skill
from skills.celebrations.writing import write

CHOOSES, WRITES = 0.12, 1.5


@skill.sample
def play(scene: Scene) -> None:
    """Let a few say how they want it, and some of those who are asked write a line."""
    for who in scene.some(CHOOSES):
        if who.birthday:
            _choose(scene, who)
    for who in scene.some(WRITES):
        scene.presses(who, write, words=scene.line("wishes", who))


def _choose(scene: Scene, who: Person) -> None:
    month, day = who.birthday or (1, 1)
    how = CHANNEL if scene.random.random() < 0.8 else PRIVATE
    started = who.started.isoformat() if who.started else ""
    scene.types(
        who,
        "/piazza",
        "birthday",
        day=str(day),
        month=str(month),
        how=how,
        wishes=YES if scene.random.random() < 0.8 else NO,
        started=started,
        anniversary=how if started else SILENCE,
        asked=YES,
    )
