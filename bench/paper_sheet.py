"""Sheets without a database: a certificate as `withi/work/certificates/papers.py` fills it, and labels in numbers."""

from dataclasses import asdict
from pathlib import Path

from withi.faces.printing.rules import SHAPES
from withi.kit.cloth import cloth
from withi.kit.paper import press
from withi.kit.paper.press import Sheet, said
from withi.kit.paper.squares import square

ROOT = Path(__file__).resolve().parent.parent
TEMPLATE = ROOT / "withi/work/certificates/templates/certificates/certificate.typ"
LABEL = ROOT / "withi/faces/printing/templates/printing/label.typ"
ADDRESS = "https://withi.example/certificates/{:022d}/"

__all__ = ["labels", "press", "sheet"]


def sheet(name: str, turn: int) -> Sheet:
    """One sheet; `turn` makes its number, cloth and QR another one's."""
    address = ADDRESS.format(turn)
    texts = {
        "heading": "หนังสือรับรองการลงทะเบียนผู้ผลิต ผู้ประกอบการ OTOP",
        "subheading": "Certificate of OTOP Producer Registration",
        "office": "สำนักงานพัฒนาชุมชนอำเภอหนองสองห้อง จังหวัดขอนแก่น",
        "lead": "หนังสือรับรองฉบับนี้ให้ไว้เพื่อแสดงว่า",
        "number": f"เลขที่ 4015-{turn:04d}/2569",
        "name": name,
        "other": "Nong Song Hong Weavers",
        "body": "ได้ลงทะเบียนเป็นผู้ผลิต ผู้ประกอบการ OTOP รอบปี 2557-2558",
        "facts": "กลุ่มผู้ผลิตชุมชน · ต.ดงเค็ง อ.หนองสองห้อง จ.ขอนแก่น · เลขทะเบียน 4015-0001",
        "issued": "ให้ไว้ ณ วันที่ 26 พฤศจิกายน พ.ศ. 2569",
        "until": "ใช้ได้ถึงวันที่ 25 พฤศจิกายน พ.ศ. 2572",
        "signer": "(นายตัวอย่าง ใจดี)",
        "signer_title": "พัฒนาการอำเภอหนองสองห้อง",
        "check": "ตรวจสอบหนังสือรับรองนี้",
    }
    values = {key: said(text) for key, text in texts.items()} | {
        "region": "ne",
        "cloth": cloth(f"4015{turn:04d}", thread=3, size=(1123, 794)),
        "emblem": None,
        "mark": None,
        "qr": square(address),
        "qr_alt": "QR",
        "address": address,
    }
    return Sheet(TEMPLATE, values, "หนังสือรับรอง")


def labels(count: int, shape: str = "wide") -> Sheet:
    """So many labels of a food, as `withi/faces/printing/labels.py` fills them."""
    lines = (
        "ปริมาณสุทธิ 250 กรัม",
        "ส่วนประกอบ พริก หอมแดง กระเทียม น้ำตาล เกลือ",
        "ผลิตโดย กลุ่มแม่บ้านเกษตรกร · บ้านดงเค็ง",
        "ที่ตั้ง บ้านดงเค็ง ม.8 ต.ดงเค็ง อ.หนองสองห้อง จ.ขอนแก่น",
        "เลขสารบบอาหาร 10-1-01234-5-0001",
    )
    values = {
        "region": "ne",
        "cloth": cloth("40150808", thread=2, size=(359, 253)),
        "look": None,
        "shape": asdict(SHAPES[shape]),
        "count": count,
        "name": said("น้ำพริกเผาสูตรโบราณ"),
        "other": said("Roasted chilli paste"),
        "lines": [said(line) for line in lines],
        "dates": [said("ผลิตเมื่อ"), said("ควรบริโภคก่อน")],
        "price": said("59 บาท"),
        "qr": square("https://withi.example/products/12345/"),
        "qr_alt": "QR",
        "mark": None,
        "pay": None,
        "stamp": said("รุ่น PYG2B7"),
    }
    return Sheet(LABEL, values, "ฉลาก")
