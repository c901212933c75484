"""The clock set ahead: everything due on the way happens, and the journal says to whom and why."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot import Card, Chat, Skill, t, weekly
from bot.delivery.queue import queue_effects
from bot.directory.lookup import find_people
from bot.runtime.clock import Clock
from bot.runtime.sections import ScheduleChange
from handlers.playground import WORKSPACE
from tests.bot import toy
from tests.handlers.playground.world import CREW, Page, World, hired
from tests.slack_world.program import poll

QUESTION = "Kudos · The Friday question"
ROME = ZoneInfo("Europe/Rome")
AN_HOUR = timedelta(hours=1)


def local(clock: Mapping[str, Any]) -> datetime:
    """What a clock on the company's wall shows."""
    return datetime.fromisoformat(clock["now"]).astimezone(ROME)


def day(at: str) -> date:
    return datetime.fromisoformat(at).astimezone(ROME).date()


def schedule(page: Page, key: str) -> Mapping[str, Any]:
    found: list[Mapping[str, Any]] = page.ask("journal")["schedules"]
    return next(one for one in found if one["key"] == key)


def deliveries(page: Page, what: str) -> list[Mapping[str, Any]]:
    found: list[Mapping[str, Any]] = page.ask("journal")["deliveries"]
    return [one for one in found if one["what"] == what]


def test_friday_asks_those_who_thanked_nobody_and_the_journal_says_so(world: World) -> None:
    bruno, carla = world.page("U2"), world.page("U3")
    bruno.ask("clock", to="monday")
    bruno.thank("U1")
    plan = schedule(bruno, "kudos.gratitude")
    assert plan["people"] == 3
    assert plan["you"].startswith("Not you")
    assert plan["when"] == "Every Friday at 15:00, by everybody’s own clock"
    assert schedule(carla, "kudos.gratitude")["you"] == "You would be asked."
    clock = bruno.ask("clock", to="friday")
    assert clock["words"] == plan["next"]
    asked = [one for one in deliveries(bruno, QUESTION) if one["at"] == plan["next"]]
    assert {one["to"] for one in asked} == {"Anna Neri", "Carla Moretti", "Marco Bassi"}
    assert {one["state"] for one in asked} == {"sent"}
    nudge = carla.messages("@U3")[-1]
    assert "Carla Moretti" in nudge["card"]["text"][1]["t"]
    assert day(nudge["at"]) == local(clock).date()
    assert local(clock).date() not in [day(one["at"]) for one in bruno.messages("@U2")]


def test_each_thing_happens_at_its_own_moment(tmp_path: Path) -> None:
    far = hired("U5", "Ji Woo", zone="Asia/Seoul")
    with World(tmp_path, crew=[*CREW, far]) as world:
        bruno = world.page("U2")
        bruno.ask("clock", to="monday")
        bruno.thank("U1")
        assert local(bruno.ask("clock", to="friday")).strftime("%a %H:%M") == "Fri 15:00"
        nudge = world.page("U5").messages("@U5")[-1]
        seoul = datetime.fromisoformat(nudge["at"]).astimezone(ZoneInfo("Asia/Seoul"))
        assert seoul.strftime("%a %H:%M") == "Fri 15:00"
        bruno.ask("clock", to="monday")
        digest = bruno.messages("#kudos")[-1]
        assert "This week somebody was thanked" in digest["card"]["text"][0]["t"]
        at = datetime.fromisoformat(digest["at"]).astimezone(ROME)
        assert at.strftime("%a %H:%M") == "Fri 16:00"


def test_what_waits_for_its_moment_is_sent_at_that_moment(world: World) -> None:
    page = world.page("U2")
    page.ask("clock", to="monday")
    now = world.app.clock()
    person = world.app.database.read_now(
        lambda db: find_people(db.connection(), WORKSPACE, ["U2"], now)["U2"]
    )
    at = world.app.clock() + timedelta(minutes=20)

    def promise(db: Any) -> None:
        chat = Chat(db, world.app.clock(), WORKSPACE, "kudos", world.app.house)
        chat.send(Card(t("gone")), to=person, at=at)
        queue_effects(
            db.connection(),
            chat.effects,
            cause="test",
            workspace=WORKSPACE,
            skill="kudos",
            now=chat.now,
            router=world.app.house.router,
        )

    world.app.database.write_now(promise)
    page.ask("clock", to="hour")
    said = page.messages("@U2")[-1]
    assert abs(datetime.fromisoformat(said["at"]) - at) < timedelta(seconds=30)


