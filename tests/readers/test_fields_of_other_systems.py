"""Fields of other systems: what says what a field of ours says is read so; what decides who may read is refused."""

from __future__ import annotations

import pytest
from helpers.reading import article, read, read_flat, said

WAIT = "write published: and the day; until then the article waits"
DRAFT = "write status: draft"


@pytest.mark.parametrize(
    ("field", "remedy"),
    [
        ("draft: true", DRAFT),
        ("Draft: yes", DRAFT),
        ("private: true", f"{DRAFT}, which is in no published build"),
        ("unlisted: true", "write status: hidden, which is in no list"),
        ("hidden: true", "write status: hidden"),
        ("is_draft: 1", DRAFT),
        ("private: until Monday", f"{DRAFT}, which"),
        ("publish: false", DRAFT),
        ("public: no", DRAFT),
        ("publish: 2031-01-01", DRAFT),
        ("visible: members", "write status: hidden"),
        ("permalink: false", DRAFT),
        ("publishDate: 2031-01-01T00:00:00Z", WAIT),
        ("publish_date: 2031-01-01", WAIT),
        ("publish-on: 2031-01-01", WAIT),
        ("embargo: 2031-01-01", WAIT),
        ("expiryDate: 2031-01-01", "remove it; when the day comes"),
        ("visibility: private", "write status: draft | hidden | published"),
        ("password: secret", "remove it; a static page"),
        ("access: members", "write status: draft | hidden | published"),
        ("robots: noindex, follow", "write status: hidden"),
        ("paywall: true", f"{DRAFT}, which"),
        ("post_status: pending", "write status: draft | hidden | published"),
    ],
)
def test_a_field_that_decides_who_may_read_is_refused(field: str, remedy: str) -> None:
    found = "a field of other systems that decides who may read; it has no effect here"
    reading = read(field)
    assert reading.article is None
    (line,) = said(reading)
    assert line.startswith(f"4: {field.partition(':')[0].lower().replace('-', '_')}: {found}; {remedy}"), line
    assert read_flat(f"Source: harbour-gazette\nDate: 2024-05-17\n{field}").article is None


@pytest.mark.parametrize("no", ["false", "no", "'false'", "0", "False"])
def test_published_false_leads_to_the_right_field(no: str) -> None:
    (line,) = said(read(f"published: {no}"))
    word = no.strip("'").lower()
    assert line == f"4: published: “{word}” is not a day; write status: draft, which keeps the article back"


@pytest.mark.parametrize(
    "field",
    ["draft: false", "private: no", "published: true", "public: true", "draft:", "unlisted: 0", "visibility: public",
        "post_status: publish", "robots: index, follow", "access: everyone", "password: ''"],
)  # fmt: skip
def test_a_field_that_lets_all_read_says_nothing(field: str) -> None:
    found = article(read(field))
    assert (found.status, found.published, found.extra) == ("published", None, {})


@pytest.mark.parametrize(
    "field",
    [
        "author: Li Ming",
        "by: [Li Ming]",
        "byline: Li Ming",
        "creator: Li Ming",
        "authors: Li Ming",
        "written-by: Li Ming",
    ],
)
def test_an_author_by_another_name_is_one(field: str) -> None:
    assert [one.name for one in article(read(field)).authors] == ["Li Ming"]


@pytest.mark.parametrize(
    "field", ["translator: Bo Sample", "translated-by:\n- Bo Sample", "translators: [{name: Bo Sample}]"]
)
def test_a_translator_by_another_name_is_one(field: str) -> None:
    assert [one.name for one in article(read(field)).translators] == ["Bo Sample"]


@pytest.mark.parametrize(
    "name", ["source_url", "canonical", "canonicalURL", "original_url", "originalURL", "original-post", "original_link"]
)
def test_the_address_of_the_original_by_another_name_is_the_sources(name: str) -> None:
    found = article(read(f"{name}: https://example.org/a1\noriginal_title: Le pont\nlicense: cc-by-4.0"))
    assert found.source
    assert (found.source.url, found.source.title, found.licence) == ("https://example.org/a1", "Le pont", "CC-BY-4.0")
    flat = article(read_flat(f"Source: harbour-gazette\nDate: 2024-05-17\n{name}: https://example.org/a1"))
    assert flat.source
    assert flat.source.url == "https://example.org/a1"


def test_a_field_with_two_names_says_one_thing() -> None:
    assert [one.name for one in article(read("author: Li Ming\nauthors: [Li Ming]")).authors] == ["Li Ming"]
    assert said(read("author: Li Ming\nauthors: [Ana Ruiz]")) == [
        "4: author: another name of authors, which says something else; keep one of the two"
    ]


