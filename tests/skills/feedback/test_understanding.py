"""What is told of words: with the language model and without, put right, and learnt from."""

from __future__ import annotations

import re
import socket
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any, NoReturn

import pytest
import sqlalchemy as sa
from pydantic import ValidationError

from bot import Chat, Role
from bot.insight.language import Pieces
from bot.insight.learnt import learnt
from bot.testing import WORKSPACE, Member, Team
from skills import cm
from skills.feedback import FeedbackSettings, filing, skill
from skills.feedback.correction import Correction
from skills.feedback.heard import Heard
from skills.feedback.model import Item
from tests.heads.held_out import LANGUAGES, held_out
from tests.skills.feedback.conftest import HOW, KIND, LATE
from tests.skills.feedback.test_forgetting import forgets

IRONY = "So the saddle is what it is, and so are you."
RIDDLES = (
    "Bravo, what a welcome.",
    "Nobody knows better than you do.",
    "I came, I saw, I left again.",
    "Tuesday it is, then, as ever.",
    "My neighbour has one in blue.",
    "Your people smiled all the while.",
)


def labels(team: Team) -> dict[str, tuple[str, str, bool]]:
    def look(db: Any) -> dict[str, tuple[str, str, bool]]:
        query = sa.select(Item.words, Item.intent, Item.sentiment, Item.urgent)
        return {words: tuple(rest) for words, *rest in db.execute(query)}

    return team.app.database.read_now(look)


def corrections(team: Team) -> int:
    count = sa.select(sa.func.count()).select_from(Correction)
    return team.app.database.read_now(lambda db: db.scalar(count) or 0)


def puts_right(who: Member, number: int, **labels: str) -> str:
    more = who.presses(f"Put {number} right", on=who.types("/cm feedback uncertain"))
    return who.fills(more, **labels).text


def test_it_is_told_how_somebody_feels(team: Team, ann: Member) -> None:
    for words in (HOW, KIND, "Siete stati gentilissimi, grazie di cuore!"):
        ann.types(f"/feedback {words}")
    ann.fills(ann.types("/feedback"), words="The saddle is grey.", rating="1")
    found = labels(team)
    assert found[HOW] == ("help", "neutral", False)
    assert found[KIND] == ("praise", "positive", False)
    assert found["Siete stati gentilissimi, grazie di cuore!"][:2] == ("praise", "positive")
    assert found["The saddle is grey."][:2] == ("complaint", "negative")


def test_without_the_language_model_words_and_stars_tell(
    team: Team, ann: Member, marco: Member
) -> None:
    team.app.house.likeness("feedback").coder = Pieces
    for words in (LATE, KIND, HOW):
        ann.types(f"/feedback {words}")
    found = labels(team)
    assert found[LATE] == ("complaint", "negative", False)
    assert found[KIND] == ("praise", "positive", False)
    # Nothing hints at how they feel.
    assert found[HOW] == ("help", "", False)
    assert "language model" in marco.types("/cm feedback uncertain").text


def test_what_is_put_right_is_learnt_at_night(team: Team, ann: Member, marco: Member) -> None:
    ann.types(f"/feedback {IRONY}")
    before = labels(team)[IRONY]
    assert before[1] != "negative" or "uncertain" in marco.types("/cm feedback uncertain").text
    page = marco.types("/cm feedback uncertain")
    assert "1 was read uncertainly" in page.text
    said = puts_right(marco, 1, intent="complaint", sentiment="negative", urgent="no")
    assert "learns from it tonight" in said
    assert labels(team)[IRONY] == ("complaint", "negative", False)
    assert "Nothing was read uncertainly" in marco.types("/cm feedback uncertain").text
    team.tick(timedelta(days=1))
    assert trained(team) == 1
    again = "So the wheel is what it is, and so are you."
    ann.types(f"/feedback {again}")
    assert labels(team)[again][:2] == ("complaint", "negative")


