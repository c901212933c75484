"""From Teams: what somebody wrote becomes what they said, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.runtime.incoming import Called, Pressed, Ref
from handlers.teams.incoming import Unreadable, from_message, from_press, place, plain

BOT, ANN, TOO = "28:bot", "29:ann", "29:ann-too"
IDS = {ANN: "aad-ann", TOO: "aad-too"}


def activity(text: str, *named: tuple[str, str], kind: str = "channel", **more: Any) -> Any:
    return {
        "type": "message",
        "id": "17",
        "text": text,
        "from": {"id": "29:bob", "aadObjectId": "AAD-Bob"},
        "recipient": {"id": BOT},
        "conversation": {"id": "19:x@thread.tacv2;messageid=1", "conversationType": kind},
        "entities": [
            {"type": "mention", "text": shown, "mentioned": {"id": id_}} for shown, id_ in named
        ],
        **more,
    }


def called(text: str, *named: tuple[str, str], **more: Any) -> Called:
    what = from_message(activity(text, *named, **more), "teams:t", IDS).what
    assert isinstance(what, Called)
    assert what.aloud
    return what


PIAZZA = ("<at>Piazza</at>", BOT)
ANN_IS_NAMED = ("<at>Ann</at>", ANN)


@pytest.mark.parametrize(
    ("text", "command", "said"),
    [
        ("<at>Piazza</at> kudos mine", "kudos", ("mine",)),
        ("<at>Piazza</at>, Kudos: mine", "kudos", ("mine",)),
        ("<at>Piazza</at>&nbsp;/kudos mine\n", "kudos", ("mine\n",)),
        ("hello <at>Piazza</at> kudos mine", "kudos", ("mine",)),
        ("<at>Piazza</at>", "piazza", ()),
        ("<at>Piazza</at> kudos a &lt;b&gt; &amp;amp; c", "kudos", ("a <b> &amp; c",)),
        ("<at>Piazza</at> kudos &lt;at&gt;Ann&lt;/at&gt; x", "kudos", ("<at>Ann</at> x",)),
        ("<p><at>Piazza</at> kudos <b>mine</b><br>x</p>", "kudos", ("mine\nx",)),
        ("<at>Piazza</at> kudos <at>Nobody</at> x", "kudos", ("@Nobody x",)),
        ("<at>Piazza</at> kudos \u202ex\x00y", "kudos", ("xy",)),
    ],
)
def test_words_after_the_bots_name_are_a_command(
    text: str, command: str, said: tuple[str, ...]
) -> None:
    found = called(text, PIAZZA)
    assert (found.command, found.said) == (command, said)


def test_who_is_mentioned_is_somebody_and_namesakes_are_two() -> None:
    text = "<at>Piazza</at> kudos <at>Ann</at> and <at>Ann</at> for it"
    found = called(text, PIAZZA, ANN_IS_NAMED, ("<at>Ann</at>", TOO))
    ann, too = Ref("aad-ann", "Ann"), Ref("aad-too", "Ann")
    assert found.said == (ann, " and ", too, " for it")


def test_whom_the_directory_does_not_know_is_a_name() -> None:
    found = called(
        "<at>Piazza</at> kudos <at>Eve Else</at> x", PIAZZA, ("<at>Eve Else</at>", "29:e")
    )
    assert "".join(map(str, found.said)) == "@Eve Else x"


def test_a_message_full_of_mentions_is_read_as_quickly() -> None:
    named = [(f"<at>{number}</at>", "29:x") for number in range(20_000)]
    # To look through all who are named for each of these would take minutes.
    found = called("<at>a</at>" * 40_000, PIAZZA, *named)
    assert found.command == "@a" * 40_000


def test_ones_own_chat_is_no_channel_and_a_thread_is_its_channel() -> None:
    personal = activity("kudos mine", kind="personal")
    assert called("kudos mine", kind="personal").command == "kudos"
    assert place(personal) is None
    assert place(activity("x")) == "19:x@thread.tacv2"
    event = from_message(activity("x"), "teams:t", {})
    assert event.user == "aad-bob"
    assert len(event.key) == 64


def press(user: str = "aad", nonce: Any = "n", token: Any = "t", id_: str = "1") -> Any:
    action = {"verb": "piazza", "data": {"token": token, "nonce": nonce}}
    return {
        "id": id_,
        "from": {"aadObjectId": user},
        "conversation": {"id": "a:1"},
        "value": {"action": action},
    }


def test_a_press_is_another_one_for_another_person_drawing_or_button() -> None:
    key = from_press(press(), "teams:t").key
    assert from_press(press(id_="2"), "teams:t").key == key
    for other in (press(user="b"), press(nonce="m"), press(token="u")):
        assert from_press(other, "teams:t").key != key


def test_only_where_others_read_a_newer_card_is_wanted() -> None:
    pressed = press()
    pressed["value"]["action"]["data"]["about"] = "kudos:7"
    assert from_press(pressed, "teams:t").what == Pressed("t")
    pressed["conversation"] = {"id": "19:x@thread.tacv2", "conversationType": "channel"}
    assert from_press(pressed, "teams:t").what == Pressed("t", about="kudos:7")


def test_a_button_of_somebody_else_is_none() -> None:
    foreign = press()
    foreign["value"]["action"]["verb"] = "theirs"
    with pytest.raises(Unreadable):
        from_press(foreign, "teams:t")


@given(st.text(st.characters(exclude_categories=()), max_size=200))
@settings(max_examples=300, deadline=None)
def test_any_text_can_be_read(text: str) -> None:
    found = called(text, PIAZZA, ANN_IS_NAMED)
    assert found.command
    assert "\x00" not in plain(text)
    plain(text).encode()
