"""Three sites as their owners wrote them for Pelican, in the shapes of public ones: a blog, a bilingual magazine of
several authors, and the pages of a project. All words in them are made up."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010800000000 3a7e9b55"
    "0000000a49444154789c6360000000020001 e221bc330000000049454e44ae426082"
)

BLOG: Mapping[str, str | bytes] = {
    "pelicanconf.py": """\
AUTHOR = "Ida Quill"
SITENAME = "Ida's allotment"
SITEURL = ""
PATH = "content"
TIMEZONE = "Europe/London"
DEFAULT_LANG = "en"
THEME = "simple"
PLUGINS = []
FEED_ALL_ATOM = CATEGORY_FEED_ATOM = TRANSLATION_FEED_ATOM = AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = None
LINKS = (("Pelican", "https://example.org/"),)
DEFAULT_PAGINATION = 2
ARTICLE_URL = "{date:%Y}/{date:%m}/{date:%d}/{slug}/"
ARTICLE_SAVE_AS = "{date:%Y}/{date:%m}/{date:%d}/{slug}/index.html"
PAGE_URL = "{slug}/"
PAGE_SAVE_AS = "{slug}/index.html"
CATEGORY_SAVE_AS = "category/{slug}/index.html"
TAG_SAVE_AS = "tag/{slug}/index.html"
THEME_TEMPLATES_OVERRIDES = ["content/templates"]
YEAR_ARCHIVE_SAVE_AS = "{date:%Y}/index.html"
MONTH_ARCHIVE_SAVE_AS = "{date:%Y}/{date:%m}/index.html"
DAY_ARCHIVE_SAVE_AS = "{date:%Y}/{date:%m}/{date:%d}/index.html"
""",
    "publishconf.py": """\
import os
import sys

sys.path.append(os.curdir)
from pelicanconf import *

SITEURL = "https://allotment.example"
RELATIVE_URLS = False
FEED_ALL_ATOM = "feeds/all.atom.xml"
CATEGORY_FEED_ATOM = "feeds/{slug}.atom.xml"
TAG_FEED_ATOM = "feeds/tag-{slug}.atom.xml"
DELETE_OUTPUT_DIRECTORY = True
""",
    "content/vegetables/beans.md": """\
Title: Beans up the wall
Date: 2019-03-02 10:20
Tags: beans, walls & strings
Summary: Twine, and *patience*.

The first beans went up the **south** wall in March, along [the twine]({filename}../tools/twine.md).

![The wall]({attach}the wall.png)

See also everything on {tag} [beans]({tag}beans) and [vegetables]({category}vegetables).
""",
    "content/vegetables/the wall.png": PNG,
    "content/vegetables/peas.md": """\
Title: Peas & other climbers
Date: 3 March 2019
Tags: peas, beans
Modified: 2019-04-01
Slug: Peas_and_climbers

Peas climb where nothing else will. The film of it:

<iframe src="https://video.example/embed/1"></iframe>

