"""Views of articles for tests of the forms that stand beside a page: the project's first article, and others made from
it or read from a header."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable
from functools import cache
from typing import Any

from msgspec.structs import replace
from pelican.settings import DEFAULT_CONFIG

from colophon.model.article import Article, Source
from colophon.model.days import Days
from colophon.model.names import Named
from colophon.model.problems import ERROR
from colophon.readers.reader import Reader, ReaderSettings
from colophon.readers.register import Register
from colophon.views.article import ArticlePage, ArticleView, lookups
from colophon.views.site import SiteView
from helpers.building import ROOT

SITE = SiteView("The Archive", "", "https://example.org", "en", "feeds/all.atom.xml", "theme")
NOWHERE = dataclasses.replace(SITE, url="")
CREDIT = "China Sports Daily, page 01, 30 November 2022; day inferred; machine translation, not reviewed"
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


class Given:
    """What pages don't carry themselves, as a test gives it."""

    def __init__(self, site: SiteView = SITE, credit: str = CREDIT) -> None:
        self.site, self.line = site, credit

    def credit(self, article: ArticleView) -> str:
        return self.line

    def read(self, path: str) -> bytes:
        raise FileNotFoundError(path)


def viewed(
    article: Article | None, path: str, naming: Callable[[str, str], Named] = naming, given: Given | None = None
) -> ArticleView:
    assert article is not None
    names: dict[str, dict[str, Named]] = {}
    for kind, word in lookups(article):
        names.setdefault(kind, {})[word] = naming(kind, word)
    page = ArticlePage(path=path, record=b"", names=names)
    return ArticleView(record=article, made_of=page, provider=given or Given())


@cache
def first() -> ArticleView:
    path = "articles/2022/paris-olympics-symposium.md"
    found = reader().parse(path, (ROOT / "content" / path).read_bytes()).article
    return viewed(found, "2022/11/paris-olympics-symposium.html")


def written(text: str, header: str = "Title: x\nDate: 2024-05-17\nSource: The Daily Example") -> ArticleView:
    """The view of an article whose file says this."""
    reading = reader().parse("articles/2024/bridge.md", f"{header}\n\n{text}\n".encode())
    assert [problem for problem in reading.problems if problem.level == ERROR] == []
    return viewed(reading.article, "2024/05/bridge.html")


def altered(view: ArticleView, **fields: Any) -> ArticleView:
    """The view of the same article with other fields."""
    return viewed(replace(view.record, **fields), view.path)


def printed(
    title: str,
    paper: str | None,
    date: dt.date | Days | None,
    page: str | None,
    lang: str = "en",
    original: str | None = None,
    **more: Any,
) -> ArticleView:
    """The first article as if another paper had printed it, in its own language, under another title."""
    days = date if isinstance(date, Days) or date is None else Days.on(date)
    source = Source(publication=paper, date=days, page=page, title=original, **more)
    return altered(first(), title=title, lang=lang, source=source, date=days, custody=())
