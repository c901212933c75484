"""Cards as skills would have them worded."""

from __future__ import annotations

from bot.cards import Chart, Series
from bot.people import Person
from bot.runtime.outgoing import (
    Picture,
    Run,
    WordedButton,
    WordedCard,
    WordedFile,
    WordedSection,
)
from bot.texts import Text

TOKEN = 'kX0mBv2Qy7pLr4sTnW1a["kudos.cheer",0,7]'
ANN = Person(1, "Ann Archer")
BOB = Person(2, "Bob Baker")

KUDOS = WordedCard(
    (Run(ANN.name, True, ANN), Run(" thanks ", True), Run(BOB.name, True, BOB)),
    quote="You stayed until eight & found the bug in <checkout>.\nMia called: it works!",
    lines=((Run("Value: teamwork"),), (Run("2"), Run(" colleagues cheer."))),
    buttons=(WordedButton("Cheer", TOKEN),),
)
RINGRAZIAMENTO = WordedCard(
    (Run(ANN.name, True, ANN), Run(" ringrazia ", True), Run(BOB.name, True, BOB)),
    quote="Perché hai aspettato l’ultimo treno.",
    lines=((Run("Applaude "), Run("1"), Run(" persona.")),),
    buttons=(WordedButton("Applaudi", TOKEN),),
)
DIGEST = WordedCard(
    (Run("Your week, Ann.", True), Run(" What happened from Monday to Sunday:")),
    facts=(("Zone", (Run("Europe/Rome"),)), ("", (Run("no name"),))),
    sections=(
        WordedSection((Run("Recognition"),), (("Thanks given", (Run("12"),)),)),
        WordedSection((Run("Piazza"),), (("Messages sent", (Run("31"),)),)),
    ),
    picture=Picture(Chart(Text("x"), [Series(Text("a"), [])], Text("y")), "Thanks", "A line.", ()),
    file=WordedFile("thanks.csv", "text/csv", "a;b", "The file could not be attached."),
)
CARDS = {"kudos": KUDOS, "ringraziamento": RINGRAZIAMENTO, "digest": DIGEST}
