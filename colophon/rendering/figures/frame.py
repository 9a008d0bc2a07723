"""The frame of a map: how much of the world it shows, so that all of its places lie well within it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

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
