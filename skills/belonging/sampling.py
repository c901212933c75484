"""Sampling: who of the sample company is there as a buddy, and what newcomers do."""

from __future__ import annotations

from bot import Scene
from skills.belonging.answering import ask_buddy, ask_first, ask_surprise
from skills.belonging.settings import skill

JOINS, ANSWERS, ASKS = 0.02, 6.0, 0.4


@skill.sample
def play(scene: Scene) -> None:
    """Let a few agree each week, and newcomers answer what they are asked."""
    for who in scene.some(JOINS):
        scene.types(who, "/piazza buddy join")
    for who in scene.some(ANSWERS):
        scene.presses(who, ask_first, words=scene.line("first", who))
        scene.presses(who, ask_surprise, words=scene.line("surprises", who))
    for who in scene.some(ASKS):
        scene.presses(who, ask_buddy)