def test_the_clock_goes_strictly_ahead_and_back_to_the_present(world: World) -> None:
    bruno = world.page("U2")
    before = bruno.hello["clock"]
    assert not before["ahead"]
    later = bruno.ask("clock", to="hour")
    assert later["ahead"]
    assert AN_HOUR <= local(later) - local(before) < 2 * AN_HOUR
    first = local(bruno.ask("clock", to="friday"))
    second = local(bruno.ask("clock", to="friday"))
    assert (second.date() - first.date()).days == 7
    assert first.strftime("%a %H:%M") == second.strftime("%a %H:%M") == "Fri 15:00"
    assert local(bruno.ask("clock", to="monday")).strftime("%a %H:%M") == "Mon 10:00"
    now = bruno.ask("clock", to="now")
    assert not now["ahead"]
    assert local(now) - local(before) < AN_HOUR


def test_after_the_clock_went_back_what_is_still_to_come_is_not_told_yet(world: World) -> None:
    bruno = world.page("U2")
    bruno.ask("clock", to="friday")
    assert deliveries(bruno, QUESTION)
    leap(world, timedelta(days=2))
    assert "skipped" in states(bruno)
    bruno.ask("clock", to="now")
    bruno.thank("U1")
    assert states(bruno) == {"sent"}
    assert {one["what"] for one in bruno.ask("journal")["deliveries"]} == {"Kudos"}


def test_a_friday_visited_before_is_told_as_done_and_the_one_after_it_as_next(world: World) -> None:
    bruno = world.page("U2")
    friday = bruno.ask("clock", to="friday")["words"]
    following = schedule(bruno, "kudos.gratitude")
    assert following["done"] == ""
    asked = deliveries(bruno, QUESTION)
    bruno.ask("clock", to="now")
    plan = schedule(bruno, "kudos.gratitude")
    assert (plan["next"], plan["people"]) == (following["next"], 4)
    assert plan["done"].startswith(f"Already done up to {friday}:")
    venerdi = schedule(italian(world, "U3"), "kudos.gratitude")
    assert venerdi["done"].startswith("Già fatto fino a venerdì ")
    # The digest is due an hour later: on that Friday nobody has been there yet.
    day = friday.rpartition(" ")[0]
    assert day not in schedule(bruno, "kudos.digest")["done"]

    assert bruno.ask("clock", to="friday")["words"] == friday
    assert schedule(bruno, "kudos.gratitude") == following
    # They left a moment after that Friday's time, and are shown once it has come again.
    poll(lambda: deliveries(bruno, QUESTION) == asked, 20, "what was sent is there again")
    bruno.ask("clock", to="friday")
    assert len(deliveries(bruno, QUESTION)) == 2 * len(asked)


def test_after_the_clock_went_back_a_card_still_changes(world: World) -> None:
    bruno, carla, marco = (world.page(who) for who in ("U2", "U3", "U4"))
    bruno.thank("U1")
    (said,) = bruno.messages("#kudos")
    bruno.ask("clock", to="hour")
    carla.press("Cheer", said)
    world.settle()
    bruno.ask("clock", to="now")
    marco.press("Cheer", said)
    world.settle()
    (line,) = bruno.messages("#kudos")[0]["card"]["lines"]
    assert "".join(run["t"] for run in line) == "2 colleagues cheer."


def leap(world: World, far: timedelta) -> None:
    """Let time pass in which nothing was planned, as while a machine is off."""
    assert isinstance(world.app.clock, Clock)
    world.app.clock.set(world.app.clock() + far)
    world.run(world.app.tick())


def states(page: Page) -> set[str]:
    return {one["state"] for one in page.ask("journal")["deliveries"]}


