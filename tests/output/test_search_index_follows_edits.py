"""After any edit the search index is that of a clean build, and the shards of other years are as they were."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable

import pytest
from helpers.building import Site, tree
from helpers.hosting import served
from playwright.sync_api import Browser, expect

from colophon.model.problems import Refused
from colophon.output import pagefind, search_index
from colophon.output.pagefind import Pagefind, SearchRecord

YEARS = range(2015, 2023)


@pytest.fixture
def many(site: Site, monkeypatch: pytest.MonkeyPatch) -> Site:
    """Four articles a year, in shards of six at the most."""
    monkeypatch.setattr(search_index, "ARTICLES", 4)
    site.set(SEARCH=True)
    for year in YEARS:
        for month in (1, 4, 7, 10):
            site.article(f"a{year}-{month}", date=f"{year}-{month:02}-15", text=f"Word{year} and regatta{month}.")
    return site


def searched(site: Site) -> dict[str, str]:
    return {path: digest for path, digest in site.tree().items() if path.startswith("search/")}


def titles(site: Site) -> dict[str, str]:
    """Each fragment's title with its file."""
    found = {}
    for file in (site.output / "search").rglob("*.pf_fragment"):
        data = gzip.decompress(file.read_bytes()).removeprefix(b"pagefind_dcd")
        found[json.loads(data)["meta"]["title"]] = file.relative_to(site.output).as_posix()
    return found


EDITS: dict[str, Callable[[Site], object]] = {
    "change": lambda site: site.article("a2016-4", date="2016-04-15", text="Another text."),
    "add": lambda site: site.article("new", date="2018-03-03"),
    "redate": lambda site: site.article("new", date="2021-12-31"),
    "delete": lambda site: (site.content / "articles/a2015-1.md").unlink(),
    "rename": lambda site: (site.content / "articles/a2019-7.md").rename(site.content / "articles/b.md"),
    "many in a year": lambda site: [site.article(f"m{n}", date=f"2020-02-{n + 1:02}") for n in range(9)],
    "draft": lambda site: site.article("a2017-4", date="2017-07-15", header="status: draft"),
    "register": lambda site: site.write("register/publications.yaml", "example-daily: {name: Daily Example}\n"),
    "language": lambda site: site.article("zh", date="2017-05-05", text="港务局在港口试灯。", header="lang: zh-Hant"),
    "a file deleted": lambda site: next((site.output / "search").rglob("*.pf_index")).unlink(),
    "another file deleted": lambda site: (site.output / "search/pagefind.js").unlink(),
    "site's language": lambda site: site.set(DEFAULT_LANG="zh"),
    "off": lambda site: site.set(SEARCH=False),
    "on again": lambda site: site.set(SEARCH=True),
    "nothing left": lambda site: [file.unlink() for file in (site.content / "articles").iterdir()],
}


@pytest.mark.filterwarnings("ignore")
def test_after_every_edit_the_index_is_that_of_a_clean_build(many: Site) -> None:
    many.build_here()
    for number, (name, edit) in enumerate(EDITS.items()):
        edit(many)
        many.build_here()
        clean = many.folder / f"clean{number}"
        many.build_here(clean, many.folder / "clean-cache")
        assert many.tree() == tree(clean), name
        assert ("search/shards.json" in many.tree()) == (name != "off")


@pytest.mark.filterwarnings("ignore")
def test_an_edit_touches_the_shard_of_its_year_alone(many: Site) -> None:
    many.build_here()
    before, was = searched(many), titles(many)
    folders = {path.split("/")[1] for path in before if path.count("/") > 1}
    assert len(folders) == len(YEARS)
    many.article("a2016-4", date="2016-04-15", title="Changed", text="Another text.")
    many.build_here()
    after, now = searched(many), titles(many)
    changed = {path for path in {*before, *after} if before.get(path) != after.get(path)}
    assert {path.split("/")[1] for path in changed} == {now["Changed"].split("/")[1], "shards.json"}
    assert was["The a2016-4 article"] in changed - after.keys()
    (many.content / "articles/a2016-4.md").unlink()
    many.build_here()
    assert now["Changed"] not in searched(many)


