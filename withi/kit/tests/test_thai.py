"""Thai text: mending, dictionary order and the search fold."""

import random
import time
import unicodedata
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from withi.kit import thai
from withi.kit.thai import ALPHABET, MERGED, SIGNS, clean, clean_lines, digits, fold, has_thai, sort_key, words

CONSONANTS = "".join(map(chr, range(0x0E01, 0x0E2F)))
VOWELS = "ะ\u0e31า\u0e33\u0e34\u0e35\u0e36\u0e37\u0e38\u0e39เแโใไๅ"
SILENT = "\u0e47\u0e48\u0e49\u0e4a\u0e4b\u0e4c\u0e4dๆฯ\u0e3a\u0e4e"
BLOCK = "".join(map(chr, range(0x0E01, 0x0E3B))) + "".join(map(chr, range(0x0E40, 0x0E5C)))
ANY_TEXT = st.text(
    st.one_of(st.sampled_from(BLOCK), st.sampled_from("ab Z9.-(\u200b\u00a0\ufeff\uf70a"), st.characters())
)
THAI_TEXT = st.text(st.sampled_from(BLOCK + " aZ9-"), max_size=30)


# clean


@pytest.mark.parametrize(
    ("dirty", "meant"),
    [
        ("น\u0e4dาใจ", "น\u0e33ใจ"),
        ("น\u0e4d\u0e49า", "น\u0e49\u0e33"),
        ("น\u0e49\u0e4dา", "น\u0e49\u0e33"),
        ("น\u0e33\u0e49ผ\u0e36\u0e49ง", "น\u0e49\u0e33ผ\u0e36\u0e49ง"),
        ("ท\u0e48\u0e35", "ท\u0e35\u0e48"),
        ("ห\u0e21\u0e48\u0e39", "ห\u0e21\u0e39\u0e48"),
        ("ท\u0e35\u0e48\u0e48", "ท\u0e35\u0e48"),
        ("กล\u0e38\u0e48\u0e49ม", "กล\u0e38\u0e48ม"),
        ("บ\u0e38ร\u0e35\u0e35", "บ\u0e38ร\u0e35"),
        ("เล\u0e35\u0e31\u0e49ยง", "เล\u0e35\u0e49ยง"),
        ("เเกง", "แกง"),
        ("แแวงใหญ\u0e48", "แวงใหญ\u0e48"),
        ("ใใน ไไม\u0e49 โโต", "ใน ไม\u0e49 โต"),
        ("บา\u0e49น", "บ\u0e49าน"),
        ("จะ\u0e4aเอ\u0e4b", "จ\u0e4aะเอ\u0e4b"),
        ("เ\u0e01\u0e48า เ\u0e48กา", "เก\u0e48า เก\u0e48า"),
        ("เ\u0e35รยน", "เร\u0e35ยน"),
        ("บๅน", "บาน"),
        ("ฤๅษ\u0e35", "ฤๅษ\u0e35"),
        ("ข\u0e34\u0e4dง", "ข\u0e36ง"),
        ("พ\u0e31นธ\u0e4c\u0e38", "พ\u0e31นธ\u0e38\u0e4c"),
        ("\u0e38081", "081"),
        ("จ. \u0e48ช\u0e31ย", "จ. ช\u0e31ย"),
        ("\ufeffบ\u0e49าน\u200bใหม\u0e48\u00ad", "บ\u0e49านใหม\u0e48"),
        ("\u00a0ต.\u00a0\u00a0ในเม\u0e37อง\t\r\n อ.เม\u0e37อง\u3000", "ต. ในเม\u0e37อง อ.เม\u0e37อง"),
        ("ป\uf713าไม\uf70b", "ป\u0e48าไม\u0e49"),
        ("\uf70fาต\uf701", "ญาต\u0e34"),
        ("ก\x00ข\ud800ค", "กขค"),
        ("e\u0301", "é"),
        ("", ""),
        (" \u200b ", ""),
    ],
)
def test_clean_mends(dirty: str, meant: str) -> None:
    assert clean(dirty) == meant


