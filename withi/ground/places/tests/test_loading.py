"""Loading the nation and villages, with counts."""

from datetime import date
from pathlib import Path

import pytest

from withi.ground.places import actions
from withi.ground.places.models import Area, AreaSuccessor
from withi.ground.places.rules import Report
from withi.ground.places.tests import factory
from withi.ground.search import queries as search
from withi.ground.trail.models import TrailChange, TrailEntry
from withi.ground.web import versions
from withi.kit.problem import Problem

pytestmark = pytest.mark.django_db


def rules_of(report: Report) -> list[str]:
    return [finding.rule for _, finding in report.findings]


class TestNation:
    def test_counts_and_second_run(self) -> None:
        report = actions.load_areas()
        current = Area.objects.current()
        assert [current.filter(level=level).count() for level in (2, 4, 6)] == [77, 928, 7_436]
        assert Area.objects.filter(is_abolished=True).count() == 1_583
        assert Area.objects.filter(is_abolished=True, successors=None).count() == 401
        assert (report.rows, report.new, report.changed) == (10_024, 10_024, 0)
        again = actions.load_areas()
        assert (again.new, again.changed, again.same) == (0, 0, 10_024)
        assert TrailEntry.objects.count() == 1
        self.paths_and_dates()

    def paths_and_dates(self) -> None:
        paths = dict(Area.objects.values_list("code", "path_th"))
        assert paths["401101"] == "ต.เปือยน้อย อ.เปือยน้อย จ.ขอนแก่น"
        assert paths["100101"] == "แขวงพระบรมมหาราชวัง เขตพระนคร กรุงเทพมหานคร"
        assert paths["1681"] == "อ.บ้านเช่า จ.ลพบุรี"
        assert Area.objects.get(pk="401101").path_en == "Tambon Pueai Noi, Amphoe Pueai Noi, Khon Kaen"
        assert Area.objects.get(pk="100203").postcode == "10300 10303"
        bueng_kan = Area.objects.get(pk="4303")
        assert (bueng_kan.is_abolished, bueng_kan.valid_to) == (True, date(2011, 3, 31))
        assert [link.new_id for link in bueng_kan.successors.all()] == ["3801"]
        assert Area.objects.get(pk="3801").valid_from == date(2011, 3, 23)
        by_name = AreaSuccessor.objects.filter(source=AreaSuccessor.Source.NAME)
        assert by_name.count() == 1_071

    def test_what_changed_is_mended_and_told(self) -> None:
        actions.load_areas()
        factory.village("40110101", "บ้านหัวขัว", "Ban Hua Khua", "ต.เดิม อ.เปือยน้อย จ.ขอนแก่น")
        Area.objects.filter(pk="401101").update(name_th="เดิม", path_th="ต.เดิม อ.เปือยน้อย จ.ขอนแก่น")
        Area.objects.filter(pk="4011").update(is_abolished=True)
        factory.area("997799", "ตำบลที่ไม่มีแล้ว")
        confirmed = AreaSuccessor.objects.filter(source=AreaSuccessor.Source.NAME)[:1].get()
        AreaSuccessor.objects.filter(pk=confirmed.pk).update(source=AreaSuccessor.Source.OFFICIAL)
        before = versions.snapshot()
        report = actions.load_areas()
        assert (report.new, report.changed) == (0, 3)
        assert Area.objects.get(pk="40110101").path_th == "บ้านหัวขัว ม.1 ต.เปือยน้อย อ.เปือยน้อย จ.ขอนแก่น"
        change = TrailChange.objects.get(subject_id=401101, before__isnull=False)
        assert change.before is not None
        assert change.before["name_th"] == "เดิม"
        assert versions.snapshot() != before
        assert search.find("เปือยน้อย", kinds=["district"]).total == 1
        assert Area.objects.get(pk="997799").is_abolished
        confirmed.refresh_from_db()
        assert confirmed.source == AreaSuccessor.Source.OFFICIAL


SHEET = """\
รหัสหมู่บ้าน,ชื่อหมู่บ้าน,ชื่อภาษาอังกฤษ
40110101,บ้านหัวขัว,Ban Hua Khua
๔๐๑๑๐๑๐๒, บ้านสามเรือน  (บ้านเกาะลอย),Ban Sam Ruean (Ban Ko Loi)
40110103,,
40119901,บ้านไกล,
43030101,บ้านเก่า,
"""


