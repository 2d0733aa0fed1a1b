"""Brochures, signs and posters: ordered, printed, written down, out of date."""

import io
import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import zxingcpp
from django.test import Client
from PIL import Image

from withi.faces.printing import actions, making, register
from withi.faces.printing.actions import Printed
from withi.faces.printing.models import PrintRun
from withi.faces.printing.prints import Condition, Order, What
from withi.faces.printing.told import facts_of
from withi.ground.people.rules import Position
from withi.ground.trail.models import TrailEntry
from withi.kit.paper import press
from withi.kit.problem import Problem
from withi.registers.photos.tests import factory as photos
from withi.registers.publication.tests.factory import Asked, Cast, client_of, make_cast, make_person, six_answers
from withi.registers.villages.models import Community, CommunityAsset
from withi.registers.villages.rules import AssetKind
from withi.registers.villages.tests.factory import asset, community, editor, open_community, scope

pytestmark = pytest.mark.django_db
needs_poppler = pytest.mark.skipif(not shutil.which("pdftotext"), reason="apt-get install poppler-utils")
PLACE = "401508"
SIGN = Order(What.SIGN, "th", "60x40", "left", 3500, "village")
POSTER = Order(What.POSTER)
MM = 72 / 25.4


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def row(cast: Cast) -> Community:
    found = open_community(area=PLACE, name_en="Ban Dong Kheng", story_th="เรื่องของเรา", lat=15.75, lon=102.8)
    asset(found, "โฮมสเตย์แม่คำปัน", AssetKind.HOMESTAY, text_th="สองห้อง")
    return found


def printed(cast: Cast, row: Community, order: Order = SIGN, **more: Any) -> PrintRun:
    stamp = making.made_of(row, order).stamp
    told = Printed(stamp, "ศูนย์บริการ", 5, row.confirmed_on)  # type: ignore[arg-type]
    return actions.record_run(
        actor=cast.worker.user, scope=cast.worker.scope, community=row, order=order, printed=told, **more
    )


@pytest.mark.parametrize("end", ["?what=sign", "sheet.png?what=sign", "sheet.pdf?what=sign"])
def test_six_questions_of_an_order(cast: Cast, row: Community, end: str) -> None:
    view = Asked(f"/desk/printing/communities/{{pk}}/{end}", wrong_method="post")
    assert six_answers(view, cast, row.pk) == [200, 200, 404, 200, 404, 405]


def test_hours_to_call_are_told_in_the_language_of_the_print(row: Community) -> None:
    Community.objects.filter(pk=row.pk).update(call_hours="8.00–20.00 น.")
    row.refresh_from_db()
    told = [making.made_of(row, Order(What.A5, lang)).told.plain["call_hours"] for lang in ("th", "en")]
    assert told == ["8.00–20.00 น.", "8:00–20:00"]


def test_paper_names_a_coordinator_by_the_role_alone(row: Community) -> None:
    """As the notice beside the form says: everybody sees the role, officers of the area the name."""
    Community.objects.filter(pk=row.pk).update(coordinator="นางสายทอง", coordinator_role="ผู้ใหญ่บ้าน")
    row.refresh_from_db()
    facts = facts_of(making.made_of(row, Order(What.A5)).told, Order(What.A5))
    assert facts["coordinator"] == "ผู้ใหญ่บ้าน"
    assert not [name for name, text in facts.items() if "สายทอง" in text]


def test_six_questions_of_a_record(cast: Cast, row: Community) -> None:
    sent = {"place": "วัด", "count": "๕", "printed_on": "26 พ.ย. 2569", "stamp": making.made_of(row, SIGN).stamp}
    view = Asked(f"/desk/printing/communities/{{pk}}/record/?{register.query_of(SIGN)}", sent=sent, answers=302)
    assert six_answers(view, cast, row.pk) == [302, 302, 404, 403, 404, 405]
    assert set(PrintRun.objects.values_list("count", "place", "choices__metres")) == {(5, "วัด", 3500)}


