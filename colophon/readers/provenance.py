"""Reads where a text comes from: its source, the steps of its custody, and its review, and checks that they agree."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from colophon.model.addresses import RECEIVED, inert
from colophon.model.article import FACTS, Article, Contributor, Event, Review, Source, Status, words_of
from colophon.model.days import Days
from colophon.model.names import ACTORS
from colophon.model.problems import ERROR, WARNING, Fix
from colophon.model.spelling import composed
from colophon.readers.fields import FLAT_PARTS, FieldReader, known_fields, made
from colophon.readers.received import Kept
from colophon.readers.register import Register
from colophon.readers.witness import founded

_ACTED = words_of(Event, "act")[:-1]  # all but received
_WRITE_SOURCE = "write source: with publication: and date: below it, or source: original"
_WRITE_FLAT = "write Source: with the publication's name, or Source: original"

_BEST_FIRST = (Status.VERIFIED, Status.AS_STATED, Status.INFERRED, Status.ASSERTED, Status.UNKNOWN)

# The steps of custody; None for one that can't be read, so that the others keep their numbers.
Steps = Sequence[Event | None]
_CUSTODY = {"custody": known_fields(Article)["custody"]}
# Gives the bytes of a file below the content folder, or says in words why it can't.
Fetch = Callable[[str], bytes | str]


@dataclass(slots=True)
class Provenance:
    """The source and custody of a text, the files that custody names, and those of them that were received."""

    source: Source | None = None
    original: bool = False
    custody: tuple[Event, ...] = ()
    evidence: list[str] = field(default_factory=list)
    kept: list[Kept] = field(default_factory=list)


def read_source(
    fields: FieldReader, register: Register, date: Days | None, shown: tuple[str, str], *, required: bool
) -> tuple[Source | None, bool]:
    """The source, and whether the text was written for this site. Where none is stated, that is an error if `required`,
    else a warning. `date` is the article's, for a flat header without Source-Date. `shown` are the HTML of the text and
    its language: its words found what has no status."""
    html, lang = shown
    source = _flat_source(fields, date) if fields.header.flat else fields.header.values.get("source")
    if source == "original":
        return None, True
    if source is None:
        remedy = _WRITE_FLAT if fields.header.flat else _WRITE_SOURCE
        fields.refuse("source", "missing", remedy, ERROR if required else WARNING)
        return None, False
    if not isinstance(source, dict):
        fields.refuse("source", f"“{source}” alone is not a source", _WRITE_SOURCE)
        return None, False
    values = fields.record(Source, "source", source)
    if "status" in source:
        _check_statuses(fields, source, values)
    names: tuple[str, ...] = ()
    if name := values.get("publication"):
        key = values["publication"] = _publication(fields, register, name)
        entry = register.find("publications", key)
        names = (entry.name, *entry.names.values()) if entry else (key,)
    values["status"] = founded(values, names, html, lang)
    return made(Source, values), False


def _check_statuses(fields: FieldReader, source: dict[str, Any], values: dict[str, Any]) -> None:
    """Check that what has a status of its own is given; of what was refused nothing more is said."""
    written = source["status"]
    for fact, status in written.items() if isinstance(written, dict) else ():
        refused = fact in source and fact not in values
        if fact in FACTS and values.get(fact) is None and not refused and status not in (None, "unknown"):
            found = f"“{status}”, and source.{fact} is {'unknown' if fact in values else 'not given'}"
            fields.refuse(f"source.status.{fact}", found, f"write {fact}: below source:, or leave out its status")


def _flat_source(fields: FieldReader, date: Days | None) -> Any:
    """Source, Source_Date and the other parts as one map; the article's date serves for a source without one."""
    values = fields.header.values
    name = fields.text("source.publication", values.get("source"))
    parts = {part: value for name, part in FLAT_PARTS.items() if (value := values.get(name))}
    if not name and not parts:
        return None
    if name == "original" and not parts:
        return name
    if "archived" in parts:
        parts["archived"] = {"url": parts["archived"]}
    return {"publication": name, "date": str(date) if date else values.get("date"), **parts}


def _publication(fields: FieldReader, register: Register, name: str) -> str:
    if not fields.header.flat:
        return fields.registered("source.publication", name, register.keys("publications"), "publications")
    return fields.named("source.publication", name, register.like("publications", name), "publications")


