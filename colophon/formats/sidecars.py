"""The forms of an article that stand beside its page, by the ending of the file's name.

This room knows the other encodings and nothing else; where the files are written must not be known here.
"""

from __future__ import annotations

from collections.abc import Callable

from colophon.formats.article_json import article_json
from colophon.formats.bibtex import bibtex
from colophon.formats.csl import csl
from colophon.formats.markdown import markdown
from colophon.formats.plain_text import plain_text
from colophon.formats.ris import ris
from colophon.formats.tei import tei
from colophon.views.article import ArticleView
from colophon.views.site import SiteView

FORMS: dict[str, Callable[[ArticleView, SiteView, str], str | bytes]] = {
    "csl.json": csl,
    "bib": bibtex,
    "ris": ris,
    "txt": plain_text,
    "md": markdown,
    "tei.xml": tei,
    "json": article_json,
}
