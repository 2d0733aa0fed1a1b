"""A file read, decided and stored: nothing before, everything at once, and the same file again nothing."""

from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.cast import Cast
from tests.places import mark
from tests.register import Register
from withi.faces.imports import actions, queries
from withi.faces.imports.models import ImportChunk, ImportRun
from withi.faces.imports.rules import Sheet
from withi.ground.notices.models import Notice
from withi.ground.people.rules import GUEST
from withi.ground.search import queries as search
from withi.ground.search.models import SearchName
from withi.ground.trail.models import TrailChange, TrailEntry
from withi.kit.intake import Act, Line, Severity
from withi.kit.problem import Problem
from withi.registers.producers.models import Producer
from withi.registers.products.models import Product
from withi.registers.publication.models import CheckItem
from withi.registers.publication.rules import State
from withi.registers.villages.models import Community

pytestmark = pytest.mark.django_db

HEAD = "ชื่อผลิตภัณฑ์,ประเภท,ผู้ผลิต,จังหวัด,อำเภอ,ที่อยู่,โทรศัพท์,ราคา"
PLACE = "ขอนแก่น,หนองสองห้อง,หมู่ 8 ต.ดงเค็ง"
ROWS = (
    f"ผ้าขาวม้าใบหม่อน,ผ้าและเครื่องแต่งกาย,กลุ่มทอผ้าทดลอง,{PLACE},0812345678,250",
    f"แจ่วบองทดลอง,,กลุ่มทอผ้าทดลอง,{PLACE},08123,๔๕ บาท",
    f"ข้าวฮางทดลอง,อาหาร,,{PLACE},,60",
)


def sheet(*rows: str, head: str = HEAD) -> SimpleUploadedFile:
    return SimpleUploadedFile("รายการทดลอง.csv", "\n".join([head, *rows]).encode("utf-8-sig"))


def checked(cast: Cast, *rows: str, **more: Any) -> ImportRun:
    return actions.start(
        actor=cast.worker.account, scope=cast.worker.scope, kind=Sheet.PRODUCTS, sent=sheet(*rows, **more)
    )


def stored(cast: Cast, run: ImportRun, **more: Any) -> dict[str, Any]:
    return actions.commit(actor=cast.worker.account, scope=cast.worker.scope, run=run, **more)


def traces() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (Product, Producer, CheckItem, TrailEntry, TrailChange))


def test_checking_stores_nothing_in_the_registers(cast: Cast, register: Register) -> None:
    before = traces()
    run = checked(cast, *ROWS)
    assert traces() == before
    assert run.counts["acts"] == {"new": 3}


def test_a_commit_brings_products_their_producer_and_points(cast: Cast, register: Register) -> None:
    result = stored(cast, checked(cast, *ROWS))
    assert {name: result[name] for name in ("new", "changed", "same", "producers")} == {
        "new": 3, "changed": 0, "same": 0, "producers": 1,
    }  # fmt: skip
    maker = Producer.objects.get(name_th="กลุ่มทอผ้าทดลอง")
    product = Product.objects.get(name_th="แจ่วบองทดลอง")
    assert (product.producer, product.area_code, product.price_from) == (maker, "40150808", 4_500)
    assert product.state == State.DRAFT
    points = {item.rule: item.blocks for item in CheckItem.objects.filter(subject="product", subject_id=product.pk)}
    assert points["import.type_missing"] is True
    assert any(rule.startswith("phone.") for rule in points)


def test_who_imported_is_told_of_the_points_left_to_check(cast: Cast, register: Register) -> None:
    run = checked(cast, *ROWS)
    result = stored(cast, run)
    notice = Notice.objects.get(kind="imported")
    assert (notice.recipient_id, notice.count) == (cast.worker.account.pk, result["points"])
    assert notice.link == f"/desk/import/{run.key}/"
    stored(cast, checked(cast, *ROWS))
    assert Notice.objects.filter(kind="imported").count() == 1  # nothing left to check, nothing to tell


