"""One order for what Pagefind writes in any: the filters of an index and the languages of an entry.

Pagefind keeps both in hash maps that are seeded anew in every run; all else follows from the order of the records. The
metadata of an index is CBOR (RFC 8949) made of arrays, texts and whole numbers, behind a signature, gzipped.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping
from hashlib import blake2b
from typing import Any

SIGNATURE = b"pagefind_dcd"
ENTRY = "pagefind-entry.json"
NUMBER, TEXT, ARRAY = 0, 3, 4  # CBOR's major types
FILTERS = 3  # of the metadata: version, pages, index chunks, filters, sorts, fields


def canonical(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files of an index with its metadata and its entry in one order, sorted by path."""
    entry, renamed = json.loads(files[ENTRY]), dict(files)
    for language in entry["languages"].values():
        metadata = renamed.pop(f"pagefind.{language['hash']}.pf_meta")
        values = read(gzip.decompress(metadata).removeprefix(SIGNATURE))
        values[FILTERS].sort()
        data = packed(values)
        language["hash"] = blake2b(data, digest_size=8).hexdigest()
        renamed[f"pagefind.{language['hash']}.pf_meta"] = data
    renamed[ENTRY] = json.dumps(entry, sort_keys=True, separators=(",", ":")).encode()
    return dict(sorted(renamed.items()))


def nothing(version: str) -> bytes:
    """The metadata of an index of nothing."""
    return packed([version, [], [], [], [], []])


def packed(values: Any) -> bytes:
    """Values as Pagefind packs them."""
    return gzip.compress(SIGNATURE + write(values), 9, mtime=0)


def read(data: bytes) -> Any:
    """The value that CBOR of arrays, texts and whole numbers holds."""
    value, _ = _read(data, 0)
    return value


def _read(data: bytes, at: int) -> tuple[Any, int]:
    kind, size, at = data[at] >> 5, data[at] & 31, at + 1
    if size > 23:
        follow = 1 << (size - 24)
        size, at = int.from_bytes(data[at : at + follow], "big"), at + follow
    if kind == NUMBER:
        return size, at
    if kind == TEXT:
        return data[at : at + size].decode(), at + size
    if kind != ARRAY:
        raise ValueError(f"CBOR of major type {kind}, where Pagefind 1.5 has arrays, texts and whole numbers")
    values = []
    for _ in range(size):
        value, at = _read(data, at)
        values.append(value)
    return values, at


def write(value: Any) -> bytes:
    """The same the other way: the shortest form of each number, as RFC 8949 asks of a deterministic encoding."""
    if isinstance(value, int):
        return _head(NUMBER, value)
    if isinstance(value, str):
        return _head(TEXT, len(value.encode())) + value.encode()
    return _head(ARRAY, len(value)) + b"".join(map(write, value))


def _head(kind: int, size: int) -> bytes:
    if size < 24:
        return bytes([kind << 5 | size])
    length = next(n for n in (1, 2, 4, 8) if size < 1 << 8 * n)
    return bytes([kind << 5 | 23 + length.bit_length()]) + size.to_bytes(length, "big")
