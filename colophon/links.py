"""Links from one text to another file of the content, written as Pelican's users write them: {filename}other.md,
{static}photo.jpg. Knows articles and addresses; where a file went is for others to say.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable
from dataclasses import replace
from html import escape, unescape
from urllib.parse import quote, unquote

from colophon.article import Article

_LINK = re.compile(
    r"(?P<before>\s(?:href|src|cite|poster)\s*=\s*[\"'])(?:\{|%7B|\|)(?P<what>filename|static|attach|index|tag)(?:\}|%7D|\|)"
    r"(?P<value>[^\"']*)"
)


def targets(article: Article) -> list[str]:
    """The files of the content folder to which a text links, by path."""
    return [
        _target(article.path, m["value"])[0]
        for m in _links(article.html)
        if m["what"] in ("filename", "static", "attach")
    ]


def resolve(article: Article, address: str, find: Callable[[str, str], str | None]) -> Article:
    """The article with its links led to files of the output, relative to its own file at `address`.

    `find(what, target)` gives the address of a target, None where there is none: the link then stays as it is.
    """
    if not any(True for _ in _links(article.html)):
        return article
    here = posixpath.dirname(address)

    def led(match: re.Match[str]) -> str:
        what = match["what"]
        path, fragment = _target(article.path, match["value"])
        found = find(what, unescape(unquote(match["value"])) if what == "tag" else path)
        if found is None:
            return match[0]
        return match["before"] + escape(quote(posixpath.relpath(found, here or "."))) + fragment

    return replace(article, html=_LINK.sub(led, article.html))


def _links(html: str) -> list[re.Match[str]]:
    if "{" not in html and "|" not in html and "%7B" not in html:
        return []
    return list(_LINK.finditer(html))


def _target(path: str, value: str) -> tuple[str, str]:
    file, mark, fragment = unescape(value).partition("#")
    file = unquote(file.partition("?")[0])
    folder = "" if file.startswith("/") else posixpath.dirname(path)
    return posixpath.normpath(posixpath.join(folder, file.lstrip("/"))), mark + fragment
