"""The evidence bundle of an article: the bytes received, what the header says of them, and digests of all, in one ZIP
archive that anybody can verify without us.

Equal articles give equal bytes on every machine: nothing is compressed, times and attributes are fixed. The digests are
in the form that coreutils' sha256sum reads.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import zipfile
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from msgspec.structs import asdict

from colophon.formats.registry import FORMATS, Format
from colophon.model.article import Article, Record
from colophon.model.problems import Problem
from colophon.store.records import digest
from colophon.views.article import ArticleView
from colophon.views.site import SiteView

# The ending of the file.
EVIDENCE = "evidence.zip"

_EPOCH = (1980, 1, 1, 0, 0, 0)  # the first moment that ZIP can write
_UNIX, _PLAIN_FILE = 3, 0o100644 << 16
_YAML = re.compile(rb"(?:\xef\xbb\xbf)?---[^\S\n]*\n(.*?)^(?:---|\.\.\.)[^\S\n]*(?:\n|\Z)", re.MULTILINE | re.DOTALL)
_FLAT = re.compile(rb"(?:\xef\xbb\xbf)?(.*?(?:\n|\Z))(?:[^\S\n]*\r?\n|\Z)", re.DOTALL)
# Written as %XX: what some system forbids in a name, and what sha256sum would write in a form of its own.
_UNSAFE = re.compile('[\x00-\x1f\x7f%\\\\:*?"<>|]|^[. ]+$|^[-~]|[. ]$')

_README = """\
{title}
{credit}

This folder holds what the article rests on, so that you can check it without us.

{files}

To verify that nothing in this folder was altered, open a terminal in it and run

    sha256sum -c SHA256SUMS

(on a Mac: shasum -a 256 -c SHA256SUMS). It says OK for every file.

{digests}

What the digests prove: that these are the bytes we received, and that header, text and changes are those we published
with them. Compare them with the digests on the article's page, or in a copy that you kept.
What they do not prove: that the source said it. Whoever passed the text on may have altered it before it reached us.
How far that is known is told step by step under “custody” in the header.

The text that the page shows is the text received with the changes in changes.json made, word for word; white space does
not count. Readings in changes.json are offered beside the text. They change nothing in it.
"""
_FILES = {
    "header.yaml": "what the editor wrote about the text",
    "header.txt": "what the editor wrote about the text",
    "text.md": "the text as it is published, without white space at either end; a review gives its digest",
    "changes.json": "what was changed, what is read otherwise, and who reviewed the text",
    "SHA256SUMS": "the digest of every other file",
}


def write_evidence(view: ArticleView, _site: SiteView, credit: str) -> bytes:
    """The bundle of an article. What goes into it has the digest by which it was read. Raises EvidenceChanged."""
    read = view.provider.read
    (own, mark), *more = view.made_of.evidence
    article_file = read(own, lambda data: digest(data) == mark)
    return evidence(
        view.record, article_file, {name: read(name, stated(view.record, name)) for name, _ in more}, credit
    )


def stated(article: Article, name: str) -> Callable[[bytes], bool]:
    """Whether the bytes of a file are those whose digest custody states; any are, where it states none."""
    digests = {event.sha256 for event in article.custody if event.file == name and event.sha256}
    return lambda data: not digests or hashlib.sha256(data).hexdigest() in digests


class EvidenceChanged(Exception):
    """A file that a page needs is not the one that was read; `problem` says which."""

    def __init__(self, path: str, found: str) -> None:
        super().__init__(found)
        self.problem = Problem(path, 0, "evidence", found, "build again, when nobody writes to the file")


def evidence(article: Article, article_file: bytes, received: Mapping[str, bytes], credit: str) -> bytes:
    """The bundle of `article`, in a folder named by its slug. `received` has the bytes of each file that custody names,
    by its path below the content folder; those under received/ keep that path, so that the header's names hold."""
    header, text = _halves(article_file)
    files = [
        ("header.yaml" if _YAML.match(article_file) else "header.txt", header),
        ("text.md", text),
        ("changes.json", _changes(article)),
    ]
    theirs = [(_place(path), data) for path, data in sorted(received.items())]
    return bundle(article.slug, [("README.txt", _readme(article, files, theirs, credit)), *files, *theirs])


def header_of(article_file: bytes) -> bytes:
    """The header as it was written: what stands between the `---` lines, or the `Key: value` lines."""
    return _halves(article_file)[0]


def bundle(name: str, files: Sequence[tuple[str, bytes]]) -> bytes:
    """A ZIP archive that holds `files` in the folder `name`, in this order, and SHA256SUMS over them all."""
    sums = "".join([f"{hashlib.sha256(data).hexdigest()}  {path}\n" for path, data in files])
    all_files = [*files, ("SHA256SUMS", sums.encode())]
    if len({path for path, _ in all_files}) < len(all_files):
        raise ValueError("two files of a bundle have one name")
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_STORED) as archive:
        for path, data in all_files:
            about = zipfile.ZipInfo(_checked(f"{name}/{path}"), _EPOCH)
            about.create_system, about.external_attr = _UNIX, _PLAIN_FILE
            archive.writestr(about, data)
    return held.getvalue()


def _checked(path: str) -> str:
    if any(not part or _UNSAFE.search(part.replace("%", "")) for part in path.split("/")):
        raise ValueError(f"“{path}” is no safe name for a file in a bundle")
    return path


def _place(path: str) -> str:
    """Where a file of the content folder stands in the bundle."""
    safe = "/".join([_UNSAFE.sub(_written, part) or "%2F" for part in path.split("/")])
    return safe if safe.startswith("received/") else f"files/{safe}"


def _written(found: re.Match[str]) -> str:
    return "".join([quote(c, safe="") if c not in ".-~" else f"%{ord(c):02X}" for c in found[0]])


def _halves(article_file: bytes) -> tuple[bytes, bytes]:
    found = _YAML.match(article_file) or _FLAT.match(article_file)
    if found is None:
        return b"", article_file
    text = article_file[found.end() :].decode().replace("\r\n", "\n").replace("\r", "\n")
    return found[1], text.strip().encode()


def _changes(article: Article) -> bytes:
    review = article.review
    said = {
        "changes": [_known(change) for change in article.changes],
        "readings": [_known(reading) for reading in article.readings],
        "notes": [_known(note) for note in article.notes],
        "review": _known(review) if review else None,
        "review_voided": article.review_voided,
    }
    return (json.dumps(said, ensure_ascii=False, indent=2, default=str) + "\n").encode()


def _known(record: Record) -> dict[str, Any]:
    """The fields of a record that say something."""
    return {name: value for name, value in asdict(record).items() if value is not None}


def _readme(
    article: Article, files: Sequence[tuple[str, bytes]], theirs: Sequence[tuple[str, bytes]], credit: str
) -> bytes:
    told = [f"{name}: {_FILES[name]}" for name in (*(name for name, _ in files), "SHA256SUMS")]
    digests = "\n".join([f"{hashlib.sha256(data).hexdigest()}  {path}" for path, data in theirs])
    return _README.format(
        title=" ".join(article.title.split()),
        credit=credit,
        files="\n".join([*[f"{path}: the file, byte for byte" for path, _ in theirs], *told]),
        digests=f"SHA-256 of what was received:\n\n{digests}" if theirs else "No file was kept of what was received.",
    ).encode()


FORMATS[EVIDENCE] = Format(write_evidence, "evidence", "application/zip", 8)
