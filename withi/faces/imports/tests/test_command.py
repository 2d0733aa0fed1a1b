"""`withi import`: what it tells, and that what cannot be done is said in words and before anything is read."""

import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.cast import World
from withi.faces.management.commands.import_file import Command
from withi.ground.places.models import Area
from withi.registers.producers.models import Producer

VILLAGES = "village_code,name_th\n40150877,บ้านใหม่\n40150878,\n"
PRODUCERS = "ชื่อกลุ่ม,ตำบล,อำเภอ,จังหวัด\nกลุ่มทดลองทอผ้า,ดงเค็ง,หนองสองห้อง,ขอนแก่น\n"


def written(folder: Path, text: str) -> str:
    path = folder / "รายการ.csv"
    path.write_text(text, encoding="utf-8")
    return str(path)


def told(*words: str) -> str:
    out = io.StringIO()
    call_command("import_file", *words, stdout=out)
    return out.getvalue()


def test_villages_are_counted_and_their_points_told_by_rule(world: World, tmp_path: Path) -> None:
    said = told("villages", written(tmp_path, VILLAGES)).splitlines()
    assert said[0] == "new: 2"
    assert [line.split() for line in said if "village.no_name" in line] == [
        ["warning", "village.no_name", "name_th", "1"]
    ]
    assert not any("(" in line for line in said)


def test_villages_that_cannot_be_stored_are_an_error(
    world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = Area.objects.count()
    with pytest.raises(CommandError, match="1 แถว"):
        told("villages", written(tmp_path, f"{VILLAGES}4015,บ้านสั้น\n"))
    assert "แถว 4" in capsys.readouterr().err
    assert Area.objects.count() == before


def test_a_list_is_stored_as_the_person_may(world: World, tmp_path: Path) -> None:
    assert "new: 1" in told("producers", written(tmp_path, PRODUCERS), "--as", "worker")
    assert Producer.objects.filter(name_th="กลุ่มทดลองทอผ้า").exists()


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("products", "--as", "nobody"), "ไม่มีบัญชี nobody"),
        (("products", "--report", "/nowhere/x.xlsx"), "ไม่มีโฟลเดอร์ /nowhere"),
        (("villages", "--report", "x.xlsx"), "--report"),
    ],
)
def test_what_cannot_be_done_is_said(world: World, tmp_path: Path, words: tuple[str, ...], why: str) -> None:
    kind, *more = words
    with pytest.raises(CommandError, match=why):
        told(kind, written(tmp_path, PRODUCERS), *more)
    with pytest.raises(CommandError, match="ไม่พบไฟล์"):
        told(kind, str(tmp_path / "none.csv"))


def test_its_help_names_the_word_that_is_typed() -> None:
    assert Command().create_parser("withi", "import_file").prog == "withi import"
