"""Whose a request is: the installation it was sent to, and who is a stranger there."""

from __future__ import annotations

from typing import Any

import pytest

from bot.people import Kind
from handlers.slack.people import profile
from handlers.slack.whose import home_of, is_stranger

T, OTHER, E, OTHER_E = "T1", "T2", "E1", "E2"


def command(team: str = T, org: str = "", whole: str = "false") -> dict[str, Any]:
    told = {"team_id": team, "user_id": "U1", "is_enterprise_install": whole}
    return told | ({"enterprise_id": org} if org else {})


def pressed(
    team: str | None = T, org: str | None = None, user: str = T, *, whole: bool = False, **more: Any
) -> dict[str, Any]:
    return {
        "team": {"id": team} if team else None,
        "enterprise": {"id": org} if org else None,
        "user": {"id": "U1", "team_id": user},
        "is_enterprise_install": whole,
        **more,
    }


def event(
    team: str = T,
    granted: str | None = T,
    org: str | None = None,
    *,
    whole: bool = False,
    **of: Any,
) -> dict[str, Any]:
    installed = {"team_id": granted, "enterprise_id": org, "is_enterprise_install": whole}
    shared = of.pop("is_ext_shared_channel", False)
    return {
        "team_id": team,
        "authorizations": [installed],
        "event": {"type": "any", "user": "U1", **of},
        "is_ext_shared_channel": shared,
    }


HOMES: list[tuple[str, dict[str, Any]]] = [
    (T, command()),
    (T, command(org=E)),
    (E, command(org=E, whole="true")),
    (T, pressed()),
    (T, pressed(org=E)),
    (E, pressed(org=E, whole=True)),
    (E, pressed(None, E, whole=True)),
    (E, {"team": {"id": T, "enterprise_id": E}, "is_enterprise_install": True}),
    (OTHER, pressed(view={"app_installed_team_id": OTHER})),
    (T, pressed(view={"app_installed_team_id": None})),
    (T, event()),
    (OTHER, event(T, OTHER)),
    (E, event(T, T, E, whole=True)),
    (E, event(T, None, E, whole=True)),
    (T, {"team_id": T, "authorizations": []}),
    ("", {}),
]


@pytest.mark.parametrize(("home", "body"), HOMES)
def test_it_is_for_the_installation_that_slack_names(home: str, body: dict[str, Any]) -> None:
    assert home_of(body) == home


STRANGERS: list[tuple[bool, str, dict[str, Any]]] = [
    (False, T, command()),
    (True, T, command(OTHER)),
    (False, E, command(org=E, whole="true")),
    (True, E, command(org=OTHER_E, whole="true")),
    (True, E, command()),
    (False, T, pressed()),
    (True, T, pressed(user=OTHER)),
    (True, T, pressed(OTHER, user=OTHER)),
    (False, E, pressed(None, E, whole=True)),
    (False, E, pressed(OTHER, E, user=T, whole=True)),
    (True, E, pressed(OTHER, OTHER_E, user=OTHER)),
    (True, E, pressed(OTHER, user=OTHER)),
    (False, T, event()),
    (True, T, event(OTHER)),
    (True, T, event(T, OTHER)),
    (True, T, event(user_team=OTHER, is_ext_shared_channel=True)),
    (True, T, event(source_team=OTHER)),
    (False, T, event(team=T)),
    (False, E, event(OTHER, T, E, whole=True)),
    (False, E, event(T, T, E, whole=True, user_team=T)),
    (False, E, event(T, T, E, whole=True, user_team=E, is_ext_shared_channel=True)),
    (True, E, event(T, T, E, whole=True, user_team=OTHER_E)),
    (True, E, event(T, T, E, whole=True, user_team=OTHER, is_ext_shared_channel=True)),
    (True, E, event(T, T, OTHER_E, whole=True)),
]


@pytest.mark.parametrize(("strange", "home", "body"), STRANGERS)
def test_who_is_of_another_organisation_is_a_stranger(
    strange: bool, home: str, body: dict[str, Any]
) -> None:
    assert is_stranger(body, home) is strange


@pytest.mark.parametrize("garbage", [5, [], {"id": []}, {"id": 5}])
def test_what_slack_never_wrote_is_an_error(garbage: Any) -> None:
    for name in ("team_id", "enterprise_id", "user", "team"):
        body = command(org=E, whole="true") | {name: garbage}
        for home in (T, E):
            try:
                assert home_of(body) in (T, E)
                assert is_stranger(body, home) in (True, False)
            except (ValueError, TypeError, AttributeError):
                continue


GRID = {"enterprise_id": E, "teams": [T, "T3"]}
PEOPLE: list[tuple[Kind, str, dict[str, Any]]] = [
    (Kind.MEMBER, T, {"team_id": T}),
    (Kind.STRANGER, T, {"team_id": OTHER}),
    (Kind.MEMBER, T, {"team_id": "T3", "enterprise_user": GRID}),
    (Kind.STRANGER, OTHER, {"team_id": "T3", "enterprise_user": GRID}),
    (Kind.STRANGER, T, {"team_id": OTHER, "enterprise_user": {"enterprise_id": OTHER_E}}),
    (Kind.MEMBER, E, {"team_id": T, "enterprise_user": GRID}),
    (Kind.MEMBER, E, {"team_id": E, "enterprise_user": GRID}),
    (Kind.STRANGER, OTHER_E, {"team_id": T, "enterprise_user": GRID}),
    (Kind.STRANGER, E, {"team_id": T}),
    (Kind.STRANGER, T, {"team_id": T, "is_stranger": True}),
]


@pytest.mark.parametrize(("kind", "home", "user"), PEOPLE)
def test_a_colleague_is_of_the_same_workspace_or_organisation(
    kind: Kind, home: str, user: dict[str, Any]
) -> None:
    assert profile({"id": "U1", **user}, home).kind is kind


@pytest.mark.parametrize(
    ("confirmed", "address"), [({"is_email_confirmed": False}, ""), ({}, "ann@example.org")]
)
def test_an_address_that_nobody_has_confirmed_is_nobodys(
    confirmed: dict[str, Any], address: str
) -> None:
    user = {"id": "U1", "team_id": T, "profile": {"email": "ann@example.org"}, **confirmed}
    assert profile(user, T).email == address
