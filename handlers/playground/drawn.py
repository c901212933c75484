"""Drawn: worded cards and forms as the page reads them, and stored cards back again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias
from urllib.parse import quote

from bot.cards import Chart, Series
from bot.forms import day_of
from bot.people import Channel
from bot.runtime.outgoing import (
    Picture,
    Run,
    Runs,
    WordedButton,
    WordedCard,
    WordedField,
    WordedFile,
    WordedForm,
    WordedSection,
)
from bot.sample.handles import handle_of
from bot.texts import Text
from handlers.playground.people import Member
from handlers.playground.store import Reaction, Said

Json: TypeAlias = dict[str, Any]

PICTURES = "/playground/pictures/"
FILES = "/playground/files/"
WHO_SHOWN = 30


# Of these fields the value is a list.
SEVERAL = ("person", "people", "choices")


def channel_of(name: str) -> str:
    """The id of the channel that is called so."""
    return name if name.startswith("#") else f"#{name}"


def card(found: WordedCard, workspace: str, picture: int | None) -> Json:
    """A card; `picture` is the id under which its chart is kept."""
    return {
        "text": runs(found.text, workspace),
        "quote": found.quote,
        "lines": [runs(line, workspace) for line in found.lines],
        "facts": _facts(found.facts, workspace),
        "sections": [
            {"title": runs(one.title, workspace), "facts": _facts(one.facts, workspace)}
            for one in found.sections
        ],
        "buttons": [{"label": one.label, "token": one.token} for one in found.buttons],
        "picture": _picture(found.picture, picture),
    }


def runs(found: Runs, workspace: str) -> list[Json]:
    """Stretches of words; who and what they mention by the playground's ids."""
    return [_run(one, workspace) for one in found]


def _run(run: Run, workspace: str) -> Json:
    drawn: Json = {"t": run.text}
    if run.bold:
        drawn["b"] = True
    if run.person and workspace in run.person.identities:
        drawn["m"] = run.person.identities[workspace]
    if run.channel and run.channel.workspace == workspace:
        drawn["c"] = channel_of(run.channel.id)
    return drawn


def _facts(found: tuple[tuple[str, Runs], ...], workspace: str) -> list[Json]:
    return [{"name": name, "value": runs(value, workspace)} for name, value in found]


def _picture(picture: Picture | None, id_: int | None) -> Json | None:
    if picture is None or id_ is None:
        return None
    return {"src": f"{PICTURES}{id_}.png", "alt": picture.alt}


def file(found: WordedFile, id_: int) -> Json:
    """A file; `id_` is the one under which it is kept."""
    href = f"{FILES}{id_}/{quote(found.name)}"
    return {"id": id_, "name": found.name, "href": href, "size": len(found.data)}


def drawing(picture: Picture) -> Json:
    """All that a picture is drawn from."""
    return {
        "kind": picture.chart.kind,
        "title": picture.title,
        "alt": picture.alt,
        "names": list(picture.names),
        "language": picture.language,
        "points": [[list(point) for point in one.points] for one in picture.chart.series],
        "around": [list(one.around) for one in picture.chart.series],
        "ends": [picture.chart.low, picture.chart.high],
        "hidden": picture.hidden,
        "more": picture.more,
        "places": list(picture.places),
    }


def picture_of(kept: Mapping[str, Any]) -> Picture:
    """The picture again from what was kept of it."""
    names, points = kept["names"], kept["points"]
    # Pictures that were kept by an older version have no bands.
    around = kept.get("around") or [()] * len(names)
    series = [
        Series(Text(name), [(label, value) for label, value in one], band)
        for name, one, band in zip(names, points, around, strict=True)
    ]
    low, high = kept.get("ends") or (None, None)
    chart = Chart(Text(kept["title"]), series, Text(kept["alt"]), kept["kind"], low, high)
    return Picture(
        chart,
        kept["title"],
        kept["alt"],
        tuple(names),
        kept["language"],
        hidden=kept.get("hidden", ""),
        more=kept.get("more", ""),
        places=tuple(kept.get("places", ())),
    )


