"""Yearly figures that others published: exact totals and spreads, silence that is no zero, and what may be said."""

from datetime import date
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.cast import Cast
from withi.faces.figures import published, yearly
from withi.faces.figures.actions import import_years
from withi.ground.places import actions as places
from withi.kit.problem import Problem
from withi.work.figures.actions import Published, store_published
from withi.work.figures.models import FigureYear
from withi.work.figures.rules import odd_years

ROOT = Path(__file__).parents[4]
REAL = (ROOT.parent / "shared", Path("/work/shared"))
FILE = "data/songkhla_otop_income_fy2563_2567.csv"
TOTALS = ["4,486,767,698", "4,684,100,489", "2,830,079,300", "4,191,588,313", "4,611,594,171"]
GINIS = ["0.4364", "0.4681", "0.5323", "0.5718", "0.5669"]
ODD = "ปี 2565 มี 4 อำเภอเหลือ 0.07–0.16 เท่าของปีก่อน แล้วปีถัดมา 2 แห่งกลับขึ้นมา 6–7 เท่า"
HEAD = "ปีงบประมาณ,อำเภอ,รายการข้อมูล,ค่าข้อมูล,หน่วย,ที่มา\n"
SOURCE = "กรมการพัฒนาชุมชน"
DAY = date(2024, 9, 30)


def sheet(folder: Path, *rows: str) -> Path:
    path = folder / "years.csv"
    path.write_text("\ufeff" + HEAD + "".join(f"{row}\n" for row in rows), "utf-8")
    return path


@pytest.fixture
def areas(cast: Cast) -> None:
    """The real districts of the cast."""


@pytest.mark.django_db
def test_the_real_sheet_gives_its_totals_spreads_and_words() -> None:
    found = [folder / FILE for folder in REAL if (folder / FILE).is_file()]
    if not found:
        pytest.skip("the published sheet is not on this machine; the figures below stand for it")
    places.load_areas()
    assert import_years(actor=None, path=found[0], province="90", source=SOURCE, as_of=DAY) == 90
    page = published.page("90")
    assert [year.total for year in page["sums"]] == TOTALS
    assert [year.gini for year in page["sums"]] == GINIS
    assert {year.reported for year in page["sums"]} == {"16 จาก 18"}
    assert page["words"] == [ODD + " น่าจะเป็นรายงานที่ขาดมากกว่ารายได้ที่หายไป"]
    assert page["silent"] == ["เทศบาลนครสงขลา", "เทศบาลนครหาดใหญ่"]


@pytest.mark.django_db
def test_the_same_sheet_again_changes_nothing(areas: None, tmp_path: Path) -> None:
    path = sheet(tmp_path, '2563,เปือยน้อย,ยอดขาย,"1,000.50",บาท,พช.', "2563,หนองสองห้อง,ยอดขาย,2000,บาท,พช.")
    assert import_years(actor=None, path=path, province="40", source=SOURCE, as_of=DAY) == 2
    assert import_years(actor=None, path=path, province="40", source=SOURCE, as_of=DAY) == 0
    assert FigureYear.objects.get(area_code="4011").satang == 100_050


@pytest.mark.django_db
def test_a_zero_is_not_reported_and_a_city_keeps_its_name(areas: None, tmp_path: Path) -> None:
    path = sheet(tmp_path, "2563,เปือยน้อย,ยอดขาย,900,บาท,พช.", "2563,เทศบาลนครขอนแก่น,ยอดขาย,0,บาท,พช.")
    import_years(actor=None, path=path, province="40", source=SOURCE, as_of=DAY)
    page = published.page("40")
    assert ("เทศบาลนครขอนแก่น", ["ไม่ได้รายงาน"]) in page["areas"]
    assert page["sums"][0].total == "900"
    assert page["sums"][0].reported == "1 จาก 2"
    assert page["silent"] == ["เทศบาลนครขอนแก่น"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("row", "rule"),
    [
        ("63,เปือยน้อย,ยอดขาย,900,บาท,พช.", "figures.year"),
        ("9999,เปือยน้อย,ยอดขาย,900,บาท,พช.", "figures.year"),
        ("0001,เปือยน้อย,ยอดขาย,900,บาท,พช.", "figures.year"),
        ("2563,เปือยน้อย,ยอดขาย,เก้าร้อย,บาท,พช.", "figures.amount"),
        ("2563,เปือยน้อย,ยอดขาย,-5,บาท,พช.", "figures.amount"),
        ("2563,,ยอดขาย,5,บาท,พช.", "figures.nameless"),
        ("2562,อ.เปือยน้อย,ยอดขาย,2,บาท,พช.", "figures.twice"),
        ("2562,รวม,ยอดขาย,2,บาท,พช.", "figures.total"),
        ("2562,จังหวัดขอนแก่น,ยอดขาย,2,บาท,พช.", "figures.total"),
    ],
)
def test_a_bad_line_stops_the_whole_sheet(areas: None, tmp_path: Path, row: str, rule: str) -> None:
    with pytest.raises(Problem) as refused:
        import_years(actor=None, path=sheet(tmp_path, "2562,เปือยน้อย,ยอดขาย,1,บาท,พช.", row), province="40",
                     source=SOURCE, as_of=DAY)  # fmt: skip
    assert refused.value.code == rule
    assert "แถวที่ 3" in refused.value.message("th")
    assert not FigureYear.objects.exists()


