"""How to search the site, as browsers take it in: https://github.com/dewitt/opensearch, version 1.1."""

from __future__ import annotations

from html import escape

from colophon.views.site import SiteView

SPACE = "http://a9.com/-/spec/opensearch/1.1/"
SHORT, LONG, ABOUT = 16, 48, 1024  # the most letters that each may have


def opensearch(site: SiteView) -> str:
    """The description document."""
    url = escape(site.url)
    short, long, about = (escape(_cut(text, most)) for text, most in (
        (site.name, SHORT), (site.name, LONG), (site.tagline or site.name, ABOUT)))  # fmt: skip
    return (
        f'<?xml version="1.0" encoding="utf-8"?>\n<OpenSearchDescription xmlns="{SPACE}">\n'
        f"<ShortName>{short}</ShortName>\n<LongName>{long}</LongName>\n<Description>{about}</Description>\n"
        f'<Url type="text/html" template="{url}/{site.search}?q={{searchTerms}}"/>\n'
        f'<Url type="application/opensearchdescription+xml" rel="self" template="{url}/{site.opensearch}"/>\n'
        f'<Image type="image/svg+xml">{url}/{site.static}/icon.svg</Image>\n'
        f"<Language>{site.lang}</Language>\n<InputEncoding>UTF-8</InputEncoding>\n</OpenSearchDescription>\n"
    )


def _cut(text: str, most: int) -> str:
    """As many whole words of a text as may stand there; of a single long word its beginning."""
    if len(text) <= most:
        return text
    return text[: most + 1].rpartition(" ")[0].rstrip() or text[:most]
