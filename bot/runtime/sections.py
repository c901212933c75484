"""The sections of the settings file: their keys, defaults and bounds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, time
from typing import Annotated, Any, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    InstanceOf,
    model_validator,
)

from bot.people import Role
from bot.runtime import values

Language = Annotated[str, AfterValidator(values.language)]
Person = Annotated[str, AfterValidator(values.person)]
Workspace = Annotated[str, AfterValidator(values.workspace)]
ServiceHost = Annotated[str, AfterValidator(values.host_name)]
Day = Annotated[date, BeforeValidator(values.day)]
DayOfYear = Annotated[tuple[int, int], BeforeValidator(values.day_of_year)]

# Where all entries are commented out, YAML reads nothing: the list or mapping is empty.
EmptyList = BeforeValidator(lambda value: [] if value is None else value)
EmptyMapping = BeforeValidator(lambda value: {} if value is None else value)

# Of fewer than five answers each can be guessed; more than a hundred hides whole companies.
FLOOR, CEILING = 5, 100


class Section(BaseModel):
    """Some keys that belong together; any other key is a fault."""

    model_config = ConfigDict(extra="forbid", frozen=True, coerce_numbers_to_str=True)

    @model_validator(mode="before")
    @classmethod
    def _empty(cls, value: Any) -> Any:
        return {} if value is None else value


class Closure(Section):
    """Days on which the company is closed, the first and the last included."""

    first: Day = Field(alias="from")
    last: Day = Field(alias="to")

    @model_validator(mode="before")
    @classmethod
    def _one_day(cls, value: Any) -> Any:
        if isinstance(value, dict | None):
            return value
        return dict.fromkeys(("from", "to"), values.day(value))

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.first > self.last:
            raise ValueError(f"'from' {self.first} is later than 'to' {self.last}")
        return self


class PatronDay(Section):
    """The day of the patron saint of a place, each year."""

    place: Annotated[str, Field(min_length=1)]
    day: DayOfYear


class Company(Section):
    """Who uses Piazza, and where; the first language is the company's own."""

    name: Annotated[str, Field(min_length=1)] = "Acme"
    languages: Annotated[tuple[Language, ...], Field(min_length=1)] = ("en", "it")
    zone: Annotated[str, AfterValidator(values.zone)] = "Europe/Rome"
    country: Annotated[str, AfterValidator(values.country)] = "IT"
    closures: Annotated[tuple[Closure, ...], EmptyList] = ()
    patron_days: Annotated[tuple[PatronDay, ...], EmptyList] = ()
    guests: bool = False

    @property
    def clock(self) -> ZoneInfo:
        """The company's time zone."""
        return ZoneInfo(self.zone)


class Database(Section):
    """Where the data lives; without an address, in a file of the data folder."""

    url: (
        Annotated[
            str,
            AfterValidator(values.database_url),
            AfterValidator(values.without_password),
        ]
        | None
    ) = None


class Slack(Section):
    """How Piazza behaves on Slack; which way it connects follows from the credentials."""

    rate_per_minute: Annotated[int, Field(ge=1, le=60000)] = 180
    workspaces: Annotated[tuple[Workspace, ...], EmptyList] = ()

    @property
    def most_per_minute(self) -> int:
        """How fast it goes as long as Slack does not refuse; it speaks of "a few hundred"."""
        return max(self.rate_per_minute, 600)


class Teams(Section):
    """How Piazza behaves on Microsoft Teams."""

    rate_per_minute: Annotated[int, Field(ge=1, le=60000)] = 600
    service_hosts: Annotated[tuple[ServiceHost, ...], EmptyList] = ("smba.trafficmanager.net",)

    @property
    def most_per_minute(self) -> int:
        """How fast it goes as long as Teams does not refuse: it takes 30 a second."""
        return max(self.rate_per_minute, 1800)


class Roles(Section):
    """Who holds a role at first; afterwards the database knows."""

    cm: Annotated[tuple[Person, ...], EmptyList] = ()
    workers_representative: Person | None = None
    digest_channel: values.ChannelName = "#general"

    @property
    def first(self) -> Mapping[Role, Sequence[str]]:
        """Who is named for which role."""
        watching = self.workers_representative
        return {Role.CM: self.cm, Role.WORKERS_REPRESENTATIVE: [watching] if watching else []}


class ScheduleChange(Section):
    """What is different about one schedule; what is not named stays as its skill declares it."""

    at: Annotated[time, BeforeValidator(values.clock_time)] | None = None
    on: Annotated[str, AfterValidator(values.weekday)] | None = None
    paused: bool = False


class Attention(Section):
    """How often somebody may be spoken to who did not ask for it."""

    a_week: Annotated[int, Field(ge=1, le=50)] = 3


class Privacy(Section):
    """How many answers a shown figure needs at first; afterwards the database knows."""

    least: Annotated[int, Field(ge=FLOOR, le=CEILING)] = FLOOR


class Mail(Section):
    """The mail server that takes what Piazza mails; without a host nothing is mailed."""

    sender: Annotated[str, AfterValidator(values.sender)] | None = Field(default=None, alias="from")
    host: Annotated[str, AfterValidator(values.host_name)] | None = None
    port: Annotated[int, Field(ge=1, le=65535)] = 587
    tls: Literal["starttls", "tls", "none"] = "starttls"
    user: Annotated[str, Field(min_length=1)] | None = None

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if bool(self.host) != bool(self.sender):
            missing, there = ("from", "host") if self.host else ("host", "from")
            raise ValueError(f"{missing!r} is missing, and {there!r} is there")
        if self.tls == "none" and self.host and not values.is_loopback(self.host):
            raise ValueError("'tls: none' is for a mail server on this machine alone")
        return self


class Llm(Section):
    """What asking a language model may take, and what that costs where somebody says so."""

    tokens_a_day: Annotated[int, Field(ge=0, le=1_000_000_000)] = 200_000
    price_in: Annotated[float, Field(ge=0, allow_inf_nan=False)] = 0
    price_out: Annotated[float, Field(ge=0, allow_inf_nan=False)] = 0
    currency: Annotated[str, AfterValidator(values.currency)] = "EUR"


Command = Annotated[str, values.known_name("command", "commands")]
ScheduleName = Annotated[str, values.known_name("schedule", "schedules")]
Kind = Annotated[str, values.known_name("kind of record", "retention")]
CommandName = Annotated[str, AfterValidator(values.command_name)]


class Sheet(Section):
    """Everything the settings file may say."""

    company: Company = Company()
    database: Database = Database()
    slack: Slack = Slack()
    teams: Teams = Teams()
    skills: Mapping[str, InstanceOf[BaseModel]] = Field(default_factory=dict)
    commands: Annotated[
        Mapping[Command, CommandName], EmptyMapping, AfterValidator(values.no_clash)
    ] = Field(default_factory=dict)
    roles: Roles = Roles()
    schedules: Annotated[Mapping[ScheduleName, ScheduleChange], EmptyMapping] = Field(
        default_factory=dict
    )
    retention: Annotated[Mapping[Kind, Annotated[int, Field(ge=1)]], EmptyMapping] = Field(
        default_factory=dict
    )
    attention: Attention = Attention()
    privacy: Privacy = Privacy()
    llm: Llm = Llm()
    mail: Mail = Mail()
