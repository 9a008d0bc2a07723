"""Compares the text of each built page with the text received, word for word, after the declared changes.

The reader compares an article's text with its evidence before anything is built. This module compares the HTML, which a
theme or a plugin may have changed. A page that differs stops the build.
"""

from __future__ import annotations

from html.parser import HTMLParser

from colophon.formats.evidence import EvidenceChanged, stated
from colophon.model.problems import Problem
from colophon.readers.comparison import differences
from colophon.readers.markdown import shown_text
from colophon.readers.safe_html import INLINE, parted
from colophon.views.article import ArticleView

TEXT = "text"  # the class of the element in which a page shows an article's text
_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
_UNSEEN = {"script", "style", "template"}
ADDED = "data-added"  # the attribute of what a page says among the text, such as the credit of a picture


def unfaithful(page: bytes, article: ArticleView) -> Problem | None:
    """What is wrong with a built page; None where it is faithful, or no received text is kept."""
    received = article.record.comparison.file
    if received is None:
        return None
    shown = text_of(page.decode())
    if shown is None:
        found = f"shows no element of class “{TEXT}”, so its text can't be held to {received}"
        remedy = f'let the template put the article\'s body into <div class="{TEXT}">'
        return Problem(article.path, 0, "text", found, remedy)
    try:
        data = article.provider.read(received, stated(article.record, received))
    except EvidenceChanged as changed:
        return changed.problem
    if received.lower().endswith((".txt", ".text")):
        step = next(step for step in article.record.custody if step.file == received)
        expected, changes = data.decode(step.encoding or "utf-8-sig"), article.record.changes
    else:  # the reader has compared what the file shows with the record's text
        expected, changes = shown_text(article.record.html), ()
    differing = differences(expected, changes, shown)
    if not differing:
        return None
    one, more = differing[0], f", and {len(differing) - 1} more differences" if len(differing) > 1 else ""
    found = (
        f"“{one.received}” was received ({received}, {one.received_at[0]}–{one.received_at[1]}) "
        f"and “{one.shown}” stands on the built page ({one.shown_at[0]}–{one.shown_at[1]}){more}"
    )
    return Problem(article.path, 0, "text", found, "let the template show the article's body as it is given")


def text_of(page: str) -> str | None:
    """The text in all elements of class TEXT; None where there is none. Blocks are parted as in the text that the
    reader compares with its evidence, so that offsets are the same in both."""
    reader = _Text()
    reader.feed(page)
    reader.close()
    return parted("".join(reader.said)) if reader.found else None


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.said: list[str] = []
        self.found = False
        self.open: list[str] = []  # elements open since the text began
        self.unseen = 0  # how many were open, with it, when one began that shows nothing; 0 where none is open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if not self.open and TEXT not in (given.get("class") or "").split():
            return
        self.found = True
        if tag not in INLINE:
            self.said.append(f"\n{given['value']}.\0" if tag == "li" and given.get("value") else "\n")
        if tag not in _VOID:
            self.open.append(tag)
            if not self.unseen and (tag in _UNSEEN or "hidden" in given or ADDED in given):
                self.unseen = len(self.open)

    def handle_endtag(self, tag: str) -> None:
        if tag in self.open:
            while self.open.pop() != tag:
                pass
            if len(self.open) < self.unseen:
                self.unseen = 0
            if tag not in INLINE:
                self.said.append("\n")

    def handle_data(self, data: str) -> None:
        if self.open and not self.unseen:
            self.said.append(data)
