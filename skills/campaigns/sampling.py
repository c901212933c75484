"""Campaigns in the sample company: a manager plans some, people join in, and a few share news."""

from __future__ import annotations

from datetime import timedelta

from bot import Person, Role, Scene
from skills.campaigns.answering import join_in
from skills.campaigns.settings import skill
from skills.campaigns.sharing import shared

# In one week of so many something is planned.
EVERY, PLANNED = 4, 3
PLANS, STARTS, JOINS, WANTS, SHARES = 1.0, 2.0, 0.2, 0.02, 0.1
AHEAD, LENGTH = timedelta(days=2), timedelta(days=12)
SITE = "https://officine-aurora.example/news"


@skill.sample
def play(scene: Scene) -> None:
    """Let a manager plan and start something, and others join in or share."""
    busy = scene.now.isocalendar().week % EVERY == PLANNED
    for who in scene.some(PLANS if busy else 0):
        if Role.CM in who.roles:
            _plan(scene, who)
    for who in scene.some(STARTS if busy else 0):
        if Role.CM in who.roles:
            scene.types(who, "/cm", "campaign start")
    for who in scene.some(JOINS):
        scene.presses(who, join_in)
    for who in scene.some(WANTS):
        scene.types(who, "/share", "join")
    for who in scene.some(SHARES):
        scene.presses(who, shared)


def _plan(scene: Scene, who: Person) -> None:
    day = scene.now.astimezone(who.clock).date() + AHEAD
    day += timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)
    days = {"begins": day.isoformat(), "ends": (day + LENGTH).isoformat()}
    if scene.random.random() < 0.5:
        told = {"words": scene.line("campaigns", who), "goal": scene.line("goals", who)}
        scene.types(who, "/cm", "campaign", **told, target="50", **days)
    else:
        told = {"words": scene.line("news", who), "ready": scene.line("ready", who)}
        scene.types(who, "/cm", "news", **told, link=SITE, **days)
