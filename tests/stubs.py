"""Signatures as a page prints them, beside those of the code."""

from __future__ import annotations

import ast
import inspect
import re
import sys
import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass
from enum import Enum
from typing import Any

HEADING = re.compile(r"(?ms)^####? `(?P<name>[\w.]+)`\n\n(?:```python\n(?P<code>.*?)^```$)?")
NONE = (inspect.Parameter.empty, MISSING)


@dataclass(frozen=True)
class Printed:
    """What a page says of one name: a class or a function, as a stub."""

    name: str
    stub: ast.stmt

    def members(self) -> dict[str, ast.stmt]:
        """What stands in the class, by name."""
        body = self.stub.body if isinstance(self.stub, ast.ClassDef) else []
        return {name: node for node in body if (name := _name(node))}


def printed(page: str) -> dict[str, Printed]:
    """Every name that has a heading of its own, with the stub below it."""
    return {
        found["name"]: Printed(found["name"], ast.parse(found["code"] or "...").body[0])
        for found in HEADING.finditer(page)
    }


def _name(node: ast.stmt) -> str:
    match node:
        case ast.FunctionDef(name=name) | ast.AnnAssign(target=ast.Name(id=name)):
            return name
        case ast.Assign(targets=[ast.Name(id=name)]):
            return name
        case _:
            return ""


def public_members(kind: type) -> set[str]:
    """The public fields, attributes, properties and methods of a class of ours."""
    found = {name for name, value in vars(kind).items() if _is_member(value)}
    if is_dataclass(kind):
        found |= {one.name for one in fields(kind)}
    elif "__init__" in vars(kind):
        found |= set(_attributes(kind))
    return {name for name in found if not name.startswith("_")}


def _is_member(value: object) -> bool:
    return inspect.isfunction(value) or isinstance(value, property | classmethod | Enum)


def _attributes(kind: Any) -> Iterator[str]:
    """What `__init__` puts on `self`."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(kind.__init__)))
    for node in ast.walk(tree):
        match node:
            case ast.Attribute(value=ast.Name(id="self"), attr=name, ctx=ast.Store()):
                yield name


def differences(one: Printed, real: Any, *, whole: bool = True) -> Iterator[str]:
    """Where what is printed of a name is not what the code says.

    Of a class that is not printed `whole`, fields may be missing.
    """
    if not inspect.isclass(real):
        yield from _call(one.name, one.stub, real)
        return
    for name, node in one.members().items():
        yield from _member(f"{one.name}.{name}", node, real, name)
    if whole and is_dataclass(real):
        yield from _order(one, [field.name for field in fields(real) if field.init])


def _order(one: Printed, names: list[str]) -> Iterator[str]:
    shown = [name for name in one.members() if name in names]
    if shown != names:
        yield f"{one.name}: its fields are {', '.join(names)}, printed are {', '.join(shown)}"


def _member(shown: str, node: ast.stmt, kind: type, name: str) -> Iterator[str]:
    field = _fields(kind).get(name)
    value = inspect.getattr_static(kind, name, None)
    if isinstance(node, ast.FunctionDef):
        value = value.fget if isinstance(value, property) else value
        value = value.__func__ if isinstance(value, classmethod) else value
        if value is None:
            yield f"{shown} is printed, and there is none"
        else:
            yield from _call(shown, node, value)
    elif isinstance(node, ast.AnnAssign) and field is not None:
        yield from _annotation(shown, node.annotation, field.type)
        yield from _default(shown, *_of_field(node, field), _scope(kind))
    elif isinstance(node, ast.Assign) and isinstance(value, Enum):
        yield from _default(shown, node.value, value.value, {})
    elif name not in public_members(kind):
        yield f"{shown} is printed, and there is none"


def _of_field(node: ast.AnnAssign, field: Any) -> tuple[ast.expr | None, Any]:
    """A field's default as it is printed and as it is; what a factory makes is compared by name."""
    match node.value:
        case ast.Call(func=ast.Name(id="field"), keywords=[ast.keyword(value=factory)]):
            return factory, field.default_factory
        case value:
            return value, field.default if field.default is not MISSING else field.default_factory


def _fields(kind: type) -> Mapping[str, Any]:
    return {one.name: one for one in fields(kind)} if is_dataclass(kind) else {}


def _call(shown: str, node: ast.stmt, real: Any) -> Iterator[str]:
    if not isinstance(node, ast.FunctionDef):
        yield f"{shown}: print its signature below its heading, as `def {shown}(...): ...`"
        return
    signature, mine = inspect.signature(real), list(_parameters(node.args))
    theirs = [(one.kind, one.name) for one in signature.parameters.values()]
    if [(kind, arg.arg) for kind, arg, _ in mine] != theirs:
        yield f"{shown}: it is {signature}, printed is ({ast.unparse(node.args)})"
        return
    for _, arg, default in mine:
        parameter = signature.parameters[arg.arg]
        yield from _annotation(f"{shown}({arg.arg})", arg.annotation, parameter.annotation)
        yield from _default(f"{shown}({arg.arg})", default, parameter.default, _scope(real))
    yield from _annotation(f"what {shown} returns", node.returns, signature.return_annotation)


def _parameters(args: ast.arguments) -> Iterator[tuple[Any, ast.arg, ast.expr | None]]:
    kinds = inspect.Parameter
    positional: list[tuple[Any, ast.arg]]
    positional = [(kinds.POSITIONAL_ONLY, arg) for arg in args.posonlyargs]
    positional += [(kinds.POSITIONAL_OR_KEYWORD, arg) for arg in args.args]
    missing: list[ast.expr | None] = [None] * (len(positional) - len(args.defaults))
    for (kind, arg), default in zip(positional, [*missing, *args.defaults], strict=True):
        yield kind, arg, default
    if args.vararg:
        yield kinds.VAR_POSITIONAL, args.vararg, None
    for arg, default in zip(args.kwonlyargs, args.kw_defaults, strict=True):
        yield kinds.KEYWORD_ONLY, arg, default
    if args.kwarg:
        yield kinds.VAR_KEYWORD, args.kwarg, None


def _annotation(shown: str, mine: ast.expr | None, theirs: Any) -> Iterator[str]:
    if mine is None or not isinstance(theirs, str):
        return
    # What stands for several, as in `*them: *Ts`, is no expression by itself.
    right = ast.unparse(ast.parse(theirs.removeprefix("*"), mode="eval").body)
    if ast.unparse(mine).removeprefix("*") != right:
        yield f"{shown} is {right}, printed is {ast.unparse(mine)}"


def _default(
    shown: str, mine: ast.expr | None, theirs: Any, scope: Mapping[str, Any]
) -> Iterator[str]:
    right = "none" if any(theirs is one for one in NONE) else repr(theirs)
    if mine is None:
        if right != "none":
            yield f"{shown} is {right} by default, which is not printed"
    elif right == "none" or eval(ast.unparse(mine), dict(scope)) != theirs:
        yield f"{shown} is {right} by default, printed is {ast.unparse(mine)}"


def _scope(real: Any) -> dict[str, Any]:
    return vars(sys.modules[real.__module__])
