"""What the markup of a page says of its address."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

from colophon.importing.found import Found
from colophon.importing.page import Page, place_of, strings
from colophon.importing.witnesses import Witness

_WEAK = 5  # an identifier may be a short form of the address


def addresses(page: Page, found: Found | None = None) -> Iterator[Witness]:
    """What the page says of its address; with `found`, also the address from which it was saved."""
    base = found.address if found and found.address else ""
    for rule, said, place, weight in _said(page):
        url = urljoin(base, said)
        if _is_address(url):
            yield Witness("url", _without_wayback(url), rule, said, place, weight, weight > _WEAK)
    if found and base:
        yield Witness("url", base, "address from which the page was saved", found.address_words, "", 7)


def _said(page: Page) -> Iterator[tuple[str, str, str, int]]:
    for element in page.tree.iter("link"):
        if "canonical" in (element.get("rel") or "").lower().split():
            yield "link rel=canonical", (element.get("href") or "").strip(), place_of(element), 9
    for name, content, place in page.said(("og:url",)):
        yield f"meta {name}", content, place, 8
    for each, place in page.articles:
        whole = each.get("mainEntityOfPage")
        inner = whole.get("@id") if isinstance(whole, dict) else None
        for url in strings([each.get("url"), whole, inner, each.get("@id")]):
            yield "linked data url", url, place, 6
    for name, content, place in page.said(("identifier", "dc.identifier", "twitter:url", "parsely-link")):
        yield f"meta {name}", content, place, _WEAK


def _is_address(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme in ("http", "https") and "." in parts.netloc and len(parts.path + parts.query) > 1


def _without_wayback(url: str) -> str:
    return re.sub(r"^https?://web\.archive\.org/web/\d+[a-z_]*/(?=https?:)", "", url)
