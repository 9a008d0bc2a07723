"""Custody: the source of a text, the hands it went through since, and whether the dates of that run in order.

Reads the fields `source`, `custody`, `published` and `review`. It asks others for bytes and knows no folders.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from colophon.model.article import Event, Review, Source, Status
from colophon.model.problems import ERROR, WARNING
from colophon.readers.fields import LANGUAGE, SHA256, WRITE_DATE, Desk
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
    """What the header says about where the text comes from, and the evidence that was looked at."""

    source: Source | None = None
    original: bool = False
    custody: tuple[Event, ...] = ()
    evidence: list[str] = field(default_factory=list)
    received: bytes | None = None
    received_path: str = ""


def read_source(desk: Desk, register: Register, date: dt.date | None, required: bool) -> tuple[Source | None, bool]:
    """The source, and whether the text was written for this site."""
    given = _flat_source(desk, date) if desk.header.flat else desk.header.values.get("source")
    if given == "original":
        return None, True
    if given is None:
        desk.refuse(
            "source", "missing", _WRITE_FLAT if desk.header.flat else _WRITE_SOURCE, ERROR if required else WARNING
        )
        return None, False
    if not isinstance(given, dict):
        desk.refuse("source", f"“{given}” alone is not a source", _WRITE_SOURCE)
        return None, False
    desk.only("source", given, _SOURCE_FIELDS)
    publication = _publication(desk, register, given.get("publication"))
    printed = given["date"] if isinstance(given.get("date"), dt.date) else desk.day("source.date", given.get("date"))
    if given.get("date") is None:
        desk.refuse(
            "source.date",
            "missing",
            f"write the day on which the source printed it: {WRITE_DATE.removeprefix('write ')}",
        )
    page = _page(desk, "source.page", given.get("page"))
    credit = desk.text("source.credit", given.get("credit"))
    status = desk.choice("source.status", given.get("status"), Status, Status.AS_STATED)
    if publication is None or printed is None:
        return None, False
    return Source(publication=publication, date=printed, page=page, credit=credit, status=Status(status)), False


def _flat_source(desk: Desk, date: dt.date | None) -> Any:
    """Source, Source_Date, Source_Page, Source_Credit and Source_Status as one map; the article's date serves for
    a source without one."""
    values = desk.header.values
    name = desk.text("source.publication", values.get("source"))
    parts = {part: said for part, key in _FLAT_PARTS if (said := values.get(key))}
    if not name:
        return None
    if name == "original" and not parts:
        return name
    return {"publication": name, "date": date, **parts}


def _publication(desk: Desk, register: Register, value: Any) -> str | None:
    said = desk.text("source.publication", value)
    if said is None:
        if value is None:
            desk.refuse("source.publication", "missing", "write a key of register/publications.yaml")
        return None
    if not desk.header.flat:
        return desk.key("source.publication", said, register.keys("publications"), "publications")
    return said if register.find("publications", said) else register.by_name("publications", said) or said


def _page(desk: Desk, place: str, value: Any) -> str | None:
    if place in desk.header.digits:
        digits = desk.header.digits[place]
        desk.refuse(
            place,
            f"the number {digits}, which loses a zero in front",
            f'write it between quotes, as in page: "{digits.zfill(2)}"',
        )
        return None
    return desk.text(place, value)


def read_custody(desk: Desk, register: Register) -> list[Event]:
    """The hops as the header gives them, oldest first."""
    shape = "{act: printed, by: KEY, date: YYYY-MM-DD, status: as-stated}"
    items = desk.items("custody", desk.header.values.get("custody"), shape, _HOP_FIELDS)
    return [hop for place, item in items if (hop := _hop(desk, register, place, item))]


def _hop(desk: Desk, register: Register, place: str, item: dict[str, Any]) -> Event | None:
    act = desk.needed(place, item, "act", " | ".join(ACTS))
    if act is None:
        return None
    desk.choice(f"{place}.act", act, ACTS, act)
    by = desk.text(f"{place}.by", item.get("by"))
    if by is None and act in _NEEDS_BY:
        desk.refuse(f"{place}.by", "missing", "write who did it, or by: unknown")
    elif by and by != "unknown" and not any(register.find(kind, by) for kind in ("organisations", "people")):
        desk.key(f"{place}.by", by, register.keys("publications"), "publications")
    date = item.get("date")
    file, digest = (desk.text(f"{place}.{key}", item.get(key)) for key in ("file", "sha256"))
    if digest and not SHA256.fullmatch(digest):
        desk.refuse(f"{place}.sha256", f"“{digest[:80]}” is not a SHA-256 digest", "write its 64 digits, 0–9 and a–f")
    status = desk.choice(f"{place}.status", item.get("status"), Status, Status.UNKNOWN)
    if status == Status.VERIFIED and not (file and digest):
        desk.refuse(
            f"{place}.status",
            "verified, with no file and digest to show for it",
            "write file: and sha256:, or status: as-stated",
        )
    return Event(
        act=act,
        by=None if by == "unknown" else by,
        date=None if date == "unknown" else desk.day(f"{place}.date", date),
        page=_page(desk, f"{place}.page", item.get("page")),
        lang=_language(desk, place, "lang", item),
        method=desk.text(f"{place}.method", item.get("method")),
        origin=_language(desk, place, "from", item),
        target=_language(desk, place, "to", item),
        file=file,
        sha256=digest,
        url=_web_address(desk, f"{place}.url", item.get("url")),
        evidence=desk.text(f"{place}.evidence", item.get("evidence")),
        status=Status(status),
    )


def _web_address(desk: Desk, place: str, value: Any) -> str | None:
    said = desk.text(place, value)
    if said and not said.startswith(("https://", "http://")):
        desk.refuse(place, f"“{said}” is not a web address", "begin it with https://")
        return None
    return said


def _language(desk: Desk, place: str, key: str, item: dict[str, Any]) -> str | None:
    return language(desk, f"{place}.{key}", item.get(key))


def language(desk: Desk, place: str, value: Any, default: str | None = None) -> str | None:
    said = desk.text(place, value)
    if said is None or said == "unknown":
        return default
    if not LANGUAGE.fullmatch(said):
        desk.refuse(place, f"“{said}” is not a language tag", "write a BCP 47 tag, as in en or zh-Hans")
        return default
    return said


def default_custody(source: Source, received: str | None, lang: str) -> list[Event]:
    """What is known where no custody is written: the source printed it, and its bytes are here if a file is."""
    status = Status.AS_STATED if source.status == Status.VERIFIED else source.status
    hops = [Event(act="printed", by=source.publication, date=source.date, page=source.page, status=status)]
    return hops + ([Event(act="received", lang=lang, file=received, status=Status.AS_STATED)] if received else [])


def check_files(desk: Desk, hops: Sequence[Event], fetch: Fetch, found: Provenance) -> None:
    """Every file that a hop names is there and has the digest stated; the text is held to the last one received."""
    for number, hop in enumerate(hops, 1):
        if not hop.file:
            continue
        place = f"custody.{number}"
        data = fetch(hop.file)
        if isinstance(data, str):
            desk.refuse(
                f"{place}.file",
                f"“{hop.file}” {data}",
                "write its path below the content folder, as in received/2022/name.txt",
            )
            continue
        found.evidence.append(hop.file)
        digest = hashlib.sha256(data).hexdigest() if hop.sha256 else None
        if digest != hop.sha256:
            desk.refuse(
                f"{place}.sha256",
                f"the file's digest is {digest}",
                "put back the file as it was received, or write its digest",
            )
        elif hop.act == "received" and hop.file.endswith(".txt"):
            found.received, found.received_path = data, hop.file


def check_source(desk: Desk, source: Source | None, hops: Sequence[Event]) -> None:
    """The source and the hop that printed it say the same, and what is verified has something to show for it."""
    if source is None:
        return
    if source.status == Status.VERIFIED and not any(hop.file and hop.sha256 for hop in hops):
        desk.refuse(
            "source.status",
            "verified, with no file and digest in custody",
            "write status: as-stated, or add the file to custody",
        )
    for number, hop in enumerate(hops, 1):
        if hop.act != "printed" or hop.by not in (None, source.publication):
            continue
        for name, here, there in (("date", hop.date, source.date), ("page", hop.page, source.page)):
            if here and there and here != there:
                desk.refuse(
                    f"custody.{number}.{name}", f"“{here}”, where source.{name} has “{there}”", "write the same in both"
                )


def check_order(desk: Desk, hops: Sequence[Event], date: dt.date | None, published: dt.date | None) -> None:
    """Printed, passed on, received, published: no day is before the one in front of it."""
    said, last = "date", date
    for number, hop in enumerate(hops, 1):
        if hop.date is None:
            continue
        if last and hop.date < last:
            desk.refuse(
                f"custody.{number}.date",
                f"{hop.act} on {hop.date}, before {said} ({last})",
                "write the hops oldest first, or correct the day",
            )
        elif hop.date != last:
            said, last = f"custody.{number}, {hop.act}", hop.date
    if published and last and published < last:
        desk.refuse(
            "published", f"{published} is before {said} ({last})", "write the day on which it first appeared here"
        )


def read_review(desk: Desk) -> tuple[Review | None, bool]:
    """Who read the text, and whether the text has changed since: its SHA-256 is of the text below the header, in
    UTF-8, with `\\n` newlines and no white space at either end."""
    given = desk.header.values.get("review")
    if given is None or given == "unreviewed":
        return None, False
    if not isinstance(given, dict):
        desk.refuse("review", f"“{given}” is not a review", "write unreviewed, or by:, date: and sha256: below it")
        return None, False
    desk.only("review", given, ("by", "date", "sha256"))
    by = desk.needed("review", given, "by", "who read it")
    date = (
        desk.day("review.date", given.get("date"))
        if desk.needed("review", given, "date", "the day, YYYY-MM-DD")
        else None
    )
    digest = desk.needed("review", given, "sha256", "the digest of the text that was read")
    if not (by and date and digest):
        return None, False
    now = hashlib.sha256(desk.header.text.strip().encode()).hexdigest()
    if now == digest:
        return Review(by=by, date=date, sha256=digest), False
    desk.warn(
        "review.sha256",
        f"the text changed since the review of {date}",
        f"have it read again and write {now}, or review: unreviewed",
    )
    return Review(by=by, date=date, sha256=digest), True
