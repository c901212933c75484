"""Sampling: who of the sample company has coffee, and what comes of it."""

from __future__ import annotations

from bot import Scene
from skills.coffee.answering import met, not_yet
from skills.coffee.settings import skill

JOINS, MEETS, MISSES, RESTS, LEAVES = 0.08, 0.8, 0.12, 0.004, 0.002


@skill.sample
def play(scene: Scene) -> None:
    """Let a few join each week, most of those who are brought together meet, and some rest."""
    for who in scene.some(JOINS):
        scene.types(who, "/coffee join")
    for who in scene.some(MEETS):
        scene.presses(who, met)
    for who in scene.some(MISSES):
        scene.presses(who, not_yet)
    for who in scene.some(RESTS):
        scene.types(who, "/coffee snooze", "3")
    for who in scene.some(LEAVES):
        scene.types(who, "/coffee leave")
