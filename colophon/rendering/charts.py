"""Numbers of articles as SVG: a year of days as twelve small months, and a bar a month.

The pictures hold no text except their label: months, counts and links stand beside them. Elements have no `style`
attribute, since the pages' Content-Security-Policy forbids it, and no id, since a page may show a figure twice.
"""

from __future__ import annotations

import datetime as dt
from calendar import monthrange
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from html import escape

from markupsafe import Markup

Value = str | int | float


def element(name: str, content: str = "", /, **attributes: Value) -> str:
    """One element. `content` is markup; attributes are escaped, have `-` for `_`, and are left out where empty. Numbers
    are rounded to a tenth; the value of markup, which templates make of text, is its text."""
    attrs = ""
    for key, value in attributes.items():
        text = value.unescape() if isinstance(value, Markup) else str(value)
        if isinstance(value, float):
            text = f"{value:.1f}".rstrip("0").rstrip(".").replace("-0", "0")
        if text:
            attrs += f' {key.rstrip("_").replace("_", "-")}="{escape(text)}"'
    return f"<{name}{attrs}>{content}</{name}>" if content else f"<{name}{attrs}/>"


def drawing(content: str, label: str, **attributes: Value) -> Markup:
    """A figure for a page: a picture with a label."""
    return Markup(element("svg", content, role="img", aria_label=label, **attributes))  # noqa: S704 - escaped above


DEEPEST = 4  # the number of shades of a day with articles
_HIGH = 100  # the height of the highest bar, in the drawing's units
_FEWEST = 24  # the least number of months for which there is room, so that no bar is too wide


def heat_strip(
    year: int, counts: Iterable[tuple[dt.date, int]], label: Callable[[dt.date, int], str]
) -> Iterator[tuple[dt.date, int, Markup]]:
    """The twelve months of a year as (first day, number of articles, drawing). A drawing has the weeks from Monday to
    Sunday, and days with more articles are darker. `counts` are (day, number of articles); `label` gives the words for
    the first day of a month and its number of articles."""
    counted = dict(counts)
    for month in range(1, 13):
        first = dt.date(year, month, 1)
        total = sum(count for day, count in counted.items() if (day.year, day.month) == (year, month))
        yield first, total, drawing(_weeks(year, month, counted), label(first, total), viewBox="0 0 7 6")


def _weeks(year: int, month: int, counts: Mapping[dt.date, int]) -> str:
    """The days of a month, one path for all days of a shade."""
    first, length = monthrange(year, month)
    squares: list[list[str]] = [[] for _ in range(DEEPEST + 1)]
    for day in range(1, length + 1):
        week, weekday = divmod(first + day - 1, 7)
        # The shade is 0 without articles, 1 for one, 2 for two or three, 3 for four to seven, DEEPEST for more.
        shade = min(counts.get(dt.date(year, month, day), 0).bit_length(), DEEPEST)
        squares[shade].append(f"M{weekday}.1 {week}.1h.8v.8h-.8z")
    return "".join(element("path", class_=f"d{at}", d="".join(drawn)) for at, drawn in enumerate(squares) if drawn)


def bars(counts: Sequence[tuple[dt.date, int]], label: str) -> Markup:
    """A bar a month, from the first month to the last, also for months without articles. `counts` are (first day of a
    month, number of articles) from old to new; `label` says in words what the drawing shows."""
    months = [(month.year - counts[0][0].year) * 12 + month.month - counts[0][0].month for month, _ in counts]
    most = max((count for _, count in counts), default=1)
    bar = f"M{{}}.1 {_HIGH}v-{{}}h.8V{_HIGH}z".format
    path = "".join(bar(at, max(_HIGH * count // most, 2)) for at, (_, count) in zip(months, counts, strict=True))
    box = f"0 0 {max([_FEWEST, *(at + 1 for at in months)])} {_HIGH}"
    return drawing(element("path", d=path), label, class_="bars", viewBox=box, preserveAspectRatio="none")
