"""Drawn: pictures inside a page, made of text alone: a table for a heat map, a sketch else.

A page is made within a second and has a dozen of them, so none waits for the charts' renderer.
"""

from __future__ import annotations

from typing import Final

from bot.insight.ink import COLOURS, OWN
from bot.insight.markup import text
from bot.insight.sketch import keys, sketch
from bot.insight.tabled import figures_of, heat
from bot.runtime.outgoing import Picture

_INKS: Final = " ".join(f".ink{n} {{ --ink-of: {one}; }}" for n, one in enumerate(COLOURS))

STYLE: Final = f"""
figure {{ margin-top: 1rem; }}
figcaption {{ font-weight: 600; }}
.scroll {{ overflow-x: auto; position: relative; }}
table {{ margin-top: .5rem; border-collapse: separate; border-spacing: 3px;
  font-size: .9375rem; font-variant-numeric: tabular-nums; }}
.heat {{ width: 100%; }}
th {{ padding: .3rem .5rem; font-weight: 500; text-align: left; vertical-align: bottom; }}
thead th {{ color: var(--quiet); text-align: center; overflow-wrap: normal; }}
tbody th {{ position: sticky; left: 0; background: var(--paper); min-width: 7rem; }}
td {{ padding: .35rem .5rem; text-align: center; min-width: 3.5rem; }}
.heat td {{ border-radius: 3px; color: #1f2430; print-color-adjust: exact;
  -webkit-print-color-adjust: exact; }}
.heat .hidden {{ border: 1px dashed var(--quiet); color: var(--quiet); }}
.legend, summary {{ color: var(--quiet); font-size: .875rem; }}
.legend {{ margin-top: .35rem; }}
.legend span {{ display: inline-block; margin-right: 1.25em; }}
.legend svg {{ display: inline-block; width: 2.2em; height: .8em; margin: 0 .4em 0 0; }}
summary {{ cursor: pointer; margin-top: .35rem; }}
svg {{ display: block; width: 100%; max-width: 38rem; height: auto; margin-top: .5rem; }}
svg text {{ font: 14px system-ui, sans-serif; fill: var(--quiet); }}
svg .said {{ font-weight: 600; fill: var(--ink); }}
.rule {{ stroke: var(--line); }}
.ink {{ --ink-of: {OWN}; }} {_INKS}
.line {{ fill: none; stroke: var(--ink-of); stroke-width: 2.5; stroke-linejoin: round; }}
.band {{ fill: var(--ink-of); opacity: .18; }}
.dots, .bar {{ fill: var(--ink-of); }}
.spoken {{ position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%);
  white-space: nowrap; }}
@media (min-width: 36rem) {{ .heat tbody th {{ min-width: 10rem; }} }}
@media (max-width: 30rem) {{
  table {{ border-spacing: 2px; font-size: .8125rem; }}
  th, td {{ padding: .3rem .25rem; }}
  tbody th {{ min-width: 5.5rem; }}
  td {{ min-width: 2.75rem; }}
}}
@media screen and (prefers-color-scheme: dark) {{
  .ink {{ --ink-of: #e58a5f; }} .ink0 {{ --ink-of: #4fa8e0; }} .ink2 {{ --ink-of: #2cc295; }}
}}
@media print {{
  tr {{ break-inside: avoid; }}
  .sketch {{ break-inside: avoid; }}
  .line, .band, .dots, .bar {{ print-color-adjust: exact; -webkit-print-color-adjust: exact; }}
  details {{ display: none; }}
}}
"""


def drawn(picture: Picture, figures: str) -> str:
    """A picture as HTML; `figures` is the headline over its numbers."""
    caption = f"<figcaption>{text(picture.title)}</figcaption>" if picture.title else ""
    if picture.chart.kind == "heat":
        return f"<figure>{caption}{heat(picture)}</figure>"
    table = f"<details><summary>{text(figures)}</summary>{figures_of(picture)}</details>"
    return f'<figure class="sketch">{caption}{sketch(picture)}{keys(picture)}{table}</figure>'