def test_the_address_of_a_text_of_ones_own_is_not_dropped_in_silence() -> None:
    lines = said(read("canonical: https://example.org/a1", source="source: original\ndate: 2024-05-17\n"))
    assert [line.split(": ")[1:3] for line in lines] == [["warning", "canonical"]]


def test_a_problem_with_the_value_names_its_line() -> None:
    assert said(read("canonical: example.org")) == [
        "4: source.url: “example.org” is not a web address; begin it with https://"
    ]
    assert said(read("authors:\n- Li Ming\n- {nam: x}"))[0].startswith("6: authors.2.nam: ")
    assert said(read("by:\n- Li Ming\n- {nam: x}"))[0].startswith("6: authors.2.nam: ")


@pytest.mark.parametrize(
    ("field", "near"),
    [
        ("category: News", "subjects"),
        ("excerpt: x", "summary"),
        ("image: x.jpg", "images"),
        ("coverImage: x", "images"),
        ("aliases: [/x/]", "redirect_from"),
        ("updated: 2024-05-18", "changes"),
        ("sumary: x", "summary"),
        ("location: Town", "places"),
    ],
)
def test_a_field_without_effect_is_named_with_the_nearest_of_ours(field: str, near: str) -> None:
    name = field.partition(":")[0].lower()
    assert said(read(field)) == [
        (
            f"4: warning: {name}: not a field of ours, so it is not shown; did you mean “{near}”? if not, name it in "
            "EXTRA_FIELDS if the theme or a plugin uses it"
        )
    ]


@pytest.mark.parametrize(
    "field", ["series: null", "subtitle: ''", "co_authors: []", "seo: {}", "author: ''", "translator:"]
)
def test_a_field_that_says_nothing_is_not_complained_of(field: str) -> None:
    assert said(read(field)) == []


def test_tags_that_are_maps_are_read_by_their_names() -> None:
    found = article(read("tags:\n- name: Tide Tables\n  slug: tide-tables\n- name: Boats"))
    assert found.terms == {"subjects": ("Tide Tables", "Boats")}
    assert said(read("tags:\n- {name: Boats, weight: 3}"))[0].startswith("5: tags.1: a map where text is wanted")


def test_a_flat_header_has_all_parts_of_the_source() -> None:
    found = article(read_flat(
        "Source: Harbour Gazette\nSource_Date: 1937-08\nSource_Url: https://example.org/a1\nSource-Title: Le pont\n"
        "Source_Archived: https://archive.example/a1\nSource_Volume: 12\nSource_Issue: 07\nSource_Section: Sport\n"
        "Source_Edition: evening\nLicense: CC BY 4.0".replace("CC BY 4.0", "cc-by-4.0")
    ))  # fmt: skip
    source = found.source
    assert source
    assert source.archived
    assert (source.publication, str(source.date), source.url, source.title, source.archived.url) == (
        "harbour-gazette", "1937-08", "https://example.org/a1", "Le pont", "https://archive.example/a1")  # fmt: skip
    assert (source.volume, source.issue, source.section, source.edition) == ("12", "07", "Sport", "evening")
    assert found.licence == "CC-BY-4.0"


def test_parts_of_a_source_without_a_source_are_not_dropped() -> None:
    lines = said(read_flat("Date: 2024-05-17\nSource_Url: https://example.org/a1"))
    assert lines == ["1: source: missing; write a key of register/publications.yaml, or unknown"]


@pytest.mark.parametrize(
    ("written", "licence", "hint"),
    [
        ("CC-BY-4.0", "CC-BY-4.0", ""),
        ("mit", "MIT", ""),
        ("https://example.org/terms", "https://example.org/terms", ""),
        ("CC BY-SA 4.0", None, "write CC-BY-SA-4.0"),
        ("CC-BY", None, "did you mean “CC-BY-4.0”?"),
        ("Creative Commons", None, "write an SPDX id"),
        ("All rights reserved", None, "write it in rights:"),
        ("© Harbour Gazette", None, "write it in rights:"),
        ("Public domain", None, "write https://creativecommons.org/publicdomain/"),
        ("https://exa mple.org", None, "write it whole"),
    ],
)
def test_a_licence_is_an_spdx_id_or_an_address(written: str, licence: str | None, hint: str) -> None:
    reading = read(f"licence: {written}")
    assert (reading.article and reading.article.licence) == licence
    assert not hint or f"; {hint}" in said(reading)[0], said(reading)


@pytest.mark.parametrize(
    ("tag", "meant"), [("jp", "ja"), ("cn", "zh"), ("en-UK", "en-GB"), ("zh_cn", "zh-CN"), ("gr", "el")]
)
def test_a_country_is_no_language(tag: str, meant: str) -> None:
    assert said(read(f"lang: {tag}")) == [f"4: lang: “{tag}” is not a language tag; write {meant}"]
