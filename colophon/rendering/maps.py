"""Maps of places: the part of the world that a map shows, the land in it, and the positions of dots and names.

The land is Natural Earth's at 1:50m, without borders, simplified by cartography/land.py. It is a file beside the page,
since a coast takes more bytes than all the words; its one half-transparent colour suits light and dark pages. Names are
text of the page: none may touch another, a dot or the edge, on a narrow screen or a wide one. A name for which there is
no room stands only in the list beside the map.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from html import escape
from itertools import accumulate, pairwise
from pathlib import Path
from typing import NamedTuple
from unicodedata import east_asian_width

from markupsafe import Markup

from colophon.model.names import Named
from colophon.rendering.charts import drawing, element

WIDTH, HEIGHT = 480, 400  # CSS pixels of the widest map; narrower maps have the same shape
_MARGIN = 0.15  # part of the frame, on every side
_CLOSEST = 15.0  # degrees of latitude that the width spans at least: closer, the coast has no more detail
_FLATTEST = 0.2  # the least factor by which degrees of longitude are narrowed


class Frame(NamedTuple):
    """A part of the world in degrees: the longitude of the left edge, the latitude of the top, width and height. The
    projection is equidistant cylindrical, true to scale at the middle."""

    left: float
    top: float
    degrees_wide: float
    degrees_high: float

    def place(self, lat: float, lon: float) -> tuple[float, float]:
        """The position of a point, as parts of width and height."""
        return (lon - self.left) / self.degrees_wide, (self.top - lat) / self.degrees_high


def framed(points: Sequence[tuple[float, float]]) -> Frame:
    """The frame around points, each (latitude, longitude) in degrees, by the shorter way round the globe."""
    lats, lons = [lat for lat, _ in points], sorted({lon for _, lon in points})
    gaps = [(after - before, after) for before, after in zip(lons, [*lons[1:], lons[0] + 360], strict=True)]
    widest, first = max(gaps)
    across, middle = 360 - widest, (first - widest / 2 + 180) % 360
    up, level = max(lats) - min(lats), (max(lats) + min(lats)) / 2
    narrowing = max(math.cos(math.radians(level)), _FLATTEST)
    inside = 1 - 2 * _MARGIN
    wide = max(across * narrowing / inside, up / inside * WIDTH / HEIGHT, _CLOSEST)
    high = wide * HEIGHT / WIDTH
    return Frame((middle - wide / narrowing / 2 + 180) % 360 - 180, level + high / 2, wide / narrowing, high)


def located(frame: Frame, lat: float, lon: float) -> tuple[float, float]:
    """The position of a point in the frame, as parts of width and height; its longitude may be off by full turns."""
    # Counted from the middle, since a frame may be wider than the globe.
    middle = frame.left + frame.degrees_wide / 2
    return frame.place(lat, middle + (lon - middle + 180) % 360 - 180)


LARGEST_LAND = 12_000  # bytes
_TONE = 'fill="#8b8577" fill-opacity=".32"'
_GRAIN = 2  # units of the drawing in one CSS pixel at its widest

Point = tuple[float, float]
# left, bottom, right, top in degrees, and the ring's points
Ring = tuple[tuple[float, float, float, float], list[Point]]


@cache
def _rings() -> list[Ring]:
    rings = []
    for steps in json.loads(Path(__file__).with_name("land.json").read_text("utf-8")):
        lons, lats = ([total / 100 for total in accumulate(steps[axis::2])] for axis in (0, 1))
        rings.append(((min(lons), min(lats), max(lons), max(lats)), [*zip(lons, lats, strict=True)]))
    return rings


def land(frame: Frame) -> bytes:
    """The land within a frame as an SVG file of at most LARGEST_LAND bytes."""
    wide, high = WIDTH * _GRAIN, HEIGHT * _GRAIN
    clipped = [_clipped(ring, wide, high) for ring in _seen(frame, wide, high)]
    tolerance = 1.0
    while True:
        path = "".join(_path(ring) for ring in (_thinned(r, tolerance) for r in clipped) if len(ring) > 2)
        drawn = (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {high}" preserveAspectRatio="none">'
            f'<path {_TONE} fill-rule="evenodd" d="{path}"/></svg>\n'
        )
        if len(drawn) <= LARGEST_LAND:
            return drawn.encode()
        tolerance *= 1.5


def _seen(frame: Frame, wide: int, high: int) -> Iterator[list[Point]]:
    """The rings that may lie in the frame, in the drawing's units; more than once where it is wider than the globe."""
    right, bottom = frame.left + frame.degrees_wide, frame.top - frame.degrees_high
    for (west, south, east, north), ring in _rings():
        if north < bottom or south > frame.top:
            continue
        for turn in (-720, -360, 0, 360, 720):
            if east + turn >= frame.left and west + turn <= right:
                yield [(x * wide, y * high) for x, y in (frame.place(lat, lon + turn) for lon, lat in ring)]


