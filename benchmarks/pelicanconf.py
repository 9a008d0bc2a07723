"""Settings of the race: Colophon on any content folder, with the peers' bare templates, ten articles a page.

    python -m pelican CONTENT -s benchmarks/pelicanconf.py -o OUTPUT

The race runs copies of this file, each beside a `theme` of its own: this folder's, or the site's own.
"""

SITENAME = "Bench"
SITESUBTITLE = "Generated articles."
SITEURL = ""

PELICAN_CLASS = "colophon.Site"
PLUGINS = []

PATH = "content"
PAGE_PATHS = []
STATIC_PATHS = []
OUTPUT_PATH = "output"
CACHE_PATH = ".cache"
ARTICLE_URL = "{date:%Y}/{date:%m}/{slug}.html"  # as the site's own settings have it
ARTICLE_SAVE_AS = ARTICLE_URL
DEFAULT_PAGINATION = 10
INDEXES = ["subjects"]  # as the peers; the full theme has all

DEFAULT_LANG = "en"
LOCALE = ["C.UTF-8", "C"]
TIMEZONE = "UTC"

FEED_ALL_ATOM = "feeds/all.atom.xml"
CATEGORY_FEED_ATOM = None
TRANSLATION_FEED_ATOM = None
AUTHOR_FEED_ATOM = None
AUTHOR_FEED_RSS = None

THEME = "theme"
JINJA_ENVIRONMENT = {"autoescape": True}
