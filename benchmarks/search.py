#!/usr/bin/env python3
"""Measure the search index of a synthetic archive: its files, the time and memory to make it, and what a query loads.

    search.py N [MOST [FOLDER]]

N articles over ten years, in shards of MOST at the most, as a build makes them unless it is said; 0: in one. FOLDER
keeps the index, so that it can be asked again without being made.

The articles of corpus.py repeat few words, so that every index would look small. These have 500 words each out of
200,000, by Zipf's law as in real texts; one in ten is in Chinese. Nothing is rendered: the records go to Pagefind as
those of articles do, and the search page of a small site, in Chromium, asks a host that counts what it sends.
"""

import random
import re
import resource
import shutil
import sys
import tempfile
import time
from bisect import bisect_left
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from functools import partial
from gzip import compress
from hashlib import blake2b
from itertools import accumulate
from pathlib import Path
from threading import Thread
from typing import ClassVar

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from helpers.browsing import ARGUMENTS, find_chromium  # noqa: E402
from helpers.building import Site  # noqa: E402
from helpers.hosting import Handler, Server  # noqa: E402
from playwright.sync_api import expect, sync_playwright  # noqa: E402

from colophon.model.addresses import shard as folder_of  # noqa: E402
from colophon.output import pagefind  # noqa: E402
from colophon.output.search_index import ARTICLES, LIST, shard_entry, shard_list  # noqa: E402
from colophon.store.indexes import EVER, cut_up  # noqa: E402
from colophon.store.records import DAY  # noqa: E402

FIRST, DAYS, WORDS = date(2016, 1, 1).toordinal(), 3650, 500
BEGINNINGS, ENDS = [*"bcdfghjklmnprstvwz", "st", "tr", "pr", "ch", "sh"], [*"aeiou", "ai", "ea", "er", "in", "on"]
HAN = [chr(0x4E00 + n) for n in range(0, 20000, 8)]


def vocabulary(number: int) -> list[str]:
    """Invented words, the commonest first."""
    chance, found = random.Random(7), {}
    while len(found) < number:
        length = 1 if len(found) < 100 else chance.choice((2, 2, 3, 3, 4))
        found["".join(chance.choice(BEGINNINGS) + chance.choice(ENDS) for _ in range(length))] = None
    return list(found)


VOCABULARY = vocabulary(200_000)
WEIGHTS = list(accumulate(1 / (rank + 2.7) ** 1.05 for rank in range(len(VOCABULARY))))
HAN_WEIGHTS = list(accumulate(1 / (rank + 5) ** 0.9 for rank in range(len(HAN))))


def record(number: int, total: int) -> pagefind.SearchRecord:
    chance = random.Random(number)
    printed = date.fromordinal(FIRST + DAYS * number // total)
    chinese = number % 10 == 9
    if chinese:
        text = "，".join("".join(chance.choices(HAN, cum_weights=HAN_WEIGHTS, k=12)) for _ in range(50))
    else:
        text = " ".join(chance.choices(VOCABULARY, cum_weights=WEIGHTS, k=WORDS))
    title = text[:14] if chinese else " ".join(text.split()[:8])
    line = f"Newspaper {number % 40}, page {number % 16:02}, {printed:%d %B %Y}; machine translation, not reviewed"
    language = "zh" if chinese else "en"
    subjects = [f"subject-{chance.randrange(200)}" for _ in range(3)]
    values = {"year": [f"{printed:%Y}"], "source": [f"newspaper-{number % 40}"], "subject": subjects,
              "language": [language], "translation": ["machine", "unreviewed"]}  # fmt: skip
    choices = {name: {value: value for value in some} for name, some in values.items()}
    address = f"{printed:%Y/%m}/story-{number:06}.html"
    return pagefind.SearchRecord(address, title, line, text, language, choices)


def spans(total: int, most: int) -> Iterator[tuple[int, range]]:
    """Each shard's start and the numbers of its articles, from old to new."""
    moments = [(FIRST + DAYS * number // total) * DAY for number in range(total)]

    def numbers(span: tuple[int, int]) -> range:
        return range(bisect_left(moments, span[0]), bisect_left(moments, span[1]))

    for span in cut_up(EVER, most or total, lambda span: len(numbers(span))):
        yield span.start, numbers(span)


def index(total: int, most: int, folder: Path) -> None:
    """Write the whole index below `folder`."""
    told = []
    with pagefind.Pagefind() as running:
        program = pagefind.program_files(running, "en")
        write(folder / "search", program)
        for start, numbers in spans(total, most):
            records = [record(number, total) for number in reversed(numbers)]
            began = time.monotonic()
            files = pagefind.shard_files(running, records)
            print(f"  {folder_of(start)}: {len(records)} articles in {time.monotonic() - began:.1f} s", flush=True)
            write(folder / folder_of(start), files)
            tag = blake2b(files["pagefind-entry.json"], digest_size=4).hexdigest()
            told.append(shard_entry(folder_of(start), tag, records))
    write(folder / "search", {"shards.json": shard_list("bench", told[::-1])})


def write(folder: Path, files: dict[str, bytes]) -> None:
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)


class Counting(Handler):
    """A host that compresses texts, as most do, and counts the bytes that it sends."""

    sent: ClassVar[list[int]] = []

    def do_GET(self) -> None:  # noqa: N802 - the standard library's name
        path = Path(self.translate_path(self.path.partition("?")[0]))
        if path.suffix not in (".html", ".js", ".css", ".json", ".svg") or not path.is_file():
            super().do_GET()
            return
        data = compress(path.read_bytes(), 6)
        self.count(len(data))
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(path)))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(data)))
        self.send_header("Cache-Control", "max-age=60")
        self.end_headers()
        self.wfile.write(data)

    def copyfile(self, source, outputfile) -> None:
        data = source.read()
        self.count(len(data))
        outputfile.write(data)

    def count(self, size: int) -> None:
        """Only what is there for the search: letters and styles of every page a reader has already."""
        if "search" in self.path:
            self.sent.append(size)


