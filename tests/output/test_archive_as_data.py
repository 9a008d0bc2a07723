"""The archive as data says what the pages say, in files that programs of others read, and is never out of step."""

from __future__ import annotations

import csv
import json
import re
import shutil
import sqlite3
import subprocess
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from helpers.building import ROOT, Site, tree
from jsonschema import Draft202012Validator, ValidationError
from lxml import html
from markdown import markdown
from sqlite_utils import Database

from colophon.model.article import TERM_KINDS, Outcome
from colophon.output import dataset

Told = dict[str, Any]
SCHEMA, LINES, DATABASE, LEDGER = (
    f"data/{name}" for name in ("article.schema.json", "articles.jsonl", "articles.db", "ledger.csv")
)
FILES = {LINES, DATABASE, LEDGER}
PARIS = "2022/11/paris-olympics-symposium.html"
CREDIT = "China Sports Daily, page 01, 30 November 2022; day inferred; machine translation, not reviewed"


def lines(site: Site) -> list[Told]:
    """The articles of the JSON Lines file, each line by itself."""
    data = (site.output / LINES).read_bytes()
    assert not data or data.endswith(b"\n")
    return [json.loads(line) for line in data.decode("utf-8").split("\n")[:-1]]


def beside(site: Site) -> dict[str, Told]:
    """The JSON beside each page, by the page."""
    pages = (file.with_suffix(".html") for file in site.output.rglob("*.bib"))  # of articles alone
    return {
        page.relative_to(site.output).as_posix(): json.loads(page.with_suffix(".json").read_text("utf-8"))
        for page in pages
    }


def earliest(date: str) -> str:
    """The earliest day that a date may be."""
    return f"{date.partition('/')[0]}-01-01"[:10] if date else ""


def schema(site: Site) -> Draft202012Validator:
    told = json.loads((site.output / SCHEMA).read_text("utf-8"))
    Draft202012Validator.check_schema(told)
    return Draft202012Validator(told, format_checker=Draft202012Validator.FORMAT_CHECKER)


def table(site: Site) -> list[dict[str, str]]:
    with (site.output / LEDGER).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


@pytest.fixture
def base(request: pytest.FixtureRequest) -> Iterator[sqlite3.Connection]:
    """The database of the site that a test names."""
    site: Site = request.getfixturevalue(request.param)
    base = sqlite3.connect(f"file:{site.output / DATABASE}?mode=ro", uri=True)
    base.row_factory = sqlite3.Row
    yield base
    base.close()


both = pytest.mark.parametrize("name", ["sample", "ours", "fullest"])
in_both = pytest.mark.parametrize("base", ["sample", "ours", "fullest"], indirect=True)
of_ours = pytest.mark.parametrize("base", ["ours"], indirect=True)
of_sample = pytest.mark.parametrize("base", ["sample"], indirect=True)


# --- JSON ------------------------------------------------------------------------------------------------------------


@both
def test_the_json_of_every_article_is_as_the_schema_says(name: str, request: pytest.FixtureRequest) -> None:
    site: Site = request.getfixturevalue(name)
    articles = beside(site)
    assert PARIS in articles if name == "ours" else len(articles) > 5
    for article in articles.values():
        schema(site).validate(article)


@pytest.mark.parametrize(
    "wrong",
    [{"date": "30 November 2022"}, {"title": ""}, {"source": {"name": "A paper"}}, {"custody": [{"act": "found"}]},
     {"latitude": 0}, {"draft": None}],
    ids=lambda wrong: next(iter(wrong)),
)  # fmt: skip
def test_the_schema_takes_nothing_else(wrong: Told, ours: Site) -> None:
    article = beside(ours)[PARIS]
    with pytest.raises(ValidationError):
        schema(ours).validate({**article, **wrong})
    for field in article:
        with pytest.raises(ValidationError):
            schema(ours).validate({name: value for name, value in article.items() if name != field})


