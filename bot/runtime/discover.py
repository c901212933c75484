"""Discovery: the skills and platforms that are installed, by name."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from functools import lru_cache
from importlib.metadata import EntryPoint, entry_points
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.errors import SetupError
from bot.runtime import naming, settings
from bot.runtime.built_in import skill as built_in
from bot.runtime.checkout import written
from bot.runtime.places import told
from bot.runtime.retention import OWN
from bot.runtime.settings import Document, Settings
from bot.runtime.values import Known
from bot.skill import Skill

if TYPE_CHECKING:
    from bot.runtime.app import App
    from bot.runtime.secrets import Secrets

SKILLS, PLATFORMS, HOSTS = "piazza.skills", "piazza.platforms", "piazza.hosts"


def installed(group: str) -> dict[str, EntryPoint]:
    """Every installed entry point of a group, by name."""
    return _offered(group, *map(_state, sys.path))


@lru_cache(maxsize=8)
def _offered(group: str, *_folders: tuple[str, int]) -> dict[str, EntryPoint]:
    """Look through all that is installed; again only when a folder has changed."""
    return {point.name: point for point in entry_points(group=group)}


def _state(folder: str) -> tuple[str, int]:
    try:
        return folder, Path(folder).stat().st_mtime_ns
    except OSError:
        return folder, 0


def sources(point: EntryPoint) -> list[Path]:
    """Where the code behind an entry point is: the folders of its package, or its only file."""
    spec = find_spec(point.module.partition(".")[0])
    if spec is None:
        return []
    single = [spec.origin] if spec.has_location and spec.origin else []
    return [Path(one) for one in spec.submodule_search_locations or single]


def load_skills(names: Iterable[str]) -> list[Skill]:
    """Import the skills of these names that are installed, in this order."""
    points = installed(SKILLS)
    return [_load(points[name]) for name in names if name in points]


def _load(point: EntryPoint) -> Skill:
    try:
        skill = point.load()
    except SetupError:
        raise
    except Exception as error:
        reason = " ".join(f"{type(error).__name__}: {told(error, sources(point))}".split())
        raise SetupError(
            f"skill {point.name!r} ({point.value}) can't be loaded: {reason}"
        ) from error
    if not isinstance(skill, Skill) or skill.name != point.name:
        raise SetupError(f"{point.value} is not a Skill called {point.name!r}")
    if skill.tables and skill.forgetter is None:
        raise SetupError(f"skill {skill.name!r} has tables but no @skill.forget; add one")
    return skill


def load_platform(name: str, *arguments: Any) -> Any:
    """Make the platform of this name."""
    return installed(PLATFORMS)[name].load()(*arguments)


def taken(platforms: Iterable[str]) -> frozenset[str]:
    """The names of commands that these platforms keep for themselves."""
    points = installed(PLATFORMS)
    return frozenset(one for name in platforms for one in points[name].load().taken)


def configure(path: Path, environ: Mapping[str, str]) -> tuple[Settings, list[Skill]]:
    """Read the settings, load the skills they name, check everything; SetupError says it all."""
    document = settings.read(path)
    skills = load_skills(document.skill_names)
    return check(document, skills, environ), skills


def check(document: Document, skills: list[Skill], environ: Mapping[str, str]) -> Settings:
    """Check a settings file against the skills it names."""
    every = [built_in, *skills]
    known = Known(
        skills=installed(SKILLS),
        written=written(SKILLS),
        commands=sorted({path[0] for path in naming.commands(every)[0]}),
        schedules=[plan.key for skill in every for plan in skill.plans],
        retention=[*OWN, *(kind for skill in every for kind in skill.expirers)],
    )
    models = {skill.name: skill.settings for skill in skills}
    return settings.check(document, models, environ, known)


def load_host(app: App, secrets: Secrets) -> Any:
    """Make the web host that mounts the platforms' routes."""
    return installed(HOSTS)["web"].load()(app, secrets)
