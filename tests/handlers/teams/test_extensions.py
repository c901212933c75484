"""Shortcuts of skills on Teams: chosen on a message, wherever it stands."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.teams.extensions import author, chosen, written
from handlers.teams.incoming import Unreadable
from handlers.teams.tables import teams_chat, teams_place
from tests.handlers.teams.test_stories import WHY, inputs, last, rows, said
from tests.handlers.teams.world import World
from tests.teams_world import ANN, BOB, CARLA, DORA, User, user
from tests.teams_world.people import COMPANY, TENANT, rooms

GUS = user("gus", "Gus Guest", guest=True)
TYPED = {"value:message": WHY.strip(), "value:how": "public"}


def from_(who: User | None = None, **more: Any) -> dict[str, Any]:
    """Who wrote a message, as Teams says it; nobody: an app."""
    bot = {"applicationIdentityType": "bot", "id": "x", "displayName": "Build"}
    if who is None:
        return {"device": None, "user": None, "application": bot}
    said = {"userIdentityType": "aadUser", "id": who.object_id, "displayName": who.name}
    return {"device": None, "user": said | more, "application": None}


def message(author: dict[str, Any], content: str = "<p>Shipped!</p>") -> dict[str, Any]:
    """A message as it comes with what is chosen on it."""
    return {
        "linkToMessage": "https://teams.microsoft.com/l/message/19:x/1700000000000",
        "id": "1700000000000",
        "replyToId": None,
        "deleted": False,
        "body": {"contentType": "html", "content": content},
        "from": author,
        "reactions": [],
        "mentions": [],
        "attachments": [],
    }


@pytest.fixture
def office(tmp_path: Any, database_url: str | None) -> Any:
    """A team with a guest, that has the app; Bob has it for himself, too."""
    places = rooms()
    places[0].members.append(GUS.id)
    with World(tmp_path, database_url=database_url, users=(*COMPANY, GUS), places=places) as world:
        world.joins()
        world.installs(BOB)
        yield world
        assert world.teams.faults == []


def pick(world: World, room: Any, wrote: dict[str, Any] | None, **more: Any) -> dict[str, Any]:
    """Bob chooses "Thank the author" on somebody's message, or "Thank somebody" anywhere."""
    value: dict[str, Any] = {"commandId": "thank", "commandContext": "compose"}
    if wrote is not None:
        value = {"commandId": "thank_author", "commandContext": "message"}
        value["messagePayload"] = message(wrote)
    fetch = {"type": "invoke", "name": "composeExtension/fetchTask", "value": value}
    return world.activity(BOB, room, **fetch, **more)


def shown(answered: tuple[int, Any]) -> dict[str, Any]:
    """The dialog that is open now."""
    status, body = answered
    assert (status, body["task"]["type"]) == (200, "continue"), body
    return dict(body["task"]["value"])


def told(answered: tuple[int, Any]) -> str:
    """The words with which a dialog closes."""
    status, body = answered
    assert (status, body["task"]["type"]) == (200, "message"), body
    return str(body["task"]["value"])


def submission(picked: dict[str, Any], dialog: dict[str, Any], **filled: str) -> dict[str, Any]:
    """What Teams tells when such a dialog is sent off."""
    [action] = dialog["card"]["content"]["actions"]
    value = {**picked["value"], "data": {**action["data"], **filled}}
    return {**picked, "id": "sent", "name": "composeExtension/submitAction", "value": value}


def to(dialog: dict[str, Any]) -> Any:
    return next(one for one in inputs(dialog) if one["id"] == "people:to").get("value")


# Where Piazza is not; between two people it is called personal as well.
ELSEWHERE: tuple[dict[str, Any], ...] = (
    {"id": "19:a_b@unq.gbl.spaces", "conversationType": "personal", "tenantId": TENANT},
    {"id": "19:c@thread.v2", "conversationType": "groupChat", "isGroup": True, "tenantId": TENANT},
)


