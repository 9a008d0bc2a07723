"""What stands in an article file is what the record says, whichever of the two notations it is written in."""

from __future__ import annotations

import datetime as dt
import pickle
from pathlib import Path

import pytest
from pelican.settings import DEFAULT_CONFIG

from colophon.model.article import Article, Comparison, Event, Outcome, Source, Status
from colophon.model.days import Days
from colophon.readers.markdown import shown_text
from colophon.readers.reader import Reader, ReaderSettings, Reading
from colophon.readers.register import Register

ROOT = Path(__file__).resolve().parents[2]
MINIMAL = Path(__file__).resolve().parents[1] / "sites/minimal/content"


def reader(content: Path = MINIMAL, **other: object) -> Reader:
    register, problems = Register.load(content / "register")
    assert not problems
    return Reader(
        ReaderSettings.of({**DEFAULT_CONFIG, "PATH": str(content), "EXTRA_FIELDS": ["category"], **other}), register
    )


def article(text: str | bytes, path: str = "articles/2024/x.md", **other: object) -> Article:
    reading = reader(**other).parse(path, text if isinstance(text, bytes) else text.encode())
    assert reading.problems == ()
    assert reading.article
    return reading.article


def first_article() -> Reading:
    path = "articles/2022/paris-olympics-symposium.md"
    return reader(ROOT / "content").parse(path, (ROOT / "content" / path).read_bytes())


GOOD = (MINIMAL / "articles/2024/bridge.md").read_text(encoding="utf-8")
FLAT = (MINIMAL / "articles/2024/ferry.md").read_text(encoding="utf-8")


def test_the_first_article_is_read_without_a_problem() -> None:
    reading = first_article()
    assert reading.problems == ()
    assert reading.evidence == ("received/2022/paris-olympics-symposium.txt",)
    first = reading.article
    assert first
    assert first.source == Source(
        publication="china-sports-daily",
        date=Days.on(dt.date(2022, 11, 30)),
        page="01",
        credit="(Reposted from page 01 of “China Sports Daily” on November 30)",
        status={"publication": Status.AS_STATED, "date": Status.INFERRED, "page": Status.AS_STATED},
    )
    assert (first.date, first.published, first.words) == (Days.on(dt.date(2022, 11, 30)), dt.date(2026, 11, 23), 956)
    assert [hop.act for hop in first.custody] == ["printed", "reposted", "translated", "reposted", "received"]
    assert [change.kind for change in first.readings] == ["typographic"] * 6 + ["conjecture"] * 6
    assert len(first.terms["places"]) == 11


def test_the_first_article_shows_the_text_received_word_for_word() -> None:
    received = (ROOT / "content/received/2022/paris-olympics-symposium.txt").read_text(encoding="utf-8")
    first = first_article().article
    assert first
    assert shown_text(first.html).split("\n\n") == received.removeprefix(" date 2022-11-30 ").split("\n\n")


def test_the_two_notations_say_the_same() -> None:
    yaml = article(GOOD.replace("lang: en\n", "lang: en\nslug: x\n"))
    flat = article(
        "Title: Bridge over the Elbe reopens\nDate: 2024-05-17\nSlug: x\nLang: en\nSource: the daily example\n"
        "Source_Date: 2024-05-17\nSource-Page: 03\nSource_Credit: (The Daily Example, 17 May, page 3)\n"
        "Source_Status: as-stated\n\n" + GOOD.split("---\n")[2]
    )
    assert yaml == flat


def test_a_flat_header_is_read_as_pelican_reads_it() -> None:
    found = article(
        "TITLE: A: colon, and more\n    on a second line\ndate: 2024-05-17 08:30\nTags: Doe, Jane; Elbe; Elbe\n"
        "Source: A paper nobody registered\nPhoto-Credit: one\n    two\n\nText.\n",
        EXTRA_FIELDS=["photo_credit"],
    )
    assert found.title == "A: colon, and more on a second line"
    assert found.terms == {"subjects": ("Doe, Jane", "Elbe")}
    stated = {"publication": Status.ASSERTED, "date": Status.ASSERTED}  # the text says neither
    day = Days.on(dt.date(2024, 5, 17))
    assert found.source == Source(publication="A paper nobody registered", date=day, status=stated)
    assert found.extra == {"photo_credit": ["one", "two"]}