def test_a_row_without_producer_is_kept_as_a_draft(cast: Cast, register: Register) -> None:
    stored(cast, checked(cast, ROWS[2]))
    product = Product.objects.get(name_th="ข้าวฮางทดลอง")
    assert (product.producer, product.state) == (None, State.DRAFT)


def test_the_same_file_again_leaves_no_trace(cast: Cast, register: Register) -> None:
    stored(cast, checked(cast, *ROWS))
    before = traces()
    again = checked(cast, *ROWS)
    assert again.counts["acts"] == {"same": 3}
    assert stored(cast, again)["same"] == 3
    assert traces() == before


def test_the_same_file_again_after_decisions_leaves_no_trace(cast: Cast, register: Register) -> None:
    rows = (*ROWS, f"ขนมเทียน โดยนางสมมติ ทดลอง,อาหาร,กลุ่มทอผ้าทดลอง,{PLACE},,20")
    run = checked(cast, *rows)
    actions.accept_rule(run=run, rule="import.type_missing", accepted=True)
    actions.accept_rule(run=run, rule="import.person", accepted=True)
    run.refresh_from_db()
    stored(cast, run)
    assert Product.objects.get(name_th="แจ่วบองทดลอง").type == "food"
    assert Product.objects.filter(name_th="ขนมเทียน").exists()
    before = traces()
    stored(cast, checked(cast, *rows))
    assert traces() == before


def test_a_changed_cell_changes_one_row_and_empty_cells_empty_nothing(cast: Cast, register: Register) -> None:
    stored(cast, checked(cast, *ROWS))
    run = checked(cast, ROWS[0].replace("250", "300").replace("0812345678", ""))
    assert run.counts["acts"] == {"changed": 1}
    stored(cast, run)
    product = Product.objects.get(name_th="ผ้าขาวม้าใบหม่อน")
    assert (product.price_from, product.phones) == (30_000, "0812345678")
    change = TrailChange.objects.filter(subject="product", subject_id=product.pk).latest("pk")
    assert (change.before, change.after) == ({"price_from": 25_000}, {"price_from": 30_000})


def test_a_published_row_that_changes_waits_again(cast: Cast, register: Register) -> None:
    stored(cast, checked(cast, *ROWS))
    Product.objects.filter(name_th="ผ้าขาวม้าใบหม่อน").update(state=State.PUBLISHED)
    stored(cast, checked(cast, ROWS[0].replace("250", "300")))
    assert Product.objects.get(name_th="ผ้าขาวม้าใบหม่อน").state == State.WAITING
    assert Notice.objects.get(kind="waiting", recipient_id=cast.chief.account.pk).count == 1


@pytest.mark.parametrize("chosen", [{"good_rows_only": False}, {"good_rows_only": True}])
def test_a_row_that_cannot_be_stored_stops_the_file_unless_told_otherwise(
    cast: Cast, register: Register, chosen: dict[str, bool]
) -> None:
    run = checked(cast, *ROWS, f"-,อาหาร,กลุ่มทอผ้าทดลอง,{PLACE},,10")
    before = traces()
    if chosen["good_rows_only"]:
        assert stored(cast, run, **chosen)["new"] == 3
        return
    with pytest.raises(Problem, match=r"import\.errors"):
        stored(cast, run, **chosen)
    assert traces() == before


def test_another_district_cannot_be_imported(cast: Cast, register: Register) -> None:
    run = checked(cast, "ผ้าต่างถิ่น,ผ้า,กลุ่มต่างถิ่น,ขอนแก่น,เปือยน้อย,ต.เปือยน้อย,,10")
    found, total = queries.points(run, Severity.ERROR)
    assert (total, found[0].finding.rule) == (1, "import.outside")
    assert run.counts["acts"] == {"stopped": 1}


