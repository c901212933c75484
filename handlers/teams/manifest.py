"""The app manifest: all that Teams has to know to install Piazza, in each language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlsplit

from bot.runtime.words import Words
from bot.texts import Text
from handlers.teams.limits import DOTS, one_line
from handlers.teams.offers import Command, Offers
from handlers.teams.words import ROOM

NAME: Final = "Piazza"
VERSION: Final = "1.30"
SCHEMAS: Final = f"https://developer.microsoft.com/json-schemas/teams/v{VERSION}"
ACCENT: Final = "#a8431c"
DEVELOPER: Final = 32
# How long texts may be, by the end of their keys.
LONGEST: Final = {
    "name.short": 30,
    "name.full": 100,
    "description.short": 80,
    "description.full": 4000,
    "title": 32,
    "description": 128,
}
SCOPES: Final = (("personal",), ("team", "groupChat"))
ACTIONS: Final = "composeExtensions[0].commands"

Texts = Mapping[str, str]


def texts(offers: Offers, words: Words, company: str) -> dict[str, str]:
    """All that people read, in one language, by the keys that Teams has for each text."""
    about = {"description.short": Text("app.short"), "description.full": Text("app.full")}
    said = {"name.short": NAME, "name.full": NAME}
    said |= {
        key: words.plain(Text(one.key, {"company": company}, ROOM)) for key, one in about.items()
    }
    for number, commands in enumerate((offers.personal, offers.shared)):
        for place, command in enumerate(commands):
            key = f"{_list(number)}[{place}]"
            said[f"{key}.title"] = _typed(command, words)
            said[f"{key}.description"] = words.plain(command.does)
    for place, action in enumerate(offers.actions):
        said[f"{ACTIONS}[{place}].title"] = words.plain(action.label)
    return {key: one_line(text, _longest(key)) or DOTS for key, text in said.items()}


def _typed(command: Command, words: Words) -> str:
    return command.typed if isinstance(command.typed, str) else words.plain(command.typed)


def _longest(key: str) -> int:
    return LONGEST.get(key) or LONGEST[key.rpartition(".")[2]]


def _list(number: int) -> str:
    return f"bots[0].commandLists[{number}].commands"


def manifest(
    offers: Offers,
    said: Texts,
    *,
    bot: str,
    company: str,
    address: str,
    version: str,
    languages: tuple[str, ...],
) -> dict[str, Any]:
    """The manifest; `said` are the texts of the first of the languages."""
    return {
        "$schema": f"{SCHEMAS}/MicrosoftTeams.schema.json",
        "manifestVersion": VERSION,
        "version": version,
        "id": bot,
        "localizationInfo": {
            "defaultLanguageTag": languages[0],
            "additionalLanguages": [
                {"languageTag": one, "file": f"{one}.json"} for one in languages[1:]
            ],
        },
        "developer": {
            "name": one_line(company, DEVELOPER),
            **dict.fromkeys(("websiteUrl", "privacyUrl", "termsOfUseUrl"), address),
        },
        "name": _under("name", said),
        "description": _under("description", said),
        "icons": {"color": "color.png", "outline": "outline.png"},
        "accentColor": ACCENT,
        "bots": [_bot(offers, said, bot)],
        **_extension(offers, said, bot),
        "permissions": ["identity", "messageTeamMembers"],
        "validDomains": [urlsplit(address).hostname],
        "defaultInstallScope": "personal",
        "defaultGroupCapability": {"team": "bot", "groupchat": "bot"},
    }


def translation(said: Texts) -> dict[str, str]:
    """The texts of one more language."""
    return {"$schema": f"{SCHEMAS}/MicrosoftTeams.Localization.schema.json", **said}


def _bot(offers: Offers, said: Texts, bot: str) -> dict[str, Any]:
    lists = zip(SCOPES, (offers.personal, offers.shared), strict=True)
    return {
        "botId": bot,
        "scopes": [scope for scopes in SCOPES for scope in scopes],
        "supportsFiles": True,
        "commandLists": [
            {
                "scopes": list(scopes),
                "commands": [_under(f"{_list(n)}[{m}]", said) for m in range(len(commands))],
            }
            for n, (scopes, commands) in enumerate(lists)
        ],
    }


def _extension(offers: Offers, said: Texts, bot: str) -> dict[str, Any]:
    commands = [
        {
            "id": action.id,
            "type": "action",
            **_under(f"{ACTIONS}[{place}]", said),
            "context": list(action.contexts),
            "fetchTask": True,
        }
        for place, action in enumerate(offers.actions)
    ]
    if not commands:
        return {}
    return {"composeExtensions": [{"botId": bot, "commands": commands}]}


def _under(place: str, said: Texts) -> dict[str, str]:
    """The texts of one place of the manifest, by their names there."""
    return {
        key.removeprefix(f"{place}."): text
        for key, text in said.items()
        if key.startswith(f"{place}.")
    }
