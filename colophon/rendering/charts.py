"""How many articles there were, drawn as SVG: a year of days as twelve small months, and a bar a month.

The pictures hold no words but their names: months, counts and links are text beside them. Elements have no `style`
attribute, which the pages' rules for browsers refuse, and no id, since a figure may stand on a page twice.
"""

from __future__ import annotations

import datetime as dt
from calendar import monthrange
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from html import escape

from markupsafe import Markup

Value = str | int | float


def element(name: str, content: str = "", /, **attributes: Value) -> str:
    """One element. `content` is markup already; attributes are escaped, with `_` for `-`, and left out where empty."""
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(number(value))}"'
        for key, value in attributes.items()
        if value != ""
    )
    return f"<{name}{written}>{content}</{name}>" if content else f"<{name}{written}/>"


def number(value: Value) -> str:
    """A number at its shortest, to a tenth; text as it is; markup, which templates make of text, as what it says."""
    if isinstance(value, str):
        return value.unescape() if isinstance(value, Markup) else value
    return f"{value:.1f}".rstrip("0").rstrip(".").replace("-0", "0") if isinstance(value, float) else str(value)


def said(text: str) -> str:
    """Plain text as content."""
    return escape(text, quote=False)


def drawing(content: str, label: str, **attributes: Value) -> Markup:
    """A whole figure that stands in a page: a picture with a name."""
    return Markup(element("svg", content, role="img", aria_label=label, **attributes))  # noqa: S704 - escaped above


DEEPEST = 4
# The height of the highest bar, in the drawing's units.
_HIGH = 100
# So many months have room at least, so that one alone doesn't make a wall.
_FEWEST = 24


def heat_strip(
    year: int, counts: Iterable[tuple[dt.date, int]], label: Callable[[dt.date, int], str]
) -> Iterator[tuple[dt.date, int, Markup]]:
    """The twelve months of a year as (first day, number of articles, drawing). A drawing has the weeks from Monday to
    Sunday, and its days are the deeper the more articles they have. `counts` are (day, number of articles); `label`
    says of a month and its number in words what the drawing shows."""
    counted = dict(counts)
    for month in range(1, 13):
        first = dt.date(year, month, 1)
        total = sum(count for day, count in counted.items() if (day.year, day.month) == (year, month))
        yield first, total, drawing(_weeks(year, month, counted), label(first, total), viewBox="0 0 7 6")


def _weeks(year: int, month: int, counts: Mapping[dt.date, int]) -> str:
    first, length = monthrange(year, month)
    squares: list[list[str]] = [[] for _ in range(DEEPEST + 1)]
    for day in range(1, length + 1):
        week, weekday = divmod(first + day - 1, 7)
        squares[depth(counts.get(dt.date(year, month, day), 0))].append(f"M{weekday}.1 {week}.1h.8v.8h-.8z")
    return "".join(element("path", class_=f"d{at}", d="".join(drawn)) for at, drawn in enumerate(squares) if drawn)


def depth(count: int) -> int:
    """0 for a day without articles, 1 for one, 2 for two or three, 3 for four to seven, DEEPEST for more."""
    return min(count.bit_length(), DEEPEST)


def bars(counts: Sequence[tuple[dt.date, int]], label: str) -> Markup:
    """A bar a month, from the first month to the last, empty ones too; the highest is as high as the drawing. `counts`
    are (first of a month, number of articles) from old to new; `label` says in words what it shows."""
    most = max((count for _, count in counts), default=1)
    start = _number(counts[0][0]) if counts else 0
    path = "".join(
        f"M{_number(month) - start}.1 {_HIGH}v-{max(_HIGH * count // most, 2)}h.8V{_HIGH}z" for month, count in counts
    )
    wide = max(_number(counts[-1][0]) - start + 1 if counts else 0, _FEWEST)
    return drawing(
        element("path", d=path), label, class_="bars", viewBox=f"0 0 {wide} {_HIGH}", preserveAspectRatio="none"
    )


def _number(month: dt.date) -> int:
    return month.year * 12 + month.month