def read_custody(fields: FieldReader, register: Register) -> Steps:
    """The steps of custody in the order of the header; None for one that can't be read."""
    steps: Steps = fields.checked(_CUSTODY, "", fields.header.values).get("custody", ())
    named = bool(fields.header.values.get("translators"))
    for number, step in enumerate(steps, 1):
        if step is None:
            continue
        place, written = f"custody.{number}", fields.header.values["custody"][number - 1].get("by")
        if step.by:
            check_actor(fields, f"{place}.by", step.by, register)
        elif not written and step.act in _ACTED and not (step.act == "translated" and named):
            fields.refuse(f"{place}.by", "missing", "write who did it, or by: unknown")
        if step.status == Status.VERIFIED and not (step.file and step.sha256):
            remedy = "write file: and sha256:, or status: as-stated"
            fields.refuse(f"{place}.status", "verified, with no file and digest to show for it", remedy)
    return steps


def check_actor(fields: FieldReader, place: str, key: str, register: Register) -> None:
    """Check that the register has one actor of this key. An agency may be a publication and an organisation, under one
    name."""
    entries = [entry for kind in ACTORS if (entry := register.find(kind, key))]
    if not entries:
        fields.registered(place, key, register.keys("publications"), "publications")
    elif len({composed(entry.name) for entry in entries}) > 1:
        several = " and ".join(f"{entry.kind} (“{entry.name}”)" for entry in entries)
        fields.refuse(place, f"“{key}” is in the register's {several}", "give one of them another key in the register")


def default_custody(source: Source, received: Sequence[str]) -> Steps:
    """The custody of a header without one: the source printed the text, which is founded no better than the least of
    its facts, and files received are here if there are some. That they are the text received follows from their
    name."""
    facts = (("publication", source.publication), ("date", source.date), ("page", source.page))
    given = [source.status[fact] for fact, value in facts if value is not None]
    status = given[0] if given else Status.UNKNOWN
    for other in given:
        if other is not status:
            status = max(status, other, key=_BEST_FIRST.index)
    printed = Event(act="printed", by=source.publication, date=source.date, page=source.page, status=status)
    return [printed, *(Event(act="received", file=file, status=Status.INFERRED) for file in received)]


def check_files(fields: FieldReader, steps: Steps, fetch: Fetch, found: Provenance) -> None:
    """Check that each file is there and has the digest stated; `found` gets their paths and the copies received."""
    for number, step in enumerate(steps, 1):
        if not (step and step.file):
            continue
        place = f"custody.{number}"
        data = fetch(step.file)
        if isinstance(data, str):
            remedy = "write its path below the content folder, as in received/2022/name.txt"
            fields.refuse(f"{place}.file", f"“{step.file}” {data}", remedy)
            continue
        if not (step.file.startswith(f"{RECEIVED}/") or inert(step.file)):
            remedy = f"put it into {RECEIVED}/, where it is published as text"
            fields.refuse(f"{place}.file", f"“{step.file}” may be a file that runs scripts", remedy)
        found.evidence.append(step.file)
        digest = hashlib.sha256(data).hexdigest() if step.sha256 else None
        if digest != step.sha256:
            fields.refuse(f"{place}.sha256", *_other_digest(data, digest, step.sha256))
        elif step.act == "received":
            found.kept.append(Kept(place, step.file, data, step.encoding))


def _other_digest(data: bytes, digest: str | None, stated: str | None) -> tuple[str, str]:
    """What to say of a file that has another digest than the header states."""
    found = f"the file's digest is {digest}"
    unix = data.replace(b"\r\n", b"\n")
    for other, now in ((unix, "CR LF"), (unix.replace(b"\n", b"\r\n"), "LF")):
        if hashlib.sha256(other).hexdigest() == stated:
            remedy = "write content/received/** -text into .gitattributes, and put back the file as it was received"
            return f"{found}; the file has {now} at line ends, the stated digest is that of other line ends", remedy
    return found, "put back the file as it was received, or write its digest"


