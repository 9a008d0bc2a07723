"""Reads what a built page says of its article, to people and to machines, with parsers that aren't ours."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from functools import cached_property

from lxml import html

from helpers.building import Site, words
from helpers.citation_manager import imported
from helpers.linked_data import chain, graph_of, main

# What is told of an article. `printed` is the source's day, `published` ours; `translation` says which kind it is, and
# `reviewed` the day of the review. None is said by leaving it out, or in words.
Facts = dict[str, str | None]

LANGUAGES = {"English": "en", "French": "fr", "German": "de", "Simplified Chinese": "zh-Hans"}
KINDS = ("machine translation", "human translation")


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


def day(text: str) -> str:
    """“30 November 2022”"""
    return dt.datetime.strptime(text, "%d %B %Y").replace(tzinfo=dt.UTC).date().isoformat()


def credited(line: str) -> Facts:
    """What the one-line credit says: “PUBLICATION, page PAGE, DAY; day inferred; KIND, reviewed by NAME, DAY”."""
    line = re.sub(r"; (?:(?:source|day|source and day) inferred|basis of the (?:source|day) not stated)", "", line)
    found = re.fullmatch(r"(.+), (?:page not stated|page ([^,]+)), (\d+ \w+ \d{4})(?:; (\w+ translation), (.+))?", line)
    assert found, line
    publication, page, printed, kind, review = found.groups()
    reviewed = re.fullmatch(r"reviewed by .+, (\d+ \w+ \d{4})", review or "")
    assert bool(reviewed) or review in (None, "not reviewed", "no review recorded"), line
    return {
        "publication": publication,
        "page": page,
        "printed": day(printed),
        "translation": kind,
        "reviewed": day(reviewed[1]) if reviewed else None,
    }


def described(text: str) -> Facts:
    """A description begins with the credit line; a summary follows."""
    return credited(re.split(r"\.(?: |$)", text, maxsplit=1)[0])


# --- the page, as it is seen ---------------------------------------------------------------------------------------


def visible(built: Built) -> Facts:
    """What stands above the text, and the day of our own below the steps of custody."""
    page = built.page
    cells = {cell.findtext("dt"): cell for cell in page.xpath("//article//dl[@class='slip']/div[dd[@class='fact']]")}
    fact = {name: said(cell.xpath("dd[@class='fact']")[0]) for name, cell in cells.items()}
    more = {name: [said(item) for item in cell.xpath("./dd[@class='how']")] for name, cell in cells.items()}
    place = more["Source"][0].split(" · ")
    number = next(part for part in place if part.startswith("page "))
    edition = [part.removeprefix("edition “").rstrip("”") for part in place if part.startswith("edition ")]
    (here,) = re.findall(r"First published here on (\d+ \w+ \d{4})\.", said(page.xpath("//article")[0]))
    moved = re.search(r"from (.+) into (.+?)(?:\||$)", "|".join(more["Text"]))
    kind = fact["Text"].lower() if moved else None
    review = re.search(r"reviewed by .+?, (\d+ \w+ \d{4})", "|".join(more["Text"]))
    return {
        "title": said(page.xpath("//h1")[0]),
        "printed": day(fact["Printed"]),
        "published": day(here),
        "publication": fact["Source"],
        "page": None if number == "page not stated" else number.removeprefix("page "),
        "edition": next(iter(edition), None),
        "language": LANGUAGES[moved[2] if moved else fact["Text"]],
        "original": LANGUAGES[moved[1]] if moved else None,
        "translation": kind,
        "reviewed": day(review[1]) if review else None,
    }


def marked_up(built: Built) -> Facts:
    """What the page's markup says besides its words."""
    page = built.page
    (article,) = page.xpath("//article")
    return {
        "title": page.findtext(".//title"),
        "printed": next(article.iter("time")).get("datetime"),
        "published": article.xpath("//p[starts-with(., 'First published here')]/time/@datetime")[0],
        "language": article.xpath("string(ancestor-or-self::*[@lang][1]/@lang)"),
    }


