"""Paper: the words of a page laid out on one A4 sheet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from bot.insight.ink import FAINT, INK, OWN, QUIET
from bot.insight.markup import text
from bot.insight.measured import broken
from bot.runtime.outgoing import Runs, WordedSection, plain

# The one that travels with the renderer: Latin, Greek, Cyrillic and Hebrew letters print anywhere.
FONT: Final = "Liberation Sans"
WIDE, HIGH, MARGIN = 595.28, 841.89, 51.0
ACROSS: Final = WIDE - 2 * MARGIN
NAMES, GAP = 124.0, 14.0
# What fits no sheet at the smallest is drawn smaller as a whole: a report is never cut.
SIZES: Final = (10.0, 9.5, 9.0, 8.5, 8.0, 7.5)
LEADING: Final = 1.42
_NOT_IN_XML: Final = dict.fromkeys((0xFFFE, 0xFFFF))


@dataclass(slots=True)
class Sheet:
    """What is drawn so far, and how far down that reaches."""

    size: float
    drawn: list[str]
    down: float = MARGIN

    def write(
        self, x: float, y: float, words: str, size: float, ink: str, *, bold: bool = False
    ) -> None:
        """One line of words."""
        weight = ' font-weight="700"' if bold else ""
        self.drawn.append(
            f'<text x="{x:.2f}" y="{y:.2f}" font-size="{size:.2f}" fill="{ink}"{weight}>'
            f"{text(words.translate(_NOT_IN_XML))}</text>"
        )

    def block(self, words: str, size: float, ink: str, *, bold: bool = False) -> None:
        """Words over the whole width."""
        for line in broken(words, size, ACROSS, bold=bold):
            self.down += size * LEADING
            self.write(MARGIN, self.down, line, size, ink, bold=bold)

    def rule(self, ink: str, thick: float) -> None:
        """A line from margin to margin."""
        self.drawn.append(
            f'<path d="M{MARGIN} {self.down:.2f}H{WIDE - MARGIN:.2f}" stroke="{ink}"'
            f' stroke-width="{thick}"/>'
        )


def svg(title: Runs, lead: Runs, sections: Sequence[WordedSection]) -> str:
    """The sheet as a picture, in the largest letters in which it is one."""
    sheets = (_laid_out(plain(title), plain(lead), sections, size) for size in SIZES)
    sheet = _first_that_fits(sheets)
    high = max(HIGH, sheet.down + MARGIN)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDE}" height="{HIGH}"'
        f' viewBox="0 0 {WIDE} {high:.2f}" font-family="{FONT}">'
        f'<rect width="{WIDE}" height="{high:.2f}" fill="#fff"/>{"".join(sheet.drawn)}</svg>'
    )


def _first_that_fits(sheets: Iterator[Sheet]) -> Sheet:
    for sheet in sheets:
        if sheet.down <= HIGH - MARGIN:
            break
    return sheet


def _laid_out(title: str, lead: str, sections: Sequence[WordedSection], size: float) -> Sheet:
    sheet = Sheet(size, [])
    sheet.block(title, size * 2, INK, bold=True)
    sheet.down += size * 0.4
    sheet.block(lead, size * 1.1, QUIET)
    for one in sections:
        _section(sheet, one)
    return sheet


def _section(sheet: Sheet, section: WordedSection) -> None:
    sheet.down += sheet.size * 1.5
    sheet.block(plain(section.title), sheet.size * 1.25, INK, bold=True)
    sheet.down += sheet.size * 0.5
    sheet.rule(OWN, 1.5)
    for at, (name, value) in enumerate(section.facts):
        if at:
            sheet.down += sheet.size * 0.5
            sheet.rule(FAINT, 0.75)
        _fact(sheet, name, plain(value))


def _fact(sheet: Sheet, name: str, value: str) -> None:
    """What it is on the left, and how it stands beside it."""
    small, size = sheet.size * 0.95, sheet.size
    beside, top = MARGIN + NAMES + GAP, sheet.down + size * 0.3
    names = list(broken(name, small, NAMES))
    values = list(broken(value, size, WIDE - MARGIN - beside))
    for column, lines, high, ink in (
        (MARGIN, names, small, QUIET),
        (beside, values, size, INK),
    ):
        for at, line in enumerate(lines, 1):
            sheet.write(column, top + at * size * LEADING, line, high, ink)
    sheet.down = top + max(len(names), len(values)) * size * LEADING
