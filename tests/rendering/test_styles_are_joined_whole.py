"""The style sheets of the theme are joined into one file each: shorter, and to a browser the same, rule for rule."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from helpers.building import ROOT, Site
from playwright.sync_api import Browser

from colophon.rendering.assets import Static

STYLES = ROOT / "theme" / "static" / "css"
# A custom property keeps the very white space that it was given.
RULES = """css => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  return [...sheet.cssRules].map(rule => rule.cssText.replaceAll(", ", ","));
}"""


@pytest.mark.parametrize("name", ["main.css", "rooms.css"])
def test_a_browser_reads_the_same_rules(browser: Browser, ours: Site, name: str) -> None:
    page = browser.new_page()
    parts = re.findall(r'@import "(.+?)" layer\((.+?)\);', (STYLES / name).read_text("utf-8"))
    written = "".join(f"@layer {layer} {{ {(STYLES / part).read_text('utf-8')} }}" for part, layer in parts)
    joined = (ours.output / "theme" / name).read_text("utf-8")
    rules = [rule for rule in page.evaluate(RULES, joined) if "{" in rule]
    assert rules == page.evaluate(RULES, written)
    assert len(rules) == len(parts)
    assert len(joined) < len(written)


def test_strings_and_kept_comments_stay_as_they_are(tmp_path: Path) -> None:
    main, part = tmp_path / "main.css", tmp_path / "part.css"
    main.write_text('@import "part.css" layer(a);\n')
    part.write_text(
        "/* gone */ /*! a ,  b */\na::after , b  {\n"
        '  content: "/* x */ ;  {" ;\n  src: url(a;b,c) ,\n url("d  e");\n}\n'
    )
    joined = Static("main.css", str(main.parent), (main.name, part.name)).joined().decode()
    rule = 'a::after,b{content:"/* x */ ;  {";src:url(a;b,c),url("d  e")}'
    assert joined == f"@layer a{{/*! a ,  b */ {rule}}}\n"
