"""What crawlers may take, as robots.txt says it: https://www.rfc-editor.org/rfc/rfc9309.

All of it. Where the site has an address, the file names the list of its pages.
"""

from __future__ import annotations

from colophon.views.site import SiteView


def robots(site: SiteView) -> str:
    """The file's text."""
    sitemap = f"\nSitemap: {site.url}/{site.sitemap}\n" if site.sitemap else ""
    return f"User-agent: *\nAllow: /\n{sitemap}"
