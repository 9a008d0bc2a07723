"""What the markup of a page says of the authors."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from colophon.importing.names import names_in_field, people_in
from colophon.importing.page import Line, Page, key, place_of, several, squeezed, strings
from colophon.importing.page_publication import TITLE_END
from colophon.importing.witnesses import Witness

_AUTHORS = (
    "article:author", "author", "authors", "parsely-author", "sailthru.author", "cxenseparse:author", "og:author",
    "og:article:author", "article:author_name", "byl", "dc.creator", "dcterms.creator", "articleauthor", "dable:author",
    "creator",
)  # fmt: skip
_BYLINE = re.compile(
    r"(?:^|[-_ ])(?:byline|author|authors|writer|reporter)(?:$|[-_ ])|author-?name|byline-name|(?:^|[-_ ])author",
    re.IGNORECASE,
)
_NO_BYLINE = re.compile(
    r"image|photo|img|caption|media|comment|avatar|bio|related|teaser|recommend|description|widget|preview|share|figure|role|social",
    re.IGNORECASE,
)


def authors_of(page: Page) -> Iterator[Witness]:
    """What the markup of a page says of the authors."""
    for each, place in page.articles[:3]:
        names, people = [], True
        for one in several(each.get("author")) or several(each.get("creator")):
            whole = page.named(one.get("@id")) | one if isinstance(one, dict) else one
            names += _author_names(whole)
            people &= not (isinstance(whole, dict) and "Organization" in str(whole.get("@type")))
        if not people and each.get("creator") and (creators := _author_names(each.get("creator"))):
            names, people = creators, True
        if names:
            found = tuple(dict.fromkeys(names))
            yield Witness("authors", found, "linked data author", "; ".join(found), place, 10 if people else 9)
    for name, content, place in page.said(_AUTHORS):
        if not re.match(r"https?:|@|www\.", content) and (names_ := names_in_field(content)):
            yield Witness("authors", names_, f"meta {name}", content, place, 8)


def _author_names(one: Any) -> list[str]:
    if isinstance(one, list):
        return [name for each in one for name in _author_names(each)]
    if isinstance(one, dict):
        names = strings(one.get("name")) or [" ".join(strings([one.get("givenName"), one.get("familyName")]))]
    else:
        names = strings(one)
    return [part for name in names if name for part in names_in_field(name)]


def bylines(lines: Sequence[Line], *, chinese: bool) -> Iterator[Witness]:
    """Elements among the lines above a text, whose class or relation says that they name an author."""
    names: list[str] = []
    words: list[str] = []
    place = ""
    elements = [
        each
        for line in lines
        for each in (line.element, *list(line.element.iterancestors())[:3], *line.element.iterdescendants())
    ]
    for element in dict.fromkeys(each for each in elements if isinstance(each.tag, str)):
        about = f"{element.get('class') or ''} {element.get('id') or ''}"
        told = element.get("rel") == "author" or element.get("itemprop") == "author" or _BYLINE.search(about)
        if not told or _NO_BYLINE.search(about) or element.tag in ("script", "link", "meta", "img", "source"):
            continue
        text = squeezed(" ".join(element.itertext()))
        if not 2 < len(text) <= 80 or any(
            _NO_BYLINE.search(up.get("class") or "") for up in list(element.iterancestors())[:3]
        ):
            continue
        said = people_in(text, chinese=chinese)
        if said and all(_whole_name(name) for name in said):
            names += [name for name in said if key(name) not in map(key, names)]
            words, place = [*words, text], place or place_of(element)
        if len(names) >= 6:
            break
    if names:
        yield Witness("authors", tuple(names), "byline element", words[0], place, 5, stated=False)


def _whole_name(name: str) -> bool:
    """Whether a name in an element that only its class calls an author has a first and a last name."""
    if re.search("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]", name):
        return len(name) <= 12
    return 2 <= len(name.split()) <= 5 and len(name) <= 40 and not name[0].islower()


def name_alone(paragraphs: Sequence[str], lines: Sequence[Line]) -> list[Witness]:
    """A first paragraph that is nothing but a first and a last name."""
    first = paragraphs[0] if paragraphs else ""
    if not re.fullmatch(r"[^\W\da-z_][^\W\d_’'-]+(?: [^\W\da-z_][^\W\d_’'-]*\.?){1,3}", first) or not people_in(first):
        return []
    place = next((line.place for line in lines if line.text == first), "")
    return [Witness("authors", people_in(first), "first paragraph is a name", first, place, 4, stated=False)]


def without_site_as_author(witnesses: list[Witness]) -> list[Witness]:
    """The witnesses, without authors that are the site or the source: they count only where linked data says so, and
    nobody else is named."""
    # What ends the title element may be the author: it counts only where it goes on, as in “Bay” and “Bay Sport”.
    sites = {
        key(str(one.value)) + ("…" if one.rule == TITLE_END else "") for one in witnesses if one.field == "publication"
    }
    found = []
    for one in witnesses:
        names = one.value if one.field == "authors" and isinstance(one.value, tuple) else ()
        if names and all(_is_site(key(name), sites) for name in names):
            if one.rule == "linked data author":
                found.append(replace(one, weight=2))
            continue
        found.append(one)
    return found


def _is_site(name: str, sites: set[str]) -> bool:
    han = bool(re.search("[\u4e00-\u9fff]", name))
    for site in sites:
        whole = site.removesuffix("…")
        near = len(name) > 1 and len(whole) > 1 and (whole.startswith(name) or name.startswith(whole))
        if near and (site == whole or name != whole or han):
            return True
    return False
