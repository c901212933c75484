"""Planted: personal data in the many spellings people find, inside sentences of both languages."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from random import Random

FIRST = (
    "Kasimir",
    "Ondina",
    "Teofilo",
    "Zenobia",
    "Brunilde",
    "Wilhelmina",
    "Ludovit",
    "Fiammetta",
)
LAST = ("Przybylski", "Quagliarella", "Vandermeer", "O'Shaughnessy", "Dell'Orto-Pini", "Müßiggang")
KNOWN = [f"{first} {last}" for first, last in zip(FIRST[:4], LAST[:2] * 2, strict=True)]
BEFORE = (
    "",
    "It broke after 3 weeks. ",
    "In 2024 costava 25 euro. ",
    "La bici è rotta, purtroppo. ",
)
AFTER = ("", " The saddle is fine.", " Aspetto da 10 giorni!", "\nThe box came open at 10:30.")
DOMAINS = ("qwertzmail.com", "posta-xkcd.it", "zyx.mailhub.co.uk", "plugh.org")
LIKE = str.maketrans("aeopcxAEOPCXTHKMB", "аеорсхАЕОРСХТНКМВ")
UNSEEN = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u202a\u202e\u2066\u2069\u200e\u0336\u0332\ufe0f"
DIGITS = {
    "en": ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"],
    "it": ["zero", "uno", "due", "tre", "quattro", "cinque", "sei", "sette", "otto", "nove"],
}

Trick = Callable[[Random, str], str]


def _sprinkled(chance: Random, said: str) -> str:
    return "".join(one + (chance.choice(UNSEEN) if chance.random() < 0.4 else "") for one in said)


def _wide(_: Random, said: str) -> str:
    return "".join(chr(ord(one) + 0xFEE0) if "!" <= one <= "~" else one for one in said)


def _alike(chance: Random, said: str) -> str:
    at = [place for place, one in enumerate(said) if one.isascii()]
    some = set(chance.sample(at, len(at) // 2))
    return "".join(one.translate(LIKE) if at in some else one for at, one in enumerate(said))


def _apart(_: Random, said: str) -> str:
    return unicodedata.normalize("NFD", said)


def _entities(chance: Random, said: str) -> str:
    return "".join(
        f"&#{ord(one)};" if one.isascii() and chance.random() < 0.3 else one for one in said
    )


def _plain(_: Random, said: str) -> str:
    return said


TRICKS: tuple[Trick, ...] = (_plain, _plain, _sprinkled, _wide, _alike, _apart, _entities)


def _spelt(chance: Random, said: str, ways: int) -> str:
    """As it is, in small letters, or in capitals."""
    spellings: list[Callable[[str], str]] = [str, str.lower, str.upper]
    return chance.choice(spellings[:ways])(said)


def known_name(chance: Random) -> tuple[str, list[str]]:
    """A name that Piazza knows, and what must not be seen of it."""
    first, last = chance.choice(KNOWN).split()
    spelling = chance.choice(
        [
            "{f} {l}",
            "{l} {f}",
            "{f}\n{l}",
            "{f} B. {l}",
            "{f}",
            "{l}",
            "{f}_{l}",
            "{f}.{l}",
            "{f}{l}",
            "{l}, {f}",
        ]
    )
    said = _spelt(chance, spelling.format(f=first, l=last), 3)
    said += chance.choice(["", "", "'s", "’s"])
    frame = chance.choice(["I met {} there.", "{}: brava!", "Ho visto {} qui.", "(da {})"])
    return frame.format(said), [first, last]


def new_name(chance: Random) -> tuple[str, list[str]]:
    """A name that nobody knows, as people bring it in."""
    first, last = chance.choice(FIRST[4:]), chance.choice(LAST[3:])
    frame = chance.choice(
        [
            "My name is {f} {l}.",
            "I'm {f} {l}, hello.",
            "this is {f} {l} from accounting",
            "Mi chiamo {f} {l}.",
            "Sono {f} {l}, cliente.",
            "Firmato: {f} {l}",
            "Mr {l} called.",
            "Gentile Sig.ra {l}, aspetto.",
            "Dear {f},",
            "Ciao {f}!",
            "l'avv. {l} non risponde",
            "mi chiamo {s} {t}",
            "my name is {s}.",
            "Dear {f} and {l},",
        ]
    )
    return frame.format(f=first, l=last, s=first.lower(), t=last.lower()), [first, last]


def mail(chance: Random) -> tuple[str, list[str]]:
    """A mail address."""
    local, domain = (
        chance.choice(["wombat", "wombat.xyzzy", "wombat_77", "wombat+xyzzy"]),
        chance.choice(DOMAINS),
    )
    sign = chance.choice(
        ["@", " @ ", "@ ", "(at)", " (at) ", " [at] ", " AT ", " at ", " chiocciola ", "%40", "＠"]
    )
    dot = chance.choice([".", ".", " dot ", "(dot)", " [dot] ", " punto "])
    frame = chance.choice(["Write to: {}", "Scrivetemi: {}", "<{}>", "la mail ({})"])
    whole = f"{local}{sign}{domain.replace('.', dot)}"
    return frame.format(whole), ["wombat", "xyzzy", domain.split(".")[0]]


def spaced_mail(chance: Random) -> tuple[str, list[str]]:
    """A mail address, letter by letter."""
    gap = chance.choice([" ", "\u00a0", "\u2009"])
    return f"Write: {gap.join('numbat@' + chance.choice(DOMAINS[:1]))}", ["numbat", "qwertz"]


def phone(chance: Random) -> tuple[str, list[str]]:
    """A phone number, in figures or said."""
    digits = "3" + "".join(chance.choices("123456789", k=chance.randint(8, 10)))
    if chance.random() < 0.3:
        words = DIGITS[chance.choice(["en", "it"])]
        said = chance.choice([" ", ", ", "-", ". "]).join(words[int(one)] for one in digits)
        return f"Call: {said}", [said]
    gap, before = (
        chance.choice(["", " ", "-", ".", "/", " - ", "–"]),
        chance.choice(["", "+39 ", "0039", "(0)"]),
    )
    parts = [digits[:3], digits[3:6], digits[6:]]
    return f"Call {before}{gap.join(parts)} now", [digits[:6], digits[3:]]


def paper(chance: Random) -> tuple[str, list[str]]:
    """An account or a fiscal code."""
    digits = "".join(chance.choices("123456789", k=22))
    iban, code = f"IT60X{digits}", f"QWZXYK{digits[:2]}T{digits[2:4]}A{digits[4:7]}S"
    if chance.random() < 0.5:
        said, size, trace = iban, 4, digits[:6]
    else:
        said, size, trace = code, chance.choice([3, 4]), "qwzxyk"
    said = chance.choice([" ", "", "-"]).join(
        said[at : at + size] for at in range(0, len(said), size)
    )
    return f"Ecco: {_spelt(chance, said, 2)} grazie", [trace]


def order(chance: Random) -> tuple[str, list[str]]:
    """The number of an order."""
    number = "".join(chance.choices("123456789", k=6))
    said = chance.choice(["{}", "A{}", "AB-{}", "2024/{}"]).format(number)
    frame = chance.choice(
        [
            "order no. {}",
            "Ordine n. {}",
            "#{}",
            "fattura {}",
            "ticket {}",
            "codice cliente: {}",
            "policy number {}",
            "polizza {}",
            "pratica n° {}",
        ]
    )
    return frame.format(said), [number]


def street(chance: Random) -> tuple[str, list[str]]:
    """Where somebody lives."""
    frame = chance.choice(
        [
            "via Xanthippe 12",
            "Via Xanthippe, {n}, 20121 Milano",
            "viale xanthippe n. {n}",
            "{n} Xanthippe Street",
            "{n} xanthippe road",
        ]
    )
    return f"Abito: {frame.format(n=chance.randint(1, 400))}", ["xanthippe"]


KINDS = (known_name, new_name, mail, spaced_mail, phone, paper, order, street)


def planted(seed: int) -> tuple[str, list[str]]:
    """A text with one or two things in it that nobody may see, and what those are."""
    chance = Random(seed)
    whole, secrets = "", []
    for kind in chance.sample(KINDS, chance.randint(1, 2)):
        said, hidden = kind(chance)
        trick = chance.choice(TRICKS)
        if trick is _alike and kind is mail and "@" not in said:
            trick = _plain
        whole += f"{chance.choice(BEFORE)}{trick(chance, said)}{chance.choice(AFTER)}\n"
        secrets += hidden
    return whole, secrets
