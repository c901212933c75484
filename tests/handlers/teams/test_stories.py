"""Stories on Teams: what people write and press, and what they read."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid5

import pytest
import sqlalchemy as sa
from microsoft_teams.cards import AdaptiveCard
from sqlalchemy.orm import Session

from bot.delivery.queue import NAMESPACE
from bot.directory.lookup import find_people
from bot.directory.oneself import erase
from bot.people import Role
from bot.runtime.registry import STRANGERS
from bot.store.drift import drift
from handlers.teams import replies
from handlers.teams.incoming import from_press
from handlers.teams.tables import teams_chat, teams_place
from tests.handlers.teams.world import WORKSPACE, World, words
from tests.teams_world import ANN, BOB, CARLA, DORA, SAM, Activity, Conversation, user
from tests.teams_world.cards import faults, too_big
from tests.teams_world.people import rooms

WHY = " for the patient review of the whole release"
TYPED = WHY.strip()


def last(world: World, room: Any) -> str:
    """What was said last in a room."""
    return words(world.teams.messages(room)[-1])


def called(world: World, room: Any) -> list[str]:
    """Who is called by what was said last in a room."""
    [card] = world.teams.messages(room)[-1].cards
    return [one["mentioned"]["id"] for one in card["msteams"].get("entities", [])]


def rows(world: World, table: sa.Table) -> list[tuple[Any, ...]]:
    return world.app.database.read_now(
        lambda db: [tuple(row) for row in db.execute(sa.select(table)).all()]
    )


def toast(answered: tuple[int, Any]) -> str:
    """What somebody who pressed reads at once."""
    status, body = answered
    assert (status, body["statusCode"]) == (200, 200)
    assert body["type"] == "application/vnd.microsoft.activity.message"
    return str(body["value"])


def newer(answered: tuple[int, Any]) -> str:
    """What the card says that somebody who pressed sees at once in its place."""
    status, body = answered
    assert (status, body["statusCode"]) == (200, 200)
    assert body["type"] == "application/vnd.microsoft.card.adaptive"
    AdaptiveCard.model_validate(body["value"])
    sent = {"type": "message", "attachments": [{"contentType": body["type"]} | _content(body)]}
    assert faults(sent) == too_big(sent) == []
    return words(Activity("", "", "", sent))


def _content(body: dict[str, Any]) -> dict[str, Any]:
    return {"content": body["value"]}


# ---- Commands are words ----


def test_thanks_are_given_in_ones_own_chat_and_read_in_the_channel(office: World) -> None:
    assert office.says(BOB, BOB, "kudos @Ann Archer", WHY)[0] == 200
    assert last(office, BOB).startswith("Thank you for thanking Ann Archer!")
    assert last(office, "kudos") == f"Bob Brown thanks Ann Archer\n{TYPED}"
    # Both are called there, and nobody is where only one reads.
    assert called(office, "kudos") == [BOB.object_id, ANN.object_id]
    assert called(office, BOB) == []


def test_commands_are_named_without_a_slash_also_to_who_types_one(office: World) -> None:
    office.says(BOB, BOB, "/piazza frobnicate")
    assert last(office, BOB).startswith("There is no piazza frobnicate.\n")
    office.says(BOB, BOB, "/frobnicate the release")
    assert "Write piazza and I’ll say what there is." in last(office, BOB)


def test_help_is_asked_for_by_its_name(office: World) -> None:
    for said in ("help", "Help!", "/help", "aiuto"):
        office.says(BOB, BOB, said)
        assert last(office, BOB).startswith("Piazza is where we thank each other"), said


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("kudo @Ann Archer", "kudos"),
        ("settings", "piazza settings"),
        ("forgetme", "piazza forgetme"),
        ("mine", "kudos mine"),
    ],
)
def test_of_a_word_that_is_none_it_is_said_which_was_meant(
    office: World, said: str, meant: str
) -> None:
    office.says(BOB, BOB, said)
    assert f"no command of mine. Did you mean {meant}? Write piazza" in last(office, BOB)
    # What is for few is not told to the others.
    office.says(BOB, BOB, "audit")
    assert "Did you mean" not in last(office, BOB)


def test_in_a_channel_the_bot_is_named_and_who_is_mentioned_is_meant(office: World) -> None:
    before = len(office.teams.messages("general"))
    assert office.says(BOB, "general", "kudos ", ANN, WHY)[0] == 200
    assert last(office, "kudos").startswith("Bob Brown thanks Ann Archer")
    # What is for him alone he reads alone.
    assert last(office, BOB).startswith("Thank you for thanking Ann Archer!")
    assert len(office.teams.messages("general")) == before


def test_in_a_group_chat_the_bot_is_named_and_answers_alone(tmp_path: Path) -> None:
    lunch = Conversation("19:lunch@thread.v2", "groupChat", "Lunch", [ANN.id, BOB.id])
    with World(tmp_path, places=[*rooms(), lunch]) as office:
        office.joins()
        office.joins("Lunch")
        assert office.says(BOB, "Lunch", "kudos ", ANN, WHY)[0] == 200
        assert last(office, "kudos").startswith("Bob Brown thanks Ann Archer")
        assert last(office, BOB).startswith("Thank you for thanking Ann Archer!")
        assert office.teams.messages("Lunch") == []


def test_who_has_not_the_app_reads_one_neutral_line_in_place(office: World) -> None:
    office.teams.change(replace(CARLA, installed=False))
    assert office.says(CARLA, "general", "kudos mine")[0] == 200
    assert last(office, "general") == (
        "There is an answer for you alone. Add Piazza to your own apps in Teams, then ask again."
    )
    office.says(CARLA, "general", "kudos mine", locale="it-IT")
    assert last(office, "general").startswith("C’è una risposta solo per te.")


def test_what_does_not_name_the_bot_is_not_read(office: World) -> None:
    calls = len(office.teams.calls)
    unnamed = office.activity(BOB, "general", type="message", text="kudos <at>Ann Archer</at> x")
    assert office.sends(unnamed)[0] == 200
    own = office.activity(BOB, "general", type="message", text="kudos")
    assert office.sends({**own, "from": {"id": office.teams.app.bot}})[0] == 200
    assert len(office.teams.calls) == calls


def test_an_unknown_word_gets_help(office: World) -> None:
    office.says(BOB, BOB, "frobnicate the thing")
    assert "frobnicate" in last(office, BOB)
    assert "piazza" in last(office, BOB)
    office.says(BOB, "general")
    assert "thank a colleague" in last(office, BOB)


def test_a_name_that_is_not_clear_is_asked_for_in_a_form(office: World) -> None:
    office.says(BOB, BOB, "kudos @Nobody Atall", WHY)
    offered = office.teams.messages(BOB)[-1]
    assert words(offered).splitlines()[-1] == f"@Nobody Atall{WHY}"
    shown = office.opens(BOB, offered)
    assert shown["title"] == "Thank a colleague"
    typed = {one["id"]: one.get("value") for one in inputs(shown)}
    assert typed["people:to"] is None
    assert str(typed["value:message"]).endswith(TYPED)
    assert "Nobody" in words(offered).splitlines()[0]


def test_a_form_stays_open_until_it_is_right_and_counts_once(office: World) -> None:
    office.says(BOB, "general", "kudos")
    # In a channel nobody reads what somebody begins to write.
    offered = office.teams.messages(BOB)[-1]
    # Nothing was typed that could be changed: the button has the form's own title.
    assert [one["title"] for one in offered.cards[0]["actions"]] == ["Thank a colleague"]
    shown = office.opens(BOB, offered)
    ids = f"{ANN.object_id},{CARLA.object_id}"
    again = office.submits(BOB, shown, {"people:to": ids, "value:message": "short <at>x</at>"})
    [to] = [one for one in inputs(again) if one["id"] == "people:to"]
    assert to["value"] == ids
    assert [one["title"] for one in to["choices"]] == [ANN.name, CARLA.name, BOB.name]
    [message] = [one for one in inputs(again) if one["id"] == "value:message"]
    assert message["value"] == "short <at>x</at>"
    assert "20 characters" in said(again)
    good = {"people:to": ids, "value:message": TYPED, "value:how": "public"}
    assert office.submits(BOB, again, good) == "I have written to you alone."
    assert last(office, BOB).startswith("Thank you for thanking Ann Archer and Carla Conti!")
    assert office.submits(BOB, again, good) == "Done."
    [card] = office.teams.messages("kudos")
    assert words(card).startswith("Bob Brown thanks Ann Archer and Carla Conti")


def said(shown: dict[str, Any]) -> str:
    """What a dialog says beside its inputs."""
    blocks = [one for one in shown["card"]["content"]["body"] if one["type"] == "RichTextBlock"]
    return "\n".join(run["text"] for one in blocks for run in one["inlines"])


def inputs(shown: dict[str, Any]) -> list[dict[str, Any]]:
    content = shown["card"]["content"]
    sent = {"type": "message", "attachments": [shown["card"]]}
    assert faults(sent) == []
    AdaptiveCard.model_validate(content)
    return [one for one in content["body"] if one["type"].startswith("Input.")]


def test_a_message_that_comes_twice_counts_once(office: World) -> None:
    again = office.activity(BOB, BOB, type="message", text=f"kudos @Ann Archer{WHY}")
    assert [office.sends(again)[0] for _ in range(3)] == [200] * 3
    assert len(office.teams.messages("kudos")) == 1


def test_a_message_that_comes_twice_is_answered_once(office: World) -> None:
    again = office.activity(BOB, BOB, type="message", text="kudos mine")
    before = len(office.teams.messages(BOB))
    assert [office.sends(again)[0] for _ in range(2)] == [200] * 2
    assert len(office.teams.messages(BOB)) == before + 1


def test_an_answer_that_does_not_arrive_at_once_is_not_lost(
    office: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replies, "RESTS", (0.0, 0.0))
    for how in ("412", "502", "503", "504", "reset"):
        before = len(office.teams.messages(BOB))
        for _ in replies.RESTS:
            office.teams.fail("send", how)
        office.says(BOB, "general", "kudos mine")
        assert len(office.teams.messages(BOB)) == before + 1


def test_who_cannot_be_looked_up_just_now_is_named_as_if_typed(office: World) -> None:
    office.platform._connected.people._ids.clear()
    office.teams.fail("member", "503")
    office.says(BOB, "general", "kudos ", ANN, WHY)
    assert last(office, "kudos").startswith("Bob Brown thanks Ann Archer")


def test_of_many_that_nobody_knows_a_few_are_looked_up(office: World) -> None:
    crowd = [user(f"n{number}", f"Nobody {number}") for number in range(100)]
    office.says(BOB, "general", "kudos ", *crowd, WHY)
    assert len(office.teams.called("member")) < 30
    shown = office.opens(BOB, office.teams.messages(BOB)[-1])
    before = len(office.teams.called("member"))
    ids = ",".join(one.object_id for one in crowd)
    office.submits(BOB, shown, {"people:to": ids, "value:message": TYPED})
    # Each once in the team: all its channels have the same people.
    assert len(office.teams.called("member")) - before == STRANGERS


def test_where_it_is_not_told_who_reads_others_may(office: World) -> None:
    before = len(office.teams.messages("general"))
    asked = office.activity(BOB, "general")["conversation"]
    del asked["conversationType"]
    office.says(BOB, "general", "kudos mine", conversation=asked)
    assert len(office.teams.messages("general")) == before
    assert last(office, BOB).startswith("Your thanks.")


def test_somebody_of_another_tenant_takes_no_part(office: World) -> None:
    sam = office.activity(SAM, "general", type="message", text="<at>Piazza</at> kudos mine")
    sam["from"]["tenantId"] = SAM.tenant
    sam["entities"] = [
        {"type": "mention", "text": "<at>Piazza</at>", "mentioned": {"id": office.teams.app.bot}}
    ]
    before = len(office.teams.calls)
    assert office.sends(sam)[0] == 200
    assert len(office.teams.calls) == before


# ---- Buttons ----


def test_a_press_counts_once_and_everybody_sees_the_new_count(office: World) -> None:
    office.says(BOB, BOB, "kudos @Ann Archer", WHY)
    [card] = office.teams.messages("kudos")
    first = office.activity(CARLA, "kudos", **_press(card))
    at_once = newer(office.sends(first))
    assert at_once.endswith("1 colleague cheers.")
    assert toast(office.sends(first)) == "Done."
    assert toast(office.sends({**first, "id": "another"})) == "Done."
    [seen] = office.teams.messages("kudos")
    assert (seen.id, seen.edits) == (card.id, 1)
    assert words(seen) == at_once
    assert newer(office.presses(ANN, "Cheer", seen)).endswith("2 colleagues cheer.")
    assert last(office, "kudos").endswith("2 colleagues cheer.")


def test_who_pressed_cannot_be_found_out_from_the_card_that_everybody_sees(office: World) -> None:
    office.says(BOB, BOB, "kudos @Ann Archer", WHY)
    [card] = office.teams.messages("kudos")
    pressed = office.activity(CARLA, "kudos", **_press(card))
    office.sends(pressed)
    [seen] = office.teams.messages("kudos")
    # All this is in what others see, but for Carla, whom they could guess.
    guessed = from_press(pressed, WORKSPACE).key
    ids = {str(uuid5(NAMESPACE, f"{WORKSPACE}/{guessed}#{position}")) for position in range(5)}
    assert seen.edits == 1
    assert seen.cards[0]["actions"][0]["data"]["nonce"] not in ids


def test_what_is_pressed_on_the_newer_card_counts_like_any_press(office: World) -> None:
    office.says(BOB, BOB, "kudos @Ann Archer", WHY)
    [card] = office.teams.messages("kudos")
    answered = office.presses(CARLA, "Cheer", card)
    shown = replace(card, payload={"attachments": [_content(answered[1])]})
    # It is hers already: what is said of it is said to her alone.
    assert toast(office.presses(CARLA, "Cheer", shown)).startswith("You have cheered already.")
    assert newer(office.presses(ANN, "Cheer", shown)).endswith("2 colleagues cheer.")


def test_no_other_card_is_put_in_the_place_of_the_one_that_was_pressed(office: World) -> None:
    for why in (WHY, f"{WHY}, again"):
        office.says(BOB, BOB, "kudos @Ann Archer", why)
    first, second = office.teams.messages("kudos")
    pressed, other = _press(first), _press(second)["value"]["action"]["data"]["about"]
    assert other == "kudos:2"
    for about in (other, "kudos:", "", None, 7):
        office.teams.messages("kudos")
        data = {**pressed["value"]["action"]["data"], "about": about, "nonce": f"n{about}"}
        action = {**pressed["value"]["action"], "data": data}
        who = {other: CARLA, "kudos:": ANN}.get(about, BOB)
        sent = {**pressed, "value": {"action": action}}
        assert toast(office.sends(office.activity(who, "kudos", **sent)))


def _press(card: Activity) -> dict[str, Any]:
    [action] = card.cards[0]["actions"]
    return {
        "type": "invoke",
        "name": "adaptiveCard/action",
        "value": {"action": action},
        "replyToId": card.id,
    }


@pytest.mark.parametrize("token", ["", 7, "x", 'p6QE2B_uQiqR99z4Xoc4["kudos.cheer",0,1]', None])
def test_a_forged_button_does_nothing(office: World, token: Any) -> None:
    action = {"verb": "piazza", "data": {"token": token, "nonce": "n"}}
    pressed = {"type": "invoke", "name": "adaptiveCard/action", "value": {"action": action}}
    status, body = office.sends(office.activity(BOB, BOB, **pressed))
    assert status == 400 or "no longer works" in body["value"]


def test_a_press_that_leads_to_a_form_offers_it_to_whoever_pressed(office: World) -> None:
    office.says(BOB, BOB, "piazza settings")
    settings = office.teams.messages(BOB)[-1]
    assert toast(office.presses(BOB, "Change", settings)).startswith("The form waits")
    offered = office.teams.messages(BOB)[-1]
    assert words(offered) == "The button opens the form."
    for _ in range(2):
        assert inputs(office.opens(BOB, offered))
    # What was offered to one person opens for nobody else.
    answered = office.fetches(ANN, offered)[1]
    assert "no longer works" in answered["task"]["value"]


def test_what_is_too_much_for_a_moment_is_written(office: World) -> None:
    office.says(BOB, BOB, "piazza settings")
    settings = office.teams.messages(BOB)[-1]
    assert (
        toast(office.presses(BOB, "Nothing for a week", settings)) == "I have written to you alone."
    )
    assert office.teams.messages(BOB)[-1].id != settings.id
    # A button for one person is nothing for another.
    assert "no longer works" in toast(office.presses(ANN, "Nothing for a week", settings))


def chooses_italian(office: World) -> None:
    office.says(BOB, BOB, "piazza settings")
    office.presses(BOB, "Change", office.teams.messages(BOB)[-1])
    shown = office.opens(BOB, office.teams.messages(BOB)[-1])
    filled = {one["id"]: one["value"] for one in inputs(shown) if "value" in one}
    office.submits(BOB, shown, {**filled, "value:language": "it"})


def test_short_answers_are_in_the_language_that_was_chosen_here(office: World) -> None:
    """Not in that of somebody's Teams, which goes on telling that it is English."""
    chooses_italian(office)
    office.says(BOB, BOB, "piazza settings")
    settings = office.teams.messages(BOB)[-1]
    said = toast(office.presses(BOB, "Niente per una settimana", settings))
    assert said == "Ti ho scritto in privato."
    assert toast(office.presses(BOB, "Modifica", settings)).startswith("Il modulo ti aspetta")
    assert words(office.teams.messages(BOB)[-1]) == "Il pulsante apre il modulo."


