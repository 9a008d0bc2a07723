"""Each form of the reference, read by a parser that isn't ours, names the source and its day, and no author."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
from typing import Any

import bibtexparser
import jsonschema
import pytest
import rispy
from bibtexparser.middlewares import LatexDecodingMiddleware
from helpers.citing import ADDRESS, CREDIT, NOWHERE, SITE, TITLE, altered, first, printed, written
from hypothesis import given
from hypothesis import strategies as st
from pylatexenc.latex2text import LatexNodes2Text, MacroTextSpec, get_default_latex_context_db

from colophon.formats.citation_styles import citations
from colophon.formats.references import bibtex, csl, ris
from colophon.formats.registry import FORMATS
from colophon.views.article import ArticleView
from colophon.views.site import SiteView

# The part of CSL's csl-data.json (1.0.2) that a reference of ours touches; as there, nothing else is allowed.
STRING, SCALAR = {"type": "string"}, {"type": ["string", "number"]}
DAY = {"type": "array", "items": SCALAR, "minItems": 1, "maxItems": 3}
DAYS = {"type": "array", "items": DAY, "minItems": 1, "maxItems": 2}
REFERENCE = {
    "type": {"enum": ["article-newspaper", "webpage"]},
    "issued": {"properties": {"date-parts": DAYS}, "additionalProperties": False},
    "custom": {"type": "object"},
    **dict.fromkeys(("id", "page", "edition"), SCALAR),
    **dict.fromkeys(("title", "container-title", "language", "genre", "URL", "note", "abstract"), STRING),
}
ITEM = {"type": "object", "properties": REFERENCE, "required": ["type", "id"], "additionalProperties": False}
CSL_DATA = {"$schema": "http://json-schema.org/draft-07/schema#", "type": "array", "items": ITEM}
ORIGINAL = "Title: Why we do this\nDate: 2024-05-17\nSource: original\nLang: en"
RIGHTS = "Rights in the text remain with its source."
NOBODY = ("author", "creator", "editor", "translator")


def read_csl(article: ArticleView, site: SiteView = SITE) -> dict[str, Any]:
    items = json.loads(csl(article, site, CREDIT))
    jsonschema.validate(items, CSL_DATA)
    (item,) = items
    return dict(item)


def decoder() -> LatexNodes2Text:
    """Reads what TeX would set; of our commands it lacks those of braces, and takes two for accents."""
    signs = {"textbraceleft": "{", "textbraceright": "}", "textasciicircum": "^", "textasciitilde": "~"}
    context = get_default_latex_context_db()
    context.add_context_category("signs", macros=[MacroTextSpec(*sign) for sign in signs.items()], prepend=True)
    return LatexNodes2Text(latex_context=context, strict_latex_spaces=True)


def read_bibtex(article: ArticleView, site: SiteView = SITE) -> dict[str, str]:
    decoding = LatexDecodingMiddleware(decoder=decoder())
    library = bibtexparser.parse_string(bibtex(article, site, CREDIT), append_middleware=[decoding])
    assert library.failed_blocks == []
    (entry,) = library.entries
    fields = {field.key: field.value for field in entry.fields}
    return {"entry": entry.entry_type, "key": entry.key, **fields}


def read_ris(article: ArticleView, site: SiteView = SITE) -> dict[str, Any]:
    written = ris(article, site, CREDIT)
    assert written.count("\r\n") == written.count("\n") == written.count("\r")
    (entry,) = rispy.loads(written.replace("\r\n", "\n"))
    return dict(entry)


def test_csl_json_names_the_source() -> None:
    item = read_csl(first())
    assert item["type"] == "article-newspaper"
    assert item["title"] == TITLE
    assert item["container-title"] == "China Sports Daily"
    assert item["issued"] == {"date-parts": [[2022, 11, 30]]}
    assert item["page"] == "01"
    assert (item["language"], item["custom"]) == ("en", {"original-language": "zh-Hans", "rights": RIGHTS})
    assert item["genre"] == "machine translation"
    assert (item["URL"], item["note"]) == (ADDRESS, CREDIT)
    assert item["abstract"].startswith("A report, reposted from China Sports Daily")


def test_bibtex_names_the_source() -> None:
    entry = read_bibtex(first())
    assert (entry["entry"], entry["entrysubtype"]) == ("article", "newspaper")
    assert entry["title"] == TITLE
    assert entry["journal"] == "China Sports Daily"
    assert (entry["date"], entry["year"], entry["month"], entry["pages"]) == ("2022-11-30", "2022", "nov", "01")
    assert (entry["language"], entry["langid"], entry["origlanguage"]) == ("en", "en", "zh-Hans")
    assert entry["copyright"] == RIGHTS
    assert (entry["type"], entry["url"], entry["note"]) == ("machine translation", ADDRESS, CREDIT)


def test_ris_names_the_source() -> None:
    entry = read_ris(first())
    assert entry["type_of_reference"] == "NEWS"
    assert (entry["title"], entry["secondary_title"]) == (TITLE, "China Sports Daily")
    assert (entry["date"], entry["year"], entry["start_page"]) == ("2022/11/30/", "2022", "01")
    assert (entry["language"], entry["type_of_work"]) == ("en", "machine translation")
    assert (entry["urls"], entry["notes"]) == ([ADDRESS], [CREDIT, RIGHTS])


def test_each_style_names_the_source() -> None:
    plain = {name: text for name, _, text in citations(first(), SITE, CREDIT)}
    title_case = "General Administration of Sport of China Holds Symposium on Preparations for the Paris Olympics"
    assert plain == {
        "APA": f"{TITLE}. (2022, November 30). [Machine translation]. China Sports Daily, 01. {ADDRESS}",
        "Chicago": f"China Sports Daily. “{title_case}.” Machine translation. November 30, 2022. {ADDRESS}.",
        "MLA": f"“{title_case}.” Machine translation. China Sports Daily, 30 Nov. 2022, p. 01, {ADDRESS}.",
    }


def made(form: str) -> str:
    data = FORMATS[form].write(first(), SITE, CREDIT)
    return data.decode() if isinstance(data, bytes) else data


@pytest.mark.parametrize("form", ["csl.json", "bib", "ris", "txt", "md"])
def test_each_form_has_the_credit_line(form: str) -> None:
    assert CREDIT in made(form)


@pytest.mark.parametrize("article", [first(), written("Text.", ORIGINAL)], ids=["carried", "written here"])
def test_nobody_is_named_as_author(article: ArticleView) -> None:
    for names in (read_csl(article), read_bibtex(article), read_ris(article)):
        assert not [name for name in names if name.rstrip("s") in NOBODY]


def test_our_own_days_are_in_no_reference() -> None:
    for form in ("csl.json", "bib", "ris"):
        assert "2026" not in made(form)


def test_what_was_written_for_the_site_is_a_page_of_it() -> None:
    article = written("Text.", ORIGINAL)
    item = read_csl(article)
    assert (item["type"], item["container-title"]) == ("webpage", "The Archive")
    assert item["issued"] == {"date-parts": [[2024, 5, 17]]}
    assert not {"page", "genre", "custom"} & set(item)
    assert read_bibtex(article)["entry"] == "online"
    assert read_ris(article)["type_of_reference"] == "ELEC"
    assert [text for _, _, text in citations(article, NOWHERE, CREDIT)] == [
        "Why we do this. (2024, May 17). The Archive.",
        "The Archive. “Why We Do This.” May 17, 2024.",
        "“Why We Do This.” The Archive, 17 May 2024.",
    ]


def test_what_is_not_known_is_left_out() -> None:
    item = read_csl(altered(printed("x", "The Daily Example", dt.date(2024, 5, 17), None), rights=None), NOWHERE)
    assert not {"page", "genre", "custom", "URL"} & set(item)
    entry = read_ris(altered(first(), summary=None), NOWHERE)
    assert not {"abstract", "urls"} & set(entry)


def test_key_follows_the_address() -> None:
    keys = {read_csl(first())["id"], read_bibtex(first())["key"], read_ris(first())["id"]}
    assert keys == {"article-2022-11-paris-olympics-symposium"}


titles = st.text(st.characters(exclude_categories=("Cc", "Cs", "Cn", "Co"))).filter(str.split)
HARD = "&%$#_{}~^\\`--'' „Łódź“ 体育 <b> @x{y} \"z\" ER  - TY  - % \\} {{"


@given(titles | st.text(st.sampled_from(HARD), min_size=1).filter(str.split))
def test_any_title_survives_each_form(title: str) -> None:
    article = altered(first(), title=title)
    line = " ".join(title.split())
    assert read_csl(article)["title"] == line
    assert read_ris(article)["title"] == line
    assert typed(read_bibtex(article)["title"]) == typed(line)


def typed(text: str) -> str:
    """Without what TeX sets anew: a decoder shows `'` as ’, and spaces behind a command are no more than one."""
    return "".join(text.replace("’", "'").split())


@given(titles)
def test_formatted_references_are_safe_html_of_their_text(title: str) -> None:
    import lxml.html

    for _, html, text in citations(altered(first(), title=f"<script>{title}"), SITE, CREDIT):
        element = lxml.html.fragment_fromstring(html, create_parent="p")
        assert {child.tag for child in element.iter()} <= {"p", "i"}
        assert element.text_content() == text


def test_line_breaks_in_a_title_end_no_value() -> None:
    article = altered(first(), title="One\nER  - \r\nTY  - BOOK")
    assert read_ris(article)["title"] == "One ER - TY - BOOK"
    assert read_bibtex(article)["title"] == "One ER - TY - BOOK"


def test_a_start_that_needs_no_library_loads_none() -> None:
    heavy = "[n for n in ('markdownify', 'bs4', 'citeproc', 'pypandoc') if n in sys.modules]"
    code = f"import sys, colophon.formats; print({heavy})"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"
