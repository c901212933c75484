"""Themes: what is found in texts of three languages, how it is called, and that it stays."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import numpy as np
import pytest
import yaml

from bot.insight.language import Sentences
from bot.insight.likeness import packed
from bot.insight.themes.centre import centre_of
from bot.insight.themes.clusters import Nearness, clusters
from bot.insight.themes.finding import Found, find
from bot.insight.themes.known import Known
from bot.insight.themes.middles import Middles, restored
from bot.insight.themes.naming import Background, Wording, names
from bot.insight.themes.pool import Pool, Private, Said, Spoken, never_of
from bot.insight.themes.pool import never as never_here
from bot.insight.tongue import language_of
from bot.testing import Team

PAGE = yaml.safe_load((Path(__file__).parent / "subjects.yaml").read_text("utf-8"))
TEXTS = [(subject, text) for subject, by in PAGE.items() for some in by.values() for text in some]
SUBJECTS = len(PAGE) - 1
NOW = datetime(2026, 11, 27, tzinfo=UTC)
NOTHING = Known(Middles([], [], np.zeros((0, 512), np.float32)), {})
CODER = Sentences()
SCANNER = "Where is the scanner?"
language = partial(language_of, likely=("en", "it"))


def pool(texts: Sequence[str], private: Sequence[Private] = ()) -> Pool:
    numbers = CODER.encode_all(texts)
    things = [
        Spoken(("x", place), text, Said(NOW), packed(numbers[place]))
        for place, text in enumerate(texts)
    ]
    return Pool(things, private, CODER.encode_all([one.words for one in private]))


def found(there: Pool, known: Known = NOTHING, never: frozenset[str] = frozenset()) -> Found:
    return find(there, known, centre_of(there.rows), CODER.near, never, language)


@pytest.fixture(scope="module")
def all_() -> Found:
    return found(pool([text for _, text in TEXTS]))


def test_most_of_what_speaks_of_a_subject_is_found_and_little_else(all_: Found) -> None:
    common = [
        Counter(TEXTS[place][0] for place in one.places).most_common(1)[0] for one in all_.new
    ]
    right, said = sum(count for _, count in common), sum(len(one.places) for one in all_.new)
    speaks = sum(subject != "other" for subject, _ in TEXTS)
    assert len({subject for subject, _ in common} - {"other"}) >= SUBJECTS - 1
    assert right / said >= 0.95
    assert right / speaks >= 0.75


def test_one_subject_is_one_theme_in_every_language(all_: Found) -> None:
    called = [one.names for one in all_.new]
    assert {"en": "canteen", "it": "mensa", "de": "kantine"} in called
    assert {"it": "fattura", "en": "invoice"}.items() <= next(
        one.items() for one in called if one.get("en") == "invoice"
    )


def test_the_same_texts_give_the_same_themes(all_: Found) -> None:
    again = found(pool([text for _, text in TEXTS]))
    assert [(one.names, one.places) for one in again.new] == [
        (one.names, one.places) for one in all_.new
    ]


def test_what_is_there_takes_what_is_near_and_is_not_found_again(all_: Found) -> None:
    lie = restored([one.centroid for one in all_.new])
    weights = [len(one.places) for one in all_.new]
    known = Known(
        Middles(range(1, len(weights) + 1), weights, lie),
        {number: one.names for number, one in enumerate(all_.new, 1)},
    )
    later = found(pool([text for _, text in TEXTS]), known)
    assert later.new == []
    for number, one in enumerate(all_.new, 1):
        stayed = sum(later.known[place] == number for place in one.places)
        assert stayed >= 0.9 * len(one.places)
    canteen = next(n for n, one in enumerate(all_.new, 1) if one.names.get("en") == "canteen")
    moved = known.middles.moved(canteen, np.zeros((1, 512), np.float32))
    assert moved["weight"] == weights[canteen - 1] + 1
    way = np.linalg.norm(restored([moved["centroid"]])[0] - lie[canteen - 1])
    assert 0 < way < 0.2


def test_nothing_is_called_by_a_name_or_a_number() -> None:
    said = [Wording(text, "en") for text in ("Rossi is late 42", "42 late Rossi", "late: Rossi 42")]
    rest = Background([*said, *(Wording("Something else altogether", "en") for _ in range(9))])
    assert set(names(said, rest)["en"].split(", ")) == {"late", "rossi"}
    assert names(said, rest, frozenset({"rossi"})) == {"en": "late"}


@pytest.mark.parametrize("name", ["Rossi, Anna", "anna.rossi", "Anna_Rossi", "D’Rossi/Weber"])
def test_a_name_is_one_however_a_list_or_a_program_writes_it(name: str) -> None:
    assert "rossi" in never_of([name])


def test_nothing_is_called_by_what_somebody_is_called_elsewhere(
    team_of: Callable[..., Team],
) -> None:
    team = team_of()
    team.account(team.member("Ann Bell"), name="Quattrocchi, Ann")
    known = team.app.database.read_now(lambda db: never_here(db.connection(), []))
    assert {"bell", "quattrocchi"} <= known


def test_nothing_is_called_by_somebody_whom_nobody_here_knows() -> None:
    said = [Wording(f"{one} Giulia came late.", "en") for one in ("Today", "Again", "Why has")]
    rest = Background([*said, *(Wording("Something else altogether", "en") for _ in range(9))])
    assert "giulia" not in names(said, rest)["en"]


def test_words_are_spelled_as_most_people_write_them() -> None:
    said = [Wording(text, "it") for text in ("Le riunioni", "riunioni!", "dell’ultima riunione")]
    rest = Background([*said, *(Wording("Tutt’altra faccenda", "it") for _ in range(9))])
    assert names(said, rest) == {"it": "riunioni"}


def test_a_few_private_words_in_several_rounds_are_not_added_up() -> None:
    scanner = [
        "The second scanner is broken.",
        "A second scanner, please.",
        "Where is the scanner?",
    ]
    open_ = [text for subject, text in TEXTS if subject != "meetings"]
    apart = [Private(round_, text) for round_, text in enumerate([*scanner, *scanner[:2]], 1)]
    there = pool(open_, apart)
    new = found(there).new
    assert not any("scanner" in name for one in new for name in one.names.values())
    assert all(not there.is_private(place) for one in new for place in one.places)
    # Nor do they draw what others have named in the open.
    named = [f"{text} It is about the scanner." for text in scanner] + [
        f"{SCANNER} Again?",
        SCANNER,
    ]
    there = pool([*open_, *named], apart)
    [scanners] = [one for one in found(there).new if "scanner" in one.names.get("en", "")]
    assert not any(there.is_private(place) for place in scanners.places[: scanners.weight])
    together = [Private(1, text) for text in [*scanner, *scanner[:2]]]
    new = found(pool(open_, together)).new
    assert any("scanner" in name for one in new for name in one.names.values())


def test_what_has_no_words_belongs_to_nothing() -> None:
    there = pool([*(text for _, text in TEXTS), *["!!!", "???", "..."] * 3])
    empty = range(len(TEXTS), len(there.things))
    blank = [place for place in empty if not there.rows[place].any()]
    apart = centre_of(there.rows).apart(there.rows)
    assert not apart[blank].any()


def test_far_more_of_the_same_is_one_cluster_and_two_are_none() -> None:
    rows = np.eye(4, 8, dtype=np.float32)
    near = Nearness(0.4, 0.4, 0.8)
    assert clusters(np.repeat(rows, 20, axis=0), near) == []
    close = rows[[0, 0, 0, 0, 0, 1]] + np.eye(6, 8, dtype=np.float32) * 0.1
    close /= np.linalg.norm(close, axis=1, keepdims=True)
    assert clusters(close, near) == [[0, 1, 2, 3, 4]]
