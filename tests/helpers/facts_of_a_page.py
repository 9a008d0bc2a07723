"""Reads what a built page says of its article, to people and to machines, with parsers that aren't ours."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from lxml import html

from helpers.building import Site, words
from helpers.citation_manager import imported
from helpers.linked_data import chain, every, graph_of, main, people

# What is told of an article; what is not told is left out, or None. Dates are as in EDTF: `printed` is the source's,
# `published` ours. `authors`, `translators` and `institutions` are names in their order; `translation` says which kind
# it is, `original` its first language, `reviewed` the day of the review; `headline` is that of the print;
# `original_text` and `translations` are pages of the site; `images` are (credit, address of the licence); `statuses`
# are by fact.
Facts = dict[str, Any]

LANGUAGES = {
    "English": "en",
    "British English": "en-GB",
    "French": "fr",
    "German": "de",
    "Simplified Chinese": "zh-Hans",
}
KINDS = ("machine translation", "human translation")
MONTHS = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
]  # fmt: skip
STATUSES = {
    "verified": "verified",
    "as stated by the text": "as-stated",
    "stated by the editor, without evidence": "asserted",
    "inferred": "inferred",
    "basis not stated": "unknown",
}
FACTS = {"headline": "title", "address": "url", "day": "date"}
DEEDS = {"CC BY 4.0": "https://creativecommons.org/licenses/by/4.0/",
    "CC BY-SA 4.0": "https://creativecommons.org/licenses/by-sa/4.0/"}  # fmt: skip


@dataclass
class Built:
    """One article of a built site: its page and the files that stand beside it."""

    site: Site
    path: str

    @cached_property
    def page(self) -> html.HtmlElement:
        return self.site.page(f"{self.path}.html")

    def file(self, form: str) -> str:
        return (self.site.output / f"{self.path}.{form}").read_bytes().decode("utf-8")

    def meta(self, kind: str) -> dict[str, str]:
        return {tag.get(kind): tag.get("content") for tag in self.page.iter("meta") if tag.get(kind)}


def said(element: html.HtmlElement) -> str:
    return " ".join(words(element))


def day(text: str) -> str | None:
    """A date in words as EDTF: “30 November 2022”, “August 1937”, “1937”, “7–8 August 1937”."""
    if text == "day not known":
        return None
    if span := re.fullmatch(r"(\d+)–(\d+) (\w+ \d{4})", text):
        return "/".join(str(day(f"{one} {span[3]}")) for one in span.groups()[:2])
    *before, year = text.split(" ")
    number = [f"{MONTHS.index(before[-1]) + 1:02}"] if before else []
    return "-".join([year, *number, *(f"{int(one):02}" for one in before[:-1])])


def names_of(text: str) -> tuple[str, ...]:
    """“A, B and C” apart."""
    return tuple(re.split(r", | and ", text))


def credited(line: str) -> Facts:
    """What the one-line credit says: “By AUTHORS, PUBLICATION, page PAGE, DAY; day inferred; KIND by NAME, reviewed by
    NAME, DAY”. Of more than three authors it has three."""
    origin, *more = line.split("; ")
    *parts, printed = origin.split(", ")
    facts: Facts = {"printed": day(printed), "translation": None, "reviewed": None, "page": None}
    if parts[-1].startswith("page "):
        page = parts.pop().removeprefix("page ")
        facts["page"] = None if page == "not stated" else page
    publication = parts.pop()
    facts["publication"] = None if publication == "paper not known" else publication
    if parts:
        facts["first authors"] = names_of(re.sub(r" and \d+ more$", "", ", ".join(parts).removeprefix("By ")))
    doubt = re.compile("(source|day|source and day) inferred|basis of the (source|day|source and day) not stated")
    assert len([one for one in more if not doubt.fullmatch(one)]) <= 1, line
    for one in more:
        if found := re.fullmatch(r"(\w+ translation)(?: by (.+?))?, (.+)", one):
            facts["translation"], names, review = found.groups()
            if names:
                facts["translators"] = names_of(names)
            reviewed = re.fullmatch(r"reviewed by .+, (\d+ \w+ \d{4})", review)
            assert reviewed or review in ("not reviewed", "no review recorded"), line
            facts["reviewed"] = day(reviewed[1]) if reviewed else None
    return facts


def described(text: str) -> Facts:
    """A description begins with the credit line; a summary follows."""
    return credited(re.split(r"\.(?: |$)", text, maxsplit=1)[0])


# --- the page, as it is seen ---------------------------------------------------------------------------------------

OUTCOMES = (
    ("As received but for ", "changed"), ("As received", "equal"), ("As written", "own"),
    ("Not compared: no copy", "no-copy"), ("Not compared: the copy kept", "not-compared"),
)  # fmt: skip


def visible(built: Built) -> Facts:
    """What stands above the text and below it."""
    page = built.page
    (article,) = page.xpath("//article")
    cells = {cell.findtext("dt"): cell for cell in article.xpath(".//dl[@class='slip']/div")}
    fact = {name: said(cell.find("dd")) for name, cell in cells.items()}
    more = {name: [said(dd) for dd in cell.xpath("./dd[@class='how']")] for name, cell in cells.items()}
    here = re.findall(r"First published here on (\d+ \w+ \d{4})\.", said(article))
    moved = re.search(r"from (.+) into (.+?)(?:\||$)", "|".join(more["Text"]))
    review = re.search(r"reviewed by .+?, (\d+ \w+ \d{4})", "|".join(more["Text"]))
    facts: Facts = {
        "title": said(page.xpath("//h1")[0]),
        "printed": day(fact["Printed"]),
        "published": day(here[0]) if here else None,
        "publication": None if fact["Source"] == "paper not known" else fact["Source"],
        "language": LANGUAGES[moved[2] if moved else fact["Text"]],
        "original": LANGUAGES[moved[1]] if moved else None,
        "translation": fact["Text"].lower() if moved else None,
        "reviewed": day(review[1]) if review else None,
        "comparison": next(outcome for start, outcome in OUTCOMES if fact["Fidelity"].startswith(start)),
    }
    return {**facts, **place(cells["Source"]), **hands(article), **terms(cells), **pairs(built)} | {
        "statuses": statuses(cells),
        "images": tuple(map(caption, article.xpath(".//figcaption"))),
    }


def place(cell: html.HtmlElement) -> Facts:
    """Where in the paper, and where on the web."""
    facts: Facts = dict.fromkeys(("page", "edition", "volume", "issue", "section", "headline", "url", "archived"))
    for part in [part for dd in cell.xpath("./dd[@class='how']") for part in said(dd).split(" · ")]:
        if found := re.fullmatch(r"(page|edition|volume|issue|section) “?(.+?)”?", part):
            facts[found[1]] = None if found[2] == "not stated" else found[2]
    (facts["headline"],) = cell.xpath("./dd[starts-with(., 'as printed there')]/bdi/text()") or [None]
    for link in cell.xpath(".//a[@rel]"):
        facts["url" if said(link) == "the original" else "archived"] = link.get("href")
    return facts


def hands(article: html.HtmlElement) -> Facts:
    """Who wrote and who translated the text; all names stand below where a line has but some."""
    facts: Facts = {"authors": (), "translators": (), "institutions": ()}
    for line in article.xpath("./header/p[@class='by']"):
        text = said(line)
        role = "authors" if text.startswith("By ") else "translators"
        people = [said(dd) for dd in article.xpath(f".//dt[.='{role.capitalize()}']/../dd")]
        people = people or list(names_of(re.sub("^(By|Translated by) ", "", text)))
        facts[role] = tuple(re.sub(r" \(.+\)$", "", one) for one in people)
        facts["institutions"] += tuple(found[1] for one in people if (found := re.search(r" \((.+)\)$", one)))
    return facts


def terms(cells: dict[str, html.HtmlElement]) -> Facts:
    """Licence and rights."""
    facts: Facts = {"licence": None, "rights": None}
    if "Rights" in cells:
        (facts["licence"],) = cells["Rights"].xpath(".//a[@rel='license']/@href") or [None]
        facts["rights"] = next((said(span) for span in cells["Rights"].iter("span") if span.find("a") is None), None)
    return facts


def statuses(cells: dict[str, html.HtmlElement]) -> dict[str, str]:
    """How well each fact is founded. A fact that the slip doesn't name has the status of the publication."""
    own = {name: [said(dd) for dd in cell.xpath("./dd[contains(@class, 'status')]")] for name, cell in cells.items()}
    found = {"publication": own["Source"], "date": own["Printed"]}
    facts = {name: STATUSES[one[0]] for name, one in found.items() if one}
    for part in [part for dd in cells["Source"].xpath("./dd[@class='how']") for part in said(dd).split(" · ")]:
        names, _, status = part.partition(": ")
        if status in STATUSES:
            facts |= {FACTS.get(name, name): STATUSES[status] for name in names_of(names)}
    return facts