@contextmanager
def host(folder: Path) -> Iterator[str]:
    server = Server(("127.0.0.1", 0), partial(Counting, mount="/", directory=str(folder)))
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


QUERIES = {
    "a frequent word": VOCABULARY[300],
    "a seldom word": VOCABULARY[20_000],
    "a very rare word": VOCABULARY[150_000],
    "with the commonest": f"{VOCABULARY[0]} {VOCABULARY[500]}",
    "two words": f"{VOCABULARY[1_000]} {VOCABULARY[3_000]}",
    "the commonest alone": VOCABULARY[0],
    "two Han characters": HAN[40] + HAN[400],
}


def queries(folder: Path) -> None:
    """Ask each query first, in a browser that has nothing yet, and then as a further one."""
    with host(folder) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=ARGUMENTS)
        print("  query                   first KB  next KB  requests  found")
        for name, words in QUERIES.items():
            page = browser.new_context().new_page()
            first, _, _ = asked(page, f"{address}/search.html", words)
            page.context.close()
            page = browser.new_context().new_page()
            asked(page, f"{address}/search.html", VOCABULARY[777])
            later, requests, found = asked(page, None, words)
            page.context.close()
            print(f"  {name:22}  {first / 1000:8.0f}  {later / 1000:7.0f}  {requests:8}  {found}", flush=True)
        browser.close()


def asked(page, address: str | None, words: str) -> tuple[int, int, str]:
    """The bytes and requests of one query; with an address, those of the page too."""
    Counting.sent.clear()
    if address:
        page.goto(address)
    page.get_by_role("searchbox").fill(words)
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_have_text(re.compile("found", re.IGNORECASE), timeout=120_000)
    page.wait_for_load_state("networkidle")
    return sum(Counting.sent), len(Counting.sent), page.get_by_role("status").inner_text()


def measure(total: int, most: int, kept: Path) -> None:
    if not kept.exists():
        began = time.monotonic()
        index(total, most, kept)
        took, memory = time.monotonic() - began, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1000
        print(f"{total} articles, at the most {most or 'all'} a shard: {took:.0f} s, Pagefind's memory {memory:.0f} MB")
    files = [path for path in (kept / "search").rglob("*") if path.is_file()]
    size = sum(path.stat().st_size for path in files) / 1e6
    listing = len(compress((kept / LIST).read_bytes()))
    print(f"  {len(files)} files, {size:.0f} MB; the list of shards {listing} bytes")
    for ending in ("pf_meta", "pf_index", "pf_filter", "pf_fragment"):
        sizes = sorted(path.stat().st_size for path in files if path.suffix == f".{ending}")
        print(f"  {ending}: {len(sizes)} files, median {sizes[len(sizes) // 2]}, largest {sizes[-1]} bytes")
    with tempfile.TemporaryDirectory() as folder:
        site = Site.minimal(Path(folder))
        site.set(SEARCH=True)
        print(" ", site.build().text.strip().splitlines()[-1])
        shutil.rmtree(site.output / "search")
        (site.output / "search").symlink_to(kept.resolve() / "search")
        queries(site.output)


if __name__ == "__main__":
    given = sys.argv[1:]
    if len(given) not in (1, 2, 3) or not all(number.isdecimal() for number in given[:2]):
        sys.exit("usage: search.py N [MOST [FOLDER]]")
    at_most = int(given[1]) if len(given) > 1 else ARTICLES * 3 // 2
    with tempfile.TemporaryDirectory() as temporary:
        measure(int(given[0]), at_most, Path(given[2]) if len(given) > 2 else Path(temporary, "index"))
