"""Which language something is in: what tells it is loaded once, however many ask at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from py3langid.langid import LanguageIdentifier

from bot.insight import tongue

# Nobody else asks among these.
LIKELY = ("fi", "sv")


def test_it_is_loaded_once_though_many_ask_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    loaded, together = list[str](), Barrier(6)
    load = LanguageIdentifier.from_model_file

    def counted(path: str) -> Any:
        loaded.append(path)
        return load(path)

    def ask(_: int) -> str:
        together.wait()
        return tongue.language_of("Hyvää huomenta kaikille", LIKELY)

    monkeypatch.setattr(LanguageIdentifier, "from_model_file", counted)
    with ThreadPoolExecutor(6) as pool:
        assert set(pool.map(ask, range(6))) == {"fi"}
    assert len(loaded) == 1
