"""The search index in shards by years: which shards there are, which of them changed, and the list of all.

A shard is a span of the list of all articles, cut as the pages of indexes are, only longer. So an article that is
added or changed touches one shard. The key of a shard is a digest of all that its articles give to the index. Where
the key is the last build's, the files stay and Pagefind does not run.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import blake2b
from typing import Any

from colophon.model.addresses import SEARCHED, shard
from colophon.model.article import TERM_KINDS, Article
from colophon.model.names import Names
from colophon.model.problems import Refused
from colophon.output import pagefind
from colophon.output.manifest import Output
from colophon.output.pagefind import ENTRY, Choices, SearchRecord
from colophon.pages.context import PageContext
from colophon.readers.markdown import shown_text
from colophon.rendering.renderer import Missing, TemplateFailed, Theme, template_digest
from colophon.store.indexes import LATEST, Span, the_index
from colophon.store.records import ArticleRow
from colophon.views.article import ArticleView
from colophon.views.page import Provider

# About so many articles are one shard, at the most half as many again. Pagefind takes some 0.3 MB of memory for each
# while it indexes; a browser loads 6 bytes for each before it can search. See docs/search.md.
ARTICLES = 3000

# The series of the output in which all files of the index are, each by the start of its shard; 0 for what they share.
SERIES, SHARED = -1, 0

LIST = f"{SEARCHED}/shards.json"
WHY = "what its articles give to the search index changed"

# Where the theme words the credit line.
ATTRIBUTION = "_parts/attribution"

_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Records:
    """What the articles of one site give to the index. `language` names a language by its BCP 47 tag."""

    names: Names
    language: Callable[[str], str]

    def record(self, article: ArticleView) -> SearchRecord:
        """One article as the index takes it. Raises Missing and TemplateFailed."""
        record = article.record
        words = (record.summary or "", " ".join(shown_text(record.html).split()), " · ".join(_names(article)))
        language, choices = language_of(record.lang), self._choices(record)
        return SearchRecord(article.path, record.title, article.credit, "\n".join(words), language, choices)

    def _choices(self, article: Article) -> Choices:
        """The filters that an article passes, in the order of the form."""
        key_of, source = self.names.key_of, article.source
        translations = [step for step in article.custody if step.act == "translated"]
        translation = ["none"]
        if translations:
            reviewed = article.review is not None and not article.review_voided
            translation = [translations[-1].method or "unstated", "reviewed" if reviewed else "unreviewed"]
        return {
            "year": {str(article.date.year): str(article.date.year)},
            "source": {key_of(source.publication): self.names.of("sources", source.publication).text} if source else {},
            "subject": {key_of(word): word for word in reversed(article.terms.get("subjects", ()))},
            "language": {article.lang: self.language(article.lang)},
            "translation": dict.fromkeys(translation, ""),
        }


@dataclass
class Search:
    """The search index of one site. `progress` is told (what, how many done, how many in all)."""

    stock: PageContext
    theme: Theme
    provider: Provider
    output: Output
    progress: Callable[[str, int, int | None], None] = lambda what, done, total: None
    _planned: set[str] = field(default_factory=set)

    def put(self, moments: set[int] | None) -> set[str]:
        """Put the shards that hold one of `moments`, or all where it is None, as far as they changed, and drop those
        that are gone. Returns the files of the index that it looked at. Raises Refused."""
        index = the_index(self.stock.archive, *LATEST, ARTICLES)
        spans = index.every_span() if index else []
        last = {int(start): entry for start, entry in json.loads(self.stock.archive.get("search") or "{}").items()}
        entries: dict[int, Any] = {}
        with ExitStack() as self._running:
            shared = self._shared(last.get(SHARED))
            for done, (span, count) in enumerate(spans):
                self.progress("Indexing", done, len(spans))
                entry = last.get(span.start)
                if index and not (entry and entry["articles"] == count and not _holds(span, moments)):
                    entry = self._shard(span, list(index.rows(span)), entry)
                entries[span.start] = entry
        for start in sorted(last.keys() - entries.keys() - {SHARED}):
            self._drop(start, set())
        self._planned.add(LIST)
        data = shard_list(shared["tag"], [entries[start] for start in sorted(entries, reverse=True)])
        self.output.put(LIST, data, why=WHY, series=(SERIES, SHARED))
        self.stock.archive.keep("search", json.dumps({**entries, SHARED: shared}))
        return self._planned

    def _shared(self, last: Any) -> Any:
        """Put Pagefind's program, and return its key and tag."""
        language = language_of(self.stock.site.lang)
        key = blake2b(self._base + language.encode(), digest_size=8).digest()
        tag = self._put(SEARCHED, SHARED, key, last, lambda: pagefind.program_files(self._pagefind, language))
        return {"key": key.hex(), "tag": tag} if tag else last

    def _shard(self, span: Span, rows: list[ArticleRow], last: Any) -> Any:
        """Put one shard, and return its entry in the list."""
        key, folder, records = self._key(rows), shard(span.start), list[SearchRecord]()

        def make() -> dict[str, bytes]:
            articles = (self.stock.article(row).opened(self.provider) for row in rows)
            records.extend(map(self._records.record, articles))
            return pagefind.shard_files(self._pagefind, records)

        tag = self._put(folder, span.start, key, last, make)
        return {"key": key.hex(), **shard_entry(folder, tag, records)} if tag else last

    def _put(self, folder: str, start: int, key: bytes, last: Any, make: Callable[[], dict[str, bytes]]) -> str | None:
        """Put the files that `make` makes, and return a tag that changes with them; None where the last build put
        files of an equal key, and they are still there."""
        entry, before = f"{folder}/{ENTRY}", set(self.output.series(SERIES, start, start + 1))
        if last and self.output.key(entry) == key and self.output.missing.isdisjoint(before):
            self._planned |= before
            return None
        try:
            files = {f"{folder}/{name}": data for name, data in make().items()}
        except pagefind.PagefindError as error:
            reason = f"Pagefind could not make the search index: {error}"
            raise Refused(f"{reason}; install it as requirements.lock says, or set SEARCH = False") from error
        except (TemplateFailed, Missing) as error:
            raise Refused(f"the credit line of {ATTRIBUTION}.html can't be said: {error}; mend the template") from error
        for path, data in files.items():
            self.output.put(path, data, key, WHY, (SERIES, start))
        self._planned |= files.keys()
        self._drop(start, {*files, LIST})
        return blake2b(files[entry], digest_size=4).hexdigest()

    def _drop(self, start: int, files: Iterable[str]) -> None:
        """Drop all files of a shard but these."""
        for path in sorted(set(self.output.series(SERIES, start, start + 1)).difference(files)):
            self.output.drop(path)

    def _key(self, rows: list[ArticleRow]) -> bytes:
        digest = blake2b(self._base, digest_size=8)
        for row in rows:
            digest.update(row.summary.address.encode() + b"\0" + row.record)
        words = sorted({word for row in rows for word in row.lookups})
        digest.update(repr([(word, self.stock.names.of(*word)) for word in words]).encode())
        return digest.digest()

    @cached_property
    def _base(self) -> bytes:
        """Changes with Pagefind, the engine, the settings, and how the theme words a credit line."""
        return template_digest(self.theme, ATTRIBUTION)

    @cached_property
    def _pagefind(self) -> pagefind.Pagefind:
        """Started by the first shard that needs it."""
        return self._running.enter_context(pagefind.Pagefind())

    @cached_property
    def _records(self) -> Records:
        return Records(self.stock.names, dict(self.theme.filters)["language"])