@pytest.mark.filterwarnings("ignore")
def test_pagefind_runs_for_no_shard_whose_articles_are_as_they_were(
    many: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []
    index = pagefind.shard_files

    def watched(*args: object) -> dict[str, bytes]:
        made.append("shard")
        return index(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(pagefind, "shard_files", watched)
    many.build_here()
    assert len(made) == len(YEARS)
    made.clear()
    many.set(DEFAULT_PAGINATION=3)  # every page is looked at again
    many.write("pages/about.md", "---\ntitle: About\n---\n\nWho we are.\n")
    many.build_here()
    many.article("a2016-4", date="2016-04-15", text="Another text.")
    many.build_here()
    assert len(made) <= 1 + len(YEARS)


def test_with_plugins_the_index_is_the_same(site: Site) -> None:
    site.set(SEARCH=True)
    assert site.build().code == 0
    without = searched(site)
    site.set(PLUGINS=["pelican.plugins.neighbors"])
    for _ in range(2):
        assert site.build().code == 0
        assert searched(site) == without


@pytest.mark.filterwarnings("ignore")
def test_without_pagefind_the_build_says_what_to_do(many: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAGEFIND_BINARY_PATH", str(many.folder / "nowhere"))
    with pytest.raises(Refused, match="SEARCH = False"):
        many.build_here()
    assert not many.output.exists()


@pytest.mark.filterwarnings("ignore")
def test_older_shards_are_loaded_when_the_newest_hold_too_little(many: Site, browser: Browser) -> None:
    many.build_here()
    loaded: list[str] = []
    page = browser.new_page()
    script = (many.output / "theme/search.js").read_text("utf-8")
    assert "UNASKED = 60" in script  # what is small here is large then
    page.route("**/search.js", lambda route: route.fulfill(body=script.replace("UNASKED = 60", "UNASKED = 16")))
    page.on("request", lambda request: loaded.append(request.url.partition("/search/")[2].partition("/")[0]))
    with served(many.output) as address:
        page.goto(f"{address}search.html?q=word2022")
        expect(page.get_by_role("status")).to_have_text("Articles found: 4. Searched so far: back to 2021.")
        older = page.get_by_role("button", name="Search the rest")
        assert {name for name in loaded if name[:2] == "20"} == {"2021-01-01", "2022-01-01"}
        page.goto(f"{address}search.html?q=word2015")
        expect(page.get_by_role("status")).to_have_text("Nothing found. Searched so far: back to 2021.")
        older.click()
        expect(page.get_by_role("status")).to_have_text("Articles found: 4.")
        expect(older).to_be_hidden()
        loaded.clear()
        page.goto(f"{address}search.html?q=regatta7&year=2018")
        expect(page.locator(".found h2")).to_have_text(["The a2018-7 article"])
        assert len({name for name in loaded if name[:2] == "20"}) == 1
    page.close()


def test_the_same_records_give_the_same_bytes() -> None:
    """Pagefind orders filters and languages by chance: forty filters fall into one order once in 10⁴⁷."""
    records = [
        SearchRecord(
            f"{n}.html",
            str(n),
            "",
            f"words {n}",
            language,
            {"subject": {f"{chr(97 + m % 26)}word{'港s' * 20 * (m % 3)}": "" for m in range(n)}},
        )
        for n in range(40)
        for language in ("en", "zh", "fr")
    ]
    made = []
    for _ in range(2):
        with Pagefind() as running:
            made.append(pagefind.shard_files(running, records))
    assert made[0] == made[1]


def test_words_of_nearly_every_article_are_listed_as_common() -> None:
    texts = [f"The regatta of {'May' if n % 5 else 'June and of rain'}: boat{n}." for n in range(100)]
    records = [SearchRecord("", "", "", text, "en", {}) for text in texts]
    assert search_index.common(records) == ["of", "regatta", "the"]
    assert search_index.common(records[:99]) == []  # too few to tell
