"""content/docs/provenance.md says of each sentence of an article's page what it rests on."""

from __future__ import annotations

import re

from babel.messages.pofile import read_po
from helpers.building import ROOT

# The templates that say something of an article, and what in them claims nothing: labels, kinds and names of parts.
TEMPLATES = ("attribution", "article", "slip", "byline", "pairs", "withdrawn", "custody", "changes", "readings",
    "switch", "timeline", "on_paper", "names", "register", "rows", "ledger", "received")  # fmt: skip
LABELS = set("""
publication|day|headline|page|edition|volume|issue|section|address|source|day of print|Omitted|Added|Corrected
|Normalised|Typographic|Conjecture|%(num)s year|%(num)s month|%(num)s day|What we changed|How this text reached you
|Authors|Translators|Subjects and names|Readings|Reading %(number)s, in the text|Kind|Standard English|Days|Place|Post
|on %(day)s|Rests on|Dated|Text|Rights|Reading text|Timeline|Its entry in the ledger|Draft|%(first)s to %(last)s|Ledger
|%(site)s: corrections|The same as JSON|Corrections feed|All articles as data:|Source|Steps|Fidelity|Open
|File|Encoding|Carried here as|its file
""".replace("\n", "").split("|"))  # fmt: skip


def claims() -> set[str]:
    """The messages of those templates but for labels, and for those that only join others."""
    with (ROOT / "theme/locale/messages.pot").open("rb") as file:
        catalogue = read_po(file)
    places = {f"theme/templates/{folder}{name}.html" for name in TEMPLATES for folder in ("", "_parts/")}
    ids = {
        message.id[0] if isinstance(message.id, tuple) else message.id
        for message in catalogue
        if places.intersection(place for place, _ in message.locations)
    }
    return {one for one in ids if re.search("[A-Za-z]", re.sub(r"%\(\w+\)s", "", one))} - LABELS


def test_the_table_names_every_claim_and_no_other() -> None:
    # A page that shows the sign itself would be warned of a character that got lost.
    text = (ROOT / "content/docs/provenance.md").read_text("utf-8").replace("“U+FFFD”", "“\ufffd”")
    table = text.partition("## What each sentence of a page rests on")[2].partition("\n## ")[0]
    named = {one for row in re.findall(r"^\| (`.+?) \|", table, re.MULTILINE) for one in re.findall("`([^`]+)`", row)}
    assert named == claims()