def worded(kept: Mapping[str, Any], workspace: str) -> WordedCard:
    """A stored card again; people it mentions are only their names, and its picture is left out."""
    return WordedCard(
        _worded_runs(kept["text"], workspace),
        quote=kept["quote"],
        lines=tuple(_worded_runs(line, workspace) for line in kept["lines"]),
        facts=_worded_facts(kept["facts"], workspace),
        sections=tuple(
            WordedSection(
                _worded_runs(one["title"], workspace), _worded_facts(one["facts"], workspace)
            )
            for one in kept["sections"]
        ),
        buttons=tuple(WordedButton(one["label"], one["token"]) for one in kept["buttons"]),
    )


def _worded_runs(kept: list[Json], workspace: str) -> Runs:
    return tuple(
        Run(
            one["t"],
            one.get("b", False),
            channel=Channel(workspace, one["c"]) if "c" in one else None,
        )
        for one in kept
    )


def _worded_facts(kept: list[Json], workspace: str) -> tuple[tuple[str, Runs], ...]:
    return tuple((one["name"], _worded_runs(one["value"], workspace)) for one in kept)


def member(found: Member, role: str) -> Json:
    """Somebody; `role` is "cm" or empty."""
    return {
        "id": found.id,
        "name": found.name,
        "handle": found.handle,
        "about": found.about,
        "language": found.language,
        "zone": found.zone,
        "kind": found.kind,
        "role": role,
        "active": found.active,
    }


def group(team: str, count: int) -> Json:
    """A team that is named as one, and how many they are."""
    return {"name": team, "handle": handle_of(team), "count": count}


def message(said: Said, reader: str, cms: frozenset[str]) -> Json:
    """A message as one reader sees it; `cms` are the ids of the community managers."""
    author = said.author
    return {
        "id": said.id,
        "room": said.room,
        "author": member(author, role_of(author.id, cms)) if author else None,
        "at": said.at.isoformat(),
        "text": said.text,
        "card": said.card,
        "reactions": [_reaction(one, reader) for one in said.reactions],
        "replies": [
            {"who": one.who, "at": one.at.isoformat(), "text": one.text} for one in said.replies
        ],
    }


def role_of(id_: str, cms: frozenset[str]) -> str:
    """The role that is shown beside a name."""
    return "cm" if id_ in cms else ""


def _reaction(one: Reaction, reader: str) -> Json:
    return {
        "name": one.name,
        "count": len(one.who),
        "mine": any(id_ == reader for id_, _ in one.who),
        "who": [name for _, name in one.who[:WHO_SHOWN]],
    }


def named_in(form: WordedForm) -> set[str]:
    """The ids of everybody chosen in a form."""
    return {id_ for field in form.fields for id_ in _chosen(field)}


def form(found: WordedForm, workspace: str, people: Mapping[str, Json]) -> Json:
    """A form; `people` are those chosen in it, by id."""
    return {
        "title": found.title,
        "submit": found.submit,
        "cancel": found.cancel,
        "token": found.token,
        "note": runs(found.note, workspace),
        "calm": found.calm,
        "fields": [_field(one, people) for one in found.fields],
    }


def _field(field: WordedField, people: Mapping[str, Json]) -> Json:
    spec = field.spec
    chosen = _chosen(field)
    return {
        "name": spec.name,
        "kind": spec.kind,
        "label": field.label,
        "hint": field.hint,
        "problem": field.problem,
        "required": spec.required or bool(spec.preset),
        "optional": not (spec.required or spec.preset or spec.unless),
        "value": _listed(field) if field.spec.kind in SEVERAL else _value(field),
        "options": [list(option) for option in field.options],
        "multiline": spec.multiline,
        "min": spec.min_length,
        "max": spec.max_length,
        "low": spec.low,
        "high": spec.high,
        "most": spec.most,
        "people": [people[one] for one in chosen if one in people],
    }


def _listed(field: WordedField) -> list[str]:
    """The ids of people, or the options, that it starts with."""
    given = field.value if isinstance(field.value, list | tuple) else ()
    return [one for one in given if isinstance(one, str)]


def _is_of_people(field: WordedField) -> bool:
    return field.spec.kind in ("person", "people")


def _chosen(field: WordedField) -> list[str]:
    return _listed(field) if _is_of_people(field) else []


def _value(field: WordedField) -> str:
    """What the field starts with; a page takes a day in one way only."""
    written = _scalar(field.value)
    day = day_of(written) if field.spec.kind == "date" else None
    return day.isoformat() if day else written


def _scalar(value: Any) -> str:
    return "" if value is None or isinstance(value, list | tuple | dict) else str(value)
