"""The search index in shards by years: which shards there are, which of them changed, and the list of all.

A shard is a span of the list of all articles, cut as the pages of indexes are, only longer. So a new or changed
article changes one shard. The key of a shard is a digest of all that the index takes from its articles. Where the key
is that of the last build, the files stay and Pagefind does not run.
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
from colophon.model.problems import Refused
from colophon.output import pagefind
from colophon.output.manifest import Output
from colophon.output.pagefind import ENTRY, Choices, SearchRecord
from colophon.pages.context import PageContext
from colophon.readers.plain import ruby_bases
from colophon.rendering.renderer import Missing, TemplateFailed, Theme, template_digest
from colophon.store.indexes import LATEST, Span, the_index
from colophon.store.records import ArticleRow
from colophon.views.article import ArticleView
from colophon.views.page import Provider

# About this many articles make a shard, at most half as many again. Pagefind needs about 0.3 MB of memory for each
# while it indexes; a browser loads 6 bytes for each before it can search. See content/docs/search.md.
ARTICLES = 3000

# The files of the index are in this series of the output, with the start of their shard; shared files with a number
# before all moments.
SERIES, SHARED = -1, -1

LIST = f"{SEARCHED}/shards.json"
SEARCH_CHANGED = "what its articles give to the search index changed"

ATTRIBUTION = "_parts/attribution"  # the template that words the credit line

_WORD = re.compile(r"\w+")
# Stands between the text and the names by which it is found too; the page of the search shows a place of one of the two.
END_OF_TEXT = "␝"


@dataclass
class Search:
    """The search index of one site. `progress` is called with (what, how many done, how many in all)."""

    context: PageContext
    theme: Theme
    provider: Provider
    output: Output
    progress: Callable[[str, int, int | None], None] = lambda what, done, total: None
    _planned: set[str] = field(default_factory=set)

    def put(self, moments: set[int] | None) -> set[str]:
        """Put the changed ones of the shards that hold one of `moments`, or of all where it is None, and drop shards
        that no longer exist. Returns the files of the index that it checked. Raises Refused."""
        index = the_index(self.context.archive, *LATEST, ARTICLES)
        spans = index.every_span() if index else []
        last = {int(start): entry for start, entry in json.loads(self.context.archive.get("search") or "{}").items()}
        entries: dict[int, Any] = {}
        with ExitStack() as self._running:
            shared = self._shared(last.get(SHARED))
            for done, (span, count) in enumerate(spans):
                self.progress("Indexing", done, len(spans))
                entry = last.get(span.start)
                stale = moments is None or any(span.start <= moment < span.end for moment in moments)
                if index and (stale or not entry or entry["rows"] != count):
                    entry = self._shard(span, list(index.rows(span)), entry)
                entries[span.start] = entry
        for start in sorted(last.keys() - entries.keys() - {SHARED}):
            self._drop(start, set())
        self._planned.add(LIST)
        data = shard_list(shared["tag"], [entries[start] for start in sorted(entries, reverse=True)])
        self.output.put(LIST, data, why=SEARCH_CHANGED, series=(SERIES, SHARED))
        self.context.archive.keep("search", json.dumps({**entries, SHARED: shared}))
        return self._planned

    def _shared(self, last: Any) -> Any:
        """Put Pagefind's program; return its key and its tag."""
        language = language_of(self.context.site.lang)
        key = blake2b(self._base + language.encode(), digest_size=8).digest()
        tag = self._put(SEARCHED, SHARED, key, last, lambda: pagefind.program_files(self._pagefind, language))
        return {"key": key.hex(), "tag": tag} if tag else last

    def _shard(self, span: Span, rows: list[ArticleRow], last: Any) -> Any:
        """Put one shard; return its entry in the list."""
        key, folder, records = self._key(rows), shard(span.start), list[SearchRecord]()

        def make() -> dict[str, bytes]:
            shown = (row for row in rows if not row.summary.withdrawn)
            articles = (self.context.article(row).opened(self.provider) for row in shown)
            records.extend(map(self._record, articles))
            return pagefind.shard_files(self._pagefind, records)

        tag = self._put(folder, span.start, key, last, make)
        return {"key": key.hex(), "rows": len(rows), **shard_entry(folder, tag, records)} if tag else last

    def _put(self, folder: str, start: int, key: bytes, last: Any, make: Callable[[], dict[str, bytes]]) -> str | None:
        """Put the files that `make` returns; return a tag that changes with them. None where the last build put files
        with the same key, and they still exist."""
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
            self.output.put(path, data, key, SEARCH_CHANGED, (SERIES, start))
        self._planned |= files.keys()
        self._drop(start, {*files, LIST})
        return blake2b(files[entry], digest_size=4).hexdigest()

    def _drop(self, start: int, files: Iterable[str]) -> None:
        """Drop all files of a shard except these."""
        for path in sorted(set(self.output.series(SERIES, start, start + 1)).difference(files)):
            self.output.drop(path)

    def _key(self, rows: list[ArticleRow]) -> bytes:
        digest = blake2b(self._base, digest_size=8)
        for row in rows:
            digest.update(row.summary.address.encode() + b"\0" + row.record)
        words = sorted({word for row in rows for word in row.lookups})
        digest.update(repr([(word, self.context.names.of(*word)) for word in words]).encode())
        return digest.digest()

    @cached_property
    def _base(self) -> bytes:
        """A digest of Pagefind, the engine, the settings, and the theme's wording of the credit line."""
        return template_digest(self.theme, ATTRIBUTION)

    @cached_property
    def _pagefind(self) -> pagefind.Pagefind:
        """Pagefind's program, started by the first shard that needs it."""
        return self._running.enter_context(pagefind.Pagefind())

    def _record(self, article: ArticleView) -> SearchRecord:
        """One article as the index takes it. Raises Missing and TemplateFailed."""
        record = article.record
        text = " ".join((article.text.replace("\xad", ""), *ruby_bases(record.html))).split()
        words = (record.summary or "", " ".join(text), END_OF_TEXT, " · ".join(_names(article)))
        language, choices = language_of(record.lang), self._choices(record)
        return SearchRecord(article.path, record.title, article.credit, "\n".join(words), language, choices)

    def _choices(self, article: Article) -> Choices:
        """The filters that an article passes, in the order of the form."""
        names, key_of, source = self.context.names, self.context.names.key_of, article.source
        printed = [source.publication] if source and source.publication else []
        methods = [step.method for step in article.custody if step.act == "translated"]
        translation = ["none"]
        if methods or article.translators or article.translation_of:
            reviewed = article.review is not None and not article.review_voided
            translation = [(methods or [None])[-1] or "unstated", "reviewed" if reviewed else "unreviewed"]
        return {
            "year": {str(article.date.first.year): str(article.date.first.year)} if article.date else {},
            "source": {key_of(publication): names.of("sources", publication).text for publication in printed},
            "author": {one.key or one.name: one.name for one in article.authors},
            "subject": {key_of(word): names.of("subjects", word).text for word in article.terms.get("subjects", ())},
            "language": {article.lang: dict(self.theme.filters)["language"](article.lang)},
            "translation": dict.fromkeys(translation, ""),
        }