def test_every_window_hears_that_the_clock_was_set_in_its_own_language(world: World) -> None:
    anna, bruno = world.page("U1"), world.page("U2")
    told = bruno.ask("clock", to="friday")
    heard = anna.hears("clock", lambda one: day(one["clock"]["now"]) == day(told["now"]))["clock"]
    assert heard["ahead"]
    assert heard["words"].startswith("venerdì ")
    anna.hears("journal")


def test_an_hour_asked_for_twice_under_one_key_is_one_hour(world: World) -> None:
    bruno = world.page("U2")
    first = bruno.ask("clock", to="hour", key="one-hour-please")
    assert bruno.ask("clock", to="hour", key="one-hour-please") == first
    later = bruno.be("U2")["clock"]
    assert local(later) - local(first) < AN_HOUR


def test_a_restart_keeps_rooms_reactions_and_the_clock(tmp_path: Path) -> None:
    with World(tmp_path) as world:
        bruno = world.page("U2")
        bruno.ask("clock", to="monday")
        bruno.thank("U1")
        (said,) = bruno.messages("#kudos")
        bruno.ask("react", message=said["id"], name="heart", on=True)
        bruno.ask("seen", room="#kudos")
        kept, before = bruno.messages("#kudos"), bruno.be("U2")
    with World(tmp_path) as world:
        bruno = world.page("U2")
        assert bruno.messages("#kudos") == kept
        assert kept[0]["reactions"][0]["mine"]
        assert bruno.hello["rooms"] == before["rooms"]
        assert bruno.hello["clock"]["ahead"]
        assert timedelta() < local(bruno.hello["clock"]) - local(before["clock"]) < AN_HOUR
        form = world.page("U3").press("Cheer", kept[0])
        assert form["card"] is None


def test_a_clock_that_belongs_to_others_stays_as_it_is(world: World) -> None:
    bruno = world.page("U2")
    moment = world.app.clock()
    world.app.clock = lambda: moment
    with pytest.raises(Exception, match="can’t be set"):
        bruno.ask("clock", to="friday")
    world.app.clock = Clock()


def test_the_journal_says_why_somebody_is_not_asked(tmp_path: Path) -> None:
    changes = {"kudos.gratitude": ScheduleChange(paused=True)}
    with World(tmp_path, schedules=changes) as world:
        plan = schedule(world.page("U2"), "kudos.gratitude")
        assert plan["you"] == "Nobody: it is paused."
        assert (plan["people"], plan["next"]) == (None, "")
        post = schedule(world.page("U2"), "cm.digest")
        assert post["when"] == "Every Monday at 09:00, Rome time"
        assert post["people"] is None


def test_guests_apps_and_who_has_left_are_told_why_not(world: World) -> None:
    said = {who: schedule(world.page(who), "kudos.gratitude")["you"] for who in ("U7", "U8", "U9")}
    assert "deactivated" in said["U7"]
    assert "only colleagues" in said["U8"]
    assert said["U9"] == said["U8"]
    assert "solo i colleghi" in schedule(italian(world, "U8"), "kudos.gratitude")["you"]


def asking() -> Skill:
    """A skill that asks on Wednesday, and on Friday whom it did not ask on Wednesday."""
    made = Skill("toy", home=toy.HOME)
    made.nudge("ask", weekly("wednesday", at="11:00"), audience=toy.everybody, every=2)(toy.ping)
    friday = weekly("friday", at="15:00")
    made.nudge("ping", friday, audience=toy.everybody, unless=["ask"])(toy.ping)
    return made


def test_who_is_asked_something_else_before_is_told_so_and_it_comes_true(tmp_path: Path) -> None:
    with World(tmp_path, more=[asking()]) as world:
        bruno, anna = world.page("U2"), world.page("U1")
        bruno.ask("clock", to="monday")
        assert schedule(bruno, "toy.ask")["you"] == "You would be asked."
        friday = schedule(bruno, "toy.ping")
        assert friday["you"].startswith("Not you: before that you would be asked something else (")
        assert "ask)." in friday["you"]
        assert friday["people"] == 0
        assert schedule(anna, "toy.ping")["you"].startswith("Tu no: prima riceveresti un’altra")

        stop(bruno, "toy.ask")
        assert (
            schedule(bruno, "toy.ask")["you"] == "Not you: you have stopped it in /piazza settings."
        )
        friday = schedule(bruno, "toy.ping")
        assert (friday["you"], friday["people"]) == ("You would be asked.", 1)
        bruno.ask("clock", to="friday")
        (asked,) = [one for one in deliveries(bruno, friday["name"]) if one["at"] == friday["next"]]
        assert asked["to"] == "Bruno Villa"
        assert "al massimo una volta ogni 2 settimane" in schedule(anna, "toy.ask")["you"]


