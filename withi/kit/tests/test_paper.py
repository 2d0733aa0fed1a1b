"""Thai on paper: faces, words, and 60 hard ones as a picture and as text."""

import io
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from withi.kit.paper import emblems, faces, press, words
from withi.kit.problem import Problem

TEMPLATE = Path(__file__).parent / "each_word.typ"
STICKS = "\u00a0"
needs_poppler = pytest.mark.skipif(not shutil.which("pdftotext"), reason="apt-get install poppler-utils")

# Each word with the number of separate pieces of ink it is drawn with: a tone mark that runs into its vowel, a mark
# that is lost or drawn twice, or SARA AM with its ring elsewhere changes the number. Looked at by eye, then pinned.
STACKED = """
ผึ้ง 4 น้ำผึ้ง 8 ปิ่นโต 6 ฝั่ง 3 ฟื้น 4 ป้า 3 ฝ้าย 4 ผู้ใหญ่ 7 ที่ 3 กี่ทอผ้า 8 เสื่อกก 7 เครื่อง 7 เรื่อง 6 ญี่ปุ่น 8 กุ้ง 4 ปู่ย่า 6 รู้ 3 ซื้อ 4
มัดหมี่ 7 เปี๊ยะ 7 ก๊วยเตี๋ยว 10 โต๊ะ 5 จั๊กจั่น 8 ขึ้น 4 ชื่อ 4
"""
SARA_AM = "น้ำ 4 ทำ 3 กำไล 5 ค่ำ 4 ช้ำ 4 ปล้ำ 5 ฟ้ำ 4 ก๋ำ 4 สำหรับ 7 อำเภอ 6 ตำบล 5"
RARE = "ฤๅษี 3 ฤกษ์ 4 ฦๅชา 3 ฤดู 3 พฤกษา 5 ฐานะ 6 ญาติ 5 กตัญญู 7 ฎีกา 4 ปฏัก 4 อุษาคเนย์ 9"
SILENT = "ศิลป์ 5 องค์ 4 พันธุ์ 6 สิทธิ์ 6 การันต์ 7 สงฆ์ 4"
SHORT = "เสื้อๆ 6 ต่าง~ๆ 5 ฯลฯ 3 กรุงเทพฯ 8 อ.เมือง 7 พ.ศ. 4 สพจ. 4 500~กรัม 7 ๓๕๐~มล. 6 10-1-01234-5-0001 17"
_TOLD = f"{STACKED} {SARA_AM} {RARE} {SILENT} {SHORT}".split()
HARD = {word.replace("~", STICKS): int(ink) for word, ink in zip(_TOLD[::2], _TOLD[1::2], strict=True)}
DOUBLED = {"ผึ้ง", "น้ำผึ้ง", "ปิ่นโต", "ฝั่ง", "ฟื้น", "เปี๊ยะ", "จั๊กจั่น", "ขึ้น", "สิทธิ์"}
"""Where a mark is lifted over another, readers of the PDF may find the syllable twice, or a space in it."""


def sheet(texts: list[str], *, head: bool = False) -> press.Sheet:
    return press.Sheet(TEMPLATE, {"texts": [press.said(text) for text in texts], "head": head}, "คำยาก")


def ink(picture: bytes) -> int:
    """Separate pieces of ink in a picture."""
    image = Image.open(io.BytesIO(picture)).convert("L")
    width, bits = image.width, image.tobytes()
    left = {place for place, shade in enumerate(bits) if shade < 128}
    pieces = 0
    while left:
        pieces += 1
        edge = [left.pop()]
        while edge:
            here = edge.pop()
            around = {here + row + column for row in (-width, 0, width) for column in (-1, 0, 1)} & left
            left -= around
            edge += around
    return pieces


def extracted(pdf: bytes, folder: Path) -> list[str]:
    """The text of each page as a reader copies it."""
    file = folder / "words.pdf"
    file.write_bytes(pdf)
    told = subprocess.run(["pdftotext", str(file), "-"], capture_output=True, text=True, check=True).stdout
    return [page.strip() for page in told.split("\f")[:-1]]


# --- hard words ----------------------------------------------------------------------------------