def language_of(tag: str) -> str:
    """The language of the index for an article: “zh” for zh-Hans and zh-Hant, so that one query finds both."""
    return tag.split("-", 1)[0].lower()


def shard_entry(folder: str, tag: str, records: list[SearchRecord]) -> dict[str, Any]:
    """The entry of a shard in the list: its folder, its number of articles, its languages and its filters."""
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
    """The words that more than four of five articles have; none where there are fewer than 100 articles. Such words
    narrow no search, and their part of the index is by far the largest, so a query leaves them out."""
    if len(records) < 100:
        return []
    counts = Counter(word for record in records for word in set(_WORD.findall(record.content.lower())))
    return sorted(word for word, count in counts.items() if count > len(records) * 0.8)


def shard_list(tag: str, entries: list[Any]) -> bytes:
    """The list of shards, from new to old, as the search page reads it: their entries, the names of the filters'
    values, and common words. `tag` changes with Pagefind's program."""
    names: Choices = {}
    for entry in entries:
        for name, values in entry["choices"].items():
            names[name] = {**values, **names.get(name, {})}
    words = sorted({word for entry in entries for word in entry["common"]})
    # The key stays out: it may change where no reader sees a change.
    parts = ("tag", "folder", "articles", "languages")
    shards = [
        {part: entry[part] for part in parts} | {"choices": {k: [*v] for k, v in entry["choices"].items()}}
        for entry in entries
    ]
    content = {"tag": tag, "common": words, "names": names, "shards": shards}
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()


def _names(article: ArticleView) -> Iterator[str]:
    """The names of who wrote and translated the text, and all in the register of the source and of what it names."""
    yield from (one.name for one in (*article.record.authors, *article.translators))
    for name in (name for kind in TERM_KINDS for name in article.terms.get(kind, ())):
        yield name.text
        yield from (other for _, other in name.names)
    if (source := article.source) and source.name:
        yield source.name
        yield from (other for _, other in source.names)
