"""Templates, with their includes put in when they are compiled, say what stock Jinja says."""

from __future__ import annotations

import os
import stat
import tempfile
from pathlib import Path
from types import SimpleNamespace

import pytest
from helpers.building import Site
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import DictLoader, Environment, StrictUndefined, TemplateError, pass_context
from markupsafe import Markup

from colophon.rendering.environment import CompiledTemplates, ThemeEnvironment, references

TEMPLATES = {
    "base": "{% set above = '<' %}<{% block a %}{{ x }}{% endblock %}|{% block b %}base{% endblock %}{{ above }}>",
    "part": "[{{ x }}{{ own|default('none') }}{{ shared }}{{ n }}]",
    "macros": "{% set word = '<b>' %}{% macro say(a, b='&') %}{{ a }}{{ b }}{{ word }}{{ shared }}"
    "{% endmacro %}{% macro framed(a) %}<{{ a }}>{{ caller() }}{% endmacro %}"
    "{% macro few(a, b=a, c='<') %}{{ a ~ b ~ c }}{% endmacro %}"
    "{% macro all() %}{{ varargs }}{{ kwargs }}{% endmacro %}",
    "page": "{% extends 'base' %}{% import 'macros' as m %}{% from 'macros' import say %}{% set own = x ~ '<' ~ n %}"
    "{% block a %}{{ super() }}{{ m.say(x) }}{{ say(x, b=y) }}{{ m.word }}{% include 'part' %}{% endblock %}"
    "{% block b %}{% for i in n %}{{ loop.index }}{{ say(i, loop.last) }}{% include 'part' %}{% endfor %}"
    "{% call m.framed(y) %}<i>{{ x }}</i>{% endcall %}{{ m.all(1, x, k=y) }}{{ (x ~ y)|upper }}{{ x|e }}{{ x|safe }}"
    "{% set block %}{{ x }}<{% endset %}{{ block }}{{ block ~ x }}{{ none }}{{ 1.5 }}{{ [x] }}{{ x if n }}"
    "{% with own = y %}{% include 'part' %}{% endwith %}{% filter title %}{{ x }}<{% endfilter %}"
    "{% include 'alone' without context %}{% include 'nowhere' ignore missing without context %}{{ '&'.join('ab') }}"
    "{% include ['nowhere', 'part'] ignore missing %}{{ x ~ y ~ '<' ~ n }}"
    "{{ n|map('string')|join('<') }}{{ n|select|list }}{{ n|first|d('-') }}{{ wants() }}{{ ends() is defined }}"
    "{{ m.few(x) }}{{ m.few(x, y, 1) }}{% endblock %}",
    "alone": "({{ shared }}{{ '<' ~ shared ~ 1 }}{% block c %}{% if x is defined %}x{% endif %}{% endblock %})",
}

TEMPLATES |= {
    "split": "{{ x if n }}{{ '<' if n else x ~ y }}{{ (x if n) ~ y }}{{ fixed.text }}{{ fixed.none }}{{ fixed.many }}"
    "{% if fixed.yes %}{{ fixed.text ~ x }}{% endif %}{{ (x if n else y)|e }}",
    "shadowed": "{% set fixed = {'text': x} %}{{ fixed.text }}",
    "chosen": "{% extends 'base' if n else 'page' %}{% block a %}{{ y }}{% endblock %}",
    "below": "{% extends 'page' %}{% block b %}{{ super() }}{% endblock %}",
    "loops": "{% for x in n %}{% include 'part' %}{% set own = 1 %}{% endfor %}{% include 'part' %}",
}
PAGES = ["page", "split", "shadowed", "chosen", "below", "loops"]

# Parts, and pages that include them, each with something that can't simply be put in, or only seems so.
PARTS = [
    "[{{ x }}{{ own|default('none') }}{{ fixed.text }}]",
    "{% set x = 'part' %}{% set own = 1 %}{{ x }}{% for i in n %}{{ loop.index }}{{ i }}{% endfor %}",
    "{% macro m(x) %}{{ x }}{{ y }}{% endmacro %}{{ m('&') }}{{ m(x) }}",
    "{% import 'macros' as m %}{{ m.say(y) }}{% from 'macros' import say %}{{ say(x) }}",
    "{% block a %}{{ x }}{% endblock %}{% block c %}c{% endblock %}",
    "{% extends 'base' %}{% block a %}{{ x }}{% endblock %}",
    "{% if n %}{% include 'whole' %}{% endif %}",
    "{% if x == 1 %}{% set x = 2 %}{% include 'whole' %}{% endif %}{% set fixed = n %}{{ fixed }}",
    "{{ nothing }}",
    "{% if %}",
]
INCLUDING = [
    "{% include 'whole' %}{{ x }}{{ own|default('none') }}{{ fixed.text }}",
    "{% set own = '<' %}{% for x in n %}{% include 'whole' %}{{ x }}{% endfor %}{% include 'whole' %}",
    "{% macro m(x) %}{% set own = 3 %}{% include 'whole' %}{{ own }}{% endmacro %}{{ m('>') }}{{ m(x) }}",
    "{% extends 'base' %}{% set own = 2 %}{% block b %}{% include 'whole' %}{{ super() }}{% endblock %}",
    "{% set words %}{% include 'whole' %}{% endset %}{{ words }}{% with y = 0 %}{% include 'whole' %}{% endwith %}",
    "{% block a %}{% include 'whole' %}{% endblock %}{% filter upper %}{% include 'whole' %}{% endfilter %}",
    "{% set m = 4 %}{% set say = 5 %}{% include 'whole' %}{{ m }}{{ say }}",
    "{% include 'whole' without context %}",
    "{% include 'whole' ignore missing %}{% include ['nowhere', 'whole'] %}",
    "{% autoescape false %}{% include 'whole' %}{{ x ~ y }}{% endautoescape %}",
]