def test_who_may_not_import_may_not_start(cast: Cast, register: Register) -> None:
    before = ImportRun.objects.count()
    for scope in (cast.auditor.scope, cast.chief.scope, cast.producer.scope, GUEST):
        with pytest.raises(Problem, match=r"access\.ability"):
            actions.start(actor=cast.auditor.account, scope=scope, kind=Sheet.PRODUCTS, sent=sheet(*ROWS))
    assert ImportRun.objects.count() == before


def test_equal_rows_of_a_file_are_stored_once(cast: Cast, register: Register) -> None:
    run = checked(cast, ROWS[0], ROWS[0])
    assert run.counts["acts"] == {"new": 1, "twin": 1}
    assert stored(cast, run)["new"] == 1


def test_two_rows_of_one_name_stay_two_and_are_found_again(cast: Cast, register: Register) -> None:
    rows = (ROWS[0], ROWS[0].replace("250", "500"))
    assert stored(cast, checked(cast, *rows))["new"] == 2
    assert checked(cast, *rows).counts["acts"] == {"same": 2}


def test_a_likely_twin_is_offered_and_taken_over_when_chosen(cast: Cast, register: Register) -> None:
    stored(cast, checked(cast, ROWS[0]))
    known = Product.objects.get(name_th="ผ้าขาวม้าใบหม่อน")
    run = checked(cast, ROWS[0].replace("กลุ่มทอผ้าทดลอง", "กลุ่มสตรีทดลอง"))
    points, _ = queries.points(run, Severity.WARNING, rule="import.likely")
    assert [value for value, _ in points[0].finding.choices] == [f"={known.pk}", "new"]
    actions.decide(run=run, chosen={(points[0].line, "match"): f"={known.pk}"}, kept=[])
    assert stored(cast, run)["changed"] == 1
    known.refresh_from_db()
    assert known.producer is not None
    assert known.producer.name_th == "กลุ่มสตรีทดลอง"


def test_a_decision_nobody_offered_is_not_taken(cast: Cast, register: Register) -> None:
    run = checked(cast, ROWS[1])
    actions.decide(run=run, chosen={(2, "type"): "gold", (2, "name_th"): "อื่น"}, kept=[])
    stored(cast, run)
    assert Product.objects.get(name_th="แจ่วบองทดลอง").type == ""


def test_a_point_confirmed_as_right_is_not_asked_again(cast: Cast, register: Register) -> None:
    run = checked(cast, ROWS[2])
    actions.decide(run=run, chosen={}, kept=[(2, "producer")])
    stored(cast, run)
    assert not CheckItem.objects.filter(rule="import.producer_missing").exists()


def test_a_run_is_stored_once(cast: Cast, register: Register) -> None:
    run = checked(cast, *ROWS)
    stored(cast, run)
    with pytest.raises(Problem, match=r"import\.done"):
        stored(cast, run)
    assert Product.objects.filter(name_th="ข้าวฮางทดลอง").count() == 1


def test_someone_elses_change_meanwhile_is_seen(cast: Cast, register: Register) -> None:
    first, second = checked(cast, *ROWS), checked(cast, *ROWS)
    assert [run.counts["acts"] for run in (first, second)] == [{"new": 3}, {"new": 3}]
    stored(cast, first)
    assert stored(cast, second)["same"] == 3


def test_a_change_between_reading_and_storing_is_compared_again_under_the_lock(cast: Cast, register: Register) -> None:
    late, other = checked(cast, *ROWS), checked(cast, *ROWS)
    steps = actions.Commit(actor=cast.worker.account, scope=cast.worker.scope, run=late)
    walk = steps.steps()
    assert next(step for step, _ in walk if step == "storing")
    stored(cast, other)
    assert list(walk)[-1][0] == "done"
    assert steps.result["same"] == 3


