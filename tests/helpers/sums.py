"""Reads the published lists of an output without Colophon, and says what they do not prove."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterator
from pathlib import Path

ROOT_LIST, UNLISTED = "manifest/SHA256SUMS", "manifest/unlisted.txt"
ENTRY = re.compile(r"# (\d+) bytes\n([0-9a-f]{64})  (.+)\n")


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def entries(file: Path) -> Iterator[tuple[str, int, str]]:
    """What a list says: path, size and SHA-256 of each file."""
    text = file.read_bytes().decode("utf-8")
    if file.name == Path(ROOT_LIST).name:
        _, text = re.fullmatch(r"(# site: .+\n# engine: Colophon\n)((?s:.*))", text).groups()
    assert not ENTRY.sub("", text)
    for size, digest, path in ENTRY.findall(text):
        yield path, int(size), digest


def named(output: Path) -> dict[str, tuple[int, str]]:
    """What all lists say of the files that are not lists; each file is in one list."""
    lists = [path for path, _, _ in entries(output / ROOT_LIST) if path != UNLISTED]
    said = [entry for path in lists for entry in entries(output / path)]
    found = {path: (size, digest) for path, size, digest in said}
    assert len(found) == len(said)
    return found


def faults(output: Path, theirs: Collection[str] = ()) -> list[str]:
    """What is wrong with an output in which `theirs` are the files of others."""
    said = {path: (size, digest) for path, size, digest in entries(output / ROOT_LIST)} | named(output)
    unlisted = (output / UNLISTED).read_text().split() if UNLISTED in said else []
    wrong = [] if unlisted == sorted(set(unlisted)) else ["what is not listed is not in order"]
    stands = {path.relative_to(output).as_posix(): path for path in output.rglob("*") if path.is_file()}
    wrong += [f"missing: {path}" for path in said.keys() - stands.keys()]
    wrong += [f"listed: {path}" for path in said.keys() & {*theirs, ROOT_LIST}]
    for path in stands.keys() - {*theirs, ROOT_LIST}:
        data = stands[path].read_bytes()
        line = sha256(f"{sha256(data)}  {path}\n".encode())
        if path in said:
            wrong += [f"differs: {path}"] if said[path] != (len(data), sha256(data)) else []
        elif line in unlisted:
            unlisted.remove(line)
        else:
            wrong.append(f"extra: {path}")
    return sorted([*wrong, *(f"nothing has the line {line}" for line in unlisted)])
