"""A map of places: dots and names over a picture of land.

Names are the page's own text, of its size and colour on any paper, so no name may touch another, a dot or the edge, on
a narrow screen or a wide one. A name for which no room is found stands in the list beside the map alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple, Protocol
from unicodedata import east_asian_width

from markupsafe import Markup

from colophon.rendering.figures.frame import HEIGHT, WIDTH, framed, located
from colophon.rendering.figures.svg import drawing, element, said

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