def caption(figure: html.HtmlElement) -> tuple[str, str | None]:
    credit, _, licence = said(figure).partition(" · ")
    return credit, DEEDS[licence] if licence else None


def pairs(built: Built) -> Facts:
    """The other texts of a translation, by their pages."""
    (line,) = built.page.xpath("//p[@class='pairs']") or [None]
    if line is None:
        return {"original_text": None, "translations": ()}
    links = [inside(built, href) for href in line.xpath(".//a/@href")]
    first = links.pop(0) if "original" in said(line) else None
    return {"original_text": first, "translations": tuple(links)}


def inside(built: Built, address: str) -> str:
    """The page of the site that an address leads to."""
    import posixpath

    site = "https://example.org/news/"
    if address.startswith(site):
        return address.removeprefix(site)
    return posixpath.normpath(posixpath.join(posixpath.dirname(built.path), address))


def marked_up(built: Built) -> Facts:
    """What the page's markup says besides its words."""
    page = built.page
    (article,) = page.xpath("//article")
    printed = article.xpath(".//dl[@class='slip']/div[dt='Printed']//time/@datetime")
    return {
        "title": page.findtext(".//title"),
        **({"printed": printed[0]} if printed else {}),  # HTML has no notation for a span
        "language": article.xpath("string(ancestor-or-self::*[@lang][1]/@lang)"),
    }