def test_six_questions_of_a_condition(cast: Cast, row: Community) -> None:
    run = printed(cast, row)
    view = Asked("/desk/printing/{pk}/condition/", sent={"condition": "worn"}, answers=302, wrong_method="get")
    assert six_answers(view, cast, run.pk) == [302, 302, 404, 403, 404, 405]
    run.refresh_from_db()
    assert run.condition == Condition.WORN


def test_the_register_shows_one_s_own_area(cast: Cast, row: Community) -> None:
    printed(cast, row)
    view = "/desk/printing/"
    assert "ศูนย์บริการ" in client_of(cast.reader).get(view).content.decode()
    assert "ศูนย์บริการ" not in client_of(cast.stranger).get(view).content.decode()
    assert client_of(cast.worker).post(view).status_code == 405


def test_the_community_s_own_people_print_and_write_down(row: Community) -> None:
    own = editor(row)
    stamp = making.made_of(row, POSTER).stamp
    told = Printed(stamp, "ศาลา", 1, row.confirmed_on)  # type: ignore[arg-type]
    run = actions.record_run(actor=own, scope=scope(own), community=row, order=POSTER, printed=told)
    entry = TrailEntry.objects.get(verb="printing.record")
    assert (entry.subject, entry.subject_id) == ("community", row.pk)
    assert run.stamp in entry.note


def test_a_draft_is_not_printed_and_says_why(cast: Cast) -> None:
    draft = community("ร่าง", PLACE)
    worker = client_of(cast.worker)
    assert "เผยแพร่" in worker.get(f"/desk/printing/communities/{draft.pk}/").content.decode()
    assert worker.get(f"/desk/printing/communities/{draft.pk}/sheet.pdf").status_code == 409


@pytest.mark.parametrize("query", ["what=cup", "km=far", "km=-1", "asset=999999", "lang=de", "arrow=down"])
def test_an_order_that_cannot_be_is_refused(cast: Cast, row: Community, query: str) -> None:
    worker, home = client_of(cast.worker), f"/desk/printing/communities/{row.pk}/"
    assert worker.get(f"{home}?{query}").status_code == 422
    assert worker.get(f"{home}sheet.png?{query}").status_code == 404
    assert worker.get(f"{home}record/?{query}").status_code == 404


def test_a_changed_phone_makes_the_brochure_out_of_date_and_not_the_sign(cast: Cast, row: Community) -> None:
    brochure, sign = printed(cast, row, Order(What.A5)), printed(cast, row)
    Community.objects.filter(pk=row.pk).update(phone="0812345678")
    CommunityAsset.objects.filter(community=row).delete()
    changed = register.changes_of(list(register.runs(cast.worker.scope)))
    assert {change.key.partition(":")[0] for change in changed[brochure.pk]} == {"phone", "asset"}
    assert changed[sign.pk] == []
    page = client_of(cast.worker).get("/desk/printing/?show=again").content.decode()
    assert "081-234-5678" in page
    assert sign.stamp not in page


def test_a_worn_print_is_ordered_again_and_replaced_once(cast: Cast, row: Community) -> None:
    old, worker = printed(cast, row), client_of(cast.worker)
    worker.post(f"/desk/printing/{old.pk}/condition/", {"condition": "worn"})
    (line,) = register.lines(register.again(cast.worker.scope), cast.worker.scope)
    record = worker.get(line.again).context["record"]
    form = worker.get(record).context["form"]
    sent = {"place": form["place"].value(), "count": "5", "printed_on": "26 พ.ย. 2569", "stamp": form["stamp"].value()}
    assert sent["place"] == "ศูนย์บริการ"
    assert worker.post(record, sent).status_code == 302
    assert worker.post(record, sent).status_code == 409
    old.refresh_from_db()
    assert (old.condition, PrintRun.objects.count()) == (Condition.REPLACED, 2)
    assert old.replaced_by.choices == old.choices
    assert register.again(cast.worker.scope) == []


def test_what_is_gone_is_not_found_worn(cast: Cast, row: Community) -> None:
    run, worker = printed(cast, row), cast.worker
    actions.set_condition(actor=worker.user, scope=worker.scope, run=run, condition=Condition.GONE)
    with pytest.raises(Problem, match=r"print\.over"):
        actions.set_condition(actor=worker.user, scope=worker.scope, run=run, condition=Condition.WORN)


