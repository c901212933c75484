"""Asking the leaders in the sample company: many ask and vote, and one answers."""

from __future__ import annotations

from datetime import timedelta

from bot import Person, Role, Scene
from skills.leaders.asking import SUBJECTS
from skills.leaders.settings import skill

# In one week of so many somebody opens it and people ask, in the next they vote.
EVERY, ASKED, VOTED = 9, 2, 3
OPENS, ASKS, VOTES, ANSWERS = 8.0, 1.5, 1.2, 8.0
UNTIL, DUE = timedelta(days=3), timedelta(days=14)
WRITES = 0.4
# Who leads there, of those who are always there.
LEADS = "Bruno Villa"
TOPIC = "topics"


@skill.sample
def play(scene: Scene) -> None:
    """Let some ask while that is open, others vote, and the one who is asked answer."""
    week = scene.now.isocalendar().week % EVERY
    lead = next((one for one in scene.people if one.name == LEADS), None)
    for who in scene.some(OPENS if week == ASKED and scene.now.weekday() == 0 else 0):
        if lead and Role.CM in who.roles:
            _open(scene, who, lead)
    for who in scene.some(ASKS if week == ASKED else 0):
        words = scene.line("questions", who) if scene.random.random() < WRITES else ""
        scene.types(who, "/ask", subject=scene.random.choice(SUBJECTS), question=words)
    for who in scene.some(VOTES if week == VOTED else 0):
        # There are two at least wherever everybody votes.
        scene.types(who, "/ask", "vote", vote={"option": str(scene.random.randint(1, 2))})
    for who in scene.some(ANSWERS if week == VOTED else 0):
        if who == lead:
            scene.types(who, "/ask", "answer", answer=scene.line("answers", who))


def _open(scene: Scene, who: Person, lead: Person) -> None:
    day = scene.now.astimezone(who.clock).date()
    days = {"until": (day + UNTIL).isoformat(), "due": (day + DUE).isoformat()}
    topic = scene.line(TOPIC, who)
    scene.types(who, "/cm", "ask open", topic=topic, leaders=[lead], **days)
