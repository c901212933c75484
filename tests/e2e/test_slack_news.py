"""News from Slack: who joins, leaves or changes, and user groups, without a call a person."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from bot.directory.tables import identity, person, user_group, user_group_member
from tests.slack_world import (
    ANN,
    BOB,
    CARLA,
    SAM,
    App,
    StrictSlack,
    User,
    UserGroup,
    user,
)
from tests.slack_world import (
    user_group as slack_group,
)
from tests.slack_world.payloads import subteam_members_changed, subteam_updated, user_event
from tests.slack_world.people import OTHER_TEAM

from .connected import THANKS
from .inside import Inside

NINA = user("nina", "Nina Nuova", locale="it-IT", tz="Europe/Paris")
OFFICE = slack_group("backoffice", [BOB, CARLA], "Back office")


@pytest.fixture
def slack() -> Iterator[StrictSlack]:
    with StrictSlack() as slack:
        yield slack


@pytest.fixture(params=["http", "socket"])
def bot(
    request: pytest.FixtureRequest,
    slack: StrictSlack,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Inside]:
    monkeypatch.setattr("handlers.slack.news.CALM", 0)
    over_socket = request.param == "socket"
    with Inside(slack, tmp_path, socket=over_socket) as bot:
        if over_socket:
            slack.wait_for(lambda: slack.connections)
        bot.meet_everybody()
        yield bot
        assert slack.faults == []


def tells(bot: Inside, kind: str, one: User, *, locale: bool = True, **more: Any) -> None:
    """Slack tells of a person; what follows is done when this returns."""
    event = user_event(kind, one, "1.1", locale=locale)
    event["user"] |= more
    assert bot.driver.event(event).status == 200
    bot.settle()


def known(bot: Inside, one: User) -> Any:
    """What is stored on somebody; None when nothing is."""
    query = sa.select(person, identity.c.handle).join(identity).where(identity.c.id == one.id)
    return next(iter(bot.rows(query)), None)


def test_a_new_colleague_is_known_from_the_event_alone(bot: Inside, slack: StrictSlack) -> None:
    slack.join(NINA)
    tells(bot, "team_join", NINA)
    row = known(bot, NINA)
    assert (row.name, row.language, row.zone, row.handle) == (
        "Nina Nuova",
        "it",
        "Europe/Paris",
        "nina",
    )
    reply = bot.driver.command(ANN, "/kudos", f"@Nina Nuova {THANKS}", raw=True)
    assert reply.message is not None
    assert slack.called("users.info") == []


def test_a_change_is_kept_and_who_left_is_inactive(bot: Inside) -> None:
    tells(bot, "user_change", replace(BOB, real_name="Robert Brown", tz="Europe/Rome"))
    row = known(bot, BOB)
    assert (row.name, row.zone, row.active) == ("Robert Brown", "Europe/Rome", True)
    tells(bot, "user_change", replace(BOB, real_name="Robert Brown", deleted=True))
    row = known(bot, BOB)
    assert (row.zone, row.active) == ("Europe/Rome", False)


def test_what_an_event_does_not_tell_stays_as_it_was(bot: Inside) -> None:
    tells(bot, "user_change", replace(CARLA, real_name="Carla Conte"), locale=False)
    row = known(bot, CARLA)
    assert (row.name, row.language) == ("Carla Conte", "it")


def test_a_change_that_is_none_to_us_is_not_written(
    bot: Inside, slack: StrictSlack, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[Any] = []
    keep = bot.app.registry.remember

    async def counted(workspace: str, profiles: Any) -> set[str]:
        written.append(profiles)
        return await keep(workspace, profiles)

    monkeypatch.setattr(bot.app.registry, "remember", counted)
    for status in ("in a meeting", "lunch", "", "lunch"):
        tells(bot, "user_change", BOB, updated=status)
    assert len(written) == 1
    assert slack.called("users.info") == []


def test_strangers_and_other_organisations_are_not_kept(bot: Inside) -> None:
    tells(bot, "user_change", replace(SAM, id="U0OTHER", real_name="Somebody Else"))
    assert known(bot, replace(SAM, id="U0OTHER")) is None
    event = bot.driver.event(user_event("team_join", NINA, "1.1")).request
    event.payload.update(team_id=OTHER_TEAM, event_id="Ev-elsewhere")
    event.payload["event"]["user"]["id"] = "U0ELSEWHERE"
    assert bot.driver.send(event).status == 200
    bot.settle()
    assert known(bot, replace(NINA, id="U0ELSEWHERE")) is None


@pytest.mark.parametrize("bot", ["http"], indirect=True)
@pytest.mark.parametrize("wrong", [None, [], "U1", {}, {"id": 5}, {"id": "U1", "name": ["x"]}])
def test_what_slack_never_wrote_is_refused(bot: Inside, wrong: Any) -> None:
    before = len(bot.rows(person.select()))
    reply = bot.driver.event({"type": "user_change", "user": wrong})
    assert reply.status == 401
    bot.settle()
    assert len(bot.rows(person.select())) == before


def members(bot: Inside) -> dict[str, list[str]]:
    """Who is in which group."""
    same = user_group.c.id == user_group_member.c.group_id
    query = (
        sa.select(user_group.c.handle, person.c.name)
        .join(user_group_member, same)
        .join(person)
        .order_by(person.c.name)
    )
    found: dict[str, list[str]] = {}
    for handle, name in (tuple(row) for row in bot.rows(query)):
        found.setdefault(handle, []).append(name)
    return found


def regroups(bot: Inside, group: UserGroup) -> None:
    bot.slack.regroup(group)
    assert bot.driver.event(subteam_updated(group, "1.1")).status == 200
    bot.settle()


def test_groups_follow_what_slack_tells(bot: Inside, slack: StrictSlack) -> None:
    regroups(bot, OFFICE)
    assert members(bot) == {"backoffice": ["Bob Brown", "Carla Conti"]}
    grown = replace(OFFICE, members=(ANN.id, *OFFICE.members))
    slack.regroup(grown)
    bot.driver.event(subteam_members_changed(grown, [ANN], "1.1"))
    bot.settle()
    assert members(bot) == {"backoffice": ["Ann Archer", "Bob Brown", "Carla Conti"]}


def test_many_changes_at_once_are_one_look(
    bot: Inside, slack: StrictSlack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("handlers.slack.news.CALM", 0.5)
    before = len(slack.called("usergroups.list"))
    for number in range(12):
        slack.regroup(slack_group(f"team{number}", [ANN]))
        bot.driver.event(subteam_updated(OFFICE, f"1.{number}"))
    bot.settle()
    assert len(slack.called("usergroups.list")) == before + 1
    assert len(members(bot)) == 12


def test_a_group_in_a_command_is_everybody_in_it(bot: Inside, slack: StrictSlack) -> None:
    slack.regroup(OFFICE)
    reply = bot.driver.command(ANN, "/kudos", f"@backoffice {THANKS}")
    assert reply.message is not None
    assert "Thank you for thanking @bob and @carla!" in reply.message.shown(slack.names)
    bot.later()
    assert [len(slack.dm(one)) for one in (BOB, CARLA)] == [1, 1]
    before = len(slack.called("usergroups.list"))
    bot.driver.command(BOB, "/kudos", f"@backoffice {THANKS}")
    assert len(slack.called("usergroups.list")) == before


def test_a_group_said_aloud_or_typed_is_the_same(bot: Inside, slack: StrictSlack) -> None:
    regroups(bot, OFFICE)
    bot.driver.mention(CARLA, f"@piazza kudos @backoffice {THANKS}")
    (told,) = slack.wait_for(lambda: slack.whispers(CARLA))
    assert "@bob" in told.shown(slack.names)
    typed = bot.driver.command(ANN, "/kudos", f"@BackOffice: {THANKS}", raw=True).message
    assert typed is not None
    assert "@bob and @carla" in typed.shown(slack.names)


def test_a_disabled_group_is_told_in_the_form(bot: Inside, slack: StrictSlack) -> None:
    slack.regroup(replace(OFFICE, disabled=True))
    bot.driver.command(CARLA, "/kudos", f"@backoffice {THANKS}")
    form = slack.wait_for(lambda: slack.modal(CARLA))
    assert form is not None
    assert "@backoffice è stato disattivato" in form.shown()


def test_a_workspace_without_user_groups_does_without(bot: Inside, slack: StrictSlack) -> None:
    slack.regroup(OFFICE)
    slack.fail("usergroups.list", "ok_false:plan_upgrade_required", times=None)
    bot.meet_everybody()
    bot.driver.command(ANN, "/kudos", f"@backoffice {THANKS}")
    form = slack.wait_for(lambda: slack.modal(ANN))
    assert form is not None
    assert "not sure who you mean by backoffice" in form.shown()


def test_an_app_that_may_not_read_groups_goes_on(tmp_path: Path) -> None:
    app = App(scopes=App.scopes - {"usergroups:read"})
    with StrictSlack(app=app) as slack, Inside(slack, tmp_path) as bot:
        bot.meet_everybody()
        reply = bot.driver.command(ANN, "/kudos", f"@bob {THANKS}")
        assert reply.message is not None
        assert "Thank you" in reply.message.shown()


def test_the_menus_shortcut_opens_the_form(bot: Inside, slack: StrictSlack) -> None:
    assert bot.driver.choose(ANN, "thank").failure == ""
    form = slack.wait_for(lambda: slack.modal(ANN))
    assert form is not None
    assert form.payload["title"]["text"] == "Thank a colleague"


def test_a_shortcut_that_is_gone_is_told_directly(bot: Inside, slack: StrictSlack) -> None:
    bot.driver.choose(CARLA, "of_a_skill_that_is_gone")
    (told,) = slack.wait_for(lambda: slack.dm(CARLA))
    assert "Non è più valido" in told.shown() or "no longer works" in told.shown()
