"""A few areas of Khon Kaen and around it, as they are stored."""

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from withi.ground.places import actions, queries
from withi.ground.places.models import Area, AreaSuccessor
from withi.ground.places.rules import Named, Village

NATION = {
    "10": ("กรุงเทพมหานคร", "Bangkok"),
    "1001": ("พระนคร", "Phra Nakhon"),
    "100101": ("พระบรมมหาราชวัง", "Phra Borom Maha Ratchawang"),
    "38": ("บึงกาฬ", "Bueng Kan"),
    "3801": ("เมืองบึงกาฬ", "Mueang Bueng Kan"),
    "380101": ("บึงกาฬ", "Bueng Kan"),
    "40": ("ขอนแก่น", "Khon Kaen"),
    "4001": ("เมืองขอนแก่น", "Mueang Khon Kaen"),
    "400101": ("ในเมือง", "Nai Mueang"),
    "400102": ("สำราญ", "Samran"),
    "4011": ("เปือยน้อย", "Pueai Noi"),
    "401101": ("เปือยน้อย", "Pueai Noi"),
    "401102": ("วังม่วง", "Wang Muang"),
    "401103": ("ขามป้อม", "Kham Pom"),
    "4015": ("หนองสองห้อง", "Nong Song Hong"),
    "401501": ("หนองสองห้อง", "Nong Song Hong"),
    "401502": ("คึมชาด", "Khuem Chat"),
    "43": ("หนองคาย", "Nong Khai"),
    "50": ("เชียงใหม่", "Chiang Mai"),
    "5001": ("เมืองเชียงใหม่", "Mueang Chiang Mai"),
    "500101": ("ศรีภูมิ", "Si Phum"),
    "5014": ("สันทราย", "San Sai"),
    "501401": ("สันทรายหลวง", "San Sai Luang"),
    "501402": ("สันทรายน้อย", "San Sai Noi"),
    "501403": ("ขามป้อม", "Kham Pom"),
}
OLD = {"4303": ("บึงกาฬ", "Bueng Kan"), "430301": ("บึงกาฬ", "Bueng Kan")}
SUCCESSORS = {"4303": "3801", "430301": "380101"}
POSTCODES = {"401101": "40340", "401102": "40340", "100101": "10200"}
VILLAGES = {
    "40110101": ("บ้านหัวขัว", "Ban Hua Khua"),
    "40110102": ("บ้านเปือยน้อย", "Ban Pueai Noi"),
    "40110201": ("บ้านหัวขัว", "Ban Hua Khua"),
    "40110202": ("บ้านวังม่วง", "Ban Wang Muang"),
    "40150101": ("บ้านหนองสองห้อง", "Ban Nong Song Hong"),
    "50140101": ("บ้านหัวขัว", "Ban Hua Khua"),
}


def nation() -> None:
    """The areas above, stored through the room's own writing, so that they are in the name index too."""
    paths: dict[str, Named] = {}
    rows = []
    for code, (thai, english) in sorted((NATION | OLD).items()):
        until = date(2011, 3, 31) if code in OLD else None
        row = actions._columns(
            code, Named(thai, english), paths.get(code[:-2], Named("")), postcode=POSTCODES.get(code, ""), until=until
        )
        paths[code] = Named(row.path_th, row.path_en)
        rows.append(row)
    actions._write(rows)
    links = (
        AreaSuccessor(old_id=old, new_id=new, source=AreaSuccessor.Source.OFFICIAL) for old, new in SUCCESSORS.items()
    )
    AreaSuccessor.objects.bulk_create(links)


def villages() -> None:
    rows = [Village(code, Named(thai, english)) for code, (thai, english) in VILLAGES.items()]
    actions._write(actions._village_columns(rows, queries.around()))


def area(code: str, name: str) -> None:
    actions._write([actions._columns(code, Named(name), Named(""))])


def village(code: str, thai: str, english: str, above: str) -> None:
    actions._write([actions._columns(code, Named(thai, english), Named(above))])


def codes() -> set[str]:
    return set(Area.objects.values_list("code", flat=True))


def square(west: float, south: float, wide: float) -> list[tuple[float, float]]:
    """A closed ring, longitude first."""
    east, north = round(west + wide, 6), round(south + wide, 6)
    return [(west, south), (east, south), (east, north), (west, north), (west, south)]


def boundary_file(
    folder: Path, corners: Mapping[str, tuple[float, float]], wide: Mapping[str, float] | None = None
) -> Path:
    """A GeoJSON file of squares, each told by its code and south-west corner; a fifth of a degree unless `wide`."""
    features = [
        {
            "type": "Feature",
            "properties": {"code": code},
            "geometry": {"type": "Polygon", "coordinates": [square(*corner, (wide or {}).get(code, 0.2))]},
        }
        for code, corner in corners.items()
    ]
    file = folder / "แนวเขต.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return file
