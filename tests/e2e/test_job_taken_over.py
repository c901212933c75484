"""Background work whose process is killed in the middle is done to its end by another, once."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.slack_world import ANN, Driver, StrictSlack
from tests.slack_world.program import poll

from .connected import THANKS, Store, credentials, told
from .killing import Point
from .killing import told as armed
from .running import Bot, Worker

APP_YAML = f"""\
company: {{name: Officine Aurora, languages: [en, it], zone: Europe/Rome, country: AQ}}
slack: {{rate_per_minute: 6000}}
skills:
  kudos:
roles: {{cm: [{ANN.id}]}}
schedules:
  kudos.gratitude: {{paused: true}}
  kudos.colleague: {{paused: true}}
  kudos.digest: {{paused: true}}
"""
# More than one transaction changes.
MANY = 250
# As many more of what could not be posted, each a delivery of its own.
MORE = """\
INSERT INTO delivery (id, workspace, lane, kind, channel, params, state, not_before, epoch,
    attempts, doubtful, error, made, position)
SELECT gen_random_uuid(), workspace, lane, kind, channel, params, state, not_before, epoch,
    attempts, doubtful, error, made, position
FROM delivery, generate_series(2, :many) WHERE channel IS NOT NULL AND state = 'failed'
"""
A_CHUNK = Point("bot.runtime.undelivered:_some", "after commit")


def multiply(url: str) -> None:
    engine = sa.create_engine(url, poolclass=sa.pool.NullPool)
    with engine.begin() as db:
        db.execute(sa.text("DELETE FROM delivery WHERE channel IS NULL AND state = 'failed'"))
        db.execute(sa.text(MORE), {"many": MANY})


@pytest.mark.soak
def test_what_is_to_be_sent_again_is_sent_once_whoever_is_killed(
    postgres_url: str, tmp_path: Path
) -> None:
    with StrictSlack() as slack:
        environment = {**credentials(slack), "DATABASE_URL": postgres_url}
        bot = Bot(environment, app_yaml=APP_YAML, folder=tmp_path)
        bot.first = ("tests.e2e.killing:arm", armed("postgresql", A_CHUNK))
        with bot:
            poll(lambda: told(bot, "groups"), 20, "everybody is known")
            store, driver = Store(bot, postgres_url), Driver(slack, bot.events_url)
            slack.fail("chat.postMessage", "ok_false:not_in_channel", times=2)
            driver.command(ANN, "/kudos", f"@bob {THANKS}")
            poll(lambda: store.count("delivery WHERE state = 'failed'") == 2, 20, "it failed")
            multiply(postgres_url)
            listed = driver.command(ANN, "/cm", "undelivered").message
            assert listed is not None
            before = len(slack.whispers(ANN))
            driver.press(ANN, listed)
            shown = slack.wait_for(lambda: slack.whispers(ANN)[before:], 20)[-1]
            driver.press(ANN, shown, f"Send {MANY} again")
            poll(lambda: bot.status is not None, 20, "it dies when a part is done")
            assert 0 < store.count("delivery WHERE state = 'failed'") < MANY
            assert store.count("job") == 1
        folder = tmp_path / "worker"
        folder.mkdir()
        worker = Worker(environment, app_yaml=APP_YAML, folder=folder)
        worker.first = ("tests.e2e.killing:arm", armed("postgresql", None))
        with worker:
            poll(lambda: store.count("job") == 0, 40, "another does the rest")
            poll(lambda: store.all_sent, 60, "all is sent")
        assert store.count("delivery WHERE state = 'failed'") == 0
        books = slack.audit()
        ids = [str(one) for (one,) in store.rows("SELECT id FROM delivery WHERE channel <> ''")]
        assert len(ids) >= MANY
        assert {one: books.elsewhere[one] for one in ids if books.elsewhere[one] != 1} == {}
        assert books.faults == []
