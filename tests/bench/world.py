"""Who is in the workspace the load comes from, and what they write."""

from __future__ import annotations

from tests.slack_world import App, Channel, User, channel, crowd
from tests.slack_world.payloads import Issued, Request, slash_command

APP = App()
HALF = 150
PEOPLE = crowd(2 * HALF)
GIVERS, RECIPIENTS = PEOPLE[:HALF], PEOPLE[HALF:]
WORKSPACE = f"slack:{APP.team}"
WHY = "for the patient review of the release notes on Thursday"


def rooms() -> list[Channel]:
    """The channels a bot meets, fresh."""
    return [channel("general", PEOPLE), channel("kudos", PEOPLE)]


def kudos(number: int) -> Request:
    """One thank-you: each giver thanks each recipient in turn; numbers are never used twice."""
    giver = GIVERS[number % HALF]
    to: User = RECIPIENTS[(number + number // HALF) % HALF]
    words = f"<@{to.id}|{to.name}> {WHY}, {number}"
    trigger = Issued(f"{number}.{APP.team}.0123456789abcdef0123456789abcdef", "http://127.0.0.1:9/")
    return slash_command(APP, giver, rooms()[0], "/kudos", words, trigger)