def language_of(tag: str) -> str:
    """The language in whose index an article goes: “zh” for zh-Hans and zh-Hant alike, so that one query finds both."""
    return tag.split("-", 1)[0].lower()


def shard_entry(folder: str, tag: str, records: list[SearchRecord]) -> dict[str, Any]:
    """What the list of shards says of one: where it is, and what can be found and chosen in it."""
    choices: Choices = {}
    for record in records:
        for name, values in record.choices.items():
            choices.setdefault(name, {}).update(values)
    return {
        "tag": tag,
        "folder": folder.rpartition("/")[2],
        "articles": len(records),
        "languages": dict(sorted(Counter(record.language for record in records).items())),
        "common": common(records),
        "choices": {name: dict(sorted(values.items())) for name, values in choices.items()},
    }


def common(records: list[SearchRecord]) -> list[str]:
    """The words that four articles of five have, where there are 100 articles or more. Such words find nothing, and the
    index of them is by far the largest; so a query does better without them."""
    if len(records) < 100:
        return []
    counts = Counter(word for record in records for word in set(_WORD.findall(record.content.lower())))
    return sorted(word for word, count in counts.items() if count > len(records) * 0.8)


def shard_list(tag: str, entries: list[Any]) -> bytes:
    """The list of shards, from new to old, as the search page reads it: what each is, what can be chosen in it, the
    names of these choices, and common words. `tag` changes with Pagefind's program."""
    names: Choices = {}
    for entry in entries:
        for name, values in entry["choices"].items():
            names[name] = {**values, **names.get(name, {})}
    words = sorted({word for entry in entries for word in entry["common"]})
    # Without the key, which may change where nothing changes that a reader sees.
    parts = ("tag", "folder", "articles", "languages")
    shards = [
        {part: entry[part] for part in parts} | {"choices": {k: [*v] for k, v in entry["choices"].items()}}
        for entry in entries
    ]
    content = {"tag": tag, "common": words, "names": names, "shards": shards}
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()


def _names(article: ArticleView) -> Iterator[str]:
    """Who and what the article names, by all names that the register has."""
    for name in (name for kind in TERM_KINDS for name in article.terms.get(kind, ())):
        yield name.text
        yield from (other for _, other in name.names)
    if source := article.source:
        yield source.name
        yield from (other for _, other in source.names)


def _holds(span: Span, moments: set[int] | None) -> bool:
    return moments is None or any(span.start <= moment < span.end for moment in moments)
