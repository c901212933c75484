"""Web API methods about modals and the home tab."""

from __future__ import annotations

from .arguments import invalid, need
from .limits import Surface, faults
from .messages import View
from .schema import Payload
from .world import SlackError, World

DEEPEST = 3


def open_view(world: World, args: Payload) -> Payload:
    payload = checked(args.get("view"), "modal")
    trigger = world.spend_trigger(need(args, "trigger_id"))
    for view in world.open_views(trigger.user):
        view.closed = True
    return _shape(world, world.show(trigger.user, payload))


def push(world: World, args: Payload) -> Payload:
    payload = checked(args.get("view"), "modal")
    trigger = world.spend_trigger(need(args, "trigger_id"))
    return _shape(world, push_over(world, trigger.user, payload))


def push_over(world: World, user: str, payload: Payload) -> View:
    """Put a view over the one the user sees."""
    stack = world.open_views(user)
    if not stack:
        raise SlackError("not_found")
    if len(stack) >= DEEPEST:
        raise SlackError("push_limit_reached")
    return world.show(user, payload, below=stack[-1])


def update_view(world: World, args: Payload) -> Payload:
    payload = checked(args.get("view"), "modal")
    view = _named(world, args)
    _same_hash(view, args)
    world.redraw(view, payload)
    return _shape(world, view)


def publish(world: World, args: Payload) -> Payload:
    payload = checked(args.get("view"), "home")
    user = world.reachable(need(args, "user_id"))
    homes = [v for v in world.views if v.user == user.id and v.payload["type"] == "home"]
    if not homes:
        return _shape(world, world.show(user.id, payload))
    _same_hash(homes[0], args)
    world.redraw(homes[0], payload)
    return _shape(world, homes[0])


def checked(payload: object, surface: Surface) -> Payload:
    """Return a view payload that is inside every limit, or refuse it."""
    if not isinstance(payload, dict):
        raise invalid("missing required field: view")
    wrong = faults(payload, surface)
    if any("bytes, allowed" in line for line in wrong):
        raise SlackError("view_too_large", *wrong)
    if wrong:
        raise SlackError("invalid_arguments", *wrong)
    return payload


def _named(world: World, args: Payload) -> View:
    for view in world.views:
        outside = view.payload.get("external_id")
        if not view.closed and (
            view.id == args.get("view_id") or (outside and outside == args.get("external_id"))
        ):
            return view
    raise SlackError("not_found")


def _same_hash(view: View, args: Payload) -> None:
    if args.get("hash") and args["hash"] != view.hash:
        raise SlackError("hash_conflict")


def _shape(world: World, view: View) -> Payload:
    return {"view": view.as_slack(world.app)}
