"""What is odd about a boundary that is stored all the same: it crosses itself or lies in another province. Pure."""

from collections.abc import Iterator
from itertools import chain, pairwise

from withi.kit import geo
from withi.kit.borders import Border, Point, Ring, turn
from withi.kit.intake import Finding, Severity
from withi.kit.problem import Rule, register

register(
    Rule(
        "border.crossing",
        "แนวเขตของรหัส {found} ตัดกันเองใกล้จุด {at} เก็บไว้แล้ว แต่แผนที่และการตรวจพิกัดแถวนั้นอาจผิด",
        "The boundary of {found} crosses itself near {at}. It is stored; the map and positions there may be wrong.",
    ),
    Rule(
        "border.elsewhere",
        "แนวเขตของรหัส {found} มีจุด {at} อยู่นอกจังหวัดของรหัสนั้น เก็บไว้แล้ว ให้ดูว่ารหัสในไฟล์ถูกหรือไม่",
        "The boundary of {found} has {at}, outside the province of that code. It is stored: check the code.",
    ),
)


def doubts(border: Border) -> Iterator[Finding]:
    """What is odd about a boundary that can be stored: a ring that crosses itself, or lies in another province."""
    lon, lat = border.polygons[0][0][0]
    if geo.in_province(border.code, lat, lon) is False:
        yield _odd("border.elsewhere", border.code, (lon, lat))
    for ring in chain.from_iterable(border.polygons):
        if at := _crossing(ring):
            yield _odd("border.crossing", border.code, at)
            return


def _odd(rule: str, code: str, at: Point) -> Finding:
    return Finding("code", Severity.WARNING, rule, code, values=(("at", f"{at[0]}, {at[1]}"),))


def _crossing(ring: Ring) -> Point | None:
    """The start of a side that another one crosses. Sides are taken from west to east, so few are held together."""
    sides = sorted((min(start[0], end[0]), number) for number, (start, end) in enumerate(pairwise(ring)))
    held: list[int] = []
    for west, number in sides:
        held = [other for other in held if max(ring[other][0], ring[other + 1][0]) >= west]
        if any(_is_crossed(ring, number, other) for other in held):
            return ring[number]
        held.append(number)
    return None


def _is_crossed(ring: Ring, one: int, other: int) -> bool:
    a, b, c, d = ring[one], ring[one + 1], ring[other], ring[other + 1]
    return turn(a, b, c) * turn(a, b, d) < 0 and turn(c, d, a) * turn(c, d, b) < 0
