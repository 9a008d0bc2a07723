"""Records to the files of a Pagefind index: equal records in equal order give equal bytes.

Pagefind's program is spoken to over its pipes, as its own Python package does. That isn't used: it waits a tenth of a
second before each answer, and takes none over 2 MiB. Knows nothing of ours.
"""

from __future__ import annotations

import json
import os
import subprocess
from base64 import b64decode, b64encode
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import IO, Any, NamedTuple, Self, cast

from colophon.output.search.canonical import ENTRY, canonical, nothing

# What a page needs that searches an index; everything else Pagefind brings is its own user interface.
PROGRAM = ("pagefind.js", "pagefind-worker.js")
LICENCE = "Pagefind-MIT.txt"
INDEX = ("fragment/", "index/", "filter/")


class Failed(Exception):
    """Pagefind can't be run, or did not do what it was asked to."""


class Found(NamedTuple):
    """One article as Pagefind takes it: its address, the text searched, the language's primary subtag, what a result
    shows, and the filters that it passes as (name, value)."""

    url: str
    content: str
    language: str
    meta: Mapping[str, str]
    filters: tuple[tuple[str, str], ...]


class Pagefind:
    """A running Pagefind, to be used in a `with`. Raises Failed."""

    def __enter__(self) -> Self:
        from pagefind.service import get_executable  # noqa: PLC0415 - needed only where something is to be indexed

        program = get_executable()
        if program is None:
            raise Failed("its program is not installed")
        self._asked = 0
        with ExitStack() as stack:
            try:
                command = [str(program), "--service"]
                process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
                self._process = stack.enter_context(process)
            except OSError as error:
                raise Failed(str(error)) from error
            stack.callback(self._process.kill)
            self._into, self._out = cast(IO[bytes], self._process.stdin), cast(IO[bytes], self._process.stdout).fileno()
            self._stack = stack.pop_all()
        return self

    def __exit__(self, *what: object) -> None:
        self._stack.close()

    def index(self, found: Iterable[Found]) -> dict[str, bytes]:
        """The files of an index of these records, by their paths in its folder."""
        index = self._ask("NewIndex", config={})["index_id"]
        for record in found:
            # A filter for each value, so that who filters by one loads the numbers of its own articles only.
            filters = {f"{name}={value}": ["1"] for name, value in record.filters}
            self._ask("AddRecord", index_id=index, **{**record._asdict(), "filters": filters})
        files = self._ask("GetFiles", index_id=index)["files"]
        self._ask("DeleteIndex", index_id=index)
        return {file["path"]: b64decode(file["content"]) for file in files}

    def _ask(self, what: str, **more: Any) -> dict[str, Any]:
        """One message and its answer, each JSON in base 64 with a comma after it."""
        self._asked += 1
        message = {"message_id": self._asked, "payload": {"type": what, **more}}
        try:
            self._into.write(b64encode(json.dumps(message).encode()) + b",")
            self._into.flush()
            answer: dict[str, Any] = json.loads(b64decode(self._answer()))["payload"]
        except (OSError, ValueError, KeyError) as error:
            raise Failed(f"it gave no answer to {what}: {error}") from error
        if answer["type"] == "Error":
            raise Failed(str(answer.get("message")))
        return answer

    def _answer(self) -> bytes:
        parts: list[bytes] = []
        while not parts or not parts[-1].endswith(b","):
            parts.append(os.read(self._out, 1 << 20))
            if not parts[-1]:
                raise Failed(f"it ended with status {self._process.wait()}")
        return b"".join(parts)[:-1]


def shard(pagefind: Pagefind, found: Iterable[Found]) -> dict[str, bytes]:
    """The files of one shard: its index alone."""
    files = canonical(pagefind.index(found))
    return {path: data for path, data in files.items() if path.startswith(INDEX) or path.endswith((".pf_meta", ENTRY))}


def program(pagefind: Pagefind, language: str) -> dict[str, bytes]:
    """The files of Pagefind's own program, with the stemming of a language, English where it knows none for it, and an
    index of nothing, into which shards are merged."""
    files = pagefind.index([Found("", language, language, {}, ())])
    entry = json.loads(files[ENTRY])
    (known,) = entry["languages"].values()
    if known["wasm"] is None and language != "en":
        return program(pagefind, "en")
    known |= {"hash": "nothing", "page_count": 0}
    files["pagefind.nothing.pf_meta"] = nothing(entry["version"])
    files[ENTRY] = json.dumps(entry, sort_keys=True, separators=(",", ":")).encode()
    files[LICENCE] = Path(__file__).with_name(LICENCE).read_bytes()
    kept = (*PROGRAM, LICENCE, ENTRY, f"wasm.{known['wasm']}.pagefind", "pagefind.nothing.pf_meta")
    return {name: files[name] for name in kept}
