"""What the markup of a page says of its source: linked data, meta elements, microdata, headings, addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import urljoin, urlsplit

from colophon.importing.days import day_in
from colophon.importing.found import Found
from colophon.importing.names import names_in_field, people_in
from colophon.importing.page import Line, Page, key, place_of, squeezed, strings, types_of
from colophon.importing.witnesses import Witness

_PUBLISHED = [
    "article:published_time",
    "og:article:published_time",
    "og:published_time",
    "article:published:time",
    "datepublished",
    "publishdate",
    "pubdate",
    "publish_date",
    "publish-date",
    "publication_date",
    "publicationdate",
    "parsely-pub-date",
    "cxenseparse:publishtime",
    "cxenseparse:recs:publishtime",
    "article:create_at",
    "weibo:article:create_at",
    "release_date",
    "published",
    "dc.date.published",
    "article.published",
    "dcterms.issued",
    "sailthru.date",
    "bt:pubdate",
    "article:post_time",
]
_DATED = "dc.date.issued date og:time date.created date.available dc.date dc.date.created dcterms.date dcterms.created created".split()  # noqa: SIM905
_AUTHORS = [
    "article:author",
    "author",
    "authors",
    "parsely-author",
    "sailthru.author",
    "cxenseparse:author",
    "og:author",
    "og:article:author",
    "article:author_name",
    "byl",
    "dc.creator",
    "dcterms.creator",
    "articleauthor",
    "dable:author",
    "creator",
]
_SITES = "og:site_name og:site:name sitename site_name dyg:site dc.publisher publisher application-name apple-mobile-web-app-title og:article:publisher".split()  # noqa: SIM905
_SOURCES = "contentsource mediaid article:source og:source source article:media dc.source".split()  # noqa: SIM905
_MODIFIED = re.compile(r"updat|modif|aktualis|actualiz|oppdater|uppdater|mis à jour|last|更新|修改", re.IGNORECASE)
_PUBLISHING = re.compile(
    r"publi|entry-date|post-?date|created|veröff|publicer|posted|article.?date|story.?date", re.IGNORECASE
)
_BYLINE = re.compile(
    r"(?:^|[-_ ])(?:byline|author|authors|writer|reporter)(?:$|[-_ ])|author-?name|byline-name|(?:^|[-_ ])author",
    re.IGNORECASE,
)
_NO_BYLINE = re.compile(
    r"image|photo|img|caption|media|comment|avatar|bio|related|teaser|recommend|description|widget|preview|share|figure|role|social",
    re.IGNORECASE,
)
_ADDRESS_DAY = re.compile(
    r"(?<!\d)((?:19|20)\d\d)[-/_.]?(0[1-9]|1[0-2])[-/_.]?(0[1-9]|[12]\d|3[01])(?!\d)|(?<!\d)((?:19|20)\d\d)/(\d{1,2})/(\d{1,2})/"
)
_SEPARATORS = re.compile(r"\s+[|–—·»›*-]\s+|\s*[|_｜ㅣ]\s*|：(?=[^：]{2,20}$)|--+|(?<=[\u3400-\u9fff\uac00-\ud7af])-")


def read_page(page: Page, found: Found) -> list[Witness]:
    """The witnesses in the markup of a page."""
    witnesses = [*_addresses(page, found), *_sites(page), *_sources(page), *_dates(page), *_authors(page)]
    hosts = [urlsplit(str(one.value)).hostname or "" for one in witnesses if one.field == "url"]
    witnesses = _weighed_by_host(witnesses, hosts[0] if hosts else "")
    # An end of the title element names the site only if something else agrees.
    names = [str(one.value) for one in witnesses if one.field == "publication" and one.weight > 5]
    return [*witnesses, *_titles(page, names)]


def _meta(page: Page, names: list[str]) -> Iterator[tuple[str, str, str]]:
    for name in names:
        for content, place in page.meta.get(name, ()):
            yield name, content, place


# Addresses


def _addresses(page: Page, found: Found) -> Iterator[Witness]:
    base = found.address or ""
    links = [
        (e.get("href") or "", e) for e in page.tree.iter("link") if "canonical" in (e.get("rel") or "").lower().split()
    ]
    for href, element in links:
        url = urljoin(base, href.strip())
        if _is_address(url):
            yield Witness("url", _without_wayback(url), "link rel=canonical", href.strip(), place_of(element), 9)
    for name, content, place in _meta(page, ["og:url"]):
        if _is_address(urljoin(base, content)):
            yield Witness("url", _without_wayback(urljoin(base, content)), f"meta {name}", content, place, 8)
    if base:
        yield Witness("url", base, "address from which the page was saved", found.address_words, "", 7)
    for each, place in page.articles:
        said = each.get("mainEntityOfPage")
        for url in strings(
            [each.get("url"), said, said.get("@id") if isinstance(said, dict) else None, each.get("@id")]
        ):
            if _is_address(url):
                yield Witness("url", _without_wayback(url), "linked data url", url, place, 6)
    for name, content, place in _meta(page, ["identifier", "dc.identifier", "twitter:url", "parsely-link"]):
        if _is_address(content):
            yield Witness("url", content, f"meta {name}", content, place, 5, stated=False)


def _is_address(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme in ("http", "https") and "." in parts.netloc and len(parts.path + parts.query) > 1


def _without_wayback(url: str) -> str:
    return re.sub(r"^https?://web\.archive\.org/web/\d+[a-z_]*/(?=https?:)", "", url)


# Publication


_TITLE_END = "end of the title element"
_SITE_WEIGHTS = {"og:site_name": 8, "og:site:name": 8, "publisher": 4, "dc.publisher": 4}
_COMPANY = re.compile(
    r"\s+[-–|]\s+.*\b(?:GmbH|AG|Verlag|Ltd|Inc|LLC|S\.?L|S\.?A|SpA)\b.*$|,?\s+(?:GmbH(?:\s*& Co\.?\s*KG)?|AG|SE|Ltd\.?|Inc\.?|LLC|S\.L\.|S\.A\.|S\.p\.A\.|Pty)$"
)


def _sites(page: Page) -> Iterator[Witness]:
    """The names that the site gives itself; their weight is set later."""
    for name, content, place in _meta(page, _SITES):
        if not re.match(r"https?:|@|www\.", content) and len(content) <= 60:
            yield Witness("publication", content, f"meta {name}", content, place, _SITE_WEIGHTS.get(name, 6))
    for each, place in page.articles[:3]:
        for publisher in _several(each.get("publisher")) + _several(each.get("sourceOrganization")):
            whole = page.named(publisher.get("@id")) | publisher if isinstance(publisher, dict) else publisher
            for text in strings(whole.get("name")) if isinstance(whole, dict) else strings(whole):
                shorter = _COMPANY.sub("", text)
                yield Witness(
                    "publication", text, "linked data publisher", text, place, 7 if shorter in ("", text) else 5
                )
                if shorter not in ("", text):
                    yield Witness(
                        "publication",
                        shorter,
                        "linked data publisher, without the company's form",
                        text,
                        place,
                        7,
                        stated=False,
                    )
    for each, place in page.objects:
        if {"NewsMediaOrganization", "WebSite", "Newspaper"} & set(types_of(each)):
            for text in strings(each.get("name")):
                yield Witness("publication", text, "linked data of the site", text, place, 5)
    for element in page.tree.xpath("//*[@itemprop='publisher']"):
        if 1 < len(text := squeezed(element.text_content())) <= 40:
            yield Witness("publication", text, "microdata publisher", text, place_of(element), 8)
    title = next((squeezed(e.text_content()) for e in page.tree.iter("title")), "")
    parts = [part for part in _SEPARATORS.split(title) if part]
    for part in parts[1:][::-1][:2]:
        if len(part) <= 40:
            yield Witness("publication", part, _TITLE_END, part, "title", 5, stated=False)


def _sources(page: Page) -> Iterator[Witness]:
    for name, content, place in _meta(page, _SOURCES):
        if not re.match(r"https?:|@|\d", content) and len(content) <= 40:
            yield Witness("publication", content, f"meta {name}", content, place, 11)


def _several(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value] if value else []


def _weighed_by_host(witnesses: list[Witness], host: str) -> list[Witness]:
    """The witnesses, with names of the site lighter where neither its address nor another name agrees with them. The
    host itself is the last resort."""
    label = key(_label(host))
    sites = [one for one in witnesses if one.field == "publication"]
    found = []
    for one in witnesses:
        if one.field != "publication" or one.weight > 9:
            found.append(one)
            continue
        agreed = [o for o in sites if o.rule != one.rule and key(str(o.value)) == key(str(one.value))]
        if _is_host(str(one.value), label):
            found.append(_weighing(one, one.weight + 3, one.stated))
        elif agreed and one.weight > 4:
            found.append(_weighing(one, one.weight + 1, one.stated))
        elif one.weight > 4:
            found.append(_weighing(one, one.weight - 4, stated=False))
    if host:
        domain = re.sub(r"^www\d?\.", "", host)
        found.append(Witness("publication", domain, "host of the address", domain, "", 3, stated=False))
    return found


def _weighing(one: Witness, weight: int, stated: bool) -> Witness:
    return Witness(one.field, one.value, one.rule, one.words, one.place, weight, stated)


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


# Days


def _dates(page: Page) -> Iterator[Witness]:
    for each, place in page.articles[:4]:
        for text in strings([each.get("datePublished"), each.get("pubDate")])[:1]:
            yield from _day_witness(text, "linked data datePublished", place, 11 if each.get("headline") else 10)
    for names, weight in ((_PUBLISHED, 10), (_DATED, 7)):
        for name, content, place in _meta(page, names):
            yield from _day_witness(content, f"meta {name}", place, weight)
    for element in page.tree.xpath("//*[@itemprop='datePublished']"):
        said = element.get("datetime") or element.get("content") or squeezed(element.text_content())
        yield from _day_witness(said, "microdata datePublished", place_of(element), 9)
    yield from _times(page)
    for url in dict.fromkeys(str(one.value) for one in _addresses_alone(page)):
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


def _addresses_alone(page: Page) -> Iterator[Witness]:
    yield from _addresses(page, Found("", b"", "html", "", ""))


def _times(page: Page) -> Iterator[Witness]:
    """The time elements that follow the heading."""
    first = page.headings[0].element.sourceline if page.headings else 0
    for at, element in enumerate(page.tree.iter("time")):
        if at > 12:
            return
        text = squeezed(element.text_content())
        said = element.get("datetime") or element.get("content") or ""
        about = f"{element.get('class') or ''} {element.get('title') or ''} {element.get('id') or ''} {text}"
        if _MODIFIED.search(about):
            continue
        weight = 8 if _PUBLISHING.search(about) else 6 if (element.sourceline or 0) >= (first or 0) else 4
        yield from _day_witness(
            said if re.match(r"\d{4}-\d\d", said) else text, "time element", place_of(element), weight - min(at, 3)
        )


def _day_witness(text: str, rule: str, place: str, weight: int) -> Iterator[Witness]:
    day = day_in(re.sub(r"T.*", "", text) if re.match(r"\d{4}-\d\d-\d\dT", text) else text, "en")
    if day and day.full and not day.ambiguous and "1980" < day.iso[:4] < "2100":
        yield Witness("date", day.iso, rule, text, place, weight, day.certain)


# People


def _authors(page: Page) -> Iterator[Witness]:
    for each, place in page.articles[:3]:
        names, people = [], True
        for one in _several(each.get("author")) or _several(each.get("creator")):
            whole = page.named(one.get("@id")) | one if isinstance(one, dict) else one
            names += _author_names(whole)
            people &= not (isinstance(whole, dict) and "Organization" in str(whole.get("@type")))
        if not people and each.get("creator") and (creators := _author_names(each.get("creator"))):
            names, people = creators, True
        if names:
            found = tuple(dict.fromkeys(names))
            yield Witness("authors", found, "linked data author", "; ".join(found), place, 10 if people else 9)
    for name, content, place in _meta(page, _AUTHORS):
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
    """Whether a name in an element that only its class calls an author is first and last name, or Chinese or the like."""
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


# Titles


def without_site_as_author(witnesses: list[Witness]) -> list[Witness]:
    """The witnesses, without authors that are the site or the source: they count only where linked data says so, and
    nobody else is named."""
    # What ends the title element may be the author: it counts only where it goes on, as in “Bay” and “Bay Sport”.
    sites = {
        key(str(one.value)) + ("…" if one.rule == _TITLE_END else "") for one in witnesses if one.field == "publication"
    }
    found = []
    for one in witnesses:
        names = one.value if one.field == "authors" and isinstance(one.value, tuple) else ()
        if names and all(_is_site(key(name), sites) for name in names):
            if one.rule == "linked data author":
                found.append(_weighing(one, 2, one.stated))
            continue
        found.append(one)
    return found


def _is_site(name: str, sites: set[str]) -> bool:
    return any(
        name == site
        or (
            len(name) > 1
            and len(site) > 1
            and (site.removesuffix("…") != name)
            and (site.startswith(name) or name.startswith(site))
        )
        for site in sites
    )


def _titles(page: Page, names: list[str]) -> Iterator[Witness]:
    said: list[Witness] = []
    for each, place in page.articles[:2]:
        for text in (strings(each.get("headline")) or strings(each.get("name")) or strings(each.get("title")))[:1]:
            said.append(Witness("title", text, "linked data headline", text, place, 7))
    for names_, weight in (
        (["og:title"], 7),
        (["twitter:title", "title", "dc.title", "parsely-title", "sailthru.title", "articletitle"], 5),
    ):
        for name, content, place in _meta(page, names_):
            text = without_site(content, names)
            said.append(Witness("title", text, f"meta {name}", content, place, weight))
    for element in list(page.tree.iter("title"))[:1]:
        content = squeezed(element.text_content())
        if text := without_site(content, names):
            said.append(Witness("title", text, "title element", content, place_of(element), 4, stated=False))
    shown = set(page.line_keys)
    for part in parts_of_title(page):
        if key(part) in shown and key(part) not in map(key, names):
            said.append(Witness("title", part, "part of the title element that stands in the page", part, "title", 6))
    yield from said
    for heading in page.headings[:12]:
        near = max((likeness(heading.text, str(one.value)) for one in said), default=0.0)
        named = re.search(
            r"head(?:line|ing)|title|titel",
            f"{heading.element.get('class') or ''} {heading.element.get('itemprop') or ''}",
            re.IGNORECASE,
        )
        if key(heading.text) in map(key, names) or len(key(heading.text)) < 4:
            continue
        weight = 10 if near >= 1 else 9 if near >= 0.5 else 6 if named and len(page.headings) == 1 else 3
        yield Witness(
            "title", heading.text, "heading h1", heading.text, heading.place, weight, stated=near >= 0.5 or weight == 6
        )


def parts_of_title(page: Page) -> list[str]:
    """The title element from one separator to another, as far as it is long enough for a title, the longest first."""
    content = next((squeezed(element.text_content()) for element in page.tree.iter("title")), "")
    starts, ends = [0], []
    for match in _SEPARATORS.finditer(content):
        ends.append(match.start())
        starts.append(match.end())
    ends.append(len(content))
    parts = {content[start:end].strip() for at, start in enumerate(starts) for end in ends[at:]}
    return sorted((part for part in parts if len(key(part)) >= 8), key=len, reverse=True)


def without_site(title: str, names: list[str]) -> str:
    """A title without the name of the site behind it, and without what else stands between."""
    known = {key(name) for name in names if name}
    parts = [(match.start(), match.end()) for match in _SEPARATORS.finditer(title)]
    for at, (start, end) in enumerate(parts):
        rest = [
            title[e : (parts[i + 1][0] if i + 1 < len(parts) else len(title))]
            for i, (_, e) in enumerate(parts)
            if i >= at
        ]
        if start >= 6 and (any(_names_site(part, known) for part in rest)) and all(len(part) <= 40 for part in rest):
            return title[:start].strip()
        del end
    return title


def _names_site(part: str, known: set[str]) -> bool:
    one = key(re.sub(r"\.(?:com|de|net|org|co\.uk|at)$", "", part.strip(), flags=re.IGNORECASE))
    return len(one) > 1 and any(
        one == name or (len(name) > 2 and (one.startswith(name) or name.startswith(one))) for name in known
    )


def likeness(one: str, other: str) -> float:
    """How many of the words of the shorter title the other has, 1 for the same."""
    if key(one) == key(other):
        return 1.0
    a, b = (
        set(re.findall(r"(?=([\u3040-\u9fff\uac00-\ud7af]{2}))", text))
        | set(re.findall(r"[a-z0-9à-ÿ]+|[^\W_\u3040-\u9fff\uac00-\ud7af]+", text.casefold()))
        for text in (one, other)
    )
    return 0.99 * len(a & b) / max(1, min(len(a), len(b)))
