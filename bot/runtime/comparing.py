"""Words of one skill in several languages: the same keys, with the same values in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bot.runtime.catalogue import Entry, Template

Words = Mapping[str, Mapping[str, Entry]]


def unequal(words: Words) -> list[str]:
    """What a language lacks, or says with other values than the first one; by its file."""
    return [*_lacking(words), *_other_values(words)]


def forms(entry: Entry) -> Mapping[str, Template]:
    """The plural forms of an entry; one that has none is a single form without a name."""
    return entry if isinstance(entry, dict) else {"": entry}


def _lacking(words: Words) -> Iterator[str]:
    every = {key for entries in words.values() for key in entries}
    for language, entries in words.items():
        yield from (f"{_file(language)} lacks {key!r}" for key in sorted(every - entries.keys()))


def _other_values(words: Words) -> Iterator[str]:
    first = next(iter(words), "")
    for key, entry in words.get(first, {}).items():
        expected = _names(entry)
        for language in words:
            for form, template in forms(words[language].get(key, entry)).items():
                here = {part.name for part in template if part.name}
                spare = {"count"} if form in ("zero", "one") else set()
                if here | spare != expected | spare:
                    where = f" ({form})" if form else ""
                    yield (
                        f"{_file(language)}: {key!r}{where} has the values {sorted(here)}, "
                        f"{_file(first)} has {sorted(expected)}"
                    )


def _names(entry: Entry) -> set[str]:
    return {part.name for template in forms(entry).values() for part in template if part.name}


def _file(language: str) -> str:
    return f"strings/{language}.yaml"
