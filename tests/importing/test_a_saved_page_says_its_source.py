"""What a page says of its source is proposed by its own markup and lines; a repost names the source, not the site."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from helpers.found_pages import ADDRESS, CHINESE, SENTENCES, linked_data, meta, page

pytest.importorskip("trafilatura", reason="the extra `new`")

from colophon.importing.reading import read_file

CANONICAL = f"<link rel='canonical' href='{ADDRESS}'>"
OURS = CANONICAL + meta(og__site_name="Mill Weekly", og__title="Ferry stopped by a loose rudder")
DATED = linked_data(
    datePublished="2020-05-03T08:00:00+02:00",
    dateModified="2020-05-09T08:00:00+02:00",
    author=[{"@type": "Person", "name": "Mara Quill"}, {"@type": "Person", "name": "Jan van der Meer"}],
    publisher={"@type": "NewsMediaOrganization", "name": "Mill Weekly"},
)


def proposed(folder: Path, markup: str) -> dict[str, Any]:
    file = folder / "found.html"
    file.write_text(markup, encoding="utf-8")
    answer: dict[str, Any] = read_file(file).as_json()
    return {"text": answer["text"]} | answer["proposed"]


def said(answer: dict[str, Any], field: str) -> tuple[Any, str]:
    return answer[field]["value"], answer[field]["status"]


def test_a_page_with_linked_data(tmp_path: Path) -> None:
    answer = proposed(tmp_path, page(head=OURS + DATED))
    assert said(answer, "title") == ("Ferry stopped by a loose rudder", "as-stated")
    assert said(answer, "date") == ("2020-05-03", "as-stated")
    assert said(answer, "authors") == (["Mara Quill", "Jan van der Meer"], "as-stated")
    assert said(answer, "publication") == ("Mill Weekly", "as-stated")
    assert said(answer, "url") == (ADDRESS, "as-stated")
    assert said(answer, "lang") == ("en", "as-stated")
    assert said(answer, "credit") == said(answer, "page") == (None, "unknown")
    assert answer["text"] == "\n\n".join(SENTENCES)


def test_witnesses_that_disagree_make_a_value_inferred_and_are_all_shown(tmp_path: Path) -> None:
    head = OURS + DATED + meta(article__published_time="2020-05-07T08:00:00+02:00")
    answer = proposed(tmp_path, page(head=head))
    assert said(answer, "date") == ("2020-05-03", "inferred")
    assert "2020-05-07" in [one["value"] for one in answer["date"]["others"]]


def test_the_day_of_an_update_is_never_proposed(tmp_path: Path) -> None:
    head = CANONICAL.replace("/2020/05/03", "") + meta(article__modified_time="2020-05-09T08:00:00+02:00")
    answer = proposed(tmp_path, page(head=head, above="<p>Updated <time datetime='2020-05-09'>9 May 2020</time></p>"))
    assert said(answer, "date") == (None, "unknown")


@pytest.mark.parametrize(
    ("line", "source"),
    [
        ("First published in The Bay Chronicle.", "The Bay Chronicle"),
        ("(Reposted from page 07 of “Bay Chronicle” on 4 March 2019)", "Bay Chronicle"),
    ],
)
def test_a_repost_names_its_source_and_not_the_site(tmp_path: Path, line: str, source: str) -> None:
    answer = proposed(tmp_path, page(head=OURS + DATED, below=f"<p><em>{line}</em></p>"))
    assert answer["publication"]["value"] == source
    assert answer["credit"]["value"] in line
    assert "Mill Weekly" in [one["value"] for one in answer["publication"]["others"]]


def test_a_chinese_repost_by_its_source_line(tmp_path: Path) -> None:
    above = (
        "<div class='info'><span>2020-05-03 09:59:22</span> 来源：<a href='#'>海门晚报</a> <a href='#'>举报</a></div>"
    )
    below = "<p>责任编辑：林远</p>"
    markup = page(
        title="渡轮因船舵松动停航", site="岛上新闻网", above=above, below=below, paragraphs=CHINESE, lang="zh",
        head=meta(author="岛上新闻网"),
    )  # fmt: skip
    answer = proposed(tmp_path, markup)
    assert said(answer, "title") == ("渡轮因船舵松动停航", "as-stated")
    assert said(answer, "publication") == ("海门晚报", "as-stated")
    assert said(answer, "credit") == ("来源：海门晚报", "as-stated")
    assert said(answer, "date") == ("2020-05-03", "as-stated")
    assert said(answer, "authors") == (None, "unknown")
    assert answer["text"] == "\n\n".join(CHINESE)


def test_a_source_beside_the_day_without_a_label_is_inferred(tmp_path: Path) -> None:
    above = "<div class='date-source'><span>2020年05月03日 09:59</span> <span class='source'>海门晚报</span></div>"
    answer = proposed(
        tmp_path, page(title="渡轮因船舵松动停航", above=above, paragraphs=CHINESE, lang="zh", site="岛网")
    )
    assert said(answer, "publication") == ("海门晚报", "inferred")
    assert answer["credit"]["value"] == "海门晚报"


def test_the_source_of_a_picture_is_no_source(tmp_path: Path) -> None:
    figure = "<figure><img src='a.jpg'><figcaption>The pier. Source: City Archive</figcaption></figure>"
    answer = proposed(tmp_path, page(head=OURS + DATED, above=figure, below="<p>图片来源：海门晚报</p>"))
    assert answer["publication"]["value"] == "Mill Weekly"
    assert said(answer, "credit") == (None, "unknown")


def test_a_heading_that_is_the_site_is_no_title(tmp_path: Path) -> None:
    answer = proposed(tmp_path, page(head=OURS + DATED, heading="Mill Weekly"))
    assert said(answer, "title") == ("Ferry stopped by a loose rudder", "as-stated")


def test_a_title_loses_the_name_of_the_site(tmp_path: Path) -> None:
    head = CANONICAL + meta(
        og__site_name="Mill Weekly", og__title="Ferry stopped by a loose rudder | Sea | Mill Weekly"
    )
    answer = proposed(tmp_path, page(head=head, heading="Log in"))
    assert answer["title"]["value"] == "Ferry stopped by a loose rudder"


def test_a_declared_language_may_be_false(tmp_path: Path) -> None:
    assert said(proposed(tmp_path, page(paragraphs=CHINESE, lang="en")), "lang") == ("zh-Hans", "as-stated")


def test_an_account_that_fills_in_the_field_for_authors_is_nobody(tmp_path: Path) -> None:
    for nobody in ("admin", "Mill Weekly", "name, email@mill.example"):
        assert said(proposed(tmp_path, page(head=OURS + meta(author=nobody))), "authors") == (None, "unknown")


def test_linked_data_of_any_shape(tmp_path: Path) -> None:
    graph = {
        "@context": "https://schema.org",
        "@graph": [
            {"@type": "WebSite", "@id": "#site", "name": "Mill Weekly"},
            {"@type": "Person", "@id": "#mara", "name": "Mara Quill"},
            {
                "@type": ["NewsArticle"], "headline": "Ferry stopped by a loose rudder", "author": {"@id": "#mara"},
                "datePublished": "2020-05-03", "publisher": {"@id": "#site"},
            },
        ],
    }  # fmt: skip
    import json

    script = f"<script type='application/ld+json'>//<![CDATA[\n{json.dumps(graph)},\n//]]></script>"
    answer = proposed(tmp_path, page(head=CANONICAL + script))
    assert said(answer, "authors") == (["Mara Quill"], "as-stated")
    assert said(answer, "publication") == ("Mill Weekly", "as-stated")
    assert said(answer, "date") == ("2020-05-03", "as-stated")
