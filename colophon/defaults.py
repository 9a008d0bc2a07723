"""The settings of a Colophon site, each with its reason; a settings file begins with `from colophon.defaults import *`.

Most of them undo a default of Pelican's that would be wrong here. Every name is one of Pelican's or of Colophon's own,
and content/docs/settings.md has them all. A site sets again what it wants otherwise.
"""

from __future__ import annotations

import logging
from pathlib import Path

_PACKAGE = Path(__file__).parent

# The engine. Pelican imports what stands before the last dot and takes the attribute after it, so this can't be
# the full "colophon.build.site.Site"; colophon/__init__.py offers the class by this shorter name.
PELICAN_CLASS = "colophon.Site"
# With None, Pelican would load every plugin that happens to be installed.
PLUGINS: list[str] = []

# Every link is relative, so that the output opens from disk and moves to any address.
SITEURL = ""

# Content
PATH = "content"
ARTICLE_PATHS = ["articles"]  # not the whole of content/: the register and what was received are no articles
PAGE_PATHS = ["pages"]
# What was received is published, byte for byte, with the articles that name it; images go with the texts.
STATIC_PATHS = ["received", "images"]
# Pelican's default, "**/.*", is matched against bare file names and so lets hidden files through.
IGNORE_FILES = [".*", "**/.*", "__pycache__", "*~"]

# Pelican's extensions without its coloured code, whose classes the theme does not have.
MARKDOWN = {"extension_configs": {"markdown.extensions.extra": {}}, "output_format": "html5"}

# Language and time: Pelican would take them from the machine, and equal content must give equal bytes.
DEFAULT_LANG = "en"
LOCALE = ["C.UTF-8", "C"]
TIMEZONE = "UTC"

# Output
OUTPUT_PATH = "output"
CACHE_PATH = ".cache"  # Pelican takes its default from the folder that a command is run in
ARTICLE_URL = "{date:%Y}/{date:%m}/{slug}.html"  # the month of the source, so that an address says when
ARTICLE_SAVE_AS = ARTICLE_URL
# In another language than DEFAULT_LANG, in the same folder. Drafts have the same below a folder of their own.
ARTICLE_LANG_URL = ARTICLE_LANG_SAVE_AS = "{date:%Y}/{date:%m}/{slug}-{lang}.html"
DRAFT_URL = DRAFT_SAVE_AS = f"drafts/{ARTICLE_SAVE_AS}"
DRAFT_LANG_URL = DRAFT_LANG_SAVE_AS = f"drafts/{ARTICLE_LANG_SAVE_AS}"
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

# The default theme: in an installed package within it, in a checkout beside it.
THEME = str(next(theme for theme in (_PACKAGE / "theme", _PACKAGE.parent / "theme") if theme.is_dir()))
JINJA_ENVIRONMENT = {"autoescape": True}  # Pelican leaves it off; received text is never trusted as markup

# What takes time at each build, or a package that not everyone has, is asked for.
SEARCH = False
ARCHIVE_DATA = False
SOCIAL_CARDS = False

SHOW_DRAFTS = False  # `colophon serve` turns it on
