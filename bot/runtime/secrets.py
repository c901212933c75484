"""What only the environment may hold: secrets, addresses, places; also from a file `.env`."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator, Mapping, Sequence
from io import StringIO
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

from dotenv.parser import Binding, parse_stream
from pydantic import AfterValidator, Field, SecretStr, ValidationError
from pydantic_settings import (
    BaseSettings,
    DotEnvSettingsSource,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from bot.errors import SetupError
from bot.runtime import signing
from bot.runtime.faults import described, did_you_mean
from bot.runtime.values import database_url, is_loopback

CONFIG = Path("app.yaml")

NUMBERS = frozenset({"port", "admin_port"})

_SECRET = re.compile(r"token|secret|passw|api_?key|credential", re.IGNORECASE)


def _address(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("expected an address that begins with https:// or http://")
    return value


def _with_slash(value: str) -> str:
    """Names of methods are put after it."""
    return value if value.endswith("/") else f"{value}/"


def _host(value: str) -> str:
    if "/" in value or (":" in value and not _is_ip(value)):
        raise ValueError("expected a name or an IP address, without a port")
    return value


def _is_ip(value: str) -> bool:
    try:
        return bool(ipaddress.ip_address(value))
    except ValueError:
        return False


def _place(value: Path) -> Path:
    try:
        return value.expanduser()
    except RuntimeError:
        raise ValueError("the home folder is not known here; write the whole path") from None


def _begins(prefix: str) -> AfterValidator:
    def check(value: SecretStr) -> SecretStr:
        if not value.get_secret_value().startswith(prefix):
            raise ValueError(f"expected a token that begins with {prefix}")
        return value

    return AfterValidator(check)


def _database(value: SecretStr) -> SecretStr:
    return SecretStr(database_url(value.get_secret_value()))


Address = Annotated[str, AfterValidator(_address)]
Host = Annotated[str, AfterValidator(_host)]
Place = Annotated[Path, AfterValidator(_place)]
Port = Annotated[int, Field(ge=0, le=65535)]


class Secrets(BaseSettings):
    """The environment's part of the settings; a field is its variable in small letters.

    Secret ones never show in a repr. `Secrets()` is the defaults: nothing reads the process's
    environment by itself, `load` is given it.
    """

    model_config = SettingsConfigDict(
        frozen=True,
        hide_input_in_errors=True,
        validate_default=True,
        extra="ignore",
        env_ignore_empty=True,
        env_file_encoding="utf-8",
    )

    piazza_config: Path = CONFIG
    piazza_home: Place = Path(".piazza")
    piazza_keys: Place = Path("~/.local/state/piazza/keys")
    piazza_public_url: Address | None = None
    database_url: Annotated[SecretStr, AfterValidator(_database)] | None = None
    host: Host = "127.0.0.1"
    port: Port = 3000
    admin_host: Host = "127.0.0.1"
    admin_port: Port = 3001
    slack_bot_token: Annotated[SecretStr, _begins("xoxb-")] | None = None
    slack_signing_secret: SecretStr | None = None
    slack_app_token: Annotated[SecretStr, _begins("xapp-")] | None = None
    slack_client_id: str | None = None
    slack_client_secret: SecretStr | None = None
    slack_api_url: Annotated[Address, AfterValidator(_with_slash)] = "https://slack.com/api/"
    teams_app_id: str | None = None
    teams_app_password: SecretStr | None = None
    teams_tenant_id: str | None = None
    teams_login_url: Annotated[Address, AfterValidator(_with_slash)] = (
        "https://login.microsoftonline.com/"
    )
    teams_openid_url: Address | None = None
    teams_insecure_no_auth: bool = False
    openai_api_key: SecretStr | None = None
    openai_base_url: Address | None = None
    openai_model: str | None = None
    smtp_password: SecretStr | None = None
    piazza_hook: Annotated[Mapping[str, SecretStr], NoDecode] = {}

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """What is given wins over `.env`; nothing reads os.environ behind the caller's back."""
        # Without a file it would still go through all fields, for longer than all else takes.
        reads = isinstance(dotenv_settings, DotEnvSettingsSource) and dotenv_settings.env_file
        return (init_settings, dotenv_settings) if reads else (init_settings,)


# Of programs that may call there are many, each with a variable of its own.
VARIABLES = tuple(name.upper() for name in Secrets.model_fields if name != "piazza_hook")


def load(environ: Mapping[str, str], dotenv: Path) -> Secrets:
    """Read the variables, those of `environ` before those of the file `dotenv`, which may miss.

    Raises SetupError: a line for each fault, which names the variable, and its value only where
    that can be no secret.
    """
    broken = list(_faults_in(dotenv))
    hooks = signing.named(environ, dotenv if dotenv.is_file() and not broken else None)
    lines = [*_misspelt(environ), *broken, *signing.faults(hooks)]
    given = {name.lower(): environ.get(name, "").strip() for name in VARIABLES}
    sources: dict[str, Any] = {name: value for name, value in given.items() if value}
    # python-dotenv passes over what it cannot read: it gets only what was found in order.
    sources["piazza_hook"] = {name: SecretStr(value) for name, value in hooks.items()}
    sources["_env_file"] = dotenv if dotenv.is_file() and not broken else None
    try:
        secrets = Secrets(**sources)
    except ValidationError as error:
        raise SetupError("\n".join([*lines, *_described(error)])) from None
    if lines := lines or list(_clashes(secrets)):
        raise SetupError("\n".join(lines))
    return secrets