def steps(built: Built) -> Facts:
    """The steps of custody on the page."""
    steps = built.page.xpath("//ol[@class='chain hops']/li")
    printed = next(step for step in steps if said(step).startswith("Printed"))
    name, _, page = said(printed.xpath(".//p[@class='fact']")[0]).removeprefix("Printed in ").partition(", page ")
    facts: Facts = {"publication": None if name == "Printed" else name, "page": page or None}
    if found := re.search(r"(\d+(–\d+)? )?(\w+ )?\d{4}\b", said(printed.xpath(".//p[@class='how']")[0])):
        facts["printed"] = day(found[0].strip())
    found = [
        re.match(
            r"Translated from (.+?) into (.+?) by (\w+)|Translated from (.+) into (.+)",
            said(step.xpath(".//p[@class='fact']")[0]),
        )
        for step in steps
    ]
    moved = next(filter(None, found), None)
    kind = None
    if moved:
        kind = "machine translation" if moved[3] == "machine" else "human translation"
    return {**facts, "translation": kind, "original": LANGUAGES[moved[1] or moved[4]] if moved else None}


def row(built: Built) -> Facts:
    """The article's row in the list of its source, or of all articles where the source is not known."""
    places = {href for href in built.page.xpath("//dl[@class='slip']//a/@href") if "/sources/" in href}
    files = [inside(built, place) for place in places] or ["dates/undated.html", "dates/1937/unknown.html"]
    rows = [(file, li) for file in files for li in built.site.page(file).xpath("//ol[@class='rows']/li")]
    (item,) = [
        li
        for file, li in rows
        if inside(Built(built.site, file), li.xpath("string(.//a/@href)")) == f"{built.path}.html"
    ]
    facts = credited(f"{said(item.xpath('.//*[@class=' + repr('how') + ']')[0])}, day not known")
    date = item.xpath("string(.//time/@datetime)")
    return {
        "title": said(item.xpath(".//a")[0]),
        **({"printed": date} if date else {}),
        "publication": facts["publication"],
        "page": facts["page"],
    }


# --- what stands in the page for machines --------------------------------------------------------------------------


def citation_manager(built: Built) -> Facts:
    item = imported(built.page)
    people = {role: tuple(one.name for one in item.creators if one.role == role) for role in ("author", "translator")}
    assert item.type == "newspaperArticle"
    given = {
        "title": item.title,
        "printed": None if item.date == "n.d." else item.date,
        "publication": item.publication,
        "page": item.pages,
    }
    own = credited(item.extra or "")
    assert own.items() >= {name: fact for name, fact in given.items() if name != "title"}.items()
    more = {"edition": item.edition, "section": item.section, "rights": item.rights, "authors": people["author"]}
    if not people["author"]:
        more["translators"] = people["translator"]
    return {**own, **given, **more, "language": item.language}


def meta_tags(built: Built) -> Facts:
    """The tags that are read by others than Zotero."""
    tags = built.meta("name")
    several = [(tag.get("name"), tag.get("content")) for tag in built.page.iter("meta")]
    authors = tuple(straight(text) for name, text in several if name == "DC.creator")
    assert tuple(straight(text) for name, text in several if name == "citation_author") == authors
    return {
        "authors": authors,
        "institutions": tuple(text for name, text in several if name == "citation_author_institution"),
        "translators": tuple(straight(text) for name, text in several if name == "z:translators"),
        "volume": tags.get("prism:volume"),
        "issue": tags.get("prism:number"),
        "licence": tags.get("DCTERMS.license"),
    }


def straight(name: str) -> str:
    """“Gabriel García Márquez” of “García Márquez, Gabriel”."""
    family, _, given = name.rstrip(";").partition(",")
    return f"{given.strip()} {family}".strip()


