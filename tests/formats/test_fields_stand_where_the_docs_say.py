"""content/docs/provenance.md says of each field of the record in which form it stands, and under which word; and
it stands there, and nowhere else."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from helpers.building import ROOT, Site
from helpers.facts_of_a_page import Built
from helpers.full_record import FULL
from helpers.vocabularies import VOCABULARIES, ledger, page

from colophon.model.article import Article, Comparison, Record, fields_of

SHA256 = re.compile(r"sha256: ([0-9a-f]{64})")
# What each field has in the full record, in all notations that a form may have for it.
VALUES: dict[str, tuple[str, ...]] = {
    "title": ("The bridge & the “tides”",),
    "title_by": ("The title is the translator's.", "written by the translator", "translator"),
    "lang": ("en-GB", "British English"),
    "summary": ("Summary7 of the opening.",),
    "authors.name": ("李明",),
    "authors.family": ("García Márquez",),
    "authors.at": ("Institute of Samples",),
    "authors.key": ("ana-ruiz7",),
    "authors.kind": ("institution", "Organization", "corporate", "Harbour Desk,", "orgName: Harbour Desk"),
    "translators.name": ("Bo Sample", "Sample, Bo", '"given": "Bo"', "given: Bo"),
    "date": ("2024-05", "2024/05", "May 2024"),
    "source.date": ("2024-05", "2024/05", "May 2024"),
    "published": ("2024-06-03", "3 June 2024"),
    "source.publication": ("La Gazette & C°", "publication: gazette"),
    "source.title": ("Die „Brücke“ & die Gezeiten",),
    "source.page": ("P07",),
    "source.edition": ("evening7",),
    "source.volume": ("XVII",),
    "source.issue": ("N57",),
    "source.section": ("Harbours7",),
    "source.url": ("https://example.org/2024/05/20/bridge?a=1&b=2",),
    "source.archived.url": ("https://web.archive.org/web/2024/https://example.org/7",),
    "source.archived.date": ("2024-06-01", "1 June 2024"),
    "source.credit": ("(Gazette, May 2024)",),
    "source.status": ("inferred", "asserted", "stated by the editor, without evidence"),
    "original": ("false", "0", "no", "La Gazette"),
    "custody.act": ("translated", "Translated"),
    "custody.by": ("La Gazette & C°", "by: gazette"),
    "custody.date": ("2024-05-30", "30 May 2024"),
    "custody.page": ("P07",),
    "custody.lang": ("de", "German"),
    "custody.method": ("human", "Human"),
    "custody.from": ("de", "German"),
    "custody.to": ("en-GB", "British English"),
    "custody.file": ("received/full.txt",),
    "custody.encoding": ("utf-8",),
    "custody.url": ("https://example.org/step7",),
    "custody.evidence": ("Evidence7",),
    "custody.status": ("verified",),
    "comparison.outcome": ("changed", "word for word, but for 1 declared change", "As received but for 1 change"),
    "comparison.changes": ("1", "1 declared change"),
    "comparison.file": ("received/full.txt",),
    "review.by": ("Ada Reviewer",),
    "review.date": ("2024-06-04", "4 June 2024"),
    "review_voided": ("reviewed", "false", "0", "Reviewed by"),
    "changes.was": ("Head7",),
    "changes.now": ("Head7",),  # there is nothing in its place
    "changes.kind": ("omitted", "Omitted"),
    "changes.why": ("Why7",),
    "changes.nth": ("1", "(no. 1)"),
    "changes.date": ("2024-06-05", "5 June 2024"),
    "readings.was": ("befor",),
    "readings.now": ("before7",),
    "readings.kind": ("typographic", "Typographic", "corr"),
    "readings.why": ("Reading7",),
    "readings.nth": ("1",),
    "notes.on": ("The bridge",),
    "notes.note": ("Note7",),
    "notes.nth": ("1",),
    "dates.on": ("20 May",),
    "dates.date": ("2024-05-20", "20 May 2024"),
    "dates.what": ("What7",),
    "dates.status": ("inferred",),
    "dates.nth": ("1",),
    "terms": ("Southsample7", "Subject7", "place7"),
    "images.file": ("images/lamps.png",),
    "images.credit": ("Photo by Ada Sample",),
    "images.licence": ("CC-BY-SA-4.0", "https://creativecommons.org/licenses/by-sa/4.0/"),
    "images.alt": ("Two lamps7.",),
    "rights": ("Rights7 remain with their source.",),
    "licence": ("CC-BY-4.0", "https://creativecommons.org/licenses/by/4.0/"),
    "translation_of.article": ("2024/05/bruecke.html", "articles/bruecke.md"),
    "html": ("was opened in May",),
    "words": ("14",),
    "slug": ("full",),
    "withdrawn.date": ("2026-12-01", "1 December 2026"),
    "withdrawn.why": ("At the request of the source",),
}
# Values that stand in a form for other reasons too, so that their absence can't be tested.
COMMON = {
    "title_by", "original", "slug", "custody.lang", "custody.from", "custody.to", "custody.by", "custody.page",
    "custody.status", "authors.kind", "comparison.outcome", "comparison.changes", "review_voided", "changes.nth",
    "changes.now", "changes.kind", "readings.was", "readings.kind", "readings.nth", "notes.on", "notes.nth", "dates.on",
    "dates.nth", "dates.status", "dates.date", "words", "source.status", "authors.family", "authors.key", "source.date",
    "date", "custody.file", "comparison.file", "terms", "digest", "review.sha256", "translation_of.sha256",
    "custody.method", "custody.act", "source.credit", "translation_of.article", "html", "images.file",
}  # fmt: skip
# What the full record has not: it is not withdrawn, it is reviewed, and the copy kept can be compared.
ELSEWHERE = ("withdrawn.", "comparison.kept", "unreviewed")
SAYS_NOTHING = {"path", "time", "status", "template", "redirect_from", "extra"}


def declared(record: type[Record] = Article, before: str = "") -> Iterator[str]:
    """Every field of the record by its name in the header, as in source.archived.url."""
    for one in fields_of(record):
        inner = Comparison if one.name == "comparison" else one.record
        if inner:
            yield from declared(inner, f"{before}{one.header}.")
        else:
            yield f"{before}{one.header}"


def table() -> dict[str, dict[str, list[str]]]:
    """The forms of each field, with their words."""
    text = (ROOT / "content/docs/provenance.md").read_text("utf-8")
    section = text.partition("## Where each field stands")[2].partition("\n## ")[0]
    rows = {}
    for fields, places in re.findall(r"^\| (`.+?) \| (.+) \|$", section, re.MULTILINE):
        found = {}
        for place in places.split("; "):
            form = max((name for name in VOCABULARIES if place.startswith(name)), key=len, default=None)
            assert form, f"{fields}: {place}"
            found[form] = re.findall("`([^`]+)`", place)
        rows |= dict.fromkeys(re.findall("`([^`]+)`", fields), found)
    return rows


@pytest.fixture(scope="module")
def full(fullest: Site) -> dict[str, list[str]]:
    """What each form says of the full record, line by line."""
    return {name: list(read(Built(fullest, FULL))) for name, read in VOCABULARIES.items()}


@pytest.fixture(scope="module")
def values(full: dict[str, list[str]]) -> dict[str, tuple[str, ...]]:
    """The values of all fields; digests are taken from the header in the bundle."""
    header = "\n".join(full["evidence"])
    received, reviewed, original = (found[1] for found in SHA256.finditer(header.partition("title:")[2]))
    (digest,) = [line.partition(": ")[2] for line in full["JSON"] if line.startswith("digest: ")]
    assert digest == reviewed
    digests = {"custody.sha256": (received,), "review.sha256": (reviewed,), "digest": (digest,)}
    return VALUES | digests | {"translation_of.sha256": (original, "behind: false", "behind: 0")}


def test_every_declared_field_has_a_row_and_no_other() -> None:
    fields = {re.sub("^translators\\..*", "translators.name", name) for name in declared()}
    assert set(table()) == fields


@pytest.mark.parametrize("field", [name for name in sorted(set(declared())) if not name.startswith("translators.")])
def test_a_field_stands_where_the_docs_say_and_nowhere_else(
    full: dict[str, list[str]], values: dict[str, tuple[str, ...]], field: str
) -> None:
    if field.startswith(ELSEWHERE) or field in SAYS_NOTHING:
        return
    places, forms = table()[field], values[field]
    for form, names in places.items():
        lines = [line for line in full[form] if any(value in line for value in forms)]
        assert lines, f"{form} has not {field}"
        named = [line for line in lines if any(name.strip("…, ") in line for name in names)]
        assert named or not names, f"{form} has {field}, but not as {names}: {lines[:5]}"
    if field not in COMMON:
        others = {form: [line for line in full[form] if any(value in line for value in forms)] for form in VOCABULARIES}
        assert {form: lines[:3] for form, lines in others.items() if lines and form not in places} == {}


def test_of_a_withdrawn_text_page_and_ledger_say_so(fullest: Site) -> None:
    built = Built(fullest, "2020/01/withdrawn")
    for field in ("withdrawn.date", "withdrawn.why"):
        for form, names in table()[field].items():
            lines = {"page": page, "ledger": ledger}[form](built)
            found = [line for line in lines if any(value in line for value in VALUES[field])]
            assert [line for line in found if any(name in line for name in names) or not names], (field, form)
