"""Cards and forms as skills would have them worded, and how they are drawn."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.cards import Chart
from bot.forms import Field
from bot.people import Channel, Person
from bot.runtime.outgoing import (
    Picture,
    Run,
    Runs,
    WordedButton,
    WordedCard,
    WordedField,
    WordedForm,
    WordedSection,
)
from bot.texts import t
from handlers.slack.render import message
from handlers.slack.views import answer_view, home, view

HERE = "slack:T0COMPANY"
ANN = Person(1, "Ann Archer", identities={HERE: "U00000ANN"})
BOB = Person(2, "Bob Baker", identities={HERE: "U00000BOB", "teams:x": "29:b"})
CARLA = Person(3, "Carla Conti", language="it", identities={HERE: "U0000CARLA"})
ELSEWHERE = Person(4, "Eve Else", identities={"slack:T0STRANGER": "U00000EVE"})
KUDOS = Channel(HERE, "C0000KUDOS")
TOKEN = 'kX0mBv2Qy7pLr4sTnW1a["kudos.cheer",0,7]'

OPTIONAL = None
VALUES = ("courage", "teamwork", "care")


def choices(values: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Options that are their own labels."""
    return tuple((value, value) for value in values)


def words(*parts: str | Person | Channel) -> Runs:
    """Runs in the way a catalogue writes them: two asterisks switch bold."""
    found: list[Run] = []
    bold = False
    for part in parts:
        if isinstance(part, Person):
            found.append(Run(part.name, bold, person=part))
        elif isinstance(part, Channel):
            found.append(Run(part.id, bold, channel=part))
        else:
            for index, piece in enumerate(part.split("**")):
                bold = bold != (index > 0)
                if piece:
                    found.append(Run(piece, bold))
    return tuple(found)


def facts(*pairs: tuple[str, str]) -> tuple[tuple[str, Runs], ...]:
    return tuple((name, words(value)) for name, value in pairs)


def card(*parts: str | Person | Channel, **more: Any) -> WordedCard:
    return WordedCard(words(*parts), **more)


def field(spec: Field, label: str = "A question", **more: Any) -> WordedField:
    more.setdefault("options", choices([] if callable(spec.options) else spec.options))
    return WordedField(spec, label, **{"hint": "", "value": None, **more})


def form(*fields: WordedField, note: Runs = ()) -> WordedForm:
    return WordedForm("Thank a colleague", "Say thanks", "Cancel", TOKEN, fields, note)


def give(values: dict[str, Any], problems: dict[str, str], note: Runs = ()) -> WordedForm:
    """The form of `/kudos`."""
    fields = (
        field(Field("people", name="to", most=10), "Whom do you thank?"),
        field(
            Field("choice", OPTIONAL, "value", options=VALUES),
            "Which of our values does it show?",
        ),
        field(
            Field("text", name="message", min_length=20, max_length=500, multiline=True),
            "What did they do, and what did it change?",
            hint="At least 20 characters. Everyone in the channel can read it.",
        ),
    )
    return form(*(_filled(one, values, problems) for one in fields), note=note)


def _filled(one: WordedField, values: dict[str, Any], problems: dict[str, str]) -> WordedField:
    name = one.spec.name
    return WordedField(
        one.spec, one.label, one.hint, values.get(name), one.options, problems.get(name, "")
    )


KUDOS_POST = card(
    "**",
    ANN,
    " thanks ",
    BOB,
    " and ",
    CARLA,
    "**",
    quote="You stayed until eight & found the bug in <checkout>.\nMia called: it works!",
    lines=(words("Value: teamwork"), words("2 colleagues cheer.")),
    buttons=(WordedButton("Cheer", TOKEN),),
)

DIGEST = card(
    "**Your week, Ann.** What happened from Monday to Sunday:",
    sections=(
        WordedSection(
            words("Recognition"),
            facts(("Thanks given", "12 (week before: 9)"), ("People who thanked", "8 of 40")),
        ),
        WordedSection(words("Piazza"), facts(("Messages sent", "31"), ("Failed", "0"))),
    ),
    picture=Picture(Chart(t("title"), [], t("alt")), "Thanks", "Bar chart of thanks a day.", ()),
)

HELP = card(
    "**Piazza** is where we thank each other. You can write:",
    lines=(
        words("/kudos – thank a colleague: @ann @bob and why, in at least 20 characters"),
        words("/kudos mine – the thanks you gave and received"),
        words("/piazza whatyouknow – everything that is stored on you"),
        words("/piazza forgetme – have yourself erased"),
    ),
)