def test_it_is_shown_what_was_uncertain_and_what_it_is_about(
    team: Team, ann: Member, marco: Member
) -> None:
    # The stars are sure; what it is meant for is not.
    for words in (IRONY, *RIDDLES):
        ann.fills(ann.types("/feedback"), words=words, rating="1")
    page = marco.types("/cm feedback uncertain")
    assert "1 · perhaps complaint (50%): So the saddle" in page.text
    assert "unhappy" not in page.text
    assert [one for one in page.text.splitlines() if "100%" in one] == []
    numbers = re.findall(r"^(\d+) · ", page.text, re.MULTILINE)
    assert len(numbers) > 5
    for number in numbers:
        form = marco.presses(f"Put {number} right", on=page)
    assert form.problems[""] == f"“{IRONY}”"


def trained(team: Team) -> int:
    count = sa.select(sa.func.count()).select_from(learnt)
    return team.app.database.read_now(lambda db: db.scalar(count) or 0)


def test_what_somebody_else_puts_right_is_not_learnt(team: Team, ann: Member, bob: Member) -> None:
    ann.types(f"/feedback {LATE}")
    [card] = team.channel("#customers")
    more = bob.presses("It was read wrongly", on=bob.presses("More", on=card))
    said = bob.fills(more, intent="help", sentiment="neutral", urgent="yes")
    assert "Noted." in said.text
    assert labels(team)[LATE] == ("help", "neutral", True)
    assert corrections(team) == 0


def test_a_correction_goes_with_the_customer(team: Team, ann: Member, marco: Member) -> None:
    ann.fills(ann.types("/feedback"), words=IRONY, name="Rita")
    puts_right(marco, 1, intent="complaint", sentiment="negative", urgent="no")
    assert corrections(team) == 3
    forgets(marco, "Rita")
    assert corrections(team) == 0


def test_it_reads_well_in_italian(team: Team, ann: Member) -> None:
    anna = team.member("Anna", language="it", role=Role.CM)
    assert "Niente è stato letto con incertezza" in anna.types("/cm feedback uncertain").text
    ann.types(f"/feedback {IRONY}")
    page = anna.types("/cm feedback uncertain")
    assert "1 letto con incertezza" in page.text
    assert "1 · forse " in page.text
    form = anna.presses("Correggi 1", on=page)
    said = anna.fills(form, intent="complaint", sentiment="negative", urgent="no")
    assert "impara da qui stanotte" in said.text


def test_with_the_network_cut_two_hundred_are_labelled(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> NoReturn:
        raise OSError("there is no network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    some = [one.text for language in LANGUAGES for one in held_out(language)[:100]]
    heard = [Heard(words, f"k{number}") for number, words in enumerate(some)]

    def job(db: Any) -> None:
        chat = Chat(db, team.now, WORKSPACE, skill.name, team.app.house)
        filing.keep_all(chat, heard, "file")

    team.app.database.write_now(job)
    found = labels(team)
    assert len(found) == 200
    assert all(sentiment for _, sentiment, _ in found.values())


def test_a_file_of_lessons_is_read_at_the_start(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_text("text,sentiment\nFine,god\n", "utf-8")
    with pytest.raises(ValidationError, match=r"own.csv:2: sentiment: 'god' is unknown"):
        FeedbackSettings(lessons=str(path))


def test_a_companys_own_file_is_learnt_from(team_of: Callable[..., Team], tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    rows = "\n".join(f"The blue flag is up at gate {one},negative" for one in range(60))
    path.write_text(f"text,sentiment\n{rows}\n", "utf-8")
    team = team_of(skill, cm.skill, settings={"feedback": FeedbackSettings(lessons=str(path))})
    ann = team.member("Ann")
    team.tick(timedelta(days=1))
    ann.types("/feedback The blue flag is up at gate 99")
    assert labels(team)["The blue flag is up at gate 99"][1] == "negative"
