"""The kinds of values settings are made of, each with its check and its way to say what is wrong.

A check that needs to know what is installed reads it from the validation's context (`Known`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, time
from ipaddress import ip_address
from typing import Annotated, Any, Final
from zoneinfo import ZoneInfo, available_timezones

from babel.core import get_global
from pydantic import AfterValidator, ValidationInfo

from bot.delivery.schedule import DAYS
from bot.outside import letter
from bot.runtime.faults import did_you_mean, found

A_LEAP_YEAR = 2024
_SLACK_ID = re.compile(r"[UW][A-Z0-9]{2,}")
_ENTRA_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_CHANNEL = re.compile(
    r"#[^\s#@A-Z]{1,80}|[CG][A-Z0-9]{2,}|19:[A-Za-z0-9_-]{1,150}@thread\.[a-z0-9]+"
)
_HOST_NAME = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?", re.ASCII)
_WORKSPACE = re.compile(r"[TE][A-Z0-9]{2,}")
# So many parts has what cron understands; which day a number is there depends on whom one asks.
CRON = 5
_CLOCK = re.compile(r"(\d{1,2}):(\d\d)")
_COMMAND = re.compile(r"[^\W_A-Z][^\WA-Z-]*(-[^\WA-Z-]+)*")
_POSTGRES = re.compile(r"postgres(ql)?(\+psycopg)?://")


@dataclass(frozen=True, slots=True)
class Known:
    """What this installation offers for settings to name; anything else is a fault.

    `skills` are those installed, switched on or not; `written` those of this checkout, which may
    not be installed yet; `commands` top words ("kudos"); `schedules` "skill.name"; `retention` the
    kinds of records that can be dropped by age.
    """

    skills: Collection[str] = ()
    written: Collection[str] = ()
    languages: Collection[str] = ("en", "it")
    commands: Collection[str] = ()
    schedules: Collection[str] = ()
    retention: Collection[str] = ()


def language(code: str, info: ValidationInfo) -> str:
    """Refuse a language whose words are not installed."""
    known: Known | None = info.context
    if known and code not in known.languages:
        meant = did_you_mean(code, known.languages) or _listed(known.languages)
        raise ValueError(f"{found(code)} is not an installed language{meant}")
    return code


def zone(name: str) -> str:
    """Refuse what is not a time zone of the IANA."""
    try:
        return ZoneInfo(name).key
    except (LookupError, ValueError, OSError):
        raise ValueError(f"{found(name)} is not a time zone{_meant_zone(name)}") from None


def _meant_zone(name: str) -> str:
    zones = available_timezones()
    cities = {each.rpartition("/")[2].casefold(): each for each in sorted(zones)}
    if city := cities.get(name.casefold().replace(" ", "_")):
        return f", did you mean {city!r}?"
    return did_you_mean(name, zones) or "; write it like 'Europe/Rome'"


def country(code: str) -> str:
    """Refuse what is not a country; `it` is taken for `IT`."""
    if (upper := code.upper()) not in get_global("territory_languages") or len(upper) != 2:
        raise ValueError(f"{found(code)} is not a country; write its two letters, such as IT")
    return upper


def currency(code: str) -> str:
    """Refuse what is not a currency; `eur` is taken for `EUR`."""
    if (upper := code.upper()) not in get_global("all_currencies"):
        raise ValueError(f"{found(code)} is not a currency; write its three letters, such as EUR")
    return upper


def day(value: Any) -> date:
    """Read a date written as 2026-12-24."""
    try:
        return value if isinstance(value, date) else date.fromisoformat(value)
    except (TypeError, ValueError):
        raise ValueError(f"{found(value)} is not a date such as 2026-12-24") from None


def day_of_year(value: Any) -> tuple[int, int]:
    """Read a month and a day written as 12-07."""
    try:
        read = date.fromisoformat(f"{A_LEAP_YEAR}-{value}")
    except ValueError:
        raise ValueError(f"{found(value)} is not a month and a day such as 12-07") from None
    return read.month, read.day


def clock_time(value: Any) -> time:
    """Read a time of day written as 15:00."""
    if isinstance(value, time):
        return value
    written = _CLOCK.fullmatch(str(value))
    if len(str(value).split()) == CRON:
        raise ValueError(
            f"{found(value)} is no time of day; write the day's name and the time apart,"
            " such as 'on: monday' and 'at: 09:00'"
        )
    if written is None or int(written[1]) > 23 or int(written[2]) > 59:
        raise ValueError(f"{found(value)} is not a time of day such as 15:00")
    return time(int(written[1]), int(written[2]))


def weekday(value: str) -> str:
    """Refuse what is not a day of the week in English."""
    if value.isdecimal():
        raise ValueError(f"{found(value)} is not a day; write the day's name, such as monday")
    if (name := value.lower()) not in DAYS:
        meant = did_you_mean(name, DAYS) or f"; write one of {', '.join(DAYS)}"
        raise ValueError(f"{found(value)} is not a day{meant}")
    return name


def person(value: str) -> str:
    """Refuse what names nobody: it takes an e-mail address or an id of Slack or Entra."""
    if _SLACK_ID.fullmatch(value):
        return value
    if not _ADDRESS.fullmatch(value) and not _ENTRA_ID.fullmatch(value):
        raise ValueError(
            f"{found(value)} is neither an e-mail address nor a Slack id such as U012AB3CD nor the"
            " object id of somebody in Microsoft Entra"
        )
    return value.lower()


def channel(value: str) -> str:
    """Refuse what names no channel."""
    if not _CHANNEL.fullmatch(value):
        raise ValueError(f'{found(value)} is not a channel; write "#name" in quotes, or its id')
    return value


# Marks a setting that names a channel, so that it can be looked for in the chat.
CHANNEL: Final = "channel"
ChannelName = Annotated[str, AfterValidator(channel), CHANNEL]


def host_name(value: str) -> str:
    """Refuse what is no bare name of a host."""
    if not _HOST_NAME.fullmatch(value):
        raise ValueError(
            f"{found(value)} is no name of a host such as smba.trafficmanager.net; write it without"
            " https:// and without a path"
        )
    return value.lower()


def sender(value: str) -> str:
    """Refuse what is neither an e-mail address nor a name and one."""
    try:
        letter.sender(value)
    except ValueError:
        raise ValueError(
            f"{found(value)} is no e-mail address; write it like hello@acme.example or"
            " Acme <hello@acme.example>"
        ) from None
    return value


def is_loopback(host: str) -> bool:
    """Whether this is this machine itself."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def workspace(value: str) -> str:
    """Refuse what is no id of a Slack workspace or organisation."""
    if not _WORKSPACE.fullmatch(value):
        raise ValueError(
            f"{found(value)} is no workspace's id; they begin with T, an organisation's with E"
        )
    return value


