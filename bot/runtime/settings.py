"""The settings: one file, checked whole before anything starts, and the environment.

Two steps, because a skill brings the model of its own settings: `read` says which skills the file
names, `check` tells every fault there is, each with its line and what was probably meant.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, Field, ValidationError

from bot.errors import SetupError
from bot.runtime import faults, secrets
from bot.runtime.faults import Fault, described, did_you_mean, keys_of, models_at, nearest
from bot.runtime.secrets import Secrets
from bot.runtime.sections import Sheet
from bot.runtime.values import Known
from bot.runtime.yamlmarks import Node, bare, line_of, parse

NOTHING_MORE = Known()


class Settings(Sheet):
    """What the file and the environment say together; `Settings()` is all defaults."""

    secrets: Secrets = Field(default_factory=lambda: Secrets())

    def skill(self, name: str) -> BaseModel:
        """A skill's own settings; KeyError when the file does not name the skill."""
        return self.skills[name]

    @property
    def database_url(self) -> str:
        """Where the data lives, for SQLAlchemy; it may hold a password and is not to be shown."""
        if self.secrets.database_url:
            return self.secrets.database_url.get_secret_value()
        return self.database.url or f"sqlite:///{self.secrets.piazza_home.resolve()}/piazza.db"


@dataclass(frozen=True, slots=True)
class Document:
    """A settings file that could be read, its lines and what was wrong so far."""

    path: Path
    root: Node
    faults: tuple[Fault, ...] = ()

    @property
    def skill_names(self) -> Mapping[str, int]:
        """The skills the file names, in its order, each with its line."""
        return {name: node.line for name, node in self.skills.items()}

    @property
    def skills(self) -> Mapping[str, Node]:
        """What the file says under `skills`; nothing when it is not a mapping."""
        assert isinstance(self.root.value, dict)
        node = self.root.value.get("skills")
        return node.value if node and isinstance(node.value, dict) else {}


def config_path(environ: Mapping[str, str]) -> Path:
    """Where the settings file is: PIAZZA_CONFIG, or `app.yaml` here."""
    return Path(environ.get("PIAZZA_CONFIG") or secrets.CONFIG)


def load(
    path: Path,
    models: Mapping[str, type[BaseModel]],
    environ: Mapping[str, str],
    known: Known = NOTHING_MORE,
) -> Settings:
    """Read and check at once, when the skills' models are known already; see `check`."""
    return check(read(path), models, environ, known)


def read(path: Path) -> Document:
    """Read a settings file; raises SetupError when nothing can be made of it."""
    root, seen = parse(_text(path))
    if root is not None and isinstance(root.value, dict):
        return Document(path, root, tuple(seen))
    if root is not None:
        written = faults.found(root.value)
        seen.append(Fault(root.line, f"expected keys such as 'company:', found {written}"))
    elif not seen:
        seen.append(Fault(1, "the file is empty; name a skill: 'skills:', beneath it '  kudos:'"))
    raise SetupError("\n".join(_lines(path, seen)))


def check(
    document: Document,
    models: Mapping[str, type[BaseModel]],
    environ: Mapping[str, str],
    known: Known = NOTHING_MORE,
) -> Settings:
    """Check the whole file and the environment; `models` holds each skill's own settings by name.

    Raises SetupError whose text is a line for each fault, those of the file first, in its order.
    """
    seen: list[Fault] = []
    skills = _skills(document, models, known, seen)
    sheet = _sheet(document, skills, known, seen)
    broken = {fault.line for fault in document.faults}
    seen = [*document.faults, *(fault for fault in seen if fault.line not in broken)]
    lines = _lines(document.path, seen)
    try:
        outside = secrets.load(environ, document.path.parent / ".env")
    except SetupError as error:
        raise SetupError("\n".join([*lines, str(error)])) from None
    if lines := lines or list(_half_of_mail(document, sheet, outside)):
        raise SetupError("\n".join(lines))
    return Settings(**dict(sheet), secrets=outside)


def _half_of_mail(document: Document, sheet: Sheet, outside: Secrets) -> Iterator[str]:
    if sheet.mail.user and not outside.smtp_password:
        line = line_of(document.root, ["mail", "user"])
        text = "SMTP_PASSWORD is missing in the environment or in .env, and mail.user is here"
        yield from _lines(document.path, [Fault(line, text)])


