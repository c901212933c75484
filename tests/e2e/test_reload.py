"""`piazza run --reload`: who writes a skill sees each change at once, mistakes in a line."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot.cli.reloading import folders
from tests.slack_world import StrictSlack
from tests.slack_world.program import poll

from .connected import credentials, told
from .running import APP_YAML, Bot

CHECKOUT = Path(__file__).resolve().parents[2]
WAITING = "Piazza has ended; it starts again at the next change."
CODE = """\
from pathlib import Path

from bot import Chat, Skill, t

skill = Skill("lunch", home=Path(__file__).parent)


@skill.command("lunch", reads=True)
def lunch(chat: Chat) -> None:
    chat.whisper(t("today"))
"""


@pytest.fixture
def author(tmp_path: Path) -> Path:
    """A folder with an installed skill of somebody else's, as pip would leave it."""
    skill, record = tmp_path / "site" / "lunch", tmp_path / "site" / "lunch-1.dist-info"
    (skill / "strings").mkdir(parents=True)
    (skill / "__init__.py").write_text(CODE)
    (skill / "strings" / "en.yaml").write_text("name: Lunch\ntoday: Soup.\n")
    record.mkdir()
    (record / "METADATA").write_text("Metadata-Version: 2.1\nName: lunch\nVersion: 1\n")
    (record / "entry_points.txt").write_text("[piazza.skills]\nlunch = lunch:skill\n")
    return tmp_path


@pytest.fixture
def bot(author: Path) -> Iterator[Bot]:
    """The bot that starts again by itself, with the skill in its app.yaml."""
    with running(author) as bot:
        yield bot


@contextmanager
def running(author: Path) -> Iterator[Bot]:
    """The bot in the folder of an author."""
    with StrictSlack() as slack:
        environment = credentials(slack) | {"PYTHONPATH": str(author / "site")}
        app_yaml = f"{APP_YAML}  lunch:\n"
        bot = Bot(environment, app_yaml=app_yaml, folder=author, arguments=["--reload"])
        # What keeps it running is forked, the bot itself is a process from its first byte.
        bot.first = ("site:addsitedir", [str(author / "site")])
        with bot:
            yield bot


def ready(bot: Bot, times: int) -> None:
    """Wait until it has become ready so many times."""
    poll(lambda: len(told(bot, "ready")) == times, 60, f"ready {times} times: {bot.lines[-3:]}")
    assert bot.outer("/healthz") == (200, "ok")


def says(bot: Bot, words: str, times: int = 1) -> None:
    """Wait until its terminal shows words so many times."""
    poll(lambda: sum(words in line for line in bot.lines) == times, 60, f"it says {words!r}")


def child(bot: Bot) -> int:
    """The process that does the work."""
    found = Path(f"/proc/{bot.pid}/task/{bot.pid}/children").read_text().split()
    return int(found[0]) if found else 0


def gone(pid: int) -> bool:
    return not Path(f"/proc/{pid}").exists()


def over(pid: int) -> bool:
    """Whether a process has ended, though nobody may have asked for its status yet."""
    try:
        told = Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return True
    return told.rpartition(")")[2].split()[0] == "Z"


@pytest.mark.soak
def test_a_change_of_the_settings_starts_it_again_at_the_same_ports(bot: Bot) -> None:
    settings, ports = bot.folder / "app.yaml", (bot.port, bot.admin_port)
    whole = settings.read_text()
    first = child(bot)
    settings.write_text(f"{whole}# one more word\n")
    ready(bot, 2)
    says(bot, "Changed: ")
    assert (bot.port, bot.admin_port) == ports
    assert gone(first)
    settings.write_text(whole.replace("lunch:", "lunhc:"))
    says(bot, "app.yaml:6: unknown skill 'lunhc', did you mean 'lunch'?")
    says(bot, WAITING)
    assert child(bot) == 0
    fresh = settings.with_name("app.yaml.new")
    fresh.write_text(whole)
    fresh.replace(settings)  # as many editors do
    ready(bot, 3)
    (bot.folder / ".env").write_text("PIAZZA_PUBLIC_URL=https://piazza.example.org\n")
    ready(bot, 4)
    assert (bot.port, bot.admin_port) == ports
    assert not [line for line in bot.lines if "Traceback" in line]


@pytest.mark.soak
def test_a_change_of_code_or_words_starts_it_again(bot: Bot) -> None:
    code = bot.folder / "site" / "lunch" / "__init__.py"
    code.write_text(CODE.replace("Chat, Skill", "Chat Skill"))
    says(bot, "skill 'lunch' (lunch:skill) can't be loaded: SyntaxError")
    says(bot, WAITING)
    code.write_text(CODE)
    ready(bot, 2)
    words = code.parent / "strings" / "it.yaml"
    words.write_text("name: Pranzo\n")
    ready(bot, 3)
    lacking = "lunch: strings/it.yaml lacks 'today'"
    says(bot, lacking)
    assert bot.command("check").stderr.splitlines()[0] == lacking
    words.write_text("name: Pranzo\ntoday: Zuppa.\n")
    ready(bot, 4)
    says(bot, lacking)
    assert not [line for line in bot.lines if "Traceback" in line]


@pytest.mark.soak
def test_a_skill_of_a_single_module_is_watched_too(author: Path) -> None:
    site = author / "site"
    code = (site / "lunch" / "__init__.py").rename(site / "lunch.py")
    words = (site / "lunch" / "strings").rename(site / "strings") / "en.yaml"
    (site / "lunch").rmdir()
    with running(author) as bot:
        for times in (2, 3):
            fresh = site / "lunch.py.new"
            fresh.write_text(f"{CODE}# the {times}nd\n")
            fresh.replace(code)
            ready(bot, times)
        words.write_text("name: Lunch\ntoday: Salad.\n")
        ready(bot, 4)
        (site / "another.py").touch()
        (site / "strings" / "it.yaml").write_text("name: Pranzo\ntoday: Insalata.\n")
        ready(bot, 5)
        assert not [line for line in bot.lines if "another.py" in line]


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_it_ends_with_all_that_it_started(bot: Bot, how: signal.Signals) -> None:
    worker = child(bot)
    os.kill(bot.pid, how)
    poll(lambda: over(bot.pid), 60, f"{how.name} ends it")
    assert bot.stop() == 0
    assert gone(worker)


def test_the_bot_ends_when_what_started_it_is_killed(bot: Bot) -> None:
    worker = child(bot)
    os.kill(bot.pid, signal.SIGKILL)
    poll(lambda: over(worker), 60, "the bot ends by itself")
    bot.kill()


def test_it_ends_while_the_bot_is_just_starting(bot: Bot) -> None:
    before = child(bot)
    (bot.folder / "app.yaml").touch()
    starting = poll(lambda: child(bot) not in (0, before) and child(bot), 60, "another one starts")
    assert bot.stop() == 0
    assert gone(starting)
    assert len(told(bot, "ready")) == 1


def test_it_ends_while_it_waits(bot: Bot) -> None:
    (bot.folder / "app.yaml").write_text("skills:\n  lunhc:\n")
    says(bot, WAITING)
    assert bot.stop() == 0


def test_everything_that_code_and_words_are_read_from_is_watched() -> None:
    watched = set(folders())
    assert {CHECKOUT / name for name in ("bot", "handlers", "skills", "config")} <= watched
