"""No page goes out whose text, read from the built HTML, is not what was received with the declared changes made."""

from __future__ import annotations

import hashlib
import json
import re

import feedparser
import pytest
from helpers.building import ROOT, Site, words

BODY = "{{ article.body|safe }}"
TEXT = f'<div class="text" id="body-text">\n{BODY}\n{{% include "_parts/origin.html" %}}\n</div>'
RECEIVED = "Web header\n\nThe *new* harbour opened on Monday at 9 & noon.\n\nNobody was hurt.\n"
WRITTEN = "The \\*new\\* harbour opened on Monday at 9 & noon.\n\nNobody was hurt.\n"
HEADER = """\
---
title: The first article
source: {{publication: example-daily, date: 2022-11-30, page: "01"}}
custody:
  - {{act: printed, by: example-daily, date: 2022-11-30, page: "01", status: as-stated}}
  - {{act: translated, by: unknown, method: human, from: fr, to: en, status: inferred}}
  - {{act: received, file: received/first.txt, status: as-stated}}
changes:
  - {{was: Web header, now: "", kind: omitted, why: Not of the text.}}
{more}---

{text}
"""
WHOLE = "The *new* harbour opened on Monday at 9 & noon. Nobody was hurt."
PAGE = "2022/11/first.html"
# “FOUND” was received (FILE, from–to) and “SHOWN” stands on the built page (from–to)
REFUSED = re.compile(
    r"^ *(?:ERROR +)?(?P<page>\S+): text: “(?P<received>[^”]*)” was received \(received/first\.txt, (?P<at>\d+–\d+)\) "
    r"and “(?P<shown>[^”]*)” stands on the built page \((?P<shown_at>\d+–\d+)\)",
    re.MULTILINE,
)


@pytest.fixture
def held(site: Site) -> Site:
    """A site that keeps what it received, built once with the project's own theme."""
    site.write("received/first.txt", RECEIVED)
    write(site)
    site.built()
    return site


def write(site: Site, more: str = "", text: str = WRITTEN) -> None:
    site.write("articles/first.md", HEADER.format(more=more, text=text))


def show(site: Site, text: str) -> None:
    """Have the theme show an article's text in other words than its own."""
    template = (ROOT / "theme/templates/article.html").read_text("utf-8")
    assert template.count(TEXT) == 1
    folder = site.folder / "overrides"
    folder.mkdir()
    (folder / "article.html").write_text(template.replace(TEXT, text))
    site.set(THEME_TEMPLATES_OVERRIDES=[str(folder)])


def refused(site: Site, page: str = PAGE) -> re.Match[str]:
    """The one line with which a build was refused; nothing of it reached the output."""
    (line,) = [line for line in site.refused().text.splitlines() if ": text: " in line]
    found = REFUSED.search(line)
    assert found, line
    assert found["page"] == page
    return found


# How a theme shows the text, and what is then said: the passage received with its place, and the one on the page.
# Places are counted from 0 in the file received, and in the page's text with an empty line between paragraphs.
SPOILT = {
    "drops a word": (BODY.replace("body", "body|replace('harbour ', '')"), "harbour", "22–29", "", "10–10"),
    "adds a word": (BODY.replace("body", "body|replace('opened', 'opened again')"), "", "37–37", "again", "25–30"),
    "has another word": (
        BODY.replace("body", "body|replace('Nobody', 'Somebody')"), "Nobody", "61–67", "Somebody", "49–57",
    ),
    "has another digit": (BODY.replace("body", "body|replace('at 9', 'at 8')"), "9", "50–51", "8", "38–39"),
    "has capitals": (
        BODY.replace("body", "html|upper"), "The *new* harbour opened on Monday at", "12–49",
        "THE *NEW* HARBOUR OPENED ON MONDAY AT", "0–37",
    ),
    "cuts it short": (
        BODY.replace("body", "html|striptags|truncate(32, true, '')"),
        "Monday at 9 & noon. Nobody was hurt.", "40–77", "Mond", "28–32",
    ),
    "shows it twice in one element": (BODY + BODY, "", "77–77", WHOLE, "67–132"),
    "shows it twice in two elements": (f'{BODY}</div><div class="text wide">{BODY}', "", "77–77", WHOLE, "67–132"),
    "adds words of its own": (BODY + "<p>Read more</p>", "", "77–77", "Read more", "67–76"),
    "shows markup as words": ("{{ article.html|e }}", "The", "12–15", "<p>The", "0–6"),
    "puts a word into a script": (
        BODY.replace("body", "body|replace('harbour ', '<script>harbour</script>')"), "harbour", "22–29", "", "11–11",
    ),
    "hides a word": (
        BODY.replace("body", "body|replace('harbour ', '<b hidden>harbour <i>x</i></b>')"), "harbour", "22–29",
        "", "10–10",
    ),
}  # fmt: skip


