"""A skill reads a feed in a job; in a story the world outside says what its author wrote."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot import Chat, Known, Skill, Unreachable, Work, read_feed, t
from bot.outside.fetching import Internet
from bot.runtime.assembly import assemble
from bot.testing import Elsewhere, Team
from tests.bot import toy
from tests.bot.outside import feeds
from tests.bot.outside.conftest import World
from tests.bot.outside.site import page

ADDRESS = "https://example.org/feed"


class Reading:
    """A skill that shows what is new in a feed, or why it can't be read."""

    def __init__(self) -> None:
        self.skill = Skill("toy", home=toy.HOME)
        self.address = ADDRESS
        self.known: Known | None = None

        @self.skill.job("read")
        def read(work: Work) -> None:
            try:
                found = work.fetch(self.address, self.known)
            except Unreachable as error:
                why = error.text
                work.write(lambda chat: chat.say(why, to=toy.CHANNEL))
                return
            if found is not None:
                self.known = found.known
                titles = ", ".join(one.title for one in read_feed(found))
                said = t("said", who="News", words=titles)
                work.write(lambda chat: chat.say(said, to=toy.CHANNEL))

        @self.skill.command("toy")
        def ask(chat: Chat) -> None:
            chat.later(read)


@pytest.fixture
def reading() -> Reading:
    return Reading()


@pytest.fixture
def team(team_of: Callable[..., Team], reading: Reading) -> Team:
    return team_of(reading.skill)


def said(team: Team) -> list[str]:
    team.member("Bob").types("/toy")
    return [one.text for one in team.channel(toy.CHANNEL)]


def test_what_is_new_is_told_once_and_again_when_it_has_changed(team: Team) -> None:
    team.outside[ADDRESS] = feeds.ATOM.encode()
    told = "News: Caffè & cornetti, 2 < 3, No link"
    assert said(team) == [told]
    assert said(team) == [told]
    team.outside[ADDRESS] = feeds.ATOM.replace("2 &lt; 3", "Two").encode()
    assert said(team) == [told, "News: Caffè & cornetti, Two, No link"]
    assert team.outside.asked == [ADDRESS] * 3


@pytest.mark.parametrize(
    ("language", "told"),
    [("en", "Nobody knows a computer called example.org."),
     ("it", "Nessuno conosce un computer di nome example.org.")],
)  # fmt: skip
def test_what_fails_is_worded_by_piazza_itself(
    team_of: Callable[..., Team], reading: Reading, language: str, told: str
) -> None:
    team = team_of(reading.skill, company={"languages": [language]})
    [shown] = said(team)
    assert shown.startswith(told)


def test_a_story_may_let_it_fail_as_it_likes(team: Team) -> None:
    team.outside[ADDRESS] = Unreachable(t("thanks"))
    assert said(team) == ["Thanks."]


@pytest.mark.parametrize("address", ["http://example.org/feed", "https://127.0.0.1/feed"])
def test_what_the_internet_would_refuse_is_refused_in_a_story(address: str) -> None:
    elsewhere = Elsewhere()
    elsewhere[address] = b"<rss/>"
    with pytest.raises(Unreachable):
        elsewhere.fetch(address)


def test_outside_of_stories_it_is_the_internet_unless_something_else_is_given(
    world: World, team: Team
) -> None:
    given = world.internet()
    usual = assemble(team.conf, [], team.app.database, lambda: team.now)
    other = assemble(team.conf, [], team.app.database, lambda: team.now, outside=given)
    assert isinstance(usual.house.outside, Internet)
    assert other.house.outside is given


def test_a_job_reads_a_feed_of_a_site(world: World, team: Team, reading: Reading) -> None:
    world.site.pages["/feed"] = page(feeds.RSS_2.encode())
    reading.address = world.site.url("/feed")
    team.app.house.outside = world.internet()
    assert said(team) == ["News: Caffè & cornetti, 2 < 3, No link"]
