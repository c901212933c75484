"""The inks of the charts, on white: what is written, what is beside it, what is behind it."""

from __future__ import annotations

from typing import Final

INK: Final = "#1f2933"
QUIET: Final = "#52606d"
FAINT: Final = "#e4e7eb"

# One series alone bears Piazza's own colour.
OWN: Final = "#a8431c"
# Okabe and Ito's, told apart with any kind of colour vision.
COLOURS: Final = ("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#d55e00", "#56b4e9")

# From the low end of a heat map over its middle to the high one: told apart with any kind of colour
# vision, and light enough for dark figures.
LOW: Final = (241, 163, 64)
MIDDLE: Final = (247, 247, 247)
HIGH: Final = (129, 180, 222)


def shade(value: float, low: float, high: float) -> str:
    """The colour of a value between the ends of a scale, as `#rrggbb`."""
    part = min(1.0, max(0.0, (value - low) / (high - low))) if high > low else 0.5
    start, end, along = (LOW, MIDDLE, part * 2) if part < 0.5 else (MIDDLE, HIGH, part * 2 - 1)
    mixed = (round(a + (b - a) * along) for a, b in zip(start, end, strict=True))
    return "#" + "".join(f"{one:02x}" for one in mixed)