def test_what_others_read_does_not_tell_which_language_somebody_chose(office: World) -> None:
    chooses_italian(office)
    office.teams.change(replace(BOB, installed=False))
    office.sends(office.activity(BOB, BOB, type="installationUpdate", action="remove"))
    office.says(BOB, "general", "kudos mine")
    assert last(office, "general").startswith("There is an answer for you alone.")


# ---- Where Piazza is ----


def test_who_installs_it_is_greeted_and_kept_until_they_remove_it(world: World) -> None:
    assert world.installs(BOB)[0] == 200
    assert "thank a colleague" in last(world, BOB)
    chat = world.teams.place(BOB).id
    assert rows(world, teams_chat) == [
        (WORKSPACE, BOB.object_id, chat, world.teams.service_url),
    ]
    # Microsoft moves a tenant at times: what is written from now on goes there.
    moved = f"{world.teams.world.base_url}/elsewhere/"
    world.says(BOB, BOB, "kudos mine", serviceUrl=moved)
    assert rows(world, teams_chat) == [(WORKSPACE, BOB.object_id, chat, moved)]
    world.sends(world.activity(BOB, BOB, type="installationUpdate", action="remove"))
    assert rows(world, teams_chat) == []


def test_who_installs_it_is_greeted_once_and_again_after_removing_it(world: World) -> None:
    for _ in range(2):
        assert world.installs(BOB)[0] == 200
    assert len(world.teams.messages(BOB)) == 1
    world.sends(world.activity(BOB, BOB, type="installationUpdate", action="remove"))
    world.installs(BOB)
    assert len(world.teams.messages(BOB)) == 2


