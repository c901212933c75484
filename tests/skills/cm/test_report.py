"""The report of a month: one page for the management, on screen and on paper, the same words."""

from __future__ import annotations

import html
import io
import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from pypdf import PdfReader

from bot import Chat, Role, Skill, Text
from bot.directory import audit, roles
from bot.runtime.outgoing import WordedFile
from bot.testing import Member, Team
from skills.cm import month_page, monthly
from skills.cm import skill as cm
from skills.coffee import skill as coffee
from skills.feedback import skill as feedback
from skills.ideas import skill as ideas
from skills.kudos import skill as kudos

THANKS = "thank you for staying late with the release"
WORDS = "The invoice was wrong twice, Bob Brown and nobody called me back."


@pytest.fixture
def team(team_of: Callable[..., Team]) -> Team:
    return team_of(cm, kudos, ideas, feedback, start="2026-10-05 10:00")


@pytest.fixture
def cora(team: Team) -> Member:
    return team.member("Cora Conti", role=Role.CM)


@pytest.fixture
def ann(team: Team, cora: Member) -> Member:
    return team.member("Ann Archer", language="it")


@pytest.fixture
def bob(team: Team, cora: Member) -> Member:
    return team.member("Bob Brown")


def words_of(file: WordedFile) -> list[str]:
    """All words a file has, in their order."""
    if file.media == "application/pdf":
        return " ".join(
            one.extract_text() for one in PdfReader(io.BytesIO(file.data)).pages
        ).split()
    body = file.text.partition("<body>")[2]
    return html.unescape(re.sub("<[^>]+>", " ", body)).split()


def taken(team: Team, who: Member, words: str = "") -> tuple[WordedFile, WordedFile]:
    """The report as somebody gets it: for a screen, and for paper."""
    who.types(f"/cm report {words or '#en'}")
    team.tick(timedelta(minutes=1))
    screen, paper = (one.file for one in who.inbox[-2:])
    assert screen is not None
    assert paper is not None
    return screen, paper


def a_month(ann: Member, bob: Member, cora: Member) -> None:
    ann.types(f"/kudos @bob {THANKS}")
    bob.types("/idea A bench in front of the door, where we could have lunch in the sun")
    ann.fills(ann.types("/feedback"), words=WORDS)
    cora.types("/cm promise @bob 2026-10-20 Every invoice is looked at twice before it leaves")


def test_the_month_that_is_over_comes_as_two_files_and_is_noted(
    team: Team, cora: Member, ann: Member, bob: Member
) -> None:
    a_month(ann, bob, cora)
    team.tick("2026-11-03 09:00")
    said = cora.types("/cm report last month")
    assert said.text.startswith("The report on October 2026 is being made")
    team.tick(timedelta(minutes=1))
    screen, paper = (one.file for one in cora.inbox[-2:])
    assert screen is not None
    assert paper is not None
    assert (screen.name, paper.name) == ("report 2026-10.html", "report 2026-10.pdf")
    import pathlib

    pathlib.Path("/tmp/fp/r.pdf").write_bytes(paper.data)
    pathlib.Path("/tmp/fp/r.html").write_text(screen.text)
    assert paper.data.startswith(b"%PDF")
    rows = team.app.database.read_now(lambda db: audit.latest(db.connection(), 9))
    assert ("cm.cm_report", "2026-10 en") in [(row.power, row.reason) for row in rows]
    told = " ".join(words_of(screen))
    assert "1 comment from customers, 1 new idea, and 1 promise not kept" in told
    assert "The invoice was wrong twice, [...] and nobody called me back." in told
    assert "Late 1: – Every invoice is looked at twice before it leaves" in told
    assert "nothing can be said of an effect" in told


@pytest.mark.parametrize("language", ["en", "it"])
def test_paper_says_what_the_screen_says(
    team: Team, cora: Member, ann: Member, bob: Member, language: str
) -> None:
    a_month(ann, bob, cora)
    team.tick("2026-11-03 09:00")
    screen, paper = taken(team, cora, f"2026-10 #{language}")
    assert words_of(paper) == words_of(screen)
    assert f'<html lang="{language}">' in screen.text
    told = " ".join(words_of(screen))
    assert ("Persone raggiunte" in told) is (language == "it")
    assert "None" not in told


