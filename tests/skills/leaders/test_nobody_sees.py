"""Who asked what, and who voted how, nobody can tell: hostile looks at all there is to see."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot import Kind
from bot.testing import Team
from tests.attacks.canary import WORD, WORDS
from tests.attacks.listening import loud
from tests.attacks.seen import Onlooker, rows
from tests.attacks.spill import everything_logged
from tests.attacks.views import Views, changes
from tests.skills.leaders.conftest import CLOSED, VOTE, Talk

Capture = pytest.CaptureFixture[str]
APP_YAML = "company: {name: Aurora, languages: [en, it]}\nskills: {leaders: , cm: }\n"
QUESTIONS = [f"Why is it so cold in room {number}?" for number in range(10)]


def test_whatever_somebody_does_looks_like_a_call_for_help(talk: Talk, capsys: Capture) -> None:
    talk.open()
    bob, [card] = talk.crew[0], talk.posts
    with loud():
        onlooker = Onlooker(talk.team, talk.cora, capsys)
        shown, form = onlooker.lists(), bob.types("/ask")
        helped = onlooker.difference(lambda: bob.types("/piazza help"))
        acts: list[Callable[[], object]] = [
            partial(bob.types, "/ask"),
            partial(bob.types, f"/ask {WORDS}"),
            partial(bob.types, "/ask", aloud=True),
            partial(bob.presses, "Ask something", on=card),
            partial(bob.presses, "Why nobody can see it", on=card),
            partial(bob.fills, form, subject="pay", question=WORDS),
            partial(bob.fills, form, subject="work", question=""),
            partial(bob.fills, form, subject="work", question="short"),
            partial(bob.fills, form, subject="work", question=WORDS * 90),
            partial(bob.types, "/ask vote"),
        ]
        for act in acts:
            seen = onlooker.difference(act)
            quiet = [line for line in seen["log"] if "held the writer" not in line]
            assert seen | {"log": quiet} == helped, act
        assert onlooker.lists() == shown


def test_no_word_comes_out_before_the_close_nor_of_too_few_after_it(
    talk: Talk, capfd: Capture
) -> None:
    talk.open()
    with everything_logged(capfd) as spill:
        talk.ask(talk.crew[0], WORDS)
        spill.look(talk.team.app.database, talk.team._folder)
        talk.team.tick(CLOSED)
        spill.look(talk.team.app.database, talk.team._folder)
        spill.add("boxes", *(one.text for box in talk.team.platform.boxes.values() for one in box))
        assert spill.hits == []
    assert WORD not in str(rows(talk.team))


def test_the_order_and_the_rows_say_nothing_of_who_came_when(talk: Talk) -> None:
    talk.open()
    for number, member in enumerate(talk.crew):
        # Whoever writes anew leaves nothing of what they wrote before.
        talk.ask(member, f"{QUESTIONS[number]} Or is it {WORDS}?")
        talk.ask(member, QUESTIONS[number])
    talk.team.tick(CLOSED)
    found = rows(talk.team)
    assert WORD not in str(found)
    assert found["ballot"] == []
    kept = _kept(talk.team)
    assert {words for words, *_ in kept} == set(QUESTIONS)
    # By lot: that it is by chance the order in which they came happens once in ten factorial.
    assert [words for words, *_ in kept] != QUESTIONS
    # Nothing stands beside the words but a place, which is that of the row.
    assert [rest for _, *rest in kept] == [[number] for number in range(1, 11)]
    names = {one.profile.name for one in talk.crew} | {one.profile.id for one in talk.crew}
    told = [row for name in ("leaders", "leaders_question", "audit") for row in found[name]]
    assert not [row for row in told for name in names if f"'{name}'" in row]


def _kept(team: Team) -> list[tuple[str, int]]:
    """The questions as they lie there, with each column that is not the same for all of them."""
    query = sa.text("SELECT * FROM leaders_question ORDER BY id")
    found = team.app.database.read_now(lambda db: db.execute(query).mappings().all())
    differ = [
        name
        for name in found[0]
        if name not in ("id", "words") and len({row[name] for row in found}) > 1
    ]
    return [(row["words"], *(row[name] for name in differ)) for row in found]


@pytest.mark.soak
def test_a_question_and_a_vote_change_nothing_that_there_is_to_see(
    talk: Talk, tmp_path: Path
) -> None:
    (tmp_path / "app.yaml").write_text(APP_YAML)
    talk.open()
    views = Views(talk.team, talk.cora, talk.crew[1], tmp_path)
    # That somebody looks is noted; from the third time on it is always the same.
    views.in_chat()
    views.in_chat()
    assert changes(views.in_chat, lambda: talk.ask(talk.crew[0], WORDS)) == {}
    talk.asked(*QUESTIONS[:3])
    talk.team.tick(VOTE)
    views.in_chat()
    views.in_chat()
    assert changes(views.in_chat, lambda: talk.vote(talk.crew[0], QUESTIONS[1])) == {}
    assert changes(views.in_chat, lambda: talk.vote(talk.crew[0], "")) == {}


def test_two_accounts_ask_once_and_a_guest_not_at_all(talk: Talk) -> None:
    talk.open()
    bob = talk.crew[0]
    away = talk.team.account(bob)
    talk.ask(bob, QUESTIONS[0])
    talk.ask(away, QUESTIONS[1])
    count = sa.text("SELECT count(*) FROM ballot")
    assert talk.team.app.database.read_now(lambda db: db.scalar(count)) == 1
    guest = talk.team.member("Gus", kind=Kind.GUEST)
    assert guest.types("/ask").answer.form is None
