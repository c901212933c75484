"""Sending: what a job says leaves by the settings of the company, from a thread of its own."""

from __future__ import annotations

import json
from collections.abc import Callable

from bot import Chat, Letter, Skill, Work
from bot.runtime.assembly import assemble
from bot.testing import Team
from tests.bot import toy
from tests.bot.outside.mailserver import MailServer
from tests.bot.outside.program import Program
from tests.handlers.web.hooked import HOOKS

skill = Skill("toy", home=toy.HOME)


@skill.job("tell")
def tell(work: Work, address: str) -> None:
    work.post("shop", address, "toy/7", {"toy": 7})
    work.mail(Letter("rossi@shop.example", "Toys", "A toy.", "toy/7"))


@skill.command("toy", toy.Note)
def ask(chat: Chat, form: toy.Note) -> None:
    chat.later(tell, form.words)


def test_a_job_posts_and_mails(team_of: Callable[..., Team]) -> None:
    with MailServer().running() as server, Program().running() as program:
        mail = {"from": "hello@acme.example", "host": "127.0.0.1", "port": server.port}
        team = team_of(skill, mail={"tls": "none", **mail})
        secrets = team.conf.secrets.model_copy(update={"piazza_hook": HOOKS})
        conf = team.conf.model_copy(update={"secrets": secrets})
        app = assemble(conf, [skill], team.app.database, team.app.clock)
        team.app.house.sender = app.house.sender
        team.member("Bob").types(f"/toy {program.address}")
        [(headers, body)] = program.told
        assert (headers["webhook-id"], json.loads(body)) == ("toy/7", {"toy": 7})
        assert int(headers["webhook-timestamp"]) == int(team.now.timestamp())
        [letter] = server.read
        assert letter["Message-ID"] == "<toy/7@acme.example>"
        assert letter["Date"].datetime == team.now
