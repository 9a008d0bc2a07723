"""A digest of settings, functions and objects included; the same in every process."""

from __future__ import annotations

import copyreg
from collections.abc import Iterator
from functools import partial
from hashlib import blake2b
from types import BuiltinFunctionType, CellType, CodeType, FunctionType, MethodType, ModuleType
from typing import Any

_CODE = ("co_argcount", "co_posonlyargcount", "co_kwonlyargcount", "co_flags", "co_code", "co_names", "co_varnames",
    "co_freevars", "co_cellvars")  # fmt: skip


class Incomparable(Exception):
    """A value can't be compared with that of another process; the text says which one."""


def fingerprint(value: Any) -> bytes:
    """16 bytes that change with a value. Of a function its code counts with all code inside, its defaults, what it
    encloses, and the functions and constants of its own module that it uses; of an object its class and state. Raises
    Incomparable."""
    digest = blake2b(digest_size=16)
    for piece in _pieces(value, ()):
        digest.update(len(piece).to_bytes(8, "big") + piece)
    return digest.digest()


def _pieces(value: Any, around: tuple[int, ...]) -> Iterator[bytes]:
    """The parts of a value as bytes; `around` are the ids of the values in which it stands."""
    yield type(value).__qualname__.encode()
    if id(value) in around:  # a function that calls itself, say
        return
    around += (id(value),)
    if value is None or isinstance(value, (str, bytes, int, float, complex, bool, type(...))):
        yield repr(value).encode("utf-8", "surrogatepass")
    elif isinstance(value, (set, frozenset)):
        yield from sorted(fingerprint(part) for part in value)
    else:
        parts = [*value.items()] if isinstance(value, dict) else value
        parts = parts if isinstance(parts, (list, tuple)) else _inside(value)
        yield str(len(parts)).encode()
        for part in parts:
            yield from _pieces(part, around)


def _inside(value: Any) -> list[Any]:
    """What a piece of code or an object is made of. Raises Incomparable."""
    if isinstance(value, CodeType):
        return [*(getattr(value, name) for name in _CODE), value.co_consts]
    if isinstance(value, FunctionType):
        cells = [cell.cell_contents for cell in value.__closure__ or () if cell != CellType()]
        names = {name: value.__globals__.get(name) for name in value.__code__.co_names}
        uses = {name: used for name, used in names.items() if isinstance(used, (str, int, tuple)) or (
            isinstance(used, FunctionType) and used.__module__ == value.__module__)}  # fmt: skip
        return [value.__code__, value.__defaults__, value.__kwdefaults__, cells, vars(value), uses]
    if isinstance(value, MethodType):
        return [value.__func__, value.__self__]
    if isinstance(value, partial):
        return [value.func, value.args, value.keywords]
    if isinstance(value, (type, ModuleType, BuiltinFunctionType)):
        return [getattr(value, "__module__", ""), getattr(value, "__qualname__", value.__name__)]
    if callable(value) and hasattr(value, "__wrapped__"):  # lru_cache and its like
        return [value.__wrapped__]
    try:
        reduce = copyreg.dispatch_table.get(type(value))
        state: Any = reduce(value) if reduce else value.__reduce_ex__(4)
        return [list(part) if hasattr(part, "__next__") else part for part in state]
    except Exception as error:
        raise Incomparable(f"an object of {type(value).__module__}.{type(value).__qualname__}") from error