@pytest.mark.parametrize("way", SPOILT)
def test_a_theme_that_alters_the_text_is_refused_in_one_line(held: Site, way: str) -> None:
    template, received, at, shown, shown_at = SPOILT[way]
    show(held, f'<div class="text">\n{template}\n</div>')
    found = refused(held)
    assert (found["received"], found["at"], found["shown"], found["shown_at"]) == (received, at, shown, shown_at)


@pytest.mark.parametrize("template", [BODY, f'<div class="texts">{BODY}</div>', f"<!-- {TEXT} -->"])
def test_a_theme_that_shows_no_text_is_refused(held: Site, template: str) -> None:
    show(held, template)
    (line,) = [line for line in held.refused().text.splitlines() if ": text: " in line]
    assert line.startswith(f"{PAGE}: text: shows no element of class “text”, so its text can't be held to received/")


@pytest.mark.parametrize(
    "template",
    [
        f'<section class="wide text"><div>{BODY}</div></section>',
        f'<div class="text">{BODY.replace("body", "html")}</div>',
        f'<div class="text"><style>p {{ color: red }}</style>{BODY}</div><p>Words of the theme</p>',
    ],
)
def test_a_faithful_theme_passes(held: Site, template: str) -> None:
    show(held, template)
    held.built()
    (text,) = held.page(PAGE).xpath("//*[contains(@class, 'text')]")
    for style in text.xpath(".//style"):
        style.drop_tree()
    assert words(text) == WHOLE.split()


def test_a_filter_that_alters_the_text_is_refused(held: Site) -> None:
    show(held, f'<div class="text">{BODY.replace("|safe", "|tidy|safe")}</div>')
    with held.settings.open("a") as file:
        file.write("def tidy(text):\n    return text.replace('Nobody', 'No one')\nJINJA_FILTERS = {'tidy': tidy}\n")
    assert (refused(held)["received"], refused(held)["shown"]) == ("Nobody", "No one")


def test_a_plugin_that_alters_the_text_is_refused(held: Site) -> None:
    plugin = """
from pelican import signals
def alter(generators):
    for generator in generators:
        for article in getattr(generator, "articles", ()):
            article.tidied = article.content.replace("Nobody", "No one")
def register():
    signals.all_generators_finalized.connect(alter)
"""
    (held.folder / "plugins").mkdir()
    (held.folder / "plugins/tidy.py").write_text(plugin)
    show(held, f'<div class="text">{BODY.replace("body", "tidied")}</div>')
    held.set(PLUGINS=["tidy"], PLUGIN_PATHS=[str(held.folder / "plugins")])
    assert (refused(held)["received"], refused(held)["shown"]) == ("Nobody", "No one")


def test_a_plugin_that_alters_the_written_file_is_refused(held: Site) -> None:
    plugin = """
from pathlib import Path
from pelican import signals
def alter(path, context):
    file = Path(path)
    file.write_text(file.read_text().replace("Nobody", "No one"))
def register():
    signals.content_written.connect(alter)
"""
    (held.folder / "plugins").mkdir()
    (held.folder / "plugins/late.py").write_text(plugin)
    held.set(PLUGINS=["late"], PLUGIN_PATHS=[str(held.folder / "plugins")])
    assert (refused(held)["received"], refused(held)["shown"]) == ("Nobody", "No one")


def test_one_article_that_is_altered_holds_all_back(held: Site) -> None:
    held.article("second", text="Nobody came.")
    show(held, TEXT.replace("body|", "body|replace('harbour', 'port')|"))
    assert refused(held)["shown"] == "port"
    held.write("articles/first.md", HEADER.format(more="status: skip\n", text=WRITTEN))
    held.built()


def test_an_article_of_which_nothing_is_kept_is_not_held(site: Site) -> None:
    site.article("first", text="The harbour opened.")
    show(site, TEXT.replace("body|", "body|replace('harbour ', '')|"))
    site.built()
    assert "The opened." in site.page(PAGE).text_content()


