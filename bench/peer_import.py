"""The same list through django-import-export's defaults; run in the bench's own environment as
`python -m bench.peer_import FILE`.

Its resource is made as its documents say, with the least that ends in the tables ours ends in: the producer by name
before the row, the size and the names of the index after it. Its defaults read the sheet with openpyxl, import it once
on trial for the preview and once in earnest. Rows are new, so it looks for none; places come from a table by exact
names; no cell is checked, no area, no twin, no trail.
"""

import json
import sys
from pathlib import Path
from typing import Any

import django

django.setup()

import geothai  # noqa: E402 - Django first
from import_export import fields, resources, widgets  # noqa: E402
from tablib import Dataset  # noqa: E402

from bench.import_run import Spent  # noqa: E402
from bench.lists import PROVINCE  # noqa: E402
from withi.faces.imports.rules import TYPES  # noqa: E402
from withi.kit import thai  # noqa: E402
from withi.kit.money import parse_baht  # noqa: E402
from withi.registers.producers.models import Producer, ProducerStatus  # noqa: E402
from withi.registers.products.models import Product, ProductSize  # noqa: E402
from withi.registers.publication import edits  # noqa: E402
from withi.registers.publication.models import KINDS  # noqa: E402

TEXTS = {
    "name_th": "ชื่อผลิตภัณฑ์",
    "name_en": "ชื่อภาษาอังกฤษ",
    "address": "ที่อยู่",
    "phones": "โทรศัพท์",
    "materials": "วัตถุดิบ",
    "story_th": "เรื่องราว",
}
NUMBERS = {"lat": "ละติจูด", "lon": "ลองจิจูด"}
AREAS = {
    (district.name_th, tambon.name_th): str(tambon.code)
    for district in geothai.districts(PROVINCE)
    for tambon in geothai.subdistricts(district.code)
}


def column(name: str, heading: str, widget: widgets.Widget) -> fields.Field:
    return fields.Field(attribute=name, column_name=heading, widget=widget)


TEXT = widgets.CharWidget(coerce_to_string=True, allow_blank=True)


class ProductList(resources.ModelResource):
    """A row of the list; every option that is not named is as it is shipped."""

    name_th = column("name_th", TEXTS["name_th"], TEXT)
    name_en = column("name_en", TEXTS["name_en"], TEXT)
    address = column("address", TEXTS["address"], TEXT)
    phones = column("phones", TEXTS["phones"], TEXT)
    materials = column("materials", TEXTS["materials"], TEXT)
    story_th = column("story_th", TEXTS["story_th"], TEXT)
    lat = column("lat", NUMBERS["lat"], widgets.FloatWidget())
    lon = column("lon", NUMBERS["lon"], widgets.FloatWidget())

    class Meta:
        model = Product
        fields = (*TEXTS, *NUMBERS)
        import_id_fields = ()
        force_init_instance = True

    def before_import_row(self, row: dict[str, Any], **more: Any) -> None:
        code = AREAS[row["อำเภอ"], row["ตำบล"]]
        producer, is_new = Producer.objects.get_or_create(
            name_th=row["ผู้ผลิต"],
            area_code=code,
            defaults={"number": f"{row['ผู้ผลิต']} {code}"[-20:], "sort_key": thai.sort_key(row["ผู้ผลิต"])},
        )
        if is_new:
            ProducerStatus.objects.create(producer=producer, status="active", since="2026-01-01")
            edits.reindex(KINDS[Producer.SUBJECT], [producer])
        row["area"], row["producer"] = code, producer

    def before_save_instance(self, instance: Product, row: dict[str, Any], **more: Any) -> None:
        instance.area_code, instance.producer = row["area"], row["producer"]
        instance.type = TYPES.get(thai.fold(row["ประเภทผลิตภัณฑ์"] or ""), "")
        instance.sort_key = thai.sort_key(instance.name_th)
        instance.price_from = parse_baht(str(row["ราคา"]))

    def after_save_instance(self, instance: Product, row: dict[str, Any], **more: Any) -> None:
        price = parse_baht(str(row["ราคา"]))
        ProductSize.objects.create(product=instance, position=1, unit=row["หน่วย"], price=price)
        edits.reindex(KINDS[Product.SUBJECT], [instance])


def main(file: str) -> dict[str, Any]:
    """Wall and processor seconds, and the products that are there afterwards more than before."""
    before = Product.objects.count()
    with Spent() as spent:
        rows = Dataset().load(Path(file).read_bytes(), format="xlsx")
        list_of_products = ProductList()
        list_of_products.import_data(rows, dry_run=True, raise_errors=True)
        list_of_products.import_data(rows, dry_run=False, raise_errors=True)
    return {"wall": spent.wall, "cpu": spent.cpu, "rows": Product.objects.count() - before}


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1])))
