"""The source record in the head of a page: <meta name> tags, which citation managers read (PRISM's terms and Zotero's
own, z:), and Open Graph's <meta property> tags, which make the preview of a shared link (https://ogp.me).

Which tags for citation managers, and why no others, was measured with Zotero's translators. No author is given, since
none is known and a newspaper's name would be taken for a person's. The description of a preview begins with the credit
line, since a preview is often all that is read.
"""

from __future__ import annotations

from colophon.views.article import ArticleView
from colophon.views.site import SiteView

# What a cited source is, by what the register says of the publication.
ITEM_TYPES = {"magazine": "magazineArticle", "journal": "journalArticle", "site": "webpage"}


def meta_tags(article: ArticleView, site: SiteView, credit: str) -> tuple[tuple[str, str], ...]:
    """(name, content) of each tag."""
    source = article.source
    tags: list[tuple[str, str]] = []
    if source is None:
        # The type is said here too, because Open Graph's “article” alone is imported as a journal's.
        tags += [("z:itemType", "webpage"), ("prism:publicationDate", article.record.date.isoformat())]
    else:
        tags += [
            ("z:itemType", ITEM_TYPES.get(source.what or "", "newspaperArticle")),
            ("prism:publicationName", source.name),
            ("prism:publicationDate", source.record.date.isoformat()),
        ]
        if source.record.page is not None:
            tags.append(("prism:startingPage", source.record.page))
        # How sure the source is and who translated have no field of their own in a citation: they go with it in words.
        tags.append(("z:extra", credit))
    if article.record.lang != site.lang:
        tags.append(("z:language", article.record.lang))
    if article.record.rights:
        tags.append(("z:rights", article.record.rights))
    return tuple(tags)


def open_graph(article: ArticleView, site: SiteView, credit: str) -> tuple[tuple[str, str], ...]:
    """(property, content) of each tag."""
    tags = [
        ("og:type", "article"),
        ("og:title", article.record.title),
        ("og:description", f"{credit}. {article.record.summary}" if article.record.summary else f"{credit}."),
        ("og:site_name", site.name),
        # The source's day, and bare: citation managers read this too, and a midnight is another day elsewhere.
        ("article:published_time", article.record.date.isoformat()),
    ]
    language, *subtags = article.record.lang.split("-")
    if subtags and len(subtags[-1]) == 2:  # Open Graph's form has a territory, and none is known of “en” alone
        tags.append(("og:locale", f"{language}_{subtags[-1].upper()}"))
    if site.url:
        tags.append(("og:url", f"{site.url}/{article.path}"))
        if article.card:
            tags += [
                ("og:image", f"{site.url}/{article.card}"),
                ("og:image:width", "1200"),
                ("og:image:height", "630"),
                ("og:image:alt", f"{article.record.title}. {credit}."),
            ]
    return tuple(tags)
