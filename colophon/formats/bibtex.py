"""The reference as BibTeX, in UTF-8: for biber with the fields of biblatex, and for the older BibTeX's plain styles.

BibTeX has no newspaper, so it is an @article whose `entrysubtype` says so. Its braces are counted even behind a
backslash, so a brace in a text is written as a command. How other formats write a reference must not be known here.
"""

from __future__ import annotations

import re

from colophon.formats.citation import citation
from colophon.views.article import ArticleView
from colophon.views.site import SiteView

_ESCAPES = str.maketrans(
    {
        **{sign: f"\\{sign}" for sign in "&%$#_"},
        "\\": r"\textbackslash{}",
        "{": r"\textbraceleft{}",
        "}": r"\textbraceright{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        "`": r"\textasciigrave{}",
    }
)
_PAIR = re.compile(r"(-(?=-)|'(?='))")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def bibtex(article: ArticleView, site: SiteView, credit: str) -> str:
    """One entry."""
    cited = citation(article, site, credit)
    fields = {
        # The second pair of braces keeps the capitals.
        "title": f"{{{_escaped(cited.title)}}}",
        "titleaddon": _escaped(cited.genre),
        "journal" if cited.newspaper else "organization": f"{{{_escaped(cited.container)}}}",
        "entrysubtype": "newspaper" if cited.newspaper else None,
        "date": cited.issued.isoformat(),
        # Older styles know no `date`.
        "year": f"{cited.issued.year:04}",
        "pages": _escaped(cited.page),
        "language": cited.language,
        "origlanguage": cited.original_language,
        "url": cited.url,
        "note": _escaped(cited.note),
        "abstract": _escaped(cited.abstract),
    }
    kind = "article" if cited.newspaper else "online"
    lines = [f"  {name} = {{{value}}}" for name, value in fields.items() if value is not None]
    # The month's name is a word that each style defines, so it has no braces.
    lines.append(f"  month = {_MONTHS[cited.issued.month - 1]}")
    return ",\n".join([f"@{kind}{{{cited.key}", *lines]) + "\n}\n"


def _escaped(text: str | None) -> str | None:
    """The text for TeX, which else sets two hyphens as a dash and two quotes as one."""
    if text is None:
        return None
    text = text.translate(_ESCAPES)
    return _PAIR.sub(r"\1{}", text) if "--" in text or "''" in text else text
