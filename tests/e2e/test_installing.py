"""The install pages: who may have Piazza gets it, in one browser, once; nobody else gets in."""

from __future__ import annotations

from collections.abc import Iterator
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import sqlalchemy as sa
import yaml

from bot.delivery.tables import inbox
from tests.slack_world import ANN, Driver, StrictSlack
from tests.slack_world.people import TEAM

from .connected import THANKS
from .inside import Inside
from .running import APP_YAML
from .twins import TWIN, Browser, Shown, several, twin_of

ORG = "E0COMPANY"


@pytest.fixture
def slack() -> Iterator[StrictSlack]:
    with StrictSlack() as slack:
        yield slack


@pytest.fixture
def bot(slack: StrictSlack, tmp_path: Path) -> Iterator[Inside]:
    with Inside(slack, tmp_path, known=several(slack)) as bot:
        yield bot


def listing(*ids: str) -> str:
    """The settings, with these workspaces on the list."""
    conf = yaml.safe_load(APP_YAML)
    return yaml.safe_dump(conf | {"slack": {**conf["slack"], "workspaces": list(ids)}})


def installed(bot: Inside) -> list[str]:
    return [row.team_id or row.enterprise_id for row in rows(bot)]


def rows(bot: Inside) -> list[sa.Row[tuple[str, str, str]]]:
    columns = "team_id", "enterprise_id", "bot_token"
    bots = sa.table("slack_bots", *map(sa.column, columns))
    return list(bot.rows(sa.select(bots)))


def browser(bot: Inside, language: str = "en") -> Browser:
    return Browser(bot.host.port, language)


def is_nothing(bot: Inside, shown: Shown, status: int, words: str) -> None:
    """A plain page that says why, and nothing came of it."""
    assert (shown.status, words in shown.words) == (status, True), shown
    assert "Traceback" not in shown.words
    assert (installed(bot), bot.platform.workspaces) == ([], [])


def test_the_browser_is_sent_to_slack_with_a_mark_of_its_own(
    bot: Inside, slack: StrictSlack
) -> None:
    marks = set()
    for _ in range(2):
        sent = browser(bot).opens("/slack/install")
        where = urlsplit(sent.headers["Location"])
        asked = parse_qs(where.query)
        assert (sent.status, where.path) == (302, "/oauth/v2/authorize")
        assert asked["client_id"] == [slack.app.client_id]
        assert "commands" in asked["scope"][0].split(",")
        (cookie,) = SimpleCookie(sent.headers["Set-Cookie"]).values()
        assert cookie.key.startswith("__Host-")
        assert (cookie["secure"], cookie["httponly"], cookie["samesite"]) == (True, True, "Lax")
        assert (cookie["path"], cookie["domain"], cookie["max-age"]) == ("/", "", "600")
        assert sent.headers["Cache-Control"] == "no-store"
        marks.add(asked["state"][0])
    assert len(marks) == 2
    assert bot.rows(inbox.select()) == [], "who only looks leaves no trace"


def test_the_public_address_is_where_slack_sends_back_to(
    slack: StrictSlack, tmp_path: Path
) -> None:
    more = {"PIAZZA_PUBLIC_URL": "https://piazza.example.org/"}
    with Inside(slack, tmp_path, known=several(slack), more=more) as bot:
        sent = browser(bot).opens("/slack/install")
        asked = parse_qs(urlsplit(sent.headers["Location"]).query)
        assert asked["redirect_uri"] == ["https://piazza.example.org/slack/oauth_redirect"]
        assert browser(bot).installs(slack).status == 200
        (call,) = slack.called("oauth.v2.access")
        assert call.args["redirect_uri"] == asked["redirect_uri"][0]


def test_who_comes_from_another_browser_gets_nothing(bot: Inside, slack: StrictSlack) -> None:
    back = slack.consents(browser(bot).opens("/slack/install").headers["Location"])
    other = browser(bot)
    is_nothing(bot, other.opens(back), 400, "another browser")
    other.opens("/slack/install")
    is_nothing(bot, other.opens(back), 400, "another browser")


@pytest.mark.parametrize(
    "state", ["", "x", "0" * 20 + '["slack/install",0,"n",1]', "é" * 40, "%ff" * 30, "1" * 6000]
)
def test_a_mark_that_never_left_here_is_worth_nothing(
    bot: Inside, slack: StrictSlack, state: str
) -> None:
    one = browser(bot)
    one.opens("/slack/install")
    query = urlencode({"code": "any", "state": state}) if "%" not in state else f"state={state}"
    is_nothing(bot, one.opens(f"/slack/oauth_redirect?{query}"), 400, "too old")
    one.cookie = "__Host-piazza-install=\xff\xfe"
    is_nothing(bot, one.opens(f"/slack/oauth_redirect?{query}"), 400, "too old")
    assert slack.called("oauth.v2.access") == []


def test_a_mark_is_good_for_ten_minutes(bot: Inside, slack: StrictSlack) -> None:
    one = browser(bot)
    back = slack.consents(one.opens("/slack/install").headers["Location"])
    bot.later(601)
    is_nothing(bot, one.opens(back), 400, "too old")


