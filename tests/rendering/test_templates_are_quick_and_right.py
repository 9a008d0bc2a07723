"""The environment of themes writes what Jinja's own writes: what is left out for speed shows nowhere."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import DictLoader, Environment, StrictUndefined, pass_context
from jinja2.runtime import markup_join
from markupsafe import Markup, escape

from colophon.rendering.environment import QuickEnvironment, escaped, joined
from colophon.rendering.i18n import Trans, Words

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

TEXTS = st.one_of(st.text("a<>&'\" é", max_size=8), st.text("b<&", max_size=4).map(Markup), st.integers(), st.none())


def quick() -> Environment:
    env = QuickEnvironment(
        loader=DictLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, cache_size=-1, extensions=[Trans]
    )
    env.words = Words(env, ())
    return env


def plain() -> Environment:
    return Environment(loader=DictLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined)


QUICK, PLAIN = quick(), plain()
for env in (QUICK, PLAIN):
    env.globals["shared"] = Markup("<hr>")
    env.globals["wants"] = pass_context(lambda context: context["y"])
    env.globals["ends"] = lambda: next(iter(()))


@given(TEXTS, TEXTS, st.lists(TEXTS, max_size=3))
def test_pages_are_those_of_jinja(x: object, y: object, n: list[object]) -> None:
    seen = {"x": x, "y": y, "n": n}
    assert QUICK.get_template("page").render(seen) == PLAIN.get_template("page").render(seen)


@given(TEXTS)
def test_escaping_is_that_of_jinja(value: object) -> None:
    assert str(escaped(value)) == str(escape(value))


@given(st.lists(TEXTS, min_size=1, max_size=5))
def test_joining_is_that_of_jinja(pieces: list[object]) -> None:
    ours, theirs = joined(pieces), markup_join(pieces)
    assert (ours, isinstance(ours, Markup)) == (theirs, isinstance(theirs, Markup))


def test_once_asks_a_macro_once_for_equal_values() -> None:
    asked: list[str] = []
    env = quick()
    env.globals.update(shared="", asked=asked)
    env.loader = DictLoader(
        {
            "macros": "{% macro say(a) %}{{ asked.append(a) or '' }}<{{ a }}>{% endmacro %}",
            "page": "{% from 'macros' import say %}{{ once(say, x) }}{{ once(say, y) }}",
        }
    )
    page = env.get_template("page")
    assert [page.render(x=x, y="&") for x in ("<", "é", "<")] == ["<&lt;><&amp;>", "<é><&amp;>", "<&lt;><&amp;>"]
    assert asked == ["<", "&", "é"]


def test_a_missing_part_is_named() -> None:
    env = quick()
    env.loader = DictLoader({"page": "{% include 'nowhere' %}"})
    with pytest.raises(Exception, match="nowhere"):
        env.get_template("page").render()
