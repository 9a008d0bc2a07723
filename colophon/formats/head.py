"""The source record in the head of a page: <meta name> tags for citation managers (PRISM's terms, and z: for Zotero's
own), and Open Graph's <meta property> tags for the preview of a shared link (https://ogp.me).

Tests with Zotero's translators decided which tags there are. Authors are those of the record alone: a citation manager
would take a newspaper's name for a person's. The description of a preview begins with the credit line, since many
people read no more than the preview.
"""

from __future__ import annotations

from colophon.formats.references import citation
from colophon.model.article import Article
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
            ("startingPage", stated.page), ("volume", stated.volume), ("number", stated.issue),
            ("edition", stated.edition), ("section", stated.section),
        ):  # fmt: skip
            if value is not None:
                tags.append((f"prism:{name}", value))
        # A citation has no fields for the certainty of the source and the translator: the credit line says both.
        tags.append(("z:extra", credit))
    cited = citation(article, site, credit)
    tags += [("citation_author", name.inverted) for name in cited.authors]
    if record.lang != site.lang:
        tags.append(("z:language", record.lang))
    if record.rights:
        tags.append(("z:rights", record.rights))
    return tuple(tags)


def _date(record: Article) -> list[tuple[str, str]]:
    return [("prism:publicationDate", str(record.date))] if record.date and record.date.single else []


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
                ("og:image:alt", f"{record.title}. {credit}."),
            ]
    return tuple(tags)