@pytest.mark.parametrize(
    ("written", "zone", "time"),
    [("2024-05-17 08:30", "Europe/Berlin", "08:30:00+02:00"),
        ("2024-01-17 08:30", "Europe/Berlin", "08:30:00+01:00"),
        ("2024-05-17T08:30:15Z", "Europe/Berlin", "08:30:15+00:00"),
        ("2024-05-17T00:10+14:00", "UTC", "00:10:00+14:00"), ("2024-03-31 02:30", "Europe/Berlin", "02:30:00+01:00"),
        ("2024-02-29 23:59:59-0930", "UTC", "23:59:59-09:30"), ("0001-01-01 00:00", "UTC", "00:00:00+00:00"),
        ("9999-12-31 23:59", "UTC", "23:59:00+00:00")],
)  # fmt: skip
def test_the_day_is_as_written_and_the_time_has_an_offset(written: str, zone: str, time: str) -> None:
    found = article(f"Title: x\nDate: {written}\nSource: y\n\nText.\n", TIMEZONE=zone)
    assert str(found.date) == written[:10]
    assert found.time
    assert found.time.isoformat() == time


def test_what_is_left_out_has_a_stated_default() -> None:
    found = article(
        "---\ntitle: x\nsource: {publication: daily-example, date: 2024-05-17}\n---\nText.\n",
        "articles/2024/Some File.md",
    )
    assert (found.slug, found.lang, found.date, found.published) == (
        "some-file",
        "en",
        Days.on(dt.date(2024, 5, 17)),
        None,
    )
    day = Days.on(dt.date(2024, 5, 17))
    assert found.custody == (Event(act="printed", by="daily-example", date=day, status=Status.ASSERTED),)
    assert found.source
    assert found.source.status == {"publication": Status.ASSERTED, "date": Status.ASSERTED}
    assert (found.status, found.template, found.title_by, found.review) == ("published", "article", None, None)
    assert (found.authors, found.translators, found.licence) == ((), (), None)
    assert found.comparison == Comparison(outcome=Outcome.NO_COPY)


def test_an_article_of_our_own_has_no_source() -> None:
    found = article("---\ntitle: x\ndate: 2024-05-17\nsource: original\n---\nText.\n")
    assert found.original
    assert found.source is None
    assert article("Title: x\nDate: 2024-05-17\nSource: original\n\nText.\n").original


def test_a_received_file_of_the_same_name_is_evidence(tmp_path: Path) -> None:
    content = tmp_path / "content"
    (content / "received/2024").mkdir(parents=True)
    (content / "received/2024/x.txt").write_text("The ferry\nwill close.", encoding="utf-8")
    own = Reader(ReaderSettings(content=str(content)), Register())
    head = "Title: x\nDate: 2024-05-17\nSource: y\n\n"
    right = own.parse("articles/2024/x.md", f"{head}The ferry will\nclose.\n".encode())
    assert right.problems == ()
    assert right.article
    assert [hop.act for hop in right.article.custody] == ["printed", "received"]
    wrong = own.parse("articles/2024/x.md", f"{head}The ferry will open.\n".encode())
    assert wrong.evidence == ("received/2024/x.txt",)
    assert [p.line for p in wrong.problems] == [5]
    assert "“close.” was received (received/2024/x.txt, 15–21) and “open.” is shown (15–20)" in str(wrong.problems[0])


@pytest.mark.parametrize(
    "change",
    [
        lambda text: b"\xef\xbb\xbf" + text,
        lambda text: text.replace(b"\n", b"\r\n"),
        lambda text: text.replace(b"\n", b"\r"),
        lambda text: text.replace(b"\n", b"\xc2\x85"),
        lambda text: text.rstrip(),
    ],
)
@pytest.mark.parametrize("text", [GOOD, FLAT])
def test_marks_and_newlines_of_other_systems_change_nothing(text: str, change: object) -> None:
    assert callable(change)
    assert article(change(text.encode())) == article(text)