def _clipped(ring: list[Point], wide: int, high: int) -> list[Point]:
    """The part of a ring inside the drawing and a little beyond it (algorithm of Sutherland and Hodgman)."""
    for axis, edge, sign in ((0, -_GRAIN, 1), (0, wide + _GRAIN, -1), (1, -_GRAIN, 1), (1, high + _GRAIN, -1)):
        cut: list[Point] = []
        for before, point in pairwise((*ring[-1:], *ring)):
            was, now = (sign * (p[axis] - edge) >= 0 for p in (before, point))
            if was != now:
                part = (edge - before[axis]) / (point[axis] - before[axis])
                cut.append((before[0] + part * (point[0] - before[0]), before[1] + part * (point[1] - before[1])))
            if now:
                cut.append(point)
        ring = cut
    return ring


def _thinned(ring: Iterable[Point], tolerance: float) -> list[tuple[int, int]]:
    """The points of a ring in whole units, each further than `tolerance` from the one before; none for a small ring."""
    points: list[tuple[int, int]] = []
    for x, y in ring:
        point = round(x), round(y)
        if not points or abs(point[0] - points[-1][0]) + abs(point[1] - points[-1][1]) > tolerance:
            points.append(point)
    twice_the_area = abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairwise((*points, *points[:1]))))
    return points if twice_the_area > 8 * tolerance * tolerance else []


def _path(ring: list[tuple[int, int]]) -> str:
    """A closed path of relative steps, in as few bytes as SVG allows."""
    steps = [f"{x2 - x1} {y2 - y1}" for (x1, y1), (x2, y2) in pairwise(ring)]
    return f"M{ring[0][0]} {ring[0][1]}l{' '.join(steps)}z".replace(" -", "-")


# The least and the greatest width of a map in CSS pixels, and the size of its names at each.
WIDTHS = ((272, 12.0), (WIDTH, 13.0))
_DOT, _EDGE = 5.0, 3.0  # CSS pixels that names keep free around the centre of a dot, and at the edges
# In em: from the centre of a dot to a name beside it; to the base line of a name beside, above and below it.
_AWAY, _BESIDE, _ABOVE, _BELOW = 0.6, 0.3, -0.75, 1.55
_HIGH, _DEEP = 1.0, 0.25  # em of letters with their accents above and below the base line


class Box(NamedTuple):
    """A rectangle in CSS pixels."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Box) -> bool:
        across = self.left < other.right and other.left < self.right
        return across and self.top < other.bottom and other.top < self.bottom


class Side(NamedTuple):
    """The side of its dot on which a name stands: SVG's text-anchor, x and y in em, which grow with the name."""

    anchor: str
    x: float
    y: float


SIDES = (Side("", _AWAY, _BESIDE), Side("end", -_AWAY, _BESIDE), Side("middle", 0, _ABOVE), Side("middle", 0, _BELOW))

# A side on which a name may stand, and its boxes there at each of WIDTHS.
Room = tuple[Side, tuple[Box, ...]]


class Label(NamedTuple):
    """A name, and its dot in percent of width and height; the side is None where there is no room for the name."""

    name: str
    x: float
    y: float
    side: Side | None


def places_map(places: Iterable[Named], land: str, label: str) -> Markup:
    """The map of the places that have coordinates. `land` is the address of the picture behind it, and `label` says in
    words what it shows."""
    # An <img>, since programs that copy a site follow no <image> of SVG.
    behind = f'<img src="{escape(land)}" alt="" width="{WIDTH}" height="{HEIGHT}">'
    placed = labels([(place.text, place.at) for place in places if place.at])
    names = drawing("".join(map(_drawn, placed)), label)
    return Markup(f'<div class="map">{behind}{names}</div>')  # noqa: S704 - the address is escaped


