"""A folder with a Python of its own, in which projects can be installed without any network."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import venv
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Place:
    """A folder, and a Python in which what was written there is installed."""

    folder: Path
    python: Path

    def runs(self, *words: str, **known: str) -> str:
        """Run Python on what has to succeed, in an environment with these; return what it shows."""
        ran = self.ran(*words, **known)
        assert ran.returncode == 0, ran.stdout + ran.stderr
        return ran.stdout

    def ran(self, *words: str, **known: str) -> subprocess.CompletedProcess[str]:
        """Run Python here, as a person without any setting of ours would."""
        return subprocess.run(
            [self.python, *words],
            cwd=self.folder,
            env={"PATH": os.environ["PATH"], "HOME": str(self.folder), "LANG": "C.UTF-8", **known},
            capture_output=True,
            text=True,
            timeout=100,
            check=False,
        )

    def installs(self, project: Path) -> None:
        """Install a project in such a way that its files stay where they are."""
        pip = [sys.executable, "-m", "pip", "--python", str(self.python), "install", "-qq"]
        offline = ["--no-deps", "--no-build-isolation", "--no-index"]
        subprocess.run([*pip, *offline, "--editable", str(project)], check=True)


def python_of_its_own(home: Path, *borrowed: Path) -> Path:
    """A new environment; it borrows the libraries of this one by path."""
    venv.create(home, symlinks=True)
    packages = home / "lib" / f"python{sysconfig.get_python_version()}" / "site-packages"
    paths = [sysconfig.get_path("purelib"), *map(str, borrowed)]
    (packages / "borrowed.pth").write_text("\n".join(paths))
    return home / "bin" / "python"
