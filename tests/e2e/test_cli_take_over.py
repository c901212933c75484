"""`piazza import ideas`: what another tool has kept, whatever it calls it, once and whole."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot.cli.context import opened
from bot.delivery.tables import delivery
from bot.insight.spreadsheet import meant
from skills.ideas.importing import AT_ONCE

from .shell import ANN, APP_YAML, BOB, Ran, Shell

WITH_IDEAS = APP_YAML.replace("  cm:", "  ideas:\n  cm:")
CANNY = """\
Title,Details,Author Email,Votes,Status,Created At,Tags
Covered bicycle racks,Roofed,ANN@aurora.example,12,in progress,2025-03-04T10:00Z,"bikes, work life"
Canteen menu,"Every Monday,
for the whole week",stranger@example.org,3,open,,
"""
ITALIAN = "Titolo;Descrizione;Voti;Stato;Data\r\n"
ITALIAN += "Più luce in officina;Perché d'inverno è buio;7;In esame;03/04/2025\r\n"
HOME = [{"title": "A louder bell", "author": {"email": "bob@aurora.example"}, "tags": ["noise"]}]


@pytest.fixture(autouse=True, params=["sqlite", "postgresql"])
def _company(request: pytest.FixtureRequest, piazza: Shell) -> None:
    if request.param == "postgresql":
        piazza.set("DATABASE_URL", request.getfixturevalue("postgres_url"))
    piazza.write(WITH_IDEAS)
    piazza.knows(ANN, BOB)


def imports(piazza: Shell, content: str | bytes, name: str = "ideas.csv", *options: str) -> Ran:
    data = content.encode() if isinstance(content, str) else content
    Path(name).write_bytes(data)
    return piazza("import", "ideas", name, *options)


def ideas(piazza: Shell) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(piazza("export", "ideas", "--format=json").out)
    return found


def rejected() -> list[list[str]]:
    return list(csv.reader(io.StringIO(Path("ideas.rejected.csv").read_text("utf-8-sig"))))


def test_each_comes_with_author_votes_stage_day_and_tags(piazza: Shell) -> None:
    ran = imports(piazza, CANNY)
    assert (ran.status, ran.err) == (0, "")
    assert ran.out == "new 2, there already 0; lines left out 0\n"
    first, second = ideas(piazza)
    assert (first["title"], first["author"], first["votes"]) == (
        "Covered bicycle racks",
        "Ann Archer",
        12,
    )
    assert (first["stage"], first["tags"]) == ("building", "bikes, work_life")
    assert first["posted"] == "2025-03-04T11:00:00+01:00"
    assert second["text"] == "Canteen menu\n\nEvery Monday,\nfor the whole week"
    assert (second["author"], second["stage"]) == ("", "new")


def test_imported_again_nothing_is_there_twice(piazza: Shell) -> None:
    imports(piazza, CANNY)
    assert imports(piazza, CANNY).out == "new 0, there already 2; lines left out 0\n"
    assert imports(piazza, CANNY + CANNY.split("\n", 1)[1]).out.startswith("new 0, there already 4")
    assert len(ideas(piazza)) == 2


@pytest.mark.parametrize(
    "data",
    [
        ITALIAN.encode(),
        ITALIAN.encode("utf-8-sig"),
        ITALIAN.encode("cp1252"),
        ITALIAN.encode("utf-16"),
        ITALIAN.replace(";", "\t").upper().replace("DATA", "Creato").encode(),
        b"sep=;\r\n" + ITALIAN.encode(),
    ],
    ids=["utf-8", "mark", "windows", "utf-16", "tabs", "sep"],
)
def test_as_excel_in_italian_writes_it(piazza: Shell, data: bytes) -> None:
    assert imports(piazza, data).status == 0
    [idea] = ideas(piazza)
    assert idea["title"].casefold() == "più luce in officina"
    assert (idea["votes"], idea["stage"]) == (7, "review")
    # Midnight in Rome.
    assert idea["posted"] == "2025-04-03T00:00:00+02:00"


@pytest.mark.parametrize(
    "content",
    [json.dumps(HOME), json.dumps({"posts": HOME}, indent=2), json.dumps({"n": {}, "ideas": HOME})],
)
def test_as_json_of_any_shape(piazza: Shell, content: str) -> None:
    assert imports(piazza, content, "ideas.json").status == 0
    [idea] = ideas(piazza)
    assert (idea["title"], idea["author"], idea["tags"]) == ("A louder bell", "Bob Brown", "noise")


def test_as_json_line_by_line(piazza: Shell) -> None:
    # What some editors take for a new line is none within a text.
    told = [{"title": "A louder bell", "text": "One\u2028two\x85three"}, {"title": "Fewer keys"}]
    lines = [json.dumps(one, ensure_ascii=False) for one in told]
    written = "\r\n".join([lines[0], "", '{"title": "A', "3", lines[1], ""])
    ran = imports(piazza, written, "ideas.jsonl")
    why = "it has no names and values; write {...}"
    assert ran.err.splitlines() == [f"ideas.jsonl:3: {why}", f"ideas.jsonl:4: {why}"]
    assert "new 2, there already 0; lines left out 2, they are in ideas.rejected.csv" in ran.out
    assert rejected()[1][0] == why


WRONG = [
    ("votes", "many", "its votes are 'many'; write a whole number, such as 12"),
    ("votes", "-1", "its votes are '-1'; write"),
    ("votes", "1" * 400, "its votes are '" + "1" * 40 + "...'; write"),
    ("status", "closed", "its status is 'closed'; write one of new, review, planned, building, "),
    ("created", "soon", "it was created on 'soon'; write the day as 2026-11-27"),
    (
        "created",
        "0001-01-01T00:00:00+23:59",
        "it was created on '0001-01-01T00:00:00+23:59'; write",
    ),
    ("created", "9999-12-31T23:59:59-12:00", "it was created on '9999-12-31T23:59:59-12:00'"),
    ("title", "…", "it says nothing; write what the idea is into 'title' or 'text'"),
    ("text", "long " * 700, "it has 3514 characters; shorten it to 3000"),
]


@pytest.mark.parametrize(("field", "value", "why"), WRONG)
def test_a_wrong_line_is_told_and_handed_back_and_the_others_count(
    piazza: Shell, field: str, value: str, why: str
) -> None:
    row = {"title": "Winter gloves", "text": "", "votes": "1", "status": "", "created": ""}
    row |= {field: value}
    lines = [{**row, field: ""} | {"title": "A map of cables"}, row]
    written = "\n".join([",".join(row), *(",".join(line.values()) for line in lines)])
    ran = imports(piazza, written)
    assert ran.status == 1
    assert ran.complaint.startswith(f"ideas.csv:3: {why}")
    assert "new 1, there already 0; lines left out 1, they are in ideas.rejected.csv" in ran.out
    titles, cells = rejected()
    back = dict(zip(titles, map(meant, cells), strict=True))
    assert back.pop("why").startswith(why)
    assert back == {name: cell.strip() for name, cell in row.items()}
    assert imports(piazza, written).out.startswith("new 0, there already 1; lines left out 1")


def test_what_was_handed_back_is_mended_and_imported(piazza: Shell) -> None:
    imports(piazza, 'title,text,votes\n=SUM(every vote),"one\ntwo",x\n')
    back = Path("ideas.rejected.csv").read_text("utf-8-sig")
    assert "'=SUM" in back
    assert imports(piazza, back.replace(",x", ",5"), "mended.csv").status == 0
    [idea] = ideas(piazza)
    assert (idea["text"], idea["votes"]) == ("=SUM(every vote)\n\none\ntwo", 5)


def test_a_line_with_more_cells_than_titles_is_not_guessed_at(piazza: Shell) -> None:
    ran = imports(piazza, "title,votes\nWinter gloves, warm ones,3\nA roof garden,1\n")
    assert ran.complaint.startswith("ideas.csv:2: it has more cells than there are titles")
    assert rejected()[1][1:] == ["Winter gloves", "warm ones", "3"]


def test_of_json_the_line_or_the_entry_is_named(piazza: Shell) -> None:
    things = [*HOME, {"title": "Fewer keys", "votes": True}, 3]
    ran = imports(piazza, json.dumps(things, indent=1), "ideas.json")
    assert [line[:14] for line in ran.err.splitlines()] == ["ideas.json:11:", "ideas.json:15:"]
    ran = imports(piazza, json.dumps(things), "ideas.json")
    assert ran.err.startswith("ideas.json:1: entry 2: its votes are 'true'")
    assert "ideas.json:1: entry 3: it has no names and values" in ran.err


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        (
            "ideas.csv",
            b"who,when\nme,now\n",
            "none of its titles is known; call its columns 'title'",
        ),
        ("ideas.csv", b"PK\x03\x04\0\0", "this is no table in text; save the file as CSV UTF-8"),
        ("ideas.csv", b'title\n"never closed', "line 2: a quote is opened here and never closed"),
        ("ideas.csv", b"", "line 1: it names no columns; write their titles there"),
        ("ideas.csv", b"A roof garden\n", "none of its titles is known"),
        ("ideas.json", b'[{"title": ]', "line 1: this is no JSON; export it again, or as CSV"),
        ("ideas.json", b"[" * 100_000, "this is no JSON"),
        ("ideas.json", b'{"count": 3}', 'there is no list in it; write [...], or {"ideas": [...]}'),
        ("ideas.json", b'"idea"', "there is no list in it"),
        ("ideas.json", b"", "this is no JSON"),
    ],
)
def test_what_is_no_such_file_is_told_in_one_line(
    piazza: Shell, name: str, data: bytes, told: str
) -> None:
    ran = imports(piazza, data, name)
    assert (ran.status, ran.out) == (1, "")
    assert ran.complaint.startswith(f"{name}: ")
    assert told in ran.complaint


def test_tried_out_nothing_is_stored_or_written(piazza: Shell) -> None:
    ran = imports(piazza, CANNY + "x,,,,,,\n", "ideas.csv", "--dry-run")
    assert (ran.status, ran.out) == (
        1,
        "would be new 2, there already 0; lines left out 1\n",
    )
    assert ideas(piazza) == []
    assert not Path("ideas.rejected.csv").exists()


def test_no_file_no_kind_and_no_room_for_what_is_wrong(piazza: Shell) -> None:
    assert piazza("import", "ideas", "none.csv").complaint == "none.csv: No such file or directory"
    ran = piazza("import", "idea", "none.csv")
    assert (ran.status, "did you mean 'ideas'?" in ran.complaint) == (2, True)
    Path("ideas.rejected.csv").mkdir()
    ran = imports(piazza, CANNY + "x,,,,,,\n")
    assert ran.err.splitlines()[-1] == (
        "ideas.rejected.csv: Is a directory; all other lines are imported"
    )
    assert len(ideas(piazza)) == 2


def test_whatever_program_wrote_it_no_sign_breaks_the_database(piazza: Shell) -> None:
    odd = [{"title": "A bell\u0000 with \ud800 signs", "id": "\ud83d", "created": "2025-01-01"}]
    assert imports(piazza, json.dumps(odd), "ideas.json").status == 0
    assert [idea["title"] for idea in ideas(piazza)] == ["A bell with signs"]


def test_it_posts_nothing_and_what_is_alike_is_found(piazza: Shell) -> None:
    many = [{"title": f"Covered bicycle racks in courtyard {n}"} for n in range(AT_ONCE + 1)]
    assert imports(piazza, json.dumps(many), "ideas.json").status == 0
    words = "bicycle racks with a roof in the courtyard"
    with opened() as app:
        likeness = app.house.likeness("ideas")

        def look(db: Session) -> tuple[int, list[int], int]:
            sent = db.scalar(sa.select(sa.func.count()).select_from(delivery)) or 0
            near = likeness.alike(db.connection(), words, 3)
            return len(near), likeness.outdated(db.connection(), 9), sent

        assert app.database.read_now(look) == (3, [], 0)


def test_what_was_exported_here_changes_nothing(piazza: Shell) -> None:
    imports(piazza, CANNY)
    again = piazza("export", "ideas").out
    assert imports(piazza, again, "again.csv").out.startswith("new 0, there already 2")
