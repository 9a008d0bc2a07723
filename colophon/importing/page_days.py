"""What the markup of a page says of the day of publication, and of updates."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from colophon.importing.days import day_in
from colophon.importing.page import Page, place_of, squeezed, strings
from colophon.importing.page_address import addresses
from colophon.importing.witnesses import Witness

_PUBLISHED = (
    "article:published_time", "og:article:published_time", "og:published_time", "article:published:time",
    "datepublished", "publishdate", "pubdate", "publish_date", "publish-date", "publication_date", "publicationdate",
    "parsely-pub-date", "cxenseparse:publishtime", "cxenseparse:recs:publishtime", "article:create_at",
    "weibo:article:create_at", "release_date", "published", "dc.date.published", "article.published",
    "dcterms.issued", "sailthru.date", "bt:pubdate", "article:post_time",
)  # fmt: skip
_DATED = (
    "dc.date.issued", "date", "og:time", "date.created", "date.available", "dc.date", "dc.date.created", "dcterms.date",
    "dcterms.created", "created",
)  # fmt: skip
_MODIFIED = re.compile(r"updat|modif|aktualis|actualiz|oppdater|uppdater|mis à jour|last|更新|修改", re.IGNORECASE)
_PUBLISHING = re.compile(
    r"publi|entry-date|post-?date|created|veröff|publicer|posted|article.?date|story.?date", re.IGNORECASE
)
_ADDRESS_DAY = re.compile(
    r"(?<!\d)((?:19|20)\d\d)[-/_.]?(0[1-9]|1[0-2])[-/_.]?(0[1-9]|[12]\d|3[01])(?!\d)|(?<!\d)((?:19|20)\d\d)/(\d{1,2})/(\d{1,2})/"
)


def days_of(page: Page) -> Iterator[Witness]:
    """What the markup of a page says of the day of publication."""
    for each, place in page.articles[:4]:
        for text in strings([each.get("datePublished"), each.get("pubDate")])[:1]:
            yield from _day_witness(text, "linked data datePublished", place, 11 if each.get("headline") else 10)
    for names, weight in ((_PUBLISHED, 10), (_DATED, 7)):
        for name, content, place in page.said(names):
            # A mere date may be that of the last change.
            yield from _day_witness(content, f"meta {name}", place, weight, stated=names is _PUBLISHED)
    for element in page.tree.xpath("//*[@itemprop='datePublished']"):
        said = element.get("datetime") or element.get("content") or squeezed(element.text_content())
        yield from _day_witness(said, "microdata datePublished", place_of(element), 9)
    yield from _times(page)
    for url in dict.fromkeys(str(one.value) for one in addresses(page)):
        if match := _ADDRESS_DAY.search(urlsplit(url).path):
            year, month, day = match[1] or match[4], match[2] or match[5], match[3] or match[6]
            yield Witness(
                "date", f"{year}-{int(month):02}-{int(day):02}", "day in the address", match[0], "", 5, stated=False
            )


def updates(page: Page) -> list[Witness]:
    """Days of updates: never proposed, they may give the year to a day that is stated without one."""
    found = []
    for name in ("dateupdate", "article:modified_time", "datemodified", "og:updated_time"):
        for content, place in page.meta.get(name, ()):
            found += [
                Witness("updated", one.value, one.rule, one.words, one.place, 2)
                for one in _day_witness(content, f"meta {name}", place, 2)
            ]
    return found


def _times(page: Page) -> Iterator[Witness]:
    """The time elements that follow the heading."""
    first = page.headings[0].element.sourceline if page.headings else 0
    for at, element in enumerate(page.tree.iter("time")):
        if at > 12:
            return
        text = squeezed(element.text_content())
        said = element.get("datetime") or element.get("content") or ""
        before = element.getprevious()
        label = element.getparent().text if before is None else before.tail
        about = (
            f"{label or ''} {element.get('class') or ''} {element.get('title') or ''} {element.get('id') or ''} {text}"
        )
        if _MODIFIED.search(about):
            continue
        weight = 8 if _PUBLISHING.search(about) else 6 if (element.sourceline or 0) >= (first or 0) else 4
        yield from _day_witness(
            said if re.match(r"\d{4}-\d\d", said) else text, "time element", place_of(element), weight - min(at, 3)
        )


def _day_witness(text: str, rule: str, place: str, weight: int, *, stated: bool = True) -> Iterator[Witness]:
    day = day_in(re.sub(r"T.*", "", text) if re.match(r"\d{4}-\d\d-\d\dT", text) else text, "en")
    if day and day.full and not day.ambiguous and "1980" < day.iso[:4] < "2100":
        yield Witness("date", day.iso, rule, text, place, weight, stated and day.certain)
