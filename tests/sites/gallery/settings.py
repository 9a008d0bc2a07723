"""Settings of the gallery: the project's own, but for what shows more states on fewer articles."""

import sys
from pathlib import Path

here = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(here))

from pelicanconf import *

SITENAME = "Sample"
SITESUBTITLE = "Every state of every page, in invented news."
THEME = str(here / "theme")
PATH = "content"
OUTPUT_PATH = str(here / ".cache" / "gallery" / "site")
CACHE_PATH = str(here / ".cache" / "gallery" / "archive")
STATIC_PATHS = ["received", "images"]
DEFAULT_PAGINATION = 4
REQUIRE_SOURCE = False  # one article shows what a page says then
SHOW_DRAFTS = True
SEARCH = True
ARCHIVE_DATA = True
SOCIAL_CARDS = True
REPORT_URL = "mailto:desk@example.org?subject={title}&body={url}%20{sha256}"
MENUITEMS = [("About", "pages/about.html"), ("Method", "pages/method.html")]  # the documentation is not copied here
