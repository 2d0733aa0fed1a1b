"""Two layouts of our own making, to start from: the department publishes none. Plain data."""

from dataclasses import dataclass

from withi.faces.exchange.rules import DateForm, LayoutColumn, NumberForm
from withi.faces.imports.rules import Sheet
from withi.registers.producers.rules import Kind
from withi.registers.products.rules import Type

SOURCE = "ตัวอย่างที่ระบบวิถีเขียนขึ้นเอง ไม่ใช่แบบจริงของกรมฯ เพราะแบบจริงไม่เปิดเผย แก้ให้ตรงกับไฟล์ที่ได้รับก่อนใช้"


@dataclass(frozen=True)
class Example:
    """A layout as it is offered to start from."""

    name: str
    kind: Sheet
    columns: tuple[LayoutColumn, ...]
    sheet_name: str
    header_row: int
    date_form: DateForm
    number_form: NumberForm


PLACE = (
    LayoutColumn("หมู่ที่", "moo"),
    LayoutColumn("บ้าน", "village"),
    LayoutColumn("ตำบล", "tambon"),
    LayoutColumn("อำเภอ", "district"),
    LayoutColumn("จังหวัด", "province"),
)
EXAMPLES: dict[str, Example] = {
    "producers": Example(
        "ทะเบียนผู้ผลิต ผู้ประกอบการ OTOP (ตัวอย่าง)",
        Sheet.PRODUCERS,
        (
            LayoutColumn("เลขทะเบียน OTOP", "official_number"),
            LayoutColumn("เลขในระบบวิถี", "own_number"),
            LayoutColumn("ชื่อผู้ผลิต/ผู้ประกอบการ", "name_th"),
            LayoutColumn(
                "ลักษณะผู้ผลิต",
                "kind",
                words=(
                    ("1 กลุ่มผู้ผลิตชุมชน", Kind.GROUP.value),
                    ("2 ผู้ผลิตชุมชนที่เป็นเจ้าของรายเดียว", Kind.OWNER.value),
                    ("3 วิสาหกิจขนาดกลางและขนาดย่อม", Kind.SME.value),
                ),
            ),
            LayoutColumn("ที่อยู่", "address"),
            *PLACE,
            LayoutColumn("โทรศัพท์", "phone"),
            LayoutColumn("ผู้ติดต่อ", "contact"),
            LayoutColumn("จำนวนสมาชิก (คน)", "people"),
            LayoutColumn("วันที่จัดตั้ง", "founded"),
            LayoutColumn("แหล่งข้อมูล", fixed="ระบบวิถี"),
        ),
        "ผู้ผลิต",
        3,
        DateForm.BE,
        NumberForm.PLAIN,
    ),
    "products": Example(
        "ทะเบียนผลิตภัณฑ์ OTOP (ตัวอย่าง)",
        Sheet.PRODUCTS,
        (
            LayoutColumn("รหัสผลิตภัณฑ์", "official_number"),
            LayoutColumn("ชื่อผลิตภัณฑ์", "name_th"),
            LayoutColumn(
                "ประเภท",
                "type",
                words=(
                    ("01 อาหาร", Type.FOOD.value),
                    ("02 เครื่องดื่ม", Type.DRINK.value),
                    ("03 ผ้า เครื่องแต่งกาย", Type.TEXTILE.value),
                    ("04 ของใช้ ของตกแต่ง ของที่ระลึก", Type.UTENSIL.value),
                    ("05 สมุนไพรที่ไม่ใช่อาหาร", Type.HERBAL.value),
                ),
            ),
            LayoutColumn("ชื่อผู้ผลิต", "producer"),
            *PLACE,
            LayoutColumn("ราคา (บาท)", "price"),
            LayoutColumn("หน่วยนับ", "unit"),
            LayoutColumn("วัตถุดิบ", "materials"),
        ),
        "ผลิตภัณฑ์",
        1,
        DateForm.BE,
        NumberForm.GROUPED,
    ),
}