def test_facts_that_changed_meanwhile_are_not_written_down_as_printed(cast: Cast, row: Community) -> None:
    made = making.made_of(row, SIGN)
    row.name_th = "บ้านใหม่"
    with pytest.raises(Problem, match=r"print\.changed"):
        actions.record_run(
            actor=cast.worker.user, scope=cast.worker.scope, community=row, order=SIGN,
            printed=Printed(made.stamp, "วัด", 1, row.confirmed_on),  # type: ignore[arg-type]
        )  # fmt: skip
    assert not PrintRun.objects.exists()


def test_the_register_costs_the_same_for_one_and_for_many(
    cast: Cast, row: Community, django_assert_num_queries: Any
) -> None:
    first = printed(cast, row, POSTER)
    seen = list(register.runs(cast.worker.scope))
    with django_assert_num_queries(8):
        register.lines(seen, cast.worker.scope)
    for number in range(10):
        other = open_community(f"บ้าน {number}", PLACE)
        PrintRun.objects.create(
            community=other, what="poster", lang="th", stamp=first.stamp, place="วัด", count=1,
            printed_on=first.printed_on, seen_on=first.seen_on, recorded_by=first.recorded_by,
            recorded_at=first.recorded_at,
        )  # fmt: skip
    seen = list(register.runs(cast.worker.scope))
    with django_assert_num_queries(8):
        assert len(register.lines(seen, cast.worker.scope)) == 11


def test_the_nation_s_register_is_read_without_asking_where_each_print_lies(cast: Cast, row: Community) -> None:
    run = printed(cast, row, POSTER)
    nation = make_person("department", Position.DEPARTMENT, "").scope
    found = register.runs(nation)
    assert list(found) == list(register.runs(cast.worker.scope)) == [run]
    assert list(register.runs(cast.stranger.scope)) == []
    assert "WHERE" not in str(found.query)


# --- on paper ------------------------------------------------------------------------------------


@needs_poppler
@pytest.mark.parametrize(
    ("order", "trim", "pages"),
    [(Order(What.TRIFOLD), (297, 210), 2), (Order(What.A5, "en"), (148, 210), 4), (SIGN, (600, 400), 1)],
)
def test_a_print_has_its_exact_size_its_words_and_its_stamp(
    row: Community, tmp_path: Path, order: Order, trim: tuple[int, int], pages: int
) -> None:
    made = making.made_of(row, order)
    assert made.sheet is not None
    file = tmp_path / "print.pdf"
    file.write_bytes(press.pdf(made.sheet))
    boxes = re.findall(rb"/TrimBox\[([0-9. ]+)\]", file.read_bytes())
    assert len(boxes) == pages
    left, bottom, right, top = (float(side) / MM for side in boxes[0].split())
    assert (right - left, top - bottom) == pytest.approx(trim, abs=0.1)
    told = subprocess.run(["pdftotext", str(file), "-"], capture_output=True, text=True, check=True).stdout
    assert made.stamp in told
    assert ("Dong Kheng" if order.lang == "en" else "บ้านดงเค็ง") in told.replace(" ", " ")


@pytest.mark.parametrize("lang", ["th", "en"])
@pytest.mark.parametrize(
    "order",
    [
        Order(What.TRIFOLD),
        Order(What.A5),
        *(Order(What.SIGN, "th", size, "left", 3500, "village") for size in ("60x40", "90x60", "120x40")),
        *(Order(What.BOARD, "th", size) for size in ("a2", "a1", "a0")),
    ],
    ids=lambda order: f"{order.what.value}-{order.size}",
)
def test_the_square_of_every_print_is_read_at_its_printed_size(row: Community, order: Order, lang: str) -> None:
    wanted = replace(order, lang=lang)
    made = making.made_of(row, wanted)
    assert made.sheet is not None
    leaves = press.pictures(made.sheet, ppi=making.ppi_of(wanted))
    found = {code.text for leaf in leaves for code in zxingcpp.read_barcodes(Image.open(io.BytesIO(leaf)))}
    is_english = lang == "en" and order.what != What.SIGN  # a sign bears both names and leads to one page
    address = f"http://localhost:8000{'/en' if is_english else ''}/communities/{row.pk}/"
    assert found == {address}


