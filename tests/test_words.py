"""Every catalogue of the house, a skill's or not, says the same in every language."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.promises.thankless import thankless, wanting
from tests.promises.worded import alike_in_every_language

CHECKOUT = Path(__file__).resolve().parents[1]
PARTS = ("bot", "handlers", "skills")
# What a sample says is made up anew in each language: there is nothing to compare.
FOLDERS = sorted(
    path.parent
    for part in PARTS
    for path in (CHECKOUT / part).rglob("en.yaml")
    if path.parent.name != "sample"
)
# A language is called as those who speak it call it; the others are Italian by now.
ALIKE = {
    "bot/strings": ("English", "Italiano"),
    "handlers/playground/words": ("English", "Italiano", "App", "Home"),
}


def name(folder: Path) -> str:
    return folder.relative_to(CHECKOUT).as_posix()


def test_there_are_catalogues_to_look_at() -> None:
    known = {"bot/strings", "handlers/playground/strings", "handlers/playground/words"}
    assert known <= {name(folder) for folder in FOLDERS}


@pytest.mark.parametrize("folder", FOLDERS, ids=name)
def test_its_words_are_the_same_in_every_language(folder: Path) -> None:
    assert alike_in_every_language(folder, alike=ALIKE.get(name(folder), ())) == []


@pytest.mark.parametrize("folder", FOLDERS, ids=name)
def test_nobody_is_named_beside_a_want_of_thanks(folder: Path) -> None:
    assert thankless(folder) == []


SLIGHTS = (
    *("Nobody has thanked Bob.", "Bob was never thanked.", "Bob is unthanked.", "Bob: 0 thanks"),
    *("No one has said thank you to Bob yet.", "Bob hasn’t been recognised this month."),
    *("The quiet work of Bob that nobody saw.", "Bob still waits for a first thank-you."),
    *("Still to thank: Bob, Eve", "Whom to thank: Bob", "Bob deserves more recognition."),
    *("Bob got the fewest thanks.", "Bob’s work goes unnoticed.", "Nobody sees Bob’s effort."),
    *("Without thanks so far: Bob", "Bob is often overlooked.", "Bob lacks appreciation."),
    *("Nessuno ha ringraziato Bob.", "Bob non è mai stato ringraziato.", "Senza grazie: Bob"),
    *("Bob aspetta ancora un grazie.", "Nessuno ha ancora detto grazie a Bob."),
    *("Il lavoro silenzioso di Bob, che nessuno ha visto.", "Bob meriterebbe un grazie."),
    *("Ancora da ringraziare: Bob, Eve", "Bob non ha ricevuto ringraziamenti."),
    *("Il lavoro di Bob passa inosservato.", "Nessuno vede il lavoro di Bob."),
    *("Chi ringraziare: Bob", "A Bob manca un riconoscimento.", "Bob viene spesso dimenticato."),
)
FINE = (
    *("Ann thanks Bob for the lift.", "Thank you for thanking Bob! Nobody else reads it."),
    *("Bob, you worked with Ann lately. Anything to thank for?", "Taken back: your thanks to Bob."),
    *("Bob, di recente hai lavorato con Ann. Vuoi dire grazie per qualcosa?", "Grazie, Bob."),
    *("Grazie per aver ringraziato Bob! Nessun altro lo legge.", "Un caffè con Bob!"),
)


def test_a_want_of_thanks_is_told_from_thanks() -> None:
    assert [one for one in SLIGHTS if not wanting(one)] == []
    assert [one for one in FINE if wanting(one)] == []


def test_words_that_name_somebody_beside_it_are_found(tmp_path: Path) -> None:
    (tmp_path / "en.yaml").write_text('left: "Not thanked yet: {names}"\nwell: "{who} is thanked."')
    (tmp_path / "it.yaml").write_text("none: Nessuno è stato ringraziato.\n")
    assert thankless(tmp_path) == ["en: 'left' says 'Not thanked' and takes ['names']"]
