"""Orders: numbers under which a firm finds an order, an invoice, a case or a customer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from bot.insight.masking.draft import Draft, Span
from bot.insight.masking.marks import ORDER

_WHAT: Final = (
    r"(?:order|ord|purchase order|po(?!\s?box)|invoice|receipt|ticket|case|customer|client"
    r"|member(?:ship)?|account|policy"
    r"|contract|claim|booking|reservation|reference|ref|tracking|shipment|parcel"
    r"|delivery|serial|quote"
    r"|bill|complaint|request|incident|loyalty card|card|user|transaction|payment"
    r"|consignment|waybill|rma|student|employee|badge|return"
    r"|ordine|ordini|fattura|ricevuta|scontrino|biglietto|pratica|cliente|client[ei]"
    r"|socio|tessera|conto|polizza"
    r"|contratto|sinistro|prenotazione|riferimento|rif|tracciamento|tracciatura"
    r"|spedizione|pacco|collo|consegna|seriale|matricola|preventivo"
    r"|bolletta|reclamo|richiesta|segnalazione|protocollo|bonifico|transazione"
    r"|pagamento|utenza|utente|ddt|reso|pod|pdr|commessa|lettera di vettura|dossier"
    r"|carta)"
)
_SAYS: Final = (
    r"(?:no|nr|nro|num|number|numero|n|id|code|codice|cod|ref|reference|identificativo|is"
    r"|è|was|era|ending(?: in| with)?|che (?:termina|finisce) (?:con|per)|nos|numbers)"
)
_BY: Final = r"[\s.:=#°º№()\[\]-]{0,4}"
_NUMBER: Final = (
    r"(?:[A-Z]{1,8}[-/_.]?|(?-i:[A-Z]{1,8}) )?\d[\w-]*+"
    r"(?:[/_.:-]\w+)*+(?:[ -](?=\d{2,})[\d-]+(?!\w))*"
)
_UNIT: Final = (
    r"(?!\s?(?:euro?s?\b|€|\$|£|%|eur\b|days?\b|weeks?\b|months?\b|years?\b|times?\b"
    r"|hours?\b|minutes?\b"
    r"|giorn[oi]\b|settiman[ae]\b|mes[ei]\b|ann[oi]\b|or[ae]\b|minut[oi]\b|volte?\b"
    r"|pezzi\b|km\b|kg\b|\d|[:,]\d))"
)
# What it is a number of is looked for once, and then what follows.
_CUE: Final = re.compile(rf"(?<!\w)(?=[a-z]){_WHAT}(?![^\W\d_])", re.IGNORECASE)
_MARKED: Final = re.compile(
    rf"(?:{_BY}{_SAYS}\b){{1,3}}{_BY}(?P<it>{_NUMBER}){_UNIT}", re.IGNORECASE
)
_SIGNED: Final = re.compile(rf"\s?[.:=#°№(-]{{1,3}}\s?(?P<it>{_NUMBER}){_UNIT}", re.IGNORECASE)
_PLAIN: Final = re.compile(rf"\s(?P<it>{_NUMBER}){_UNIT}", re.IGNORECASE)
_NUMBERED: Final = re.compile(
    rf"(?<!\w)(?=[cni])(?:codice|code|numero|number|num|n[ro]?|nr|id|cod)(?:\.|°|\b)"
    rf"(?:\s(?:di|del|della|dell['’]|of|the|my|your|il|mio"
    rf"|vostro)\b){{0,2}}['’\s]{{0,2}}(?:{_WHAT}{_BY}(?:{_SAYS}\b)?)?{_BY}"
    rf"(?P<it>{_NUMBER}){_UNIT}",
    re.IGNORECASE,
)
_LETTERED: Final = re.compile(
    rf"(?:{_BY}{_SAYS}\b){{1,2}}{_BY}(?-i:(?P<it>[A-Z]{{5,12}}))(?!\w)", re.IGNORECASE
)
_HASH: Final = re.compile(r"(?<![\w&])#\s?(?P<it>[A-Z]{0,6}[-_/]?\d[\w/-]*)", re.IGNORECASE)
_BARE: Final = (
    re.compile(r"(?<!\w)1Z[0-9A-Z]{16}(?!\w)", re.IGNORECASE),
    re.compile(r"(?<!\w)[A-Z]{2}\d{9}[A-Z]{2}(?!\w)", re.IGNORECASE),
    re.compile(
        r"(?<![\w-])[A-Z]{1,5}[-/_]?(?=[\d/_-]*\d{4})\d[\d/_-]{3,}(?:[A-Z]{1,4})?(?!\w)",
        re.IGNORECASE,
    ),
    re.compile(
        r"(?<!\w)[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(?!\w)", re.IGNORECASE
    ),
)


def hide(draft: Draft) -> None:
    """Hide numbers: those that are said to be of something, and those that can be nothing else."""
    for pattern in (_BARE[0], _BARE[1], _BARE[3]):
        draft.take(ORDER, pattern)
    draft.take_at(ORDER, _said(draft.text))
    draft.take(ORDER, _NUMBERED, _is_long)
    draft.take(ORDER, _HASH, _is_no_rank)
    draft.take(ORDER, _BARE[2], _is_no_product)


def _said(text: str) -> Iterator[Span]:
    for cue in _CUE.finditer(text):
        for pattern in (_MARKED, _LETTERED, _SIGNED, _PLAIN):
            found = pattern.match(text, cue.end())
            if found and (pattern is not _PLAIN or _is_long(found)):
                yield found.span("it")
                break


def _is_long(found: re.Match[str]) -> bool:
    # "order 3 bikes": how many, not which.
    said = found["it"]
    return sum(one.isdigit() for one in said) >= 3 or (said[0].isalpha() and " " not in said)


def _is_no_rank(found: re.Match[str]) -> bool:
    return len(found["it"]) > 1


def _is_no_product(found: re.Match[str]) -> bool:
    # ISO9001 and the like have four digits, as many things have that are sold.
    return sum(one.isdigit() for one in found[0]) >= 5
