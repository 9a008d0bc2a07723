"""MARKDOWN may hold functions and objects, as Pelican allows; and no field replaces an attribute of Pelican's own."""

from __future__ import annotations

import dis
import re

import pytest
from helpers.building import Site
from markdown.extensions.toc import TocExtension
from pelican.contents import Article as PelicanArticle
from pelican.contents import Content

from colophon.build.fingerprint import Incomparable, fingerprint
from colophon.readers.fields import RESERVED

TOC = """
{above}
MARKDOWN = {{"extensions": [{extension}], "extension_configs": {{{configs}}}, "output_format": "html5"}}
"""
IMPORT = "from markdown.extensions.toc import TocExtension, slugify_unicode"
SLUGIFY = (
    "def slugify(value, separator, _prefix={'of': 'x'}): return {p for p in ('b', value)} and _prefix['of'] + value"
)


@pytest.mark.parametrize(
    ("above", "extension", "configs"),
    [
        (IMPORT, "", '"markdown.extensions.toc": {"slugify": slugify_unicode}'),
        (SLUGIFY, "", '"markdown.extensions.toc": {"slugify": slugify}'),
        ("", "", '"markdown.extensions.toc": {"slugify": lambda value, separator: "x"}'),
        (IMPORT, "TocExtension(slugify=lambda value, separator: value)", ""),
        (
            f"{IMPORT}\nimport re, functools\ndef sub(pattern, text, separator): return pattern.sub('', text)",
            "TocExtension(slugify=functools.partial(sub, re.compile('a')))",
            "",
        ),
    ],
    ids=["named", "of the settings", "lambda", "object", "partial"],
)
def test_functions_and_objects_are_read_with_and_compared(site: Site, above: str, extension: str, configs: str) -> None:
    with site.settings.open("a") as file:
        file.write(TOC.format(above=above, extension=extension, configs=configs))
    for number in range(260):  # as many as are given to workers
        site.article(f"more-{number}", text="Text.")
    site.article("first", text="# A heading\n\nText.")
    built = [site.build(environment={"PYTHONHASHSEED": str(seed), "COLOPHON_WORKERS": "2"}) for seed in (1, 2)]
    assert [said.code for said in built] == [0, 0], built[0].text
    assert [re.search(r"([\d,]+) files read", said.text)[1] for said in built] == ["261", "0"]  # type: ignore[index]


def test_an_object_is_compared_by_what_it_holds() -> None:
    def made(word: str) -> list[object]:
        return [TocExtension(slugify=lambda value, separator: value + word), re.compile(word)]

    assert fingerprint(made("a")) == fingerprint(made("a"))
    assert len({fingerprint(part) for word in "abc" for part in made(word)}) == 6
    with pytest.raises(Incomparable, match="generator"):
        fingerprint(value for value in "ab")


def test_a_build_says_why_it_reads_everything(site: Site) -> None:
    with site.settings.open("a") as file:
        file.write("MARKDOWN = {'extension_configs': {'markdown.extensions.toc': {'title': open(__file__)}}}\n")
    said = [site.build(), site.build()]
    assert all("settings: warning: MARKDOWN: it holds an object of _io.TextIOWrapper" in one.text for one in said)
    assert all("all articles are read at each build" in one.text for one in said)


def test_reserved_names_are_those_of_pelican() -> None:
    """Also those that Content gives itself when it is made, which `dir` can't tell."""
    set_by_itself = {
        step.argval
        for kind in (Content, PelicanArticle)
        for step in dis.get_instructions(kind.__init__)
        if step.opname == "STORE_ATTR"
    }
    fields = "title date slug lang status template author authors category tags modified summary date_format timezone"
    names = {*dir(PelicanArticle), *set_by_itself, "path", "reader"} - set(fields.split())
    assert {name for name in names if not name.startswith("_")} == RESERVED