def test_an_unknown_heading_can_be_named_and_is_remembered(cast: Cast, register: Register) -> None:
    strange = HEAD.replace("ชื่อผลิตภัณฑ์", "รายการของเรา")
    with pytest.raises(Problem, match=r"import\.column"):
        checked(cast, *ROWS, head=strange)
    run = checked(cast, *ROWS)
    actions.remember(
        actor=cast.worker.account, run=ImportRun(kind=run.kind, headings=["รายการของเรา"]), mapping={"name_th": 0}
    )
    assert checked(cast, *ROWS, head=strange).counts["acts"] == {"new": 3}


def test_discarding_forgets_the_rows_and_the_file(cast: Cast, register: Register) -> None:
    run = checked(cast, *ROWS)
    key = run.key
    actions.discard(run=run)
    assert not ImportRun.objects.filter(key=key).exists()
    assert not ImportChunk.objects.filter(run__key=key).exists()


def test_the_marked_sheet_comes_back_with_its_rows(cast: Cast, register: Register) -> None:
    run = checked(cast, *ROWS)
    with actions.report(run=run, lang="th") as marked:
        assert marked.read(2) == b"PK"


def test_what_is_complete_is_sent_and_the_rest_stays(cast: Cast, register: Register) -> None:
    run = checked(cast, *ROWS)
    stored(cast, run)
    run.refresh_from_db()
    sent, left = actions.send(actor=cast.worker.account, scope=cast.worker.scope, run=run)
    states = dict(Product.objects.filter(name_th__endswith="ทดลอง").values_list("name_th", "state"))
    assert Product.objects.get(name_th="ผ้าขาวม้าใบหม่อน").state == State.WAITING
    assert set(states.values()) == {State.DRAFT.value}
    assert (sent, left) == (2, 2)


def test_packed_lines_come_back_as_they_were(cast: Cast, register: Register) -> None:
    run = checked(cast, *ROWS)
    lines = list(queries.lines_of(run))
    assert [line.number for line in lines] == [2, 3, 4]
    assert all(line.act is Act.NEW for line in lines)
    assert queries.unpack(queries.pack(lines)) == lines


# --- official numbers ----------------------------------------------------------------------------

NUMBERED = "ชื่อผลิตภัณฑ์,รหัสผลิตภัณฑ์,ผู้ผลิต,จังหวัด,อำเภอ,ที่อยู่"


def numbered(name: str, number: str) -> str:
    return f"{name},{number},กลุ่มทอผ้าทดลอง,{PLACE}"


def numbers_said(run: ImportRun) -> list[tuple[int, str]]:
    points, _total = queries.points(run, Severity.WARNING)
    return [(point.line, point.finding.rule) for point in points if point.finding.column == "official_number"]


def test_a_number_that_another_record_or_row_bears_is_warned_of_and_listed(cast: Cast, register: Register) -> None:
    """Also where the other lies in a province that this person does not see."""
    Product.objects.filter(name_th__contains=mark("far", "product", "published")).update(official_number="0040")
    rows = [numbered("ผ้าลายหนึ่ง", "0040"), numbered("ผ้าลายสอง", "0041"), numbered("ผ้าลายสาม", "0041")]
    run = checked(cast, *rows, head=NUMBERED)
    assert numbers_said(run) == [(2, "publication.number_double"), (4, "import.number_twice")]
    stored(cast, run)
    listed = CheckItem.objects.filter(field="official_number").order_by("pk")
    assert [(item.found, item.blocks) for item in listed] == [("0040", False), ("0041", False)]
    assert listed[0].values == {"count": "1"}


def test_the_own_number_and_a_withdrawn_record_warn_nobody(cast: Cast, register: Register) -> None:
    Product.objects.filter(name_th__contains=mark("here", "product", "withdrawn")).update(official_number="0040")
    run = checked(cast, numbered("ผ้าลายหนึ่ง", "0040"), head=NUMBERED)
    assert numbers_said(run) == []
    stored(cast, run)
    again = checked(cast, numbered("ผ้าลายหนึ่ง", "0040"), head=NUMBERED)
    assert (again.counts["acts"], numbers_said(again)) == ({"same": 1}, [])