def _text(path: Path) -> str:
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        raise SetupError(
            f"{path}: there is no such file; make one with the two lines 'skills:' and '  kudos:',"
            " or say in PIAZZA_CONFIG where it is"
        ) from None
    except OSError as error:
        raise SetupError(f"{path}: cannot be read: {error.strerror}") from None
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise SetupError(f"{path}:{line}: not UTF-8; save the file in that encoding") from None


def _lines(path: Path, seen: Iterable[Fault]) -> list[str]:
    """One line a fault, whatever line breaks a key or a skill's own words carry."""
    return [f"{path}:{line}: {' '.join(text.split())}" for line, text in sorted(seen)]


def _why_unknown(name: str, models: Collection[str], known: Known) -> str:
    if name in known.written:
        return "; it is not installed yet: run `make install`"
    return did_you_mean(name, {*models, *known.skills}) or "; it is not installed"


def _skills(
    document: Document,
    models: Mapping[str, type[BaseModel]],
    known: Known,
    seen: list[Fault],
) -> dict[str, BaseModel]:
    ready: dict[str, BaseModel] = {}
    for name, node in document.skills.items():
        if name not in models:
            seen.append(
                Fault(node.line, f"unknown skill {name!r}{_why_unknown(name, models, known)}")
            )
            continue
        written = {} if node.value is None else bare(node)
        try:
            ready[name] = models[name].model_validate(written, extra="forbid", context=known)
        except ValidationError as error:
            seen += _found(error, document.root, models[name], ("skills", name))
    return ready


def _sheet(
    document: Document, skills: Mapping[str, BaseModel], known: Known, seen: list[Fault]
) -> Sheet:
    """The core's part; the defaults when there are faults."""
    tree = bare(document.root)
    if not isinstance(written := tree.get("skills"), dict | None):
        line = line_of(document.root, ["skills"])
        hint = "write each name on a line of its own, with ':' after it and no dash"
        seen.append(Fault(line, f"skills: expected names, found {faults.found(written)}; {hint}"))
    try:
        return Sheet.model_validate({**tree, "skills": skills}, context=known)
    except ValidationError as error:
        seen += _found(error, document.root, Sheet)
        return Sheet()


def _found(
    error: ValidationError, root: Node, model: type[BaseModel], above: tuple[str, ...] = ()
) -> Iterator[Fault]:
    """Pydantic's errors as faults; a key that misses because it is misspelt is told once."""
    errors = error.errors(include_url=False)
    meant = {
        (*each["loc"][:-1], key)
        for each in errors
        if each["type"] == "extra_forbidden"
        for key in nearest(str(each["loc"][-1]), keys_of(models_at(model, each["loc"][:-1])))
    }
    for each in errors:
        path = (*above, *each["loc"])
        if each["type"] == "extra_forbidden":
            yield Fault(line_of(root, path), _unknown(path, models_at(model, each["loc"][:-1])))
        elif each["loc"] not in meant:
            yield Fault(line_of(root, path), _placed(path, described(each)))


def _placed(path: tuple[int | str, ...], text: str) -> str:
    """Say where, unless it is a key, which the text names."""
    return text if "[key]" in path else f"{_dotted(path)}: {text}" if path else text


def _dotted(path: tuple[int | str, ...]) -> str:
    return ".".join(step for step in path if isinstance(step, str))


def _unknown(path: tuple[int | str, ...], models: list[type[BaseModel]]) -> str:
    key, around = str(path[-1]), keys_of(models)
    if tail := did_you_mean(key, around):
        return f"unknown key {key!r}{tail}"
    if outside := secrets.belongs_outside([step for step in path if isinstance(step, str)]):
        return f"{_dotted(path)}: {outside}"
    if key in Sheet.model_fields:
        return f"unknown key {key!r}: it stands at the left margin, begin the line with it"
    for section in Sheet.model_fields:
        if key in keys_of(models_at(Sheet, [section])):
            return f"unknown key {key!r}, it belongs under {section!r}"
    place = _dotted(path[:-1]) or "the file"
    return f"unknown key {key!r}; {place} has {', '.join(around) or 'no keys'}"
