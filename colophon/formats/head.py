"""The source record in the head of a page: <meta name> tags for citation managers (PRISM's and Dublin Core's terms,
those of Highwire Press, and z: for Zotero's own), and Open Graph's <meta property> tags for the preview of a shared
link (https://ogp.me).

Tests with Zotero's translators decided which tags there are. Authors are those of the record alone: a citation manager
would take a newspaper's name for a person's. The description of a preview begins with the credit line, since many
people read no more than the preview.
"""

from __future__ import annotations

from colophon.formats.references import citation
from colophon.model.article import Article
from colophon.model.licences import licence_address
from colophon.model.people import CitedName
from colophon.views.article import ArticleView
from colophon.views.site import SiteView

# Zotero's type of a source, by what the register says of the publication.
ITEM_TYPES = {"magazine": "magazineArticle", "journal": "journalArticle", "site": "webpage"}


def meta_tags(article: ArticleView, site: SiteView, credit: str) -> tuple[tuple[str, str], ...]:
    """(name, content) of each tag."""
    record, source = article.record, article.source
    if source is None:
        # Without the type, Open Graph's “article” is imported as a journal's.
        tags = [("z:itemType", "webpage"), *_date(record)]
    else:
        tags = [
            ("z:itemType", ITEM_TYPES.get(source.what or "", "newspaperArticle")),
            *([("prism:publicationName", source.name)] if source.name else []),
            *_date(record),
        ]
        stated = source.record
        for name, value in (
            ("prism:startingPage", stated.page), ("prism:volume", stated.volume), ("prism:number", stated.issue),
            ("prism:edition", stated.edition), ("z:section", stated.section),
        ):  # fmt: skip
            if value is not None:
                tags.append((name, value))
        # A citation has no fields for the certainty of the source and the translator: the credit line says both.
        tags.append(("z:extra", credit))
    cited = citation(article, site, credit)
    for cited_as, one in zip(cited.authors, record.authors, strict=True):
        tags.append(("citation_author", _highwire(cited_as)))
        if one.at:
            tags.append(("citation_author_institution", article.name_of(one.at)))
    tags += [("DC.creator", _name(name)) for name in cited.authors]
    if record.authors:  # for previews and extractors, which read no other tag
        tags.append(("author", "; ".join(one.name for one in record.authors)))
    # Zotero takes these only where there are no authors; else the credit line has the translators.
    tags += [("z:translators", _name(name)) for name in cited.translators]
    if record.rights:
        tags.append(("z:rights", record.rights))
    if record.licence:
        tags.append(("DCTERMS.license", licence_address(record.licence)))
    return tuple(tags)


def _date(record: Article) -> list[tuple[str, str]]:
    """The date in PRISM's words. It has none for a span or for what is not known; without any date, Zotero would take
    the first <time> of the page, which may be our own day."""
    if record.date is None:
        return [("z:date", "n.d.")]
    return [("prism:publicationDate" if record.date.single else "z:date", str(record.date))]


def _name(name: CitedName) -> str:
    """A name as Zotero reads it; it takes two parts. The comma behind a whole name keeps it from being divided."""
    if name.whole:
        return f"{name.whole},"
    given = " ".join(filter(None, (name.given, name.suffix)))
    return f"{name.families}, {given}" if given else f"{name.families},"


def _highwire(name: CitedName) -> str:
    """The same. Zotero takes “García Márquez, Gabriel José”, with several words in both parts, for two authors, unless
    there is a semicolon."""
    text = _name(name)
    family, _, given = text.partition(", ")
    return f"{text};" if " " in family and " " in given else text


def open_graph(article: ArticleView, site: SiteView, credit: str) -> tuple[tuple[str, str], ...]:
    """(property, content) of each tag."""
    record = article.record
    tags = [
        ("og:type", "article"),
        ("og:title", record.title),
        ("og:description", f"{credit}. {record.summary}" if record.summary else f"{credit}."),
        ("og:site_name", site.name),
        # The source's day without a time: citation managers read it too, and midnight is another day elsewhere.
    ]
    if record.date and record.date.day:
        tags.append(("article:published_time", str(record.date)))
    language, *subtags = record.lang.split("-")
    if subtags and len(subtags[-1]) == 2:  # Open Graph's form needs a territory, and “en” alone has none
        tags.append(("og:locale", f"{language}_{subtags[-1].upper()}"))
    if site.url:
        tags.append(("og:url", f"{site.url}/{article.path}"))
        if article.card:
            tags += [
                ("og:image", f"{site.url}/{article.card}"),
                ("og:image:width", "1200"),
                ("og:image:height", "630"),
            ]
    return tuple(tags)
