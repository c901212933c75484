"""Stories about themes: found by night, the same week after week, shaped by the manager."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
import yaml
from sqlalchemy.orm import Session

from bot import Chat, Role
from bot.delivery import backlog
from bot.insight.language import Sentences
from bot.insight.likeness import likeness
from bot.insight.themes import editing
from bot.insight.themes.tables import theme
from bot.runtime.theming import update
from bot.testing import WORKSPACE, Member, Team
from skills import cm, ideas
from skills.ideas.model import Idea

TEXTS = Path(__file__).parents[2] / "bot/insight/subjects.yaml"
ANN = "Ann Battery"
SPOKEN = ("battery", "canteen", "invoices", "other")
MORE = "In mensa vorrei un piatto vegetariano in più ogni giorno."
SAID = yaml.safe_load(TEXTS.read_text("utf-8"))


@pytest.fixture
def team(team_of: Callable[..., Team]) -> Team:
    return team_of(ideas.skill, cm.skill)


@pytest.fixture
def cora(team: Team) -> Member:
    return team.member("Cora Conti", role=Role.CM)


@pytest.fixture
def ugo(team: Team) -> Member:
    return team.member("Ugo Neri", language="it", role=Role.CO_ORGANISER)


def says(team: Team, *subjects: str) -> None:
    """Let somebody have proposed all that people say of some subjects."""
    propose(team, [words for subject in subjects for words in said(subject)])


def propose(team: Team, said: Sequence[str]) -> None:
    """Let Ann have proposed something."""
    ann = team.member(ANN).person

    def keep(db: Session) -> None:
        chat = Chat(db, team.now, WORKSPACE, "ideas", team.app.house)
        some = [
            Idea(
                words=words,
                author=ann.id,
                stage="new",
                since=team.now,
                posted=team.now,
                workspace=WORKSPACE,
                link="",
            )
            for words in said
        ]
        db.add_all(some)
        db.flush()
        chat.learn_new({one.id: one.words for one in some})

    team.app.database.write_now(keep)


def tomorrow(team: Team, day: int) -> None:
    """It is the next morning, and what is found by night is there."""
    team.tick(f"2026-11-{day} 09:00")


@pytest.fixture
def found(team: Team, cora: Member, ugo: Member) -> Team:
    """The morning after people spoke of four things."""
    says(team, *SPOKEN)
    tomorrow(team, 25)
    return team


def test_what_several_speak_of_has_a_name_in_each_language(
    found: Team, cora: Member, ugo: Member
) -> None:
    told = cora.types("/cm themes").text
    assert "“canteen”" in told
    assert "“invoice”" in told
    assert "“mensa”" not in told
    in_italian = ugo.types("/cm themes").text
    assert "«mensa»" in in_italian
    assert "«batteria»" in in_italian


def test_nothing_is_called_by_the_name_of_somebody_who_works_here(
    found: Team, cora: Member, ugo: Member
) -> None:
    # Ann is called Battery: then it is the next best word.
    told = cora.types("/cm themes").text
    assert "“battery" not in told
    assert "“charge”" in told


def test_one_is_opened_with_words_people_used(found: Team, cora: Member, ugo: Member) -> None:
    told = cora.types("/cm theme canteen")
    assert "Theme: canteen" in told.text
    assert "Lunch in the canteen has become too expensive." in told.text
    assert "Ideas: " in told.text
    assert cora.types("/cm theme mensa").text == told.text
    assert "no theme called parking" in cora.types("/cm theme parking").text


def test_what_nobody_speaks_of_now_says_no_more_than_that(
    found: Team, cora: Member, ugo: Member
) -> None:
    assert "First said: 23 November\n" in cora.types("/cm theme canteen").text
    found.tick("2027-01-02 09:00")
    told = cora.types("/cm themes").text
    assert re.search(r": 0 \(thirty days before: \d+\)$", told, re.MULTILINE)
    assert "–" not in told


def test_it_stays_the_same_from_week_to_week(found: Team, cora: Member, ugo: Member) -> None:
    before = names(cora)
    propose(found, [MORE, "A second vegetarian dish in the canteen every day, please."])
    tomorrow(found, 26)
    assert names(cora) == before
    assert "A second vegetarian dish" in cora.types("/cm theme canteen").text


def test_a_night_without_news_moves_nothing(found: Team, cora: Member, ugo: Member) -> None:
    before = lie(found)
    tomorrow(found, 26)
    assert lie(found) == before


def test_what_was_found_by_words_first_moves_its_theme_once(
    found: Team, cora: Member, ugo: Member
) -> None:
    propose(found, [MORE])
    form = cora.presses("Tell by words", on=cora.types("/cm theme canteen"))
    cora.fills(form, words="vegetarian*")
    tomorrow(found, 26)
    before = lie(found)
    tomorrow(found, 27)
    assert lie(found) == before
    # It is there by what it says, too, whatever becomes of the words.
    form = cora.presses("Tell by words", on=cora.types("/cm theme canteen"))
    cora.fills(form, words="")
    assert MORE in cora.types("/cm theme canteen").text


def test_a_name_somebody_gave_stays(found: Team, cora: Member, ugo: Member) -> None:
    form = cora.presses("Rename", on=cora.types("/cm theme canteen"))
    assert "called Food" in cora.fills(form, name="#Food").text
    says(found, "shifts")
    tomorrow(found, 26)
    assert "Food" in names(cora)
    assert "canteen" not in names(cora)
    assert "Food" in names(ugo)


def test_a_theme_is_told_by_words_in_what_was_said_before(
    found: Team, cora: Member, ugo: Member
) -> None:
    form = cora.presses("New theme", on=cora.types("/cm themes"))
    cora.fills(form, name="Money", words="expensive, car*, fattur*")
    told = cora.types("/cm theme money").text
    assert "Thirty days: 9" in told
    # What is said later, too, and it may be in two themes.
    propose(found, ["The expensive canteen should have a cheaper lunch every day."])
    tomorrow(found, 26)
    assert "The expensive canteen" in cora.types("/cm theme money").text
    assert "The expensive canteen" in cora.types("/cm theme canteen").text
    form = cora.presses("Tell by words", on=cora.types("/cm theme money"))
    cora.fills(form, words="rechnung")
    assert "The expensive canteen" not in cora.types("/cm theme money").text
    again = cora.presses("New theme", on=cora.types("/cm themes"))
    assert "already" in cora.fills(again, name="money", words="money").problems["name"]


def test_what_is_found_is_shown_as_what_somebody_called_the_same(
    team: Team, cora: Member, ugo: Member
) -> None:
    says(team, "other")
    form = cora.presses("New theme", on=cora.types("/cm themes"))
    cora.fills(form, name="Mensa", words="mensa, Kantine")
    told = count_of(cora, "Mensa")
    says(team, "canteen", "invoices")
    tomorrow(team, 25)
    assert [one.casefold() for one in names(ugo)].count("mensa") == 1
    assert "canteen" not in names(cora)
    page = cora.types("/cm theme mensa")
    assert "Merged into it: canteen" in page.text
    assert told < count_of(cora, "Mensa") <= len(said("canteen"))
    cora.presses("Take apart again", on=cora.presses("More", on=page))
    assert "canteen" in names(cora)


def test_two_are_shown_as_one_and_taken_apart_again(found: Team, cora: Member, ugo: Member) -> None:
    before = names(cora)
    both_count = sum(count_of(cora, name) for name in ("canteen", "invoice"))
    form = cora.presses("Merge into another", on=cora.types("/cm theme canteen"))
    id_ = number_of(found, "invoice")
    cora.fills(form, into={"theme": id_})
    assert "canteen" not in names(cora)
    both = cora.types("/cm theme invoice")
    assert "Merged into it: canteen" in both.text
    assert count_of(cora, "invoice") == both_count
    propose(found, [MORE])
    tomorrow(found, 26)
    more = cora.presses("More", on=cora.types("/cm theme invoice"))
    cora.presses("Take apart again", on=more)
    assert sorted(names(cora)) == sorted(before)
    assert "un piatto vegetariano in più" in cora.types("/cm theme canteen").text


def test_what_is_dropped_does_not_come_back_by_itself(
    found: Team, cora: Member, ugo: Member
) -> None:
    cora.presses("Drop", on=cora.types("/cm theme canteen"))
    propose(found, [MORE])
    tomorrow(found, 26)
    assert "canteen" not in names(cora)
    hidden = cora.presses("Themes that are not shown", on=cora.types("/cm themes"))
    cora.presses("Show canteen again", on=hidden)
    assert "un piatto vegetariano in più" in cora.types("/cm theme canteen").text


def test_who_only_helps_looks_and_changes_nothing(found: Team, cora: Member, ugo: Member) -> None:
    told = ugo.types("/cm theme mensa")
    assert "Tema: mensa" in told.text
    assert told.shown.buttons == ["Come grafico"]
    assert "New theme" not in ugo.types("/cm themes").shown.buttons


def test_what_somebody_erased_belongs_to_nothing(found: Team, cora: Member, ugo: Member) -> None:
    ann = found.member(ANN)
    ann.presses("Erase me", on=ann.types("/piazza forgetme"))
    told = cora.types("/cm theme canteen").text
    assert "Theme: canteen" in told
    assert "Kantine" not in told
    # Its name was made of words that somebody has erased.
    tomorrow(found, 26)
    assert "no theme" in cora.types("/cm theme canteen").text


def test_another_encoder_finds_the_same_themes_where_they_lie(
    found: Team, cora: Member, ugo: Member
) -> None:
    before = names(cora)
    other = replace(Sentences(), name="another")
    found.app.house.likeness("ideas").coder = lambda: other

    def renamed(db: Session) -> None:
        db.execute(sa.update(likeness).values(encoder=other.name))

    found.app.database.write_now(renamed)
    propose(found, [MORE])
    tomorrow(found, 26)
    assert names(cora) == before
    assert MORE in cora.types("/cm theme canteen").text


def test_an_idea_says_what_it_speaks_of(found: Team, cora: Member, ugo: Member) -> None:
    propose(found, [MORE])
    tomorrow(found, 26)
    last = (
        len([one for some in ("battery", "canteen", "invoices", "other") for one in said(some)]) + 1
    )
    assert "It speaks of: canteen" in cora.types(f"/idea show {last}").text
    assert "Parla di: mensa" in ugo.types(f"/idea show {last}").text


def test_two_do_not_look_for_themes_side_by_side(team: Team) -> None:
    def begun(db: Session) -> list[int]:
        chat = Chat(db, team.now, WORKSPACE, "cm", team.app.house)
        counts = []
        for which in ("first", "second"):
            chat.themes.update()
            counts.append(len(chat.effects))
            kind = team.app.house.router.job_key(update)
            backlog.add(db.connection(), which, kind, [], team.now)
        return counts

    assert team.app.database.write_now(begun) == [1, 1]


def lie(team: Team) -> list[sa.Row[bytes, int]]:
    """Where the themes lie."""
    query = sa.select(theme.c.centroid, theme.c.weight).order_by(theme.c.id)
    return list(team.app.database.read_now(lambda db: db.execute(query).all()))


def said(subject: str) -> list[str]:
    return [words for some in SAID[subject].values() for words in some]


def names(who: Member) -> list[str]:
    """The themes somebody is shown, in no order."""
    opens = [one.split(" ", 1) for one in who.types("/cm themes").shown.buttons]
    return sorted(name for verb, name in opens if verb in ("Open", "Apri"))


def count_of(who: Member, name: str) -> int:
    """How often a theme came up in thirty days."""
    found = re.search(r"Thirty days: (\d+)", who.types(f"/cm theme {name}").text)
    assert found is not None
    return int(found[1])


def number_of(team: Team, name: str) -> str:
    """A theme's number, as a form carries it."""
    found = team.app.database.read_now(lambda db: editing.called(db.connection(), name))
    assert found is not None
    return str(found.id)
