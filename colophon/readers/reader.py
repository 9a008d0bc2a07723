"""Reads one article file into an Article, or into all the Problems that say what to correct in it."""

from __future__ import annotations

import datetime as dt
import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from zoneinfo import ZoneInfo

from colophon.model.addresses import RECEIVED
from colophon.model.article import Article
from colophon.model.problems import ERROR, Problem, errors
from colophon.readers import metadata, provenance
from colophon.readers.annotations import Annotations, check_anchors, check_changes, read_annotations
from colophon.readers.fields import WRITE_DATE, FieldReader
from colophon.readers.files import decoded, is_plain_file, read_file
from colophon.readers.header import parse_header
from colophon.readers.markdown import MarkdownText, shown_text
from colophon.readers.provenance import Provenance
from colophon.readers.register import Register
from colophon.readers.settings import ReaderSettings

__all__ = ["Reader", "ReaderSettings", "Reading", "received_beside"]

_Moments = tuple[dt.date, dt.time | None, dt.date]  # printed on, at, published on
TITLE_BY = ("source", "editor", "translator")


@dataclass(frozen=True, slots=True)
class Reading:
    """The result of one file: an article unless there are errors, the problems, and the paths, relative to the
    content folder, of other files that it was checked against."""

    path: str
    article: Article | None
    problems: tuple[Problem, ...] = ()
    evidence: tuple[str, ...] = ()


class Reader:
    """Reads the files of one content folder. A process needs one."""

    def __init__(self, settings: ReaderSettings, register: Register) -> None:
        self.settings, self.register = settings, register
        self._zone = ZoneInfo(settings.timezone)
        self._markdown = MarkdownText(settings.markdown)
        self._label = os.path.basename(settings.content)
        self._from_name = re.compile(settings.filename_metadata) if settings.filename_metadata else None
        self._from_path = re.compile(settings.path_metadata) if settings.path_metadata else None

    def read(self, path: str) -> Reading:
        """The article at `path`, relative to the content folder. What can't be read is a Problem; nothing is raised."""
        return self._read(path, self.parse)

    def page(self, path: str) -> Reading:
        """A page of the site's own: a title and a text, no source. A page without a date has `date.min`."""
        return self._read(path, self.parse_page)

    def _read(self, path: str, parse: Callable[[str, bytes], Reading]) -> Reading:
        data = read_file(self.settings.content, path)
        if isinstance(data, str):
            problem = Problem(f"{self._label}/{path}", 0, "file", data, "make it a readable text file")
            return Reading(path, None, (problem,))
        return parse(path, data)

    def parse(self, path: str, data: bytes) -> Reading:
        """The article whose file at `path` has the bytes `data`."""
        problems: list[Problem] = []
        fields = self._fields(path, data, problems)
        if fields is None:
            return Reading(path, None, tuple(problems))
        values = fields.header.values
        day, time = fields.moment("date", values.get("date"), self._zone)
        lang = fields.language("lang", values.get("lang"), self.settings.default_lang) or self.settings.default_lang
        found = self._provenance(fields, path, day, lang)
        date = _date(fields, day, found)
        published = fields.day("published", values.get("published"))
        provenance.check_order(fields, found.custody, found.source.date if found.source else date, published)
        if published is None:
            published = next((hop.date for hop in reversed(found.custody) if hop.date), date)
        moments = (date or dt.date.min, time, published or dt.date.min)
        article = self._article(fields, path, found, moments, lang)
        evidence = tuple(found.evidence)
        if not problems:
            return Reading(path, article, (), evidence)
        return Reading(path, None if errors(problems) else article, tuple(sorted(problems)), evidence)

    def parse_page(self, path: str, data: bytes) -> Reading:
        """The same for a page of the site's own."""
        problems: list[Problem] = []
        fields = self._fields(path, data, problems)
        if fields is None:
            return Reading(path, None, tuple(problems))
        values = fields.header.values
        day, time = fields.moment("date", values.get("date"), self._zone)
        lang = fields.language("lang", values.get("lang"), self.settings.default_lang) or self.settings.default_lang
        html, words = self._text(fields)
        page = Article(
            path=path,
            title=metadata.read_title(fields),
            slug=metadata.read_slug(fields, path, self.settings),
            date=day or dt.date.min,
            published=day or dt.date.min,
            lang=lang,
            html=html,
            words=words,
            source=None,
            time=time,
            original=True,
            summary=metadata.read_summary(fields, self.settings, self._markdown),
            template=metadata.read_template(fields, "page", self.settings.templates),
            status=metadata.read_status(fields),
            extra=metadata.read_extra(fields, self.settings, self._markdown),
        )
        return Reading(path, None if errors(problems) else page, tuple(sorted(problems)))

    def _fields(self, path: str, data: bytes, problems: list[Problem]) -> FieldReader | None:
        """The reader of the file's fields, with those that only settings or the file's name give; None where the file
        has no header."""
        label = f"{self._label}/{path}"
        file = decoded(label, data, problems)
        header = parse_header(file[0], label, problems) if file else None
        if file is None or header is None:
            return None
        text, data = file
        head = text[: len(text) - len(header.text)]
        header.data = data[len(head.encode()) :]
        fields = FieldReader(label, header, problems)
        given = dict(self.settings.default_metadata)
        given.update(self.settings.extra_path_metadata.get(path, {}))
        if self._from_name or self._from_path:
            given.update(self._told_by(path))
        if "source_date" in header.values or isinstance(header.values.get("source"), dict):
            given.pop("date", None)  # the source has its own date; the date in a file's name may be another
        for key, value in given.items():
            header.values.setdefault(key.lower(), value)
        return fields

    def _told_by(self, path: str) -> dict[str, str]:
        """Fields that FILENAME_METADATA finds in a file's name, and then PATH_METADATA in its path."""
        told: dict[str, str] = {}
        for pattern, name in ((self._from_name, os.path.splitext(os.path.basename(path))[0]), (self._from_path, path)):
            if pattern and (match := pattern.match(name)):
                told.update({key: value for key, value in match.groupdict().items() if value is not None})
        return told

    def _provenance(self, fields: FieldReader, path: str, day: dt.date | None, lang: str) -> Provenance:
        found = Provenance()
        found.source, found.original = provenance.read_source(fields, self.register, day, self.settings.require_source)
        written = "custody" in fields.header.values
        hops = provenance.read_custody(fields, self.register) if written else []
        if found.source and not written:
            beside = received_beside(path)
            there = is_plain_file(self.settings.content, beside)
            hops = provenance.default_custody(found.source, beside if there else None, lang)
        provenance.check_source(fields, found.source, hops)
        provenance.check_files(fields, hops, lambda file: read_file(self.settings.content, file), found)
        found.custody = tuple(hops)
        return found

    def _article(self, fields: FieldReader, path: str, found: Provenance, moments: _Moments, lang: str) -> Article:
        """The article, with its text, annotations and terms."""
        values = fields.header.values
        annotations = read_annotations(fields)
        html, words = self._text(fields)
        if html:
            _check_text(fields, found, html, annotations)
        review, voided = provenance.read_review(fields)
        (date, time, published), settings, markdown = moments, self.settings, self._markdown
        return Article(
            path=path,
            title=metadata.read_title(fields),
            slug=metadata.read_slug(fields, path, settings),
            date=date,
            published=published,
            lang=lang,
            html=html,
            words=words,
            source=found.source,
            time=time,
            original=found.original,
            title_by=fields.choice("title_by", values.get("title_by"), TITLE_BY, "source"),
            summary=metadata.read_summary(fields, settings, markdown),
            custody=found.custody,
            review=review,
            review_voided=voided,
            changes=tuple(filter(None, annotations.changes)),
            readings=tuple(filter(None, annotations.readings)),
            notes=tuple(filter(None, annotations.notes)),
            dates=tuple(filter(None, annotations.dates)),
            terms=metadata.read_terms(fields, self.register),
            rights=fields.text("rights", values.get("rights")),
            status=metadata.read_status(fields),
            template=metadata.read_template(fields, "article", settings.templates),
            redirect_from=metadata.read_old_addresses(fields),
            extra=metadata.read_extra(fields, settings, markdown),
        )

    def _text(self, fields: FieldReader) -> tuple[str, int]:
        """Safe HTML of the text, and the number of words that it shows."""
        header = fields.header

        def complain(found: str, remedy: str, words: str = "") -> None:
            at = header.text.find(words)
            fields.refuse_at(header.text_line + header.text.count("\n", 0, max(at, 0)), "text", found, remedy)

        before = len(fields.problems)
        html, words = self._markdown.render(header.text, complain, header.data)
        if not words and len(fields.problems) == before:
            complain("empty", "write the text below the header")
        return html, words


