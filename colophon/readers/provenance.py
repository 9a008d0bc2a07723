"""Reads where a text comes from: its source, the steps of its custody, and its review, and checks that they agree."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from colophon.model.addresses import RECEIVED, inert
from colophon.model.article import Event, Review, Source, Status
from colophon.model.problems import ERROR, WARNING
from colophon.readers.fields import SHA256, WRITE_DATE, FieldReader
from colophon.readers.register import Register

ACTS = ("printed", "reposted", "translated", "edited", "received")
_NEEDS_BY = frozenset({"printed", "reposted", "translated", "edited"})
_HOP_FIELDS = ("act", "by", "date", "page", "lang", "method", "from", "to", "file", "sha256", "url", "evidence",
    "status")  # fmt: skip
_SOURCE_FIELDS = ("publication", "date", "page", "credit", "status")
_FLAT_PARTS = tuple((part, f"source_{part}") for part in _SOURCE_FIELDS[1:])
_WRITE_SOURCE = "write source: with publication: and date: below it, or source: original"
_WRITE_FLAT = "write Source: with the publication's name, or Source: original"

# Gives the bytes of a file below the content folder, or says in words why it can't.
Fetch = Callable[[str], bytes | str]


@dataclass(slots=True)
class Provenance:
    """The source and custody of a text, the files that custody names, and the text received with its path."""

    source: Source | None = None
    original: bool = False
    custody: tuple[Event, ...] = ()
    evidence: list[str] = field(default_factory=list)
    received: bytes | None = None
    received_path: str = ""


def read_source(
    fields: FieldReader, register: Register, date: dt.date | None, required: bool
) -> tuple[Source | None, bool]:
    """The source, and whether the text was written for this site. Where none is stated, that is an error if `required`,
    else a warning. `date` is the article's, for a flat header without Source-Date."""
    given = _flat_source(fields, date) if fields.header.flat else fields.header.values.get("source")
    if given == "original":
        return None, True
    if given is None:
        remedy = _WRITE_FLAT if fields.header.flat else _WRITE_SOURCE
        fields.refuse("source", "missing", remedy, ERROR if required else WARNING)
        return None, False
    if not isinstance(given, dict):
        fields.refuse("source", f"“{given}” alone is not a source", _WRITE_SOURCE)
        return None, False
    fields.only("source", given, _SOURCE_FIELDS)
    publication = _publication(fields, register, given.get("publication"))
    printed = given["date"] if isinstance(given.get("date"), dt.date) else fields.day("source.date", given.get("date"))
    if given.get("date") is None:
        remedy = f"write the day on which the source printed it: {WRITE_DATE.removeprefix('write ')}"
        fields.refuse("source.date", "missing", remedy)
    page = _page(fields, "source.page", given.get("page"))
    credit = fields.text("source.credit", given.get("credit"))
    status = fields.choice("source.status", given.get("status"), Status, Status.AS_STATED)
    if publication is None or printed is None:
        return None, False
    return Source(publication=publication, date=printed, page=page, credit=credit, status=Status(status)), False


def _flat_source(fields: FieldReader, date: dt.date | None) -> Any:
    """Source, Source_Date, Source_Page, Source_Credit and Source_Status as one map; the article's date serves for
    a source without one."""
    values = fields.header.values
    name = fields.text("source.publication", values.get("source"))
    parts = {part: said for part, key in _FLAT_PARTS if (said := values.get(key))}
    if not name:
        return None
    if name == "original" and not parts:
        return name
    return {"publication": name, "date": date, **parts}


def _publication(fields: FieldReader, register: Register, value: Any) -> str | None:
    said = fields.text("source.publication", value)
    if said is None:
        if value is None:
            fields.refuse("source.publication", "missing", "write a key of register/publications.yaml")
        return None
    if not fields.header.flat:
        return fields.key("source.publication", said, register.keys("publications"), "publications")
    return said if register.find("publications", said) else register.by_name("publications", said) or said


def _page(fields: FieldReader, place: str, value: Any) -> str | None:
    if place in fields.header.digits:
        digits = fields.header.digits[place]
        remedy = f'write it between quotes, as in page: "{digits.zfill(2)}"'
        fields.refuse(place, f"the number {digits}, which loses a zero in front", remedy)
        return None
    return fields.text(place, value)


def read_custody(fields: FieldReader, register: Register) -> list[Event]:
    """The steps of custody in the order of the header."""
    shape = "{act: printed, by: KEY, date: YYYY-MM-DD, status: as-stated}"
    items = fields.items("custody", fields.header.values.get("custody"), shape, _HOP_FIELDS)
    return [hop for place, item in items if (hop := _hop(fields, register, place, item))]


