"""The evidence bundle of an article: the bytes received, what the header says of them, and digests of all, in one ZIP
archive that anybody can verify without us.

Equal articles give equal bytes on every machine: nothing is compressed, times and attributes are fixed. The program
sha256sum of the GNU coreutils reads the digests.
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
from colophon.formats.wording import compared
from colophon.model.article import Article, Record
from colophon.model.problems import Problem
from colophon.store.records import digest
from colophon.views.article import ArticleView
from colophon.views.site import SiteView

EVIDENCE = "evidence.zip"  # the ending of the file

_EPOCH = (1980, 1, 1, 0, 0, 0)  # the first moment that ZIP can write
_UNIX, _PLAIN_FILE = 3, 0o100644 << 16
_YAML = re.compile(rb"(?:\xef\xbb\xbf)?---[^\S\n]*\n(.*?)^(?:---|\.\.\.)[^\S\n]*(?:\n|\Z)", re.MULTILINE | re.DOTALL)
_FLAT = re.compile(rb"(?:\xef\xbb\xbf)?(.*?(?:\n|\Z))(?:[^\S\n]*\r?\n|\Z)", re.DOTALL)
# Written as %XX: signs that some system forbids in a name, or that sha256sum would escape in another way.
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

What the digests prove: that these are the bytes that are kept here, and that header, text and changes are those we
published with them. Compare them with the digests on the article's page, or in a copy that you kept.
What they do not prove: that the source said it. Whoever passed the text on may have altered it before it reached us.
How far that is known is told step by step under “custody” in the header.

{compared}. White space does not count. Changes and readings are in changes.json; readings are offered beside the
text and change nothing in it.
"""
_FILES = {
    "header.yaml": "what the editor wrote about the text",
    "header.txt": "what the editor wrote about the text",
    "text.md": "the text as it is published, without white space at either end; a review gives its digest",
    "changes.json": "what was changed, what is read otherwise, and who reviewed the text",
    "SHA256SUMS": "the digest of every other file",
}


def write_evidence(view: ArticleView, _site: SiteView, credit: str) -> bytes:
    """The bundle of an article, whose files still have the digests that they had when the article was read. Raises
    EvidenceChanged."""
    read, article = view.provider.read, view.record
    (own, mark), *more = view.made_of.evidence
    article_file = read(own, lambda data: digest(data) == mark)
    return evidence(article, article_file, {name: read(name, stated(article, name)) for name, _ in more}, credit)


def stated(article: Article, name: str) -> Callable[[bytes], bool]:
    """Returns a check that the bytes of a file have a digest that custody states; if it states none, any bytes pass."""
    digests = {event.sha256 for event in article.custody if event.file == name and event.sha256}
    return lambda data: not digests or hashlib.sha256(data).hexdigest() in digests


class EvidenceChanged(Exception):
    """A file that a page needs changed after it was read; `problem` names it."""

    def __init__(self, path: str, found: str) -> None:
        super().__init__(found)
        self.problem = Problem(path, 0, "evidence", found, "build again, when nobody writes to the file")


def evidence(article: Article, article_file: bytes, received: Mapping[str, bytes], credit: str) -> bytes:
    """The bundle of `article`, in a folder named like its slug. `received` has the bytes of each file that custody
    names, by its path below the content folder. Files under received/ keep that path, as the header names them."""
    header, text = _halves(article_file)
    files = [
        ("header.yaml" if _YAML.match(article_file) else "header.txt", header),
        ("text.md", text),
        ("changes.json", _changes(article)),
    ]
    originals = [(_place(path), data) for path, data in sorted(received.items())]
    readme = _readme(article, [*(name for name, _ in files), "SHA256SUMS"], originals, credit)
    return bundle(article.slug, [("README.txt", readme), *files, *originals])


def bundle(name: str, files: Sequence[tuple[str, bytes]]) -> bytes:
    """A ZIP archive that holds `files` in the folder `name`, in this order, and SHA256SUMS with the digest of each.
    Raises ValueError where two files have one name, or where a name is not safe on every system."""
    all_files = [*files, ("SHA256SUMS", "".join([f"{_sum(file)}\n" for file in files]).encode())]
    if len({path for path, _ in all_files}) < len(all_files):
        raise ValueError("two files of a bundle have one name")
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        for file, data in all_files:
            path = f"{name}/{file}"
            if any(not part or _UNSAFE.search(part.replace("%", "")) for part in path.split("/")):
                raise ValueError(f"“{path}” is no safe name for a file in a bundle")
            entry = zipfile.ZipInfo(path, _EPOCH)
            entry.create_system, entry.external_attr = _UNIX, _PLAIN_FILE
            archive.writestr(entry, data)
    return stream.getvalue()


def _sum(file: tuple[str, bytes]) -> str:
    path, data = file
    return f"{hashlib.sha256(data).hexdigest()}  {path}"


def _place(path: str) -> str:
    """The path in the bundle of a file of the content folder."""
    safe = "/".join([_UNSAFE.sub(_percent, part) or "%2F" for part in path.split("/")])
    return safe if safe.startswith("received/") else f"files/{safe}"


def _percent(match: re.Match[str]) -> str:
    return "".join([quote(c, safe="") if c not in ".-~" else f"%{ord(c):02X}" for c in match[0]])


def _halves(article_file: bytes) -> tuple[bytes, bytes]:
    """The header as it was written (the bytes between the `---` lines, or the `Key: value` lines), and the text."""
    match = _YAML.match(article_file) or _FLAT.match(article_file)
    if match is None:
        return b"", article_file
    text = article_file[match.end() :].decode().replace("\r\n", "\n").replace("\r", "\n")
    return match[1], text.strip().encode()


def _changes(article: Article) -> bytes:
    sections: dict[str, Any] = {
        name: [_known(record) for record in getattr(article, name)] for name in ("changes", "readings", "notes")
    }
    sections["review"] = _known(article.review) if article.review else None
    sections["review_voided"] = article.review_voided
    return (json.dumps(sections, ensure_ascii=False, indent=2, default=str) + "\n").encode()


def _known(record: Record) -> dict[str, Any]:
    """The fields of a record that say something."""
    return {name: value for name, value in asdict(record).items() if value is not None}


def _readme(article: Article, names: list[str], originals: Sequence[tuple[str, bytes]], credit: str) -> bytes:
    files = [f"{path}: the file, byte for byte" for path, _ in originals] + [
        f"{name}: {_FILES[name]}" for name in names
    ]
    digests = "\n".join(map(_sum, originals))
    return _README.format(
        title=" ".join(article.title.split()),
        credit=credit,
        compared=compared(article.comparison),
        files="\n".join(files),
        digests=f"SHA-256 of the files that are kept:\n\n{digests}" if originals else "No file is kept besides these.",
    ).encode()


FORMATS[EVIDENCE] = Format(write_evidence, "evidence", "application/zip", 9)