TEXTS = st.one_of(st.text("a<>&'\" é", max_size=8), st.text("b<&", max_size=4).map(Markup), st.integers(), st.none())


def quick(templates: dict[str, str] = TEMPLATES) -> ThemeEnvironment:
    options = {"loader": DictLoader(templates), "autoescape": True, "undefined": StrictUndefined, "cache_size": -1}
    return ThemeEnvironment(["fixed"], **options)


def plain(templates: dict[str, str] = TEMPLATES) -> Environment:
    return Environment(loader=DictLoader(templates), autoescape=True, undefined=StrictUndefined)


QUICK, PLAIN = quick(), plain()
for env in (QUICK, PLAIN):
    env.globals["shared"] = Markup("<hr>")
    env.globals["fixed"] = SimpleNamespace(text="<a>", none=None, yes=True, many=[1])
    env.globals["wants"] = pass_context(lambda context: context["y"])
    env.globals["ends"] = lambda: next(iter(()))
for env in (QUICK, PLAIN):  # compiled now, so that each example takes as long
    for page in PAGES:
        env.get_template(page)


@given(TEXTS, TEXTS, st.lists(TEXTS, max_size=3))
def test_pages_are_those_of_jinja(x: object, y: object, n: list[object]) -> None:
    seen = {"x": x, "y": y, "n": n}
    for page in PAGES:
        assert QUICK.get_template(page).render(seen) == PLAIN.get_template(page).render(seen), page


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("page", INCLUDING)
def test_each_way_to_include_is_that_of_jinja(page: str, part: str) -> None:
    written = []
    for env in (quick({**TEMPLATES, "own": page, "whole": part}), plain({**TEMPLATES, "own": page, "whole": part})):
        env.globals |= {"shared": "<", "fixed": SimpleNamespace(text="<a>")}
        try:
            written.append(env.get_template("own").render(x=1, y="<y>", n=["<n>", 2]))
        except TemplateError as error:
            written.append((type(error), error.message))
        except RecursionError:
            written.append("for ever")
    assert written[0] == written[1]


def test_includes_are_put_in_when_a_page_is_compiled() -> None:
    env = quick({"part": "[{{ x }}{% include 'deep' %}]", "deep": "deep"})
    code = env.compile("{% include 'part' %}", "page", "page", True)
    assert "get_template" not in code
    assert "deep" in code


def test_once_asks_a_macro_once_for_equal_values() -> None:
    asked: list[str] = []
    env = quick(
        {
            "macros": "{% macro say(a) %}{{ asked.append(a) or '' }}<{{ a }}>{% endmacro %}",
            "page": "{% from 'macros' import say %}{{ once(say, x) }}{{ once(say, y) }}",
        }
    )
    env.globals["asked"] = asked
    page = env.get_template("page")
    assert [page.render(x=x, y="&") for x in ("<", "é", "<")] == ["<&lt;><&amp;>", "<é><&amp;>", "<&lt;><&amp;>"]
    assert asked == ["<", "&", "é"]


def test_a_missing_part_is_named() -> None:
    env = quick({"page": "{% include 'nowhere' %}"})
    with pytest.raises(Exception, match="nowhere"):
        env.get_template("page").render()


def test_compiled_templates_count_only_where_they_are_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    folder = tmp_path / f"_jinja2-cache-{os.getuid()}"

    def rendered(text: str, mark: bytes = b"mark") -> str:
        env = quick({"page": text})
        env.bytecode_cache = CompiledTemplates(mark)
        return env.get_template("page").render(x=1)

    assert rendered("{{ x }} and more") == "1 and more"
    [file] = folder.iterdir()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    whole = file.read_bytes()
    changed = whole.replace(b" and more", b" or other")
    assert changed != whole
    for data in (changed, whole[:-9], b"", b"x" * 40):
        file.write_bytes(data)
        assert rendered("{{ x }} and more") == "1 and more"
        assert file.read_bytes() == whole
    assert rendered("{{ x }}") == "1"
    assert rendered("{{ x }}", b"other") == "1"
    assert len(list(folder.iterdir())) == 1


def test_a_folder_that_is_not_the_users_own_keeps_no_templates(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / f"_jinja2-cache-{os.getuid()}").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(RuntimeError):
        CompiledTemplates(b"")


def test_no_code_is_kept_in_the_cache_folder(site: Site) -> None:
    assert site.build().code == 0
    assert {file.suffix for file in (site.folder / "cache").rglob("*") if file.is_file()} <= {".sqlite", ".lock"}


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("{% extends 'a' %}{% include \"b\" ignore missing %}{%- import 'c' as d -%}", ["a", "b", "c"]),
        ("{%+ from 'a' import b with context %}{% include 'b' without context +%}", ["a", "b"]),
        ("{{ _('from here') }} {% if x %}include{% endif %}", []),
        ("{% include x %}", None),
        ("{% include ['a', 'b'] %}", None),
        ("{% include 'a' ~ x %}", None),
        ("{% extends 'a' if x else 'b' %}", None),
    ],
)
def test_the_templates_that_a_template_names_are_found(source: str, names: list[str] | None) -> None:
    assert references(Environment(), source) == names