def test_a_draft_is_held_too(held: Site) -> None:
    held.set(SHOW_DRAFTS=True)
    write(held, "status: draft\n")
    show(held, TEXT.replace("body|", "body|replace('harbour', 'port')|"))
    assert refused(held, "drafts/first.html")["shown"] == "port"


@pytest.mark.parametrize(
    ("received", "text", "field"),
    [
        (RECEIVED.replace("Web header", "Header"), WRITTEN, "changes.1.was"),
        (RECEIVED, "Web header\n\n" + WRITTEN, "text"),
        (RECEIVED.replace("hurt", "injured"), WRITTEN, "text"),
    ],
    ids=["no such words any more", "the words are back in the text", "other words were received"],
)
def test_a_stale_declared_change_is_refused(held: Site, received: str, text: str, field: str) -> None:
    held.write("received/first.txt", received)
    write(held, text=text)
    (line,) = [line for line in held.refused().text.splitlines() if line.startswith("content/")]
    assert re.match(rf"content/articles/first\.md:\d+: {re.escape(field)}: ", line)


# --- a review is of one text ---------------------------------------------------------------------------------------

REVIEW = "review: {{by: Ada Example, date: 2023-01-09, sha256: {}}}\n"
REVIEWED, UNREVIEWED = "human translation, reviewed by Ada Example, 9 January 2023", "human translation, not reviewed"
# What an edit may be, and whether it leaves the text what it was: white space at either end doesn't count.
EDITS = {
    "a word": ("Nobody", "No one"),
    "a digit": ("at 9", "at 8"),
    "a full stop": ("hurt.", "hurt"),
    "a capital": ("harbour", "Harbour"),
    "emphasis, which no word shows": ("harbour", "*harbour*"),
    "a paragraph's end": (".\n\nNobody", ". Nobody"),
    "a space more": ("Nobody was", "Nobody  was"),
}


def account(site: Site) -> tuple[str, str, list[str], str]:
    """What the page, the feed and JSON-LD say of the review, and what the page shows of a voided one."""
    page = site.page(PAGE)
    (text,) = [cell for cell in page.xpath("//dl[@class='slip']/div") if cell.findtext("dt") == "Text"]
    said = " ".join(words(text))
    (entry,) = feedparser.parse((site.output / "feeds/all.atom.xml").read_bytes()).entries
    (script,) = page.xpath("//script[@type='application/ld+json']")
    here = json.loads(script.text)["mainEntityOfPage"]
    last = [here["lastReviewed"]] if "lastReviewed" in here else []
    remark = " ".join(word for element in page.xpath("//p[@class='remark']") for word in words(element))
    return (
        ("not reviewed" if "not reviewed" in said else said.partition("reviewed by ")[2]),
        entry.summary,
        last,
        remark,
    )


@pytest.mark.parametrize("edit", EDITS)
def test_any_edit_of_the_text_puts_the_page_back_to_unreviewed(site: Site, edit: str) -> None:
    review = REVIEW.format(hashlib.sha256(WRITTEN.strip().encode()).hexdigest())
    header = HEADER.replace("  - {{act: received, file: received/first.txt, status: as-stated}}\n", "")
    header = header.partition("changes:")[0] + "{more}---\n\n{text}\n"
    site.write("articles/first.md", header.format(more=review, text=WRITTEN))
    site.built()
    credit = "Example Daily, page 01, 30 November 2022; "
    assert account(site)[1:] == (credit + REVIEWED, ["2023-01-09"], "")
    assert account(site)[0].startswith("Ada Example, 9 January 2023")
    site.write("articles/first.md", header.format(more=review, text=WRITTEN.replace(*EDITS[edit])))
    said = site.built()
    assert re.search(r"first\.md:\d+: warning: review\.sha256: the text changed since", said.text)
    remark = "The text changed since the review of 9 January 2023; it counts as not reviewed."
    assert account(site) == ("not reviewed", credit + UNREVIEWED, [], remark)


def test_an_edit_of_the_header_leaves_the_review(site: Site) -> None:
    site.article("first", text=WRITTEN)
    review = REVIEW.format(hashlib.sha256(WRITTEN.strip().encode()).hexdigest())
    file = site.content / "articles/first.md"
    file.write_text(
        file.read_text().replace("subjects:", review + "rights: Ours.\nsubjects:").replace("\n\nThe", "\n\n\nThe")
    )
    site.built()
    assert account(site)[1:] == (
        f"Example Daily, page 01, 30 November 2022; {REVIEWED.partition(', ')[2]}",
        ["2023-01-09"],
        "",
    )
