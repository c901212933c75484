"""The page for the notice board: last week's public thanks, also for who has no account."""

from __future__ import annotations

from datetime import timedelta

from bot import Card, Chat, Fact, Page, Period, Person, Section, Text, t
from skills.kudos.finding import thanked
from skills.kudos.naming import givers, givers_of, whom
from skills.kudos.settings import skill
from skills.kudos.stories import Chapter, chapters
from skills.kudos.weekly import headline

# A week's thanks on a few sheets of paper, and a file that every platform takes.
MOST_A_VALUE = 100


@skill.command("kudos page")
def page(chat: Chat) -> None:
    """Send whoever asks last week's thanks as a page to print; all of it was public."""
    week = Period.week_of(chat.today, chat.house.company.zone).before
    told = chapters(chat, week.start_at, week.end_at, MOST_A_VALUE)
    if not told:
        chat.whisper(t("page_empty"))
        return
    last = week.end - timedelta(days=1)
    title = t("page_title", company=chat.house.company.name)
    lead = t("page_lead", first=week.first, last=last, count=sum(one.count for one in told))
    sections = [section(chat, chapter) for chapter in told]
    file = Page(f"kudos {week.first.isoformat()}", title, sections, lead)
    words_of = givers_of([one for chapter in told for one in chapter.stories])
    card = Card(t("page_sent", first=week.first, last=last), file=file, words_of=words_of)
    chat.send(card, to=chat.person)
    chat.whisper(t("file_sent"))


def section(chat: Chat, chapter: Chapter) -> Section:
    """The thanks that name one value: to whom, what for, and by whom where that is said."""
    to = thanked(chat.db, chapter.stories, chat.now)
    named = givers(chat, chapter.stories)
    facts = [
        Fact(headed(whom(one, to[one.id]), named.get(one.id)), one.message)
        for one in chapter.stories
    ]
    return Section(headline(chapter), facts)


def headed(to: list[Person] | Text, giver: Person | None) -> Text:
    """Who is thanked, and by whom unless that is not said."""
    return t("page_to", to=to, giver=giver) if giver else t("page_to_by_nobody", to=to)