@pytest.mark.django_db
def test_other_dirt_of_the_same_lists_is_read_as_it_is_meant(areas: None, tmp_path: Path) -> None:
    rows = (
        '2020,อำเภอเปือยน้อย,ยอดขาย,"1,000.00",บาท,พช.', "2563,หนองสองห้อง ,ยอดขาย,2000,บาท,พช.", ",,,,,",
        "2563,หนองสองห้อง,ยอดขาย,2000.0,บาท,พช.", "พ.ศ. ๒๕๖๔,อ.เปือยน้อย,ยอดขาย,0,บาท,พช.",
        "2564.0,หนองสองห้อง,ยอดขาย,๒๑๐๐,บาท,พช.", '2565,เปือยน้อย,ยอดขาย,"1,100",บาท,พช.',
        "2565,หนองสองห้อง,ยอดขาย,-,บาท,พช.", '2563,รวมทั้งสิ้น,ยอดขาย,"3,000",บาท,พช.',
    )  # fmt: skip
    import_years(actor=None, path=sheet(tmp_path, *rows), province="40", source=SOURCE, as_of=DAY)
    page = published.page("40")
    assert page["years"] == ["2563", "2564", "2565"]
    assert [year.total for year in page["sums"]] == ["3,000", "2,100", "1,100"]
    assert [year.reported for year in page["sums"]] == ["2 จาก 2", "1 จาก 2", "1 จาก 2"]
    assert (page["silent"], len(page["areas"])) == ([], 2)
    assert ["เปือยน้อย" in page["words"][0], "หนองสองห้อง" in page["words"][1]] == [True, True]


def test_the_capital_is_known_by_the_word_that_lists_have_for_it() -> None:
    songkhla = yearly.Province("90", "สงขลา", {"เมืองสงขลา": "9001", "สทิงพระ": "9002"})
    lines = yearly.read([(2, ["2563", "เมือง", "5"]), (3, ["2563", "อำเภอเมือง", "5"])], songkhla)
    assert [(line.code, line.name, line.satang) for line in lines] == [("9001", "", 500)]


def test_a_district_called_like_its_province_is_no_sum() -> None:
    ayutthaya = yearly.Province("14", "พระนครศรีอยุธยา", {"พระนครศรีอยุธยา": "1401", "ท่าเรือ": "1402"})
    rows = [["2563", "พระนครศรีอยุธยา", "5"], ["2563", "ท่าเรือ", "6"], ["2563", "จ.พระนครศรีอยุธยา", "11"]]
    lines = yearly.read(enumerate(rows), ayutthaya)
    assert [(line.code, line.satang) for line in lines] == [("1401", 500), ("1402", 600)]


@pytest.mark.django_db
def test_a_province_that_there_is_not_is_refused(areas: None, tmp_path: Path) -> None:
    with pytest.raises(Problem, match=r"figures\.province"):
        import_years(actor=None, path=sheet(tmp_path), province="99", source=SOURCE, as_of=DAY)


@pytest.mark.django_db
def test_a_sheet_without_its_columns_is_refused(areas: None, tmp_path: Path) -> None:
    path = tmp_path / "other.csv"
    path.write_text("ปี,ยอด\n2563,5\n", "utf-8")
    with pytest.raises(Problem) as refused:
        import_years(actor=None, path=path, province="40", source=SOURCE, as_of=DAY)
    assert refused.value.code == "figures.columns"


@pytest.mark.django_db
def test_the_command_keeps_and_tells(areas: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = sheet(tmp_path, "2563,เปือยน้อย,ยอดขาย,900,บาท,พช.")
    call_command("yearly", path, province="40", source=SOURCE, as_of="30 ก.ย. 2567")
    assert "1 รายการ" in capsys.readouterr().out
    with pytest.raises(CommandError):
        call_command("yearly", tmp_path / "none.csv", province="40", source=SOURCE, as_of="30 ก.ย. 2567")


def test_one_area_that_falls_and_years_without_return_are_no_finding() -> None:
    one = {"a": {2563: 100, 2564: 10, 2565: 90}, "b": {2563: 100, 2564: 100, 2565: 100}}
    down = {"a": {2563: 100, 2564: 10, 2565: 10}, "b": {2563: 100, 2564: 10, 2565: 10}}
    both = {"a": {2563: 100, 2564: 10, 2565: 90}, "b": {2563: 100, 2564: 20, 2565: 10}}
    assert odd_years(one) == []
    assert odd_years(down) == []
    assert [(word.year, word.fell, word.back) for word in odd_years(both)] == [(2564, 2, 1)]


@pytest.mark.django_db
def test_nine_months_are_not_divided_by_another_population(cast: Cast) -> None:
    whole = Published("40", 201710, 201806, 6_199_333_184 * 100)
    store_published(actor=None, figures=[whole], source="รายงานจังหวัด", as_of=date(2018, 6, 30))
    text = cast.officer.client.get("/desk/figures/40/years/").content.decode()
    assert "6,199,333,184" in text
    assert "เป็นคนละกลุ่มกัน จึงนำมาหารไม่ได้" in text
    assert "เฉลี่ยรายละ" not in text


@pytest.mark.django_db
def test_a_figure_that_says_how_many_it_counts_is_divided(cast: Cast) -> None:
    store_published(
        actor=None, figures=[Published("40", 201710, 201806, 5_000_00, producers=10)], source="ก", as_of=DAY
    )
    text = cast.officer.client.get("/desk/figures/40/years/").content.decode()
    assert "เฉลี่ยรายละ 500" in text


@pytest.mark.django_db
def test_the_file_leaves_unreported_amounts_empty(cast: Cast) -> None:
    figures = [Published("4011", 201910, 202009, 90_000), Published("40", 201910, 202009, None, "เทศบาลนครขอนแก่น")]
    store_published(actor=None, figures=figures, source=SOURCE, as_of=DAY)
    answer = cast.officer.client.post("/desk/figures/40/years/export/csv/")
    text = b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]
    assert "4011,เปือยน้อย,201910,202009,900," in text
    assert "40,เทศบาลนครขอนแก่น,201910,202009,,," in text
