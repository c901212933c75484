"""`piazza train` and `piazza judge`: learn from labelled words now, and see how well that goes."""

from __future__ import annotations

from pathlib import Path

import pytest

from .shell import Shell

OWN = "text,sentiment\n" + "\n".join(
    f"The blue flag is up at gate {one},negative" for one in range(20)
)


@pytest.mark.soak
def test_a_company_judges_and_teaches_with_a_file_of_its_own(piazza: Shell, tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_text(OWN + "\nThank you so much!,positive\nGrazie mille!,positive\n", "utf-8")
    piazza.write(f"skills: {{feedback: {{lessons: {path}}}}}\n")
    assert piazza("db", "upgrade").status == 0
    before = piazza("judge", "feedback", str(path)).out
    assert "sentiment, all languages: macro-F1" in before
    assert "of 22 texts" in before
    assert "urgent" not in before
    assert "truly \\ told" in before
    taught = piazza("train", "feedback")
    assert "learnt from 22 texts" in taught.out
    assert "macro-F1 1.00 of 22 texts" in piazza("judge", "feedback", str(path)).out


def test_what_is_wrong_is_told_in_a_line(piazza: Shell, tmp_path: Path) -> None:
    piazza.write("skills: {feedback: {}, kudos: {}}\n")
    assert piazza("db", "upgrade").status == 0
    assert "'kudos' learns nothing; those that do: feedback" in piazza("train", "kudos").err
    path = tmp_path / "own.csv"
    given = piazza("train", "feedback", str(path))
    assert given.status != 0
    assert f"'lessons: {path}' under 'skills: feedback:' in app.yaml" in given.err
    path.write_text("text,sentiment\nFine,god\n", "utf-8")
    judged = piazza("judge", "feedback", str(path))
    assert f"{path}:2: sentiment: 'god' is unknown" in judged.err
    bare = tmp_path / "bare.csv"
    bare.write_text("text;sentiment\nFine;\n", "utf-8")
    assert f"{bare}: no text in it has a label" in piazza("judge", "feedback", str(bare)).err
    piazza.write(f"skills: {{feedback: {{lessons: {path}}}}}\n")
    assert "app.yaml:1: skills.feedback.lessons" in piazza("check").err
