"""Views of articles for tests of the forms that stand beside a page: the project's first article, and others made from
it or read from a header."""

from __future__ import annotations

import dataclasses
import datetime as dt
from functools import cache

from pelican.settings import DEFAULT_CONFIG

from colophon.model.article import Article
from colophon.readers.reader import Reader, ReaderSettings
from colophon.readers.register import Register
from colophon.views.article import ArticleView, article_view
from colophon.views.site import Named, SiteView
from helpers.building import ROOT

SITE = SiteView("The Archive", "", "https://example.org", "en", "feeds/all.atom.xml", "theme")
NOWHERE = dataclasses.replace(SITE, url="")
CREDIT = "China Sports Daily, page 01, 30 November 2022; machine translation, not reviewed"
TITLE = "General Administration of Sport of China holds symposium on preparations for the Paris Olympics"
ADDRESS = "https://example.org/2022/11/paris-olympics-symposium.html"
DIGEST = "28f1782e2c5f336eeaa6793799ee571470b9b34de25350f3ba0d80819b9226f0"


@cache
def reader() -> Reader:
    register, _ = Register.load(ROOT / "content/register")
    return Reader(ReaderSettings.of({**DEFAULT_CONFIG, "PATH": str(ROOT / "content")}), register)


def naming(kind: str, word: str) -> Named:
    entry = {"china-sports-daily": "China Sports Daily"}.get(word, word)
    return Named(entry, word if kind == "file" else None)


def viewed(article: Article | None, path: str) -> ArticleView:
    assert article is not None
    return article_view(article, path, naming, None, None)


@cache
def first() -> ArticleView:
    found = reader().read("articles/2022/paris-olympics-symposium.md").article
    return viewed(found, "2022/11/paris-olympics-symposium.html")


def written(text: str, header: str = "Title: x\nDate: 2024-05-17\nSource: The Daily Example") -> ArticleView:
    """The view of an article whose file says this."""
    reading = reader().parse("articles/2024/bridge.md", f"{header}\n\n{text}\n".encode())
    assert reading.problems == ()
    return viewed(reading.article, "2024/05/bridge.html")


def printed(title: str, paper: str, date: dt.date, page: str | None, lang: str = "en") -> ArticleView:
    """The first article under another title, in another paper; no translation."""
    source = first().source
    assert source
    source = dataclasses.replace(source, name=paper, date=date, page=page)
    return dataclasses.replace(first(), title=title, lang=lang, source=source, date=date, translation=None)
