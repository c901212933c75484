"""Files in a direct message: worded for who reads them, and nothing in them can run."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest

from bot import BotError, Card, Chat, Fact, Page, Section, Sheet, Skill, t
from bot.testing import Member, Shown, Team

EN = """\
name: Filing
command: {filing: a file of each kind, say: say one, whisper: whisper one, update: update with one}
here: Here is your file.
title: "Your thanks, {name}"
lead: "All of **your own**.\\nNobody else reads this."
week: This week
from: From
when: When
count: Count
words: Words
thanked: "{who} thanked you"
"""
IT = """\
title: "I tuoi ringraziamenti, {name}"
from: Da
when: Quando
count: Quanti
words: Parole
thanked: "{who} ti ringrazia"
"""
NASTY = """=1+1<script>alert("x")</script>&'"""


def sheet(chat: Chat) -> Sheet:
    return Sheet(
        "thanks 2026/11",
        [t("from"), t("when"), t("count"), t("words")],
        [
            [chat.person, chat.today, 3, "grazie; davvero"],
            [t("thanked", who=chat.person), chat.now, -2.5, NASTY],
            [[chat.person, chat.person], date(2026, 1, 2), 0, ""],
        ],
    )


def page(chat: Chat) -> Page:
    facts = [Fact(t("from"), chat.person), Fact(t("words"), NASTY), Fact(t("when"), chat.today)]
    title = t("title", name=NASTY)
    return Page("../thanks", title, [Section(t("week"), facts), Section(t("from"))], t("lead"))


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str | None:
    return None if request.param == "sqlite" else str(request.getfixturevalue("postgres_url"))


@pytest.fixture
def team(team_of: Callable[..., Team], tmp_path: Path) -> Team:
    (tmp_path / "strings").mkdir()
    (tmp_path / "strings" / "en.yaml").write_text(EN)
    (tmp_path / "strings" / "it.yaml").write_text(IT)
    skill = Skill("filing", home=tmp_path)

    @skill.command("filing")
    def send(chat: Chat) -> None:
        chat.send(Card(t("here"), file=sheet(chat)), to=chat.person)
        chat.send(Card(t("here"), file=page(chat)), to=chat.person)

    @skill.command("say")
    def say(chat: Chat) -> None:
        chat.say(Card(t("here"), file=sheet(chat)), to="#all")

    @skill.command("whisper")
    def whisper(chat: Chat) -> None:
        chat.whisper(Card(t("here"), file=page(chat)))

    @skill.command("update")
    def update(chat: Chat) -> None:
        chat.update(Card(t("here"), about=1, file=page(chat)))

    return team_of(skill)


def files(who: Member) -> tuple[Shown, Shown]:
    who.types("/filing")
    table, document = who.inbox
    return table, document


def test_a_sheet_opens_in_excel_in_both_languages(team: Team) -> None:
    english, _ = files(team.member("Bob"))
    italian, _ = files(team.member("Carla", language="it"))
    assert english.text == "Here is your file."
    assert english.file
    assert italian.file
    assert english.file.name == italian.file.name == "thanks 2026-11.csv"
    assert english.file.data.startswith(b"\xef\xbb\xbfFrom,When,Count,Words\r\n")
    assert italian.file.data.startswith(b"\xef\xbb\xbfDa;Quando;Quanti;Parole\r\n")
    rows = list(csv.reader(io.StringIO(italian.file.text, newline=""), delimiter=";"))
    assert rows[1:] == [
        ["Carla", "2026-11-23", "3", "grazie; davvero"],
        ["Carla ti ringrazia", "2026-11-23 08:00", "-2,5", f"'{NASTY}"],
        ["Carla e Carla", "2026-01-02", "0", ""],
    ]


class Reading(HTMLParser):
    """What stands in a page: its tags with their attributes, and its words."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words.append(data)


@pytest.mark.parametrize(("language", "title"), [("en", "Your thanks"), ("it", "I tuoi ringraz")])
def test_a_page_says_all_in_the_readers_language_and_needs_nothing_else(
    team: Team, language: str, title: str
) -> None:
    _, shown = files(team.member("Carla", language=language))
    assert shown.file
    assert shown.file.name == "thanks.html"
    read = Reading(shown.file.text)
    assert dict(read.tags)["html"] == {"lang": language}
    said = "".join(read.words)
    assert said.count(NASTY) == 3
    assert title in said
    assert "2026" in said
    assert "Nobody else reads this." in said
    assert {"script", "link", "img", "iframe", "a"}.isdisjoint(tag for tag, _ in read.tags)
    assert not re.search(r"url\(|@import|src=|https?:|\son\w+=", shown.file.text)


@pytest.mark.parametrize("command", ["say", "whisper", "update"])
def test_a_file_is_for_one_person(team: Team, command: str) -> None:
    with pytest.raises(BotError, match="one person"):
        team.member("Bob").types(f"/{command}")