def open_graph(built: Built) -> Facts:
    tags = built.meta("property")
    facts = described(tags["og:description"])
    if date := tags.get("article:published_time"):
        facts["printed"] = date
    return {**facts, "title": tags["og:title"]}


def description(built: Built) -> Facts:
    return described(built.meta("name")["description"])


def schema_org(built: Built) -> Facts:
    nodes = graph_of(built.page)
    page, text = main(nodes)
    told = chain(nodes)
    (printed,) = [node for node in told if node["description"].startswith("printed")] or [{}]
    moved = [node for node in told if node["description"].startswith("translated")]
    machine = any(node.get("digitalSourceType", "").endswith("/TrainedAlgorithmicMediaDigitalSource") for node in told)
    kind = None
    if moved:
        kind = KINDS[0] if machine else KINDS[1] if "human" in moved[-1]["description"] else "translation"
        assert moved[-1]["translationOfWork"]
    parts = list(every(printed.get("isPartOf", {})))
    # Where no author is stated, the publication is in the place of one, and says so.
    authors = [one for one in people(text, "author") if one.get("description") != "author not stated"]
    hands = [*authors, *people(text, "translator")]
    facts: Facts = {
        "title": text["headline"],
        "published": page.get("datePublished"),
        "publication": next((one["name"] for one in parts if "name" in one), None),
        "edition": printed.get("printEdition"),
        "volume": next((one["volumeNumber"] for one in parts if "volumeNumber" in one), None),
        "issue": next((one["issueNumber"] for one in parts if "issueNumber" in one), None),
        "section": printed.get("articleSection"),
        "headline": printed.get("headline"),
        "url": printed.get("url"),
        "archived": printed.get("archivedAt"),
        "language": text["inLanguage"],
        "original": printed.get("inLanguage") if moved else None,
        "translation": kind,
        "reviewed": page.get("lastReviewed"),
        "authors": tuple(one["name"] for one in authors),
        "translators": tuple(one["name"] for one in people(text, "translator")),
        "institutions": tuple(one["affiliation"]["name"] for one in hands if "affiliation" in one),
        "licence": text.get("license"),
        "rights": text.get("copyrightNotice"),
        "images": tuple((one["creditText"], one["license"]) for one in text.get("image", ())),
        "original_text": next((inside(built, one["url"]) for one in text.get("translationOfWork", ())), None),
        "translations": tuple(inside(built, one["url"]) for one in text.get("workTranslation", ())),
    }
    return facts | firm(printed, text)


def firm(printed: Facts, text: Facts) -> Facts:
    """Date and page, which are in words where they are not firm, and where schema.org has no notation."""
    words_of = printed.get("description", "")
    facts: Facts = {}
    if date := text.get("datePublished"):
        facts["printed"] = date
    elif found := re.search(r"(\d{4}[\d/-]*)", words_of):
        facts["printed"] = found[1]
    page = re.search(r"page (\w+)", words_of)
    facts["page"] = printed.get("printPage") or (page[1] if page else None)
    return facts


def schema_org_credit(built: Built) -> Facts:
    return credited(main(graph_of(built.page))[1]["creditText"])


def cell_of(built: Built, style: str) -> html.HtmlElement:
    """A reference on the page."""
    (cell,) = [div for div in built.page.xpath("//*[@class='take']/dl/div") if div.findtext("dt") == style]
    return cell.find("dd")


def apa(built: Built) -> Facts:
    """APA's reference without the names, which the tests of references hold to another processor."""
    text = said(cell_of(built, "APA"))
    date = re.search(r"\((n\.d\.|\d{4}(?:, [^)]+)?)\)\.", text)
    assert date, text
    year, _, rest = date[1].partition(", ")
    month, _, number = rest.partition(" ")
    printed = None if year == "n.d." else day(" ".join(filter(None, (number, month, year))))
    after = re.sub(r" ?\(Original work .+$|(?: Retrieved)? ?https?://\S+", "", text[date.end() :]).strip()
    kind = re.search(r"\[(\w+ translation)\]", text)
    facts: Facts = {"printed": printed, "translation": kind and kind[1].lower()}
    where = re.split(r"(?:^|[.\]]) ", after.removesuffix("."))[-1].split(", ") if after else []
    italic = [said(one) for one in cell_of(built, "APA").iter("i")]
    facts["publication"] = where.pop(0) if where and where[0] in italic and not where[0].isupper() else None
    number = re.fullmatch(r"([^(]*)(?:\(([^)]+)\))?", where[0]) if where and where[0][0] in "XVI" else None
    facts["volume"], facts["issue"] = number.groups() if number else (None, None)
    rest = where[1:] if number else where
    return {**facts, "page": rest[0] if rest else None}
