"""Thanks and cheers in the sample company."""

from __future__ import annotations

from collections.abc import Callable

from bot import Chat, Scene

THANKS, CHEERS, TADAS = 0.27, 0.3, 0.08
THANKS_TO_TWO = 0.15
ANSWERED = 0.02


def play(scene: Scene, cheer: Callable[[Chat, int], None], thank: Callable[[Chat], None]) -> None:
    """Let a few thank a colleague or two, some through a card's button, and others cheer."""
    for who in scene.some(THANKS):
        one, other = scene.colleague(who), scene.colleague(who)
        if one != other and scene.random.random() < THANKS_TO_TWO:
            scene.types(who, "/kudos", one, other, scene.line("thanks_two", who))
        else:
            scene.types(who, "/kudos", one, scene.line("thanks", who))
    for who in scene.some(ANSWERED):
        scene.presses(who, thank, to=[scene.colleague(who)], message=scene.line("thanks", who))
    for who in scene.some(CHEERS):
        scene.presses(who, cheer)
    for who in scene.some(TADAS):
        scene.reacts(who, "tada")
