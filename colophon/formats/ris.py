"""The reference as RIS, which EndNote, Mendeley and the library catalogues read: the specification of 2012.

A tag, two spaces, a hyphen and a space begin each line, and CR LF ends it. The format has no tag for the language of an
original, so that is left out. How other formats write a reference must not be known here.
"""

from __future__ import annotations

from colophon.formats.citation import citation
from colophon.views.article import ArticleView
from colophon.views.site import SiteView


def ris(article: ArticleView, site: SiteView, credit: str) -> str:
    """One reference."""
    cited = citation(article, site, credit)
    tags = (
        ("TY", "NEWS" if cited.newspaper else "ELEC"),
        ("ID", cited.key),
        ("TI", cited.title),
        ("T2", cited.container),
        ("PY", f"{cited.issued.year:04}"),
        # Year, month, day and a further word, which is empty.
        ("DA", cited.issued.isoformat().replace("-", "/") + "/"),
        ("SP", cited.page),
        ("LA", cited.language),
        ("M3", cited.genre),
        ("UR", cited.url),
        ("N1", cited.note),
        ("AB", cited.abstract),
        ("ER", ""),
    )
    return "".join([f"{tag}  - {value}\r\n" for tag, value in tags if value is not None])
