"""The reader: one article file becomes one Article, or Problems that say what to mend, all of them in one go.

Here the parts meet: header, fields, custody, text, apparatus. It reads files below the content folder and nothing
else; it must not know other articles, the archive, or what pages are made of an article.
"""

from __future__ import annotations

import datetime as dt
import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from zoneinfo import ZoneInfo

from colophon.model.article import Article
from colophon.model.problems import ERROR, Problem, errors
from colophon.readers.annotations import Apparatus, check_anchors, check_changes, read_apparatus
from colophon.readers.fields import WRITE_DATE, Desk
from colophon.readers.files import decoded, is_plain_file, read_file
from colophon.readers.header import parse_header
from colophon.readers.markdown import MarkdownText, shown_text
from colophon.readers.metadata import (
    read_extra,
    read_old_addresses,
    read_slug,
    read_status,
    read_summary,
    read_template,
    read_terms,
    read_title,
)
from colophon.readers.provenance import (
    Provenance,
    check_files,
    check_order,
    check_source,
    default_custody,
    language,
    read_custody,
    read_review,
    read_source,
)
from colophon.readers.register import Register
from colophon.readers.settings import ReaderSettings

__all__ = ["Reader", "ReaderSettings", "Reading", "received_beside"]

TITLE_BY = ("source", "editor", "translator")


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of one file: an article unless there are errors, the problems, and the paths, relative to the
    content folder, of other files that it was checked against."""

    path: str
    article: Article | None
    problems: tuple[Problem, ...] = ()
    evidence: tuple[str, ...] = ()


class Reader:
    """Reads the files of one content folder; made once in a process."""

    def __init__(self, settings: ReaderSettings, register: Register) -> None:
        self.settings, self.register = settings, register
        self._zone = ZoneInfo(settings.timezone)
        self._markdown = MarkdownText(settings.markdown)
        self._label = os.path.basename(settings.content)
        self._from_name = re.compile(settings.filename_metadata) if settings.filename_metadata else None
        self._from_path = re.compile(settings.path_metadata) if settings.path_metadata else None

    def read(self, path: str) -> Reading:
        """The article at `path`, relative to the content folder. Bad content and unreadable files are Problems."""
        return self._read(path, self.parse)

    def page(self, path: str) -> Reading:
        """A page of the site's own: a title and a text, no source. A page without a date has `date.min`."""
        return self._read(path, self.parse_page)

    def _read(self, path: str, parse: Callable[[str, bytes], Reading]) -> Reading:
        data = read_file(self.settings.content, path)
        if isinstance(data, str):
            return Reading(
                path, None, (Problem(f"{self._label}/{path}", 0, "file", data, "make it a readable text file"),)
            )
        return parse(path, data)

    def parse(self, path: str, data: bytes) -> Reading:
        """The article that `data` says, as if it stood at `path`."""
        problems: list[Problem] = []
        desk = self._desk(path, data, problems)
        if desk is None:
            return Reading(path, None, tuple(problems))
        values = desk.header.values
        day, time = desk.moment("date", values.get("date"), self._zone)
        lang = language(desk, "lang", values.get("lang"), self.settings.default_lang) or self.settings.default_lang
        found = self._provenance(desk, path, day, lang)
        date = _date(desk, day, found)
        published = desk.day("published", values.get("published"))
        check_order(desk, found.custody, found.source.date if found.source else date, published)
        if published is None:
            published = next((hop.date for hop in reversed(found.custody) if hop.date), date)
        moments = (date or dt.date.min, time, published or dt.date.min)
        article = self._article(desk, path, found, moments, lang)
        evidence = tuple(found.evidence)
        if not problems:
            return Reading(path, article, (), evidence)
        return Reading(path, None if errors(problems) else article, tuple(sorted(problems)), evidence)

    def parse_page(self, path: str, data: bytes) -> Reading:
        """The page of the site's own that `data` says."""
        problems: list[Problem] = []
        desk = self._desk(path, data, problems)
        if desk is None:
            return Reading(path, None, tuple(problems))
        values = desk.header.values
        day, time = desk.moment("date", values.get("date"), self._zone)
        lang = language(desk, "lang", values.get("lang"), self.settings.default_lang) or self.settings.default_lang
        html, words = self._text(desk)
        page = Article(
            path=path,
            title=read_title(desk),
            slug=read_slug(desk, path, self.settings),
            date=day or dt.date.min,
            published=day or dt.date.min,
            lang=lang,
            html=html,
            words=words,
            source=None,
            time=time,
            original=True,
            summary=read_summary(desk, self.settings, self._markdown),
            template=read_template(desk, "page", self.settings.templates),
            status=read_status(desk),
            extra=read_extra(desk, self.settings, self._markdown),
        )
        return Reading(path, None if errors(problems) else page, tuple(sorted(problems)))

    def _desk(self, path: str, data: bytes, problems: list[Problem]) -> Desk | None:
        """The header on a desk, with the values that settings and the file's name give for what it leaves out."""
        label = f"{self._label}/{path}"
        file = decoded(label, data, problems)
        header = parse_header(file[0], label, problems) if file else None
        if file is None or header is None:
            return None
        text, data = file
        head = text[: len(text) - len(header.text)]
        header.data = data[len(head.encode()) :]
        desk = Desk(label, header, problems)
        desk.hidden_characters(head)
        given = dict(self.settings.default_metadata)
        given.update(self.settings.extra_path_metadata.get(path, {}))
        if self._from_name or self._from_path:
            given.update(self._told_by(path))
        if "source_date" in header.values or isinstance(header.values.get("source"), dict):
            given.pop("date", None)  # the source has its own date, which a file's name must not contradict
        for key, value in given.items():
            header.values.setdefault(key.lower(), value)
        return desk

    def _told_by(self, path: str) -> dict[str, str]:
        """What a file's name says, and then its path."""
        told: dict[str, str] = {}
        for pattern, name in ((self._from_name, os.path.splitext(os.path.basename(path))[0]), (self._from_path, path)):
            if pattern and (match := pattern.match(name)):
                told.update({key: value for key, value in match.groupdict().items() if value is not None})
        return told

    def _provenance(self, desk: Desk, path: str, day: dt.date | None, lang: str) -> Provenance:
        found = Provenance()
        found.source, found.original = read_source(desk, self.register, day, self.settings.require_source)
        written = "custody" in desk.header.values
        hops = read_custody(desk, self.register) if written else []
        if found.source and not written:
            beside = received_beside(path)
            there = is_plain_file(self.settings.content, beside)
            hops = default_custody(found.source, beside if there else None, lang)
        check_source(desk, found.source, hops)
        check_files(desk, hops, lambda file: read_file(self.settings.content, file), found)
        found.custody = tuple(hops)
        return found

    def _article(
        self, desk: Desk, path: str, found: Provenance, moments: tuple[dt.date, dt.time | None, dt.date], lang: str
    ) -> Article:
        """The record, with the text, its apparatus and its terms."""
        values = desk.header.values
        apparatus = read_apparatus(desk)
        html, words = self._text(desk)
        if html:
            _check_text(desk, found, html, apparatus)
        review, voided = read_review(desk)
        (date, time, published), settings, markdown = moments, self.settings, self._markdown
        return Article(
            path=path,
            title=read_title(desk),
            slug=read_slug(desk, path, settings),
            date=date,
            published=published,
            lang=lang,
            html=html,
            words=words,
            source=found.source,
            time=time,
            original=found.original,
            title_by=desk.choice("title_by", values.get("title_by"), TITLE_BY, "source"),
            summary=read_summary(desk, settings, markdown),
            custody=found.custody,
            review=review,
            review_voided=voided,
            changes=tuple(filter(None, apparatus.changes)),
            readings=tuple(filter(None, apparatus.readings)),
            notes=tuple(filter(None, apparatus.notes)),
            dates=tuple(filter(None, apparatus.dates)),
            terms=read_terms(desk, self.register),
            rights=desk.text("rights", values.get("rights")),
            status=read_status(desk),
            template=read_template(desk, "article", settings.templates),
            redirect_from=read_old_addresses(desk),
            extra=read_extra(desk, settings, markdown),
        )

    def _text(self, desk: Desk) -> tuple[str, int]:
        """Safe HTML of the text, and how many words it shows."""
        header = desk.header

        def complain(found: str, remedy: str, words: str = "") -> None:
            at = header.text.find(words)
            desk.refuse_at(header.text_line + header.text.count("\n", 0, max(at, 0)), "text", found, remedy)

        before = len(desk.problems)
        html, words = self._markdown.render(header.text, complain, header.data)
        if not words and len(desk.problems) == before:
            complain("empty", "write the text below the header")
        return html, words


