"""Pictures: a chart inside its card, as small as it can be and still be read."""

from __future__ import annotations

import asyncio
import base64
from typing import Final

from bot.insight.charts import draw_small
from bot.runtime.outgoing import WordedCard
from handlers.teams.limits import Payload, one_line

# In bytes, of which three become four characters: two thirds of what a card may have.
MOST: Final = 13_500
ALT: Final = 1000


async def image(card: WordedCard) -> Payload | None:
    """The picture of a card; None where it has none, or none that is small enough."""
    if (picture := card.picture) is None:
        return None
    png = await asyncio.to_thread(draw_small, picture, picture.language, MOST)
    if png is None:
        return None
    return {
        "type": "Image",
        "url": f"data:image/png;base64,{base64.b64encode(png).decode()}",
        "altText": one_line(picture.alt, ALT),
        "size": "Stretch",
    }
