"""Posts of the community manager's own, again and again, once they saw how each will look."""

from __future__ import annotations

import re
from itertools import islice

from bot.cards import Button, Card
from bot.chat import Chat
from bot.delivery import notices, spoken
from bot.delivery.schedule import DAYS, Schedule
from bot.delivery.spoken import Unclear
from bot.errors import Refused
from bot.forms import Form, text
from bot.people import Channel, Role
from bot.runtime.built_in import skill
from bot.runtime.outgoing import Open
from bot.runtime.planned import NAME, posted
from bot.runtime.values import channel as checked
from bot.texts import Text, core

# A button carries them from the look at it until it is scheduled.
MOST_WORDS = 800
SHOWN = 3

_QUOTED = re.compile(
    r"(?P<channel>\S+)\s+[\"\N{LEFT DOUBLE QUOTATION MARK}\N{DOUBLE LOW-9 QUOTATION MARK}"
    r"\N{LEFT-POINTING DOUBLE ANGLE QUOTATION MARK}](?P<when>[^\"]*?)[\""
    r"\N{RIGHT DOUBLE QUOTATION MARK}\N{LEFT DOUBLE QUOTATION MARK}"
    r"\N{RIGHT-POINTING DOUBLE ANGLE QUOTATION MARK}]\s*(?P<words>.*)",
    re.DOTALL,
)
_ID = re.compile(r"[CG][A-Z0-9]{2,}")


class SayPost(Form):
    """A post as it is typed: the channel, the time in quotes, the words."""

    said: str = text(max_length=MOST_WORDS + 2 * NAME, multiline=True, default="")


class NewPost(Form):
    """What is to be posted where, and when."""

    channel: str = text(max_length=NAME)
    when: str = text(max_length=NAME)
    words: str = text(max_length=MOST_WORDS, multiline=True)


@skill.command("cm post", SayPost, only=Role.CM)
def say(chat: Chat, form: SayPost) -> None:
    """Show what would be posted; what is missing or unclear is asked for."""
    match = _QUOTED.fullmatch(form.said.strip())
    if match is None:
        channel, _, words = form.said.strip().partition(" ")
        named = channel.startswith("#")
        values = {"channel": channel, "words": words} if named else {"words": form.said}
        problems = {"when": core("post.quotes")} if form.said else {}
        chat.effects.append(Open(NewPost, values, problems))
        return
    values = {name: part.strip() for name, part in match.groupdict().items()}
    if problem := problem_of(chat, **values):
        chat.effects.append(Open(NewPost, values, {problem[0]: problem[1]}))
        return
    chat.whisper(preview(chat, **values))


@skill.form(NewPost, only=Role.CM)
def new_post(chat: Chat, form: NewPost) -> None:
    """The same, from the form."""
    if problem := problem_of(chat, form.channel, form.when, form.words):
        raise Refused(problem[1], field=problem[0])
    chat.whisper(preview(chat, form.channel, form.when, form.words))


def problem_of(chat: Chat, channel: str, when: str, words: str) -> tuple[str, Text] | None:
    """The first thing that can't be taken, by its field."""
    try:
        named = _channel(channel)
    except ValueError:
        return "channel", core("post.no_channel", channel=channel)
    try:
        spoken.read(when)
    except Unclear as unclear:
        return "when", unclear.text
    if not words:
        return "words", core("form.missing")
    if len(words) > MOST_WORDS:
        return "words", core("form.too_long", count=MOST_WORDS, have=len(words))
    if not chat.can_post(named):
        return "channel", core("post.closed", channel=named)
    return None


def _channel(said: str) -> str:
    """A channel by its id or by its name, which people also write without its # or in capitals."""
    bare = said.removeprefix("#")
    return checked(bare if _ID.fullmatch(bare) else f"#{bare.casefold()}")


def preview(chat: Chat, channel: str, when: str, words: str) -> Card:
    """What will be posted, as it will be read, and when; nothing is stored yet."""
    named, meant, shown = _channel(channel), spoken.read(when), notices.card_of(words)
    dates = list(islice(posted(chat, meant), SHOWN))
    return Card(
        core("post.preview", channel=named, when=spoken.said(meant), title=shown.text),
        quote=shown.quote,
        lines=[core("post.dates", dates=dates)],
        buttons=[
            Button(core("post.schedule"), schedule, named, plain(meant), words),
            Button(core("own.change"), change, channel, when, words),
        ],
    )


@skill.button("post_change", only=Role.CM, reads=True)
def change(chat: Chat, channel: str, when: str, words: str) -> None:
    """Open the form with what has been looked at."""
    chat.open(NewPost, channel=channel, when=when, words=words)


def plain(when: Schedule) -> str:
    """A schedule in words that are read again, whatever the language."""
    return f"{', '.join(DAYS[day] for day in sorted(when.weekdays))} {when.at:%H:%M}"


@skill.button("post_schedule", only=Role.CM)
def schedule(chat: Chat, channel: str, when: str, words: str) -> None:
    """Have it posted from now on."""
    place, meant, db = Channel(chat.workspace, channel), spoken.read(when), chat.db.connection()
    if not notices.add(db, place, meant, words, chat.person.id, chat.now):
        raise Refused(core("post.again"))
    chat.audit(f"{channel}, {when}: {words}")
    following = next(posted(chat, meant))
    chat.whisper(core("post.scheduled", channel=channel, next=following))