def test_a_mark_is_good_once(bot: Inside, slack: StrictSlack) -> None:
    one = browser(bot)
    sent = one.opens("/slack/install").headers["Location"]
    cookie = one.cookie
    assert one.opens(slack.consents(sent)).status == 200
    assert one.cookie != cookie, "the cookie is taken back"
    one.cookie = cookie
    again = one.opens(slack.consents(sent))
    assert (again.status, "used up" in again.words) == (400, True)
    assert len(slack.called("oauth.v2.access")) == 1


def test_who_says_no_at_slack_reads_that_nothing_happened(bot: Inside, slack: StrictSlack) -> None:
    one = browser(bot, "it-IT,it;q=0.9")
    back = slack.consents(one.opens("/slack/install").headers["Location"])
    state = parse_qs(urlsplit(back).query)["state"][0]
    denied = urlencode({"error": "access_denied", "state": state})
    is_nothing(bot, one.opens(f"/slack/oauth_redirect?{denied}"), 400, "non è stata installata")


@pytest.mark.parametrize("how", ["ok_false:invalid_code", "500", "html", "reset"])
@pytest.mark.parametrize("method", ["oauth.v2.access", "auth.test"])
def test_where_slack_does_not_confirm_nothing_is_stored(
    bot: Inside, slack: StrictSlack, method: str, how: str
) -> None:
    slack.fail(method, how)
    is_nothing(bot, browser(bot).installs(slack), 502, "did not confirm")


def test_while_none_is_listed_only_the_first_gets_in(bot: Inside, slack: StrictSlack) -> None:
    twin = twin_of(slack)
    assert browser(bot).installs(slack).status == 200
    refused = browser(bot).installs(twin)
    assert refused.status == 403
    assert f"by adding {TWIN}" in refused.words
    assert installed(bot) == [TEAM]
    assert bot.platform.workspaces == [f"slack:{TEAM}"]
    assert twin.world.tokens == set(), "the token that was given is given back"
    assert browser(bot).installs(slack).status == 200, "again is no other"


@pytest.fixture
def twin(slack: StrictSlack) -> StrictSlack:
    return twin_of(slack)


def test_the_first_that_left_keeps_its_place(
    bot: Inside, slack: StrictSlack, twin: StrictSlack
) -> None:
    browser(bot).installs(slack)
    slack.run(leave(bot, TEAM))
    assert browser(bot).installs(twin).status == 403
    assert browser(bot).installs(slack).status == 200


async def leave(bot: Inside, home: str) -> None:
    """What comes of a farewell."""
    places = bot.platform._places
    await places.end(places.here[home], "it has removed Piazza")


def test_only_those_on_the_list_get_in(slack: StrictSlack, tmp_path: Path) -> None:
    twin = twin_of(slack)
    with Inside(slack, tmp_path, app_yaml=listing(TWIN), known=several(slack)) as bot:
        assert browser(bot).installs(slack).status == 403
        assert browser(bot).installs(twin).status == 200
        assert installed(bot) == [TWIN]
    with Inside(slack, tmp_path, app_yaml=listing(TEAM), known=several(slack)) as bot:
        assert bot.platform.workspaces == []
        state = bot.platform.state()[f"slack:{TWIN}"]
        assert state == f"paused: {TWIN} is not under slack: workspaces in the settings"


def test_the_name_of_a_workspace_is_no_markup(bot: Inside, slack: StrictSlack) -> None:
    named = twin_of(slack, "T0<b>")
    shown = browser(bot).installs(named)
    assert "T0&lt;B&gt;" in shown.words
    assert "default-src 'none'" in shown.headers["Content-Security-Policy"]


def test_what_is_stored_of_a_token_is_noise(bot: Inside, slack: StrictSlack) -> None:
    browser(bot).installs(slack)
    (row,) = rows(bot)
    assert "xoxb" not in row.bot_token
    assert all(token not in row.bot_token for token in slack.world.tokens)
    slack.run(leave(bot, TEAM))
    assert [row.bot_token for row in rows(bot)] == [None]


def test_without_credentials_for_it_there_is_no_such_page(
    slack: StrictSlack, tmp_path: Path
) -> None:
    with Inside(slack, tmp_path) as bot:
        assert browser(bot).opens("/slack/install").status == 404
        assert browser(bot).opens("/slack/oauth_redirect").status == 404


def test_an_organisation_is_one_workspace(slack: StrictSlack, tmp_path: Path) -> None:
    org = twin_of(slack, TWIN, ORG)
    with Inside(slack, tmp_path, app_yaml=listing(ORG), known=several(slack)) as bot:
        shown = browser(bot).installs(org)
        assert (shown.status, "for the organisation" in shown.words) == (200, True)
        assert bot.platform.workspaces == [f"slack:{ORG}"]
        bot.meet_everybody()
        driver = Driver(org, bot.driver.url)
        reply = driver.command(ANN, "/kudos", f"@bob {THANKS}")
        assert reply.message is not None
        assert "Thank you for thanking @bob!" in reply.message.shown(org.names)
        org.wait_for(lambda: len(org.messages("kudos")) == 1, 10)
        other = Driver(slack, bot.driver.url).command(ANN, "/kudos", f"@bob {THANKS}").message
        assert other is not None
        assert other.shown().startswith("Sorry, Piazza is for the members")
        assert [one.faults for one in (slack, org)] == [[], []]
