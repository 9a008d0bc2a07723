"""The search index, in shards by years: which there are, which of them a build must make anew, and their list.

A shard is a span of the list of all articles, cut as the pages of indexes are, only longer: so an article added or
changed touches one shard. Its key is a digest of all that its articles give; with an equal key its files are kept and
Pagefind is not run. Knows the archive and the output; what an article gives to the index and how an index is made must
not be known here.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import blake2b
from typing import Any

from colophon.model.addresses import SEARCHED, shard
from colophon.store.records import ArticleRow
from colophon.store.indexes import LATEST, Span, the_index
from colophon.output.manifest import Output
from colophon.pages.context import Stock
from colophon.model.problems import Refused
from colophon.views.page import Provider
from colophon.rendering.renderer import Missing, TemplateFailed, Theme, template_digest
from colophon.output.search import pagefind
from colophon.output.search.canonical import ENTRY
from colophon.output.search.pagefind import Found
from colophon.output.search.records import Choices, Records, common, language_of, names_of

# About so many articles are one shard, at the most half as many again. Pagefind takes some 0.3 MB of memory for each
# while it indexes; a browser loads 6 bytes for each before it can search. See docs/search.md.
ARTICLES = 3000

# Where the theme words the credit line.
ATTRIBUTION = "_parts/attribution"

# The series of the output in which all files of the index are, each by the start of its shard; 0 for what they share.
SERIES, SHARED = -1, 0

LIST = f"{SEARCHED}/shards.json"
WHY = "what its articles give to the search index changed"


@dataclass
class Search:
    """The search index of one site. `progress` is told (what, how many done, how many in all)."""

    stock: Stock
    theme: Theme
    provider: Provider
    output: Output
    progress: Callable[[str, int, int | None], None] = lambda what, done, total: None
    _planned: set[str] = field(default_factory=set)

    def put(self, moments: set[int] | None) -> set[str]:
        """Put the shards that hold one of `moments`, all where it is None, as far as they changed; drop what is no
        more. Returns the files of the index, as far as they were looked at. Raises Refused."""
        index = the_index(self.stock.archive, *LATEST, ARTICLES)
        spans = index.every_span() if index else []
        kept = {int(start): told for start, told in json.loads(self.stock.archive.get("search") or "{}").items()}
        told: dict[int, Any] = {}
        with ExitStack() as self._running:
            program = self._shared(kept.get(SHARED))
            for done, (span, count) in enumerate(spans):
                self.progress("Indexing", done, len(spans))
                before = kept.get(span.start)
                if before and before["articles"] == count and not _holds(span, moments):
                    told[span.start] = before
                else:
                    told[span.start] = self._shard(span, list(index.rows(span)) if index else [], before)
        for start in sorted(kept.keys() - told.keys() - {SHARED}):
            self._drop(start, set())
        data = listed(program["tag"], [told[start] for start in sorted(told, reverse=True)])
        self._planned.add(LIST)
        self.output.put(LIST, data, why=WHY, series=(SERIES, SHARED))
        self.stock.archive.keep("search", json.dumps({**told, SHARED: program}))
        return self._planned

    def _shared(self, before: Any) -> Any:
        """Put Pagefind's own program."""
        language = language_of(self.stock.site.lang)
        key = blake2b(self._base + language.encode(), digest_size=8).digest()
        tag = self._put(SEARCHED, SHARED, key, before, lambda: pagefind.program(self._pagefind, language))
        return {"key": key.hex(), "tag": tag} if tag else before

    def _shard(self, span: Span, rows: list[ArticleRow], before: Any) -> Any:
        """Put one shard, and return what the list tells of it."""
        key = self._key(rows)
        folder = shard(span.start)
        found: list[Found] = []
        choices: Choices = {}

        def make() -> dict[str, bytes]:
            for row in rows:
                article = self.stock.article(row).opened(self.provider)
                found.append(self._records.found(article))
                for name, values in self._records.choices(article.record).items():
                    choices.setdefault(name, {}).update(values)
            return pagefind.shard(self._pagefind, found)

        tag = self._put(folder, span.start, key, before, make)
        if tag is None:
            return before
        return {
            "key": key.hex(),
            "tag": tag,
            "folder": folder.rpartition("/")[2],
            "articles": len(rows),
            "languages": dict(sorted(Counter(record.language for record in found).items())),
            "common": common(found),
            "choices": {name: dict(sorted(values.items())) for name, values in choices.items()},
        }

    # --- one shard ---------------------------------------------------------------------------------------------

    def _put(self, folder: str, start: int, key: bytes, told: Any, make: Callable[[], dict[str, bytes]]) -> str | None:
        """Put the files that `make` makes, and return a tag that changes with them; None where those of an equal key
        stand there, as was `told` before."""
        entry, before = f"{folder}/{ENTRY}", set(self.output.series(SERIES, start, start + 1))
        if told and self.output.key(entry) == key and self.output.missing.isdisjoint(before):
            self._planned |= before
            return None
        try:
            files = make()
        except pagefind.Failed as error:
            reason = f"Pagefind could not make the search index: {error}"
            raise Refused(f"{reason}; install it as requirements.lock says, or set SEARCH = False") from error
        except (TemplateFailed, Missing) as error:
            raise Refused(f"the credit line of {ATTRIBUTION}.html can't be said: {error}; mend the template") from error
        now = {f"{folder}/{name}": data for name, data in files.items()}
        for path, data in now.items():
            self.output.put(path, data, key, WHY, (SERIES, start))
        self._planned |= now.keys()
        self._drop(start, {*now, LIST})
        return blake2b(now[entry], digest_size=4).hexdigest()

    def _drop(self, start: int, now: Iterable[str]) -> None:
        for path in sorted(set(self.output.series(SERIES, start, start + 1)).difference(now)):
            self.output.drop(path)

    def _key(self, rows: list[ArticleRow]) -> bytes:
        digest = blake2b(self._base, digest_size=8)
        for row in rows:
            digest.update(row.summary.address.encode() + b"\0" + row.record)
        digest.update(repr(names_of(self.stock.names, rows)).encode())
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


def listed(tag: str, shards: list[Any]) -> bytes:
    """The list of shards, from new to old, as the search page reads it: what each is, what can be chosen in it, the
    names of that, and common words. `tag` changes with Pagefind's own program."""
    names: Choices = {}
    for one in shards:
        for name, values in one["choices"].items():
            names[name] = {**values, **names.get(name, {})}
    told = [{**one, "choices": {name: [*values] for name, values in one["choices"].items()}} for one in shards]
    words = sorted({word for one in told for word in one.pop("common")})
    for one in told:
        one.pop("key", None)  # it may differ where nothing does that a reader could see
    listed = {"tag": tag, "common": words, "names": names, "shards": told}
    return json.dumps(listed, ensure_ascii=False, separators=(",", ":")).encode()


def _holds(span: Span, moments: set[int] | None) -> bool:
    return moments is None or any(span.start <= moment < span.end for moment in moments)
