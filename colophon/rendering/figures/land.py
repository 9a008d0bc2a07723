"""Land without borders, as much of it as a frame holds: Natural Earth's, at 1:50m, simplified by cartography/land.py.

A file of its own beside a page, since a coast takes more bytes than all the words upon it. Its one tone lets light and
dark paper shine through.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path

from colophon.rendering.figures.frame import HEIGHT, WIDTH, Frame

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
