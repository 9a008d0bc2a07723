"""The article as plain text in UTF-8: the title, the credit line, the text as shown, and what it rests on.

The credit line comes before the text, so that whoever keeps only the beginning of the file has the source. How the
credit line is worded must not be known here.
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

from colophon.model.article import Change
from colophon.readers.markdown import flowed_text
from colophon.views.article import ArticleView
from colophon.views.site import SiteView


def plain_text(article: ArticleView, site: SiteView, credit: str) -> str:
    """The whole file; a blank line stands between paragraphs."""
    parts = [f"{' '.join(article.title.split())}\n{' '.join(credit.split())}", flowed_text(article.html)]
    if closing := "\n".join(_closing(article, site)):
        parts += ["* * *", closing]
    return "\n\n".join(parts) + "\n"


def _closing(article: ArticleView, site: SiteView) -> Iterator[str]:
    if site.url:
        yield f"Address: {site.url}/{quote(article.path)}"
    received = False
    for hop in article.custody:
        if hop.act == "received" and hop.sha256:
            received = True
            yield f"Received: {f'{hop.file}, ' if hop.file else ''}SHA-256 {hop.sha256}"
    if received and not article.changes:
        yield "Changed: nothing"
    for change in article.changes:
        yield f"Changed: {_told(change)}"


def _told(change: Change) -> str:
    """“omitted: “ date 2022-11-30 ”; why”: passages are given to the letter, white space and all."""
    passages = " → ".join(f"“{passage}”" for passage in (change.was, change.now) if passage)
    nth = f" (no. {change.nth})" if change.nth else ""
    return f"{change.kind}: {passages}{nth}{f'; {change.why}' if change.why else ''}"
