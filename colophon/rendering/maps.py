"""Maps of places: how much of the world a map shows, the land in it, and where its dots and names stand.

Land is Natural Earth's at 1:50m, without borders, simplified by cartography/land.py. It is a file of its own beside a
page, since a coast takes more bytes than all the words upon it; its one tone lets light and dark paper shine through.
Names are the page's own text, so no name may touch another, a dot or the edge, on a narrow screen or a wide one. A name
for which there is no room stands in the list beside the map alone.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple, Protocol
from unicodedata import east_asian_width

from markupsafe import Markup

from colophon.rendering.charts import drawing, element, said

# CSS pixels at the widest; narrower maps have the same shape.
WIDTH, HEIGHT = 480, 400
_MARGIN = 0.15  # of the frame, on every side
_CLOSEST = 15.0  # degrees of latitude that the width spans at least: closer, the coast has no more to tell
_FLATTEST = 0.2  # the cosine beyond which a degree of longitude is no longer narrowed


class Frame(NamedTuple):
    """Degrees: the longitude at the left edge, the latitude at the top, and how far it goes from there. Meridians and
    parallels are straight, true to scale at the middle (equidistant cylindrical projection)."""

    left: float
    top: float
    degrees_wide: float
    degrees_high: float

    def place(self, lat: float, lon: float) -> tuple[float, float]:
        """Where a point lies, as parts of width and height."""
        return (lon - self.left) / self.degrees_wide, (self.top - lat) / self.degrees_high


def framed(points: Sequence[tuple[float, float]]) -> Frame:
    """The frame around points, each (latitude, longitude) in degrees; the shorter way round the globe."""
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
    """Where a place of the frame's own lies, as parts of width and height, whichever way its longitude is counted."""
    # From the middle, since a frame may go further than once round the globe.
    middle = frame.left + frame.degrees_wide / 2
    return frame.place(lat, middle + (lon - middle + 180) % 360 - 180)


LARGEST = 12_000  # bytes
_TONE = 'fill="#8b8577" fill-opacity=".32"'
_GRAIN = 2  # units of the drawing in one CSS pixel at its widest

Point = tuple[float, float]
# left, bottom, right, top in degrees, and the ring's points
Ring = tuple[tuple[float, float, float, float], list[Point]]


@cache
def _rings() -> list[Ring]:
    found = []
    for values in json.loads(Path(__file__).with_name("land.json").read_text("utf-8")):
        x = y = 0
        ring = []
        for dx, dy in zip(values[::2], values[1::2], strict=True):
            x, y = x + dx, y + dy
            ring.append((x / 100, y / 100))
        lons, lats = zip(*ring, strict=True)
        found.append(((min(lons), min(lats), max(lons), max(lats)), ring))
    return found


def land(frame: Frame) -> bytes:
    """The land within a frame as an SVG file of at most LARGEST bytes."""
    wide, high = WIDTH * _GRAIN, HEIGHT * _GRAIN
    clipped = [_clipped(ring, wide, high) for ring in _seen(frame, wide, high)]
    tolerance = 1.0
    while True:
        path = "".join(_path(ring) for ring in (_thinned(r, tolerance) for r in clipped) if len(ring) > 2)
        drawn = (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {high}" preserveAspectRatio="none">'
            f'<path {_TONE} fill-rule="evenodd" d="{path}"/></svg>\n'
        )
        if len(drawn) <= LARGEST:
            return drawn.encode()
        tolerance *= 1.5


def _seen(frame: Frame, wide: int, high: int) -> Iterator[list[Point]]:
    """The rings that may lie within the frame, in the drawing's units; again where it goes round the globe."""
    right, bottom = frame.left + frame.degrees_wide, frame.top - frame.degrees_high
    for (west, south, east, north), ring in _rings():
        if north < bottom or south > frame.top:
            continue
        for turn in (-720, -360, 0, 360, 720):
            if east + turn >= frame.left and west + turn <= right:
                placed = (frame.place(lat, lon + turn) for lon, lat in ring)
                yield [(x * wide, y * high) for x, y in placed]


def _clipped(ring: list[Point], wide: int, high: int) -> list[Point]:
    """The part of a ring inside the drawing, and a little beyond it (Sutherland and Hodgman)."""
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
    """Whole units, none of them nearer than `tolerance` to the one before; no ring smaller than that squared."""
    kept: list[tuple[int, int]] = []
    for x, y in ring:
        point = round(x), round(y)
        if not kept or abs(point[0] - kept[-1][0]) + abs(point[1] - kept[-1][1]) > tolerance:
            kept.append(point)
    lines = pairwise((*kept, *kept[:1]))
    twice = abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in lines))
    return kept if twice > 8 * tolerance * tolerance else []


def _path(ring: list[tuple[int, int]]) -> str:
    """A closed path of steps, each separated as shortly as SVG allows."""
    steps = [f"{x2 - x1} {y2 - y1}" for (x1, y1), (x2, y2) in pairwise(ring)]
    return f"M{ring[0][0]} {ring[0][1]}l{' '.join(steps)}z".replace(" -", "-")


