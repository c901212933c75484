"""Icebreakers in the sample company: some like the question, a few hand in one."""

from __future__ import annotations

from bot import Scene
from skills.icebreakers.adding import NAMED
from skills.icebreakers.asking import like, skip
from skills.icebreakers.settings import skill

LIKES, SKIPS, ADDS = 0.12, 0.02, 0.002


@skill.sample
def play(scene: Scene) -> None:
    """Let some like the question, a few not, and now and then somebody hand one in."""
    for who in scene.some(LIKES):
        scene.presses(who, like)
    for who in scene.some(SKIPS):
        scene.presses(who, skip)
    for who in scene.some(ADDS):
        scene.types(who, "/piazza", "icebreaker", scene.line("questions", who), signed=NAMED)
