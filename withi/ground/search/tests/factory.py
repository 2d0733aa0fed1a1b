"""Names to search through, small enough to see at a glance."""

from withi.ground.search import actions
from withi.ground.search.actions import Name

PRODUCTS = (
    Name(1, "ผ้าไหมมัดหมี่ ลายแก่นมะขาม", "401101", True, 5),
    Name(2, "ผ้าไหม", "401102", True),
    Name(3, "ผ้าขาวม้าย้อมคราม", "360101", True, 9),
    Name(4, "น้ำพริกปลาร้าบอง (สูตรโบราณ)", "401101", True),
    Name(5, "กระติบข้าว ไม้ไผ่", "500101", True),
    Name(6, "สุราชุมชน", "401101", False),
    Name(7, "ผ้าไหม", "360101", True, 2),
    Name(8, "Silk scarf", "401101", True),
)
VILLAGES = (
    ("40110101", "บ้านหัวขัว", "Ban Hua Khua"),
    ("40110102", "บ้านหนองแวง", "Ban Nong Waeng"),
    ("36010101", "บ้านหัวขัว", "Ban Hua Khua"),
)


def products() -> None:
    actions.put("product", PRODUCTS)


def villages() -> None:
    rows = []
    for code, thai, english in VILLAGES:
        rows.append(Name(int(code), thai, code, True, key=thai.removeprefix("บ้าน")))
        rows.append(Name(int(code), english, code, True, key=english.removeprefix("Ban ")))
    actions.put("village", rows)