def _drawn(one: Label) -> str:
    """A dot, and its name where there is room; placed in percent, so that the map may have any width."""
    content = element("circle", r=4)
    if one.side:
        anchor, x, y = one.side
        content += element(
            "text", escape(one.name, quote=False), x=f"{x:g}em" if x else "", y=f"{y:g}em", text_anchor=anchor
        )
    return element("svg", content, x=f"{one.x:g}%", y=f"{one.y:g}%")


def labels(places: Sequence[tuple[str, tuple[float, float]]]) -> list[Label]:
    """The positions of dots and names. Of several orders in which names take their sides, the one that leaves out the
    fewest names."""
    if not places:
        return []
    frame = framed([point for _, point in places])
    parts = [located(frame, *point) for _, point in places]
    at = [(round(100 * x, 1), round(100 * y, 1)) for x, y in parts]
    free = [_free(name, number, at) for number, (name, _) in enumerate(places)]
    chosen: dict[int, Side] = {}
    for order in _orders(at, free):
        chosen = max(chosen, _chosen(order, free), key=len)
        if len(chosen) == len(places):
            break
    return [Label(name, *at[number], chosen.get(number)) for number, (name, _) in enumerate(places)]


def _orders(at: list[tuple[float, float]], free: list[list[Room]]) -> Iterator[list[int]]:
    """The names with the fewest sides first; then from each of the four edges."""
    numbers = range(len(at))
    yield sorted(numbers, key=lambda n: (len(free[n]), n))
    for axis, sign in ((1, 1), (1, -1), (0, 1), (0, -1)):
        yield sorted(numbers, key=lambda n: (sign * at[n][axis], n))


def _chosen(order: list[int], free: list[list[Room]]) -> dict[int, Side]:
    """The side of each name that has room, where they take their sides in this order."""
    chosen: dict[int, Side] = {}
    taken: list[tuple[Box, ...]] = []
    for number in order:
        for side, boxes in free[number]:
            if not any(box.meets(other) for others in taken for box, other in zip(boxes, others, strict=True)):
                chosen[number] = side
                taken.append(boxes)
                break
    return chosen


def _free(name: str, number: int, at: list[tuple[float, float]]) -> list[Room]:
    """The sides on which a name is inside the frame and off every other dot, with its boxes at both widths."""
    rooms = [(side, tuple(boxes_of(name, at[number], side))) for side in SIDES]
    others = [*at[:number], *at[number + 1 :]]
    return [
        (side, boxes)
        for side, boxes in rooms
        if all(_fits(box, width, others) for box, (width, _) in zip(boxes, WIDTHS, strict=True))
    ]


def boxes_of(name: str, at: tuple[float, float], side: Side) -> Iterator[Box]:
    """The box of a name at each of WIDTHS."""
    for width, size in WIDTHS:
        x, y = at[0] / 100 * width + side.x * size, at[1] / 100 * width * HEIGHT / WIDTH + side.y * size
        long = _length(name) * size
        left = x - {"": 0.0, "end": long, "middle": long / 2}[side.anchor]
        yield Box(left, y - _HIGH * size, left + long, y + _DEEP * size)


def _fits(box: Box, width: float, others: list[tuple[float, float]]) -> bool:
    """Whether a box is inside the frame and off other dots, which are in percent of width and height."""
    high = width * HEIGHT / WIDTH
    if box.left < _EDGE or box.right > width - _EDGE or box.top < _EDGE or box.bottom > high - _EDGE:
        return False
    dots = ((x / 100 * width, y / 100 * high) for x, y in others)
    return not any(box.meets(Box(x - _DOT, y - _DOT, x + _DOT, y + _DOT)) for x, y in dots)


def _length(name: str) -> float:
    """The length of a name in em, rather too long, since system fonts differ."""
    return sum(
        1.05 if east_asian_width(c) in "WF" else 0.9 if c in "MWmw—" else 0.75 if c.isupper() else 0.6 for c in name
    )
