"""The zone of a point on the map, offline: the one user of tzfpy. Points are asked for and forgotten."""

from math import isfinite

import tzfpy

from bot.slots import zone_names
from bot.timetext.cities import canonical_zone

# The map's outlines are simplified: a harbour may lie in its sea. So far around is looked for land, in degrees.
_NEAR = (0.1, 0.3)
_AROUND = ((0, 1), (1, 0), (0, -1), (-1, 0), (1, 1), (1, -1), (-1, -1), (-1, 1))


def zone_at(latitude: float, longitude: float) -> str | None:
    """The IANA zone of the point, or of the nearest land; None at sea, and for what is no point."""
    if not (isfinite(latitude) and isfinite(longitude) and abs(latitude) <= 90 and abs(longitude) <= 180):
        return None
    found = _land(latitude, longitude)
    for step in _NEAR:
        found = found or next(
            filter(None, (_land(latitude + y * step, longitude + x * step) for y, x in _AROUND)), None
        )
    return found


def _land(latitude: float, longitude: float) -> str | None:
    """At sea the map has the zones of ships, which no clock on land keeps."""
    name = tzfpy.get_tz((longitude + 180) % 360 - 180, max(-90.0, min(90.0, latitude)))
    if not name or name.startswith("Etc/"):
        return None
    zone = canonical_zone(name)
    return zone if zone in zone_names() else name if name in zone_names() else None
