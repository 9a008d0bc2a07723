"""What settings give to templates is told apart by what it is, in every process alike; a setting that can't be used is
one line."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from functools import lru_cache, partial
from types import SimpleNamespace
from typing import Any

import pytest
from helpers.building import Site
from pelican.settings import read_settings

from colophon.build.fingerprint import Incomparable, fingerprint
from colophon.build.settings import SiteConfig, versions
from colophon.build.site import Live

FUNCTIONS = """
from functools import lru_cache, partial
def made(mark, *, rule=frozenset({"a", "b", "c"})):
    def inner(text, more={"x": [1, 2]}, *, end=("!",)):
        return "".join(sorted({c + mark for c in text if c not in {"a", "b", "c"}}, key=lambda c: (c, rule)))
    return inner
VALUES = [made("?"), lambda x: (y for y in x), partial(made, "?"), lru_cache(made("!")), str.upper, print, {"a", "b"}]
"""


def test_a_digest_is_the_same_in_every_process() -> None:
    script = FUNCTIONS + "from colophon.build.fingerprint import fingerprint\n"
    script += "print([fingerprint(v).hex() for v in VALUES])"
    runs = [
        subprocess.run(
            [sys.executable, "-c", script], env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path)},
            capture_output=True, text=True, check=True,
        ).stdout
        for seed in ("1", "2")
    ]  # fmt: skip
    assert runs[0] == runs[1]
    assert len(set(json.loads(runs[0].replace("'", '"')))) == 7


def _closed(mark: Any) -> Any:
    return lambda text: text + mark


def _default(mark: Any) -> Any:
    def shout(text: str, mark: Any = mark, *, end: Any = mark) -> Any:
        return text, mark, end

    return shout


def _itself(mark: Any) -> Any:
    def down(number: int) -> Any:
        return down(number - 1) if number else mark

    return down


def _other(**constants: Any) -> Any:
    """A function of a module with these constants."""
    module: dict[str, Any] = {"__name__": "other", **constants}
    exec("def inner(): return MARK\ndef outer(): return inner()", module)
    return module["outer"]


@pytest.mark.parametrize(
    ("one", "other"),
    [(_closed("!"), _closed("?")), (_default("!"), _default("?")), (_itself("!"), _itself("?")),
     (lambda x: [y + 1 for y in x], lambda x: [y + 2 for y in x]),
     (lambda x: sorted(x, key=lambda y: -y), lambda x: sorted(x, key=lambda y: +y)),
     (partial(print, 1), partial(print, 2)), (lru_cache(_closed("!")), lru_cache(_closed("?"))),
     ([_closed([1])], [_closed([2])]), (SimpleNamespace(rule=_closed("!")), SimpleNamespace(rule=_closed("?"))),
     (_other(MARK="!"), _other(MARK="?")), (True, 1), ("1", 1), (["a", ["b"]], [["a"], "b"])],
)  # fmt: skip
def test_whatever_makes_other_pages_makes_another_digest(one: Any, other: Any) -> None:
    assert fingerprint(one) != fingerprint(other)
    assert fingerprint(one) == fingerprint(one)


@pytest.mark.parametrize("value", [threading.Lock(), (part for part in "ab")])
def test_what_can_not_be_compared_is_said(value: Any) -> None:
    with pytest.raises(Incomparable, match=r"\.lock$|\.generator$"):
        fingerprint(_closed(value))


def test_a_filter_with_a_generator_costs_no_whole_build(site: Site) -> None:
    settings = site.settings.read_text()
    site.settings.write_text(settings + "JINJA_FILTERS = {'shout': lambda text: ''.join(c.upper() for c in text)}\n")
    assert site.build().code == 0
    assert " 0 pages rendered" in site.build().text


def test_one_line_says_why_a_build_is_whole(site: Site) -> None:
    settings = site.settings.read_text()
    site.settings.write_text(settings + "import threading\nJINJA_GLOBALS = {'lock': threading.Lock()}\n")
    assert site.build().code == 0
    again = site.build()
    assert " 0 pages rendered" not in again.text
    assert "JINJA_GLOBALS: a value in it can't be compared" in again.text


def test_templates_see_the_settings_that_are_listed(site: Site) -> None:
    own = site.folder / "own"
    own.mkdir()
    (own / "article.html").write_text("<title>{{ SITENAME }} {{ MINE }}</title>")
    site.set(THEME_TEMPLATES_OVERRIDES=[str(own)], MINE="one")
    site.refused("'MINE' is undefined")
    for mine in ("one", "two"):
        site.set(THEME_TEMPLATES_OVERRIDES=[str(own)], TEMPLATE_SETTINGS=["MINE"], MINE=mine)
        assert site.build().code == 0
        assert site.page("2022/11/first.html").findtext(".//title").endswith(mine)


@pytest.mark.parametrize(
    ("name", "value"),
    [("DEFAULT_PAGINATION", "ten"), ("FEED_MAX_ITEMS", "all"), ("FILENAME_METADATA", "(?P<slug>"),
     ("PATH_METADATA", "*"), ("SLUG_REGEX_SUBSTITUTIONS", [("(", "")]), ("SLUG_REGEX_SUBSTITUTIONS", "(a)"),
     ("TIMEZONE", "Mars/Olympus")],
)  # fmt: skip
def test_a_setting_that_can_not_be_used_is_one_line(site: Site, name: str, value: object) -> None:
    site.set(**{name: value})
    site.refused(f"the setting {name} ")


def test_the_day_is_asked_anew_at_each_save(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    file = site.article("later")
    file.write_text(file.read_text().replace("title:", "published: 2030-01-02\ntitle:"))
    override = {"PATH": str(site.content), "OUTPUT_PATH": str(site.output), "CACHE_PATH": str(site.folder / "cache")}
    live = Live(lambda: read_settings(str(site.settings), override=override))
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1893542399")  # 2030-01-01, a second before midnight
    assert live.rebuild(None)
    assert not (site.output / "2022/11/later.html").exists()
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1893542400")
    assert live.rebuild({site.article("saved")})
    assert (site.output / "2022/11/later.html").exists()


def test_only_the_libraries_in_use_are_asked_for(site: Site) -> None:
    settings = read_settings(str(site.settings), override={"SEARCH": False, "SOCIAL_CARDS": False})
    assert not any("pagefind" in line or "harfbuzz" in line for line in SiteConfig.of(settings).versions)
    both = SiteConfig.of({**settings, "SOCIAL_CARDS": True}).versions
    drawing = ("pillow", "uharfbuzz", "python-bidi", "icu4py")
    assert set(both) - set(versions()) == {line for line in both if line.split()[0] in drawing}
    assert len(set(both) - set(versions())) == len(drawing)