def test_who_rests_or_wants_quiet_is_told_so(world: World) -> None:
    bruno = world.page("U2")
    bruno.ask("clock", to="monday")
    settings = bruno.command("/piazza", "settings")["card"]
    rested = bruno.press("Nothing for a week", settings)["card"]
    assert "Not you: you rest until " in schedule(bruno, "kudos.gratitude")["you"]
    bruno.press("End the rest", rested)
    quiet(bruno, "14:00", "16:00")
    put_off = schedule(bruno, "kudos.gratitude")
    assert put_off["you"].startswith("You would be asked, but only after your quiet hours: Friday")
    assert put_off["you"].endswith("16:00.")
    quiet(bruno, "14:00", "20:00")
    late = schedule(bruno, "kudos.gratitude")
    assert "falls into your quiet hours" in late["you"]
    assert late["people"] == put_off["people"] - 1


def test_who_has_thanked_is_told_for_whom_it_is(world: World) -> None:
    bruno = world.page("U2")
    bruno.ask("clock", to="monday")
    bruno.thank("U1")
    you = schedule(bruno, "kudos.gratitude")["you"]
    assert you.endswith("It comes on Fridays, if you have thanked nobody in the week.")


def stop(page: Page, what: str) -> None:
    """Want a question no more."""
    page.press(f"Stop: {what}", page.command("/piazza", "settings")["card"])


def quiet(page: Page, start: str, end: str) -> None:
    """Want nothing between two hours."""
    form = page.press("Change", page.command("/piazza", "settings")["card"])["form"]
    values = {one["name"]: one["value"] for one in form["fields"]}
    values |= {"quiet_from": start, "quiet_until": end, "snooze": None}
    page.ask("submit", room="#general", token=form["token"], values=values)


def italian(world: World, who: str) -> Page:
    return world.page(who, "it")


def test_what_did_not_arrive_is_told_with_its_reason(world: World) -> None:
    bruno = world.page("U2")
    gone = hired("U1", "Anna Neri", "it", active=False)
    # The directory has not heard yet that she has left.
    world.run(world.playground.hire([gone]))
    bruno.thank("U1")
    (failed,) = [one for one in deliveries(bruno, "Kudos") if one["state"] == "failed"]
    assert (failed["to"], failed["why"]) == ("Anna Neri", "The account is deactivated.")
    (worded,) = [
        one
        for one in deliveries(italian(world, "U3"), "Ringraziamenti")
        if one["state"] == "failed"
    ]
    assert worded["state_words"] == "non recapitato"


def test_what_the_manager_wrote_to_many_is_told_by_its_name_and_reason(world: World) -> None:
    world.grant("U4")
    marco = world.page("U4")
    looked = marco.command("/cm", "broadcast We are open again")
    marco.press("Yes, send it", looked["card"])
    marco.ask("clock", to="hour")
    kind = "Messages from the community manager"
    assert {one["why"] for one in deliveries(marco, kind)} == {
        "The community manager wrote it to many."
    }
    italians = deliveries(italian(world, "U3"), "Messaggi del community manager")
    assert {one["state_words"] for one in italians} == {"inviato"}


def test_a_post_of_the_managers_has_a_name_among_the_schedules(world: World) -> None:
    world.grant("U4")
    marco = world.page("U4")
    looked = marco.command("/cm", 'post #general "every monday 09:00" Who joins us?')
    marco.press("Schedule it", looked["card"])
    assert schedule(marco, "bot.post_1")["name"] == "Scheduled post"