def command_name(value: str) -> str:
    """Refuse what cannot be typed as a command on every platform; a leading slash is dropped."""
    name = value.removeprefix("/")
    if not _COMMAND.fullmatch(name) or len(name) > 32:
        raise ValueError(
            f"{found(value)} cannot be a command; write one word of small letters, digits, - and _"
        )
    return name


def no_clash(names: Mapping[str, str], info: ValidationInfo) -> Mapping[str, str]:
    """Refuse two commands of one name."""
    words = {*names, *(info.context.commands if info.context else ())}
    taken = Counter(names.get(word, word) for word in words)
    if twice := sorted(name for name, times in taken.items() if times > 1):
        raise ValueError(f"two commands are called {twice[0]!r}; choose another name for one")
    return names


def database_url(value: str) -> str:
    """Bring a database's address into the form SQLAlchemy takes; never repeats it in an error."""
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import ArgumentError

    address = _POSTGRES.sub("postgresql+psycopg://", value, count=1)
    try:
        url = make_url(address)
    except (ArgumentError, ValueError):
        raise ValueError(
            "not an address of a database; write sqlite:///FILE or"
            " postgresql+psycopg://USER@HOST/DATABASE"
        ) from None
    in_file = url.drivername == "sqlite" and url.database not in (None, "", ":memory:")
    if in_file or url.drivername == "postgresql+psycopg":
        return address
    raise ValueError("expected sqlite:///FILE or postgresql+psycopg://USER@HOST/DATABASE")


def without_password(url: str) -> str:
    """Refuse a database's address that carries a password."""
    from sqlalchemy.engine import make_url

    if make_url(url).password is not None:
        raise ValueError(
            "a password does not belong here; set DATABASE_URL in the environment or in .env"
        )
    return url


def known_name(noun: str, kind: str) -> AfterValidator:
    """A check that a key is among the names `Known` lists under `kind`; `noun` is for errors."""

    def check(name: str, info: ValidationInfo) -> str:
        if info.context and name not in (offered := getattr(info.context, kind)):
            raise ValueError(
                f"unknown {noun} {name!r}{did_you_mean(name, offered) or _listed(offered)}"
            )
        return name

    return AfterValidator(check)


def _listed(names: Collection[str]) -> str:
    return f"; there are {', '.join(sorted(names))}" if names else ""