def test_who_is_forgotten_leaves_no_conversation_behind(world: World) -> None:
    world.installs(BOB)
    now = world.app.clock()

    def forget(db: Session) -> None:
        who = find_people(db.connection(), WORKSPACE, [BOB.object_id], now)[BOB.object_id]
        erase(db.connection(), who)

    world.app.database.write_now(forget)
    assert rows(world, teams_chat) == []


def test_a_team_is_known_with_its_people_and_its_channels(world: World) -> None:
    world.joins()
    general = world.teams.place("general").id
    assert [row[1:4] for row in rows(world, teams_place)] == [(general, general, "General")]
    assert world.run(world.platform.can_post(WORKSPACE, "#kudos"))
    assert world.run(world.platform.can_post(WORKSPACE, "#General"))
    assert not world.run(world.platform.can_post(WORKSPACE, "#nowhere"))
    assert {row[3] for row in rows(world, teams_place)} == {"General", "kudos", "board"}
    data = {
        "tenant": {"id": world.teams.app.tenant},
        "team": {"id": general},
        "channel": {"id": world.teams.place("kudos").id, "name": "praise"},
        "eventType": "channelRenamed",
    }
    event = world.activity(ANN, "general", type="conversationUpdate", channelData=data)
    world.sends(event)
    assert {row[3] for row in rows(world, teams_place)} == {"General", "praise", "board"}
    for kind, names in (("teamArchived", set()), ("teamUnarchived", {"General"})):
        told = {**data, "channel": None, "eventType": kind}
        world.sends(world.activity(ANN, "general", type="conversationUpdate", channelData=told))
        assert {row[3] for row in rows(world, teams_place)} == names
    assert world.run(world.platform.can_post(WORKSPACE, "#kudos"))
    bot = [{"id": world.teams.app.bot}]
    world.sends(world.activity(ANN, "general", type="conversationUpdate", membersRemoved=bot))
    assert rows(world, teams_place) == []