def _hop(fields: FieldReader, register: Register, place: str, item: dict[str, Any]) -> Event | None:
    act = fields.needed(place, item, "act", " | ".join(ACTS))
    if act is None:
        return None
    fields.choice(f"{place}.act", act, ACTS, act)
    by = fields.text(f"{place}.by", item.get("by"))
    if by is None and act in _NEEDS_BY:
        fields.refuse(f"{place}.by", "missing", "write who did it, or by: unknown")
    elif by and by != "unknown" and not any(register.find(kind, by) for kind in ("organisations", "people")):
        fields.key(f"{place}.by", by, register.keys("publications"), "publications")
    date = item.get("date")
    file, digest = (fields.text(f"{place}.{key}", item.get(key)) for key in ("file", "sha256"))
    if digest and not SHA256.fullmatch(digest):
        fields.refuse(f"{place}.sha256", f"“{digest[:80]}” is not a SHA-256 digest", "write its 64 digits, 0–9 and a–f")
    status = fields.choice(f"{place}.status", item.get("status"), Status, Status.UNKNOWN)
    if status == Status.VERIFIED and not (file and digest):
        remedy = "write file: and sha256:, or status: as-stated"
        fields.refuse(f"{place}.status", "verified, with no file and digest to show for it", remedy)
    return Event(
        act=act,
        by=None if by == "unknown" else by,
        date=None if date == "unknown" else fields.day(f"{place}.date", date),
        page=_page(fields, f"{place}.page", item.get("page")),
        lang=fields.language(f"{place}.lang", item.get("lang")),
        method=fields.text(f"{place}.method", item.get("method")),
        origin=fields.language(f"{place}.from", item.get("from")),
        target=fields.language(f"{place}.to", item.get("to")),
        file=file,
        sha256=digest,
        url=fields.web_address(f"{place}.url", item.get("url")),
        evidence=fields.text(f"{place}.evidence", item.get("evidence")),
        status=Status(status),
    )


def default_custody(source: Source, received: str | None, lang: str) -> list[Event]:
    """The custody of a header without one: the source printed the text, and a file received is here if there is one."""
    status = Status.AS_STATED if source.status == Status.VERIFIED else source.status
    hops = [Event(act="printed", by=source.publication, date=source.date, page=source.page, status=status)]
    return hops + ([Event(act="received", lang=lang, file=received, status=Status.AS_STATED)] if received else [])


def check_files(fields: FieldReader, hops: Sequence[Event], fetch: Fetch, found: Provenance) -> None:
    """Check that each file is there and has the digest stated; `found` gets their paths and the last text received."""
    for number, hop in enumerate(hops, 1):
        if not hop.file:
            continue
        place = f"custody.{number}"
        data = fetch(hop.file)
        if isinstance(data, str):
            remedy = "write its path below the content folder, as in received/2022/name.txt"
            fields.refuse(f"{place}.file", f"“{hop.file}” {data}", remedy)
            continue
        if not (hop.file.startswith(f"{RECEIVED}/") or inert(hop.file)):
            remedy = f"put it into {RECEIVED}/, where it is published as text"
            fields.refuse(f"{place}.file", f"“{hop.file}” may be a file that runs scripts", remedy)
        found.evidence.append(hop.file)
        digest = hashlib.sha256(data).hexdigest() if hop.sha256 else None
        if digest != hop.sha256:
            remedy = "put back the file as it was received, or write its digest"
            fields.refuse(f"{place}.sha256", f"the file's digest is {digest}", remedy)
        elif hop.act == "received" and hop.file.endswith(".txt"):
            found.received, found.received_path = data, hop.file


def check_source(fields: FieldReader, source: Source | None, hops: Sequence[Event]) -> None:
    """Check that the source and the step that printed it agree, and that a file founds what is verified."""
    if source is None:
        return
    if source.status == Status.VERIFIED and not any(hop.file and hop.sha256 for hop in hops):
        remedy = "write status: as-stated, or add the file to custody"
        fields.refuse("source.status", "verified, with no file and digest in custody", remedy)
    for number, hop in enumerate(hops, 1):
        if hop.act != "printed" or hop.by not in (None, source.publication):
            continue
        for name, here, there in (("date", hop.date, source.date), ("page", hop.page, source.page)):
            if here and there and here != there:
                wrong = f"“{here}”, where source.{name} has “{there}”"
                fields.refuse(f"custody.{number}.{name}", wrong, "write the same in both")


def check_order(fields: FieldReader, hops: Sequence[Event], date: dt.date | None, published: dt.date | None) -> None:
    """Check that no day is before that of the step in front of it, from `date`, the day of print, to `published`."""
    said, last = "date", date
    for number, hop in enumerate(hops, 1):
        if hop.date is None:
            continue
        if last and hop.date < last:
            remedy = "write the hops oldest first, or correct the day"
            fields.refuse(f"custody.{number}.date", f"{hop.act} on {hop.date}, before {said} ({last})", remedy)
        elif hop.date != last:
            said, last = f"custody.{number}, {hop.act}", hop.date
    if published and last and published < last:
        remedy = "write the day on which it first appeared here"
        fields.refuse("published", f"{published} is before {said} ({last})", remedy)


def read_review(fields: FieldReader) -> tuple[Review | None, bool]:
    """The review, and whether the text changed since. Its SHA-256 is of the text below the header, in UTF-8, with
    `\\n` newlines and no white space at either end."""
    given = fields.header.values.get("review")
    if given is None or given == "unreviewed":
        return None, False
    if not isinstance(given, dict):
        fields.refuse("review", f"“{given}” is not a review", "write unreviewed, or by:, date: and sha256: below it")
        return None, False
    fields.only("review", given, ("by", "date", "sha256"))
    by = fields.needed("review", given, "by", "who read it")
    written = fields.needed("review", given, "date", "the day, YYYY-MM-DD")
    date = fields.day("review.date", written) if written else None
    digest = fields.needed("review", given, "sha256", "the digest of the text that was read")
    if not (by and date and digest):
        return None, False
    now = hashlib.sha256(fields.header.text.strip().encode()).hexdigest()
    if now == digest:
        return Review(by=by, date=date, sha256=digest), False
    remedy = f"have it read again and write {now}, or review: unreviewed"
    fields.warn("review.sha256", f"the text changed since the review of {date}", remedy)
    return Review(by=by, date=date, sha256=digest), True