def test_nothing_in_a_header_or_text_is_a_template() -> None:
    found = article(
        FLAT.replace("Ferry to close", "{{ 7*7 }} {% include 'x' %}").replace(
            "The ferry", "{{ 7*7 }} {% raw %} The ferry"
        )
    )
    assert found.title == "{{ 7*7 }} {% include 'x' %}"
    assert "{{ 7*7 }} {% raw %}" in found.html


@pytest.mark.parametrize(
    "evil",
    ["<script>x</script>", "<img src=x onerror=x>", "[a](javascript:x)", "[a](JaVa\tScript:x)",
        "<a href='&#106;avascript:x'>a</a>", "<svg onload=x>", "<iframe srcdoc=x>", "[a](data:text/html,x)",
        "[a](vbscript:x)", "<style>x</style>", "<base href=//x>", "<form action=//x>", "![a](//x/y.png)",
        "<math><mi xlink:href=javascript:x>", "<p id=main class=header style='x'>a</p>",
        "<img srcset='//x 1x' src=a.png>", "<meta http-equiv=refresh content=0>"],
)  # fmt: skip
def test_nothing_that_runs_or_fetches_survives(evil: str) -> None:
    reading = reader().parse(
        "articles/x.md", f"Title: x\nDate: 2024-05-17\nSource: y\n\nText {evil} text.\n\n{evil}\n".encode()
    )
    html = reading.article.html if reading.article else ""
    active = ("script", "onerror", "onload", "srcdoc", "data:", "<style", "<base", "<form", "//x", "<svg", "<iframe",
        "<meta", ' id="main"', " class=", "style=")  # fmt: skip
    assert [word for word in active if word in html] == []
    assert reading.problems or reading.article


def test_markdown_and_its_links_come_through() -> None:
    found = article(
        "Title: x\nDate: 2024-05-17\nSource: y\nSummary: A *short* one & more\n\n# Head\n\nA *word*[^1] and "
        "[file]({filename}other.md), ![map]({static}/map.png).\n\n[^1]: A note.\n\na | b\n--|--\n1 | 2\n"
    )
    parts = ("<h1>Head</h1>", "<em>word</em>", 'href="{filename}other.md"', 'src="{static}/map.png"', 'id="fn:1"',
        'href="#fn:1"', "<table>")  # fmt: skip
    assert [part for part in parts if part not in found.html] == []
    assert found.summary == "A short one & more"


def test_metadata_from_settings_and_file_names_as_in_pelican() -> None:
    found = article(
        "Title: x\nSource: y\n\nText.\n",
        "articles/2024-05-17-x.md",
        DEFAULT_METADATA={"status": "draft", "rights": "None."},
        EXTRA_PATH_METADATA={"articles/2024-05-17-x.md": {"lang": "de"}},
    )
    assert (found.date, found.status, found.rights, found.lang) == (
        Days.on(dt.date(2024, 5, 17)),
        "draft",
        "None.",
        "de",
    )


def test_settings_register_and_readings_travel_between_processes() -> None:
    own = reader()
    settings, register = pickle.loads(pickle.dumps((own.settings, own.register)))
    reading = own.parse("articles/2024/bridge.md", GOOD.encode())
    assert Reader(settings, register).parse("articles/2024/bridge.md", GOOD.encode()) == reading
    assert pickle.loads(pickle.dumps(reading)) == reading


def test_a_page_needs_a_title_and_a_text_only() -> None:
    page = reader().parse_page("pages/about.md", (MINIMAL / "pages/about.md").read_bytes())
    assert page.problems == ()
    assert page.article
    assert (page.article.title, page.article.slug, page.article.template) == ("About", "about", "page")
    assert [p.field for p in reader().parse_page("pages/x.md", b"---\nlang: en\n---\n").problems] == ["title", "text"]
    moved = reader().parse_page("pages/x.md", b"---\ntitle: About\nredirect_from: [old.html]\n---\n\nWords.\n").article
    assert moved
    assert moved.redirect_from == ("old.html",)
