"""The sample company, as `piazza run` opens it where nothing is connected."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from tests.e2e.running import Bot

APP_YAML = """\
company: {{name: Officine Aurora, languages: [en, it], zone: Europe/Rome}}
skills:
  kudos: {{allowance: {allowance}}}
{more}  cm:
"""
# Seconds; half a year of a company's life is played before the first page is served.
PATIENCE = 120


@contextmanager
def opened(
    *,
    allowance: int = 5,
    people: int = 0,
    weeks: int = 0,
    more: Sequence[str] = (),
    environment: Mapping[str, str] | None = None,
) -> Iterator[Bot]:
    """The playground, filled, and ended with the block; nothing must have failed inside.

    `people` are fewer than the 180 that come by themselves, `weeks` than half a year. With `more`
    skills, a line of settings each, it takes longer to fill; with the pulse twice as long.
    """
    lines = "".join(f"  {line}\n" for line in more)
    app_yaml = APP_YAML.format(allowance=allowance, more=lines)
    bot = Bot(environment or {}, app_yaml=app_yaml, patience=PATIENCE)
    if people:
        bot.first = ("tests.e2e.sampled:resize", (people, weeks))
        assert bot.command("sample", "--people", str(people)).returncode == 0
    with bot:
        yield bot
        assert [one for one in bot.logged() if one["level"] == "error"] == []