class TestVillages:
    @pytest.fixture(autouse=True)
    def nation(self) -> None:
        factory.nation()

    def sheet(self, folder: Path, text: str = SHEET) -> Path:
        path = folder / "villages.csv"
        path.write_text(text, encoding="utf-8")
        return path

    def test_villages_are_stored_with_their_paths(self, tmp_path: Path) -> None:
        report = actions.import_villages(self.sheet(tmp_path))
        assert (report.rows, report.new, report.stopped) == (5, 5, False)
        first = Area.objects.get(pk="40110101")
        assert first.path_th == "บ้านหัวขัว ม.1 ต.เปือยน้อย อ.เปือยน้อย จ.ขอนแก่น"
        assert first.path_en == "Ban Hua Khua, Moo 1, Tambon Pueai Noi, Amphoe Pueai Noi, Khon Kaen"
        assert first.postcode == "40340"
        assert Area.objects.get(pk="40110102").name_th == "บ้านสามเรือน (บ้านเกาะลอย)"

    def test_a_village_without_a_name_says_so(self, tmp_path: Path) -> None:
        report = actions.import_villages(self.sheet(tmp_path))
        village = Area.objects.get(pk="40110103")
        assert (village.name_th, village.name_en) == ("หมู่ 3", "Moo 3")
        assert village.path_th == "หมู่ 3 (ทะเบียนไม่มีชื่อ) ต.เปือยน้อย อ.เปือยน้อย จ.ขอนแก่น"
        assert "village.no_name" in rules_of(report)

    def test_unknown_and_abolished_tambons_are_stored_and_said(self, tmp_path: Path) -> None:
        report = actions.import_villages(self.sheet(tmp_path))
        assert {"village.unknown_tambon", "village.old_tambon"} <= set(rules_of(report))
        lost = Area.objects.get(pk="40119901")
        assert lost.is_abolished
        assert lost.path_th == "บ้านไกล ม.1 (ต.ไม่ทราบชื่อ รหัส 401199) อ.เปือยน้อย จ.ขอนแก่น"
        assert Area.objects.get(pk="43030101").is_abolished

    def test_the_same_file_again_changes_nothing(self, tmp_path: Path) -> None:
        path = self.sheet(tmp_path)
        actions.import_villages(path)
        entries = TrailEntry.objects.count()
        report = actions.import_villages(path)
        assert (report.new, report.changed, report.same) == (0, 0, 5)
        assert TrailEntry.objects.count() == entries

    def test_a_new_name_changes_one_village_and_its_search_names(self, tmp_path: Path) -> None:
        actions.import_villages(self.sheet(tmp_path))
        report = actions.import_villages(self.sheet(tmp_path, SHEET.replace("บ้านหัวขัว", "บ้านใหม่")))
        assert (report.new, report.changed, report.same) == (0, 1, 4)
        assert search.find("หัวขัว", kinds=["village"], literal=True).total == 0
        assert search.find("บ้านใหม่", kinds=["village"]).hits[0].ref_id == 40110101

    def test_villages_the_file_does_not_name_stay(self, tmp_path: Path) -> None:
        actions.import_villages(self.sheet(tmp_path))
        report = actions.import_villages(self.sheet(tmp_path, "village_code,name_th\n40110101,บ้านหัวขัว\n"))
        assert report.missing == 4
        assert Area.objects.filter(level=8).count() == 5

    def test_aliases_in_brackets_are_found(self, tmp_path: Path) -> None:
        actions.import_villages(self.sheet(tmp_path))
        for typed in ("เกาะลอย", "บ้านสามเรือน", "สามเรือน บ้านเกาะลอย", "Ko Loi"):
            assert search.find(typed, kinds=["village"]).hits[0].ref_id == 40110102

    def test_wrong_rows_stop_the_file(self, tmp_path: Path) -> None:
        text = SHEET + "4011,บ้านสั้น,\n40110100,บ้านศูนย์,\n40110101,ชื่ออื่น,\n40110101,บ้านหัวขัว,Ban Hua Khua\n"
        report = actions.import_villages(self.sheet(tmp_path, text))
        assert report.stopped
        assert [row for row, finding in report.findings if finding.severity == "error"] == [7, 8, 9]
        assert not Area.objects.filter(level=8).exists()
        assert "แถวที่ 2" in report.findings[-1][1].message("th")
        good = actions.import_villages(self.sheet(tmp_path, text), good_rows_only=True)
        assert (good.stopped, good.new) == (False, 5)

    def test_a_file_without_the_columns_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(Problem) as refused:
            actions.import_villages(self.sheet(tmp_path, "ก,ข\n1,2\n"))
        assert refused.value.code == "village.columns"
