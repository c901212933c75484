"""The Makefile says in a line what it lacks."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[1]
OLD = """\
#!/bin/sh
[ "$1" = -c ] && echo "Python 3 9 False" || echo "Python 3.9.2"
"""


@pytest.mark.parametrize(
    ("python", "told"),
    [
        ("false", "'false' is no Python, and Piazza needs Python 3.11 or newer; say: make"),
        ("true", "'true' is no Python, and Piazza needs Python 3.11 or newer; say: make"),
        ("nowhere", "Piazza needs Python 3.11 or newer, and 'nowhere' is not there."),
        ("./old", "Piazza needs Python 3.11 or newer; './old' is Python 3.9.2. Install a newer"),
    ],
)
def test_what_is_no_python_of_ours_is_told_in_a_line(
    tmp_path: Path, python: str, told: str
) -> None:
    for name in ("Makefile", "pyproject.toml", ".ci"):
        (tmp_path / name).symlink_to(CHECKOUT / name)
    (tmp_path / "old").write_text(OLD)
    (tmp_path / "old").chmod(0o755)
    make = ["make", "--no-print-directory", f"PYTHON={python}", "run"]
    # Within `make test` its make would say that it is the second, and how it was called.
    alone = {name: value for name, value in os.environ.items() if "MAKE" not in name}
    ran = subprocess.run(make, cwd=tmp_path, env=alone, capture_output=True, text=True, check=False)
    said = [line for line in ran.stderr.splitlines() if not line.startswith("make: ")]
    assert (ran.returncode, ran.stdout, len(said)) == (2, "", 1)
    assert said[0].startswith(told)
    assert not (tmp_path / ".venv").exists()
