"""The limit table refuses each thing Slack refuses, and finds what a payload would smuggle in."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from slack_sdk.models.blocks import Block

from . import faults, injected, shown
from .schema import Payload


def plain(words: str) -> Payload:
    return {"type": "plain_text", "text": words}


def marked(words: str) -> Payload:
    return {"type": "mrkdwn", "text": words}


def section(words: str = "x", **more: Any) -> Payload:
    return {"type": "section", "text": marked(words), **more}


def button(name: str = "b", **more: Any) -> Payload:
    return {"type": "button", "text": plain("Press"), "action_id": name, **more}


def actions(*elements: Payload) -> Payload:
    return {"type": "actions", "elements": list(elements)}


def options(count: int, **more: Any) -> list[Payload]:
    return [{"text": plain(f"o{index}"), "value": str(index), **more} for index in range(count)]


def asked(**element: Any) -> Payload:
    return {"type": "input", "label": plain("Why"), "element": {"action_id": "a", **element}}


def rich(*inline: Payload, part: str = "rich_text_section", **more: Any) -> Payload:
    return {"type": "rich_text", "elements": [{"type": part, "elements": list(inline), **more}]}


def modal(*blocks: Payload, **more: Any) -> Payload:
    form = {"type": "modal", "title": plain("Title"), "submit": plain("Send")}
    return {**form, "blocks": list(blocks), **more}


IMAGE = {"type": "image", "image_url": "https://x.test/a.png"}
LISTED = {"type": "rich_text_section", "elements": [{"type": "text", "text": "one"}]}
GOOD = [
    section("x" * 3000, accessory=button("1"), fields=[marked("y" * 2000)]),
    {"type": "header", "text": plain("h" * 150)},
    {"type": "divider", "block_id": "b" * 255},
    {"type": "context", "elements": [marked("c")] * 9 + [{**IMAGE, "alt_text": "a"}]},
    actions(*(button(f"a{index}", value="v" * 2000) for index in range(2, 27))),
    {**IMAGE, "alt_text": "a" * 1000, "title": plain("t")},
    rich({"type": "text", "text": "*raw*", "style": {"bold": True}}),
    rich({"type": "user", "user_id": "U1"}),
    rich({"type": "emoji", "name": "tada"}, part="rich_text_quote"),
    rich(LISTED, part="rich_text_list", style="bullet"),
]


def test_what_slack_takes_is_not_faulted() -> None:
    short = [block for block in GOOD if block["type"] not in ("section", "actions")]
    assert faults({"text": "t" * 4000, "blocks": GOOD[:1] + short}, "message") == []
    assert faults({"type": "home", "blocks": GOOD}, "home") == []
    assert all(Block.parse(block) for block in GOOD), "slack_sdk knows every one of them"


FIELDS = [
    asked(type="plain_text_input", placeholder=plain("p" * 150), max_length=3000),
    asked(type="number_input", is_decimal_allowed=False, min_value="1"),
    asked(type="multi_users_select", initial_users=["U1"], max_selected_items=5),
    asked(type="radio_buttons", options=options(10), initial_option=options(1)[0]),
    asked(type="checkboxes", options=options(10), initial_options=options(2)),
    asked(type="static_select", options=options(100)),
    asked(type="datepicker", initial_date="2026-11-23"),
]


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: str(field["element"]["type"]))
def test_a_form_takes_each_field(field: Payload) -> None:
    assert faults(modal({**field, "hint": plain("h"), "optional": True}), "modal") == []


BAD_BLOCKS: dict[str, Payload] = {
    "section text over 3000": section("x" * 3001),
    "section without text": {"type": "section"},
    "section text empty": section(""),
    "eleven fields": {"type": "section", "fields": [marked("x")] * 11},
    "field over 2000": {"type": "section", "fields": [marked("x" * 2001)]},
    "header over 150": {"type": "header", "text": plain("x" * 151)},
    "header in mrkdwn": {"type": "header", "text": marked("x")},
    "block id over 255": {"type": "divider", "block_id": "x" * 256},
    "unknown field": {"type": "divider", "colour": "red"},
    "unknown block": {"type": "table"},
    "26 buttons": actions(*(button(str(index)) for index in range(26))),
    "no buttons": actions(),
    "button text over 75": actions(button(text=plain("x" * 76))),
    "button text in mrkdwn": actions(button(text=marked("x"))),
    "button value over 2000": actions(button(value="x" * 2001)),
    "button style": actions(button(style="default")),
    "action id over 255": actions(button("x" * 256)),
    "action id twice": actions(button(), button()),
    "plain input in actions": actions({"type": "plain_text_input", "action_id": "a"}),
    "eleven in context": {"type": "context", "elements": [marked("x")] * 11},
    "button in context": {"type": "context", "elements": [button()]},
    "image without alt": IMAGE,
    "alt over 2000": {**IMAGE, "alt_text": "x" * 2001},
    "six in overflow": section(accessory={"type": "overflow", "options": options(6)}),
    "101 options": section(accessory={"type": "static_select", "options": options(101)}),
    "option text over 75": section(
        accessory={"type": "static_select", "options": options(1, text=plain("x" * 76))}
    ),
    "option value over 150": section(
        accessory={"type": "static_select", "options": options(1, value="x" * 151)}
    ),
    "same option value": section(accessory={"type": "static_select", "options": options(1) * 2}),
    "eleven radios": asked(type="radio_buttons", options=options(11)),
    "eleven checkboxes": asked(type="checkboxes", options=options(11)),
    "initial no option": asked(
        type="radio_buttons", options=options(2), initial_option=options(3)[2]
    ),
    "placeholder over 150": asked(type="plain_text_input", placeholder=plain("x" * 151)),
    "input over 3000": asked(type="plain_text_input", max_length=3001),
    "initial over max": asked(type="plain_text_input", max_length=2, initial_value="abc"),
    "date in words": asked(type="datepicker", initial_date="tomorrow"),
    "button as input": asked(type="button", text=plain("x")),
    "no label": {"type": "input", "element": {"type": "users_select"}},
    "empty rich text": rich({"type": "text", "text": ""}),
    "unknown rich element": rich({"type": "mrkdwn", "text": "x"}),
    "list without style": rich(LISTED, part="rich_text_list"),
    "text in a list": rich({"type": "text", "text": "x"}, part="rich_text_list", style="bullet"),
    "broadcast to all": rich({"type": "broadcast", "range": "all"}),
}


@pytest.mark.parametrize("block", BAD_BLOCKS.values(), ids=BAD_BLOCKS)
def test_a_bad_block_is_refused_everywhere(block: Payload) -> None:
    assert len(faults({"text": "t", "blocks": [block]}, "message")) == 1
    assert len(faults(modal(block), "modal")) == 1
    assert len(faults({"type": "home", "blocks": [block]}, "home")) == 1


BAD_MESSAGES: dict[str, Payload] = {
    "51 blocks": {"blocks": [{"type": "divider"}] * 51},
    "text over 4000": {"text": "x" * 4001},
    "all blocks over 13200": {"blocks": [section("x" * 2700)] * 5},
    "block id twice": {"blocks": [{"type": "divider", "block_id": "b"}] * 2},
    "action id in two blocks": {"blocks": [actions(button()), actions(button())]},
    "metadata without payload": {"text": "x", "metadata": {"event_type": "x"}},
    "attachments": {"text": "x", "attachments": []},
}


@pytest.mark.parametrize("message", BAD_MESSAGES.values(), ids=BAD_MESSAGES)
def test_a_message_over_a_limit_is_refused(message: Payload) -> None:
    assert len(faults(message, "message")) == 1


FOCUS = [asked(type="users_select", focus_on_load=True, action_id=name) for name in "ab"]
BAD_MODALS: dict[str, Payload] = {
    "title over 24": modal(section(), title=plain("x" * 25)),
    "submit over 24": modal(section(), submit=plain("x" * 25)),
    "close over 24": modal(section(), close=plain("x" * 25)),
    "101 blocks": modal(*[{"type": "divider"}] * 101),
    "private metadata over 3000": modal(section(), private_metadata="x" * 3001),
    "callback id over 255": modal(section(), callback_id="x" * 256),
    "title in mrkdwn": modal(section(), title=marked("x")),
    "home as modal": {"type": "home", "blocks": [section()]},
    "two in focus": modal(*FOCUS),
}


@pytest.mark.parametrize("view", BAD_MODALS.values(), ids=BAD_MODALS)
def test_a_modal_over_a_limit_is_refused(view: Payload) -> None:
    assert len(faults(view, "modal")) == 1


def test_a_form_without_submit_and_a_home_with_title_are_refused() -> None:
    form = modal(asked(type="users_select"))
    del form["submit"]
    assert len(faults(form, "modal")) == 1
    assert len(faults({"type": "home", "title": plain("x"), "blocks": [section()]}, "home")) == 1


def values(nested: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    names = st.sampled_from(["type", "text", "blocks", "elements", "element", "options", "label"])
    return st.lists(nested, max_size=3) | st.dictionaries(names, nested, max_size=4)


KINDS = st.sampled_from(["section", "actions", "input", "rich_text", "mrkdwn", "button", "modal"])
ANYTHING = st.recursive(st.none() | st.booleans() | st.integers() | KINDS, values, max_leaves=12)


@settings(max_examples=150, deadline=None)
@given(blocks=ANYTHING, text=ANYTHING, title=ANYTHING)
def test_nonsense_is_refused_and_never_breaks_the_checker(
    blocks: Any, text: Any, title: Any
) -> None:
    view = {"type": "modal", "title": title, "blocks": blocks}
    assert faults(view, "modal") != []
    assert isinstance(faults({"text": text, "blocks": blocks, "metadata": title}, "message"), list)
    assert isinstance(injected({"text": text, "blocks": blocks}, set()), list)


SMUGGLED: dict[str, Payload] = {
    "broadcast": {"text": "<!channel> hello"},
    "broadcast in a block": {"text": "x", "blocks": [section("<!here|here>")]},
    "group": {"text": "<!subteam^S123>"},
    "link": {"text": "x", "blocks": [section("<https://x.test|here>")]},
    "mail link": {"text": "<mailto:a@x.test>"},
    "bare link": {"text": "x", "blocks": [section("see https://x.test/a")]},
    "bare domain": {"text": "x", "blocks": [section("see evil.com now")]},
    "bare address": {"text": "write to a.b@evil.com"},
    "bare shout": {"text": "x", "blocks": [section("@here please")]},
    "stray bracket": {"text": "x", "blocks": [section("<!chan")]},
    "foreign mention": {"text": "<@U2>"},
    "foreign mention with name": {"text": "x", "blocks": [section("<@U2|ann>")]},
    "foreign channel": {"text": "<#C2|secret>"},
    "rich broadcast": {"text": "x", "blocks": [rich({"type": "broadcast", "range": "here"})]},
    "rich group": {"text": "x", "blocks": [rich({"type": "usergroup", "usergroup_id": "S1"})]},
    "rich link": {"text": "x", "blocks": [rich({"type": "link", "url": "https://x.test"})]},
    "rich foreign": {"text": "x", "blocks": [rich({"type": "user", "user_id": "U2"})]},
    "link behind a button": {"text": "x", "blocks": [actions(button(url="https://x.test"))]},
    "comment of a file": {"initial_comment": "<!everyone>"},
    "names made links": {"text": "x", "link_names": True},
}


@pytest.mark.parametrize("payload", SMUGGLED.values(), ids=SMUGGLED)
def test_what_calls_people_or_leads_away_is_found(payload: Payload) -> None:
    assert len(injected(payload, people={"U1"})) == 1


def test_what_is_escaped_or_expected_is_not_found() -> None:
    raw = {"type": "text", "text": "<!channel> <@U2> https://x.test @here"}
    bare = {**marked("https://x.test @here"), "verbatim": True}
    blocks = [
        rich(raw, {"type": "user", "user_id": "U1"}),
        section("&lt;!channel&gt; <@U1> #value a&lt;b"),
        {"type": "section", "text": bare},
        {"type": "header", "text": plain("<!channel> evil.com")},
    ]
    escaped = "<@U1> &lt;!here&gt; x.y. 3.14 e.g. this"
    assert injected({"text": escaped}, {"U1"}) == []
    assert injected({"text": escaped, "blocks": blocks}, {"U1"}) == []
    assert injected({"text": "<@U2>"}) == [], "without `people` mentions are nobody's business"


def test_what_is_shown_is_what_a_person_reads() -> None:
    blocks = [
        {"type": "header", "text": plain("*Kept*")},
        section("*bold* _it_ `*code*` &lt;b&gt; <@U1> <https://x.test|here>\n&gt; quoted a*b*c"),
        rich({"type": "text", "text": "*raw* "}, {"type": "user", "user_id": "U1"}),
        rich(LISTED, part="rich_text_list", style="bullet"),
        actions(button()),
    ]
    assert shown({"text": "in the notification", "blocks": blocks}, {"U1": "ann"}).split("\n") == [
        "*Kept*",
        "bold it *code* <b> @ann here",
        "quoted a*b*c",
        "*raw* @ann",
        "• one",
        "Press",
    ]
    assert shown({"text": "<!channel> *x*"}) == "@channel x"
