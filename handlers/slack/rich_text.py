"""Rich text: words as Slack shows them literally, with mentions only where we mean them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from bot.runtime.outgoing import Run, Runs
from handlers.slack.limits import DOTS, Payload, clean

BOLD: Final = {"bold": True}
USER: Final = re.compile(r"[UW][A-Z0-9]{1,20}")
CHANNEL: Final = re.compile(r"[CG][A-Z0-9]{1,20}")
NEW_LINE: Final[Payload] = {"type": "text", "text": "\n"}
LINES_WITHOUT_BULLETS: Final = 2


def block(*parts: Payload) -> Payload:
    """A block of sections, quotes and lists."""
    return {"type": "rich_text", "elements": list(parts)}


def dots() -> Payload:
    """A block for where there is nothing to show: Slack takes no message without one."""
    return block(section([text(DOTS)]))


def section(inline: Sequence[Payload]) -> Payload:
    """A paragraph."""
    return {"type": "rich_text_section", "elements": list(inline)}


def quote(words: str) -> Payload:
    """Somebody's own words, set apart."""
    return {"type": "rich_text_quote", "elements": [text(words)]}


def text(words: str, bold: bool = False) -> Payload:
    """Words that Slack does not read anything into; they must be clean and not empty."""
    if bold:
        return {"type": "text", "text": words, "style": BOLD}
    return {"type": "text", "text": words}


def inline(runs: Runs, workspace: str, bold: bool = False) -> list[Payload]:
    """Runs as inline elements; none at all when there would be nothing to read."""
    found: list[Payload] = []
    blank = True
    for run in runs:
        strong = bold or run.bold
        if run.person or run.channel:
            drawn = _mention(run, workspace, strong)
            if drawn:
                found.append(drawn)
                blank = False
                continue
        if words := clean(run.text):
            found.append(text(words, strong))
            blank = blank and words.isspace()
    return [] if blank else found


def _mention(run: Run, workspace: str, bold: bool) -> Payload | None:
    mention: Payload | None = None
    if run.person:
        user = run.person.identities.get(workspace, "")
        if USER.fullmatch(user):
            mention = {"type": "user", "user_id": user}
    elif run.channel and run.channel.workspace == workspace and CHANNEL.fullmatch(run.channel.id):
        mention = {"type": "channel", "channel_id": run.channel.id}
    if mention and bold:
        mention["style"] = BOLD
    return mention


def paragraph(lines: Iterable[Sequence[Payload]]) -> Payload | None:
    """Lines under each other."""
    joined: list[Payload] = []
    for one in lines:
        if joined and one:
            joined.append(NEW_LINE)
        joined.extend(one)
    return section(joined) if joined else None


def listed(lines: Iterable[Sequence[Payload]]) -> Payload | None:
    """A few lines under each other, many as a bullet list."""
    filled = [one for one in lines if one]
    if len(filled) <= LINES_WITHOUT_BULLETS:
        return paragraph(filled)
    elements = [section(one) for one in filled]
    return {"type": "rich_text_list", "style": "bullet", "elements": elements}


def facts(found: Sequence[tuple[str, Runs]], workspace: str) -> list[list[Payload]]:
    """A line for each fact: its name in bold, then the value."""
    return [_fact(name, value, workspace) for name, value in found]


def _fact(name: str, value: Runs, workspace: str) -> list[Payload]:
    drawn = inline(value, workspace)
    if label := " ".join(clean(name).split()):
        drawn.insert(0, text(f"{label}: " if drawn else label, bold=True))
    return drawn
