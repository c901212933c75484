"""`piazza check` with a mail server: whether it can be written to, and what is missing."""

from __future__ import annotations

from tests.bot.outside.mailserver import PASSWORD, USER, MailServer

from .shell import APP_YAML, Shell

MAIL = "mail: {from: hello@acme.example, host: 127.0.0.1, port: %d, tls: none, user: piazza}\n"


def test_the_mail_server_is_logged_in_to_and_gets_no_letter(piazza: Shell) -> None:
    with MailServer(login=True).running() as server:
        piazza.write(APP_YAML + MAIL % server.port)
        piazza.set("SMTP_PASSWORD", PASSWORD)
        ran = piazza("check")
        assert (ran.status, ran.err) == (0, "")
        assert f"mail       ok   127.0.0.1:{server.port}" in ran.out.splitlines()
        piazza.set("SMTP_PASSWORD", "wrong")
        ran = piazza("check")
        assert ran.status == 1
        assert f"mail       !!   127.0.0.1:{server.port}" in ran.out.splitlines()
        assert ran.complaint.startswith(f"mail: The mail server 127.0.0.1:{server.port} does not")
        assert ran.complaint.endswith("Look at mail.user in app.yaml and at SMTP_PASSWORD.")
    assert USER in MAIL
    assert not [one for one in server.commands if one.startswith("MAIL")]
    assert "does not answer, or broke off" in piazza("check").complaint


def test_what_is_missing_is_told_before_anything_starts(piazza: Shell) -> None:
    piazza.write(APP_YAML + MAIL % 25)
    line = len(APP_YAML.splitlines()) + 1
    said = "SMTP_PASSWORD is missing in the environment or in .env, and mail.user is here"
    assert piazza("check").complaint == f"app.yaml:{line}: {said}"