def test_the_schema_has_the_words_of_the_record(ours: Site) -> None:
    told = json.loads((ours.output / SCHEMA).read_text("utf-8"))
    parts = told["$defs"]
    assert told["properties"]["title_by"]["enum"] == ["source", "editor", "translator", None]
    assert parts["comparison"]["properties"]["outcome"]["enum"] == [*Outcome]
    assert parts["step"]["properties"]["act"]["enum"] == ["printed", "reposted", "translated", "edited", "received"]
    assert parts["change"]["properties"]["kind"]["enum"] == ["omitted", "added", "corrected", "normalised"]
    assert parts["reading"]["properties"]["kind"]["enum"] == ["typographic", "conjecture"]
    assert parts["status"]["enum"] == ["verified", "as-stated", "asserted", "inferred", "unknown"]
    assert set(TERM_KINDS) < set(told["properties"])
    for part in (told, *parts.values()):
        assert list(part.get("properties", ())) == part.get("required", [])


def test_the_first_article_is_told_whole(ours: Site) -> None:
    article = beside(ours)[PARIS]
    received = (ROOT / "content/received/2022/paris-olympics-symposium.txt").read_text("utf-8")
    assert article["text"].split() == received.removeprefix(" date 2022-11-30 ").split()
    assert " ".join(html.fromstring(article["html"]).text_content().split()) == " ".join(article["text"].split())
    assert article["words"] == 956
    assert article["credit_line"] == CREDIT
    assert article["comparison"] == {
        "outcome": "changed", "changes": 1, "kept": None, "file": "received/2022/paris-olympics-symposium.txt",
    }  # fmt: skip
    assert article["source"] == {
        **dict.fromkeys(("title", "edition", "volume", "issue", "section", "url", "archived")),
        "name": "China Sports Daily",
        "kind": "newspaper",
        "names": {"zh-Hans": "中国体育报"},
        "path": "sources/china-sports-daily.html",
        "date": "2022-11-30",
        "page": "01",
        "credit": "(Reposted from page 01 of “China Sports Daily” on November 30)",
        "status": {"publication": "as-stated", "date": "inferred", "page": "as-stated"},
    }
    assert [(step["act"], step["status"]) for step in article["custody"]] == [
        ("printed", "as-stated"),
        ("reposted", "inferred"),
        ("translated", "inferred"),
        ("reposted", "inferred"),
        ("received", "verified"),
    ]
    assert article["custody"][2] | {"method": "machine", "from": "zh-Hans", "to": "en"} == article["custody"][2]
    assert [(c["was"], c["now"], c["kind"], c["date"]) for c in article["changes"]] == [
        (" date 2022-11-30 ", "", "omitted", "2026-11-23")
    ]
    assert (len(article["readings"]), len(article["notes"]), len(article["dates"])) == (12, 14, 2)
    (hebei,) = [place for place in article["places"] if place["name"] == "Hebei"]
    assert (round(hebei["latitude"]), round(hebei["longitude"])) == (40, 116)
    assert "中国" not in article["text"]
    assert article["review"] is None
    assert article["draft"] is False


@both
def test_every_path_leads_to_a_file(name: str, request: pytest.FixtureRequest) -> None:
    site: Site = request.getfixturevalue(name)

    def paths(told: Any) -> list[str]:
        if isinstance(told, list):
            return [path for one in told for path in paths(one)]
        if isinstance(told, dict):
            own = [told[field] for field in ("path", "file") if told.get(field)]
            return own + [path for value in told.values() for path in paths(value)]
        return []

    found = paths(list(beside(site).values()))
    assert len(found) > 20
    assert [path for path in found if not (site.output / path).is_file()] == []


def test_addresses_are_whole_where_the_site_has_one(site: Site) -> None:
    assert site.build().code == 0
    assert json.loads((site.output / "2022/11/first.json").read_text())["url"] is None
    assert "$id" not in json.loads((site.output / SCHEMA).read_text())
    site.set(SITEURL="https://example.org/news")
    assert site.build().code == 0
    assert json.loads((site.output / "2022/11/first.json").read_text())["url"].startswith("https://example.org/news/2")
    assert json.loads((site.output / SCHEMA).read_text())["$id"] == f"https://example.org/news/{SCHEMA}"


