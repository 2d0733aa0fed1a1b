"""Names written by ear sound like the official ones; other names do not."""

import pytest

from withi.kit.spellings import look, sound


@pytest.mark.parametrize(
    ("written", "official"),
    [
        ("ไชยบาดาล", "ชัยบาดาล"),
        ("หนองไผ่ไทย", "หนองไผ่ทัย"),
        ("พันไม้", "พรรณไม้"),
        ("บัวธัม", "บัวธรรม"),
        ("ลัมปาง", "ลำปาง"),
        ("ตะคอง", "ตะคลอง"),
        ("สีสะเกษ", "ศรีสะเกษ"),
        ("ประสาทสิท", "ประสาทสิทธิ์"),
        ("ปราสาทสิทธ์", "ปราสาทสิทธิ์"),
        ("โพนแท่น", "โพนแทน"),
        ("วังคูน", "วังคูณ"),
        ("ตลิ่งชั่น", "ตริ่งชัน"),
        ("นองบัว", "หนองบัว"),
        ("หนองไซ", "หนองไทร"),
        ("ซายขาว", "ทรายขาว"),
    ],
)
def test_names_that_sound_alike(written: str, official: str) -> None:
    assert sound(written) == sound(official)


@pytest.mark.parametrize(
    ("one", "other"),
    [("หนองบัว", "หนองบง"), ("ท่าศาลา", "ศาลา"), ("บ้านใหม่", "บ้านมอ"), ("คึมชาด", "คึมขาด"), ("เมือง", "เมียง")],
)
def test_other_names_stay_apart(one: str, other: str) -> None:
    assert sound(one) != sound(other)


@pytest.mark.parametrize(("one", "other"), [("ขาด", "ชาด"), ("ซำบ่าง", "ชำบ่าง"), ("ดู่", "คู่"), ("ถาวร", "ภาวร")])
def test_names_that_look_alike(one: str, other: str) -> None:
    assert look(one) == look(other)


def test_names_that_look_otherwise() -> None:
    assert len({look(name) for name in ("ขาด", "ขาม", "ขาว", "ปาด")}) == 4