def test_there_are_sixty_hard_words() -> None:
    assert len(HARD) >= 60


@pytest.mark.slow
def test_hard_words_are_drawn_with_every_mark_in_its_place() -> None:
    drawn = press.pictures(sheet(list(HARD)), ppi=144)
    assert {word: ink(picture) for word, picture in zip(HARD, drawn, strict=True)} == HARD


def test_sara_am_is_drawn_as_its_two_signs_are() -> None:
    """Ring above the consonant, below the tone mark: the same picture as from the signs it is made of."""
    for whole, split in (("ทำ", "ท\u0e4d\u0e32"), ("น้ำ", "น\u0e4d\u0e49\u0e32")):
        first, second = (Image.open(io.BytesIO(each)) for each in press.pictures(sheet([whole, split]), ppi=144))
        assert first.tobytes() == second.tobytes()


def test_a_lost_tone_mark_would_be_seen() -> None:
    there, lost = press.pictures(sheet(["น้ำ", "นำ"]), ppi=144)
    assert ink(there) == ink(lost) + 1


@needs_poppler
def test_hard_words_are_read_back_as_they_were_written(tmp_path: Path) -> None:
    read = extracted(press.pdf(sheet(list(HARD))), tmp_path)
    wrong = {word for word, text in zip(HARD, read, strict=True) if text.replace(" ", STICKS) != word}
    assert wrong <= DOUBLED
    assert all(set(text) - {" "} == set(word) for word, text in zip(HARD, read, strict=True) if word in DOUBLED)


# --- words ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("กลุ่มทอผ้าไหมมัดหมี่บ้านหนองสองห้อง", "กลุ่ม|ทอ|ผ้าไหม|มัดหมี่|บ้าน|หนองสองห้อง"),
        ("วิสาหกิจชุมชนแปรรูปสมุนไพรบ้านคึมชาด", "วิสาหกิจชุมชน|แปรรูป|สมุนไพร|บ้าน|คึมชาด"),
        ("น้ำผึ้งป่าเดือนห้า ๓๕๐ มล.", "น้ำผึ้ง|ป่า|เดือน|ห้า| |๓๕๐~มล."),
        ("ผ้าขาวม้า 2 ผืน, 500กรัม", "ผ้าขาวม้า| |2~ผืน,| |500กรัม"),
        ("เสื้อๆ ต่าง ๆ นานา", "เสื้อๆ| |ต่าง~ๆ| |นานา"),
        ("อ.เปือยน้อย จ.ขอนแก่น ม.5", "อ.เปือยน้อย| |จ.ขอนแก่น| |ม.5"),
        ("กรุงเทพฯ ฯลฯ (โอทอป)", "กรุงเทพฯ| |ฯลฯ| |(โอทอป)"),
        ("อย. 10-1-01234-5-0001", "อย.| |10-1-01234-5-0001"),
        ("OTOPนวัตวิถี", "OTOP|นวัตวิถี"),
        (f"26{STICKS}พฤศจิกายน{STICKS}พ.ศ.{STICKS}2569", "26~พฤศจิกายน~พ.ศ.~2569"),
        ("Pa Noi  Shop", "Pa| |Noi| |Shop"),
        ("ๆ", "ๆ"),
        ("", ""),
    ],
)
def test_words_are_cut_as_people_read_them(text: str, cut: str) -> None:
    assert "|".join(words.pieces(text)).replace(STICKS, "~") == cut


THAI = st.text(
    st.sampled_from([*map(chr, range(0xE01, 0xE3B)), *map(chr, range(0xE40, 0xE5C)), *" ab1.()"]), max_size=200
)


@settings(deadline=None, max_examples=200)
@given(THAI)
def test_nothing_is_lost_or_said_twice(text: str) -> None:
    cut = words.pieces(text)
    assert "".join(cut).replace(STICKS, " ") == words.in_one_line(text)


def test_a_long_name_keeps_every_word() -> None:
    """The list's own mode for long texts says some of these words twice."""
    name = "วิสาหกิจชุมชนกลุ่มแม่บ้านเกษตรกรแปรรูปผลิตภัณฑ์สมุนไพร" * 4
    assert "".join(words.pieces(name)) == name


