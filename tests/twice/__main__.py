"""`python -m tests.twice`: judge with all texts, and write it into docs/understanding.md."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from bot.insight.language import Encoder, Pieces, Sentences
from tests.twice.edits import EDITS
from tests.twice.judged import BOTH, Judged, Share, judge

DOCS = Path(__file__).parents[2] / "docs" / "understanding.md"
BEGIN, END = "<!-- twice: begin -->", "<!-- twice: end -->"
EVERY = 1


def main() -> None:
    """Put what was judged in the place of what stands there."""
    found = [_judged(coder) for coder in (Sentences, Pieces)]
    before, _, rest = DOCS.read_text("utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    lines = "\n".join(_table(found))
    DOCS.write_text(f"{before}{BEGIN}\n{lines}\n{END}{after}", "utf-8")


def _judged(coder: Callable[[], Encoder]) -> Judged:
    with tempfile.TemporaryDirectory() as folder:
        return judge(Path(folder), coder, EVERY)


def _table(found: Sequence[Judged]) -> Iterator[str]:
    yield "| what came a second time | texts | found | without the model |"
    yield "|---|---|---|---|"
    for kind in (*EDITS, BOTH):
        yield _line(kind, [one.copies[kind] for one in found])
    recalls = " | ".join(f"**{one.recall:.1%}**" for one in found)
    yield f"| **all single edits, the mean** | | {recalls} |"
    yield "\n| what is not the same | texts | taken for it | without the model |"
    yield "|---|---|---|---|"
    yield _line("unrelated", [one.unrelated for one in found])
    for kind in found[0].apart:
        yield _line(kind, [one.apart[kind] for one in found])


def _line(name: str, shares: Sequence[Share]) -> str:
    return f"| {name} | {shares[0].of} | {' | '.join(f'{one.part:.1%}' for one in shares)} |"


main()
