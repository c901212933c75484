"""Where an error arose, for whoever wrote the code there."""

from __future__ import annotations

import traceback
from collections.abc import Sequence
from pathlib import Path


def told(error: Exception, code: Sequence[Path]) -> str:
    """What an error says, and its last place in this code: a file, or a folder of files."""
    if isinstance(error, SyntaxError) and error.filename:
        # Its own words name the file without its folder.
        return f"{error.msg} ({_short(error.filename)}:{error.lineno})"
    frames = traceback.extract_tb(error.__traceback__)
    ours = [
        frame for frame in frames if any(Path(frame.filename).is_relative_to(one) for one in code)
    ]
    return f"{error} ({_short(ours[-1].filename)}:{ours[-1].lineno})" if ours else str(error)


def _short(file: str) -> str:
    """The path as seen from here, if it is below."""
    path = Path(file)
    return str(path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path)
