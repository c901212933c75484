"""Called: names that nobody knows here, by the words that people put before them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from bot.insight.masking.draft import HIDDEN, Span
from bot.insight.masking.naming import Way, name_end
from bot.insight.masking.words import is_given

_TITLE: Final = (
    r"(?:sig\.ra|sig\.na|sig\.ri|dott\.ssa|dr\.ssa|prof\.ssa|mr|mrs|ms|mx|dr|prof|sigg|sig"
    r"|dott|ing|avv|arch|geom|rag|rev|cav)"
)
_LONG_TITLE: Final = (
    r"(?:miss|mister|missus|madam|sir|lady|lord|doctor|professor|father|sister|signor"
    r"|signora|signorina|signori|dottor|dottore"
    r"|dottoressa|professore|professoressa|ingegner|ingegnere|avvocato|architetto"
    r"|geometra|don|donna|suor|padre)"
)
_KIN: Final = (
    r"(?:wife|husband|son|daughter|mother|father|brother|sister|partner|boss|colleague|friend"
    r"|moglie|marito|figli[oa]|madre|padre|mamma|papà|fratello|sorella|collega"
    r"|amic[oa]|compagn[oa]|cap[oa])"
)
_TOLD: Final = re.compile(
    r"(?<!\w)(?=[^\W\d_])(?:(?:my |his |her )(?:full |first |last |sur)?name"
    r"(?:['’]s| is)|name\s?[:=]|mi chiamo|(?:mio )?nome (?:è|e['’])|(?:nome"
    r"|cognome|nominativo|intestatario|referente|mittente)(?: e cognome)?"
    r"(?: è)?\s?[:=]"
    r"|(?:nome e )?cognome (?:è )?|signed(?: by)?\s?[:,]|firmato(?: da)?\s?[:,]?"
    r"|firma\s?[:=]|surname\s?[:=]?|sender\s?[:=]|contact\s?[:=]|mi firmo)\s{0,2}",
    re.IGNORECASE,
)
_MET: Final = re.compile(
    r"(?<!\w)(?=[^\W\d_])(?:i['’]?m|i am|name is|sono|son|io mi chiamo|this is(?=\s"
    r"(?:\S{1,40}\s){1,3}(?:from|here|speaking|calling|again|of|at)\b)|qui(?: è)?"
    r"|parla|spoke (?:to|with)|spoken (?:to|with)"
    rf"|talked (?:to|with)|parlato con|parlo con|signed(?: by)?|call me|chiamatemi"
    rf"|a nome(?: di)?|in the name of|under the name(?: of)?|on behalf of|per conto di"
    rf"|intestat[oa] a|(?:my|our|mi[oa]|nostr[oa]|la|il|un|una|your|vostr[oa]) {_KIN}"
    rf"|served by|servito da|da parte di)\s",
    re.IGNORECASE,
)
_GREETED: Final = re.compile(
    r"(?<!\w)(?=[^\W\d_])(?:dear|dearest|hi|hello|hey|good (?:morning|afternoon"
    r"|evening)|ciao|gentil[ei]|gentilissim[oaie]|gent\.?(?:mo|ma|mi|le)|egregi[oa]?"
    r"|egr\.?|car[oaie]|carissim[oa]"
    r"|salve|buon ?giorno|buona ?sera|spett\.?(?:le)?|attn\.?|attention|att\.ne|fao"
    r"|alla c\.?a\.?(?: di)?|all['’]attenzione di|c\.a\.)[\s:,]{1,2}",
    re.IGNORECASE,
)
_LIKELY: Final = re.compile(
    r"(?<!\w)(?=[^\W\d_])(?:this is|it['’]s|thanks(?: to)?|thank you|grazie(?: a| ad)?"
    r"|con|with|to|a|for|per|ask(?:ed)?|by|from|da|and|e|bye|love|xx?)[\s,]{1,2}",
    re.IGNORECASE,
)
_TITLED: Final = re.compile(
    rf"(?<!\w)(?=[^\W\d_]){_TITLE}(?:\.\s?|\s)(?:{_TITLE}(?:\.\s?|\s))?", re.IGNORECASE
)
_LONG_TITLED: Final = re.compile(
    rf"(?<!\w)(?=[^\W\d_]){_LONG_TITLE}\s(?:{_TITLE}(?:\.\s?|\s))?", re.IGNORECASE
)
_CLOSED: Final = re.compile(
    r"(?<!\w)(?=[^\W\d_])(?:regards|wishes|sincerely|faithfully|truly|respectfully"
    r"|cheers|saluti|saluto|cordialmente|in fede|cordialità|ossequi"
    r"|distintamente)[ ,.;:!-]{0,3}(?P<line>\n{0,2})[ –—-]{0,3}",
    re.IGNORECASE,
)
_PARTED: Final = re.compile(
    r"(?<!\w)(?=[^\W\d_])(?:thanks|thank you|thx|ta|best|love|bye|yours|grazie"
    r"(?: mille| infinite| tante| ancora| anticipat\w+)?|a presto|buona (?:giornata"
    r"|serata)|buon lavoro|arrivederci|ciao|thanks (?:again|so much|a lot|in advance)"
    r"|advance|again|soon)[ ,.;:!-]{0,3}\n{0,2}[ –—-]{0,3}|\n[–—-]{1,2} ?",
    re.IGNORECASE,
)
_LINE_END: Final = re.compile(r"[ .,;!)]{0,3}(?:\n|$)")
_AND: Final = re.compile(r" (?:and|e|ed|&) |, ")
# More are seldom greeted at once.
_TOGETHER: Final = 4
_FIRST: Final = re.compile(r"(?<![^\W_])[^\W\d_]{2,}")


def called(text: str) -> list[Span]:
    """Where names stand that are said to be some."""
    found = [*_whole(text), *_introduced(text), *_greeted(text), *_signed(text)]
    return [(start, end) for start, end in found if HIDDEN.sub("", text[start:end]).strip()]


def _introduced(text: str) -> Iterator[Span]:
    for cue, way, gap in (
        (_TOLD, Way.ANY, " \n"),
        (_MET, Way.CAPITAL, " "),
        (_LIKELY, Way.GIVEN, " "),
        (_TITLED, Way.ONE, " "),
        (_LONG_TITLED, Way.CAPITAL, " "),
    ):
        for found in cue.finditer(text):
            yield found.end(), name_end(text, found.end(), _way(found[0], way), gap)


def _greeted(text: str) -> Iterator[Span]:
    for found in _GREETED.finditer(text):
        start = found.end()
        end = name_end(text, start, _way(found[0], Way.CAPITAL))
        yield start, end
        for _ in range(_TOGETHER):
            more = _AND.match(text, end) if end > start else None
            if more is None:
                break
            start = more.end()
            end = name_end(text, start, _way(found[0], Way.CAPITAL))
            yield start, end


def _signed(text: str) -> Iterator[Span]:
    for cue, way in ((_CLOSED, Way.ANY), (_PARTED, Way.CAPITAL)):
        for found in cue.finditer(text):
            end = name_end(text, found.end(), way)
            if _LINE_END.match(text, end):
                yield found.end(), end


def _whole(text: str) -> Iterator[Span]:
    """A first name and what follows it with a capital: a whole name, whatever stands before."""
    for found in _FIRST.finditer(text):
        if found[0][0].isupper() and is_given(found[0]):
            end = name_end(text, found.start(), Way.GIVEN)
            if end > found.end():
                yield found.start(), end


def _way(cue: str, way: Way) -> Way:
    # Where everything is in capitals, one says nothing.
    shouted = cue.isupper() and sum(one.isalpha() for one in cue) > 2
    return Way.GIVEN if shouted and way is Way.CAPITAL else way
