"""The promises can be broken: a skill that keeps them all, changed in one place at a time."""

from __future__ import annotations

import importlib.util
import itertools
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from bot import Skill, Table
from tests.promises import (
    Tour,
    confided,
    declared,
    forgotten,
    keyed,
    known,
    nothing_left,
    schema,
    unclaimed,
    worded,
)

CODE = '''
"""A diary that everybody keeps."""

from pathlib import Path

from sqlalchemy import ForeignKey, String, delete, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot import Button, Card, Chat, Fact, Form, Person, Section, Skill, Table, daily, t, text


class Page(Table):
    __tablename__ = "NAME"
    id: Mapped[int] = mapped_column(primary_key=True)
    writer: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    words: Mapped[str] = mapped_column(String(2000))


skill = Skill("NAME", home=Path(__file__).parent, tables=[Page])


class Write(Form):
    words: str = text(max_length=2000)


@skill.command("NAME", Write)
def write(chat: Chat, form: Write) -> None:
    """Keep a page."""
    chat.db.add(Page(writer=chat.person.id, words=form.words))
    chat.whisper(Card(t("kept", count=len(form.words)), buttons=[Button(t("read"), read, 1)]))


@skill.button("read")
def read(chat: Chat, number: int) -> None:
    """Show how much there is."""
    count = select(func.count()).where(Page.writer == chat.person.id)
    chat.whisper(t("pages", count=chat.db.scalar(count) or 0))


@skill.knows
def knows(db: Session, person: Person) -> list[Fact]:
    """Every page."""
    pages = db.scalars(select(Page).where(Page.writer == person.id))
    return [Fact(t("page"), one.words) for one in pages]


@skill.forget
def forget(db: Session, person: Person) -> None:
    """Tear out somebody's pages."""
    db.execute(delete(Page).where(Page.writer == person.id))
'''
ENGLISH = """
name: Diary
command:
  NAME: keep a page
write:
  title: A page
  words: What happened?
kept:
  one: "Kept, {count} letter."
  other: "Kept, {count} letters."
read: Read
pages:
  one: You have one page.
  other: "You have {count} pages."
page: A page
"""
ITALIAN = """
name: Diario
command:
  NAME: tieni una pagina
write:
  title: Una pagina
  words: Che cosa è successo?
kept:
  one: "Conservato, {count} lettera."
  other: "Conservato, {count} lettere."
read: Leggi
pages:
  one: Hai una pagina.
  other: "Hai {count} pagine."
page: Una pagina
"""
MIGRATION = """
import sqlalchemy as sa
from alembic import op

revision = "NAME_0001"
down_revision = None
ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")

def upgrade():
    op.create_table(
        "NAME",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("writer", ID, nullable=False),
        sa.Column("words", sa.String(2000), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_NAME"),
        sa.ForeignKeyConstraint(
            ["writer"], ["person.id"], name="fk_NAME_writer", ondelete="CASCADE"
        ),
        sqlite_autoincrement=True,
    )
"""
FILES = {
    "__init__.py": CODE,
    "strings/en.yaml": ENGLISH,
    "strings/it.yaml": ITALIAN,
    "migrations/0001_first.py": MIGRATION,
}
WRITTEN = {"code": "__init__.py", "en": "strings/en.yaml", "it": "strings/it.yaml"}

numbers = itertools.count(1)
Change = tuple[str, str, str]
Diary = Callable[..., Skill]


@pytest.fixture
def diary(tmp_path: Path) -> Iterator[Diary]:
    """Make the skill, with some of its text changed: (which file, what, into what)."""
    names: list[str] = []

    def make(*changes: Change) -> Skill:
        name = f"diary{next(numbers)}"
        names.append(name)
        sources = dict(FILES)
        for file, old, new in changes:
            where = WRITTEN.get(file, "migrations/0001_first.py")
            assert old in sources[where], f"{old!r} is not in {file}"
            sources[where] = sources[where].replace(old, new)
        for file, source in sources.items():
            path = tmp_path / name / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(source.replace("NAME", name), encoding="utf-8")
        return imported(name, tmp_path / name / "__init__.py")

    yield make
    for name in names:
        sys.modules.pop(name, None)
        if (table := Table.metadata.tables.get(name)) is not None:
            Table.metadata.remove(table)


def imported(name: str, path: Path) -> Skill:
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module: Any = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    found: Skill = module.skill
    return found


def toured(skill: Skill) -> list[str]:
    """All that a tour through a skill brings to light."""
    with Tour([skill]) as tour:
        tour.walk()
        left = [fault for one in tour.people for fault in nothing_left(tour, one)]
        rest = [*schema(tour, skill), *known(tour, skill), *forgotten(tour, skill)]
        told = [f"told: {one}" for one in confided(tour)]
        return [*tour.faults, *rest, *told, *(f"left behind: {one}" for one in left)]


def at_rest(skill: Skill) -> list[str]:
    """All that is seen without using a skill."""
    return [*worded(skill), *keyed(skill), *declared(skill)]


