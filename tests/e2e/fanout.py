"""A nudge to many at once, sent by processes that look often for what is due."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.delivery import governor, holds
from bot.runtime import clockwork
from tests.slack_world import ANN

from .running import Bot

# A country whose holidays nobody has written down: everybody is at work on any day.
APP_YAML = f"""\
company: {{name: Officine Aurora, languages: [en, it], zone: Europe/Rome, country: AQ}}
slack: {{rate_per_minute: RATE}}
skills:
  kudos:
  cm:
roles: {{cm: [{ANN.id}]}}
"""
NUDGE = "kudos.gratitude"


def app_yaml(rate: int) -> str:
    """The settings of a bot that begins at so many messages a minute, and nudges nobody itself."""
    day = datetime.now(UTC) + timedelta(days=3)
    far_off = f'{{on: {day:%A}, at: "12:00"}}'.lower()
    plans = (NUDGE, "kudos.colleague", "kudos.digest", "cm.digest")
    lines = [f"  {plan}: {far_off}\n" for plan in plans]
    return APP_YAML.replace("RATE", str(rate)) + "schedules:\n" + "".join(lines)


def begins(bot: Bot) -> None:
    """Have the nudge planned; whoever looks next sends it."""
    ran = bot.command("schedule", "run", NUDGE)
    assert ran.returncode == 0, ran.stderr


def hurry(patience: float | None = None) -> None:
    """In a process: look often for what is due; wait out nothing longer than `patience` seconds."""
    clockwork.BEAT = 1
    holds.PAUSE = timedelta(seconds=3)
    if patience is not None:
        governor.PATIENCE = timedelta(seconds=patience)