@pytest.mark.parametrize(
    "text",
    [
        "กล\u0e38\u0e48มแม\u0e48บ\u0e49านเกษตรกรท\u0e38\u0e48งสมอ",
        "พระบรมราช\u0e39ปถ\u0e31มภ\u0e4c",
        "น\u0e49\u0e33พร\u0e34กต\u0e32แดง ฯลฯ ต\u0e48าง ๆ",
        "ส\u0e34ทธ\u0e34\u0e4c พ\u0e31นธ\u0e38\u0e4c ร\u0e37\u0e48นรมย\u0e4c",
        "ก\u0e47 เก\u0e47บ เป\u0e47ด",
        "มากกกกกก 55,000 บาท (แพ\u0e47ก)",
        "OTOP นว\u0e31ตว\u0e34ถ\u0e35 & Café",
    ],
)
def test_clean_leaves_good_text_alone(text: str) -> None:
    assert clean(text) == text


@given(ANY_TEXT)
def test_clean_twice_is_clean_once(text: str) -> None:
    once = clean(text)
    assert clean(once) == once


@given(ANY_TEXT)
def test_clean_text_can_be_stored_and_shown(text: str) -> None:
    once = clean(text)
    once.encode()
    assert unicodedata.is_normalized("NFC", once)
    assert once == " ".join(once.split())
    assert "\x00" not in once


@given(st.text(st.sampled_from(CONSONANTS + "ะาเโ 0"), max_size=30))
def test_clean_keeps_every_letter(text: str) -> None:
    assume("เเ" not in text and "โโ" not in text)
    assert clean(text) == " ".join(text.split())


def test_clean_lines_keeps_paragraphs() -> None:
    assert clean_lines("\n เเรก  \r\nสอง\n\n\n\nสาม\u200b\n") == "แรก\nสอง\n\nสาม"


def test_digits() -> None:
    assert digits("๐๑๒๓๔๕๖๗๘๙ ม.๑๒") == "0123456789 ม.12"


@pytest.mark.parametrize(("text", "answer"), [("ก", True), ("เ", True), ("abc", False), ("๑๒", False), ("", False)])
def test_has_thai(text: str, answer: bool) -> None:
    assert has_thai(text) is answer


# sort_key


IN_ORDER = (
    "ก กก กกุธภัณฑ์ กง กงเกวียน กฎ กฎหมาย กด กตัญญู กบ กรด กรม กรรม กระดาษ กระทะ กระทิง กระเทียม กราบ กล กลม กลอง "
    "กว่า กวาง กะ กะทิ กัก กัด กัน กา กาก กาง การ กำ กำไร กิ่ง กิน กี่ กึ่ง กุ้ง กู เก เก็ง เก่ง เก้ง เก๋ง เกณฑ์ เกม "
    "เกา เก่า เก้า เกิด แก แก่ แก้ แกง โก ใกล้ ไก ไก่ ไกล ขน ขาน ข้าว ไข่ คน ฆ้อง งา จาน เจ้า ฉาบ ชา ซอ ญาติ ดิน ตา "
    "ถ้วย ทราย ทะเล ธง นา น้ำ เนื้อ บ้าน ใบ ปลา เปล แป้ง ผ้า ฝ้าย พริก ฟาง ภู มะแว้ง ยา รัก ฤกษ์ ฤดู ฤๅษี ลม วัด "
    "ศาลา สาด เสื่อ หวาย อ้อย ไอ ฮ่อม"
)
DICTIONARY = IN_ORDER.split()


def test_sort_key_orders_as_the_dictionary() -> None:
    shuffled = random.Random(7).sample(DICTIONARY, len(DICTIONARY))
    assert sorted(shuffled, key=sort_key) == DICTIONARY
    assert sorted(shuffled, key=lambda word: sort_key(word).encode()) == DICTIONARY


