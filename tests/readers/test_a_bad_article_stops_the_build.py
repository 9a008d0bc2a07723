"""An article that can't say where it comes from is not built, its problem is named, and the old output stands."""

from __future__ import annotations

import re

import pytest
from helpers.building import Site

REQUIRED = {
    "title": r"^title: .*\n",
    "source": r"^source:\n(?:  .*\n)+",
    "source.publication": r"^  publication: .*\n",
    "source.date": r"^  date: .*\n",
}


@pytest.mark.parametrize("field", [*REQUIRED, "text"])
def test_each_required_field_is_missed(site: Site, field: str) -> None:
    site.built()
    file = site.content / "articles/first.md"
    whole = file.read_text()
    spoilt = (
        re.sub(REQUIRED[field], "", whole, flags=re.MULTILINE) if field in REQUIRED else whole.split("\n\n")[0] + "\n"
    )
    assert spoilt != whole
    file.write_text(spoilt)
    text = site.refused().text
    assert re.search(rf"^content/articles/first\.md(:\d+)?: {re.escape(field)}: .+; .+$", text, re.MULTILINE), text


def test_all_problems_of_all_files_come_sorted_in_one_run(site: Site) -> None:
    site.article("zebra", date="May 2024")
    site.article("ant", date="2024-02-31")
    site.write("articles/empty.md", "")
    lines = [line for line in site.refused().text.splitlines() if line.startswith("content/")]
    assert lines == sorted(lines)
    assert {line.split(":")[0] for line in lines} == {f"content/articles/{n}.md" for n in ("ant", "empty", "zebra")}
    assert not site.output.exists()


def test_check_says_the_same_without_building(site: Site) -> None:
    assert site.check().code == 0
    site.article("ant", date="2024-02-31")
    checked, built = site.check(), site.build()
    assert (checked.code, built.code) == (1, 1)
    problems = [line for line in built.text.splitlines() if line.startswith("content/")]
    assert problems
    assert [line for line in checked.text.splitlines() if line.startswith("content/")] == problems
    assert not site.output.exists()


def test_two_articles_at_one_address_are_one_problem_that_names_both(site: Site) -> None:
    site.article("same")
    site.write(
        "articles/other/Same.md",
        (site.content / "articles/same.md").read_text().replace("title:", "slug: same\ntitle:"),
    )
    found = "slug: “2022/11/same.html” is the address of content/articles/other/Same.md too"
    assert "1 problem in 1 file" in site.refused(f"content/articles/same.md:2: {found}").text


def test_a_mended_article_is_built_again(site: Site) -> None:
    file = site.article("second", date="2024-02-31")
    assert site.build().code == 1
    file.write_text(file.read_text().replace("2024-02-31", "2024-02-29"))
    assert site.build().code == 0
    assert (site.output / "2024/02/second.html").is_file()


def test_a_broken_template_is_named_with_its_line(site: Site) -> None:
    site.folder.joinpath("own").mkdir()
    site.set(THEME_TEMPLATES_OVERRIDES=[str(site.folder / "own")])
    site.built()
    site.folder.joinpath("own/article.html").write_text("<p>\n{{ article.no_such_thing }}")
    assert re.search(r"own/article\.html:2: template: .*no_such_thing", site.refused().text)
    site.folder.joinpath("own/article.html").write_text("<p>\n\n{% if %}")
    site.refused("own/article.html:3: template: ")


def test_nothing_in_a_text_is_a_template(site: Site) -> None:
    site.article("braces", title="“{{ 7 * 7 }}”", text="A {{ 7 * 7 }} and {% include 'x' %} stay.")
    assert site.build().code == 0
    page = site.page("2022/11/braces.html")
    assert "{{ 7 * 7 }}" in page.findtext(".//title")
    assert "A {{ 7 * 7 }} and {% include 'x' %} stay." in str(page.xpath("//*[@class='text']")[0].text_content())


def test_drafts_are_in_no_published_build(site: Site) -> None:
    site.article("secret", header="status: draft")
    assert site.build().code == 0
    assert not [path for path in site.tree() if "secret" in path]
    assert all("secret" not in p.read_text("utf-8") for p in site.output.rglob("*.html"))
    site.set(SHOW_DRAFTS=True)
    assert site.build().code == 0
    assert [path for path in site.tree() if "secret" in path]
