"""Small skills by the dozen, installed in a folder as pip would."""

from __future__ import annotations

from pathlib import Path

SOURCE = '''\
"""One of many: it asks a little and says a little."""

from pathlib import Path

from bot import Button, Card, Chat, Form, Skill, scale, t, text

skill = Skill("{name}", home=Path(__file__).parent)


class Ask(Form):
    words: str = text(max_length=200)
    mark: int = scale(1, 5, default=3)


@skill.command("{name}", Ask)
def ask(chat: Chat, form: Ask) -> None:
    chat.whisper(t("thanks", words=form.words))


@skill.command("{name} list", reads=True)
def list_(chat: Chat) -> None:
    chat.whisper(Card(t("thanks", words=""), buttons=[Button(t("more"), more, 1)]))


@skill.command("{name} stop")
def stop(chat: Chat) -> None:
    chat.whisper(t("stopped"))


@skill.button
def more(chat: Chat, number: int) -> None:
    chat.open(Ask)


@skill.button
def less(chat: Chat, number: int) -> None:
    chat.whisper(t("stopped"))


@skill.button
def never(chat: Chat) -> None:
    chat.whisper(t("stopped"))
'''
WORDS = """\
name: {name}
command: {{{name}: asks, {name}_list: lists, {name}_stop: stops}}
ask: {{title: Ask, words: Words, mark: Mark}}
thanks: "Thank you, {{words}}."
stopped: Stopped.
more: More
"""


def install(folder: Path, count: int) -> list[str]:
    """Put so many skills into a folder, which belongs on PYTHONPATH; return their names."""
    names = [f"bench{number:02}" for number in range(count)]
    put(folder, names, SOURCE, WORDS)
    return names


def put(folder: Path, names: list[str], source: str, words: str) -> None:
    """Put skills into a folder, all with this source and these words, but for their names."""
    for name in names:
        strings = folder / name / "strings"
        strings.mkdir(parents=True)
        (folder / name / "__init__.py").write_text(source.format(name=name))
        for language in ("en", "it"):
            (strings / f"{language}.yaml").write_text(words.format(name=name))
    info = folder / "bench_skills-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: bench-skills\nVersion: 1.0\n")
    points = "".join(f"{name} = {name}:skill\n" for name in names)
    (info / "entry_points.txt").write_text(f"[piazza.skills]\n{points}")
