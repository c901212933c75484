"""The rich_text block: what may stand in its sections, lists, quotes and preformatted parts."""

from __future__ import annotations

from .schema import ByType, Flag, Items, OneOf, Rule, Shape, Whole, Words

STYLE = Shape(optional={name: Flag() for name in ("bold", "italic", "strike", "code")})
STYLED: dict[str, Rule] = {"style": STYLE}
ID = Words(255, pattern=r"[A-Z0-9]+")
URL = Words(3000, pattern=r"(https?://|mailto:)\S+")

TEXT = Shape({"text": Words(12_000)}, STYLED)
LINK = Shape({"url": URL}, {**STYLED, "text": Words(3000), "unsafe": Flag()})
INLINE = ByType(
    {
        "text": TEXT,
        "link": LINK,
        "user": Shape({"user_id": ID}, STYLED),
        "usergroup": Shape({"usergroup_id": ID}, STYLED),
        "channel": Shape({"channel_id": ID}, STYLED),
        "emoji": Shape(
            {"name": Words(255, pattern=r"[a-z0-9_+'-]+")},
            {**STYLED, "unicode": Words(100), "skin_tone": Whole(2, 6)},
        ),
        "broadcast": Shape({"range": OneOf(("here", "channel", "everyone"))}, STYLED),
        "date": Shape(
            {"timestamp": Whole(0, 253_402_300_799), "format": Words(255)},
            {**STYLED, "url": URL, "fallback": Words(3000)},
        ),
    }
)
BORDER: dict[str, Rule] = {"border": Whole(0, 1)}
SECTION = Shape({"elements": Items(INLINE, 3000)})
LIST = Shape(
    {
        "style": OneOf(("bullet", "ordered")),
        "elements": Items(ByType({"rich_text_section": SECTION}), 1000),
    },
    {**BORDER, "indent": Whole(0, 8), "offset": Whole(0, 1000)},
)
PARTS = ByType(
    {
        "rich_text_section": SECTION,
        "rich_text_list": LIST,
        "rich_text_quote": Shape({"elements": Items(INLINE, 3000)}, BORDER),
        "rich_text_preformatted": Shape(
            {"elements": Items(ByType({"text": TEXT, "link": LINK}), 3000)}, BORDER
        ),
    }
)
