"""The app package: what an administrator uploads to Teams."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from io import BytesIO
from pathlib import Path
from typing import Any, Final
from zipfile import ZIP_DEFLATED, ZipFile

from bot.errors import SetupError
from bot.runtime.catalogue import Catalogue
from bot.runtime.router import Router
from bot.runtime.secrets import Secrets
from bot.runtime.settings import Settings
from bot.runtime.words import Words
from handlers.teams.checking import misshapen
from handlers.teams.manifest import manifest, texts, translation
from handlers.teams.offers import Offers, offers
from handlers.teams.words import ROOM, learn

HERE: Final = Path(__file__).parent
MANIFEST: Final = "manifest.json"
COUNTED_FROM: Final = datetime(2025, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Package:
    """A zip file, and what is to be said of it, a line each."""

    data: bytes
    notes: list[str]


def package(conf: Settings, router: Router, catalogue: Catalogue, now: datetime) -> Package:
    """Make the package, and check it; SetupError says everything that is wrong, a line each."""
    if wrong := list(_missing(conf.secrets)):
        raise SetupError("\n".join(wrong))
    learn(catalogue)
    offered = offers(router, catalogue)
    documents = _documents(conf, offered, catalogue, now)
    if wrong := [line for name, one in documents.items() for line in _faults(name, one)]:
        raise SetupError("\n".join(wrong))
    about = f"version {documents[MANIFEST]['version']}, in {' and '.join(conf.company.languages)}"
    return Package(_zipped(documents), [about, *_left_out(offered)])


def _left_out(offered: Offers) -> Iterator[str]:
    if offered.unlisted:
        names = ", ".join(offered.unlisted)
        yield f"not among the ten commands that Teams lists, though they work: {names}"
    if offered.dropped:
        names = ", ".join(one.id for one in offered.dropped)
        yield f"left out, for Teams takes ten actions with short names: {names}"


def _missing(secrets: Secrets) -> Iterator[str]:
    if wrong := misshapen(secrets, "teams_app_id"):
        yield wrong
    address = secrets.piazza_public_url or ""
    if not address.startswith("https://"):
        yield (
            "PIAZZA_PUBLIC_URL: Teams asks for an address of whoever runs the app; set one that"
            " begins with https://"
        )


def _documents(
    conf: Settings, offered: Offers, catalogue: Catalogue, now: datetime
) -> dict[str, dict[str, Any]]:
    """The manifest and the translations, by their names in the package."""
    company, secrets = conf.company, conf.secrets
    speak = {one: Words(catalogue, one, company.zone, ROOM, slash="") for one in company.languages}
    said = {one: texts(offered, words, company.name) for one, words in speak.items()}
    first, *others = company.languages
    main = manifest(
        offered,
        said[first],
        bot=secrets.teams_app_id or "",
        company=company.name,
        address=secrets.piazza_public_url or "",
        version=_number(version("piazza-bot"), now),
        languages=company.languages,
    )
    more = {f"{one}.json": translation(said[one]) for one in others}
    return {MANIFEST: main, **more}


def _number(released: str, now: datetime) -> str:
    """A version that is higher each time: Teams takes no update under an old one."""
    major, minor = re.findall(r"\d+", released)[:2]
    return f"{major}.{minor}.{int((now - COUNTED_FROM).total_seconds() // 60)}"


def _faults(name: str, document: Mapping[str, Any]) -> Iterator[str]:
    """What Microsoft's own schema has against a document."""
    # Loaded here: nobody else needs them.
    from jsonschema import Draft4Validator

    schema = "MicrosoftTeams" if name == MANIFEST else "MicrosoftTeams.Localization"
    rules = json.loads((HERE / "schema" / f"{schema}.schema.json").read_bytes())
    for error in Draft4Validator(rules).iter_errors(document):
        where = "/".join(map(str, error.absolute_path))
        yield f"{name}: {where}: Teams would refuse it: {error.message}"


def _zipped(documents: Mapping[str, Mapping[str, Any]]) -> bytes:
    import vl_convert

    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        for name, one in documents.items():
            archive.writestr(name, json.dumps(one, ensure_ascii=False, indent=2))
        for icon in ("color", "outline"):
            drawn = vl_convert.svg_to_png((HERE / "icons" / f"{icon}.svg").read_text("utf-8"))
            archive.writestr(f"{icon}.png", drawn)
    return file.getvalue()
