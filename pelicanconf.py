"""Settings of the site, as Pelican reads them; publishconf.py adds what only a published build has.

What is not named here has the value that colophon/defaults.py gives it, or Pelican's.
"""

from colophon.defaults import *

SITENAME = "Colophon"
SITESUBTITLE = "News, and where it came from."
MENUITEMS = [("About", "pages/about.html"), ("Method", "pages/method.html"), ("Docs", "docs/index.html")]

# The documentation is pages too: content/docs/search.md becomes docs/search.html.
PAGE_PATHS = ["pages", "docs"]
PATH_METADATA = r"(?P<folder>pages|docs)/"
PAGE_SAVE_AS = "{folder}/{slug}.html"
# Pelican's own extensions, and ids for headings, which the pages of the documentation link to.
MARKDOWN = {
    "extension_configs": {"markdown.extensions.extra": {}, "markdown.extensions.toc": {}},
    "output_format": "html5",
}
