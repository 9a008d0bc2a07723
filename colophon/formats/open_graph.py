"""The source record in Open Graph's <meta property> tags, which make the preview of a shared link: https://ogp.me.

The description begins with the credit line, since a preview is often all that is read. What citation managers are
told in other tags must not be known here.
"""

from __future__ import annotations

from colophon.views.article import ArticleView
from colophon.views.site import SiteView


def open_graph(article: ArticleView, site: SiteView, credit: str) -> tuple[tuple[str, str], ...]:
    """(property, content) of each tag."""
    tags = [
        ("og:type", "article"),
        ("og:title", article.title),
        ("og:description", f"{credit}. {article.summary}" if article.summary else f"{credit}."),
        ("og:site_name", site.name),
        # The source's day, and bare: citation managers read this too, and a midnight is another day elsewhere.
        ("article:published_time", article.date.isoformat()),
    ]
    language, *subtags = article.lang.split("-")
    if subtags and len(subtags[-1]) == 2:  # Open Graph's form has a territory, and none is known of “en” alone
        tags.append(("og:locale", f"{language}_{subtags[-1].upper()}"))
    if site.url:
        tags.append(("og:url", f"{site.url}/{article.path}"))
        if article.card:
            tags += [
                ("og:image", f"{site.url}/{article.card}"),
                ("og:image:width", "1200"),
                ("og:image:height", "630"),
                ("og:image:alt", f"{article.title}. {credit}."),
            ]
    return tuple(tags)
