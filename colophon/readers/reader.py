"""Reads one article file into an Article, or into all the Problems that say what to correct in it."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath
from typing import Any
from zoneinfo import ZoneInfo

from msgspec.structs import replace as other

from colophon.model.article import WRITE_DAYS, Article, Comparison, Dated, Outcome, Status
from colophon.model.days import Days
from colophon.model.problems import ERROR, Problem, errors
from colophon.readers import contributors, metadata, provenance
from colophon.readers.aliases import with_our_names
from colophon.readers.annotations import Annotations, check_anchors, read_annotations
from colophon.readers.fields import FieldReader
from colophon.readers.files import decoded, read_file
from colophon.readers.header import Header, parse_header
from colophon.readers.leniency import PLACED, as_warning, loose_date, milder
from colophon.readers.links import OTHER_MARKUP, WrittenLink, written_links
from colophon.readers.lost_words import lost
from colophon.readers.markdown import MarkdownText, shown_text
from colophon.readers.provenance import Provenance, text_digest
from colophon.readers.received import Copies, Texts, check_received
from colophon.readers.register import Register
from colophon.readers.sanitiser import Complaint
from colophon.readers.settings import ReaderSettings
from colophon.readers.witness import states_days

_NO_COPY, _OWN = Comparison(outcome=Outcome.NO_COPY), Comparison(outcome=Outcome.OWN)

__all__ = ["Reader", "ReaderSettings", "Reading"]


@dataclass(frozen=True, slots=True)
class Reading:
    """The result of one file: an article unless there are errors, the problems, and the paths, relative to the
    content folder, of other files that it was checked against; the links of its text, even of one that was
    withdrawn; and the lines of its header's fields."""

    path: str
    article: Article | None
    problems: tuple[Problem, ...] = ()
    evidence: tuple[str, ...] = ()
    links: tuple[WrittenLink, ...] = ()
    lines: Mapping[str, int] = field(default_factory=dict)


