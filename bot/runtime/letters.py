"""Letters: cards as JSON, for the time between the commit and the delivery."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from bot.cards import Button, Card, Chart, Fact, Section, Series
from bot.files import Page, Sheet, Written
from bot.people import Channel, Group, Person
from bot.runtime.router import Router
from bot.texts import Text, core

Json = Any


def pack(card: Card, room: str, router: Router) -> dict[str, Json]:
    """Turn a card into JSON; buttons are kept by their declared names."""
    letter = {"room": room, **_pack_words(card)}
    if chart := card.chart or next((s.chart for s in card.sections if s.chart), None):
        letter["chart"] = _pack_chart(chart)
    if card.buttons:
        letter["buttons"] = [
            [_pack(button.label), router.button_key(button.on), *button.args]
            for button in card.buttons
        ]
    if card.about is not None:
        letter["about"] = card.about
    if card.words_of:
        letter["words_of"] = sorted(set(card.words_of))
    if card.file is not None:
        letter["file"] = _pack_file(card.file)
    return letter


def _pack_words(card: Card) -> dict[str, Json]:
    letter: dict[str, Json] = {"text": _pack(card.text)}
    if card.quote:
        letter["quote"] = card.quote
    if card.lines:
        letter["lines"] = [_pack(line) for line in card.lines]
    if card.facts:
        letter["facts"] = _pack_facts(card.facts)
    if card.sections:
        letter["sections"] = _pack_sections(card.sections)
    return letter


def unpack(letter: dict[str, Json], router: Router) -> Card:
    """Turn JSON back into the card; a button whose skill is gone is left out."""
    chart = letter.get("chart")
    return Card(
        _unpack(letter["text"]),
        quote=letter.get("quote", ""),
        lines=[_unpack(line) for line in letter.get("lines", ())],
        facts=_unpack_facts(letter.get("facts", ())),
        sections=_unpack_sections(letter.get("sections", ())),
        chart=_unpack_chart(chart) if chart else None,
        buttons=_unpack_buttons(letter.get("buttons", ()), router),
        about=letter.get("about"),
        file=_unpack_file(letter["file"]) if "file" in letter else None,
    )


def without(letter: Json, person_id: int) -> Json:
    """The same letter, a person in it no longer named."""
    match letter:
        case {"p": [id_, *_]} if id_ == person_id:
            return _pack(core("somebody"))
        case dict():
            return {name: without(value, person_id) for name, value in letter.items()}
        case list():
            return [without(value, person_id) for value in letter]
        case _:
            return letter


def renamed(letter: Json, ids: Mapping[int, int]) -> Json:
    """The same letter, people in it under the ids they have now."""
    match letter:
        case {"p": [id_, *rest]}:
            return {"p": [ids.get(id_, id_), *rest]}
        case dict():
            whose = {ids.get(one, one) for one in letter.get("words_of", ())}
            said = {name: renamed(value, ids) for name, value in letter.items()}
            return {**said, "words_of": sorted(whose)} if whose else said
        case list():
            return [renamed(value, ids) for value in letter]
        case _:
            return letter


def _unpack_buttons(packed: Sequence[Json], router: Router) -> list[Button]:
    found = []
    for label, key, *arguments in packed:
        rule = router.buttons.get(key)
        if rule is not None:
            found.append(Button(_unpack(label), rule.run, *arguments))
    return found


def _pack_facts(facts: Sequence[Fact]) -> Json:
    return [[_pack(fact.name), _pack(fact.value)] for fact in facts]


def _unpack_facts(packed: Json) -> list[Fact]:
    return [Fact(_unpack(name), _unpack(value)) for name, value in packed]


def _pack_sections(sections: Sequence[Section]) -> Json:
    return [[_pack(one.title), _pack_facts(one.facts)] for one in sections]


def _unpack_sections(packed: Json) -> list[Section]:
    return [
        Section(_unpack(title), _unpack_facts(facts), *map(_unpack_chart, filter(None, chart)))
        for title, facts, *chart in packed
    ]


def _pack_file(file: Sheet | Page | Written) -> Json:
    if isinstance(file, Written):
        return {"written": [file.name, file.media, file.text]}
    if isinstance(file, Sheet):
        return {"sheet": [file.name, _pack(list(file.titles)), _pack(list(file.rows))]}
    lead = _pack(file.lead) if file.lead else None
    sections = [
        [*one, _pack_chart(of.chart) if of.chart else None]
        for one, of in zip(_pack_sections(file.sections), file.sections, strict=True)
    ]
    return {"page": [file.name, _pack(file.title), sections, lead, file.language, file.printed]}


def _unpack_file(packed: Json) -> Sheet | Page | Written:
    if "written" in packed:
        return Written(*packed["written"])
    if "sheet" in packed:
        name, titles, rows = packed["sheet"]
        return Sheet(name, _unpack(titles), _unpack(rows))
    name, title, sections, lead, *how = packed["page"]
    return Page(name, _unpack(title), _unpack_sections(sections), _unpack(lead), *how)


def _pack_chart(chart: Chart) -> Json:
    series = [
        [_pack(one.name), [[_pack(x), y] for x, y in one.points], *_pack_around(one)]
        for one in chart.series
    ]
    ends = [chart.low, chart.high, _pack(chart.hidden) if chart.hidden else None]
    return [_pack(chart.title), series, _pack(chart.alt), chart.kind, *ends]


def _pack_around(series: Series) -> list[Json]:
    return [list(series.around)] if series.around else []


def _unpack_chart(packed: Json) -> Chart:
    title, series, alt, kind, *ends = packed
    lines = [
        Series(_unpack(name), [(_unpack(x), y) for x, y in points], *around)
        for name, points, *around in series
    ]
    low, high, hidden = ends or (None, None, None)
    return Chart(_unpack(title), lines, _unpack(alt), kind, low, high, _unpack(hidden))


def _pack(value: Any) -> Json:
    match value:
        case Text():
            values = {name: _pack(one) for name, one in value.values.items()}
            return {"t": [value.key, values, value.room]}
        case Person():
            return {"p": [value.id, value.name, dict(value.identities)]}
        case Group():
            return {"g": [value.workspace, value.id, value.handle, value.name]}
        case Channel():
            return {"c": [value.workspace, value.id]}
        case datetime():
            return {"m": value.isoformat()}
        case date():
            return {"d": value.isoformat()}
        case list() | tuple():
            return [_pack(one) for one in value]
        case _:
            return value


def _unpack(value: Json) -> Any:
    match value:
        case {"t": [key, values, room]}:
            return Text(key, {name: _unpack(one) for name, one in values.items()}, room)
        case {"p": [id_, name, identities]}:
            return Person(id_, name, identities=identities)
        case {"g": [workspace, id_, handle, name]}:
            return Group(workspace, id_, handle, name)
        case {"c": [workspace, id_]}:
            return Channel(workspace, id_)
        case {"m": moment}:
            return datetime.fromisoformat(moment)
        case {"d": day}:
            return date.fromisoformat(day)
        case list():
            return [_unpack(one) for one in value]
        case _:
            return value
