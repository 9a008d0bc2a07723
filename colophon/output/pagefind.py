"""Pagefind: from records to the files of an index. The same records in the same order give the same bytes.

This module talks to Pagefind's program over pipes. Pagefind's own Python package does so too, but waits 0.1 s before
it reads each answer, which is a quarter of an hour for 10,000 articles, and reads no answer over 2 MiB.
"""

from __future__ import annotations

import gzip
import json
import os
import re
import subprocess
from base64 import b64decode, b64encode
from collections.abc import Iterable
from hashlib import blake2b
from pathlib import Path
from typing import IO, Any, NamedTuple, Self, cast
from urllib.parse import quote, urlencode

ENTRY = "pagefind-entry.json"
LICENCE = "Pagefind-MIT.txt"
# The files that a page needs to search. Pagefind's other files are a user interface that no page uses.
PROGRAM = ("pagefind.js", "pagefind-worker.js")
INDEX = ("fragment/", "index/", "filter/")

# The filters of an article: the name of a filter → each value → the value's name on the page.
Choices = dict[str, dict[str, str]]

# Pagefind's metadata is gzipped CBOR (RFC 8949) behind this signature.
SIGNATURE = b"pagefind_dcd"
# One filter in it: an array of the texts “name=value” and the name of the filter's file. Another array follows.
_FILTER = re.compile(rb"(?s)\x82(?:[\x60-\x77]|\x78.|\x79..)[a-z]+=.*?[\x60-\x77][a-z]+_[0-9a-f]{7}(?=[\x80-\x9f])")


class PagefindError(Exception):
    """Pagefind can't be run, or a request to it failed."""


class SearchRecord(NamedTuple):
    """One article for the index: its file from the site's root, title, credit line, the text to search, the primary
    subtag of its language, and its filters."""

    path: str
    title: str
    credit: str
    content: str
    language: str
    choices: Choices

    def request(self) -> dict[str, Any]:
        """The record as Pagefind's service takes it."""
        # Pagefind searches all metadata, and all credit lines share words. So the line stands in the query of the
        # address, which isn't searched. Each value is a filter of its own, so that a browser loads only this value.
        filters = {f"{name}={value}": ["1"] for name, values in self.choices.items() for value in values}
        url = f"{quote(self.path)}?{urlencode({'credit': self.credit})}"
        meta = {"title": self.title}
        return {"url": url, "content": self.content, "language": self.language, "meta": meta, "filters": filters}


class Pagefind:
    """Pagefind's program; it runs in a `with` block. All methods raise PagefindError."""

    def __enter__(self) -> Self:
        from pagefind.service import get_executable  # noqa: PLC0415 - most builds make no index

        program = get_executable()
        if program is None:
            raise PagefindError("its program is not installed")
        try:
            self._process = subprocess.Popen([program, "--service"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        except OSError as error:
            raise PagefindError(str(error)) from error
        self._requests = 0
        return self

    def __exit__(self, *error: object) -> None:
        self._process.kill()
        self._process.communicate()

    def index(self, records: Iterable[SearchRecord]) -> dict[str, bytes]:
        """The files of an index of these records: path in the folder of the index → bytes."""
        index = self._ask("NewIndex", config={})["index_id"]
        for record in records:
            self._ask("AddRecord", index_id=index, **record.request())
        files = self._ask("GetFiles", index_id=index)["files"]
        self._ask("DeleteIndex", index_id=index)
        return {file["path"]: b64decode(file["content"]) for file in files}

    def _ask(self, kind: str, **values: Any) -> dict[str, Any]:
        """Send a message and return the answer. Both are JSON in base 64, and a comma ends them."""
        self._requests += 1
        message = {"message_id": self._requests, "payload": {"type": kind, **values}}
        stdin = cast(IO[bytes], self._process.stdin)
        try:
            stdin.write(b64encode(json.dumps(message).encode()) + b",")
            stdin.flush()
            data, stdout = bytearray(), cast(IO[bytes], self._process.stdout).fileno()
            while not data.endswith(b","):
                part = os.read(stdout, 1 << 20)
                if not part:
                    raise PagefindError(f"it ended with status {self._process.wait()}")
                data += part
            answer: dict[str, Any] = json.loads(b64decode(data[:-1]))["payload"]
        except (OSError, ValueError, KeyError) as error:
            raise PagefindError(f"it gave no answer to {kind}: {error}") from error
        if answer["type"] == "Error":
            raise PagefindError(str(answer.get("message")))
        return answer


def shard_files(pagefind: Pagefind, records: Iterable[SearchRecord]) -> dict[str, bytes]:
    """The files of one shard, sorted by path: an index without Pagefind's program."""
    files = pagefind.index(records)
    entry = json.loads(files[ENTRY])
    for language in entry["languages"].values():
        data = gzip.decompress(files.pop(f"pagefind.{language['hash']}.pf_meta"))
        language["hash"], data = _metadata(_with_filters_sorted(data))
        files[f"pagefind.{language['hash']}.pf_meta"] = data
    files[ENTRY] = _json(entry)
    return {path: files[path] for path in sorted(files) if path.startswith(INDEX) or path.endswith((".pf_meta", ENTRY))}


def program_files(pagefind: Pagefind, language: str) -> dict[str, bytes]:
    """The files of Pagefind's program with the stemming of a language, or of English where Pagefind has no stemming for
    it, and of an empty index, into which a browser merges the shards."""
    files = pagefind.index([SearchRecord("", language, "", language, language, {})])
    entry = json.loads(files[ENTRY])
    (values,) = entry["languages"].values()
    if values["wasm"] is None and language != "en":
        return program_files(pagefind, "en")
    version = entry["version"].encode()
    values |= {"hash": "nothing", "page_count": 0}
    # In CBOR: an array of the version and five empty arrays (pages, words, filters, sorts, fields).
    _, files["pagefind.nothing.pf_meta"] = _metadata(b"\x86" + bytes([0x60 + len(version)]) + version + b"\x80" * 5)
    files[ENTRY] = _json(entry)
    files[LICENCE] = Path(__file__).with_name(LICENCE).read_bytes()
    names = (*PROGRAM, LICENCE, ENTRY, f"wasm.{values['wasm']}.pagefind", "pagefind.nothing.pf_meta")
    return {name: files[name] for name in names}


def _with_filters_sorted(metadata: bytes) -> bytes:
    """Sort the filters of an index, whose order differs from run to run: Pagefind takes it from a hash map."""
    filters = _FILTER.findall(metadata)
    return metadata.replace(b"".join(filters), b"".join(sorted(filters)), 1)


def _metadata(values: bytes) -> tuple[str, bytes]:
    """The digest that names a file of metadata, and its bytes."""
    data = gzip.compress(SIGNATURE + values.removeprefix(SIGNATURE), 9, mtime=0)
    return blake2b(data, digest_size=8).hexdigest(), data


def _json(value: Any) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode()
