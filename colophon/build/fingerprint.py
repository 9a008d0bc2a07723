"""A digest of what settings give to templates, functions included; the same in every process."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from functools import partial
from hashlib import blake2b
from types import BuiltinFunctionType, CellType, CodeType, FunctionType, MethodType, ModuleType
from typing import Any

_CODE = ("co_argcount", "co_posonlyargcount", "co_kwonlyargcount", "co_flags", "co_code", "co_names", "co_varnames",
    "co_freevars", "co_cellvars")  # fmt: skip


class Incomparable(Exception):
    """A value can't be compared with that of another process."""


def fingerprint(value: Any) -> bytes:
    """16 bytes that change with a value. Of a function its code counts with all code inside, its defaults and what it
    encloses; not the global functions that it calls. Raises Incomparable."""
    digest = blake2b(digest_size=16)
    for piece in _pieces(value, ()):
        digest.update(len(piece).to_bytes(8, "big") + piece)
    return digest.digest()


def _pieces(value: Any, around: tuple[int, ...]) -> Iterator[bytes]:
    """The parts of a value as bytes; `around` are the ids of the values in which it stands."""
    yield type(value).__qualname__.encode()
    if id(value) in around:  # a function that encloses itself
        return
    around += (id(value),)
    if value is None or isinstance(value, (str, bytes, int, float, complex, bool, type(...))):
        yield repr(value).encode("utf-8", "surrogatepass")
    elif isinstance(value, (list, tuple, dict)):
        yield str(len(value)).encode()
        for part in value.items() if isinstance(value, dict) else value:
            yield from _pieces(part, around)
    elif isinstance(value, (set, frozenset)):
        yield from sorted(fingerprint(part) for part in value)
    elif (inside := _inside(value)) is not None:
        yield from _pieces(inside, around)
    else:
        try:
            yield pickle.dumps(value, 5)
        except Exception as error:
            raise Incomparable(f"{type(value).__qualname__}: {error}") from error


def _inside(value: Any) -> list[Any] | None:
    """What a piece of code or something that can be called is made of; None for other values."""
    if isinstance(value, CodeType):
        return [*(getattr(value, name) for name in _CODE), value.co_consts]
    if isinstance(value, FunctionType):
        cells = [cell.cell_contents for cell in value.__closure__ or () if cell != CellType()]
        return [value.__code__, value.__defaults__, value.__kwdefaults__, cells, vars(value)]
    if isinstance(value, MethodType):
        return [value.__func__, value.__self__]
    if isinstance(value, partial):
        return [value.func, value.args, value.keywords]
    if isinstance(value, (type, ModuleType, BuiltinFunctionType)):
        return [getattr(value, "__module__", ""), getattr(value, "__qualname__", value.__name__)]
    if callable(value) and hasattr(value, "__wrapped__"):  # lru_cache and its like
        return [value.__wrapped__]
    return None
