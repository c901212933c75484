"""Slack around the bot under test: a strict fake provider and the people who use it.

Start the bot with `SLACK_API_URL=slack.api_url` and the tokens of `slack.app`, then:

    with StrictSlack() as slack:
        driver = Driver(slack, "http://127.0.0.1:3000/slack/events")  # without a url: Socket Mode
        driver.command(ANN, "/kudos", "")
        driver.submit(ANN, answers={"To": [BOB], "Why": "for the help with the release"})
        card = slack.wait_for(lambda: slack.messages("kudos"))[0]
        driver.press(CARLA, card, "Cheer")
        assert slack.faults == slack.impatient == []
"""

from .driver import Driver, Reply
from .fake import StrictSlack
from .filling import NotSent
from .injection import injected
from .limits import faults
from .messages import File, Message, View
from .people import (
    ANN,
    BOB,
    CARLA,
    COMPANY,
    DORA,
    GINO,
    HAL,
    SAM,
    App,
    Channel,
    User,
    UserGroup,
    channel,
    crowd,
    user,
    user_group,
)
from .reading import shown
from .recording import Ack, Call

__all__ = [
    "ANN",
    "BOB",
    "CARLA",
    "COMPANY",
    "DORA",
    "GINO",
    "HAL",
    "SAM",
    "Ack",
    "App",
    "Call",
    "Channel",
    "Driver",
    "File",
    "Message",
    "NotSent",
    "Reply",
    "StrictSlack",
    "User",
    "UserGroup",
    "View",
    "channel",
    "crowd",
    "faults",
    "injected",
    "shown",
    "user",
    "user_group",
]