class Reader:
    """Reads the files of one content folder. A process needs one."""

    def __init__(self, settings: ReaderSettings, register: Register) -> None:
        self.settings, self.register = settings, register
        self._zone = ZoneInfo(settings.timezone)
        self._markdown = MarkdownText(settings.markdown)
        self._copies = Copies(settings.content)
        self._label = os.path.basename(settings.content)
        self._from_name = re.compile(settings.filename_metadata) if settings.filename_metadata else None
        self._from_path = re.compile(settings.path_metadata) if settings.path_metadata else None

    def parse(self, path: str, data: bytes) -> Reading:
        """The article of a file: its path below the content folder, and its bytes. What is wrong is a Problem; nothing
        is raised."""
        return self._parse(path, data, self._article)

    def parse_page(self, path: str, data: bytes) -> Reading:
        """The same for a page of the site's own: a title and a text, no source."""
        return self._parse(path, data, self._own_page)

    def _parse(self, path: str, data: bytes, read: Callable[[FieldReader, str, Provenance], Article]) -> Reading:
        problems: list[Problem] = []
        fields = self._fields(path, data, problems)
        if fields is None:
            return Reading(path, None, tuple(problems))
        found = Provenance()
        article = read(fields, path, found)
        if not self.settings.strict:
            problems = [p for p in map(milder, problems) if p.field not in PLACED or path not in self.settings.kept]
        evidence, header = tuple(found.evidence), fields.header
        if errors(problems):
            return Reading(path, None, tuple(sorted(problems)), evidence)
        html, links = article.html, tuple[WrittenLink, ...]()
        if article.withdrawn:  # what it linked to goes with it
            html, _ = self._html(header, lambda *_: None)
        if "=" in html:  # a link is an attribute, name="value"
            links = written_links(html, header.text, header.text_line)
        return Reading(path, article, tuple(sorted(problems)), evidence, links, header.lines)

    def _fields(self, path: str, data: bytes, problems: list[Problem]) -> FieldReader | None:
        """The reader of the file's fields, with those that only settings or the file's name give; None where the file
        has no header."""
        label = f"{self._label}/{path}"
        file = decoded(label, data, problems)
        header = self._header(path, *file, label, problems) if file else None
        if header is None:
            return None
        fields = FieldReader(label, header, problems)
        defaults = dict(self.settings.default_metadata)
        for place in (*reversed(PurePosixPath(path).parents), path) if self.settings.extra_path_metadata else ():
            defaults.update(self.settings.extra_path_metadata.get(str(place), {}))
        if self.settings.folder_category and (folder := os.path.basename(os.path.dirname(path))):
            defaults["category"] = folder
        if self._from_name or self._from_path:
            defaults.update(self._values_of_path(path))
        if "source_date" in header.values or isinstance(header.values.get("source"), dict):
            defaults.pop("date", None)  # the source has its own date; the date in a file's name may be another
        for key, value in defaults.items():
            header.values.setdefault(key.lower(), value)
        with_our_names(fields)
        return fields

    def _header(self, path: str, text: str, data: bytes, label: str, problems: list[Problem]) -> Header | None:
        """The header of a file, in the notation that its name's ending says; and the text below it."""
        if path.lower().endswith(OTHER_MARKUP):
            from colophon.readers.markup import parse_markup  # noqa: PLC0415 - most sites have no such file

            return parse_markup(path, text, label, problems, self.settings.markup)
        if header := parse_header(text, label, problems):
            head = text[: len(text) - len(header.text)]
            header.data = data[len(head.encode()) :]
        return header

    def _values_of_path(self, path: str) -> dict[str, str]:
        """Fields that FILENAME_METADATA finds in a file's name, and then PATH_METADATA in its path."""
        values: dict[str, str] = {}
        for pattern, name in ((self._from_name, os.path.splitext(os.path.basename(path))[0]), (self._from_path, path)):
            if pattern and (match := pattern.match(name)):
                values.update({key: value for key, value in match.groupdict().items() if value is not None})
        return values

    def _own_page(self, fields: FieldReader, path: str, _found: Provenance) -> Article:
        values, day = self._values(fields, path, "page")
        return Article(**values, date=day, published=None, source=None, original=True)

    def _article(self, fields: FieldReader, path: str, found: Provenance) -> Article:
        """The article of a header; `found` gets where it comes from."""
        values, day = self._values(fields, path, "article")
        values |= contributors.read(fields, self.register)
        steps = self._provenance(fields, path, found, day, values)
        provenance.check_translators(fields, self.register, values["translators"], steps)
        date = _date(fields, day, found)
        published = fields.header.values.get("published")
        published = None if published == "unknown" else fields.day("published", published)
        provenance.check_order(fields, steps, found.source.date if found.source else date, published)
        withdrawn = values.get("withdrawn") is not None
        annotations = Annotations() if withdrawn else read_annotations(fields)
        values["comparison"] = self._compared(fields, found, values, annotations)
        if any(annotations):
            values |= {name: tuple(filter(None, records)) for name, records in annotations._asdict().items()}
            values["dates"] = tuple(_with_status(dated, values["lang"]) for dated in values["dates"])
        review, voided = (None, False) if withdrawn else provenance.read_review(fields)
        if withdrawn:
            found.evidence += (image.file for image in values.get("images", ()))
            values |= {"summary": None, "images": (), "authors": (), "translators": ()}
        return Article(
            **values,
            date=date,
            published=published,
            source=found.source,
            original=found.original,
            custody=found.custody,
            review=review,
            review_voided=voided,
            unreviewed=fields.header.values.get("review") == "unreviewed",
            terms={} if withdrawn else metadata.read_terms(fields, self.register, self.settings.subject_fields),
        )

    def _values(self, fields: FieldReader, path: str, template: str) -> tuple[dict[str, Any], Days | None]:
        """What an article and a page of the site's own have in common, by the names of the record; and the header's
        own date."""
        usual = self.settings.default_lang
        settings = self.settings if fields.header.html is None else replace(self.settings, formatted_fields=())
        values = metadata.read_values(fields, path, settings, self._markdown, template)
        if not self.settings.strict:
            loose_date(fields)
        day, values["time"] = fields.days_and_time("date", fields.header.values.get("date"), self._zone)
        if "withdrawn" in values:
            values["html"], values["words"] = "", 0
        else:
            values["html"], values["words"] = self._text(fields)
        values["lang"] = fields.language("lang", fields.header.values.get("lang")) or usual
        values["path"] = path
        values["digest"] = text_digest(fields.header.text)
        return values, day

    def _provenance(
        self, fields: FieldReader, path: str, found: Provenance, day: Days | None, values: dict[str, Any]
    ) -> provenance.Steps:
        """The steps of custody; `found` gets them too, and the source."""
        shown, required = (values["html"], values["lang"]), self.settings.require_source
        source, found.original = provenance.read_source(fields, self.register, day, shown, required=required)
        found.source = source
        steps: provenance.Steps = ()
        if values.get("withdrawn"):
            return self._withdrawn(fields, found)
        beside = self._copies.beside(path)
        if "custody" in fields.header.values:
            steps = provenance.read_custody(fields, self.register)
            for file in beside:
                if not any(step and step.file == file for step in steps):
                    remedy = f"add - {{act: received, file: {file}}} to it"
                    fields.refuse("custody", f"“{file}” is kept, and no step names it", remedy)
        elif source:
            steps = provenance.default_custody(source, beside)
        provenance.check_source(fields, source, steps)
        provenance.check_files(fields, steps, lambda file: read_file(self.settings.content, file), found)
        found.custody = tuple(filter(None, steps))
        return steps

    def _withdrawn(self, fields: FieldReader, found: Provenance) -> provenance.Steps:
        """The source and the steps of a text that was withdrawn, without words of it and without files."""
        if found.source:
            found.source = other(found.source, credit=None)
        if "custody" in fields.header.values:
            steps = provenance.read_custody(fields, self.register)
            found.evidence += (step.file for step in steps if step and step.file)
            found.custody = tuple(other(step, file=None) for step in steps if step)
        return ()

    def _compared(
        self, fields: FieldReader, found: Provenance, values: dict[str, Any], annotations: Annotations
    ) -> Comparison:
        """The text shown beside the text received; also looks in it for the words that header fields quote."""
        credit = found.source.credit if found.source else None
        if not values["html"]:
            return _NO_COPY
        if not (credit or found.kept or any(annotations)):
            return _OWN if found.original else _NO_COPY
        shown = shown_text(values["html"])
        check_anchors(fields, shown, credit, annotations)
        texts = Texts(self._markdown.words_of_html, self._markdown.words_of)
        return check_received(fields, found.kept, annotations.changes, shown, own=found.original, texts=texts)

    def _text(self, fields: FieldReader) -> tuple[str, int]:
        """Safe HTML of the text, and the number of words that it shows."""
        header = fields.header

        def complain(found: str, remedy: str, at: int = 0, level: str = ERROR) -> None:
            fields.refuse_at(header.text_line + header.text.count("\n", 0, at), "text", found, remedy, level)

        before = len(fields.problems)
        html, words = self._html(header, complain)
        if not words and len(fields.problems) == before:
            pictures = "<img" in html
            complain("only pictures, and no words" if pictures else "empty", "write the text below the header")
        if not self.settings.strict and (html or not header.text.strip()):  # there is a text, though not all of it
            fields.problems[before:] = [as_warning(problem) for problem in fields.problems[before:]]
        return html, words

    def _html(self, header: Header, complain: Complaint) -> tuple[str, int]:
        """Safe HTML of the text below a header, and the number of words that it shows."""
        if header.html is None:
            return self._markdown.render(header.text, complain, header.data)
        html, words = self._markdown.rendered(header.html, header.text, complain, header.raw)
        if gone := lost(header.words, html):
            some = f"{' '.join(gone[:5])}{' …' if len(gone) > 5 else ''}"
            complain(f"words are not shown: {some}", "write them as a paragraph", max(header.text.find(gone[0]), 0))
        return html, words


def _with_status(dated: Dated, lang: str) -> Dated:
    """A day that the text names, with a status: as stated where the words have all of it."""
    if dated.status is not None:
        return dated
    stated = states_days(dated.on, dated.date, lang)
    return other(dated, status=Status.AS_STATED if stated else Status.INFERRED)


def _date(fields: FieldReader, day: Days | None, found: Provenance) -> Days | None:
    """The date of the article: its source's, or its own where it has no source."""
    printed = found.source.date if found.source else None
    written = fields.header.values.get("date") is not None
    if found.source and written and day != printed and not _complained(fields, "date", "source.date", "source_date"):
        where = "source_date" if fields.header.flat else "source.date"
        wrong = f"{day or 'unknown'}, where {where} has {printed or 'unknown'}"
        fields.refuse("date", wrong, "write the day on which the source printed it, in both")
    if (
        not found.source
        and not written
        and not _complained(fields, "date", "source", "source.date", "source_date", "source.publication")
    ):
        fields.refuse("date", "missing", WRITE_DAYS)
    return day or printed


def _complained(fields: FieldReader, *places: str) -> bool:
    return any(p.field in places and p.level == ERROR for p in fields.problems)