def test_what_nobody_changed_is_not_compared_twice(
    cast: Cast, register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored(cast, checked(cast, ROWS[0]))
    run = checked(cast, ROWS[0].replace("250", "300"), *ROWS[1:])
    compared: list[int] = []
    compare = queries.Register.compare

    def counted(register: queries.Register, lines: list[Line]) -> dict[int, dict[str, Any]]:
        compared.append(len(lines))
        return compare(register, lines)

    monkeypatch.setattr(queries.Register, "compare", counted)
    result = stored(cast, run)
    assert (result["new"], result["changed"], compared) == (2, 1, [])
    assert Product.objects.get(name_th="ผ้าขาวม้าใบหม่อน").price_from == 30_000


@pytest.mark.parametrize("change", ["taken away", "renamed", "decided"])
def test_what_changed_since_the_check_is_compared_again(cast: Cast, register: Register, change: str) -> None:
    stored(cast, checked(cast, *ROWS))
    run = checked(cast, *ROWS)
    known = Product.objects.filter(name_th="แจ่วบองทดลอง")
    if change == "taken away":
        known.delete()
    elif change == "renamed":
        known.update(name_th="แจ่วอื่นทดลอง", version=2)
        SearchName.objects.filter(kind="product", name="แจ่วบองทดลอง").delete()
    else:
        actions.accept_rule(run=run, rule="import.type_missing", accepted=True)
        run.refresh_from_db()
    result = stored(cast, run)
    expected = {"taken away": (1, 0, 2), "renamed": (0, 1, 2), "decided": (0, 1, 2)}[change]
    assert (result["new"], result["changed"], result["same"]) == expected


def test_lines_with_other_values_are_packed_beside_one_another() -> None:
    lines = [
        Line(2, {}, date.min, {"name_th": "ก", "price": 250}),
        Line(3, {}, date.min, {}),
        Line(4, {}, date.min, {"price": None, "name_th": "ข"}),
        Line(5, {}, date.min, {"price": 3, "name_th": "ค"}, [], Act.CHANGED, 7),
    ]
    assert queries.unpack(queries.pack(lines)) == lines


def test_rows_about_one_community_are_all_accounted_for(cast: Cast, register: Register) -> None:
    """Lists name a community once for each of its categories, or twice alike but for a sign that does not count."""
    place = "ขอนแก่น,หนองสองห้อง,ดงเค็ง"
    told = ["บ้านใหม่ทดลอง,ท่องเที่ยว", "บ้านใหม่ทดลอง,นวัตวิถี", "บ้านใหม่\x02ทดลอง,ท่องเที่ยว"]
    text = "\n".join(["ชุมชน,ประเภท,จังหวัด,อำเภอ,ตำบล", *(f"{row},{place}" for row in told)])
    sent = SimpleUploadedFile("ชุมชน.csv", text.encode("utf-8-sig"))
    worker = cast.worker
    run = actions.start(actor=worker.account, scope=worker.scope, kind=Sheet.COMMUNITIES, sent=sent)
    assert run.counts["acts"] == {"new": 3}
    result = stored(cast, run)
    assert (result["new"], result["changed"], result["same"]) == (1, 0, 2)
    made = Community.objects.get(name_th="บ้านใหม่ทดลอง")
    assert set(made.categories.values_list("name", flat=True)) == {"ท่องเที่ยว", "นวัตวิถี"}


def test_every_name_of_a_row_is_found_afterwards(cast: Cast, register: Register) -> None:
    head = f"{HEAD},ชื่อภาษาอังกฤษ"
    stored(cast, checked(cast, f"{ROWS[0]},Mulberry cloth", f"{ROWS[1]},", head=head))
    names = {"ใบหม่อน": "product", "mulberry": "product", "แจ่วบอง": "product", "กลุ่มทอผ้าทดลอง": "producer"}
    for typed, kind in names.items():
        assert [hit.kind for hit in search.find(typed, public_only=False).hits] == [kind]