# The widths in CSS pixels between which the page shows a map, and the size of its names at the two.
WIDTHS = ((272, 12.0), (WIDTH, 13.0))
_DOT = 5.0  # the radius that a name keeps away from a dot
# In a name's size: from a dot's centre to a name beside it, and to the feet of one beside, above or below it; and how
# far letters reach above and below their feet, accents among them.
_AWAY, _BESIDE, _ABOVE, _BELOW = 0.6, 0.3, -0.75, 1.55
_HIGH, _DEEP = 1.0, 0.25
_EDGE = 3.0


class Box(NamedTuple):
    """A rectangle in CSS pixels."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Box) -> bool:
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )


class Side(NamedTuple):
    """On which side of its dot a name stands: as SVG's text-anchor, x and y in em, so that the three grow together."""

    anchor: str
    x: float
    y: float


SIDES = (Side("", _AWAY, _BESIDE), Side("end", -_AWAY, _BESIDE), Side("middle", 0, _ABOVE), Side("middle", 0, _BELOW))


# A side on which a name may stand, and the boxes that it takes there, at each of WIDTHS.
Room = tuple[Side, tuple[Box, ...]]


class Label(NamedTuple):
    """A name and where its dot stands, in percent of width and height; no side where there is no room for it."""

    name: str
    x: float
    y: float
    side: Side | None


class Place(Protocol):
    """A name, and where it is: latitude and longitude in degrees, None where that is not known."""

    @property
    def text(self) -> str: ...

    @property
    def at(self) -> tuple[float, float] | None: ...


def places_map(places: Iterable[Place], land: str, label: str) -> Markup:
    """The map of those places of which it is known where they are; `land` is the address of the picture behind it, and
    `label` says in words what it shows."""
    picture = element("image", href=land, width="100%", height="100%", preserveAspectRatio="none")
    placed = labels([(place.text, place.at) for place in places if place.at])
    return drawing(picture + "".join(map(_drawn, placed)), label, class_="map")


def _drawn(one: Label) -> str:
    """A dot, and its name where there is room for it; in parts of the map, since only they grow with it."""
    content = element("circle", r=4)
    if one.side:
        anchor, x, y = one.side
        content += element("text", said(one.name), x=f"{x:g}em" if x else "", y=f"{y:g}em", text_anchor=anchor)
    return element("svg", content, x=f"{one.x:g}%", y=f"{one.y:g}%")


def labels(places: Sequence[tuple[str, tuple[float, float]]]) -> list[Label]:
    """Where dots and names stand: as it leaves the fewest names out, of several orders in which places choose."""
    if not places:
        return []
    frame = framed([point for _, point in places])
    parts = [located(frame, *point) for _, point in places]
    at = [(round(100 * x, 1), round(100 * y, 1)) for x, y in parts]
    free = [_free(name, number, at) for number, (name, _) in enumerate(places)]
    chosen: dict[int, Side] = {}
    for order in _orders(at, free):
        found = _chosen(order, free)
        chosen = found if len(found) > len(chosen) else chosen
        if len(chosen) == len(places):
            break
    return [Label(name, *at[number], chosen.get(number)) for number, (name, _) in enumerate(places)]


def _orders(at: list[tuple[float, float]], free: list[list[Room]]) -> Iterator[list[int]]:
    """The most crowded first; then from each of the four edges."""
    numbers = range(len(at))
    yield sorted(numbers, key=lambda n: (len(free[n]), n))
    for axis, sign in ((1, 1), (1, -1), (0, 1), (0, -1)):
        yield sorted(numbers, key=lambda n: (sign * at[n][axis], n))


def _chosen(order: list[int], free: list[list[Room]]) -> dict[int, Side]:
    """The side of each name that finds room in this order."""
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
    """The sides on which a name keeps inside the frame and off every other dot, with its boxes at both widths."""
    found = []
    for side in SIDES:
        boxes = tuple(boxes_of(name, at[number], side))
        if all(_fits(box, width, at, number) for box, (width, _) in zip(boxes, WIDTHS, strict=True)):
            found.append((side, boxes))
    return found


def boxes_of(name: str, at: tuple[float, float], side: Side) -> Iterator[Box]:
    """The rectangles that a name takes, at each of WIDTHS."""
    for width, size in WIDTHS:
        x, y = at[0] / 100 * width + side.x * size, at[1] / 100 * width * HEIGHT / WIDTH + side.y * size
        long = _length(name) * size
        left = x - {"": 0.0, "end": long, "middle": long / 2}[side.anchor]
        yield Box(left, y - _HIGH * size, left + long, y + _DEEP * size)


def _fits(box: Box, width: float, at: list[tuple[float, float]], own: int) -> bool:
    high = width * HEIGHT / WIDTH
    if box.left < _EDGE or box.right > width - _EDGE or box.top < _EDGE or box.bottom > high - _EDGE:
        return False
    dots = ((x / 100 * width, y / 100 * high) for number, (x, y) in enumerate(at) if number != own)
    return not any(box.meets(Box(x - _DOT, y - _DOT, x + _DOT, y + _DOT)) for x, y in dots)


def _length(name: str) -> float:
    """How long a name is in its own size, rather too long: system fonts differ."""
    return sum(
        1.05 if east_asian_width(c) in "WF" else 0.9 if c in "MWmw—" else 0.75 if c.isupper() else 0.6 for c in name
    )
