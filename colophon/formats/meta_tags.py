"""The source record in <meta name> tags, which citation managers read: PRISM's terms and Zotero's own (z:).

Which tags, and why no others, was measured with Zotero's translators. No author is given, since none is known and a
newspaper's name would be taken for a person's; what Open Graph says of the page must not know of these.
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
        tags += [("z:itemType", "webpage"), ("prism:publicationDate", article.date.isoformat())]
    else:
        tags += [
            ("z:itemType", ITEM_TYPES.get(source.what or "", "newspaperArticle")),
            ("prism:publicationName", source.name),
            ("prism:publicationDate", source.date.isoformat()),
        ]
        if source.page is not None:
            tags.append(("prism:startingPage", source.page))
        # How sure the source is and who translated have no field of their own in a citation: they go with it in words.
        tags.append(("z:extra", credit))
    if article.lang != site.lang:
        tags.append(("z:language", article.lang))
    if article.rights:
        tags.append(("z:rights", article.rights))
    return tuple(tags)
