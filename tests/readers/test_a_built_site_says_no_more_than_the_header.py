"""Four texts of the kinds that archives have, built: no form of theirs claims what the header doesn't say."""

from __future__ import annotations

import json
import re
from hashlib import sha256

import pytest
from helpers.building import Site, words

CLIPPING = """\
---
title: "Crews' regatta - The cup"
date: unknown
source:
  publication: unknown
  date: unknown
  status: unknown
tags: [rowing, clerks]
---

**Unknown paper, unknown day**

Three crews rowed on Saturday.
"""
MONTH = (
    "---\ntitle: The shed sports\nsource: {publication: example-daily, date: 1937-08}\n---\n\nThe sheds held sports.\n"
)
OLD = "---\ntitle: The port today\nsource: {publication: example-daily, date: 1906-01-15}\n---\n\nFour ships came.\n"
TRANSLATED = """\
---
title: Le bac revient
by:
- Ada Sample
translated-by:
- Bo Sample
original-post: https://example.org/blog/ferry
lang: fr
source: {publication: example-daily, date: 2012-03-28}
---

Le bac passe de nouveau.
"""
PNG = b"\x89PNG\r\n\x1a\n a picture of a page"
SCAN = f"""\
---
title: Bridge, from a scan
source: {{publication: example-daily, date: 1937-07-19}}
custody:
  - {{act: printed, by: example-daily, date: 1937-07-19, status: as-stated}}
  - {{act: received, date: 2024-06-01, file: received/scan.png, sha256: {sha256(PNG).hexdigest()}, status: verified}}
---

The bridge was opened on Friday.
"""
TEXT_FORMS = (".html", ".json", ".md", ".txt", ".xml", ".ris", ".bib")


@pytest.fixture(scope="module")
def forms(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, str]]:
    """The forms of each text by the ending of its file."""
    site = Site.minimal(tmp_path_factory.mktemp("claims"))
    texts = {"clipping": CLIPPING, "month": MONTH, "old": OLD, "translated": TRANSLATED, "scan": SCAN}
    for name, text in texts.items():
        site.write(f"articles/{name}.md", text)
    site.write("received/scan.png", PNG)
    said = site.built()
    assert "warning" not in said.text
    found: dict[str, dict[str, str]] = {name: {} for name in texts}
    for file in sorted(site.output.rglob("*")):
        name, _, ending = file.name.replace("-fr.", ".").partition(".")
        if name in found and file.suffix in TEXT_FORMS:
            found[name][ending] = file.read_text("utf-8")
    for name, one in found.items():
        assert {"html", "json", "txt", "tei.xml", "ris"} <= one.keys(), (name, *one)
    return found


def shown(page: str) -> str:
    from lxml import html

    return " ".join(words(html.fromstring(page)))


def test_a_clipping_of_an_unknown_paper_and_day_has_neither(forms: dict[str, dict[str, str]]) -> None:
    article = json.loads(forms["clipping"]["json"])
    source = article["source"]
    assert (article["date"], source["name"], source["date"]) == (None, None, None), source
    text = shown(forms["clipping"]["html"])
    assert re.search(r"paper not known", text, re.IGNORECASE)
    assert re.search(r"(day|date) not known", text, re.IGNORECASE)
    for ending, form in forms["clipping"].items():
        assert not re.search(r"\b(?:0001|0000|1937)-\d\d-\d\d", form), ending
        assert "1 January" not in form, ending


def test_a_month_stays_a_month(forms: dict[str, dict[str, str]]) -> None:
    assert json.loads(forms["month"]["json"])["date"] == "1937-08"
    for ending, form in forms["month"].items():
        assert not re.search(r"1937-08-\d\d|\b\d+ August 1937", form), ending
        assert "1937" in form, ending


@pytest.mark.parametrize("name", ["clipping", "month", "old", "translated", "scan"])
def test_no_form_says_when_a_text_came_where_nobody_wrote_it(forms: dict[str, dict[str, str]], name: str) -> None:
    for ending, form in forms[name].items():
        assert not re.search(r"First published (?:here )?(?:on|by)", form), ending
    text = json.loads(re.search(r'ld\+json">(.*?)</script>', forms[name]["html"], re.DOTALL)[1])  # type: ignore[index]
    assert "datePublished" not in text["mainEntityOfPage"]
    assert json.loads(forms[name]["json"])["published"] is None


@pytest.mark.parametrize("words", ["Ada Sample", "Bo Sample", "https://example.org/blog/ferry"])
def test_who_wrote_and_translated_a_text_and_where_it_stands_is_in_its_forms(
    forms: dict[str, dict[str, str]], words: str
) -> None:
    for ending in ("html", "json", "tei.xml", "txt", *(["ris"] if "Sample" in words else [])):
        assert words in forms["translated"][ending].replace("Sample, Ada", "Ada Sample").replace(
            "Sample, Bo", "Bo Sample"
        ), ending


def test_a_scan_is_not_said_to_be_compared(forms: dict[str, dict[str, str]]) -> None:
    for ending, form in forms["scan"].items():
        assert not re.search(r"As received|received, word for word|Changed: nothing|No change is declared", form), (
            ending
        )
    assert json.loads(forms["scan"]["json"])["comparison"]["outcome"] == "not-compared"
    assert re.search(r"not compared", shown(forms["scan"]["html"]), re.IGNORECASE)


def test_a_status_that_nobody_wrote_is_the_editors(forms: dict[str, dict[str, str]]) -> None:
    assert "as stated by the text" not in shown(forms["old"]["html"])
    assert set(json.loads(forms["old"]["json"])["source"]["status"].values()) == {"asserted"}