![From elsewhere](https://pictures.example/pea.png)

And a [letter that was lost]({filename}lost.md) to the seed firm.
""",
    "content/tools/twine.md": """\
Title: Twine
Date: 2018-11-05
Template: wide
mood: content

Jute twine rots within a year, which is why it is good twine.
""",
    "content/tools/spade.md": "Title: A spade of one's own\nDate: 2018-11-05 18:00\n\nBorrowed spades bend.\n",
    "content/tools/notes.md": "These are notes without a header.\n\nPelican does not build them.\n",
    "content/compost.md": "Title: Compost\nDate: 2020-01-01\nTags: beans\n\nWarm in the middle, wet at the edge.\n",
    "content/unsorted-draft.md": "Title: Not yet\nStatus: draft\n\nStill on paper.\n",
    "content/pages/about.md": "Title: About the plot\n\nPlot nine, by the railway.\n",
    "content/pages/home.md": "Title: Lost paths\nsave_as: gone/fishing.html\nurl: gone/fishing.html\n\nNo fish.\n",
    "content/images/map of plot.png": PNG,
    "content/templates/wide.html": "{% extends 'article.html' %}",
}

MAGAZINE: Mapping[str, str | bytes] = {
    "pelicanconf.py": """\
SITENAME = "Two Shores"
SITEURL = "https://shores.example/paper"
PATH = "content"
TIMEZONE = "Europe/Paris"
DEFAULT_LANG = "fr"
THEME = "simple"
PLUGINS = []
ARTICLE_PATHS = ["texts"]
STATIC_PATHS = ["texts", "files"]
DEFAULT_DATE = "fs"
USE_FOLDER_AS_CATEGORY = False
SLUGIFY_USE_UNICODE = True
DEFAULT_PAGINATION = 3
ARTICLE_SAVE_AS = "texts/{slug}.html"
ARTICLE_LANG_SAVE_AS = "texts/{slug}-{lang}.html"
AUTHOR_FEED_ATOM = "feeds/{slug}.atom.xml"
CATEGORY_FEED_ATOM = "feeds/c-{slug}.atom.xml"
TRANSLATION_FEED_ATOM = "feeds/all-{lang}.atom.xml"
PAGINATION_PATTERNS = (
    (1, "{url}", "{save_as}"),
    (2, "{base_name}/page/{number}/", "{base_name}/page/{number}/index.html"),
)
""",
    "content/texts/ferry.rst": """\
Le bac de minuit
################

:date: 2021-05-04 22:00
:authors: Awa Diallo; Jean Petit
:category: Récits
:tags: bac, nuit
:slug: bac
:lang: fr
:summary: Une traversée.

Sur le pont
===========

Le bac part à *minuit*, quand la marée le veut. Voyez `la carte <{static}/files/carte.png>`_
et |filename| `la suite <{filename}harbour.rst>`_.

.. |filename| replace:: aussi

.. code-block:: python

    depart = minuit + maree

.. raw:: html

    <p>Fin du <b>voyage</b>.<script>alert(1)</script></p>

===== =====
Heure Marée
===== =====
23    haute
===== =====
""",
    "content/texts/ferry-en.rst": """\
The midnight ferry
##################

:date: 2021-05-04 22:00
:author: Awa Diallo
:category: Récits
:slug: bac
:lang: en

The ferry leaves at *midnight*, when the tide agrees.
""",
    "content/texts/harbour.rst": """\
Le port
#######

:date: 2021-06-01
:author: Jean Petit
:category: Lieux
:tags: nuit, 港

Au port, personne ne dort. [1]_

.. [1] Sauf le chat.
""",
    "content/texts/harbour-en.md": """\
Title: The harbour
Date: 2021-06-01
Author: Jean Petit
Category: Lieux
Slug: le-port
Lang: en
Status: published

At the harbour nobody sleeps.
""",
    "content/texts/quiet.md": "Title: Silence\nDate: 2021-07-01\nStatus: hidden\nAuthor: Awa Diallo\n\nChut.\n",
    "content/texts/soon.rst": "Bientôt\n#######\n\n:status: draft\n:author: Awa Diallo\n\nOn verra bien.\n",
    "content/texts/soon-en.rst": "Soon\n####\n\n:status: draft\n:lang: en\n:slug: bientot\n\nWe shall see.\n",
    "content/texts/broken.rst": "Cassé\n#####\n\n:date: 2021-08-01\n\nUn *astérisque seul.\n",
    "content/texts/photo.png": PNG,
    **{
        f"content/texts/list-{n}.md": f"Title: Liste {n}\nDate: 2021-09-0{n}\nCategory: Lieux\nTags: nuit\n"
        f"Author: Jean Petit\n\nQuai numéro {n}, vent d'ouest.\n"
        for n in range(1, 5)
    },
    "content/files/carte.png": PNG,
    "content/pages/equipe.md": "Title: L'équipe\nSlug: équipe\n\nDeux rives, deux plumes.\n",
    "content/pages/team.md": "Title: The team\nSlug: équipe\nLang: en\n\nTwo shores, two pens.\n",
}

PROJECT: Mapping[str, str | bytes] = {
    "pelicanconf.py": """\
SITENAME = "Hoist"
SITEURL = ""
PATH = "src"
TIMEZONE = "UTC"
DEFAULT_LANG = "en"
THEME = "theme"
PLUGINS = []
ARTICLE_PATHS = ["news"]
PAGE_PATHS = ["docs", "pages"]
STATIC_PATHS = ["downloads", "extra"]
EXTRA_PATH_METADATA = {
    "extra/favicon.png": {"path": "favicon.png"},
    "extra/robots.txt": {"path": "robots.txt"},
    "extra/CNAME": {"path": "CNAME"},
    "docs": {"template": "page"},
}
FILENAME_METADATA = r"(?P<date>\\d{4}-\\d{2}-\\d{2})_(?P<slug>.*)"
PAGE_SAVE_AS = "{slug}.html"
PAGE_URL = "{slug}.html"
FEED_ALL_RSS = "news.rss"
FEED_RSS = "rss.xml"
CATEGORY_FEED_RSS = "feeds/{slug}.rss.xml"
TAG_FEED_RSS = "feeds/tag/{slug}.rss.xml"
FEED_ALL_ATOM = CATEGORY_FEED_ATOM = TRANSLATION_FEED_ATOM = AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = None
YEAR_ARCHIVE_SAVE_AS = "news/{date:%Y}.html"
MONTH_ARCHIVE_SAVE_AS = "news/{date:%Y}/{date:%b}.html"
DIRECT_TEMPLATES = ["index", "archives", "tags", "changes"]
ARCHIVES_SAVE_AS = "news/all.html"
TEMPLATE_PAGES = {"extra/colophon.html": "made-with.html"}
OUTPUT_SOURCES = True
OUTPUT_SOURCES_EXTENSION = ".txt"
""",
    "theme/templates/base.html": "<!DOCTYPE html><html><head><title>{{ SITENAME }}</title>"
    '<link rel="stylesheet" href="/theme/css/hoist.css"></head><body>{% block content %}{% endblock %}</body></html>',
    "theme/templates/index.html": '{% extends "base.html" %}{% block content %}{% for article in articles %}'
    '<a href="/{{ article.url }}">{{ article.title }}</a>{% endfor %}{% for p in pages %}'
    '<a href="/{{ p.url }}">{{ p.title }}</a>{% endfor %}{% endblock %}',
    **{
        f"theme/templates/{name}.html": '{% extends "index.html" %}'
        for name in ("archives", "tags", "changes", "tag", "category", "author", "period_archives")
    },
    "theme/templates/article.html": '{% extends "base.html" %}'
    "{% block content %}<article>{{ article.content }}</article>{% endblock %}",
    "theme/templates/page.html": '{% extends "base.html" %}'
    "{% block content %}<article>{{ page.content }}</article>{% endblock %}",
    "theme/static/css/hoist.css": "body { color: black }\n",
    "theme/static/logo.png": PNG,
    "src/news/2022-02-14_first-release.rst": """\
First release
=============

:category: releases
:tags: release, notes

Hoist **0.1** lifts one bucket. Get it from `downloads <{static}/downloads/hoist-0.1.txt>`__, read
`the guide <{filename}/docs/guide.rst>`__ first.
""",
    "src/news/2022-07-30_second-release.md": """\
Title: Second release
Category: releases
Tags: release

Hoist 0.2 lifts two buckets; [the first]({filename}2022-02-14_first-release.rst) still works.
""",
    "src/news/2023-01-09_moved.html": """\
<html><head><title>We moved &amp; grew</title>
<meta name="category" content="people" />
<meta name="tags" content="notes" /></head>
<body><p>The workshop is now by the <em>canal</em>.</p></body></html>
""",
    "src/docs/guide.rst": """\
Guide
=====

:slug: guide

Ropes
-----

Use a rope. ``hoist --rope`` names it.

.. note:: Never a chain.
""",
    "src/docs/install.rst": "Install\n=======\n\n:slug: install\n\n.. include:: src/docs/steps.inc\n",
    "src/docs/steps.inc": "Unpack the bucket.\n",
    "src/docs/faq.rst": "Questions\n=========\n\n:slug: faq\n\nWhy?\n    It lifts.\n\nSee `guide <guide.html>`__.\n",
    "src/docs/manual.md": "Title: Manual\nSlug: manual/index\n\nPull. Then let go.\n",
    "src/pages/imprint.html": "<html><head><title>Imprint</title></head><body><p>Gate four.</p></body></html>",
    "src/downloads/hoist-0.1.txt": "bucket\n",
    "src/downloads/old site/read me.txt": "older bucket\n",
    "src/extra/favicon.png": PNG,
    "src/extra/robots.txt": "User-agent: *\nDisallow: /drafts/\n",
    "src/extra/CNAME": "hoist.example\n",
    "src/extra/colophon.html": "<!DOCTYPE html><title>Made with</title><p>{{ SITENAME }} is made with care.</p>",
}

SITES = {"blog": BLOG, "magazine": MAGAZINE, "project": PROJECT}


def written(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    """The folder, with the files of a site."""
    for name, content in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder
