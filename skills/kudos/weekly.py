"""The week: on Friday its thanks are told by value and story, without any ranking of persons."""

from __future__ import annotations

from datetime import timedelta

from bot import Button, Card, Chat, Fact, Period, Section, Text, t, weekly
from skills.kudos.finding import thanked
from skills.kudos.giving import thank
from skills.kudos.naming import givers_of, whom
from skills.kudos.settings import KudosSettings, skill
from skills.kudos.stories import Chapter, chapters

MOST_STORIES = 6
WEEK = timedelta(days=7)


@skill.post("digest", weekly("friday", at="16:00"), each_workspace=True)
def digest(chat: Chat, _week: Period) -> None:
    """Tell the week's thanks as stories; no ranking of persons."""
    # From one nominal hour to the next: then a late one neither leaves out nor tells twice.
    until = (chat.due or chat.now).astimezone(chat.house.company.clock)
    week = chapters(chat, until - WEEK, until, MOST_STORIES)
    if not week:
        return
    each = max(1, MOST_STORIES // len(week))
    told = [one for chapter in week for one in chapter.stories[:each]]
    to = thanked(chat.db, told, chat.now)
    lines, sections = [], []
    for chapter in week:
        stories = chapter.stories[:each]
        if chapter.value or len(week) > 1:
            facts = [Fact(t("digest_to", to=whom(one, to[one.id])), one.message) for one in stories]
            sections.append(Section(headline(chapter), facts))
        else:
            lines = [
                t("digest_story", to=whom(one, to[one.id]), message=one.message) for one in stories
            ]
    title = t("digest_title", count=sum(one.count for one in week))
    buttons, words_of = [Button(t("thank"), thank)], givers_of(told)
    card = Card(title, lines=lines, sections=sections, buttons=buttons, words_of=words_of)
    chat.say(card, to=chat.settings(KudosSettings).channel)


def headline(chapter: Chapter) -> Text:
    """A value and how often it was thanked for."""
    if chapter.value:
        return t("digest_value", value=chapter.value, count=chapter.count)
    return t("digest_no_value", count=chapter.count)
