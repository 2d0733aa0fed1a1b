"""A photo comes back clean, upright and no larger than it was; anything else is refused in words, never a crash."""

import io
import re
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from withi.kit import pictures
from withi.kit.pictures import DEFAULT, Picture, height_at, reading, widths_of
from withi.kit.problem import Problem
from withi.kit.tests.picture_files import BAD, MODES, SECRET, drawing, notes, photo, png, saved


@pytest.fixture
def put(tmp_path: Path) -> Any:
    def put(body: bytes) -> Path:
        path = tmp_path / "sent"
        path.write_bytes(body)
        return path

    return put


def opened(picture: Picture) -> Iterator[Image.Image]:
    for variant in picture.variants:
        image = Image.open(io.BytesIO(variant.body))
        assert image.size == (variant.width, variant.height)
        assert image.format == {"avif": "AVIF", "jpg": "JPEG"}[variant.form]
        yield image


def test_nothing_of_what_the_camera_wrote_is_left(put: Any) -> None:
    body = photo((1700, 1200))
    assert SECRET in body
    assert b"GPSLatitude" in body
    picture = pictures.read(put(body), name="บ้าน.jpg")
    for variant, image in zip(picture.variants, opened(picture), strict=True):
        assert not re.search(rb"SECRET|Exif|GPS|xmp|adobe|ICC_PROFILE|JFIF\x00\x01\x01[^\x00]", variant.body)
        assert not image.getexif()
        assert not image.info.keys() & {"exif", "xmp", "comment", "icc_profile"}


def test_day_and_position_are_told_apart(put: Any) -> None:
    picture = pictures.read(put(photo()), name="x")
    assert picture.day == date(2024, 5, 1), "written in the Buddhist era"
    assert picture.position == (16.441667, 102.836111)
    plain = pictures.read(put(saved(drawing())), name="x")
    assert (plain.day, plain.position) == (None, None)


@pytest.mark.parametrize("day", ["0000:00:00 00:00:00", "2999:01:01 00:00:00", "yesterday", ""])
def test_a_clock_that_is_wrong_says_nothing(put: Any, day: str) -> None:
    assert pictures.read(put(photo(day=day, gps=False)), name="x").day is None


@pytest.mark.parametrize(("orientation", "corner"), [(1, 0), (2, 1), (3, 3), (4, 2), (5, 0), (6, 1), (7, 3), (8, 2)])
def test_a_photo_stands_upright(put: Any, orientation: int, corner: int) -> None:
    body = saved(drawing(), exif=notes(orientation=orientation))
    picture = pictures.read(put(body), name="x")
    assert (picture.width, picture.height) == ((600, 400) if orientation < 5 else (400, 600))
    for image in opened(picture):
        wide, high = image.size
        corners = [image.convert("RGB").getpixel((x, y)) for y in (8, high - 9) for x in (8, wide - 9)]
        assert [value[0] > 180 and value[1] < 90 for value in corners].index(True) == corner  # type: ignore[index]


@pytest.mark.parametrize(
    ("width", "widths"),
    [(300, [300]), (480, [480]), (700, [480, 700]), (1600, [480, 960, 1600]), (9000, [480, 960, 1600])],
)
def test_a_photo_is_never_enlarged(put: Any, width: int, widths: list[int]) -> None:
    assert widths_of(width) == widths
    picture = pictures.read(put(saved(drawing((width, 400)))), name="x")
    assert [variant.width for variant in picture.variants] == [each for each in widths for _ in range(2)]
    assert all(variant.height == height_at(variant.width, width, 400) for variant in picture.variants)


@pytest.mark.parametrize("mode", MODES)
def test_odd_pictures_are_taken(put: Any, mode: str) -> None:
    picture = pictures.read(put(MODES[mode]()), name="x")
    for variant, image in zip(picture.variants, opened(picture), strict=True):
        plain = image.convert("L")
        rows = [plain.getpixel((plain.width * 3 // 4, plain.height * part // 10)) for part in (2, 5, 8)]
        dark, middle, bright = (value for value in rows if isinstance(value, int | float))
        if mode not in ("black and white", "palette with a hole"):
            assert dark + 20 < middle < bright - 20, (mode, rows)
        assert b"<script>" not in variant.body


@pytest.mark.parametrize("name", BAD)
def test_what_is_no_photo_is_refused_in_words(put: Any, name: str) -> None:
    code, body = BAD[name]
    with pytest.raises(Problem) as refused:
        pictures.read(put(body()), name="แม่น้ำ.jpg")
    assert refused.value.code == code
    assert refused.value.status == 422
    assert "แม่น้ำ.jpg" in refused.value.message("th")


def test_a_file_over_its_limit_is_not_opened(put: Any) -> None:
    limits = DEFAULT._replace(file_bytes=100)
    with pytest.raises(Problem) as refused:
        pictures.read(put(bytes(101)), name="x", limits=limits)
    assert refused.value.code == "picture.too_big"


def test_one_byte_too_many_is_not_told_as_the_limit(put: Any) -> None:
    with pytest.raises(Problem) as refused:
        pictures.read(put(bytes(DEFAULT.file_bytes + 1)), name="x")
    assert "20.1 MB" in refused.value.message("th")


def test_fifty_megapixels_are_taken_and_one_more_is_not(put: Any) -> None:
    picture = pictures.read(put(saved(Image.new("L", (10_000, 5_000), 99))), name="x")
    assert (picture.width, picture.height, picture.variants[-1].width) == (10_000, 5_000, 1600)
    with pytest.raises(Problem) as refused:
        pictures.read(put(png(10_000, 5_001)), name="x")
    assert refused.value.code == "picture.pixels"
    assert "10,000 x 5,001" in refused.value.message("th")


@pytest.mark.parametrize(
    ("limits", "code"),
    [
        (DEFAULT._replace(memory_bytes=90 * 1024 * 1024), "picture.crashed"),
        (DEFAULT._replace(wall_seconds=0.01), "picture.timeout"),
    ],
    ids=["memory", "time"],
)
def test_the_death_of_the_child_is_a_refusal(put: Any, limits: pictures.Limits, code: str) -> None:
    with pytest.raises(Problem) as refused:
        pictures.read(put(saved(Image.new("RGB", (6_000, 6_000)), "PNG")), name="x", limits=limits)
    assert refused.value.code == code


def test_the_same_picture_in_another_size_looks_the_same(put: Any) -> None:
    face = Image.effect_mandelbrot((900, 600), (-2, -1, 1, 1), 60).convert("RGB")
    hashes = [
        pictures.read(put(body), name="x").dhash
        for body in (saved(face, quality=95), saved(face.resize((640, 427)), "WEBP"), saved(face.rotate(90)))
    ]
    near, far = ((hashes[0] ^ other).bit_count() for other in hashes[1:])
    assert near <= 6 < far


def test_the_child_holds_nothing_of_the_site() -> None:
    folder = Path(reading.__file__).parent / "decoder"
    for module in folder.glob("*.py"):
        assert not re.search(r"^\s*(?:from|import) (?:withi|django)", module.read_text("utf-8"), re.MULTILINE), module


def test_the_limits_travel_whole() -> None:
    assert pictures.Limits.parse(DEFAULT.dump()) == DEFAULT
    assert all(first < second for first, second in pairwise(pictures.WIDTHS))