# --- JSON Lines ------------------------------------------------------------------------------------------------------


@both
def test_the_lines_are_the_json_beside_the_pages(name: str, request: pytest.FixtureRequest) -> None:
    site: Site = request.getfixturevalue(name)
    articles, found = beside(site), lines(site)
    assert {article["path"]: article for article in found} == {
        path: article for path, article in articles.items() if not article["draft"]
    }
    # Those without a date come first; each of the others stands at the earliest day that it may have.
    assert [article["date"] or "" for article in found] == sorted((a["date"] or "" for a in found), key=earliest)
    for article in found:
        line = (site.output / article["path"]).with_suffix(".json").read_bytes()
        assert line.count(b"\n") == 1


def test_the_lines_are_the_articles_of_the_ledger(sample: Site) -> None:
    page, listed = "ledger/index.json", []
    while page:
        told = json.loads((sample.output / page).read_text("utf-8"))
        listed += told["articles"]
        page = told["older"]
    published = {a["page"] for a in listed if not (a["page"].startswith("drafts/") or a["withdrawn"])}
    assert {article["path"] for article in lines(sample)} == published != set()
    assert len(published) < len(listed)


# --- the ledger as CSV -----------------------------------------------------------------------------------------------


@both
def test_the_table_says_what_the_ledger_says(name: str, request: pytest.FixtureRequest) -> None:
    site: Site = request.getfixturevalue(name)
    data = (site.output / LEDGER).read_bytes()
    assert data.count(b"\r\n") > 1
    assert b"\n" not in data.replace(b"\r\n", b"")  # of these texts none has one inside a field
    rows = {row["path"]: row for row in table(site)}
    assert set(rows) == {article["path"] for article in lines(site)}
    page = json.loads((site.output / "ledger/index.json").read_text("utf-8"))
    for told in page["articles"]:
        if told["page"].startswith("drafts/") or told["withdrawn"]:
            continue
        row, source = rows[told["page"]], told["source"] or {}
        assert (row["title"], row["language"], row["date"]) == (told["title"], told["language"], told["date"] or "")
        assert row["source"] == (source.get("name") or "")
        assert row["source_page"] == (source.get("page") or "")
        assert row["source_status"] == (source.get("status") or "")
        assert row["date_status"] == (source.get("date_status") or "")
        assert row["published"] == (told["published"] or "")
        assert (row["comparison"], row["kept"]) == (told["comparison"]["outcome"], told["comparison"]["kept"] or "")
        assert row["original"] == ("yes" if told["original"] else "no")
        assert (row["review"], row["changes"], row["readings"]) == (
            told["review"],
            str(told["changes"]),
            str(told["readings"]),
        )
        assert len(row["open"].split("; ") if row["open"] else []) == len(told["doubts"])


def test_a_field_with_commas_quotes_and_line_ends_comes_back_as_it_was(site: Site) -> None:
    site.set(ARCHIVE_DATA=True)
    title = 'Rowing, "the best",\n and more'
    site.article("first", title="X").write_text(
        (site.content / "articles/first.md").read_text().replace("title: X", f"title: {json.dumps(title)}")
    )
    assert site.build().code == 0
    (article,) = lines(site)
    (row,) = table(site)
    assert row["title"] == article["title"] != ""
    assert '"the best",' in row["title"]


