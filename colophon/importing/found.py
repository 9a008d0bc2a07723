"""A file that was found: its bytes, its kind, its encoding, and what its wrapping says of its capture."""

from __future__ import annotations

import email
import email.policy
import email.utils
import gzip
import hashlib
import io
import json
import re
import zipfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import PurePath

from colophon.importing.encodings import decoded

_PAGE = re.compile(rb"<!doctype\s+html|<html\b|<head\b|<body\b", re.IGNORECASE)
_PAGE_ENDINGS = (".html", ".htm", ".xhtml")
_SINGLE_FILE = re.compile(r"<!--\s*Page saved with SingleFile\s+url:\s*(\S+)\s+saved date:\s*([^\n]+?)\s*(?:-->|\n)")
_SAVED_FROM = re.compile(r"<!--\s*saved from url=\(\d+\)(\S+)\s*-->")
_WAYBACK = re.compile(r"https?://web\.archive\.org/web/(\d{14})[a-z_]*/(https?:.+)", re.IGNORECASE)


class Unreadable(Exception):
    """A file that can't be read as what it is: the message says why."""


@dataclass(frozen=True, slots=True)
class Found:
    """A file as it was found. `text` is a plain text, or the markup of a page. `address` and `captured` are what the
    file says of where and when a page was saved, with the words that say so."""

    file: str
    data: bytes
    kind: str  # text, html, mhtml, warc or wacz
    encoding: str
    text: str
    address: str | None = None
    address_words: str = ""
    captured: str | None = None

    @property
    def sha256(self) -> str:
        """The digest of the bytes."""
        return hashlib.sha256(self.data).hexdigest()

    @property
    def is_page(self) -> bool:
        """Whether it is a web page."""
        return self.kind != "text"


@dataclass(frozen=True, slots=True)
class _Inner:
    """A page inside its wrapping."""

    data: bytes
    charset: str | None = None
    address: str | None = None
    captured: str | None = None


def read_found(file: str, data: bytes) -> Found:
    """Read a file by what it holds; its name helps only where the bytes leave it open."""
    plain = gzip.decompress(data) if data.startswith(b"\x1f\x8b") and not _is_warc(data) else data
    kind = _kind(file, plain)
    if kind == "text":
        text, encoding = decoded(plain, None, page=False)
        return Found(file, data, kind, encoding, text)
    inner = {"mhtml": _mhtml, "warc": _warc, "wacz": _wacz}.get(kind, _Inner)(plain)
    text, encoding = decoded(inner.data, inner.charset, page=True)
    address, captured = inner.address, inner.captured
    words = address or ""
    if address is None:
        address, captured, words = _said_by_the_page(text[:5_000])
    if address and (old := _WAYBACK.fullmatch(address)):
        captured = _moment(old[1])
        address = old[2]
    return Found(file, data, kind, encoding, text, address, words, captured)


def _is_warc(data: bytes) -> bool:
    if data.startswith(b"\x1f\x8b"):
        with gzip.open(io.BytesIO(data)) as stream:
            return stream.read(5) == b"WARC/"
    return data.startswith(b"WARC/")


def _kind(file: str, data: bytes) -> str:
    ending = PurePath(file.removesuffix(".gz")).suffix.lower()
    head = data[:4_096]
    if _is_warc(data):
        return "warc"
    if data.startswith(b"PK\x03\x04"):
        if ending == ".wacz" or b"datapackage.json" in data:
            return "wacz"
        raise Unreadable("a ZIP archive that is no WACZ")
    if re.search(
        rb"^(?:snapshot-content-location:|content-type:\s*multipart/related)", head, re.IGNORECASE | re.MULTILINE
    ):
        return "mhtml"
    return "html" if ending in _PAGE_ENDINGS or (ending not in (".txt", ".md") and _PAGE.search(head)) else "text"


def _mhtml(data: bytes) -> _Inner:
    whole = email.message_from_bytes(data, policy=email.policy.compat32)
    parts = [part for part in whole.walk() if part.get_content_type() in ("text/html", "application/xhtml+xml")]
    if not parts:
        raise Unreadable("an MHTML file without a page")
    start = whole.get_param("start")
    page = next((part for part in parts if start and part.get("Content-ID") == start), parts[0])
    body = page.get_payload(decode=True)
    address = str(whole.get("Snapshot-Content-Location") or page.get("Content-Location") or "").strip()
    charset = page.get_content_charset()
    return _Inner(
        body if isinstance(body, bytes) else b"", charset, address or None, _moment(str(whole.get("Date") or ""))
    )


def _warc(data: bytes, wanted: str | None = None) -> _Inner:
    from warcio.archiveiterator import ArchiveIterator  # noqa: PLC0415 - only for archives

    for record in ArchiveIterator(io.BytesIO(data)):
        heads = record.rec_headers
        kind = (record.http_headers.get_header("Content-Type") or "") if record.http_headers else ""
        if record.rec_type != "response" or "html" not in kind or record.http_headers.get_statuscode() != "200":
            continue
        address = str(heads.get_header("WARC-Target-URI") or "").strip("<>") or None
        if wanted is not None and address != wanted:
            continue
        charset = re.search(r"charset=[\"']?([\w.:-]+)", kind, re.IGNORECASE)
        body = record.content_stream().read()
        return _Inner(body, charset[1] if charset else None, address, _moment(heads.get_header("WARC-Date") or ""))
    raise Unreadable("an archive without a page")


def _wacz(data: bytes) -> _Inner:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = archive.namelist()
        wanted = next(iter(_pages(archive)), None) if "pages/pages.jsonl" in names else None
        files = [name for name in names if name.startswith("archive/") and name.endswith((".warc", ".warc.gz"))]
        for only in (wanted, None):
            for name in sorted(files):
                try:
                    return _warc(archive.read(name), only)
                except Unreadable:
                    continue
    raise Unreadable("an archive without a page")


def _pages(archive: zipfile.ZipFile) -> list[str]:
    """The addresses of the pages that a WACZ lists, in its order."""
    found = []
    for line in archive.read("pages/pages.jsonl").splitlines():
        try:
            page = json.loads(line)
        except ValueError:
            continue
        if isinstance(page, dict) and isinstance(page.get("url"), str):
            found.append(page["url"])
    return found


def _said_by_the_page(head: str) -> tuple[str | None, str | None, str]:
    """Address, moment and words of the comment that a browser or SingleFile writes above a page it saves."""
    if match := _SINGLE_FILE.search(head):
        return match[1], _moment(match[2]), match[1]
    if match := _SAVED_FROM.search(head):
        return match[1], None, match[1]
    return None, None, ""


def _moment(written: str) -> str | None:
    """A moment in UTC; None where it can't be read."""
    written = written.strip()
    try:
        if re.fullmatch(r"\d{14}", written):
            moment = datetime.strptime(written, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
        elif re.match(r"\d{4}-\d\d-\d\d", written):
            moment = datetime.fromisoformat(re.sub(r"\s+(?=[+-]\d{4}$)", "", written))
        elif match := re.match(r"\w{3} (\w{3} \d\d \d{4} \d\d:\d\d:\d\d) GMT([+-]\d{4})", written):  # JavaScript's
            moment = datetime.strptime(f"{match[1]} {match[2]}", "%b %d %Y %H:%M:%S %z")
        else:
            moment = email.utils.parsedate_to_datetime(written)
    except ValueError:
        return None
    moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")
