"""`piazza export`: Excel opens it, computes nothing of it, and an import reads it again."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import pytest

from .shell import ANN, APP_YAML, Shell

TITLES = "Matricola;Nominativo;E-mail;Reparto;Sede"
LINES = (
    "12;Ann Archer;ann@aurora.example;=HYPERLINK(1);Milano",
    "13;D'Agostò Niccolò;n@aurora.example;Telai;@SUM(1)",
    "14;Ugo \uff1dNeri;;+39;\t-1",
)


WITH_IDEAS = APP_YAML.replace("  cm:", "  ideas:\n  cm:")


@pytest.fixture(autouse=True, params=["sqlite", "postgresql"])
def _company(request: pytest.FixtureRequest, piazza: Shell) -> None:
    if request.param == "postgresql":
        piazza.set("DATABASE_URL", request.getfixturevalue("postgres_url"))
    piazza.knows(ANN)
    file = Path("people.csv")
    file.write_text("\r\n".join([TITLES, *LINES, ""]), encoding="utf-8")
    assert piazza("people", "import", str(file)).status == 0


def rows(out: str) -> list[dict[str, str]]:
    assert out.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(out.removeprefix("\ufeff"))))


def test_no_cell_of_it_is_a_formula_and_nothing_is_lost(piazza: Shell) -> None:
    told = rows(piazza("export", "people").out)
    assert [one["name"] for one in told] == ["Ann Archer", "D'Agostò Niccolò", "Ugo ＝Neri"]
    assert [one["team"] for one in told] == ["'=HYPERLINK(1)", "Telai", "'+39"]
    assert told[1]["location"] == "'@SUM(1)"
    assert [one["accounts"] for one in told] == ["1", "0", "0"]
    assert not [cell for one in told for cell in one.values() if cell[:1] in "=+-@" and cell]


def test_a_program_reads_it_as_it_is(piazza: Shell) -> None:
    told = json.loads(piazza("export", "people", "--format", "json").out)
    assert told[0]["team"] == "=HYPERLINK(1)"
    assert told[0]["works here"] is True


def test_the_audit_is_exported_with_who_and_why(piazza: Shell) -> None:
    piazza("roles", "grant", "U0ANN")
    [told] = rows(piazza("export", "audit").out)
    assert (told["who"], told["what"], told["about whom"]) == ("", "roles grant", "Ann Archer")


def test_what_it_writes_an_import_reads_and_nothing_changes(piazza: Shell) -> None:
    out = piazza("export", "people").out
    Path("again.csv").write_text(out, encoding="utf-8")
    again = piazza("people", "import", "again.csv")
    assert again.status == 0
    assert again.out.startswith("new 0, ")


def test_a_skill_has_kinds_of_its_own(piazza: Shell) -> None:
    piazza.write(WITH_IDEAS)
    assert json.loads(piazza("export", "ideas", "--format", "json").out) == []
    assert "number" not in piazza("export", "people").out


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        ("peopel", "did you mean 'people'?"),
        ("idea", "did you mean 'ideas'?"),
        ("everything", "there are: audit, belonging, idea_comments, idea_stages, ideas, kudos"),
    ],
)
def test_a_mistyped_kind_is_told_with_what_was_meant(piazza: Shell, kind: str, told: str) -> None:
    piazza.write(WITH_IDEAS)
    ran = piazza("export", kind)
    assert (ran.status, ran.out) == (2, "")
    assert f"there is no {kind!r}" in ran.complaint
    assert told in ran.complaint


def test_what_a_skill_has_is_not_there_while_it_is_off(piazza: Shell) -> None:
    assert "audit, belonging, kudos, people, promises" in piazza("export", "ideas").complaint


def test_what_is_taken_is_noted_and_only_of_the_days_that_are_asked_for(piazza: Shell) -> None:
    piazza("roles", "grant", "U0ANN")
    assert rows(piazza("export", "audit", "--from", "2100-01-01").out) == []
    told = rows(piazza("export", "audit", "--to", "2100-01-01").out)
    assert [one["what"] for one in told] == ["roles grant", "export"]
    assert told[1]["why"] == "audit csv 2100-01-01 –: 0"
    # Dates with the offset of the company's clocks, for Excel and for programs.
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+]0[12]:00", told[0]["when"])


def test_the_dictionary_says_what_each_column_means(piazza: Shell) -> None:
    piazza.write(WITH_IDEAS)
    told = json.loads(piazza("export", "--dictionary", "--format", "json").out)
    assert {one["kind"] for one in told} >= {"people", "ideas", "audit"}
    [votes] = [one for one in told if (one["kind"], one["column"]) == ("ideas", "votes")]
    assert votes["meaning"] == "How many want it; empty while its challenge still collects"
    of_one = rows(piazza("export", "ideas", "--dictionary").out)
    assert [one["column"] for one in of_one][:2] == ["number", "title"]
    assert piazza("export").status == 2
