"""What an article gives to the search index: the words that find it, what a result shows, the filters it passes.

A result shows the credit line as the theme words it. How an index is made and where it lies must not be known here.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from colophon.model.article import TERM_KINDS, Article
from colophon.store.records import ArticleRow
from colophon.readers.markdown import shown_text
from colophon.model.names import Names
from colophon.output.search.pagefind import Found
from colophon.views.article import ArticleView

_WORD = re.compile(r"\w+")

# What a reader can choose from, in the order of the form: the name of a filter → the name of each of its values.
Choices = dict[str, dict[str, str]]


@dataclass(frozen=True)
class Records:
    """The records of one site's articles."""

    names: Names
    # the name of a language by its BCP 47 tag
    language: Callable[[str], str]

    def found(self, article: ArticleView) -> Found:
        """One article as the index takes it. Raises Missing and TemplateFailed."""
        record = article.record
        filters = tuple((name, value) for name, choices in self.choices(record).items() for value in choices)
        words = (record.summary or "", " ".join(shown_text(record.html).split()), " · ".join(self._called(article)))
        # Pagefind searches all that it is given to show, and the words of a credit line are those of every other; so
        # they come with the address, which it takes as it is.
        shown = (article.path, record.lang, article.credit)
        return Found("\n".join(shown), "\n".join(words), language_of(record.lang), {"title": record.title}, filters)

    def choices(self, article: Article) -> Choices:
        """The filters that an article passes."""
        source, hops = article.source, [hop for hop in article.custody if hop.act == "translated"]
        translation = ["none"]
        if hops:
            reviewed = article.review is not None and not article.review_voided
            translation = [hops[-1].method or "unstated", "reviewed" if reviewed else "unreviewed"]
        return {
            "year": {str(article.date.year): str(article.date.year)},
            "source": {self._key(source.publication): self.names.of("sources", source.publication).text} if source else {},
            "subject": {self._key(word): word for word in reversed(article.terms.get("subjects", ()))},
            "language": {article.lang: self.language(article.lang)},
            "translation": dict.fromkeys(translation, ""),
        }

    def _called(self, view: ArticleView) -> Iterator[str]:
        """Who and what the article names, by all names that the register has."""
        for name in (name for kind in TERM_KINDS for name in view.terms.get(kind, ())):
            yield name.text
            yield from (other for _, other in name.names)
        if source := view.source:
            yield source.name
            yield from (other for _, other in source.names)

    def _key(self, word: str) -> str:
        return self.names.key_of(word)


def language_of(tag: str) -> str:
    """The language in whose index an article goes: “zh” for zh-Hans and zh-Hant alike, which one query then finds."""
    return tag.split("-", 1)[0].lower()


def common(records: list[Found]) -> list[str]:
    """The words that four articles of five have, if these are enough to tell. They find nothing, and what is kept of
    them is by far the largest; so a query does better without them."""
    held = Counter(word for record in records for word in set(_WORD.findall(record.content.lower())))
    return sorted(word for word, number in held.items() if number > len(records) * 0.8) if len(records) >= 100 else []


def names_of(names: Names, rows: list[ArticleRow]) -> list[Any]:
    """All names that articles look up, in one order: what they show besides their own records."""
    return [(pair, names.of(*pair)) for pair in sorted({pair for row in rows for pair in row.lookups})]
