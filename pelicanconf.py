"""Settings of the site, as Pelican reads them; publishconf.py adds what only a published build has.

Every folder is relative to this file. What is not named here has Pelican's default.
"""

import logging

# The site
SITENAME = "Colophon"
SITESUBTITLE = "News, and where it came from."
MENUITEMS = [("About", "pages/about.html"), ("Method", "pages/method.html")]
SITEURL = ""  # every link is relative, so that output/ opens from disk and moves to any address

# The engine. Pelican imports what stands before the last dot and takes the attribute after it, so this can't be
# the full "colophon.build.site.Site"; colophon/__init__.py offers the class by this shorter name.
PELICAN_CLASS = "colophon.Site"
PLUGINS = []  # said, because None would load every plugin that happens to be installed

# Content
PATH = "content"
ARTICLE_PATHS = ["articles"]  # not the whole of content/: the register and the evidence are no articles
PAGE_PATHS = ["pages"]
# The evidence is published, byte for byte, with the articles that name it; images are those of the site's own pages.
STATIC_PATHS = ["received", "images"]
# Pelican's default, "**/.*", is matched against bare file names and so lets hidden files through.
IGNORE_FILES = [".*", "**/.*", "__pycache__", "*~"]

# Language and time: said, because Pelican would take them from the machine, and equal content must give equal bytes
DEFAULT_LANG = "en"
LOCALE = ["C.UTF-8", "C"]
TIMEZONE = "UTC"

# Output
OUTPUT_PATH = "output"
CACHE_PATH = ".cache"  # the archive: said, because Pelican takes its default from the folder that a command is run in
ARTICLE_URL = "{date:%Y}/{date:%m}/{slug}.html"  # the month of the source, so that an address says when
ARTICLE_SAVE_AS = ARTICLE_URL
DEFAULT_PAGINATION = 20  # on average: a page is a span of time, and closed before it holds half as many again

# Feeds: of everything and of changes, and of each source, subject, person and place. Pelican's own by language,
# category and author repeat them, and their names can collide.
FEED_ALL_ATOM = "feeds/all.atom.xml"
CATEGORY_FEED_ATOM = None
TRANSLATION_FEED_ATOM = None
AUTHOR_FEED_ATOM = None
AUTHOR_FEED_RSS = None
# Pelican can make no valid feed without an address; ours has ids of its own and relative links with a base.
LOG_FILTER = [(logging.WARNING, "Feeds generated without SITEURL or FEED_DOMAIN set properly may not be valid")]

# Theme
THEME = "theme"
JINJA_ENVIRONMENT = {"autoescape": True}  # Pelican leaves it off; received text is never trusted as markup

# Search: published builds alone make its index, so that no save waits for it
SEARCH = False

# The whole archive as data, for the same reason
ARCHIVE_DATA = False

# Pictures that go with links which are shared
SOCIAL_CARDS = False

# Drafts show in `tasks.py serve`, which turns this on, and nowhere else
SHOW_DRAFTS = False
