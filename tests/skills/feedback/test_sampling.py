"""What customers of the sample company say: like life, told for what it is, in both languages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from string import Formatter

import pytest

from bot import Person, Role
from bot.sample.lines import Lines, lines_below
from bot.scene import Presses, Scene, Types
from bot.testing import Member, Team
from skills.feedback import skill
from skills.feedback.classing import class_of
from skills.feedback.heard import Heard
from skills.feedback.sampling import STARS, TOPICS, hand_on, name_theme

LINES = lines_below(Path(skill.home) / "sample")
KINDS = {f"{one.name}_{meant}": meant for one in TOPICS for meant in one.meant}
LANGUAGES = ("en", "it")


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_line_is_told_for_what_it_is(language: str) -> None:
    wrong = [
        (words, stars)
        for kind, meant in KINDS.items()
        for words in LINES[kind, language]
        for stars in STARS[meant]
        if class_of(Heard(words, "k", rating=int(stars or 0) or None)).intent != meant
    ]
    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_are_as_many_lines_as_are_drawn_from_and_no_two_the_same(language: str) -> None:
    drawn = {f"{one.name}_{m}": count for one in TOPICS for m, count in one.meant.items()}
    assert {kind: len(LINES[kind, language]) for kind in drawn} == drawn
    every = [words for kind in drawn for words in LINES[kind, language]]
    assert len(every) == len(set(every)) > 180


def test_every_line_and_detail_is_there_in_both_languages() -> None:
    kinds = {kind for kind, _ in LINES}
    topics = tuple(f"{one.name}_" for one in TOPICS)
    assert {(kind, one) for kind in kinds for one in LANGUAGES} == set(LINES)
    assert {one for one in kinds if one.startswith(topics)} == set(KINDS)
    details = {
        name
        for some in LINES.values()
        for words in some
        for _, name, _, _ in Formatter().parse(words)
        if name is not None
    }
    assert details == {"order", "days", "amount"}


@pytest.fixture
def person(team: Team, ann: Member) -> Person:
    return ann.person


def said_in(who: Person, *months: int, times: int = 600) -> Sequence[Mapping[str, str]]:
    random = Random(f"months {months}")
    lines, said = Lines(LINES, random), list[Mapping[str, str]]()
    for month in months:
        at = datetime(2026, month, 10, 9, tzinfo=UTC)
        scene = Scene(at, random, [who], lambda _: [who], lines.of)
        for _ in range(times):
            hand_on(scene, who)
        said += [one.fills for one in scene.acts if isinstance(one, Types)]
    return said


@pytest.mark.parametrize(
    ("topic", "month", "before"),
    [
        ("Invoices", 5, 2),
        ("App", 8, 4),
        ("Delivery", 9, 8),
    ],
)
def test_what_is_talked_about_rises_and_falls(
    person: Person, topic: str, month: int, before: int
) -> None:
    much, little = (
        Counter(one["product"] for one in said_in(person, at))[topic] for at in (month, before)
    )
    assert much > 2.5 * little > 0


def test_the_app_is_praised_and_deliveries_are_late(person: Person) -> None:
    stars = {
        topic: [
            int(one["rating"] or 3) for one in said_in(person, month) if one["product"] == topic
        ]
        for topic, month in (("App", 7), ("Delivery", 9))
    }
    mean = {topic: sum(some) / len(some) for topic, some in stars.items()}
    assert mean["App"] > 3.5 > 2.5 > mean["Delivery"]


def test_all_kinds_of_people_say_something_and_few_the_same(person: Person) -> None:
    said = said_in(person, *range(6, 12), times=28)
    assert {one["who"] for one in said} == {"customer", "partner", "prospect", "public"}
    assert max(Counter(one["words"] for one in said).values()) <= 3
    assert any(one["rating"] == "" for one in said)


def test_what_is_played_is_taken_by_the_doors_it_goes_through(team: Team) -> None:
    anna = team.member("Anna", language="it")
    random = Random("doors")
    scene = Scene(team.now, random, [anna.person], lambda _: [], Lines(LINES, random).of)
    for _ in range(12):
        hand_on(scene, anna.person)
    told = []
    for act in scene.acts:
        assert isinstance(act, Types)
        told.append(anna.fills(anna.types(" ".join(map(str, act.said))), **act.fills).text)
    assert [one for one in told if "Ha il numero" not in one] == []


def test_a_manager_names_what_is_found_by_its_words(team: Team, ann: Member) -> None:
    anna = team.member("Anna", language="it", role=Role.CM)
    lines = Lines(LINES, Random("themes"))
    for words in ("L’app è lenta, inaccettabile.", "The app is slow, unacceptable."):
        ann.types(f"/feedback {words}")
    scene = Scene(team.now, Random("themes"), [], lambda _: [], lines.of)
    for _ in LINES["themes", "it"]:
        name_theme(scene, anna.person)
    for act in scene.acts:
        assert isinstance(act, Presses)
        form = anna.presses("Un nuovo tema", on=anna.types("/cm feedback themes"))
        assert "viene riconosciuto" in anna.fills(form, **act.fills).text
    team.tick(timedelta(minutes=1))
    assert "#app: 2" in anna.types("/cm feedback themes").text
