"""Teams around the bot under test: a strict fake of the Bot Framework's connector.

    with StrictTeams() as teams:
        token = ...  # by client credentials, from teams.token_url
        # POST {teams.service_url}v3/conversations, .../activities and so on, with that token
        card = teams.wait_for(lambda: teams.messages("kudos"))[0]
        assert teams.faults == teams.impatient == []
        print(teams.audit())

It takes and refuses what the bot sends. What people do there (activities sent to the bot, signed as
Microsoft signs them) it does not play.
"""

from .fake import StrictTeams
from .people import (
    ANN,
    BOB,
    BRUNO,
    CARLA,
    COMPANY,
    DORA,
    SAM,
    App,
    Conversation,
    User,
    channel,
    crowd,
    user,
)
from .world import Activity

__all__ = [
    "ANN",
    "BOB",
    "BRUNO",
    "CARLA",
    "COMPANY",
    "DORA",
    "SAM",
    "Activity",
    "App",
    "Conversation",
    "StrictTeams",
    "User",
    "channel",
    "crowd",
    "user",
]