OWN = card(
    "**Your thanks**",
    facts=facts(("Received", "7"), ("Given", "3"), ("Left today", "4")),
    buttons=(WordedButton("Thank somebody", TOKEN),),
)

RINGRAZIAMENTO = card(
    "**",
    CARLA,
    " ringrazia ",
    BOB,
    " e ",
    ELSEWHERE,
    "**",
    quote="Perché c’eravate anche quando non era il vostro turno: è così che si fa.",
    lines=(words("Valore: coraggio"),),
    facts=facts(
        ("Rimasti oggi", "3"),
    ),
    buttons=(WordedButton("Mi unisco", TOKEN), WordedButton("Ringrazia anche tu", "x")),
)

# What a language model wrote or named, in both languages.
DRAFT = card(
    "**AI draft, read it before you send it**",
    quote="Thank you for asking.\n\nA colleague looks into it & tells you.",
    lines=(words("For no. 3: How do I change the address of my invoices?"),),
    buttons=(WordedButton("Use it", TOKEN),),
)
BOZZA = card(
    "**Bozza dell’IA: leggila prima di mandarla**",
    quote="Grazie per averci scritto.\n\nUn collega guarda dov’è & ti dice com’è.",
    lines=(words("Per il n. 3: Come cambio l’indirizzo delle fatture?"),),
    buttons=(WordedButton("Usa questa", TOKEN),),
)
THEME = card(
    "**Theme: Invoice mistakes**",
    facts=facts(("Thirty days", "7, and new · feedback: 7")),
    lines=(words("AI gave it this name, from what customers said; “Rename” gives it yours."),),
    sections=(WordedSection(words("Lately"), facts(("feedback", "The invoice is wrong."))),),
    buttons=(WordedButton("Rename", TOKEN), WordedButton("Drop", "x")),
)
TEMA = card(
    "**Tema: Errori nelle fatture**",
    facts=facts(("Trenta giorni", "7, ed è nuovo · feedback: 7")),
    lines=(
        words(
            "Il nome l’ha dato l’IA, da quello che hanno detto i clienti; «Rinomina» mette il tuo."
        ),
    ),
    sections=(WordedSection(words("Di recente"), facts(("feedback", "La fattura è sbagliata."))),),
    buttons=(WordedButton("Rinomina", TOKEN), WordedButton("Non mostrare più", "x")),
)

MODULO = WordedForm(
    "Come va in questa settimana lunga",
    "Invia",
    "Annulla",
    TOKEN,
    (
        field(Field("scale", name="energy", low=1, high=5), "Quanta energia hai?", value="4"),
        field(
            Field("choice", name="topic", options=("holidays", "hours")),
            "Di che cosa si tratta?",
            options=(("holidays", "Ferie e permessi"), ("hours", "Orari")),
        ),
        field(Field("date", OPTIONAL, "since"), "Da quando?", value="2026-11-23"),
        field(Field("person", OPTIONAL, "with_whom"), "Con chi?", value=["U0000CARLA"]),
    ),
)

TOO_SHORT = "Please write at least 20 characters. You have 6."

DRAWN: dict[str, Any] = {
    "kudos_post": message(KUDOS_POST, HERE),
    "digest": message(DIGEST, HERE),
    "help": message(HELP, HERE),
    "ringraziamento": message(RINGRAZIAMENTO, HERE),
    "draft": message(DRAFT, HERE),
    "bozza": message(BOZZA, HERE),
    "theme": message(THEME, HERE),
    "tema": message(TEMA, HERE),
    "form_opened_with_a_problem": view(
        give({"to": ["U00000BOB"], "message": "Thanks"}, {"message": TOO_SHORT})
    ),
    "form_after_trouble": view(
        give({"message": "You found it"}, {}, words("**Nothing was saved.** Please send it again."))
    ),
    "modulo": view(MODULO),
    "home": home((OWN, HELP), HERE),
    "answer_in_a_modal": answer_view(
        card("Thank you! It is in ", KUDOS, ". You can give 4 more today."), "Close", HERE
    ),
}


def texts_of(blocks: Sequence[dict[str, Any]]) -> str:
    """All words of rich text, mentions as their ids."""
    found: list[str] = []
    for block in blocks:
        if block["type"] == "text":
            found.append(block["text"])
        found.append(block.get("user_id", block.get("channel_id", "")))
        found.append(texts_of(block.get("elements", ())))
    return "".join(found)
