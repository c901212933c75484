"""Luring: words that speak to a machine, so that it does something for whoever wrote them."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from bot import bare

_BREAK = r"(?:ignor|disregard|forget|overrid|bypass|dimentica|scavalca|trascura)\w*"
_TASK = (
    r"(?:instructions?|guidelines?|prompts?|rules|question|task|above|previous|everything|you were"
    r"|istruzion\w+|regol[ae]|domanda|compito|sopra|precedent\w+|tutto)"
)
_EVERY = (
    r"(?:all|every|each|other|next|following|tutt[ie]|ogni|altr[ie]|seguent[ei]|prossim[ie])"
    r"(?: (?:the|of|these|other|i|gli|le|questi|altri))*"
)
_TEXTS = (
    r"(?:texts?|messages?|reviews?|entries|comments|test[io]|messaggi?o?|recension[ie]|comment[io])"
)
_LABEL = (
    r"(?:negativ[aeio]?|neutral\w*|neutr[aeio]|positiv[aeio]?|complaints?|praise|opportunity|none"
    r"|lamentel[ae]|reclam[oi]|elogi[o]?|lod[ei]|opportunita)"
)
_DEEM = (
    r"(?:label|classif|categor|rate|mark|tag|treat|consider|count|judge"
    r"|etichett|contrassegn|valut|segn|tratt|cont|giudic)\w*"
)
_SAY = r"(?:answer|reply|respond|output|print|write|rispond|scriv|stamp)\w*"
_ONLY = r"(?:\W*(?:only|just|exactly|solo|soltanto|esattamente))"
_ROLES = r"(?:system|sistema|developer|assistant|assistente|user)"
# In small letters and without accents.
_LURES: Final = (
    rf"\b{_BREAK}\b.{{0,40}}\b{_TASK}\b",
    # How words are to be labelled, or those beside them: no customer's business.
    rf"\b{_DEEM}\b.{{0,60}}\b(?:as|come|is|are|e|sono)\b\W*(?:an? |una? )?{_LABEL}\b",
    rf"\b{_SAY}{_ONLY}?\W*{_LABEL}\b",
    rf"\b(?:answer|respond|output|print|rispondi|scrivi|stampa){_ONLY}\b",
    rf"\b{_EVERY} {_TEXTS}\b",
    rf"\b{_TEXTS} (?:before|after|above|below|number|\d|prima|dopo|che (?:segu|preced)ono)",
    rf"\b{_TEXTS} (?:seguent|precedent|prossim)[ei]\b",
    r"\b(?:sentiment|sentimento|intent|intento)\b[\"']?\s*[:=]",
    # Whom one speaks to.
    rf"(?:^|\W){_ROLES}\s*(?:message|prompt)?\s*:",
    r"\b(?:chat ?gpt|gpt|llms?|prompts?|language model|modello linguistico|jailbreak|base64)\b",
    r"\b(?:messaggio di sistema|system (?:message|prompt))\b",
    r"\b(?:you are now|pretend to|act as (?:a|if)|new task|real instruction)\b",
    r"\b(?:sei ora|adesso sei|fai finta|comportati (?:da|come)|nuovo compito|vera istruzione)\b",
    # The form in which it is sent and answered, and what is written so that nobody reads it.
    r"<\||\|>|\[/?inst\]|<<|>>|```|</?\w+>|\{\s*\"|\}\s*\]|\"\s*:\s*[\"{\[]|-----",
    r"\bend of (?:text|data)\b|\bfine (?:del )?(?:testo|dati)\b",
    r"[a-z0-9+/]{24,}",
)
_ANY: Final = re.compile("|".join(_LURES))
# What joins emojis is unseen, too.
_JOINS: Final = "\u200d"


def lures(words: str) -> bool:
    """Whether words are, or may be, meant for a machine that reads them."""
    unseen = any(unicodedata.category(one) == "Cf" and one != _JOINS for one in words)
    return unseen or _ANY.search(bare(words)) is not None