def test_a_channel_is_named_as_settings_can_name_it(world: World) -> None:
    world.teams.place("board").name, world.teams.place("kudos").bot = "Company News", True
    world.joins()
    assert world.run(world.platform.can_post(WORKSPACE, "#company-news"))
    assert world.run(world.platform.can_post(WORKSPACE, world.teams.place("Company News").id))


@pytest.mark.parametrize("named", [ANN.object_id.upper(), ANN.upn])
def test_the_first_community_manager_is_named_by_id_or_address(tmp_path: Path, named: str) -> None:
    with World(tmp_path, roles={"cm": [named]}) as world:
        world.joins()
        now = world.app.clock()
        found = world.app.database.read_now(
            lambda db: find_people(db.connection(), WORKSPACE, [ANN.object_id, BOB.object_id], now)
        )
        assert found[ANN.object_id].roles == {Role.CM}
        assert found[BOB.object_id].roles == set()


def test_what_is_answered_in_place_stays_in_its_thread(office: World) -> None:
    office.teams.change(replace(CARLA, installed=False))
    asked = office.activity(CARLA, "general")["conversation"]
    thread = f"{asked['id']};messageid=1700000000001"
    office.says(CARLA, "general", "kudos mine", conversation={**asked, "id": thread})
    assert office.teams.called("send")[-1].args["conversation"] == thread
    assert last(office, "general").startswith("There is an answer for you alone.")


