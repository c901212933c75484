"""Everybody asks those who lead, votes for what matters most, and is answered by a day."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot import Card
from bot.runtime.outgoing import plain
from bot.testing import Shown
from tests.skills.leaders.conftest import FULL, TOLD, TOPIC, VOTE, VOTED, Talk

PAY, SHOP, HOURS = (
    "Why is the bonus smaller this year?",
    "Will there be a second shop?",
    "Who decides about the hours?",
)


def last(talk: Talk) -> Shown:
    return talk.posts[-1]


def waiting(talk: Talk) -> list[str]:
    """What the manager is told to wait."""
    house, now = talk.team.app.house, talk.team.now
    words = talk.team.app.answering.teller("test:T1", talk.cora.person, "leaders")
    found = talk.team.app.database.read_now(lambda db: house.waits(db, now))
    return [plain(words.card(Card(one.what)).text) for one in found if one.what.room == "leaders"]


def grown(talk: Talk) -> None:
    more = range(len(talk.crew), FULL)
    talk.crew = [*talk.crew, *(talk.team.member(f"Person{number}") for number in more)]


def test_from_the_question_to_the_answer(talk: Talk) -> None:
    grown(talk)
    assert "has promised to see to it" in talk.open().text
    [card] = talk.posts
    assert TOPIC in card.text
    assert "@Lea" in card.text or "Lea" in card.text
    assert card.buttons == ["Ask something", "Why nobody can see it"]
    assert talk.ask(talk.crew[0], PAY).text.startswith("Recorded")
    assert waiting(talk) == []
    talk.asked(PAY, SHOP, HOURS)
    assert waiting(talk) == ["3 questions to the leaders are to be looked through."]
    [card] = talk.posts
    assert "3 questions came" in card.text
    assert PAY not in card.text

    [told] = [one for one in talk.cora.inbox if "3 questions came" in one.text]
    look = talk.cora.presses("Look them through", on=told)
    assert all(words in look.text for words in (PAY, SHOP, HOURS))

    talk.team.tick(VOTE)
    assert last(talk).buttons == ["Vote", "All questions"]
    for number, member in enumerate(talk.crew):
        talk.vote(member, HOURS if number < 13 else SHOP if number < 22 else PAY)
    talk.team.tick(VOTED)
    lines = [line for line in last(talk).text.splitlines() if "?" in line]
    assert [words in line for words, line in zip((HOURS, SHOP, PAY), lines, strict=True)] == [
        *(True, True, True)
    ]
    assert "50%" in last(talk).text

    lea, luca = talk.leaders
    [mine] = [one for one in lea.inbox if "3 questions for you" in one.text]
    form = lea.presses("Answer", on=mine)
    assert lea.fills(form, answer="You do, from May on, in each team.").text.startswith("Kept")
    assert "Domande senza risposta: 1" in talk.answer(luca, SHOP, "No, not next year.").text
    assert "You do" not in str([one.text for one in talk.posts])
    talk.team.tick(TOLD)
    talk.team.tick(timedelta(minutes=1))
    said = "\n".join(one.text for one in talk.posts)
    assert (
        said.index("3 questions, answered: 2")
        < said.index("You do, from May on")
        < said.index("No, not next year.")
    )
    assert waiting(talk) == ["One question to the leaders is not answered yet."]
    assert "not answered yet" in said
    assert "not answered yet" in talk.crew[3].types("/ask list").text
    assert "planned" in talk.crew[3].types("/piazza promises").text
    [left] = [one for one in talk.cora.inbox if "One question was not answered" in one.text]
    assert "Lea" in left.text

    late = talk.answer(lea, PAY, "Because orders were fewer than in any year before.")
    assert "without an answer: 0" in late.text
    assert "Because orders were fewer" in last(talk).text
    assert "not answered yet" not in talk.crew[3].types("/ask list").text
    assert "kept" in talk.crew[3].types("/piazza promises").text
    assert waiting(talk) == []


def test_an_insult_is_taken_out_with_a_reason_that_everybody_reads(talk: Talk) -> None:
    talk.open()
    talk.asked(PAY, SHOP, "Why is Tom such an ass?")
    look = talk.cora.types("/cm ask")
    shown = talk.cora.presses("Look them through", on=look)
    [line] = [one for one in shown.text.splitlines() if "Tom" in one]
    number = line.split("Question ")[1].split(":")[0].split("**")[0].strip()
    form = talk.cora.presses(f"Take out {number}", on=shown)
    taken = talk.cora.fills(form, reason="It insults a colleague")
    assert "in the audit" in taken.text
    assert "It insults a colleague" in talk.cora.types("/cm audit").text
    talk.team.tick(VOTE)
    told = last(talk).text
    assert "took one question out" in told
    listed = talk.crew[0].types("/ask list").text
    assert "Tom" not in told + listed
    assert "Taken out: It insults a colleague" in listed
    talk.cora.presses(f"Put {number} back", on=taken)
    assert "Tom" in talk.crew[0].types("/ask list").text


def test_of_few_votes_nothing_is_told_and_of_who_is_forgotten_no_answer(talk: Talk) -> None:
    talk.open()
    talk.asked(PAY, SHOP)
    talk.team.tick(VOTE)
    for member in talk.crew:
        talk.vote(member, PAY)
    talk.team.tick(VOTED)
    assert "order is by lot" in last(talk).text
    assert "%" not in last(talk).text
    lea = talk.leaders[0]
    talk.answer(lea, PAY, "Because orders were fewer.")
    talk.team.tick(TOLD)
    bob = talk.crew[0]
    assert "orders were fewer" in bob.types("/ask list").text
    lea.presses("Erase me", on=lea.types("/piazza forgetme"))
    assert "orders were fewer" not in bob.types("/ask list").text


def test_nobody_else_takes_questions_out_or_answers(talk: Talk) -> None:
    talk.open()
    talk.asked(PAY, SHOP)
    bob = talk.crew[0]
    [told] = [one for one in talk.cora.inbox if "2 questions came" in one.text]
    assert PAY not in bob.presses("Look them through", on=told).text
    assert "2 questions came" in bob.types("/ask list").text
    assert PAY not in bob.types("/ask list").text
    talk.team.tick(VOTE)
    assert "for those who are asked" in bob.types("/ask answer").text


@pytest.mark.soak
def test_a_vote_can_be_changed_and_taken_back(talk: Talk) -> None:
    grown(talk)
    talk.open()
    talk.asked(PAY, SHOP)
    talk.team.tick(VOTE)
    for number, member in enumerate(talk.crew):
        talk.vote(member, PAY if number < 9 else SHOP)
    talk.vote(talk.crew[0], SHOP)
    talk.vote(talk.crew[1], "")
    talk.team.tick(VOTED)
    # Of 25 votes 18 are left for one, and 7 for the other.
    assert "(72% of the votes)" in last(talk).text
    assert "(28% of the votes)" in last(talk).text


def test_fewer_than_ten_who_take_part_are_not_read(talk: Talk) -> None:
    talk.open()
    talk.asked(PAY, of=9)
    assert "No question can be shown" in last(talk).text
    assert PAY not in talk.cora.types("/cm ask").text
    assert [one for one in talk.cora.inbox if PAY in one.text] == []


def test_days_that_do_not_do_are_refused(talk: Talk) -> None:
    assert "until" in talk.open(until="2026-11-22").problems
    assert "due" in talk.open(due="2026-11-29").problems
    assert "has promised" in talk.open(due="2026-11-30").text