def test_no_piece_is_longer_than_a_line_can_hold() -> None:
    for text in ("A" * 200, "ก้" * 150, "ฟ" * 300):
        cut = words.pieces(text)
        assert max(map(len, cut)) <= words.LONGEST
        assert "".join(cut) == text
        assert not any(piece[0] in "่้๊๋" for piece in cut)


# --- faces ---------------------------------------------------------------------------------------


def test_set_up_has_made_all_of_it() -> None:
    assert press.lacking() == []


def test_every_part_has_a_name_of_its_own_and_holds_what_it_should() -> None:
    from fontTools.ttLib import TTFont  # reason: the reader that checks ours is there for tests only

    for family in faces.ALL:
        font = TTFont(faces.file_of(family), checkChecksums=2)
        assert font["name"].getDebugName(1) == family
        assert set(font.getBestCmap()) == faces._held(faces.file_of(family).read_bytes())


def test_what_is_no_font_is_refused() -> None:
    with pytest.raises(ValueError, match="WOFF"):
        faces.true_type(b"wOF2" + bytes(60), "Withi")


@pytest.mark.parametrize(("text", "signs"), [("ผ้าไหม 🧵🧵 织", ["🧵", "织"]), ("Café “ก” – 5½ ฿", []), ("", [])])
def test_signs_that_no_face_holds_are_named(text: str, signs: list[str]) -> None:
    assert faces.unprintable(text) == signs


def test_a_text_that_cannot_be_printed_is_refused_with_its_signs() -> None:
    with pytest.raises(Problem) as refused:
        press.said("ป้าน้อย 😀")
    assert refused.value.code == "paper.sign"
    assert "😀" in refused.value.message("th")


def test_a_machine_without_faces_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(faces, "FOLDER", tmp_path)
    assert press.lacking() == list(faces.ALL)
    with pytest.raises(Problem) as refused:
        press.said("ผ้า")
    assert (refused.value.code, refused.value.status) == ("paper.lacking", 503)


# --- hostile texts -------------------------------------------------------------------------------

HOSTILE = [
    '#read("/etc/passwd")',
    "]#panic()[",
    '"); #import "@preview/x:1.0.0": *',
    "$ 1/0 $ `raw` *b* _i_ @ref <label> // x /* y */",
    "\\u{41} \\ # \\#",
    "= Head\n- list\n+ 1",
    "{{ x }} {% y %}",
]


@needs_poppler
def test_nothing_in_a_text_is_markup(tmp_path: Path) -> None:
    read = extracted(press.pdf(sheet(HOSTILE)), tmp_path)
    assert ["".join(text.split()) for text in read] == ["".join(text.split()) for text in HOSTILE]


def test_the_press_reads_no_file_outside_the_package(tmp_path: Path) -> None:
    outside = tmp_path / "outside.typ"
    outside.write_text('#read("/etc/hostname")', encoding="utf-8")
    with pytest.raises(Problem) as refused:
        press.pdf(press.Sheet(outside, {}, "x"))
    assert refused.value.code == "paper.failed"


# --- emblems -------------------------------------------------------------------------------------


def test_the_nearest_emblem_heads_the_paper(tmp_path: Path) -> None:
    for name in ("4015.svg", "40.png", "00.svg"):
        (tmp_path / name).write_bytes(name.encode())
    found: list[Any] = [emblems.of(str(tmp_path), office) for office in ("4015", "4011", "30")]
    assert [bytes(each["bytes"]).decode() for each in found] == ["4015.svg", "40.png", "00.svg"]
    assert [each["form"] for each in found] == ["svg", "png", "svg"]
    assert emblems.of("", "4015") is None
    assert [file.name for file in emblems.files(str(tmp_path))] == ["00.svg", "40.png", "4015.svg"]


def test_an_emblem_is_tried_before_it_is_printed(tmp_path: Path) -> None:
    good, bad = tmp_path / "00.svg", tmp_path / "40.png"
    good.write_text('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path d="M0 0h9v9z"/></svg>', "utf-8")
    bad.write_bytes(b"\x89PNG\r\n\x1a\nbroken")
    assert [emblems.is_picture(file) for file in (good, bad)] == [True, False]
