"""`piazza people import`: what HR saves from Excel becomes the people Piazza knows."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from bot.cli import patience
from bot.directory import hiring
from bot.directory.employees import Employee
from bot.directory.roster import Defaults
from bot.people import Kind
from bot.store import sqlite

from .sampled import sample
from .shell import ANN, APP_YAML, BOB, Ran, Shell

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
    long = f"50;Long;Address;{'a' * 330}@aurora.example"
    ran = imports(piazza, NICCOLO, BROKEN, ANNS, ";Neri;Ugo", FLOOR, NICCOLO, long)
    assert ran.out == COUNTS.format(3, 0, 0, 0, 4)
    assert ran.err.splitlines() == [
        "people.csv, line 3: '30/02/1990' is no date; write it like 31/12/1990 or 1990-12-31",
        "people.csv, line 5: nothing says who this is; fill in 'id' or 'e-mail'",
        "people.csv, line 7: '17' is in line 2 already",
        "people.csv, line 8: 'aaaaaaaaaaaaaaaaaaaa'... is longer than 320 characters",
    ]
    assert ran.status == 0
    again = imports(piazza, NICCOLO, BROKEN, ANNS, ";Neri;Ugo", FLOOR, NICCOLO, encoding="utf-8")
    assert again.out == COUNTS.format(0, 0, 3, 0, 3)
    told = known(piazza, "Niccolò D'Agostò")
    assert told.pop("Messaggi per te, inviati o in attesa") == "0"
    assert told == {
        "Nome": "Niccolò D'Agostò",
        "E-mail": "n.dagosto@aurora.example",
        "Lingua": "Italiano",
        "Fuso orario": "Europe/Rome",
        "Matricola": "17",
        "Azienda, divisione, reparto": "Officina · Verniciatura",
        "Responsabile": "Ann Archer",
        "Sede di lavoro": "IT",
        "Compleanno (giorno/mese; l’anno non viene conservato)": "31/12",
    }


def test_a_manager_is_meant_by_number_or_address_and_one_who_is_nobody_is_told(
    piazza: Shell,
) -> None:
    by_address = NICCOLO.replace(";12;", ";ANN@aurora.example;")
    others = [FLOOR.replace(";12;", ";99;"), FLOOR.replace("40;Però", "42;Bo").replace("12", "99")]
    ran = imports(piazza, by_address, ANNS, *others)
    assert ran.out == COUNTS.format(4, 0, 0, 0, 0)
    assert ran.err.splitlines() == [
        "people.csv, line 4: nobody is '99', whom it names as manager (2 lines do)"
    ]
    assert known(piazza, "17")["Responsabile"] == "Ann Archer"
    assert imports(piazza, by_address, ANNS, *others).out == COUNTS.format(0, 0, 4, 0, 0)


def test_a_managers_number_is_the_same_in_any_case(piazza: Shell) -> None:
    ran = imports(piazza, "m7;Blu;Eva;;Officina;Telai;;;", "8;Viola;Ivo;;Officina;Telai;M7;;")
    assert ran.err == ""
    assert known(piazza, "8")["Manager"] == "Eva Blu"


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


def test_an_address_of_two_accounts_says_nothing_unless_one_of_them_is_closed(
    piazza: Shell,
) -> None:
    other = replace(ANN, id="U0ANN2", name="Ann Two")
    piazza.knows(ANN, other)
    ran = imports(piazza, ANNS)
    assert ran.complaint == (
        "people.csv, line 2: ann@aurora.example is the address of more than one account"
    )
    assert ran.out == COUNTS.format(0, 0, 0, 0, 1)
    piazza.knows(replace(other, active=False))
    assert imports(piazza, ANNS).out == COUNTS.format(0, 1, 0, 0, 0)
    assert known(piazza, "U0ANN")["Number in the HR file"] == "12"


def test_a_closed_account_a_guest_and_a_bot_are_nobody_from_the_file(piazza: Shell) -> None:
    imports(piazza, ANNS)
    piazza.knows(replace(ANN, id="U0OLD", active=False))
    for kind in (Kind.GUEST, Kind.BOT, Kind.STRANGER):
        piazza.knows(replace(ANN, id=f"U0{kind}", kind=kind))
    piazza.knows(ANN)
    assert known(piazza, "U0ANN")["Number in the HR file"] == "12"
    assert len(piazza("people", "list").out.splitlines()) == 5


def test_a_mailbox_that_several_share_joins_none_of_them(piazza: Shell) -> None:
    shared = ("40;Vecchi;Ugo;info@aurora.example", "41;Nuovi;Ada;info@aurora.example")
    assert imports(piazza, shared[0]).out == COUNTS.format(1, 0, 0, 0, 0)
    assert imports(piazza, *shared).out == COUNTS.format(1, 0, 1, 0, 0)
    assert imports(piazza, *shared).out == COUNTS.format(0, 0, 2, 0, 0)
    assert imports(piazza, shared[1], options="--leavers").out == COUNTS.format(0, 0, 1, 1, 0)
    assert known(piazza, "Ada Nuovi")["Number in the HR file"] == "41"


def test_an_account_that_two_lines_name_is_given_to_neither(piazza: Shell) -> None:
    piazza.knows(ANN)
    ran = imports(piazza, ANNS, "13;Zed;Zoe;ann@aurora.example")
    why = "ann@aurora.example is in more than one line, and Ann Archer's account"
    assert ran.err.splitlines() == [f"people.csv, line {one}: {why}" for one in (2, 3)]
    imports(piazza, ANNS)
    again = imports(piazza, ANNS, "13;Zed;Zoe;ann@aurora.example")
    assert again.complaint == f"people.csv, line 3: {why}"
    assert again.out == COUNTS.format(0, 0, 1, 0, 1)


def test_a_number_and_an_account_of_two_people_are_not_mixed(piazza: Shell) -> None:
    piazza.knows(ANN, BOB)
    imports(piazza, ANNS, "13;Brown;Bob;bob@aurora.example;Mercato")
    swapped = imports(piazza, "13;Archer;Ann;ann@aurora.example", "12;Brown;Bob;bob@aurora.example")
    assert swapped.out == COUNTS.format(0, 0, 0, 0, 2)
    assert swapped.err.splitlines() == [
        "people.csv, line 2: '13' is the number of Bob Brown, and ann@aurora.example the account"
        " of Ann Archer",
        "people.csv, line 3: '12' is the number of Ann Archer, and bob@aurora.example the account"
        " of Bob Brown",
    ]
    assert known(piazza, "U0ANN")["Number in the HR file"] == "12"


def test_who_gets_another_number_stays_the_same_person(piazza: Shell) -> None:
    piazza.knows(ANN)
    imports(piazza, ANNS, "40;Però;Sofia;sofia@aurora.example")
    renumbered = ("120;Archer;Ann;ann@aurora.example", "400;Però;Sofia;sofia@aurora.example")
    assert imports(piazza, *renumbered).out == COUNTS.format(0, 2, 0, 0, 0)
    assert imports(piazza, *renumbered).out == COUNTS.format(0, 0, 2, 0, 0)
    assert imports(piazza, "120;A;B;ann@aurora.example", "400;Però;Sofia").status == 0
    assert len(piazza("people", "list").out.splitlines()) == 2


def test_an_address_that_comes_later_joins_what_were_two(piazza: Shell) -> None:
    imports(piazza, "12;Archer;Ann;")
    piazza.knows(ANN)
    assert imports(piazza, ANNS).out == COUNTS.format(0, 1, 0, 0, 0)
    assert known(piazza, "U0ANN")["Number in the HR file"] == "12"
    assert imports(piazza, ANNS).out == COUNTS.format(0, 0, 1, 0, 0)
    assert piazza("people", "list").out.count("\n") == 1


def test_whoever_gets_the_address_of_somebody_who_left_gets_none_of_their_power(
    piazza: Shell,
) -> None:
    imports(piazza, "12;Vecchio;Mario;ann@aurora.example", FLOOR)
    piazza("roles", "grant", "ann@aurora.example")
    assert imports(piazza, FLOOR, options="--leavers").out == COUNTS.format(0, 0, 1, 1, 0)
    piazza.knows(ANN)
    listed = piazza("people", "list").out.splitlines()
    assert [("Ann" in one, "(left)" in one) for one in listed if "ann@" in one] == [
        (True, False),
        (False, True),
    ]
    imports(piazza, FLOOR, "99;Archer;Ann;ann@aurora.example")
    assert known(piazza, "U0ANN")["Number in the HR file"] == "99"
    assert piazza("roles", "list").out == ""


def test_no_role_is_given_by_the_settings_before_there_is_an_account(piazza: Shell) -> None:
    piazza.write(APP_YAML + "roles: {cm: [ann@aurora.example]}\n")
    imports(piazza, ANNS)
    piazza.knows(BOB)
    assert piazza("roles", "list").out == ""
    piazza.knows(ANN)
    assert "Ann Archer" in piazza("roles", "list").out


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


def test_a_line_left_out_is_recognised_by_its_address_too(piazza: Shell) -> None:
    imports(piazza, NICCOLO, ";Archer;Ann;ann@aurora.example")
    now_numbered = imports(piazza, NICCOLO, "12;Archer;Ann;ann@aurora.example;;;;;30/02/1990")
    assert now_numbered.out == COUNTS.format(0, 0, 1, 0, 1)
    garbled = imports(piazza, NICCOLO, ";Archer;Ann;ann.aurora.example")
    assert garbled.out == COUNTS.format(0, 0, 1, 0, 1)
    assert garbled.err.splitlines()[0] == (
        "line 3 may be anybody's, so nobody counts as having left; mend it and import again"
        " (1 missing)"
    )


def test_who_comes_back_with_an_account_is_here_at_once(piazza: Shell) -> None:
    piazza.knows(ANN, BOB)
    imports(piazza, NICCOLO, ANNS)
    piazza("roles", "grant", "U0ANN")
    piazza("roles", "grant", "U0BOB")
    imports(piazza, NICCOLO, options="--leavers")
    imports(piazza, NICCOLO, ANNS)
    assert "(left)" not in piazza("people", "list").out
    assert piazza("roles", "list").out.split() == ["cm", "Bob", "Brown"]


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
        (b"id;name\n", "people.csv: below the titles there is nobody"),
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


def test_people_of_a_file_and_invented_ones_are_never_mixed(piazza: Shell, tmp_path: Path) -> None:
    piazza.set("PIAZZA_HOME", str(tmp_path / "real"))
    imports(piazza, ANNS)
    for words in ("sample", "run"):
        ran = piazza(words)
        assert ran.status == 1
        assert "this database holds people of an HR file" in ran.err
        assert "remove" not in ran.err


def test_nobody_is_added_to_the_sample_company(piazza: Shell, tmp_path: Path) -> None:
    piazza.set("PIAZZA_HOME", str(tmp_path / "sample"))
    sample(tmp_path / "sample", os.environ.get("DATABASE_URL", ""))
    ran = imports(piazza, ANNS)
    assert ran.complaint.startswith("this database holds the sample company of the playground")


def test_who_was_forgotten_is_not_brought_back_by_the_next_file(piazza: Shell) -> None:
    imports(piazza, NICCOLO, ANNS, FLOOR)
    for who in ("n.dagosto@aurora.example", "Sofia Però"):
        assert piazza("forget", "--yes", who).status == 0
    renumbered = NICCOLO.replace("17;", "99;")
    for line in (NICCOLO, renumbered):
        again = imports(piazza, line, ANNS, FLOOR)
        assert again.out == COUNTS.format(0, 0, 1, 0, 0).replace(
            "\n", ", of people who were forgotten 2\n"
        )
    assert piazza("knows", "Niccolò D'Agostò").status == 1
    assert piazza("knows", "Sofia Però").status == 1


def test_the_last_manager_does_not_leave_by_a_file(piazza: Shell) -> None:
    piazza.knows(ANN)
    imports(piazza, NICCOLO, ANNS, FLOOR)
    piazza("roles", "grant", "U0ANN")
    ran = imports(piazza, NICCOLO, FLOOR, options="--leavers")
    assert (ran.status, ran.out) == (1, "")
    assert ran.complaint.startswith("this is the last community manager without an end date")
    assert "Ann Archer" in piazza("roles", "list").out


@pytest.fixture
def held(piazza: Shell, monkeypatch: pytest.MonkeyPatch) -> Iterator[sqlite3.Connection]:
    """Another program that takes the database as soon as an import is about to store somebody."""
    piazza.set("DATABASE_URL", "sqlite:///held.db")
    piazza("db", "upgrade")
    hire = hiring.hire
    with closing(sqlite3.connect("held.db", isolation_level=None)) as other:

        def taken(page: Sequence[Employee], defaults: Defaults) -> hiring.Work:
            other.execute("BEGIN IMMEDIATE")
            return hire(page, defaults)

        monkeypatch.setattr(hiring, "hire", taken)
        monkeypatch.setattr(sqlite, "BUSY_SECONDS", 0.01)
        yield other


def test_an_import_waits_for_its_turn(
    piazza: Shell, held: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    def pause(_seconds: float) -> None:
        if held.in_transaction:
            held.execute("ROLLBACK")

    monkeypatch.setattr(patience, "sleep", pause)
    assert imports(piazza, ANNS).out == COUNTS.format(1, 0, 0, 0, 0)


def test_an_import_without_any_turn_says_how_to_go_on(
    piazza: Shell, held: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patience, "PATIENCE", 0.05)
    told = "people are stored, import the same file again for the rest"
    assert imports(piazza, ANNS).complaint.endswith(f"seconds; 0 of 1 {told}")
    held.execute("ROLLBACK")


def test_a_forgotten_manager_is_named_in_nobodys_line_again(piazza: Shell) -> None:
    by_number = "50;Neri;Ugo;;Officina;Telai;12;;"
    by_address = "51;Verdi;Eva;;Officina;Telai;ann@aurora.example;;"
    imports(piazza, ANNS, by_number, by_address)
    assert piazza("forget", "--yes", "ann@aurora.example").status == 0
    imports(piazza, ANNS, by_number, by_address)
    told = [row["manager"] for row in json.loads(piazza("export", "people", "--format=json").out)]
    assert told == ["", ""]


def test_nor_where_they_get_their_number_only_now(piazza: Shell) -> None:
    piazza.knows(ANN)
    assert piazza("forget", "--yes", "ann@aurora.example").status == 0
    by_number = "50;Neri;Ugo;;Officina;Telai;12;;"
    by_address = "51;Verdi;Eva;;Officina;Telai;ann@aurora.example;;"
    ran = imports(piazza, ANNS, by_number, by_address)
    assert (ran.err, ran.out.endswith("of people who were forgotten 1\n")) == ("", True)
    told = [row["manager"] for row in json.loads(piazza("export", "people", "--format=json").out)]
    assert told == ["", ""]


@pytest.mark.parametrize("account", [True, False])
def test_who_gets_the_number_of_somebody_who_left_is_not_taken_for_them(
    piazza: Shell, account: bool
) -> None:
    if account:
        piazza.knows(ANN)
    zoe = "12;Zorzi;Zoe;zoe@aurora.example;Officina;Telai;;Italia;1999-02-28"
    imports(piazza, ANNS, FLOOR)
    imports(piazza, FLOOR, options="--leavers")
    piazza.knows(replace(ANN, active=False)) if account else None
    ran = imports(piazza, FLOOR, zoe)
    assert ran.out == COUNTS.format(0, 0, 1, 0, 1)
    assert ran.err.startswith("people.csv, line 3: '12' was the number of Ann Archer, whose name")
    rows = json.loads(piazza("export", "people", "--format=json").out)
    assert {row["name"]: row["works here"] for row in rows} == {
        "Ann Archer": False,
        "Sofia Però": True,
    }
    again = imports(piazza, FLOOR, zoe.replace("12;", "13;", 1))
    assert again.out == COUNTS.format(1, 0, 1, 0, 0)


def test_nor_for_somebody_whose_number_they_get_at_once(piazza: Shell) -> None:
    imports(piazza, NICCOLO, FLOOR)
    ran = imports(piazza, FLOOR, "17;Zorzi;Zoe;zoe@aurora.example;Officina;Telai;;Italia;")
    assert ran.err.startswith("people.csv, line 3: '17' was the number of Niccolò D'Agostò")


def test_who_comes_back_married_or_with_another_address_is_known(piazza: Shell) -> None:
    for line in (ANNS.replace("Archer", "Neri"), ANNS.replace("Ann@", "a.archer@")):
        imports(piazza, ANNS, FLOOR)
        imports(piazza, FLOOR, options="--leavers")
        assert imports(piazza, FLOOR, line).out == COUNTS.format(0, 1, 1, 0, 0)
