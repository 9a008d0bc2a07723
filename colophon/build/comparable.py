"""Compares settings from build to build: what stands for functions and objects, which have no value to write down."""

from __future__ import annotations

import copyreg
import types
from collections.abc import Mapping
from functools import partial
from typing import Any


class Incomparable(Exception):
    """A value can't be compared with that of another process; the text says which one."""


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
