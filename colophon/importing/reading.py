"""A file that was found, read: its text, and what is proposed for each field."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Any

from colophon.importing.credit_lines import known_credits
from colophon.importing.extraction import Extraction, extract
from colophon.importing.found import Found, read_found
from colophon.importing.head_and_foot import readings_of, with_years, witnesses_of
from colophon.importing.language import language_of
from colophon.importing.page import Page, key
from colophon.importing.page_days import updates
from colophon.importing.page_lines import heading_above, lines_around, unlabelled
from colophon.importing.page_people import bylines, name_alone, without_site_as_author
from colophon.importing.page_witnesses import read_page
from colophon.importing.proposals import Proposal, propose
from colophon.importing.text_witnesses import paragraphs_of, read_text
from colophon.importing.witnesses import Witness


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read of a file."""

    found: Found
    text: str
    proposed: dict[str, Proposal]
    extraction: Extraction | None = None

    def as_json(self) -> dict[str, Any]:
        """The object that --format json prints."""
        return {
            "file": PurePath(self.found.file).name,
            "text": self.text,
            "proposed": {name: one.as_json() for name, one in self.proposed.items()},
            "kind": self.found.kind,
            "encoding": self.found.encoding,
            "sha256": self.found.sha256,
            "captured": self.found.captured,
            "method": self.extraction.method if self.extraction else None,
        }


def read_file(path: Path) -> Reading:
    """Read a file and propose its fields."""
    found = read_found(str(path), path.read_bytes())
    return _read_page(found) if found.is_page else _read_text(found)


def _read_text(found: Found) -> Reading:
    paragraphs = paragraphs_of(found.text)
    text = "\n\n".join("\n".join(one.lines) for one in paragraphs)
    language = _language(text)
    witnesses = read_text(paragraphs, str(language.value) if language else "en")
    return Reading(found, text, propose([*witnesses, *([language] if language else [])]))


def _read_page(found: Found) -> Reading:
    page = Page(found.text)
    witnesses = read_page(page, found)
    title = str(propose(witnesses)["title"].value or "")
    extraction = extract(page, title)
    around, first = lines_around(page, title, extraction.paragraphs)
    declared = page.tree.get("lang") or page.tree.get("{http://www.w3.org/XML/1998/namespace}lang")
    language = _language(extraction.text or title, declared)
    lang = str(language.value) if language else "en"
    lines = witnesses_of(readings_of([(line.text, line.place) for line in around], known_credits(), lang), page=True)
    sites = {key(str(one.value)) for one in witnesses if one.field == "publication"}
    people = [*bylines(first, chinese=not page.japanese), *name_alone(extraction.paragraphs, first)]
    said = without_site_as_author([*witnesses, *lines, *unlabelled(first, sites), *people])
    everything = with_years([*said, *updates(page)])
    everything += [*heading_above(first, everything), *([language] if language else [])]
    return Reading(found, extraction.text, propose(everything), extraction)


def _language(text: str, declared: str | None = None) -> Witness | None:
    """The witness of the language: the text itself."""
    language = language_of(text, declared)
    if language is None:
        return None
    words = re.split(r"(?<=[.!?。！？])|\n", text.strip())[0][:80]
    agreed = key(declared or "").startswith(key(language.tag)[:2])
    rule = "letters and words of the text" + (", and the language that the page declares" if agreed else "")
    return Witness("lang", language.tag, rule, words, "", 9, language.sure)