def test_everybody_in_the_team_is_known(office: World) -> None:
    now = office.app.clock()
    ids = [one.object_id for one in (ANN, BOB, CARLA, DORA)]
    found = office.app.database.read_now(
        lambda db: find_people(db.connection(), WORKSPACE, ids, now)
    )
    assert {one.name for one in found.values()} == {ANN.name, BOB.name, CARLA.name}


# ---- Whatever comes ----


def broken_team(id_: str) -> dict[str, Any]:
    """What tells that a channel was renamed whose ids are no text."""
    named = {"tenant": {"id": user("x", "X").tenant}, "eventType": "channelRenamed"}
    return {**named, "team": {"id": id_}, "channel": {"id": f"19:{id_}", "name": id_}}


@pytest.mark.parametrize(
    "broken",
    [
        {"type": None},
        {"type": "message", "from": None},
        {"type": "message", "from": {"aadObjectId": ["x"]}},
        {"type": "message", "conversation": {"id": 7, "tenantId": user("x", "X").tenant}},
        {"type": "message", "id": None},
        {"type": "message", "entities": [None, 7, {"type": "mention", "mentioned": 7}]},
        {"type": "message", "entities": "x"},
        {"type": "message", "text": {"a": 1}},
        {"type": "invoke", "name": "adaptiveCard/action", "value": 7},
        {"type": "invoke", "name": "adaptiveCard/action", "value": {"action": []}},
        {"type": "invoke", "name": ["x"]},
        {"type": "invoke", "name": "task/fetch", "value": {"data": 7}},
        {"type": "invoke", "name": "task/submit", "value": {"data": {"form": 7}}},
        {"type": "invoke", "name": "task/submit", "value": {"data": {"form": "x", "value:a": []}}},
        {"type": "invoke", "name": "task/submit", "value": {"data": {"form": "x"}}},
        {"type": "installationUpdate", "action": {}},
        {"type": "conversationUpdate", "membersAdded": [None]},
        {"type": "conversationUpdate", "membersAdded": 7},
        {"type": "messageReaction", "reactionsAdded": 7},
        {"type": "messageReaction", "reactionsAdded": [7]},
        {"type": "messageReaction", "reactionsAdded": [{"type": "like"}]},
        {"type": "messageReaction", "reactionsAdded": [{"type": {}}], "replyToId": "1"},
        {"type": "nothing we know"},
        {"type": "message", "text": "kudos \ud800 \x00"},
        {"type": "message", "from": {"id": "29:1", "aadObjectId": "\ud800\x00"}},
        {"type": "conversationUpdate", "channelData": broken_team("\ud800\x00")},
    ],
)
def test_what_teams_could_not_have_written_is_no_error_of_ours(
    office: World, broken: dict[str, Any]
) -> None:
    activity = {**office.activity(BOB, BOB, text="kudos mine"), **broken}
    status, _ = office.sends(activity)
    assert status in (200, 400, 403, 501)


def test_what_cannot_be_kept_just_now_may_be_told_again(tmp_path: Path) -> None:
    with World(tmp_path) as world:
        world.joins()
        world.app.database.close()
        news = world.activity(ANN, "general", type="installationUpdate", action="remove")
        assert world.sends(news) == (503, "not now")


def test_an_invoke_nobody_takes_is_not_implemented(office: World) -> None:
    query = office.activity(BOB, BOB, type="invoke", name="composeExtension/query", value={})
    assert office.sends(query)[0] == 501


def test_its_tables_are_as_its_migration_made_them(world: World) -> None:
    assert drift(world.app.database, [teams_chat, teams_place]) == []
