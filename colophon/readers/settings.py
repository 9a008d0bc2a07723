"""What reading depends on besides the files: an extract of Pelican's settings, and a digest of it."""

from __future__ import annotations

import copy
import copyreg
import os
import types
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any


class Incomparable(Exception):
    """A value can't be compared with that of another process; the text says which one."""


@dataclass(frozen=True, slots=True)
class ReaderSettings:
    """What reading depends on. `content` is the folder; `templates` are the names that a `template` field may take,
    None for any; `briefs` asks for excerpts of texts. The others are settings of Pelican, of which MARKDOWN may hold
    functions and objects."""

    content: str
    timezone: str = "UTC"
    default_lang: str = "en"
    require_source: bool = True
    markdown: dict[str, Any] = field(default_factory=dict)
    formatted_fields: tuple[str, ...] = ("summary",)
    default_metadata: dict[str, Any] = field(default_factory=dict)
    extra_path_metadata: dict[str, dict[str, Any]] = field(default_factory=dict)
    filename_metadata: str = ""
    path_metadata: str = ""
    slug_substitutions: tuple[tuple[str, str], ...] = ()
    templates: tuple[str, ...] | None = None
    briefs: bool = False

    @classmethod
    def of(cls, settings: Mapping[str, Any]) -> ReaderSettings:
        """From Pelican's settings."""
        return cls(
            content=os.path.abspath(settings["PATH"]),
            timezone=settings.get("TIMEZONE") or "UTC",
            default_lang=settings.get("DEFAULT_LANG") or "en",
            require_source=bool(settings.get("REQUIRE_SOURCE", True)),
            markdown=_own(settings.get("MARKDOWN") or {}),
            formatted_fields=tuple(settings.get("FORMATTED_FIELDS") or ()),
            default_metadata=dict(settings.get("DEFAULT_METADATA") or {}),
            extra_path_metadata={
                path.replace(os.sep, "/"): dict(values)
                for path, values in (settings.get("EXTRA_PATH_METADATA") or {}).items()
            },
            filename_metadata=settings.get("FILENAME_METADATA") or "",
            path_metadata=settings.get("PATH_METADATA") or "",
            slug_substitutions=tuple((old, new) for old, new in settings.get("SLUG_REGEX_SUBSTITUTIONS") or ()),
        )


def _own(options: dict[str, Any]) -> dict[str, Any]:
    """A copy, since an extension that is an object changes when it is used; without one where it can't be copied."""
    try:
        return copy.deepcopy(options)
    except TypeError:
        return options


def comparable(value: Any, _around: tuple[int, ...] = ()) -> Any:
    """A plain value that stands for `value` and is equal in every process as long as `value` does the same: functions
    stand for themselves by their code, defaults and closure, objects by class and state. Raises Incomparable."""
    if value is None or isinstance(value, (str, bytes, int, float)):
        return value
    if id(value) in _around:
        return "itself"
    inside = partial(comparable, _around=(*_around, id(value)))
    if isinstance(value, (set, frozenset)):
        return sorted(repr(inside(part)) for part in value)
    if isinstance(value, Mapping):
        return [(inside(key), inside(part)) for key, part in value.items()]
    if isinstance(value, (type, types.BuiltinFunctionType, types.ModuleType)):
        return [getattr(value, "__module__", ""), getattr(value, "__qualname__", value.__name__)]
    return [inside(part) for part in (value if isinstance(value, (list, tuple)) else _parts(value))]


def _parts(value: Any) -> list[Any]:
    """What a function or an object is made of. Raises Incomparable."""
    if isinstance(value, types.CodeType):
        return [value.co_code, value.co_names, value.co_consts]
    if isinstance(value, types.FunctionType):
        uses = {name: value.__globals__.get(name) for name in value.__code__.co_names}
        uses = {name: used for name, used in uses.items() if isinstance(used, (types.FunctionType, str, int, tuple))}
        cells = [cell.cell_contents for cell in value.__closure__ or ()]
        return [value.__qualname__, value.__code__, value.__defaults__, value.__kwdefaults__, cells, uses]
    try:
        reduce = copyreg.dispatch_table.get(type(value))
        reduced: Any = reduce(value) if reduce else value.__reduce_ex__(4)
        return [list(part) if hasattr(part, "__next__") else part for part in reduced]
    except Exception as error:
        raise Incomparable(f"an object of {type(value).__module__}.{type(value).__qualname__}") from error
