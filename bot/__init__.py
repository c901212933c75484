"""Piazza's public API: all that a skill may import."""

from bot.asking import Question, questions
from bot.cards import Button, Card, Chart, Fact, Section, Series
from bot.chat import Chat
from bot.delivery.received import received
from bot.delivery.schedule import Schedule, daily, weekly
from bot.directory.gathering import belonging, leaders, willing
from bot.directory.lookup import holding, members, people_by_email, people_by_id
from bot.directory.newcomers import Start, newcomers
from bot.directory.teams import across, colleagues, dated, lot, managers, teammates
from bot.doors import Cell, Column, Entry, Imported, Line
from bot.errors import BotError, Refused, Rejected, SetupError, Uncertain, Unreachable
from bot.files import Page, Sheet
from bot.forms import Form, choice, choices, date, named, people, person, scale, text
from bot.insight.gauge import Level, share, together
from bot.insight.heads import Told
from bot.insight.lessons import Lesson, read_lessons
from bot.insight.likeness import unlearn
from bot.insight.oracle.checked import Prose, Quote
from bot.insight.oracle.luring import lures
from bot.insight.oracle.prompt import Prompt
from bot.insight.pointing import Pointer, Thing, pointers, unpoint
from bot.insight.promises import Promise, promises
from bot.insight.surprise import Surprise, of_level, of_share
from bot.insight.themes.noticing import Noticed
from bot.insight.themes.pool import Said
from bot.insight.themes.reading import Standing
from bot.insight.themes.theme import Theme
from bot.insight.themes.told import any_of, bare, split
from bot.insight.themes.topic import Topic
from bot.insight.tongue import language_of
from bot.insight.twins import Twin, Twins
from bot.insight.weeks import Weeks, usual
from bot.outside.entries import FeedEntry
from bot.outside.feedreading import read_feed
from bot.outside.letter import Letter, is_address
from bot.outside.pages import Fetched, Known
from bot.outside.words import words_of
from bot.people import ORGANISERS, Channel, Group, Kind, Message, Person, Role
from bot.privacy.bands import Band
from bot.privacy.items import Item
from bot.privacy.reach import Reach, reach
from bot.privacy.results import (
    Closed,
    Outcome,
    Point,
    Results,
    Shown,
    closed_rounds,
    course,
    results,
)
from bot.privacy.rounds import Round
from bot.report import Move, Period, Step, Suggestion, Voice, Waits
from bot.runtime.paths import data
from bot.runtime.values import ChannelName
from bot.scene import Scene
from bot.skill import Settings, Skill
from bot.store.tables import Table
from bot.texts import Text, t
from bot.themes import Course, Remark, Themes
from bot.work import Work

__all__ = [
    "ORGANISERS",
    "Band",
    "BotError",
    "Button",
    "Card",
    "Cell",
    "Channel",
    "ChannelName",
    "Chart",
    "Chat",
    "Closed",
    "Column",
    "Course",
    "Entry",
    "Fact",
    "FeedEntry",
    "Fetched",
    "Form",
    "Group",
    "Imported",
    "Item",
    "Kind",
    "Known",
    "Lesson",
    "Letter",
    "Level",
    "Line",
    "Message",
    "Move",
    "Noticed",
    "Outcome",
    "Page",
    "Period",
    "Person",
    "Point",
    "Pointer",
    "Promise",
    "Prompt",
    "Prose",
    "Question",
    "Quote",
    "Reach",
    "Refused",
    "Rejected",
    "Remark",
    "Results",
    "Role",
    "Round",
    "Said",
    "Scene",
    "Schedule",
    "Section",
    "Series",
    "Settings",
    "SetupError",
    "Sheet",
    "Shown",
    "Skill",
    "Standing",
    "Start",
    "Step",
    "Suggestion",
    "Surprise",
    "Table",
    "Text",
    "Theme",
    "Themes",
    "Thing",
    "Told",
    "Topic",
    "Twin",
    "Twins",
    "Uncertain",
    "Unreachable",
    "Voice",
    "Waits",
    "Weeks",
    "Work",
    "across",
    "any_of",
    "bare",
    "belonging",
    "choice",
    "choices",
    "closed_rounds",
    "colleagues",
    "course",
    "daily",
    "data",
    "date",
    "dated",
    "holding",
    "is_address",
    "language_of",
    "leaders",
    "lot",
    "lures",
    "managers",
    "members",
    "named",
    "newcomers",
    "of_level",
    "of_share",
    "people",
    "people_by_email",
    "people_by_id",
    "person",
    "pointers",
    "promises",
    "questions",
    "reach",
    "read_feed",
    "read_lessons",
    "received",
    "results",
    "scale",
    "share",
    "split",
    "t",
    "teammates",
    "text",
    "together",
    "unlearn",
    "unpoint",
    "usual",
    "weekly",
    "willing",
    "words_of",
]
