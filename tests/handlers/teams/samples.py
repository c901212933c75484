"""Cards as skills would have them worded."""

from __future__ import annotations

from bot.cards import Chart, Series
from bot.forms import Field
from bot.people import Person
from bot.runtime.outgoing import (
    Picture,
    Run,
    WordedButton,
    WordedCard,
    WordedField,
    WordedFile,
    WordedForm,
    WordedSection,
)
from bot.texts import Text

TOKEN = 'kX0mBv2Qy7pLr4sTnW1a["kudos.cheer",0,7]'
WORKSPACE = "teams:7f2c1d5e-0000-4000-8000-000000000001"
ANN_ID, BOB_ID = (f"9b3e7d5a-0000-4000-8000-00000000000{number}" for number in (1, 2))
ANN = Person(1, "Ann Archer", identities={WORKSPACE: ANN_ID})
BOB = Person(2, "Bob Baker", identities={WORKSPACE: BOB_ID})

KUDOS = WordedCard(
    (Run(ANN.name, True, ANN), Run(" thanks ", True), Run(BOB.name, True, BOB)),
    quote="You stayed until eight & found the bug in <checkout>.\nMia called: it works!",
    lines=((Run("Value: teamwork"),), (Run("2"), Run(" colleagues cheer."))),
    buttons=(WordedButton("Cheer", TOKEN),),
    about="kudos:7",
)
RINGRAZIAMENTO = WordedCard(
    (Run(ANN.name, True, ANN), Run(" ringrazia ", True), Run(BOB.name, True, BOB)),
    quote="Perché hai aspettato l’ultimo treno.",
    lines=((Run("Applaude "), Run("1"), Run(" persona.")),),
    buttons=(WordedButton("Applaudi", TOKEN),),
    about="kudos:7",
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
# What a language model wrote or named, in both languages.
DRAFT = WordedCard(
    (Run("AI draft, read it before you send it", True),),
    quote="Thank you for asking.\n\nA colleague looks into it & tells you.",
    lines=((Run("For no. 3: How do I change the address of my invoices?"),),),
    buttons=(WordedButton("Use it", TOKEN),),
)
BOZZA = WordedCard(
    (Run("Bozza dell’IA: leggila prima di mandarla", True),),
    quote="Grazie per averci scritto.\n\nUn collega guarda dov’è & ti dice com’è.",
    lines=((Run("Per il n. 3: Come cambio l’indirizzo delle fatture?"),),),
    buttons=(WordedButton("Usa questa", TOKEN),),
)
THEME = WordedCard(
    (Run("Theme: Invoice mistakes", True),),
    facts=(("Thirty days", (Run("7, and new · feedback: 7"),)),),
    lines=((Run("AI gave it this name, from what customers said; “Rename” gives it yours."),),),
    sections=(WordedSection((Run("Lately"),), (("feedback", (Run("The invoice is wrong."),)),)),),
    buttons=(WordedButton("Rename", TOKEN), WordedButton("Drop", "x")),
)
TEMA = WordedCard(
    (Run("Tema: Errori nelle fatture", True),),
    facts=(("Trenta giorni", (Run("7, ed è nuovo · feedback: 7"),)),),
    lines=(
        (
            Run(
                "Il nome l’ha dato l’IA, da quello che hanno detto i clienti;"
                " «Rinomina» mette il tuo."
            ),
        ),
    ),
    sections=(
        WordedSection((Run("Di recente"),), (("feedback", (Run("La fattura è sbagliata."),)),)),
    ),
    buttons=(WordedButton("Rinomina", TOKEN), WordedButton("Non mostrare più", "x")),
)
CARDS = {
    "kudos": KUDOS,
    "ringraziamento": RINGRAZIAMENTO,
    "digest": DIGEST,
    "draft": DRAFT,
    "bozza": BOZZA,
    "theme": THEME,
    "tema": TEMA,
}
FORM = WordedForm(
    "How was your week?",
    "Send",
    "Cancel",
    TOKEN,
    (
        WordedField(Field("people", name="to", most=3), "Colleagues", "Up to three.", [BOB_ID]),
        WordedField(Field("scale", name="mood"), "Mood", "", 4),
        WordedField(
            Field("text", name="why", multiline=True),
            "Why",
            "",
            "short",
            problem="At least 20 characters; there are 5.",
        ),
    ),
)
MODULO = WordedForm(
    "Com’è andata la settimana?",
    "Invia",
    "Annulla",
    TOKEN,
    (
        WordedField(Field("person", name="to"), "Collega", "Chi vuoi ringraziare?", None),
        WordedField(Field("scale", name="mood", high=10), "Umore", "Da 1 a 10.", None),
        WordedField(Field("date", name="day"), "Giorno", "", "2026-11-27"),
    ),
)
FORMS = {"form": FORM, "modulo": MODULO}
NAMES = {ANN_ID: ANN.name, BOB_ID: BOB.name}
