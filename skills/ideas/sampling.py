"""Sampling: ideas in the sample company, who votes for them, and what comes of some."""

from __future__ import annotations

from bot import Person, Role, Scene
from skills.ideas import commenting, following, voting
from skills.ideas.settings import skill
from skills.ideas.stages import LATER

IDEAS, VOTES, COMMENTS, FOLLOWS = 0.03, 0.35, 0.04, 0.03
DECISIONS, MOST_IDEAS = 2.0, 60
# What was seen at the fair gives ideas.
AT_THE_FAIR = 4


@skill.sample
def play(scene: Scene) -> None:
    """Let a few write down an idea, and others vote, comment and follow."""
    for who in scene.some(IDEAS * (AT_THE_FAIR if scene.fair else 1)):
        scene.types(who, "/idea", scene.line("ideas", who))
    for who in scene.some(VOTES):
        scene.presses(who, voting.vote)
    for who in scene.some(COMMENTS):
        scene.presses(who, commenting.ask, comment=scene.line("comments", who))
    for who in scene.some(FOLLOWS):
        scene.presses(who, following.follow)
    for who in scene.some(DECISIONS):
        if Role.CM in who.roles:
            decide(scene, who)


def decide(scene: Scene, who: Person) -> None:
    """Let a manager say how some idea stands, if there is one of that number."""
    stage = scene.random.choice(LATER)
    number = scene.random.randint(1, MOST_IDEAS)
    reason = scene.line(stage, who)
    scene.types(who, "/cm ideas move", str(number), stage=stage, reason=reason)
