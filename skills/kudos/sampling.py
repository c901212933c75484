"""Thanks and cheers in the sample company, of every kind there is."""

from __future__ import annotations

from datetime import timedelta

from bot import Person, Scene
from skills.kudos.cheering import cheer
from skills.kudos.forms import ANONYMOUS, MOST, PRIVATE
from skills.kudos.giving import thank
from skills.kudos.settings import skill

THANKS, CHEERS, TADAS = 0.26, 0.3, 0.08
THANKS_TO_TWO = 0.15
ANSWERED = 0.02
SHY, QUIET, EARLY, TO_UNLISTED, TO_GROUP = 0.012, 0.012, 0.006, 0.01, 0.015
KEEN = 1.4
# Whoever was at the fair is thanked for it.
AT_THE_FAIR = 3


# Says the same to the same colleague over and over, as somebody does in every company.
THE_KEEN = 53


@skill.sample
def play(scene: Scene) -> None:
    """Let a few thank a colleague or two, some through a card's button, and others cheer."""
    for who in scene.some(THANKS * (AT_THE_FAIR if scene.fair else 1)):
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
    _play_otherwise(scene)
    _play_to_few(scene)


def _play_otherwise(scene: Scene) -> None:
    """A few thank in private, without their name or for a later day."""
    for who in scene.some(SHY):
        _thank(scene, who, f"#{ANONYMOUS}")
    for who in scene.some(QUIET):
        _thank(scene, who, f"#{PRIVATE}")
    for who in scene.some(EARLY):
        day = (scene.now.astimezone(who.clock) + timedelta(days=9)).date()
        _thank(scene, who, day.isoformat())


def _play_to_few(scene: Scene) -> None:
    """Some thank who has no account, or a group; and one the same colleague, over and over."""
    for who in scene.some(TO_UNLISTED):
        if scene.unlisted:
            name = scene.random.choice(scene.unlisted)
            scene.types(who, "/kudos", f"@{name}", scene.line("thanks", who))
    for who in scene.some(TO_GROUP):
        _thank_group(scene, who)
    for who in scene.some(KEEN):
        friends = [one for one in scene.team_of(who) if one != who]
        if friends and who.id % 100 == THE_KEEN:
            scene.types(who, "/kudos", friends[0], scene.line("again", who))


def _thank_group(scene: Scene, who: Person) -> None:
    """A group of more than one other, and of no more than can be thanked at once."""
    others = {one: [each for each in one.people if each != who] for one in scene.groups}
    if fitting := [one for one, people in others.items() if 1 < len(people) <= MOST]:
        handle = scene.random.choice(fitting).handle
        scene.types(who, "/kudos", f"@{handle}", scene.line("thanks_group", who))


def _thank(scene: Scene, who: Person, *marks: str) -> None:
    scene.types(who, "/kudos", scene.colleague(who), *marks, scene.line("thanks", who))