def test_each_word_of_the_dictionary_has_its_own_key() -> None:
    assert all(sort_key(one) < sort_key(next_one) for one, next_one in pairwise(DICTIONARY))


@pytest.mark.parametrize(
    "run", ["ปา ป่า ป้า ป๊า ป๋า", "เปน เป็น เป่น เป้น", "การ การ์", "ขาว ข้าว", "ขาวก ข้าวก ขาวข", "ขาวขา ขาวข้า ข่าวขา"]
)
def test_marks_count_only_where_all_else_is_equal(run: str) -> None:
    words_in_order = run.split()
    assert sorted(set(words_in_order), key=sort_key) == words_in_order


@pytest.mark.parametrize(
    "names",
    [
        ["9 บ้าน", "Ban", "บ้าน"],
        ["บ้าน", "บ้าน 2", "บ้าน 3", "บ้านกก", "บ้านนา"],
        ["หนอง ฮี", "หนองกุง"],
        ["apple", "Banana", "cherry"],
    ],
)
def test_spaces_digits_latin_thai_in_this_order(names: list[str]) -> None:
    assert sorted(names, key=sort_key) == names


@pytest.mark.parametrize(
    ("one", "other"),
    [("บ้าน (ใหม่)", "บ้าน - ใหม่"), ("CAFÉ", "cafe"), ("หมู่ ๕", "หมู่ 5"), ("“ก”", "ก"), ("ฤาษี", "ฤๅษี"), ("เเพร", "แพร")],
)
def test_punctuation_case_and_dirt_do_not_order(one: str, other: str) -> None:
    assert sort_key(one) == sort_key(other)


def test_other_scripts_come_last() -> None:
    assert sorted(["中", "ฮ", "z", "ລາວ"], key=sort_key) == ["z", "ฮ", "ລາວ", "中"]


@given(ANY_TEXT)
def test_sort_key_is_printable_ascii(text: str) -> None:
    key = sort_key(text)
    assert key.isascii()
    assert key.isprintable()


@given(*(st.text(st.sampled_from(CONSONANTS + "ะา"), max_size=8),) * 2)
def test_without_leading_vowels_the_code_points_decide(one: str, other: str) -> None:
    assert (sort_key(one) < sort_key(other)) == (one < other)


# fold


def test_merging_table_holds_each_sign_once() -> None:
    signs = "".join(signs for signs, _ in MERGED)
    assert sorted(signs) == sorted(CONSONANTS + VOWELS)
    assert len(SIGNS) == len(set(SIGNS)) == 37


def test_bytes_are_apart_from_latin_digits_and_wild_cards() -> None:
    assert len(set(ALPHABET)) == len(ALPHABET) == 37 + 26 + 10
    assert not set(SIGNS) & set("%_*?[]^\"'\\(){} <>~")
    assert max(ALPHABET) < thai.AFTER_FOLD


def test_fold_writes_each_sign_as_one_byte() -> None:
    for signs, byte in MERGED:
        assert {fold(sign) for sign in signs} == {byte}
    assert {fold(sign) for sign in SILENT} == {""}
    assert fold("๐๑๒๓๔๕๖๗๘๙") == fold("0123456789") == "0123456789"
    assert fold("AbcXYZ") == "abcxyz"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("กฎหมาย", "กฏหมาย"),
        ("น้ำพริก", "นํ้าพริก"),
        ("เเกงส้ม", "แกงส้ม"),
        ("สมุนไพร", "สมุนใพร"),
        ("ผ้าไหม", "ผาใหม่"),
        ("บ้านโสกรวก", "บ้านโศกรวก"),
        ("คณฑี", "คนที"),
        ("ข้าวแต๋น", "ข้าวแต๊น"),
        ("บ้าน หนอง-ขอน", "บ้านหนองขอน"),
        ("ฤๅษี", "ฤาษี"),
        ("OTOP นวัตวิถี ๕ ดาว", "otopนวัตวิถี5ดาว"),
        ("Café", "cafe"),
        ("ชุมชน\u200bท่องเที่ยว", "ชุมชนท่องเที่ยว"),
        ("บูรพา", "บุรพา"),
    ],
)
def test_fold_forgets_what_people_mistype(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    "names", ["ข้าว คาว ขาย คาย", "ตา ดา", "ปา บา ผา พา", "ถาม ทาม", "รา ลา วา", "หา ฮา", "เก แก โก ไก กา กำ กะ"]
)
def test_fold_keeps_apart_what_says_something_else(names: str) -> None:
    assert len({fold(name) for name in names.split()}) == len(names.split())