def _check_text(desk: Desk, found: Provenance, html: str, apparatus: Apparatus) -> None:
    """The text shown is what was received, and has the words that header fields speak of."""
    credit = found.source.credit if found.source else None
    if credit or any(apparatus) or found.received is not None:
        shown = shown_text(html)
        check_anchors(desk, shown, credit, apparatus)
        check_changes(desk, found.received, found.received_path, apparatus.changes, shown)


@lru_cache(maxsize=16)
def received_beside(path: str) -> str:
    """Where the text received would lie for the article at `path`: articles/2022/x.md has received/2022/x.txt."""
    return f"received/{os.path.splitext(path)[0].removeprefix('articles/')}.txt"


def _date(desk: Desk, day: dt.date | None, found: Provenance) -> dt.date | None:
    """The day by which readers know the article: its source's, or its own where there is no source."""
    printed = found.source.date if found.source else None
    if day and printed and day != printed:
        desk.refuse(
            "date",
            f"{day}, where {'source_date' if desk.header.flat else 'source.date'} has {printed}",
            "write the day on which the source printed it, in both",
        )
    told = ("date", "source", "source.date", "source_date", "source.publication")
    if not (day or printed) and not any(p.field in told and p.level == ERROR for p in desk.problems):
        desk.refuse("date", "missing", f"write the day: {WRITE_DATE.removeprefix('write ')}")
    return day or printed