def test_a_month_of_which_nothing_is_known_says_so_kindly(team: Team, cora: Member) -> None:
    screen, paper = taken(team, cora, "2026-09 #it")
    told = " ".join(words_of(screen))
    assert words_of(paper) == words_of(screen)
    assert "nulla da raccontare: nessuna voce, nessuna idea, nessuna promessa" in told
    assert "Costo o investimento?" in told


def test_only_a_month_that_is_over_has_a_report(team: Team, cora: Member) -> None:
    for words, said in (
        ("2026-10", "That month is not over yet"),
        ("2031-01", "That month is not over yet"),
        ("2026-13", "I could not tell which month"),
        ("soon", "I could not tell which month"),
    ):
        assert cora.types(f"/cm report {words}").text.startswith(said)
    assert cora.inbox == []


def test_a_month_ends_at_midnight_where_the_company_is(
    team: Team, cora: Member, ann: Member, bob: Member
) -> None:
    # In Rome it is November, in Greenwich October still.
    team.tick("2026-11-01 00:10")
    ann.types(f"/kudos @bob {THANKS}")
    team.tick("2026-12-01 00:10")
    october, _ = taken(team, cora, "2026-10 #en")
    november, _ = taken(team, cora, "last month #en")
    assert "Thanks given" not in " ".join(words_of(october))
    assert "Thanks given: 1" in " ".join(words_of(november))


def test_it_is_for_those_who_organise(team: Team, bob: Member) -> None:
    assert bob.types("/cm report").text.startswith("Only the community manager can do that")
    assert [one for one in bob.inbox if one.file] == []


def test_without_words_it_is_last_month_and_a_form_asks_for_another(
    team: Team, cora: Member
) -> None:
    said = cora.types("/cm report")
    team.tick(timedelta(minutes=1))
    assert [one.file.name for one in cora.inbox if one.file] == [
        "report 2026-09.html",
        "report 2026-09.pdf",
    ]
    form = cora.presses("Another month or language", on=said).form
    assert [one.label for one in form.fields] == ["Which month?", "In which language?"]
    cora.fills(form, month="2026-08", language_one="it")
    team.tick(timedelta(minutes=1))
    file = cora.inbox[-2].file
    assert file is not None
    assert (file.name, '<html lang="it">' in file.text) == ("report 2026-08.html", True)


def test_every_name_of_a_fact_that_is_chosen_is_one() -> None:
    worded = {
        one.name: (one.home / "strings/en.yaml").read_text()
        for one in (kudos, ideas, feedback, coffee)
    }
    for room, keys in (*month_page.SHOWN.items(), *month_page.CHANGED.items()):
        for key in keys or ():
            assert re.search(rf"^{key}:", worded[room], re.MULTILINE), (room, key)


def test_whoever_lost_the_role_meanwhile_gets_nothing(
    team_of: Callable[..., Team], tmp_path: Path
) -> None:
    late = Skill("late", home=tmp_path)

    @late.command("late")
    def later(chat: Chat) -> None:
        first, at = date(2026, 9, 1).toordinal(), chat.now + timedelta(hours=1)
        chat.later(monthly.make, first, "en", chat.person.id, at=at)
        chat.whisper(Text("report_other", {}, "cm"))

    (tmp_path / "strings").mkdir()
    for language in ("en", "it"):
        (tmp_path / f"strings/{language}.yaml").write_text("name: Late\ncommand:\n  late: late\n")
    team = team_of(cm, late, start="2026-10-05 10:00")
    stays, goes = (team.member(name, role=Role.CM) for name in ("Ann", "Bob"))
    stays.types("/late")
    goes.types("/late")
    id_ = goes.person.id
    team.app.database.write_now(lambda db: roles.revoke(db.connection(), id_, Role.CM))
    team.tick(timedelta(hours=2))
    assert [len([one for one in who.inbox if one.file]) for who in (stays, goes)] == [2, 0]