def _check_text(fields: FieldReader, found: Provenance, html: str, annotations: Annotations) -> None:
    """Compare the text shown with the text received, and look in it for the words that header fields quote."""
    credit = found.source.credit if found.source else None
    if credit or any(annotations) or found.received is not None:
        shown = shown_text(html)
        check_anchors(fields, shown, credit, annotations)
        check_changes(fields, found.received, found.received_path, annotations.changes, shown)


@lru_cache(maxsize=16)
def received_beside(path: str) -> str:
    """The path at which the text received is looked for: received/2022/x.txt for articles/2022/x.md."""
    return f"{RECEIVED}/{os.path.splitext(path)[0].removeprefix('articles/')}.txt"


def _date(fields: FieldReader, day: dt.date | None, found: Provenance) -> dt.date | None:
    """The date of the article: its source's, or its own where it has no source."""
    printed = found.source.date if found.source else None
    if day and printed and day != printed:
        fields.refuse(
            "date",
            f"{day}, where {'source_date' if fields.header.flat else 'source.date'} has {printed}",
            "write the day on which the source printed it, in both",
        )
    told = ("date", "source", "source.date", "source_date", "source.publication")
    if not (day or printed) and not any(p.field in told and p.level == ERROR for p in fields.problems):
        fields.refuse("date", "missing", f"write the day: {WRITE_DATE.removeprefix('write ')}")
    return day or printed
