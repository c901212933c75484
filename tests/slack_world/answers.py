"""What Slack makes of what the bot answers: to commands, to forms, through a response_url."""

from __future__ import annotations

from .messages import Message, View, interactive
from .methods_chat import check, rewrite
from .methods_views import checked, push_over
from .schema import Payload
from .world import ResponseUrl, SlackError, World

MOST_USES = 5
SECONDS = 30 * 60


def use_response_url(world: World, name: str, payload: Payload) -> str:
    """Do what a POST to a response_url asks; return an error code when the url is no good."""
    url = world.response_urls.get(name)
    if url is None or world.now() - url.issued > SECONDS:
        return "expired_url"
    if url.uses >= MOST_USES:
        return "used_url"
    url.uses += 1
    if "not_json" in payload:
        raise SlackError("invalid_payload")
    _through(world, url, payload)
    return ""


def _through(world: World, url: ResponseUrl, payload: Payload) -> None:
    original = url.original
    if original and original.deleted:
        raise SlackError("message_not_found")
    if original and payload.get("delete_original"):
        original.deleted = True
        return
    check(payload)
    if original and payload.get("replace_original"):
        rewrite(world, original, payload)
    else:
        show_answer(world, payload, url.user, url.channel)


def show_answer(world: World, payload: Payload, user: str, channel: str) -> Message:
    """Put an answer into the channel, for its user only unless `response_type` is in_channel."""
    check(payload)
    kind = payload.get("response_type", "ephemeral")
    if kind not in ("ephemeral", "in_channel"):
        raise SlackError("invalid_payload", f"/response_type: {kind!r}")
    message = Message(
        channel,
        world.next_ts(),
        world.app.user,
        payload.get("text") or "",
        payload.get("blocks") or [],
        origin="answer",
        only_for=user if kind == "ephemeral" else "",
        thread_ts=str(payload.get("thread_ts") or ""),
    )
    return world.post(message)


def apply_form_answer(world: World, view: View, answer: Payload | None) -> None:
    """Close, change or mark the form as the answer to its submission says."""
    view.errors = {}
    match (answer or {}).get("response_action"):
        case None if not answer:
            view.closed = True
            _uncover(world, view)
        case "clear":
            for one in world.open_views(view.user):
                one.closed = True
        case "errors":
            _mark(view, (answer or {}).get("errors"))
        case "update":
            world.redraw(view, checked((answer or {}).get("view"), "modal"))
        case "push":
            push_over(world, view.user, checked((answer or {}).get("view"), "modal"))
        case action:
            raise SlackError("invalid_response", f"/response_action: {action!r}")


def _uncover(world: World, view: View) -> None:
    if view.payload.get("clear_on_close"):
        for one in world.open_views(view.user):
            one.closed = True


def _mark(view: View, errors: object) -> None:
    inputs = {b["block_id"] for b in view.blocks if b["type"] == "input" and list(interactive(b))}
    if not isinstance(errors, dict) or not errors:
        raise SlackError("invalid_response", "/errors: must name at least one block")
    unknown = set(errors) - inputs
    if unknown:
        raise SlackError("invalid_response", f"/errors: no input block {sorted(unknown)}")
    view.errors = {block: str(words) for block, words in errors.items()}