@given(ANY_TEXT)
def test_fold_stays_in_its_alphabet(text: str) -> None:
    assert set(fold(text)) <= set(ALPHABET)


TAME = CONSONANTS + "ะ\u0e31า\u0e33\u0e34\u0e35\u0e36\u0e37\u0e38\u0e39โใไ\u0e47\u0e48\u0e49\u0e4c aZ9-"


@given(st.text(st.sampled_from(TAME), min_size=2, max_size=20), st.data())
def test_one_slip_of_the_finger_is_at_most_one_edit(text: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(text) - 2))
    sign = data.draw(st.sampled_from(TAME))
    slip = data.draw(st.sampled_from("idrs"))
    wrong = {
        "i": text[:place] + sign + text[place:],
        "d": text[:place] + text[place + 1 :],
        "r": text[:place] + sign + text[place + 1 :],
        "s": text[:place] + text[place + 1] + text[place] + text[place + 2 :],
    }[slip]
    assert OSA.distance(fold(text), fold(wrong)) <= 1


@given(THAI_TEXT, st.data())
def test_the_fold_of_a_beginning_begins_the_fold(text: str, data: st.DataObject) -> None:
    whole = clean(text)
    cut = data.draw(st.integers(0, len(whole)))
    assert fold(whole).startswith(fold(whole[:cut]))


@given(st.lists(st.sampled_from(DICTIONARY), max_size=5))
def test_fold_ignores_spaces_and_joins(parts: list[str]) -> None:
    assert fold(" ".join(parts)) == "".join(map(fold, parts)) == fold("(" + "), ".join(parts))


def test_words_cut_at_spaces_and_punctuation_and_at_spaces_only() -> None:
    assert words("กลุ่ม ขนม(ไทย) กลุ่ม") == [fold("กลุ่ม"), fold("ขนม"), fold("ไทย"), fold("ขนมไทย")]
    assert words("OTOP/ชุมชน") == ["otop", fold("ชุมชน"), fold("OTOPชุมชน")]
    assert words(" - ") == words("") == []


@given(THAI_TEXT)
def test_words_are_distinct_pieces_of_the_fold(text: str) -> None:
    parts = words(text)
    assert len(set(parts)) == len(parts)
    assert all(part and part in fold(text) for part in parts)


def test_a_hundred_thousand_names_fold_in_time() -> None:
    names = [f"กลุ่มแม่บ้านเกษตรกรหนองขอน {number:03d}"[:29] for number in range(1000)]
    begun = time.process_time()
    for name in names:
        fold(name)
    assert (time.process_time() - begun) * 100 < 2


@given(st.one_of(ANY_TEXT, THAI_TEXT))
def test_names_of_one_byte_a_sign_weigh_what_they_weigh_sign_by_sign(text: str) -> None:
    plain = text.lower()
    assert thai._weighed(plain, thai._FIRST, thai._FIRST_BYTES) == plain.translate(thai._FIRST)
    assert thai._weighed(plain, thai._SECOND_WEIGHTS, thai._SECOND_BYTES) == plain.translate(thai._SECOND_WEIGHTS)


def test_every_sign_that_must_go_is_looked_for() -> None:
    assert all(thai._unbroken(f"ก{chr(sign)}") != f"ก{chr(sign)}" for sign in thai._STORED)
