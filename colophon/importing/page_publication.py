"""What the markup of a page says of the publication: the names of its site, and the source that it names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from colophon.importing.page import SEPARATORS, Page, key, place_of, several, squeezed, strings, types_of
from colophon.importing.witnesses import Witness

_SITES = (
    "og:site_name", "og:site:name", "sitename", "site_name", "dyg:site", "dc.publisher", "publisher",
    "application-name", "apple-mobile-web-app-title", "og:article:publisher",
)  # fmt: skip
_SOURCES = ("contentsource", "mediaid", "article:source", "og:source", "source", "article:media", "dc.source")
TITLE_END = "end of the title element"
_SITE_WEIGHTS = {"og:site_name": 8, "og:site:name": 8, "publisher": 4, "dc.publisher": 4}
_COMPANY = re.compile(
    r"\s+[-–|]\s+.*\b(?:GmbH|AG|Verlag|Ltd|Inc|LLC|S\.?L|S\.?A|SpA)\b.*$|"
    r",?\s+(?:GmbH(?:\s*& Co\.?\s*KG)?|AG|SE|Ltd\.?|Inc\.?|LLC|S\.L\.|S\.A\.|S\.p\.A\.|Pty)$"
)


def site_names(page: Page, host: str) -> list[Witness]:
    """The names that the site gives itself. One weighs more if the address or another name agrees with it. The host
    itself is the last resort."""
    said = [*_named_in_meta(page), *_named_in_linked_data(page), *_named_elsewhere(page)]
    found = [_weighed(one, said, key(_label(host))) for one in said]
    if host:
        domain = re.sub(r"^www\d?\.", "", host)
        found.append(Witness("publication", domain, "host of the address", domain, "", 3, stated=False))
    return found


def _named_in_meta(page: Page) -> Iterator[Witness]:
    for name, content, place in page.said(_SITES):
        if not re.match(r"https?:|@|www\.", content) and len(content) <= 60:
            yield Witness("publication", content, f"meta {name}", content, place, _SITE_WEIGHTS.get(name, 6))


def _named_in_linked_data(page: Page) -> Iterator[Witness]:
    for each, place in page.articles[:3]:
        for publisher in several(each.get("publisher")) + several(each.get("sourceOrganization")):
            whole = page.named(publisher.get("@id")) | publisher if isinstance(publisher, dict) else publisher
            for text in strings(whole.get("name")) if isinstance(whole, dict) else strings(whole):
                yield from _publisher(text, place)
    for each, place in page.objects:
        if {"NewsMediaOrganization", "WebSite", "Newspaper"} & set(types_of(each)):
            for text in strings(each.get("name")):
                yield Witness("publication", text, "linked data of the site", text, place, 5)


def _publisher(text: str, place: str) -> Iterator[Witness]:
    shorter = _COMPANY.sub("", text) or text
    yield Witness("publication", text, "linked data publisher", text, place, 7 if shorter == text else 5)
    if shorter != text:
        rule = "linked data publisher, without the form of the company"
        yield Witness("publication", shorter, rule, text, place, 7, stated=False)


def _named_elsewhere(page: Page) -> Iterator[Witness]:
    for element in page.tree.xpath("//*[@itemprop='publisher']"):
        if 1 < len(text := squeezed(element.text_content())) <= 40:
            yield Witness("publication", text, "microdata publisher", text, place_of(element), 8)
    for part in [part for part in SEPARATORS.split(page.title) if part][1:][::-1][:2]:
        if len(part) <= 40:
            yield Witness("publication", part, TITLE_END, part, "title", 5, stated=False)


def _weighed(one: Witness, others: list[Witness], label: str) -> Witness:
    if _is_host(str(one.value), label):
        return replace(one, weight=one.weight + 3)
    if one.weight <= 4 or one.rule == TITLE_END:
        return replace(one, weight=min(one.weight, 4) - 3 * (one.rule == TITLE_END))
    if any(other.rule != one.rule and key(str(other.value)) == key(str(one.value)) for other in others):
        return replace(one, weight=one.weight + 1)
    return replace(one, weight=one.weight - 4, stated=False)


def sources(page: Page) -> Iterator[Witness]:
    """What meta elements say of the source from which a page took its text."""
    for name, content, place in page.said(_SOURCES):
        if not re.match(r"https?:|@|\d", content) and len(content) <= 40:
            yield Witness("publication", content, f"meta {name}", content, place, 11)


def _label(host: str) -> str:
    """The part of a host's name that names the site: nzz of www.nzz.ch, standard of standard.co.uk."""
    parts = host.split(".")
    if (
        len(parts) > 2
        and parts[-2] in ("co", "com", "net", "org", "gov", "edu", "ac", "or", "ne")
        and len(parts[-1]) == 2
    ):
        parts = parts[:-1]
    return parts[-2] if len(parts) > 1 else host


def _is_host(name: str, label: str) -> bool:
    one = key(re.sub(r"\.(?:com|de|net|org|co\.uk|at|ch|es|it|no|se|is|fr)$", "", name, flags=re.IGNORECASE))
    plain = one.translate(str.maketrans("äöüáéíóúñçêèëðþ", "aouaeiouncedeeth"[:15])) if label else ""
    umlauts = one.replace("ä", "ae").replace("ö", "oe").replace("ü", "ue")
    initials = "".join(word[0] for word in re.findall(r"\w+", name.casefold()))
    same = any(
        len(form) > 1 and (form in label or (len(label) > 2 and label in form)) for form in (one, plain, umlauts)
    )
    return bool(label) and (same or (len(initials) > 1 and initials == label))