def test_a_skill_that_keeps_every_promise_has_no_fault(diary: Diary) -> None:
    skill = diary()
    assert at_rest(skill) == []
    assert toured(skill) == []


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (("it", "read: Leggi\n", ""), "it.yaml lacks 'read'"),
        (("en", "read: Read\n", ""), "en.yaml lacks 'read'"),
        (("en", "read: Read\n", ""), "nobody worded 'read'"),
        (("it", "read: Leggi", "read: Read"), "it: 'read' says what English says: 'Read'"),
        (("it", "Hai una pagina", "Hai the pagina"), "it: 'pages' has an English word: 'the'"),
        (("it", "read: Leggi", "read: ''"), "it: 'read' is empty"),
        (("it", "read: Leggi", "read: '**Leggi'"), "it: 'read' switches bold on and not off"),
        (("en", "page: A page", "page: A page\npage: Two"), "en: 'page' is there twice"),
        (
            ("it", "Conservato, {count} lettere", "Conservato"),
            "it.yaml: 'kept' (other) has the values",
        ),
        (
            ("it", "Hai {count} pagine", "Hai {counts} pagine"),
            "it.yaml: 'pages' (other) has the values",
        ),
        (("it", "  one: Hai una pagina.\n", ""), "it: 'pages' needs the forms 'one' and 'other'"),
        (("en", "  one: You", "  few: You have few.\n  one: You"), "a form 'few' that en does not"),
        (("en", "keep a page", "keep a page " * 10), "'command.NAME' has 119 characters; 100"),
        (("it", "title: Una pagina", f"title: {'Una pagina ' * 3}"), "'write.title' has 32"),
        (("en", "page: A page", "page: A page\nspare: Spare"), "'spare' is worded and never said"),
        (("en", "  title: A page\n", ""), "'write.title' is needed and not worded"),
        (("en", "  words: What happened?\n", ""), "'write.words' is needed and not worded"),
        (("en", "command:\n  NAME: keep a page\n", ""), "'command.NAME' is needed and not worded"),
        (("en", "name: Diary\n", ""), "'name' is needed and not worded"),
        (("code", 't("read")', 't("raed")'), "nobody worded 'raed'"),
        (("code", 't("read")', 't("re" + "ad")'), "a key must be written out"),
        (("code", 't("read")', 't("done")'), "nobody worded 'done'"),
        (("code", 't("kept", count=len(form.words))', 't("kept")'), "wants ['count'], gets []"),
        (("code", 't("read")', 't("read", who=1)'), "wants [], gets ['who']"),
        (("code", "@skill.forget\n", ""), "there are tables and no @skill.forget"),
        (("code", "@skill.knows\n", ""), "tables about people and no @skill.knows"),
        (("code", '@skill.command("NAME"', '@skill.command("NAME Più"'), "cannot be typed"),
        (("code", ", tables=[Page])", ", tables=[Page], settings=Open)"), "settings take any key"),
        (("code", ", tables=[Page])", ", tables=[Page], settings=Needy)"), "give defaults"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_broken_is_seen_at_rest(diary: Diary, change: Change, told: str) -> None:
    file, old, new = change
    settings = (
        "from pydantic import BaseModel\nfrom bot import Settings\n"
        "class Open(BaseModel):\n    a: int = 1\nclass Needy(Settings):\n    a: int\n\n\nskill ="
    )
    skill = diary((file, old, new), ("code", "skill =", settings))
    told = told.replace("NAME", skill.name)
    assert [fault for fault in at_rest(skill) if told in fault], at_rest(skill)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ([("migration", "2000", "1000")], "the migration makes VARCHAR(1000)"),
        ([("migration", "        sqlite_autoincrement=True,\n", "")], "ids would be used again"),
        ([("code", "return [Fact", "return [] and [Fact")], "knows says nothing of it"),
        (
            [("code", ".where(Page.writer == person.id))\n    return", ")\n    return")],
            "knows tells somebody new what is not about them",
        ),
        (
            [("code", "db.execute(delete(Page).where(Page.writer == person.id))", "pass")],
            "still refers to whom the skill was to forget",
        ),
        (
            [("code", "delete(Page).where(Page.writer == person.id)", "delete(Page)")],
            "forget changes what is about others",
        ),
        ([("code", "chat.db.add(", "print(")], "the tour left no row in it"),
        ([("code", "or 0))", "/ 0))")], "failed in "),
        ([("code", "Write(Form)", "Write(Form, sealed=True)")], "told: NAME.words"),
        ([("code", "read, 1)", 'read_all, "x" * 3000)')], "not all of its buttons fit"),
        (
            [
                ("migration", '"writer", ID, nullable=False', '"writer", ID'),
                ("code", "writer: Mapped[int]", "writer: Mapped[int | None]"),
                ("code", "delete, func, select", "func, select, update"),
                ("code", "delete(Page)", "update(Page).values(writer=None)"),
            ],
            "left behind: NAME.words",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_broken_is_seen_in_use(diary: Diary, changes: list[Change], told: str) -> None:
    more = (
        '@skill.button("read_all")\ndef read_all(chat: Chat, words: str) -> None:\n'
        "    ...\n\n\n@skill.knows"
    )
    skill = diary(*changes, ("code", "@skill.knows", more))
    faults = toured(skill)
    assert [fault for fault in faults if told.replace("NAME", skill.name) in fault], faults


def test_two_skills_that_claim_the_same_are_told(diary: Diary) -> None:
    one = diary()
    other = diary(("code", '@skill.command("NAME"', f'@skill.command("{one.name}"'))
    assert unclaimed([one]) == []
    assert f"{other.name}: /{one.name} is {one.name}'s already" in unclaimed([one, other])[0]
    assert unclaimed([one, one])[:2] == [
        f"two skills are called '{one.name}'",
        f"two tables are called '{one.name}'",
    ]
