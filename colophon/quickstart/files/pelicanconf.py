"""Settings of this site, as Pelican reads them. All others are in colophon/defaults.py, each with its reason."""

from colophon.defaults import *

SITENAME = {name}
SITESUBTITLE = {tagline}
SITEURL = {url}  # where the site stands; without it, there are no sitemaps
DEFAULT_LANG = {lang}  # of texts whose header names none
INTERFACE_LANG = {interface}  # of the words around the texts: "en" or "zh-Hans"
MENUITEMS = [({about}, "pages/about.html")]

ARCHIVE_DATA = True  # the archive as JSON Lines, SQLite and CSV
SEARCH = {search}  # needs: pip install "pelican-colophon[search]"
SOCIAL_CARDS = {cards}  # pictures for shared links; needs: pip install "pelican-colophon[cards]"
