"""Looking for what must not be told: everything that somebody can come to read."""

from __future__ import annotations

from bot.testing import Member, Team

WHY = "for the patient review on a busy Monday"


def all_that_is_read_by(member: Member, team: Team) -> str:
    """What hangs in channels, what they were sent, and what every command tells them."""
    shown = [one.text for one in (*team.channel("#kudos"), *member.inbox, *member.home)]
    asked = ("/kudos mine", "/piazza whatyouknow", "/kudos undo", "/piazza")
    return "\n".join([*shown, *(member.types(words).text for words in asked)])