def _described(error: ValidationError) -> Iterator[str]:
    for each in error.errors(include_url=False):
        name = str(each["loc"][0])
        yield f"{name.upper()}: {described(each, show=name in NUMBERS)}"


def _misspelt(environ: Mapping[str, str]) -> Iterator[str]:
    """Only our own prefix: the rest of the environment belongs to others."""
    for name in environ:
        ours = name.startswith("PIAZZA_") and name not in VARIABLES
        ours = ours and not name.startswith(signing.PREFIX)
        if ours and (meant := did_you_mean(name, VARIABLES)):
            yield f"{name}: unknown variable{meant}"


def _faults_in(dotenv: Path) -> Iterator[str]:
    try:
        text = dotenv.read_text("utf-8")
    except FileNotFoundError:
        return
    except UnicodeDecodeError:
        yield f"{dotenv}: not UTF-8; save the file in that encoding"
        return
    except OSError as error:
        yield f"{dotenv}: cannot be read: {error.strerror}"
        return
    for binding in parse_stream(StringIO(text)):
        if fault := _fault_of(binding):
            blank = re.match(r"\s*", binding.original.string)
            line = binding.original.line + (blank.group().count("\n") if blank else 0)
            yield f"{dotenv}:{line}: {fault}"


def _fault_of(binding: Binding) -> str | None:
    if binding.error or (binding.key and binding.value is None):
        return "not of the form NAME=value"
    if binding.key == "PIAZZA_CONFIG":
        return "PIAZZA_CONFIG has no effect here, for this file is looked for beside the settings"
    hook = (binding.key or "").startswith(signing.PREFIX)
    if binding.key and binding.key not in VARIABLES and not hook:
        meant = did_you_mean(binding.key, VARIABLES)
        return f"unknown variable {binding.key!r}{meant}" if meant else None
    return None


def _clashes(secrets: Secrets) -> Iterator[str]:
    home, keys = secrets.piazza_home.resolve(), secrets.piazza_keys.resolve()
    if keys.is_relative_to(home):
        yield (
            "PIAZZA_KEYS: the keys may not lie inside PIAZZA_HOME, whose copies would hold"
            " both the lock and the key; choose another folder"
        )
    if secrets.port and (secrets.host, secrets.port) == (secrets.admin_host, secrets.admin_port):
        yield f"PORT and ADMIN_PORT: both are {secrets.port}; choose another for one of them"
    if secrets.teams_insecure_no_auth and not is_loopback(secrets.host):
        yield "TEAMS_INSECURE_NO_AUTH: refused unless HOST is 127.0.0.1"
    yield from _half_connected(secrets)
    yield from _half_of_teams(secrets)


def _half_connected(secrets: Secrets) -> Iterator[str]:
    if secrets.slack_client_id or secrets.slack_client_secret:
        yield from _half_installable(secrets)
        return
    way = secrets.slack_signing_secret or secrets.slack_app_token
    if secrets.slack_bot_token and not way:
        yield (
            "SLACK_BOT_TOKEN: alone it connects to nothing; set SLACK_APP_TOKEN (Socket Mode)"
            " or SLACK_SIGNING_SECRET (HTTP) too"
        )
    if way and not secrets.slack_bot_token:
        yield "SLACK_BOT_TOKEN: is missing, and Slack's other credentials are there"


def _half_of_teams(secrets: Secrets) -> Iterator[str]:
    names = ("teams_app_id", "teams_app_password", "teams_tenant_id")
    given = [name for name in names if getattr(secrets, name)]
    if given and secrets.teams_insecure_no_auth:
        yield (
            "TEAMS_INSECURE_NO_AUTH: lets anybody on this machine speak for everybody in a company,"
            f" and {given[0].upper()} is there; remove one of them"
        )
    elif given and len(given) < len(names):
        for missing in (name for name in names if name not in given):
            yield f"{missing.upper()}: is missing, and {given[0].upper()} is there"


def _half_installable(secrets: Secrets) -> Iterator[str]:
    """What is wrong with the credentials of an app that several workspaces install."""
    if not secrets.slack_client_id:
        yield "SLACK_CLIENT_ID: is missing, and SLACK_CLIENT_SECRET is there"
    elif not secrets.slack_client_secret:
        yield "SLACK_CLIENT_SECRET: is missing, and SLACK_CLIENT_ID is there"
    elif secrets.slack_bot_token:
        yield (
            "SLACK_BOT_TOKEN: is one workspace's, and SLACK_CLIENT_ID is for several that install"
            " Piazza themselves; remove one of them"
        )
    elif not (secrets.slack_signing_secret or secrets.slack_app_token):
        yield (
            "SLACK_CLIENT_ID: alone it connects to nothing; set SLACK_SIGNING_SECRET (HTTP)"
            " or SLACK_APP_TOKEN (Socket Mode) too"
        )


def belongs_outside(path: Sequence[str]) -> str | None:
    """What to say of a key of the settings file that only the environment may hold, if it is one.

    Keys are found by their words: `slack.bot_token`, `SLACK_BOT_TOKEN` and `slack.token` all are.
    """
    words = set("_".join(path).upper().replace("-", "_").replace("LLM", "OPENAI").split("_"))
    shared = {name: len(words & set(name.split("_"))) for name in VARIABLES}
    best = max(VARIABLES, key=lambda name: shared[name])
    secret = _SECRET.search(path[-1])
    subject = "a secret does not" if secret else "does not"
    if words == set(best.split("_")) or (secret and best.split("_")[0] in words):
        return f"{subject} belong here; set {best} in the environment or in .env"
    return f"{subject} belong here, but in the environment or in .env" if secret else None
