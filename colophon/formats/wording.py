"""What the forms in English say of an article. The theme says the same on the page, in the language of the site."""

from __future__ import annotations

from colophon.model.article import Comparison, Outcome


def compared(comparison: Comparison) -> str:
    """How the text shown compares with the text received, in a sentence without its full stop."""
    number = comparison.changes
    changes = f"{number} declared change{'s' if number != 1 else ''}"
    if comparison.outcome is Outcome.EQUAL:
        return "The text is the one received, word for word"
    if comparison.outcome is Outcome.CHANGED:
        return f"The text is the one received, word for word, but for {changes}"
    if comparison.outcome is Outcome.NOT_COMPARED:
        declared = f"; the editor declares {number} change{'s' if number != 1 else ''}" if number else ""
        kept = "not text" if comparison.kept in (None, "file") else f"{_article(comparison.kept)} {comparison.kept}"
        return f"The text was not compared with what was received: the copy kept is {kept}{declared}"
    if comparison.outcome is Outcome.OWN:
        return "The text was written for this site"
    return "The text was not compared with what was received: no copy of the text received is kept"


def _article(noun: str) -> str:
    return "an" if noun[0] in "aeiou" else "a"
