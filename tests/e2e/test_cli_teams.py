"""`piazza teams package`: a file to upload, or a line that says what is missing."""

from __future__ import annotations

from zipfile import ZipFile

import pytest

from .shell import Shell


@pytest.fixture
def connected(piazza: Shell) -> Shell:
    """A terminal where Teams is set up."""
    piazza.set("TEAMS_APP_ID", "3d1f0a9c-0000-4000-8000-00000000b07a")
    piazza.set("TEAMS_APP_PASSWORD", "secret")
    piazza.set("TEAMS_TENANT_ID", "7f2c1d5e-0000-4000-8000-000000000001")
    piazza.set("PIAZZA_PUBLIC_URL", "https://piazza.example.org")
    return piazza


def test_it_says_what_it_wrote_and_what_it_replaced(connected: Shell) -> None:
    ran = connected("teams", "package")
    assert (ran.status, ran.err) == (0, "")
    first, about, left_out = ran.out.splitlines()
    assert first == "piazza-teams.zip: written"
    assert about.startswith("version ")
    assert left_out.endswith(
        "piazza settings, piazza promises, piazza whatyouknow, piazza forgetme"
    )
    with ZipFile(connected.folder / "piazza-teams.zip") as archive:
        assert archive.testzip() is None
        names = sorted(archive.namelist())
        assert names == ["color.png", "it.json", "manifest.json", "outline.png"]
    assert connected("teams", "package").out.startswith("piazza-teams.zip: replaced\n")


def test_it_replaces_nothing_but_a_package(connected: Shell) -> None:
    for name, why in (("app.yaml", "is no package"), (".", "can't be written")):
        ran = connected("teams", "package", name)
        assert (ran.status, ran.out) == (1, "")
        assert ran.complaint.startswith(f"{name}: {why}")
        assert ran.complaint.endswith("name another file")
    assert "skills:" in (connected.folder / "app.yaml").read_text()


def test_what_is_missing_is_told_in_a_line_each(piazza: Shell) -> None:
    ran = piazza("teams", "package")
    assert (ran.status, ran.out) == (1, "")
    assert [line.partition(":")[0] for line in ran.err.splitlines()] == [
        "TEAMS_APP_ID",
        "PIAZZA_PUBLIC_URL",
    ]
    assert list(piazza.folder.glob("*.zip")) == []