def steps(built: Built) -> Facts:
    """The steps of custody on the page."""
    steps = built.page.xpath("//ol[@class='chain hops']/li")
    printed = next(step for step in steps if said(step).startswith("Printed in"))
    name, _, page = said(printed.xpath(".//p[@class='fact']")[0]).removeprefix("Printed in ").partition(", page ")
    facts = {"publication": name, "page": page or None, "printed": printed.xpath("string(.//time/@datetime)")}
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
    """The article's row in the list of its source."""
    (place,) = {href for href in built.page.xpath("//dl[@class='slip']//a/@href") if "/sources/" in href}
    listed = built.site.page(place.removeprefix("../../"))
    (item,) = [
        li for li in listed.xpath("//ol[@class='rows']/li") if li.xpath(".//a/@href") == [f"../{built.path}.html"]
    ]
    publication, _, page = said(item.xpath(".//*[@class='how']")[0]).rpartition(", ")
    return {
        "title": said(item.xpath(".//a")[0]),
        "printed": item.xpath("string(.//time/@datetime)"),
        "publication": publication,
        "page": None if page == "page not stated" else page.removeprefix("page "),
    }


# --- what stands in the page for machines --------------------------------------------------------------------------


def citation_manager(built: Built) -> Facts:
    item = imported(built.page)
    assert (item.type, item.creators) == ("newspaperArticle", ())
    given = {"title": item.title, "printed": item.date, "publication": item.publication, "page": item.pages}
    assert credited(item.extra or "").items() >= {k: v for k, v in given.items() if k != "title"}.items()
    return {**credited(item.extra or ""), **given, "language": item.language}


def open_graph(built: Built) -> Facts:
    tags = built.meta("property")
    assert described(tags["og:description"])["printed"] == tags["article:published_time"]
    return {**described(tags["og:description"]), "title": tags["og:title"], "printed": tags["article:published_time"]}


def description(built: Built) -> Facts:
    return described(built.meta("name")["description"])


def schema_org(built: Built) -> Facts:
    nodes = graph_of(built.page)
    page, text = main(nodes)
    told = chain(nodes)
    (printed,) = [node for node in told if node["description"].startswith("printed")]
    issue = printed["isPartOf"]
    assert text["datePublished"] == printed["datePublished"] == issue["datePublished"]
    moved = [node for node in told if node["description"].startswith("translated")]
    machine = any(node.get("digitalSourceType", "").endswith("/TrainedAlgorithmicMediaDigitalSource") for node in told)
    kind = None
    if moved:
        kind = KINDS[0] if machine else KINDS[1] if "human" in moved[-1]["description"] else "translation"
        assert moved[-1]["translationOfWork"]
    return {
        "title": text["headline"],
        "printed": text["datePublished"],
        "published": page["datePublished"],
        "publication": issue["isPartOf"]["name"],
        "page": printed.get("printPage"),
        "edition": printed.get("printEdition"),
        "language": text["inLanguage"],
        "original": printed["inLanguage"] if moved else None,
        "translation": kind,
        "reviewed": page.get("lastReviewed"),
    }


def schema_org_credit(built: Built) -> Facts:
    return credited(main(graph_of(built.page))[1]["creditText"])


def formatted(built: Built, style: str) -> str:
    (cell,) = [div for div in built.page.xpath("//*[@class='take']/dl/div") if div.findtext("dt") == style]
    return said(cell.find("dd"))


def apa(built: Built) -> Facts:
    found = re.match(
        r"(.+)\. \((\d{4}), (\w+) (\d+)\)\. (?:\[(.+?)\]\. )?(.+?)(?:, ([^,.]+))?\. ?(?:http|$)",
        formatted(built, "APA"),
    )
    assert found, formatted(built, "APA")
    title, year, month, date, kind, publication, page = found.groups()
    return {"title": title, "printed": day(f"{date} {month} {year}"), "translation": kind and kind.lower(),
        "publication": publication, "page": page}  # fmt: skip