@pytest.mark.parametrize(
    ("text", "cell"),
    [('=HYPERLINK("https://example.org","x")', "'=HYPERLINK(\"https://example.org\",\"x\")"), ("+1+2", "'+1+2"),
     ("-2+3", "'-2+3"), ("@SUM(A1)", "'@SUM(A1)"), ("＝1", "'＝1"), ("\t=1", "'\t=1"), ("\rx", "'\rx"), ("\nx", "'\nx"),
     ("  =1", "'  =1"), ('"=1', "'\"=1"), ("' \"=1", "'' \"=1"), ("", ""), ("A = B", "A = B"), ("2-1", "2-1"),
     ("– an aside", "– an aside"), ("'Tis here", "'Tis here"), (3, "3"), (None, "")],
)  # fmt: skip
def test_no_cell_begins_like_a_formula(text: object, cell: str, tmp_path: Path) -> None:
    with (tmp_path / "table.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerow([dataset.as_text(text), "the end"])
    with (tmp_path / "table.csv").open(encoding="utf-8", newline="") as file:
        assert list(csv.reader(file, strict=True)) == [[cell, "the end"]]


def test_a_title_that_is_a_formula_is_text_in_the_table_and_as_it_was_in_the_json(site: Site) -> None:
    site.set(ARCHIVE_DATA=True)
    site.write("register/publications.yaml", 'example-daily: {name: "@Daily", kind: newspaper}\n')
    site.article("first", title="X").write_text(
        (site.content / "articles/first.md").read_text().replace("title: X", "title: '=1+1'")
    )
    assert site.build().code == 0
    (article,), (row,) = lines(site), table(site)
    assert (article["title"], article["source"]["name"]) == ("=1+1", "@Daily")
    assert (row["title"], row["source"]) == ("'=1+1", "'@Daily")
    assert row["credit_line"].startswith("'@Daily")


# --- the database ----------------------------------------------------------------------------------------------------


@in_both
def test_the_database_is_sound(base: sqlite3.Connection) -> None:
    assert [tuple(row) for row in base.execute("PRAGMA integrity_check")] == [("ok",)]
    assert base.execute("PRAGMA foreign_key_check").fetchall() == []
    tables = [row[0] for row in base.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    plain = {name for name in tables if not name.startswith("articles_fts")}
    assert plain == {
        "articles", "sources", "terms", "articles_terms", "authors", "translators", "images", "custody", "changes",
        "readings", "notes", "dates",
    }  # fmt: skip
    for name in plain:
        assert [row for row in base.execute(f"PRAGMA table_info([{name}])") if row["pk"]], name


def test_the_full_text_index_fits_its_articles(sample: Site, tmp_path: Path) -> None:
    shutil.copy(sample.output / DATABASE, tmp_path / "copy.db")
    copy = sqlite3.connect(tmp_path / "copy.db")
    copy.execute("INSERT INTO articles_fts (articles_fts, rank) VALUES ('integrity-check', 1)")
    copy.execute("UPDATE articles SET text = 'other words' WHERE id = 1")
    with pytest.raises(sqlite3.DatabaseError):
        copy.execute("INSERT INTO articles_fts (articles_fts, rank) VALUES ('integrity-check', 1)")
    copy.close()


MATCH = "SELECT a.path FROM articles_fts f JOIN articles a ON a.id = f.rowid WHERE articles_fts MATCH ? ORDER BY a.id"


@of_ours
@pytest.mark.parametrize("query", ["symposium", '"anti doping"', "title: paris AND text: hebei", "NEAR(gao zhidan)"])
def test_an_article_is_found_by_its_words(base: sqlite3.Connection, query: str) -> None:
    assert [row[0] for row in base.execute(MATCH, (query,))] == [PARIS]
    assert base.execute(MATCH, (f"({query}) AND regatta",)).fetchall() == []


@of_ours
@pytest.mark.parametrize(("field", "name"), [("people", "Gao Zhidan"), ("places", "Hebei")])
def test_an_article_is_found_by_what_it_names(base: sqlite3.Connection, field: str, name: str) -> None:
    query = (
        "SELECT a.path FROM articles a JOIN articles_terms x ON x.articles_id = a.id "
        "JOIN terms t ON t.id = x.terms_id WHERE t.field = ? AND t.name = ?"
    )
    assert [row[0] for row in base.execute(query, (field, name))] == [PARIS]


def test_chinese_words_are_found_by_like_alone(site: Site) -> None:
    site.set(ARCHIVE_DATA=True)
    site.article("zh", header="lang: zh-Hans", title="港口试灯", text="守灯人在港口按次序点灯。")
    site.built()
    with closing(sqlite3.connect(site.output / DATABASE)) as database:
        like = database.execute("SELECT title FROM articles WHERE text LIKE '%港口%'").fetchall()
        matched = database.execute(MATCH, ("港口",)).fetchall()
    assert (like, matched) == ([("港口试灯",)], [])  # as content/docs/data.md says


@pytest.mark.skipif(shutil.which("sqlite3") is None, reason="this system has no sqlite3 command")
def test_the_command_that_the_docs_give_finds_the_article(ours: Site) -> None:
    said = re.search(r"^    sqlite3 articles\.db \"(.+)\"$", (ROOT / "content/docs/data.md").read_text("utf-8"), re.MULTILINE)
    assert said
    command = ["sqlite3", "-readonly", str(ours.output / DATABASE), said[1]]
    found = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout
    assert found.startswith("2022-11-30|China Sports Daily|General Administration of Sport of China holds symposium")


@in_both
def test_the_database_says_what_the_lines_say(base: sqlite3.Connection, request: pytest.FixtureRequest) -> None:
    site: Site = request.getfixturevalue(request.node.callspec.params["base"])
    articles = lines(site)
    rows = [dict(row) for row in base.execute("SELECT * FROM articles ORDER BY id")]
    sources = {row["id"]: dict(row) for row in base.execute("SELECT * FROM sources")}
    assert [row["id"] for row in rows] == list(range(1, len(articles) + 1))
    same = ("path", "url", "title", "title_by", "language", "summary", "date", "published", "credit_line", "original",
        "rights", "words", "text")  # fmt: skip
    for row, article in zip(rows, articles, strict=True):
        assert {name: row[name] for name in same} == {name: article[name] for name in same}
        source, review = article["source"], article["review"]
        assert (row["source_id"] is None) == (source is None)
        if source:
            paper = sources[row["source_id"]]
            assert json.loads(paper["names"]) == source["names"]
            assert {name: paper[name] for name in ("name", "kind", "path")} == {
                name: source[name] for name in ("name", "kind", "path")
            }
            assert json.loads(row["statuses"]) == source["status"]
            assert row["source_status"] == source["status"]["publication"]
            assert row["date_status"] == source["status"]["date"]
            copy = source["archived"] or {}
            assert (row["source_archived"], row["source_archived_on"]) == (copy.get("url"), copy.get("date"))
            for part in ("title", "page", "edition", "volume", "issue", "section", "url", "credit"):
                assert row[f"source_{part}"] == source[part]
        compared = article["comparison"]
        assert (row["comparison"], row["comparison_kept"], row["comparison_file"]) == (
            compared["outcome"], compared["kept"], compared["file"],
        )  # fmt: skip
        pair = article["translation_of"] or {}
        assert (row["translation_of"], row["translation_behind"]) == (pair.get("path"), pair.get("behind"))
        assert row["reviewed_on"] == (review["date"] if review else None)
        named = base.execute(
            "SELECT t.field, t.name FROM articles_terms x JOIN terms t ON t.id = x.terms_id WHERE x.articles_id = ?",
            (row["id"],),
        ).fetchall()
        assert {tuple(one) for one in named} == {(kind, one["name"]) for kind in TERM_KINDS for one in article[kind]}
        for part in ("authors", "translators", "images", "custody", "changes", "readings", "notes", "dates"):
            found = base.execute(f"SELECT * FROM [{part}] WHERE articles_id = ? ORDER BY id", (row["id"],)).fetchall()
            assert len(found) == len(article[part])
            for kept, told in zip(map(dict, found), article[part], strict=True):
                assert {name: kept[name] for name in told if name != "names"} == {
                    name: value for name, value in told.items() if name != "names"
                }


def test_sqlite_utils_finds_its_conventions_kept(ours: Site) -> None:
    base = Database(ours.output / DATABASE)
    articles = base["articles"]
    assert articles.detect_fts() == "articles_fts"
    assert articles.pks == ["id"]
    assert [row["path"] for row in articles.search("symposium", columns=["path"])] == [PARIS]
    assert {(key.column, key.other_table, key.other_column) for key in articles.foreign_keys} == {
        ("source_id", "sources", "id")
    }
    assert {key.other_table for key in base["articles_terms"].foreign_keys} == {"articles", "terms"}
    assert base["articles_terms"].pks == ["articles_id", "terms_id"]
    base.close()


def test_the_file_does_not_tell_which_sqlite_wrote_it(ours: Site) -> None:
    header = (ours.output / DATABASE).read_bytes()[:100]
    assert header.startswith(b"SQLite format 3\0")
    assert header[16:18] == (4096).to_bytes(2, "big")
    assert header[96:100] == bytes(4)


# --- what is in it, and when it is made ------------------------------------------------------------------------------


@pytest.fixture
def two(site: Site) -> Site:
    """Two articles, with the archive as data."""
    site.set(ARCHIVE_DATA=True)
    site.article("second", date="2021-05-05", subjects="judo, rowing")
    return site


def paths(site: Site) -> list[str]:
    """The articles that all files agree on."""
    base = sqlite3.connect(site.output / DATABASE)
    stored = [row[0] for row in base.execute("SELECT path FROM articles ORDER BY id")]
    base.close()
    found = [article["path"] for article in lines(site)]
    assert found == stored == [row["path"] for row in table(site)]
    return found


@pytest.mark.parametrize("status", ["draft", "hidden", "skip"])
@pytest.mark.parametrize("shown", [False, True])
def test_what_is_not_published_is_never_in_it(two: Site, status: str, shown: bool) -> None:
    two.set(SHOW_DRAFTS=shown)
    file = two.content / "articles/second.md"
    file.write_text(file.read_text().replace("---\n", f"---\nstatus: {status}\n", 1))
    assert two.build().code == 0
    assert paths(two) == ["2022/11/first.html"]
    assert b"second" not in (two.output / DATABASE).read_bytes()


def test_what_waits_for_its_day_is_not_in_it_until_then(two: Site) -> None:
    file = two.content / "articles/second.md"
    file.write_text(file.read_text().replace("---\n", "---\npublished: 2024-05-17\n", 1))
    assert two.build(environment={"SOURCE_DATE_EPOCH": "1715817600"}).code == 0  # the day before
    assert paths(two) == ["2022/11/first.html"]
    assert two.build(environment={"SOURCE_DATE_EPOCH": "1715990400"}).code == 0  # the day after
    assert paths(two) == ["2021/05/second.html", "2022/11/first.html"]


def no_articles(site: Site) -> None:
    for file in (site.content / "articles").iterdir():
        file.unlink()


# Each edit with whether the data is made anew.
EDITS: dict[str, tuple[Callable[[Site], object], bool]] = {
    "nothing": (lambda site: None, False),
    "a text": (lambda site: site.article("second", date="2021-05-05", text="Other words."), True),
    "a neighbour comes": (lambda site: site.article("third", date="2022-01-01"), True),
    "a page of the site's own": (lambda site: site.write("pages/about.md", "---\ntitle: About\n---\n\nWe.\n"), False),
    "a setting of lists": (lambda site: site.set(DEFAULT_PAGINATION=3), False),
    "a name": (lambda site: site.write("register/publications.yaml", "example-daily: {name: The Daily}\n"), True),
    "another day": (lambda site: site.article("second", date="2023-05-05"), True),
    "another name": (
        lambda site: (site.content / "articles/third.md").rename(site.content / "articles/fourth.md"),
        True,
    ),
    "the address of the site": (lambda site: site.set(SITEURL="https://example.org"), True),
    "other forms": (lambda site: site.set(ARTICLE_FORMS=["json", "md"]), False),
    "a file of it deleted": (lambda site: (site.output / LEDGER).unlink(), True),
    "off": (lambda site: site.set(ARCHIVE_DATA=False), False),
    "on again": (lambda site: site.set(ARCHIVE_DATA=True), True),
    "nothing left": (no_articles, True),
}


@pytest.mark.filterwarnings("ignore")
def test_after_every_edit_it_is_that_of_a_clean_build_and_made_where_it_must_be(
    two: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []
    make = dataset.Data._make
    monkeypatch.setattr(dataset.Data, "_make", lambda data: (made.append("made"), make(data)))
    two.build_here()
    for number, (name, (edit, anew)) in enumerate(EDITS.items()):
        edit(two)
        made.clear()
        two.build_here()
        assert bool(made) == anew, name
        clean = two.folder / f"clean{number}"
        two.build_here(clean, two.folder / "clean-cache")
        assert two.tree() == tree(clean), name
        assert (set(two.tree()) >= FILES) == (name != "off")
        assert ("llms.txt" in two.tree()) == (name != "off")
        assert not [*two.folder.rglob("*.part")]
    assert paths(two) == []


@pytest.mark.filterwarnings("ignore")
def test_a_build_from_nothing_keeps_a_file_that_stayed_as_it_was(two: Site) -> None:
    """Deployment tools compare times: a lost archive must not make them send the data again."""
    two.build_here()
    before = {path: (two.output / path).stat().st_mtime_ns for path in FILES}
    shutil.rmtree(two.folder / "cache")
    two.build_here()
    assert {path: (two.output / path).stat().st_mtime_ns for path in FILES} == before


@pytest.mark.rest
def test_any_number_of_workers_makes_the_same_bytes(two: Site) -> None:
    for number in range(250):
        two.article(f"many{number}", date=f"20{number % 20:02}-0{number % 9 + 1}-1{number % 7}")
    trees = []
    for workers in ("1", "2"):
        two.forget()
        assert two.build(environment={"COLOPHON_WORKERS": workers}).code == 0
        trees.append({path: digest for path, digest in two.tree().items() if path in FILES})
    assert trees[0] == trees[1]
    assert len(paths(two)) == 252


def test_with_plugins_it_is_the_same(two: Site) -> None:
    assert two.build().code == 0
    without = {path: digest for path, digest in two.tree().items() if path in FILES}
    two.set(PLUGINS=["pelican.plugins.neighbors"])
    for _ in range(2):
        assert two.build().code == 0
        assert {path: digest for path, digest in two.tree().items() if path in FILES} == without != {}


@pytest.mark.rest
@pytest.mark.filterwarnings("ignore")
def test_memory_does_not_grow_with_the_archive(two: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sixty articles of 300 KB each, of which no more than some MB are held at once."""
    peaks: list[int] = []
    make = dataset.Data._make

    def measured(data: dataset.Data) -> None:
        tracemalloc.start()
        make(data)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()

    monkeypatch.setattr(dataset.Data, "_make", measured)
    for number in range(60):
        two.article(f"long{number}", text="All these words are of no further meaning. " * 7000)
    two.build_here()
    assert (two.output / LINES).stat().st_size > 30_000_000
    assert peaks[0] < 15_000_000


@pytest.mark.parametrize("forms", [[], ["md", "csl.json"]])
def test_without_the_json_of_articles_it_is_refused_in_one_line(two: Site, forms: list[str]) -> None:
    two.built()
    two.set(ARTICLE_FORMS=forms)
    two.refused("the form “json” is not in ARTICLE_FORMS; add it, or set ARCHIVE_DATA = False")


@pytest.mark.filterwarnings("ignore")
def test_a_database_that_can_not_be_made_stops_the_build(two: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    from colophon.model.problems import Refused

    def broken(*_: object) -> None:
        raise sqlite3.OperationalError("no such module: fts5")

    monkeypatch.setattr(dataset.Database, "add", broken)
    with pytest.raises(
        Refused, match=r"data/articles\.db could not be made \(no such module: fts5\); set ARCHIVE_DATA"
    ):
        two.build_here()
    assert not two.output.exists()


# --- how people and programs come to it ------------------------------------------------------------------------------


def test_the_ledger_leads_to_each_file(ours: Site, site: Site) -> None:
    links = {link.get("href"): link.text for link in ours.page("ledger/index.html").xpath("//header//a[@download]")}
    assert links == {f"../{LINES}": "JSON Lines", f"../{DATABASE}": "SQLite", f"../{LEDGER}": "CSV"}
    assert site.build().code == 0
    assert site.page("ledger/index.html").xpath("//a[@download]") == []
    assert not FILES & set(site.tree())
    assert "llms.txt" not in site.tree()


def llms(site: Site) -> tuple[html.HtmlElement, dict[str, list[tuple[str, str, str]]]]:
    """The file as https://llmstxt.org reads it: all of it, and under each heading (name, address, notes)."""
    whole = html.fromstring(f"<div>{markdown((site.output / 'llms.txt').read_text('utf-8'))}</div>")
    found = {}
    for heading in whole.iter("h2"):
        items = heading.getnext()
        assert items.tag == "ul"
        found[heading.text] = [
            (item.find("a").text_content(), item.find("a").get("href"), (item.find("a").tail or "").removeprefix(": "))
            for item in items
        ]
    return whole, found


def test_language_models_are_told_what_there_is(ours: Site) -> None:
    whole, found = llms(ours)
    assert [element.tag for element in whole][:2] == ["h1", "blockquote"]
    assert whole.findtext("h1") == "Colophon"
    # The rights in the first article remain with others, so its text is not offered to models.
    assert list(found) == ["Data", "Feeds", "Indexes"]
    links = [address for items in found.values() for _, address, _ in items]
    assert [link for link in links if not (ours.output / link).is_file()] == []
    assert {SCHEMA, LEDGER, "feeds/all.atom.xml", "ledger/index.html"} < set(links)
    assert not {LINES, DATABASE, PARIS.replace(".html", ".md")} & set(links)


def test_a_title_with_marks_of_markdown_is_a_title(two: Site) -> None:
    two.set(SITEURL="https://example.org/news", SITENAME="A *small* [site]", MODELS_MAY_TRAIN=True)
    two.article("first", title="'[Rowing](x) *and* <b>_more_</b> `now` ]'")
    assert two.build().code == 0
    whole, found = llms(two)
    assert whole.findtext("h1") == "A *small* [site]"
    assert found["Newest articles"][0] == (
        "[Rowing](x) *and* <b>_more_</b> `now` ]",
        "https://example.org/news/2022/11/first.md",
        "Example Daily, page 01, 2022-11-30",
    )


def test_without_markdown_the_pages_are_named(two: Site) -> None:
    two.set(ARTICLE_FORMS=["json"], MODELS_MAY_TRAIN=True)
    assert two.build().code == 0
    assert [item[1] for item in llms(two)[1]["Newest articles"]] == ["2022/11/first.html", "2021/05/second.html"]


def test_the_docs_name_every_field_column_and_table(ours: Site) -> None:
    named = set(re.findall(r"`([^`\n]+)`", (ROOT / "content/docs/data.md").read_text("utf-8")))
    told = json.loads((ours.output / SCHEMA).read_text("utf-8"))
    base = Database(ours.output / DATABASE)
    wanted = {*told["properties"], *table(ours)[0], *FILES, SCHEMA, "llms.txt"}
    for name in base.table_names():
        if not name.startswith("articles_fts_"):
            wanted |= {name, *(column.name for column in base[name].columns if name != "articles_fts")}
    base.close()
    assert wanted - named == set()