def check_source(fields: FieldReader, source: Source | None, steps: Steps) -> None:
    """Check that the source and the step that printed it agree, and that a file founds what is verified."""
    if source is None:
        return
    if Status.VERIFIED in source.status.values() and not any(step and step.file and step.sha256 for step in steps):
        remedy = "write status: as-stated, or add the file to custody"
        fields.refuse("source.status", "verified, with no file and digest in custody", remedy)
    for number, step in enumerate(steps, 1):
        if step is None or step.act != "printed" or step.by not in (None, source.publication):
            continue
        if (step.date, step.page) == (source.date, source.page):
            continue
        written, said = _parts(fields, "custody", number), _parts(fields, "source")
        for name, here, there in (("date", step.date, source.date), ("page", step.page, source.page)):
            # What can't be read is None too, but is complained of elsewhere.
            both = (here or written.get(name) == "unknown") and (there or said.get(name) == "unknown")
            if both and here != there:
                wrong = f"“{here or 'unknown'}”, where source.{name} has “{there or 'unknown'}”"
                fields.refuse(f"custody.{number}.{name}", wrong, "write the same in both")


def _parts(fields: FieldReader, name: str, number: int = 0) -> dict[str, Any]:
    """What the header has in a map, or in an item of a list."""
    value = fields.header.values.get(name)
    value = value[number - 1] if isinstance(value, list) and number else value
    return value if isinstance(value, dict) else {}


def check_order(fields: FieldReader, steps: Steps, date: Days | None, published: dt.date | None) -> None:
    """Check that no day must be before that of a step in front of it, from `date`, the day of print, to
    `published`."""
    said, last = "date", date
    for number, step in enumerate(steps, 1):
        if step is None or step.date is None:
            continue
        if last and step.date.last < last.first:
            remedy = "write the steps oldest first, or correct the day"
            fields.refuse(f"custody.{number}.date", f"{step.act} on {step.date}, before {said} ({last})", remedy)
        elif last is None or step.date.first > last.first:
            said, last = f"custody.{number}, {step.act}", step.date
    if published and last and published < last.first:
        remedy = "write the day on which it first appeared here"
        fields.refuse("published", f"{published} is before {said} ({last})", remedy)


def check_translators(
    fields: FieldReader, register: Register, translators: Sequence[Contributor], steps: Steps
) -> None:
    """Check that the header and the steps that translated the text name the same people."""
    if not translators:
        return
    named = {one.name for one in translators} | {one.key for one in translators}
    for number, step in enumerate(steps, 1):
        if step is None or step.act != "translated" or step.by in named:
            continue
        if step.by is None:
            if _parts(fields, "custody", number).get("by") is not None:
                wrong = f"unknown, where translators has “{translators[0].name}”"
                fields.refuse(f"custody.{number}.by", wrong, "leave it out, since translators names them")
            continue
        entry = next((found for kind in ACTORS if (found := register.find(kind, step.by))), None)
        if entry is None or entry.name not in named:
            wrong = f"“{step.by}”, where translators has “{translators[0].name}”"
            fields.refuse(f"custody.{number}.by", wrong, "name the same in both, or in one of them alone")


def text_digest(text: str) -> str:
    """The SHA-256 of the text below a header, in UTF-8, without white space at its ends."""
    return hashlib.sha256(text.strip().encode()).hexdigest()


def read_review(fields: FieldReader) -> tuple[Review | None, bool]:
    """The review, and whether the text changed since. Its SHA-256 is of the text below the header, in UTF-8, with
    `\\n` newlines and no white space at either end."""
    value = fields.header.values.get("review")
    if value is None or value == "unreviewed":
        return None, False
    if not isinstance(value, dict):
        fields.refuse("review", f"“{value}” is not a review", "write unreviewed, or by:, date: and sha256: below it")
        return None, False
    now = text_digest(fields.header.text)
    review = made(Review, fields.record(Review, "review", value))
    if review is None:
        _ask_digest(fields, value, now)
        return None, False
    if now == review.sha256:
        return review, False
    remedy = f"have it read again and write {now}, or review: unreviewed"
    fields.refuse("review.sha256", f"the text changed since the review of {review.date}", remedy, WARNING)
    return review, True


def _ask_digest(fields: FieldReader, review: dict[str, Any], now: str) -> None:
    """Where a review lacks nothing but its digest, say which one it is; `sha256:` with nothing behind it asks to have
    it filled in."""
    if [problem.field for problem in fields.problems if problem.field.startswith("review")] != ["review.sha256"]:
        return
    number = next(n for n, problem in enumerate(fields.problems) if problem.field == "review.sha256")
    asked = "sha256" in review and "review.sha256" not in fields.header.digits
    fix = Fix("sha256:", f"sha256: {now}") if asked else None
    remedy = f"write {now}, if the text was read as it is now"
    fields.problems[number] = replace(fields.problems[number], remedy=remedy, fix=fix)
