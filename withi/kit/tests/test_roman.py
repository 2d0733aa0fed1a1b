"""Thai names in Latin letters are read as the register of areas writes them."""

import geothai
import pytest

from withi.kit.roman import roman
from withi.kit.thai import fold


@pytest.mark.parametrize(
    ("thai", "latin"),
    [
        ("หนองแวง", "nongwaeng"),
        ("หัวขัว", "huakhua"),
        ("ดงเค็ง", "dongkheng"),
        ("น้ำพริกปลาร้า", "namphrikplara"),
        ("ผ้าไหมมัดหมี่", "phamaimatmi"),
        ("กระติบข้าว ไม้ไผ่", "kratipkhao maiphai"),
        ("สวนหลวง", "suanluang"),
        ("ควนขนุน", "khuankhanun"),
        ("ถนนนคร", "thanonnakhon"),
        ("เจริญสุข", "charoensuk"),
        ("จันทร์เพ็ญ", "chanphen"),
        ("พฤกษา", "phrueksa"),
        ("ไทยใหญ่", "thaiyai"),
        ("เฉลิมพร", "chaloemphon"),
        ("เสาไห้", "saohai"),
        ("ทรงธรรม", "songtham"),
        ("สมุทรสาคร", "samutsakhon"),
        ("มะพร้าว ๕ รส OTOP", "maphrao 5 rot OTOP"),
    ],
)
def test_names_are_read(thai: str, latin: str) -> None:
    assert roman(thai) == latin


@pytest.mark.parametrize("name", ["", "Silk", "123", "!?"])
def test_what_is_not_thai_has_no_reading(name: str) -> None:
    assert roman(name) == ""


@pytest.mark.parametrize("name", ["เ", "์", "ๆ", "ฯ", "เเเ", "ก็", "ะ", "กกกก", "อ" * 400, "ํา", "ฤ", "ผ้า\x00ไหม"])
def test_broken_texts_are_read_somehow(name: str) -> None:
    assert roman(name).isascii()


def test_most_tambons_are_read_as_they_are_officially_written() -> None:
    tambons = [
        tambon
        for province in geothai.provinces()
        for district in geothai.districts(province.code)
        for tambon in geothai.subdistricts(district.code)
    ]
    right = sum(fold(roman(tambon.name_th)) == fold(tambon.name_en) for tambon in tambons)
    assert right > 0.88 * len(tambons)
