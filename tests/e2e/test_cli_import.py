"""`piazza people import`: what HR saves from Excel becomes the people Piazza knows."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from .shell import ANN, BOB, Ran, Shell

TITLES = "Matricola;Cognome;Nome;E-mail;Divisione;Reparto;Responsabile;Paese;Data di nascita"
NICCOLO = "17;D'Agostò;Niccolò;n.dagosto@aurora.example;Officina;Verniciatura;12;Italia;31/12/1990"
ANNS = "12;Archer;Ann;Ann@Aurora.example;Officina;Telai;;Italia;1990-02-28"
FLOOR = "40;Però;Sofia;;Officina;Telai;12;;"
BROKEN = "41;Rossi;Ugo;;Officina;Telai;12;;30/02/1990"
COUNTS = "new {}, changed {}, as they were {}, left {}; lines left out {}\n"


@pytest.fixture(autouse=True, params=["sqlite", "postgresql"])
def _database(request: pytest.FixtureRequest, piazza: Shell) -> None:
    if request.param == "postgresql":
        piazza.set("DATABASE_URL", request.getfixturevalue("postgres_url"))


def imports(piazza: Shell, *lines: str, options: str = "", encoding: str = "cp1252") -> Ran:
    file = Path("people.csv")
    file.write_bytes("\r\n".join([TITLES, *lines, ""]).encode(encoding))
    return piazza("people", "import", *options.split(), str(file))


def known(piazza: Shell, who: str) -> dict[str, str]:
    lines = [line.strip() for line in piazza("knows", who).out.splitlines()]
    return dict(line.split(": ", 1) for line in lines if ": " in line)


def test_a_file_from_excel_has_right_names_right_line_numbers_and_the_same_result_twice(
    piazza: Shell,
) -> None:
    ran = imports(piazza, NICCOLO, BROKEN, ANNS, ";Neri;Ugo", FLOOR, NICCOLO)
    assert ran.out == COUNTS.format(3, 0, 0, 0, 3)
    assert ran.err.splitlines() == [
        "people.csv, line 3: '30/02/1990' is no date; write it like 31/12/1990 or 1990-12-31",
        "people.csv, line 5: nothing says who this is; fill in 'id' or 'e-mail'",
        "people.csv, line 7: '17' is in line 2 already",
    ]
    assert ran.status == 0
    again = imports(piazza, NICCOLO, BROKEN, ANNS, ";Neri;Ugo", FLOOR, NICCOLO, encoding="utf-8")
    assert again.out == COUNTS.format(0, 0, 3, 0, 3)
    told = known(piazza, "Niccolò D'Agostò")
    assert told.pop("Messaggi per te, inviati o in attesa") == "0"
    assert told == {
        "Nome": "Niccolò D'Agostò",
        "E-mail": "n.dagosto@aurora.example",
        "Lingua": "it",
        "Fuso orario": "Europe/Rome",
        "Matricola": "17",
        "Azienda, divisione, reparto": "Officina e Verniciatura",
        "Responsabile": "12",
        "Sede di lavoro": "IT",
        "Compleanno (giorno/mese; l’anno non viene conservato)": "31/12",
    }


def test_who_has_an_account_is_found_by_address_and_keeps_the_name_they_chose(
    piazza: Shell,
) -> None:
    piazza.knows(replace(ANN, name="Annie", email="ANN@aurora.example"))
    assert imports(piazza, ANNS).out == COUNTS.format(0, 1, 0, 0, 0)
    told = known(piazza, "U0ANN")
    assert (told["Name"], told["Number in the HR file"]) == ("Annie", "12")
    assert len(piazza("people", "list").out.splitlines()) == 1


def test_who_is_in_the_file_first_gets_their_account_later(piazza: Shell) -> None:
    imports(piazza, ANNS, FLOOR)
    piazza.knows(ANN, BOB)
    assert known(piazza, "U0ANN")["Number in the HR file"] == "12"
    assert len(piazza("people", "list").out.splitlines()) == 3


def test_a_guest_or_bot_with_an_address_of_two_people_is_nobodys(piazza: Shell) -> None:
    piazza.knows(ANN, replace(ANN, id="U0ANN2", name="Ann Two"))
    ran = imports(piazza, ANNS)
    assert ran.complaint == (
        "people.csv, line 2: ann@aurora.example is the address of more than one person"
    )
    assert ran.out == COUNTS.format(0, 0, 0, 0, 1)


def test_a_dry_run_tells_the_same_and_changes_nothing(piazza: Shell) -> None:
    dry = imports(piazza, NICCOLO, BROKEN, options="--dry-run")
    assert dry.out == "would be " + COUNTS.format(1, 0, 0, 0, 1)
    assert piazza("people", "list").out == ""


def test_a_skipped_line_makes_no_leaver_and_a_missing_one_does_after_a_yes(piazza: Shell) -> None:
    imports(piazza, NICCOLO, ANNS, FLOOR)
    assert imports(piazza, NICCOLO, ANNS, "40;;;").out == COUNTS.format(0, 0, 2, 0, 1)
    assert imports(piazza, NICCOLO, ";Archer;Ann").out == COUNTS.format(0, 0, 1, 0, 1)
    refused = imports(piazza, NICCOLO, ANNS)
    assert (refused.status, refused.out) == (1, "")
    assert refused.complaint == (
        "1 of 3 people are in the file no more; if they have left, say --leavers;"
        " nothing was changed"
    )
    assert imports(piazza, NICCOLO, ANNS, options="--dry-run").out.endswith(
        "left 1; lines left out 0\n"
    )
    assert imports(piazza, NICCOLO, ANNS, options="--leavers").out == COUNTS.format(0, 0, 2, 1, 0)
    assert "(left)" in piazza("people", "list").out
    assert imports(piazza, NICCOLO, ANNS, FLOOR).out == COUNTS.format(0, 1, 2, 0, 0)
    assert "(left)" not in piazza("people", "list").out


def test_who_has_left_stays_so_whatever_their_account_says(piazza: Shell) -> None:
    piazza.knows(ANN)
    imports(piazza, NICCOLO, ANNS)
    imports(piazza, NICCOLO, options="--leavers")
    piazza.knows(ANN)
    assert "(left)" in piazza("people", "list").out


def test_of_who_is_erased_nothing_of_the_file_is_left(piazza: Shell) -> None:
    imports(piazza, NICCOLO, ANNS)
    assert piazza("forget", "--yes", "Niccolò D'Agostò").status == 0
    assert imports(piazza, ANNS).out == COUNTS.format(0, 0, 1, 0, 0)


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (None, "people.csv: No such file or directory"),
        (b"name\nAnn\n", "people.csv: line 1: no column says who somebody is: name one 'id'"),
    ],
)
def test_a_file_that_cannot_be_read_is_told_in_a_line(
    piazza: Shell, content: bytes | None, complaint: str
) -> None:
    if content:
        Path("people.csv").write_bytes(content)
    ran = piazza("people", "import", "people.csv")
    assert ran.status == 1
    assert ran.complaint.startswith(complaint)
