"""Reactions: what Teams calls them, and under which names the skills know them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

# Such as 1f44b_wavinghand-tone2; what a company added itself has its own id at the end.
_KIND: Final = re.compile(r"(?:[0-9a-f]{4,6}_)*([^;]+?)(?:-tone[1-5])?(?:;.*)?", re.DOTALL)

# Teams' names where the skills', which are those of Slack, are others.
NAMES: Final[Mapping[str, str]] = {
    "like": "+1",
    "yes": "+1",
    "no": "-1",
    "laugh": "laughing",
    "surprised": "open_mouth",
    "sad": "cry",
    "whiteheavycheckmark": "white_check_mark",
    "crossmark": "x",
    "partypopper": "tada",
    "confettiball": "confetti_ball",
    "party": "partying_face",
    "clappinghands": "clap",
    "clapping": "clap",
    "handsinair": "raised_hands",
    "praying": "pray",
    "launch": "rocket",
    "hundredpointssymbol": "100",
    "hearteyes": "heart_eyes",
    "stareyes": "star-struck",
    "think": "thinking_face",
    "wavinghand": "wave",
    "electriclightbulb": "bulb",
}
# Ways of saying yes to what is read. Many on Teams know only the six at hand, two of them these.
APPROVING: Final = (
    *("tada", "+1", "heart", "clap", "raised_hands", "partying_face", "confetti_ball"),
    *("rocket", "heart_eyes", "star-struck", "100"),
)


def names(kind: str) -> tuple[str, ...]:
    """How a reaction is called, then what it stands for as well; a tone of skin tells nothing."""
    match = _KIND.fullmatch(kind)
    plain = match[1] if match else kind
    name = NAMES.get(plain, plain)
    others = (one for one in APPROVING if one != name) if name in APPROVING else ()
    return name, *others
