"""The environment and the file `.env`: read in order of rank, and no secret ever shown."""

from __future__ import annotations

import base64
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as budget
from hypothesis import strategies as st
from pydantic import SecretStr

from bot.errors import SetupError
from bot.runtime import secrets
from bot.runtime.secrets import VARIABLES, Secrets


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def load(**environ: str) -> Secrets:
    return secrets.load(environ, Path(".env"))


def faults(**environ: str) -> list[str]:
    with pytest.raises(SetupError) as error:
        load(**environ)
    return str(error.value).splitlines()


def test_the_environment_wins_over_the_file_beside_the_settings() -> None:
    Path(".env").write_text("# ours\nPORT=4000\nexport HOST='0.0.0.0'\nADMIN_PORT=\nOTHER=1\n")
    read = load(PORT="5000", HOST="")
    assert (read.host, read.port, read.admin_port) == ("0.0.0.0", 5000, 3001)


def test_what_the_process_was_started_with_is_not_read_unasked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PORT", "9999")
    assert load().port == 3000


WRONG = [
    ({"PORT": "70000"}, "PORT: must be less than or equal to 65535"),
    ({"PORT": "3001"}, "PORT and ADMIN_PORT: both are 3001; choose another for one of them"),
    ({"HOST": "0.0.0.0:3000"}, "HOST: expected a name or an IP address, without a port"),
    ({"SLACK_BOT_TOKEN": "canary"}, "SLACK_BOT_TOKEN: expected a token that begins with xoxb-"),
    ({"SLACK_APP_TOKEN": "canary"}, "SLACK_APP_TOKEN: expected a token that begins with xapp-"),
    ({"SLACK_BOT_TOKEN": "xoxb-canary"}, "SLACK_BOT_TOKEN: alone it connects to nothing; set"),
    ({"SLACK_SIGNING_SECRET": "canary"}, "SLACK_BOT_TOKEN: is missing, and Slack's other"),
    ({"SLACK_CLIENT_SECRET": "canary"}, "SLACK_CLIENT_ID: is missing, and SLACK_CLIENT_SECRET is"),
    ({"SLACK_CLIENT_ID": "1.2"}, "SLACK_CLIENT_SECRET: is missing, and SLACK_CLIENT_ID is there"),
    (
        {"SLACK_CLIENT_ID": "1.2", "SLACK_CLIENT_SECRET": "canary"},
        "SLACK_CLIENT_ID: alone it connects to nothing; set SLACK_SIGNING_SECRET (HTTP) or",
    ),
    (
        {
            "SLACK_CLIENT_ID": "1.2",
            "SLACK_CLIENT_SECRET": "canary",
            "SLACK_SIGNING_SECRET": "canary",
            "SLACK_BOT_TOKEN": "xoxb-canary",
        },
        "SLACK_BOT_TOKEN: is one workspace's, and SLACK_CLIENT_ID is for several",
    ),
    ({"SLACK_API_URL": "canary"}, "SLACK_API_URL: expected an address that begins with https"),
    ({"DATABASE_URL": "mysql://canary"}, "DATABASE_URL: expected sqlite:///FILE or postgresql"),
    ({"DATABASE_URL": "canary"}, "DATABASE_URL: not an address of a database"),
    ({"PIAZZA_HOME": "~nobody-canary"}, "PIAZZA_HOME: the home folder is not known here"),
    ({"PIAZZA_HOME": "d", "PIAZZA_KEYS": "d/keys"}, "PIAZZA_KEYS: the keys may not lie inside"),
    ({"PIAZZA_HOME": "d", "PIAZZA_KEYS": "d/../d"}, "PIAZZA_KEYS: the keys may not lie inside"),
    ({"PIAZZA_KEY": "canary"}, "PIAZZA_KEY: unknown variable, did you mean 'PIAZZA_KEYS'?"),
    ({"TEAMS_INSECURE_NO_AUTH": "1", "HOST": "0.0.0.0"}, "TEAMS_INSECURE_NO_AUTH: refused unle"),
    ({"TEAMS_INSECURE_NO_AUTH": "1", "HOST": "::"}, "TEAMS_INSECURE_NO_AUTH: refused unle"),
    (
        {"TEAMS_INSECURE_NO_AUTH": "1", "TEAMS_APP_ID": "canary"},
        "TEAMS_INSECURE_NO_AUTH: lets anybody on this machine speak for everybody in a company,",
    ),
    (
        {"TEAMS_APP_ID": "canary", "TEAMS_APP_PASSWORD": "canary"},
        "TEAMS_TENANT_ID: is missing, and TEAMS_APP_ID is there",
    ),
]


def test_what_was_given_for_a_port_is_told() -> None:
    assert faults(PORT="abc") == ["PORT: expected a whole number, found 'abc'"]
    assert faults(ADMIN_PORT="xoxb-1")[0].endswith("found what looks like a secret")


@pytest.mark.parametrize(("environ", "told"), WRONG)
def test_a_wrong_variable_is_named_and_its_value_is_not(environ: dict[str, str], told: str) -> None:
    (line,) = faults(**environ)
    assert line.startswith(told)
    assert "canary" not in line


