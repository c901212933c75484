"""Pages: words as one HTML file that needs nothing else, for a phone, a screen or paper."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import Final

from bot.insight import drawn
from bot.insight.markup import text
from bot.runtime.outgoing import Run, Runs, WordedSection, plain

STYLE: Final = """
:root { color-scheme: light dark; --paper: #fff; --ink: #1f2430; --quiet: #5b6272;
  --line: #e2e4ea; --accent: #a8431c; }
@media screen and (prefers-color-scheme: dark) {
  :root { --paper: #16191f; --ink: #e8eaf0; --quiet: #a6adbb; --line: #333946; --accent: #e58a5f; }
}
* { box-sizing: border-box; margin: 0; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body { background: var(--paper); color: var(--ink); overflow-wrap: anywhere; font: 1rem/1.55
  system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
main { max-width: 46rem; margin: 0 auto; padding: 2.5rem 1.25rem 4rem; }
h1 { font-size: 1.75rem; line-height: 1.2; letter-spacing: -.01em; text-wrap: balance; }
.lead { margin-top: .75rem; color: var(--quiet); font-size: 1.0625rem; white-space: pre-line; }
section { margin-top: 2.25rem; }
h2 { padding-bottom: .4rem; border-bottom: 2px solid var(--accent); font-size: 1.125rem;
  line-height: 1.3; }
.fact { padding: .6rem 0; border-bottom: 1px solid var(--line); }
dt { color: var(--quiet); font-size: .9375rem; }
dd { white-space: pre-line; font-variant-numeric: tabular-nums; }
@media (min-width: 36rem) {
  main { padding-inline: 2rem; }
  .fact { display: grid; grid-template-columns: 13rem 1fr; gap: 1.5rem; }
  dt { padding-top: .05rem; }
}
@page { size: A4; margin: 18mm 20mm; }
@media print {
  :root { color-scheme: light; }
  body { font-size: 10.5pt; line-height: 1.45; }
  main { max-width: none; padding: 0; }
  h1 { font-size: 20pt; }
  .lead { font-size: 11pt; }
  section { margin-top: 8mm; }
  h2 { font-size: 12.5pt; break-after: avoid; }
  dt { font-size: 9.5pt; }
  .fact { display: grid; grid-template-columns: 45mm 1fr; gap: 6mm; padding: 1.8mm 0;
    break-inside: avoid; }
  p, dd { orphans: 3; widows: 3; }
}
"""
# Also where the file lies on somebody's own computer, nothing in it can run or be fetched.
_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'"


def document(
    title: Runs, lead: Runs, sections: Sequence[WordedSection], language: str, figures: str
) -> str:
    """The whole file; `figures` is the headline over the numbers of a picture."""
    parts = [f"<h1>{_html(title)}</h1>"]
    if lead:
        parts.append(f'<p class="lead">{_html(lead)}</p>')
    told = (_section(one, figures) for one in sections)
    body = "\n".join((f"<header>{''.join(parts)}</header>", *told))
    style = STYLE + drawn.STYLE if any(one.picture for one in sections) else STYLE
    return f"""<!doctype html>
<html lang="{escape(language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{_POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{text(plain(title))}</title>
<style>{style}</style>
</head>
<body>
<main>
{body}
</main>
</body>
</html>
"""


def _section(section: WordedSection, figures: str) -> str:
    facts = "".join(_fact(name, value) for name, value in section.facts)
    listed = f"\n<dl>{facts}</dl>" if facts else ""
    shown = f"\n{drawn.drawn(section.picture, figures)}" if section.picture else ""
    return f"<section><h2>{_html(section.title)}</h2>{listed}{shown}</section>"


def _fact(name: str, value: Runs) -> str:
    dt, dd = f'<dt dir="auto">{text(name)}</dt>', f'<dd dir="auto">{_html(value)}</dd>'
    return f'\n<div class="fact">{dt}{dd}</div>'


def _html(runs: Iterable[Run]) -> str:
    return "".join(f"<strong>{text(r.text)}</strong>" if r.bold else text(r.text) for r in runs)
