"""Links from a text to another file of the content, in Pelican's notation: {filename}other.md, {static}photo.jpg."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from html import escape, unescape
from urllib.parse import quote, unquote

from msgspec.structs import replace

from colophon.model.article import Article

_LINK = re.compile(
    r"(?P<before>\s(?:href|src|cite|poster)\s*=\s*[\"'])(?:\{|%7B|\|)(?P<what>filename|static|attach|index|tag)(?:\}|%7D|\|)"
    r"(?P<value>[^\"']*)"
)

# What links to files of the content folder; {index} and {tag} link to pages.
FILES = ("filename", "static", "attach")


def wanted(article: Article) -> list[tuple[str, str]]:
    """The links of a text as (what, target): a file of the content folder by its path, a tag by its name."""
    return sorted({_wanted(article.path, match) for match in _links(article.html)})


def resolve(article: Article, address: str, found: Mapping[tuple[str, str], str | None]) -> Article:
    """The article with its links resolved to files of the output, relative to its own file at `address`. `found` has
    the address of each (what, target); where that is None, the link stays as it is."""
    if not found:
        return article
    here = posixpath.dirname(address) or "."

    def resolved(match: re.Match[str]) -> str:
        target = found.get(_wanted(article.path, match))
        if target is None:
            return match[0]
        fragment = _target(article.path, match["value"])[1]
        return match["before"] + escape(quote(posixpath.relpath(target, here))) + fragment

    return replace(article, html=_LINK.sub(resolved, article.html))


def _wanted(path: str, match: re.Match[str]) -> tuple[str, str]:
    if match["what"] in FILES:
        return match["what"], _target(path, match["value"])[0]
    return match["what"], unescape(unquote(match["value"]))


def _links(html: str) -> list[re.Match[str]]:
    if "{" not in html and "|" not in html and "%7B" not in html:
        return []
    return list(_LINK.finditer(html))


def _target(path: str, value: str) -> tuple[str, str]:
    file, mark, fragment = unescape(value).partition("#")
    file = unquote(file.partition("?")[0])
    folder = "" if file.startswith("/") else posixpath.dirname(path)
    return posixpath.normpath(posixpath.join(folder, file.lstrip("/"))), mark + fragment
