"""The reference as CSL-JSON, which Zotero, Pandoc and the citation processors read: the input schema of CSL 1.0.2.

An array of one item. The schema has no variable for the language of an original, so that stands under `custom`. How
other formats write a reference must not be known here.
"""

from __future__ import annotations

from typing import Any

from colophon.formats.citation import citation
from colophon.formats.json_text import json_text
from colophon.views.article import ArticleView
from colophon.views.site import SiteView


def csl(article: ArticleView, site: SiteView, credit: str) -> str:
    """One item in an array."""
    cited = citation(article, site, credit)
    day = cited.issued
    item: dict[str, Any] = {
        "id": cited.key,
        "type": "article-newspaper" if cited.newspaper else "webpage",
        "title": cited.title,
        "container-title": cited.container,
        "issued": {"date-parts": [[day.year, day.month, day.day]]},
        "page": cited.page,
        "language": cited.language,
        "genre": cited.genre,
        "URL": cited.url,
        "note": cited.note,
        "abstract": cited.abstract,
        "custom": {"original-language": cited.original_language} if cited.original_language else None,
    }
    known = {name: value for name, value in item.items() if value is not None}
    return json_text([known]) + "\n"