GOOD = f"whsec_{base64.b64encode(bytes(32)).decode()}"


def test_each_program_that_calls_has_a_secret_of_its_own() -> None:
    one, other = (f"whsec_{base64.b64encode(bytes([n]) * 32).decode()}" for n in (1, 2))
    Path(".env").write_text(f"PIAZZA_HOOK_SHOP={other}\nPIAZZA_HOOK_HELP_DESK={other}\n")
    hooks = load(PIAZZA_HOOK_SHOP=one, PIAZZA_HOOK_OLD="").piazza_hook
    assert {name: hook.get_secret_value() for name, hook in hooks.items()} == {
        "SHOP": one,
        "HELP_DESK": other,
    }
    assert one not in repr(hooks)
    assert load().piazza_hook["SHOP"].get_secret_value() == other


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("PIAZZA_HOOK_SHOP", "canary", "PIAZZA_HOOK_SHOP: expected whsec_ and 24 to 64 bytes"),
        ("PIAZZA_HOOK_SHOP", "whsec_canary", "PIAZZA_HOOK_SHOP: expected whsec_ and 24"),
        ("PIAZZA_HOOK_SHOP", "whsec_Y2FuYXJ5", "PIAZZA_HOOK_SHOP: expected whsec_ and 24"),
        ("PIAZZA_HOOK_SHOP", f"{GOOD} whsec_canary", "PIAZZA_HOOK_SHOP: expected whsec_ and 24"),
        ("PIAZZA_HOOK_SHOP", f"{GOOD} {GOOD} canary", "PIAZZA_HOOK_SHOP: at most two secrets"),
        ("PIAZZA_HOOK_shop", "whsec_canary", "PIAZZA_HOOK_shop: name the program in capitals,"),
        ("PIAZZA_HOOK", "canary", "PIAZZA_HOOK: unknown variable, did you mean 'PIAZZA_HOME'?"),
    ],
)
def test_a_secret_that_is_none_is_told_and_not_shown(name: str, value: str, told: str) -> None:
    (line,) = faults(**{name: value})
    assert line.startswith(told)
    assert "canary" not in line
    Path(".env").write_text(f'{name}="{value}"\n')
    with pytest.raises(SetupError, match=name) as error:
        load()
    assert "canary" not in str(error.value)


def test_all_that_is_missing_of_teams_is_told_at_once() -> None:
    assert faults(TEAMS_APP_ID="canary") == [
        "TEAMS_APP_PASSWORD: is missing, and TEAMS_APP_ID is there",
        "TEAMS_TENANT_ID: is missing, and TEAMS_APP_ID is there",
    ]


def test_keys_behind_a_link_into_the_data_folder_are_refused() -> None:
    Path(".piazza/keys").mkdir(parents=True)
    Path("elsewhere").symlink_to(Path.cwd() / ".piazza" / "keys")
    assert faults(PIAZZA_KEYS="elsewhere")[0].startswith("PIAZZA_KEYS: ")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "\n# Slack\n\nSLACK_BOT_TOKN=canary",
            ".env:4: unknown variable 'SLACK_BOT_TOKN', did you",
        ),
        ("PORT=1\nnot a variable", ".env:2: not of the form NAME=value"),
        ("PORT", ".env:1: not of the form NAME=value"),
        ("PORT='1", ".env:1: not of the form NAME=value"),
        ("PIAZZA_CONFIG=other.yaml", ".env:1: PIAZZA_CONFIG has no effect here"),
        ("SLACK_APP_TOKEN=canary", "SLACK_APP_TOKEN: expected a token that begins with xapp-"),
    ],
)
def test_a_wrong_line_of_the_file_of_secrets_is_told(text: str, told: str) -> None:
    Path(".env").write_text(text)
    (line,) = faults()
    assert line.startswith(told)
    assert "canary" not in line


def test_a_file_of_secrets_that_cannot_be_read_is_told() -> None:
    Path(".env").write_bytes(b"PORT=\xe8")
    assert faults() == [".env: not UTF-8; save the file in that encoding"]
    Path(".env").unlink()
    Path(".env").mkdir()
    assert faults() == [".env: cannot be read: Is a directory"]


def test_a_wrong_secret_does_not_show_in_the_error_of_pydantic() -> None:
    with pytest.raises(ValueError, match="begins with xoxb-") as error:
        Secrets(slack_bot_token=SecretStr("canary"))
    assert "canary" not in str(error.value)


def said(name: str, value: str) -> str:
    try:
        load(**{name: value})
    except SetupError as error:
        return str(error)
    return ""


@budget(max_examples=100)
@given(name=st.sampled_from(VARIABLES), value=st.text(max_size=20).filter(lambda x: "\0" not in x))
def test_any_variable_is_taken_or_named(name: str, value: str) -> None:
    assert re.match(r"$|[A-Z_]+( and ADMIN_PORT)?: .", said(name, value))
