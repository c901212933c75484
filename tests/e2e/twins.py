"""Two workspaces of one app, alike in every id, and the browser of an admin who installs it."""

from __future__ import annotations

import http.client
from collections.abc import Mapping
from dataclasses import dataclass, replace

from tests.slack_world import COMPANY, App, StrictSlack

TWIN = "T0TWIN"


def twin_of(slack: StrictSlack, team: str = TWIN, organisation: str = "") -> StrictSlack:
    """Another workspace at the same Slack: the same people, ids and channels, and its own token."""
    app = App(
        team=team, domain=team.lower(), bot_token=f"xoxb-of-{team}", organisation=organisation
    )
    people = [replace(one, team=team, organisation=organisation) for one in COMPANY if one.team]
    ours = [one for one in people if not one.stranger]
    return slack.beside(StrictSlack(ours, app=app))


def several(slack: StrictSlack, *, socket: bool = False) -> dict[str, str]:
    """The environment of a bot that each workspace installs itself."""
    app = slack.app
    way = (
        {"SLACK_APP_TOKEN": app.app_token}
        if socket
        else {"SLACK_SIGNING_SECRET": app.signing_secret}
    )
    mine = {"SLACK_CLIENT_ID": app.client_id, "SLACK_CLIENT_SECRET": app.client_secret}
    return {"SLACK_API_URL": slack.api_url, **mine, **way}


@dataclass(frozen=True)
class Shown:
    """What a browser gets."""

    status: int
    words: str
    headers: Mapping[str, str]


class Browser:
    """An admin's: it keeps one cookie, and follows no redirect by itself."""

    def __init__(self, port: int, language: str = "en") -> None:
        self._port = port
        self._language = language
        self.cookie = ""

    def opens(self, path: str) -> Shown:
        """Open a page of the bot's public side."""
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=10)
        headers = {"Accept-Language": self._language, "Cookie": self.cookie}
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        shown = Shown(answer.status, answer.read().decode(), dict(answer.getheaders()))
        connection.close()
        if given := shown.headers.get("Set-Cookie"):
            self.cookie = given.partition(";")[0]
        return shown

    def installs(self, slack: StrictSlack) -> Shown:
        """Begin, allow it at Slack, come back."""
        sent = self.opens("/slack/install")
        assert sent.status == 302, sent
        return self.opens(slack.consents(sent.headers["Location"]))
