"""Forms as Slack modals: drawn, read back, and kept open with what is wrong."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from bot.runtime.outgoing import WordedCard, WordedField, WordedForm
from handlers.slack import limits, rich_text
from handlers.slack.elements import element
from handlers.slack.fitting import ACTIONS, TEXT, shorter
from handlers.slack.limits import Payload, clean, cut, plain_text
from handlers.slack.options import StandIns, kept_aside, stand_ins
from handlers.slack.render import DIVIDER, blocks
from handlers.slack.states import filled_in

CALLBACK: Final = "form"
TITLE: Final = "Piazza"
FIELD: Final = "field:"
SAID: Final = "said:"


def view(form: WordedForm) -> Payload:
    """Draw a form as a modal.

    Ids depend on the field's name only, so that Slack keeps what was typed when the view is
    updated with the same form.
    """
    aside = kept_aside(form, limits.METADATA - len(form.token) - len("\n[]"))
    drawn: Payload = {
        "type": "modal",
        "callback_id": CALLBACK,
        "private_metadata": f"{form.token}\n{json.dumps(aside)}" if aside else form.token,
        "title": plain_text(form.title, limits.VIEW_TITLE),
        "submit": plain_text(form.submit, limits.VIEW_TITLE),
        "blocks": list(_blocks(form, stand_ins(aside)))[: limits.VIEW_BLOCKS] or [rich_text.dots()],
    }
    if form.cancel.strip():
        drawn["close"] = plain_text(form.cancel, limits.VIEW_TITLE)
    return drawn


def answer_view(card: WordedCard, close: str, workspace: str) -> Payload:
    """Draw a card as a modal that only shows it; `close` words the button that ends it."""
    drawn: Payload = {
        "type": "modal",
        "title": plain_text(TITLE, limits.VIEW_TITLE),
        "blocks": blocks(card, workspace),
    }
    if close.strip():
        drawn["close"] = plain_text(close, limits.VIEW_TITLE)
    return drawn


def home(cards: Iterable[WordedCard], workspace: str) -> Payload:
    """Draw cards under each other as somebody's home, as many as go into one view."""
    drawn: list[Payload] = []
    room = limits.VIEW_BYTES - 1000
    for index, card in enumerate(cards):
        more = blocks(card, workspace, first=index * ACTIONS)
        room -= len(json.dumps(more))
        if room < 0 or len(drawn) + 1 + len(more) >= limits.VIEW_BLOCKS:
            drawn.append(rich_text.dots())
            break
        drawn += [DIVIDER, *more] if drawn else more
    return {"type": "home", "blocks": drawn or [rich_text.dots()]}


def _blocks(form: WordedForm, instead: StandIns) -> Iterator[Payload]:
    if note := rich_text.inline(shorter(form.note, TEXT), workspace=""):
        yield {**rich_text.block(rich_text.section(note)), "block_id": f"{SAID}note"}
    for field in form.fields:
        if problem := _problem(field):
            words = rich_text.section([rich_text.text(problem, bold=True)])
            yield {**rich_text.block(words), "block_id": f"{SAID}{field.spec.name}"}
        if drawn := element(field, instead):
            yield _input(field, drawn)


def _input(field: WordedField, drawn: Payload) -> Payload:
    block: Payload = {
        "type": "input",
        "block_id": _block_id(field),
        "label": plain_text(field.label, limits.LABEL, otherwise=field.spec.name),
        "element": drawn,
        "optional": not (field.spec.required or field.spec.preset),
    }
    if hint := f"{field.least} {field.hint}".strip():
        block["hint"] = plain_text(hint, limits.LABEL)
    return block


def _block_id(field: WordedField) -> str:
    return f"{FIELD}{field.spec.name}"


def _problem(field: WordedField) -> str:
    return cut(clean(field.problem).strip(), limits.LABEL)


def errors(form: WordedForm, shown: Mapping[str, Any] | None = None) -> dict[str, str] | None:
    """What is wrong with a submitted form, by block id, for Slack to show under the fields.

    None when there is nothing of the kind, or more to say than Slack shows there: then the view is
    to be updated with `view(form)`. `shown` is the view that was submitted; words it still shows
    about an earlier try make an update necessary too.
    """
    found = {_block_id(field): said for field in form.fields if (said := _problem(field))}
    if not found or form.note or (shown and _speaks(shown)):
        return None
    asked = {block.get("block_id") for block in view(form)["blocks"]}
    return found if found.keys() <= asked else None


def _speaks(shown: Mapping[str, Any]) -> bool:
    return any(str(block.get("block_id")).startswith(SAID) for block in shown["blocks"])


def token(submitted: Mapping[str, Any]) -> str:
    """The token of the form a submitted view shows; raise ValueError when there is none."""
    return _metadata(submitted)[0]


def values(submitted: Mapping[str, Any]) -> dict[str, str | list[str]]:
    """Read what was filled into a submitted view, by the fields' names.

    People, a single person and several options are lists, everything else is a string; what was
    left empty is [] or "". Raise ValueError when the view is none of ours or malformed.
    """
    _, aside = _metadata(submitted)
    try:
        state = submitted["state"]["values"]
        names = {block.removeprefix(FIELD): inputs for block, inputs in state.items()}
        return {name: filled_in(inputs[name], aside) for name, inputs in names.items()}
    except (AttributeError, KeyError, TypeError) as wrong:
        raise ValueError("the view's state is malformed") from wrong


def _metadata(submitted: Mapping[str, Any]) -> tuple[str, list[str]]:
    metadata = submitted.get("private_metadata") if isinstance(submitted, Mapping) else None
    if not isinstance(metadata, str) or not metadata:
        raise ValueError("the view carries no token")
    sealed, _, rest = metadata.partition("\n")
    aside = json.loads(rest) if rest else []
    if not isinstance(aside, list) or not all(isinstance(one, str) for one in aside):
        raise ValueError("the view's metadata is malformed")
    return sealed, aside