def test_whoever_wrote_a_message_is_thanked_for_it(office: World) -> None:
    for count, place in enumerate(ELSEWHERE, 1):
        picked = pick(office, BOB, from_(ANN), conversation=place, id=place["id"])
        # Teams asks again where it hears nothing: the form is there each time.
        dialog = shown(office.sends(picked))
        assert to(shown(office.sends(picked))) == to(dialog) == ANN.object_id
        short = {"people:to": ANN.object_id, "value:message": "short"}
        again = shown(office.sends(submission(picked, dialog, **short)))
        assert "20 characters" in said(again)
        assert to(again) == ANN.object_id
        sent = submission(picked, again, **{"people:to": ANN.object_id, **TYPED})
        assert told(office.sends(sent)) == "I have written to you alone."
        assert told(office.sends(sent)) == told(office.sends({**sent, "id": "new"})) == "Done."
        assert len(office.teams.messages("kudos")) == count
        assert last(office, "kudos").startswith("Bob Brown thanks Ann Archer")
        assert last(office, BOB).startswith("Thank you for thanking Ann Archer!")
    # Of where it was chosen nothing is noted.
    noted = {row[1] for row in rows(office, teams_place)}
    noted |= {row[2] for row in rows(office, teams_chat)}
    assert noted.isdisjoint(place["id"] for place in ELSEWHERE)


def test_who_cannot_be_thanked_is_said_at_once(office: World) -> None:
    nobody = (
        "No colleague whom Piazza knows has written this. Write kudos to choose whom you thank."
    )
    outsider = from_(ANN, userIdentityType="federatedUser")
    for wrote in (from_(), outsider, from_(DORA), from_(user("left", "Long Gone"))):
        assert told(office.sends(pick(office, "general", wrote))) == nobody
    guest = told(office.sends(pick(office, "general", from_(GUS))))
    assert guest == "Thanks go to colleagues here. Please choose one instead of Gus Guest."
    own = told(office.sends(pick(office, "general", from_(BOB), locale="it-IT")))
    assert own.startswith("Please choose somebody else")
    assert office.teams.messages("kudos") == []


def test_the_id_that_teams_has_for_this_bot_is_somebodys_too(office: World) -> None:
    assert to(shown(office.sends(pick(office, "general", from_(CARLA, id=CARLA.id))))) == (
        CARLA.object_id
    )
    shouted = pick(office, "general", from_(CARLA, id=CARLA.object_id.upper()))
    assert to(shown(office.sends(shouted))) == CARLA.object_id
    here = pick(office, "general", from_(CARLA, id="29:unheard-of"))
    assert told(office.sends(here)).startswith("No colleague")


def test_from_anywhere_the_form_opens_with_nobody_in_it(office: World) -> None:
    assert to(shown(office.sends(pick(office, BOB, None)))) is None
    gone = pick(office, BOB, None)
    gone["value"]["commandId"] = "of_a_skill_that_was"
    assert "no longer works" in told(office.sends(gone))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("<p>Shipped &amp; <b>done</b>!</p><p>At last</p>", "Shipped & done!\nAt last"),
        ('<div><at id="0">Ann Archer</at>, see<br>this</div>', "@Ann Archer, see\nthis"),
        ("a &lt;b&gt; &lt;at&gt;Eve&lt;/at&gt;", "a <b> <at>Eve</at>"),
        ('x <emoji id="y" alt="🎉"></emoji> <img alt="plan" src="https://e.x">', "x 🎉 plan"),
        ('<attachment id="1"></attachment><p>&nbsp;</p>Yes', "Yes"),
        ("<script>alert(1)</script>\u202ex\x00", "alert(1)x"),
        ("<!-- x --><p", "<p"),
    ],
)
def test_of_a_message_only_its_words_are_taken(content: str, words: str) -> None:
    assert written(message(from_(ANN), content)) == words


def test_words_without_markup_stay_as_they_are() -> None:
    assert written({"body": {"contentType": "text", "content": "a < b &amp; c"}}) == "a < b &amp; c"


@given(
    st.text(st.characters(exclude_categories=()), max_size=200) | st.sampled_from(["<a <", "<!"])
)
@settings(max_examples=200, deadline=None)
def test_any_message_can_be_read(content: str) -> None:
    written(message(from_(ANN), content)).encode()


@pytest.mark.parametrize("piece", ["<", "<a ", "<![", "<!--", "</", "<a b='", "&#", "<emoji alt="])
def test_a_message_full_of_beginnings_is_read_as_quickly(piece: str) -> None:
    # A parser that looks for the end of each would take minutes.
    assert written(message(from_(ANN), piece * 30_000)).startswith(piece.strip())
    assert written(message(from_(ANN), "<" + piece[-1] * 30_000)).startswith("<")


@pytest.mark.parametrize("broken", [{}, {"value": 7}, {"value": {"commandId": ["x"]}}])
def test_what_names_no_shortcut_is_unreadable(broken: dict[str, Any]) -> None:
    with pytest.raises(Unreadable):
        chosen(broken)
    assert author({"from": {"user": {"userIdentityType": "aadUser", "id": None}}}) == ""
