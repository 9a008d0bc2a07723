"""The evidence bundle of an article: the bytes received, what the header says of them, and digests of all, in one ZIP
archive that anybody can verify without us.

The archive holds a bag of BagIt 1.0 (RFC 8493), the form in which libraries and archives pass files on. Equal articles
give equal bytes on every machine: nothing is compressed, times and attributes are fixed, and the bag does not say when
it was made. The program sha256sum of the GNU coreutils reads its digests.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import zipfile
from collections.abc import Callable, Mapping, Sequence
from typing import Any

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
# Written as =XX: signs that some system forbids in a name, or that sha256sum would escape in another way; and % itself,
# which a bag's manifest escapes and sha256sum does not.
_UNSAFE = re.compile('[\x00-\x1f\x7f%=\\\\:*?"<>|]|^[. ]+$|^[-~]|[. ]$')

_README = """\
{title}
{credit}

This folder holds what the article rests on, so that you can check it without us.

{files}

To verify that nothing in this folder was altered, open a terminal in it and run

    sha256sum -c manifest-sha256.txt tagmanifest-sha256.txt

(on a Mac: shasum -a 256 -c manifest-sha256.txt tagmanifest-sha256.txt). It says OK for every file. The folder is a bag
as RFC 8493 describes it, so any program for BagIt verifies it too.

{digests}

What the digests prove: that these are the bytes that are kept here, and that header, text and changes are those we
published with them. Compare them with the digests on the article's page, or in a copy that you kept.
What they do not prove: that the source said it. Whoever passed the text on may have altered it before it reached us.
How far that is known is told step by step under “custody” in the header.

{compared}. White space does not count. Changes and readings are in data/changes.json; readings are offered beside the
text and change nothing in it.
"""
_FILES = {
    "header.yaml": "what the editor wrote about the text",
    "header.txt": "what the editor wrote about the text",
    "text.md": "the text as it is published, without white space at either end; a review gives its digest",
    "changes.json": "what was changed, what is read otherwise, and who reviewed the text",
}
_BAGIT = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"


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
    names, by its path below the content folder. Files under received/ keep that path below data/, as the header names
    them."""
    header, text = _halves(article_file)
    files = [
        ("header.yaml" if _YAML.match(article_file) else "header.txt", header),
        ("text.md", text),
        ("changes.json", _changes(article)),
    ]
    originals = [(_place(path), data) for path, data in sorted(received.items())]
    title = " ".join(article.title.split())
    readme = _readme(title, article, [name for name, _ in files], originals, credit)
    return bag(article.slug, title, readme, [*files, *originals])


def bag(name: str, title: str, readme: bytes, files: Sequence[tuple[str, bytes]]) -> bytes:
    """A ZIP archive with one bag, the folder `name`: `readme` and the bag's own files, and `files` below data/, in this
    order. Raises ValueError where two files have one name, or where a name is not safe on every system."""
    payload = [(f"data/{path}", data) for path, data in files]
    size = f"{sum(len(data) for _, data in files)}.{len(files)}"  # octets and files
    info = f"External-Description: {title}\nPayload-Oxum: {size}\n".encode()
    own = [("README.txt", readme), ("bagit.txt", _BAGIT), ("bag-info.txt", info)]
    own.append(("manifest-sha256.txt", _sums(payload)))
    own.append(("tagmanifest-sha256.txt", _sums(own)))
    all_files = [*own, *payload]
    if len({path for path, _ in all_files}) < len(all_files):
        raise ValueError("two files of a bundle have one name")
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        for file, data in all_files:
            path = f"{name}/{file}"
            if any(not part or _UNSAFE.search(part.replace("=", "")) for part in path.split("/")):
                raise ValueError(f"“{path}” is no safe name for a file in a bundle")
            entry = zipfile.ZipInfo(path, _EPOCH)
            entry.create_system, entry.external_attr = _UNIX, _PLAIN_FILE
            archive.writestr(entry, data)
    return stream.getvalue()


def _sums(files: Sequence[tuple[str, bytes]]) -> bytes:
    """A line of digest and path for each file."""
    return "".join([f"{hashlib.sha256(data).hexdigest()}  {path}\n" for path, data in files]).encode()


def _place(path: str) -> str:
    """The path below data/ of a file of the content folder."""
    safe = "/".join([_UNSAFE.sub(_escaped, part) or "=2F" for part in path.split("/")])
    return safe if safe.startswith("received/") else f"files/{safe}"


def _escaped(match: re.Match[str]) -> str:
    return "".join([f"={ord(sign):02X}" for sign in match[0]])  # all of them are ASCII


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


def _readme(
    title: str, article: Article, names: list[str], originals: Sequence[tuple[str, bytes]], credit: str
) -> bytes:
    files = [f"data/{path}: the file, byte for byte" for path, _ in originals]
    files += [f"data/{name}: {_FILES[name]}" for name in names]
    files += ["manifest-sha256.txt, tagmanifest-sha256.txt: the digest of every other file"]
    files += ["bagit.txt, bag-info.txt: what programs for BagIt read"]
    digests = _sums([(f"data/{path}", data) for path, data in originals]).decode()
    return _README.format(
        title=title,
        credit=credit,
        compared=compared(article.comparison),
        files="\n".join(files),
        digests=f"SHA-256 of the files that are kept:\n\n{digests.rstrip()}"
        if originals
        else "No file is kept besides these.",
    ).encode()


FORMATS[EVIDENCE] = Format(write_evidence, "evidence", "application/zip", 9)
