"""`piazza check` for Teams: what is wrong, and how to mend it."""

from __future__ import annotations

from typing import Any

import pytest

from bot.errors import SetupError
from handlers.teams import Teams
from handlers.teams.checking import shape
from handlers.teams.tenant import check
from tests.handlers.teams.world import World
from tests.teams_world.people import App

APP = App()


def told(world: World, **secrets: Any) -> list[str]:
    return world.run(check(world.settings(**secrets)))


def test_good_credentials_want_nothing(world: World) -> None:
    assert told(world) == []
    assert told(world, teams_app_password=None, teams_insecure_no_auth=True) == []


@pytest.mark.parametrize(
    ("wrong", "begins"),
    [
        ({"teams_app_id": "piazza"}, "TEAMS_APP_ID: expected an id such as"),
        ({"teams_tenant_id": "officine.example"}, "TEAMS_TENANT_ID: expected an id such as"),
        ({"teams_app_password": APP.id}, "TEAMS_APP_PASSWORD: this looks like the id of a secret"),
    ],
)
def test_what_cant_be_right_is_told_and_nobody_is_asked(
    world: World, wrong: dict[str, str], begins: str
) -> None:
    calls = len(world.teams.calls)
    [line] = told(world, **wrong)
    assert line.startswith(begins)
    assert len(world.teams.calls) == calls
    assert len(list(shape(world.settings(**wrong).secrets))) == 1


def test_a_wrong_password_is_told_and_never_shown(world: World) -> None:
    [line] = told(world, teams_app_password="canary")
    assert line.startswith("TEAMS_APP_PASSWORD: Microsoft says 'sign-in: invalid_client'")
    assert "canary" not in line
    with pytest.raises(SetupError, match="TEAMS_APP_PASSWORD"):
        world.run(Teams(world.settings(teams_app_password="canary")).start(world.app))


def test_while_microsoft_is_out_of_order_the_bot_starts_all_the_same(world: World) -> None:
    world.teams.fail("token", "503", None)
    [line] = told(world)
    assert line.startswith("teams: no answer (sign-in: HTTP 503)")
    other = Teams(world.settings())
    world.run(other.start(world.app))
    assert other.state() == {"teams": "ok"}
    world.run(other.stop())
    with pytest.raises(SetupError, match="no answer"):
        world.run(Teams(world.settings()).start(world.app, listen=False))


def test_microsoft_calls_only_addresses_with_a_certificate(world: World) -> None:
    [line] = told(world, piazza_public_url=f"http://127.0.0.1:{world.host.port}")
    assert "only if it begins with https://" in line
    # Nobody listens there yet: `piazza check` may come before `piazza run`.
    assert told(world, piazza_public_url="https://127.0.0.1:1/") == []
    # What listens there speaks no TLS.
    [line] = told(world, piazza_public_url=f"https://127.0.0.1:{world.host.port}")
    assert "certificate" in line
