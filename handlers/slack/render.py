"""Cards as Slack messages: blocks to be seen, and plain words for notifications."""

from __future__ import annotations

from collections.abc import Iterator

from bot.runtime.outgoing import Runs, WordedButton, WordedCard, WordedSection, plain
from handlers.slack import limits, rich_text
from handlers.slack.fitting import fitted
from handlers.slack.limits import DOTS, Payload, clean, plain_text

DIVIDER: Payload = {"type": "divider"}


def message(card: WordedCard, workspace: str) -> Payload:
    """Draw a card as the `text` and `blocks` of a message, inside every limit.

    The text is for notifications; it is to be sent with `mrkdwn` off and `parse` "none".
    """
    shown = fitted(card)
    return {"text": _fallback(shown), "blocks": _blocks(shown, workspace)}


def blocks(card: WordedCard, workspace: str, first: int = 0) -> list[Payload]:
    """Draw a card as blocks alone, for places that have no notifications.

    Its buttons are numbered from `first`: beside other cards, no two may have the same number.
    """
    return _blocks(fitted(card), workspace, first)


def _blocks(card: WordedCard, workspace: str, first: int = 0) -> list[Payload]:
    drawn = list(_words(card, workspace))
    for section in card.sections:
        drawn.extend(_section(section, workspace, divided=bool(drawn)))
    if not drawn:
        drawn.append(rich_text.dots())
    drawn.extend(_actions(card.buttons, first))
    return drawn


def _words(card: WordedCard, workspace: str) -> Iterator[Payload]:
    lead: list[Payload] = []
    if text := rich_text.inline(card.text, workspace):
        lead.append(rich_text.section(text))
    if quote := clean(card.quote).strip():
        lead.append(rich_text.quote(quote))
    if lead:
        yield rich_text.block(*lead)
    if card.lines:
        lines = rich_text.listed([rich_text.inline(line, workspace) for line in card.lines])
        if lines:
            yield rich_text.block(lines)
    if card.facts and (facts := rich_text.paragraph(rich_text.facts(card.facts, workspace))):
        yield rich_text.block(facts)


def _section(section: WordedSection, workspace: str, *, divided: bool) -> Iterator[Payload]:
    title = rich_text.inline(section.title, workspace, bold=True)
    drawn = rich_text.paragraph([title, *rich_text.facts(section.facts, workspace)])
    if drawn:
        if divided:
            yield DIVIDER
        yield rich_text.block(drawn)


def _actions(buttons: tuple[WordedButton, ...], first: int) -> Iterator[Payload]:
    """No button is green: a card says what can be done, not what should be."""
    for start in range(0, len(buttons), limits.BUTTONS):
        some = buttons[start : start + limits.BUTTONS]
        elements = [_button(button, first + start + index) for index, button in enumerate(some)]
        yield {"type": "actions", "elements": elements}


def _button(button: WordedButton, number: int) -> Payload:
    return {
        "type": "button",
        "text": plain_text(button.label, limits.BUTTON),
        "action_id": f"b{number}",
        "value": button.token,
    }


def _fallback(card: WordedCard) -> str:
    words = "\n".join(part for part in map(clean, _parts(card)) if part.strip()) or DOTS
    escaped = words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    if len(escaped) * 2 <= limits.FALLBACK:
        return escaped
    return _whole_entities(limits.cut(escaped, limits.FALLBACK))


def _parts(card: WordedCard) -> Iterator[str]:
    yield plain(card.text)
    yield card.quote
    yield from map(plain, card.lines)
    yield from _facts(card.facts)
    for section in card.sections:
        yield plain(section.title)
        yield from _facts(section.facts)


def _facts(facts: tuple[tuple[str, Runs], ...]) -> Iterator[str]:
    for label, value in facts:
        yield ": ".join(filter(str.strip, (clean(label), clean(plain(value)))))


def _whole_entities(escaped: str) -> str:
    """Without the half of an entity at which a text was cut."""
    head, mark, tail = escaped.rpartition("&")
    return head + DOTS if mark and ";" not in tail else escaped
