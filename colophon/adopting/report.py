"""The page that says what became of a site: what differs, what is not used, and what to do next."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from pelican.settings import DEFAULT_CONFIG

from colophon.adopting.addresses import Lines
from colophon.adopting.earlier import Earlier
from colophon.adopting.settings_file import ADDRESSES, OUTPUT, REPORT, SETTINGS, Changes
from colophon.adopting.unused import UNUSED
from colophon.model.problems import ERROR, WARNING, Problem, counted

SHOWN = 5  # of a longer list
UNKNOWN_FIELD = "not a field of ours"  # with which the warning of such a field begins
_SETTING = re.compile(r"[A-Z][A-Z0-9_]*")
# Settings that count though Pelican gives them no default, and those by which the new settings file does their work.
_COUNT = frozenset("TIMEZONE SITESUBTITLE MENUITEMS PELICAN_CLASS FEED_DOMAIN".split())  # noqa: SIM905


class Seen(NamedTuple):
    """All that the page tells: the name of the old settings file, the settings in Pelican and those that the file
    states, what Pelican made and without what, the lines of old addresses, the problems of the content, what was left
    out because of them, the addresses that nothing answers, and whether the site was built."""

    old: str
    settings: Mapping[str, Any]
    stated: Mapping[str, Any]
    earlier: Earlier
    without: str
    lines: Lines
    problems: list[Problem]
    changes: Changes
    unanswered: list[str]
    built: bool


def report(seen: Seen) -> str:
    """The page, in Markdown."""
    parts = (_texts, _plugins, _sources, _fields, _left_out, _warnings, _addresses, _settings, _theme)
    body = "\n\n".join(text for part in parts if (text := "\n".join(part(seen))))
    return f"# {seen.settings['SITENAME']} under Colophon\n\n{body}\n\n{_next(built=seen.built)}\n"


def _some(names: Iterable[str], most: int = SHOWN) -> str:
    """Some names, and how many there are besides."""
    names = list(names)
    return ", ".join(names[:most]) + (f" and {len(names) - most:,} more" if len(names) > most else "")


def _texts(seen: Seen) -> Iterator[str]:
    texts = seen.earlier.texts
    pages = [text for text in texts if text.page]
    number = f"{counted(len(texts) - len(pages), 'article')} and {counted(len(pages), 'page')}"
    how = f" {seen.without}" if seen.without else ""
    yield "## What was found\n"
    yield f"- {number}, as Pelican builds them{how}; {counted(len(seen.earlier.copies), 'copied file')}"
    if drafts := [text.file for text in texts if text.status == "draft"]:
        yield f"- {counted(len(drafts), 'draft')}: {_some(drafts)}. Colophon publishes no draft: until it is published,"
        yield "  its old address leads to the front page. With `status: hidden` a text has a page that is in no list"
    if paired := [text.file for text in texts if text.translations]:
        yield f"- {counted(len(paired), 'text')} that Pelican joins with translations, by `lang` and `slug`. Each keeps"
        yield "  its address. To join them here, write `translation_of:` and the file of the original into it"
    if seen.earlier.unread:
        yield f"- not built by Pelican either: {_some(seen.earlier.unread)}"


def _plugins(seen: Seen) -> Iterator[str]:
    loaded = seen.earlier.plugins
    names = {name.rpartition(".")[2] for name in loaded}
    stated = [str(getattr(one, "__name__", one)) for one in seen.stated.get("PLUGINS") or ()]
    lacking = [name for name in stated if name.rpartition(".")[2] not in names]
    if loaded or lacking:
        yield "## Plugins\n"
    if loaded and seen.changes.plugins:
        yield f"- {_some(loaded)}: at work here too. With plugins each build renders all pages"
    elif loaded:
        yield f"- {_some(loaded)}: the site can't be built with them, so `PLUGINS` is empty"
    if lacking:
        yield f"- {_some(lacking)}: not installed in this Python, so what they did is lacking"


def _sources(seen: Seen) -> Iterator[str]:
    lacking = sorted({p.path for p in seen.problems if p.field == "source" and p.level == WARNING})
    if lacking:
        yield "## What has no source\n"
        yield f"{counted(len(lacking), 'article')}: {_some(lacking)}."
        yield "They are built, with a warning each. Say where a text comes from with `Source: original`, or with the"
        yield "paper, its day and page. Once all say it, set `REQUIRE_SOURCE = True`: none without a source is built"


def _fields(seen: Seen) -> Iterator[str]:
    used = Counter(p.field for p in seen.problems if p.found.startswith(UNKNOWN_FIELD))
    if used:
        yield "## Fields that are not used\n"
        yield "No page shows them. `EXTRA_FIELDS` names them, so that no build warns of each:"
        yield _some((f"`{name}` ({counted(number, 'text')})" for name, number in used.most_common()), 20)


def _left_out(seen: Seen) -> Iterator[str]:
    out = sorted((p for p in seen.problems if p.level == ERROR), key=lambda p: (p.path, p.line))
    if out:
        yield "## What is left out\n"
        yield f"Mend it, and take it out of the `…_EXCLUDES` in `{SETTINGS}`:\n"
        yield from (f"- {problem}" for problem in out)


def _warnings(seen: Seen) -> Iterator[str]:
    warnings = (p for p in seen.problems if p.level == WARNING and p.field != "source")
    others = [p for p in warnings if not p.found.startswith(UNKNOWN_FIELD)]
    if others:
        number = f"{counted(len(others), 'warning')} in {counted(len({p.path for p in others}), 'file')}"
        yield "## What differs in the texts\n"
        yield f"{number}; `colophon check -s {SETTINGS}` has all:\n"
        yield from (f"- {problem}" for problem in others[: 2 * SHOWN])


def _addresses(seen: Seen) -> Iterator[str]:
    lines = [line for group in seen.lines.groups.values() for line in group]
    stays, leads = sum(" = " in line for line in lines), sum(" -> " in line for line in lines)
    yield "## Addresses\n"
    yield f"- of {len(seen.earlier.files):,} old addresses, {stays + len(seen.lines.itself):,} have what they had. At"
    yield f"  {leads:,} a page leads to what is nearest: categories and tags are subjects, archives are pages of dates"
    if authors := sorted({one.name for one in seen.earlier.lists if one.kind == "author"}):
        yield f"- the pages of authors lead to the front page: {_some(authors)}. Each leads to the list of the person"
        yield "  once `register/people.yaml` has the name"
    for address in seen.unanswered:
        yield f"- nothing answers at `{address}`: {seen.lines.none.get(address, 'Colophon has nothing like it')}"


def _settings(seen: Seen) -> Iterator[str]:
    names = sorted(name for name in seen.stated if _SETTING.fullmatch(name))
    without = [name for name in names if name in UNUSED]
    known = {*DEFAULT_CONFIG, *UNUSED, *_COUNT}
    others = [name for name in names if name not in known and not name.endswith(("_SAVE_AS", "_URL", "_ATOM", "_RSS"))]
    if without or others:
        yield f"## Settings of {seen.old} without effect\n"
        for reason in dict.fromkeys(UNUSED[name] for name in without):
            yield f"- {', '.join(f'`{name}`' for name in without if UNUSED[name] == reason)}: {reason}"
    if others:
        yield f"- only for a template or a plugin that asks for them: {_some((f'`{name}`' for name in others), 30)}"


def _theme(seen: Seen) -> Iterator[str]:
    yield "## Theme\n"
    old = seen.earlier.theme.rstrip("/").rpartition("/")[2]
    yield f"Pages have the theme of Colophon instead of `{old}`: the source"
    yield "stands above each text, and lists say who published it. Comments, widgets and social links of the old theme"
    yield "are not there. If it has files, they stay at their addresses, by `THEME_STATIC_PATHS`"


def _next(*, built: bool) -> str:
    where = f"`{OUTPUT}/` the built site" if built else "and nothing was built, for the reason above"
    return f"""## Next

`{SETTINGS}` has the settings, `{ADDRESSES}` the old addresses, {where}; this page is `{REPORT}`.

    colophon serve -s {SETTINGS}    # see it
    colophon check -s {SETTINGS}    # what is wrong in each text, and what to write
    colophon build -s {SETTINGS}    # build it again"""