@pytest.mark.parametrize(
    ("values", "left"),
    [
        ({"story_th": "ข้าว", "summary_th": "ข้าว", "phone": "", "lat": None, "lon": None}, set()),
        ({"story_th": "ผ้าหมี่ที่ทั้งบ้านช่วยกันมัด " * 1_000}, {"story"}),
        ({"story_th": "W" * 2_600, "name_th": "W" * 160, "name_en": "W" * 160, "summary_th": "W" * 240}, {"story"}),
    ],
)
def test_any_text_makes_a_page_and_nothing_is_cut(row: Community, values: dict[str, Any], left: set[str]) -> None:
    """What is shown and what is left out are together all there is."""
    for name, value in values.items():
        setattr(row, name, value)
    for number in range(40):
        asset(row, f"กิจกรรม {number} " + "ทอผ้าย้อมคราม" * 8, text_th="รายละเอียด " * 40)
    made = making.made_of(row, Order(What.A5))
    whole = facts_of(made.told, Order(What.A5))
    gone = whole.keys() - made.facts.keys()
    assert {key for key in gone if ":" not in key} == left
    assert any(key.startswith("asset:") and "/" not in key for key in gone)
    assert {key.partition(":")[0] for key in made.facts if ":" in key} == {"asset"}
    assert any("กิจกรรม 39" in text for text in made.left)
    assert made.sheet is not None
    assert len(press.pictures(made.sheet, ppi=20)) == 4


def test_a_sign_that_no_face_holds_is_refused_by_name(cast: Cast, row: Community) -> None:
    Community.objects.filter(pk=row.pk).update(summary_th="มาเที่ยวกัน 😀")
    page = client_of(cast.worker).get(f"/desk/printing/communities/{row.pk}/").content.decode()
    assert "“😀”" in page
    assert client_of(cast.worker).get(f"/desk/printing/communities/{row.pk}/sheet.pdf").status_code == 422


def test_a_coarse_photo_stands_on_the_cover_and_is_said_to_be_coarse(
    cast: Cast, row: Community, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = io.BytesIO()
    Image.new("RGB", (600, 400), "#00ff00").save(drawn, "JPEG")
    monkeypatch.setattr(photos, "BODY", drawn.getvalue())
    photos.make_photo("community", row.pk)
    home = f"/desk/printing/communities/{row.pk}/"
    assert "112 จุดต่อนิ้ว" in client_of(cast.worker).get(home).content.decode()
    leaf = client_of(cast.worker).get(f"{home}sheet.png").content
    seen = Image.open(io.BytesIO(leaf)).convert("RGB")
    assert seen.getpixel((round(seen.width * 0.8), round(seen.height * 0.1))) == (0, 255, 1)


def test_leaves_that_there_are_not(cast: Cast, row: Community) -> None:
    worker, home = client_of(cast.worker), f"/desk/printing/communities/{row.pk}/sheet.png?what=trifold"
    assert [worker.get(f"{home}&leaf={leaf}").status_code for leaf in ("2", "3", "x")] == [200, 404, 404]
    assert worker.get(f"{home}&what=poster").status_code == 404


def test_a_client_never_keeps_a_print(row: Community, cast: Cast) -> None:
    answer = Client().get(f"/desk/printing/communities/{row.pk}/sheet.pdf")
    assert answer.status_code == 302
    told = client_of(cast.worker).get(f"/desk/printing/communities/{row.pk}/sheet.pdf?what=sign")
    assert told["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("lang", ["th", "en"])
def test_a_name_that_is_the_same_in_both_languages_stands_once(row: Community, lang: str) -> None:
    Community.objects.filter(pk=row.pk).update(name_th="Dong Kheng", name_en="Dong Kheng")
    facts = making.made_of(Community.objects.get(pk=row.pk), Order(What.TRIFOLD, lang)).facts
    assert facts["name"] == "Dong Kheng"
    assert "other" not in facts
