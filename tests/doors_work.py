"""The doors of the work floor, but of check-in; part of `tests/doors.py`."""

from tests.openings import (
    AREA,
    COMPARED,
    ISSUED_ON,
    KIND,
    MEETING,
    NEXT_YEAR,
    NO_KEY,
    PLACE,
    PRODUCERS,
    PRODUCTS,
    REGISTRANTS,
    RESULTS,
    SHOWN_ON,
    SIGNED,
    SMALL,
    Door,
    May,
    application,
    certificate,
    community,
    decision,
    export,
    figures_of,
    layout,
    mark,
    producer,
    product,
    public,
    receipt,
    registrant,
    reported,
    reporting_days,
    sales,
    tambon,
)
from tests.places import FIRST_ID
from tests.register import MISSING
from tests.work import MONTH
from withi.work.rounds.rules import State as Stage

LETTER = {"sitting": "1", "year": "2569", "give": "docx"}

WORK: dict[str, Door | tuple[Door, ...]] = {
    # --- monthly income ---
    "income:index": Door(May.PERSONAL),
    "income:overview": Door(May.SEE_SEEN, asks=(AREA,)),
    "income:cutoffs": reporting_days(),
    "income:close": tambon(May.SEE_SEEN, May.GIVE, fill=lambda _: {"step": "submit"}),
    "income:grid": tambon(May.ENTER, May.ENTER),
    "income:producer": producer(May.PERSONAL),
    "income:month": sales(May.ENTER, May.ENTER, fill=lambda _: {"in_village": "150", "send": "1"}),
    "income:receipt": sales(May.PERSONAL, May.ENTER, fill=lambda _: {"photo": SMALL}),
    "income:photo": receipt(May.PERSONAL, width=480),
    "income:remove_photo": receipt(None, May.ENTER),
    "income:take_back": sales(May.ENTER, May.ENTER, fill=lambda _: {"reason": "ส่งผิดเดือน"}),
    "income:community": community(May.PERSONAL),
    "income:tourism": community(May.ENTER, May.ENTER, fixed={"month": MONTH}, fill=lambda _: {"food": "100"}),
    # --- segments, marks and stars ---
    "segments:list": Door(May.READ, lists=PRODUCTS, asks=(AREA,)),
    "segments:detail": product(May.READ),
    "segments:answer": product(May.ENTER, May.ENTER, fill=lambda _: {"a1": "1.3"}),
    "segments:table": Door(May.READ),
    "segments:make": Door(May.KEEP_TABLE, May.KEEP_TABLE, officers=True, fill=lambda _: NEXT_YEAR),
    "segments:version": Door(May.READ, fixed={"number": 1}),
    "marks:list": Door(May.READ, lists=(("product", "withdrawn"),), asks=(AREA,)),
    "marks:of_product": product(May.READ),
    "marks:apply": product(May.ENTER, May.ENTER, fill=lambda _: {"colour": "blue"}),
    "marks:detail": mark(May.READ),
    "marks:score": mark(May.GIVE, May.GIVE, officers=True, fill=lambda _: {f"part{place}": 9 for place in range(1, 6)}),
    "marks:decide": Door(
        None, May.KEEP_LAYOUTS, officers=True, fill=lambda _: {"step": "decline", "reason": "เอกสารไม่ครบ"}
    ),
    "marks:take_back": mark(May.KEEP_LAYOUTS, May.KEEP_LAYOUTS, officers=True, fill=lambda _: {"reason": "เลิกผลิตแล้ว"}),
    "marks:terms": tuple(Door(May.READ, fixed={"name": name}) for name in ("marks", "stars")),
    "marks:make_terms": tuple(
        Door(May.KEEP_TABLE, May.KEEP_TABLE, officers=True, fixed={"name": name}, fill=lambda _: NEXT_YEAR)
        for name in ("marks", "stars")
    ),
    "marks:stars": Door(May.IMPORT, May.IMPORT, officers=True, fill=lambda _: {"year": "2566", "file": RESULTS}),
    "marks:stars_list": Door(
        May.READ,
        May.IMPORT,
        about="run",
        by_owner=True,
        params=lambda rows: {"key": rows.work.stars_key},
        nowhere={"key": NO_KEY},
    ),
    # --- certificates ---
    # --- official letters ---
    "letters:index": Door(May.GIVE, officers=True),
    "letters:letter": tuple(
        Door(
            May.GIVE,
            May.GIVE,
            about="district",
            params=lambda rows: {"code": rows.area[:4]},
            nowhere={"code": "9999"},
            fixed={"kind": kind},
            fill=lambda rows: LETTER | {"round": str(rows.work.round.pk)},
            officers=True,
        )
        for kind in ("invitation", "order")
    ),
    "certificates:of": (
        producer(May.READ, fixed={"subject": "producer"}),
        product(May.READ, fixed={"subject": "product"}),
    ),
    "certificates:panel": (
        producer(May.READ, fixed={"subject": "producer"}),
        product(May.READ, fixed={"subject": "product"}),
    ),
    "certificates:issue": producer(May.APPROVE, May.APPROVE, fill=lambda _: SIGNED),
    "certificates:issue_on": ISSUED_ON,
    "certificates:panel_on": SHOWN_ON,
    "certificates:detail": certificate(May.READ),
    "certificates:paper": tuple(
        certificate(May.READ, fixed={"lang": lang, "form": form}) for lang, form in (("th", "pdf"), ("en", "png"))
    ),
    "certificates:withdraw": certificate(May.APPROVE, May.APPROVE, fill=lambda _: {"reason": "ตรวจอีกครั้ง"}),
    "certificates:reissue": certificate(May.APPROVE, May.APPROVE, fill=lambda _: {**SIGNED, "reason": "ชำรุด"}),
    "certificates:check": public(
        "producer",
        params=lambda rows: {"token": rows.work.certificate.token},
        nowhere={"token": "0" * 22},
    ),
    # --- registration ---
    "rounds:list": Door(May.PERSONAL, query={"view": "all"}, lists=PRODUCERS, asks=(AREA,)),
    "rounds:steps": Door(
        None,
        May.GIVE,
        officers=True,
        fill=lambda rows: {"step": "check", "pick": f"{rows.work.applications[Stage.SENT].pk}-1"},
    ),
    "rounds:licences": Door(May.PERSONAL, asks=(AREA,)),
    "rounds:start": Door(
        May.ENTER_PRODUCT,
        May.ENTER_PRODUCT,
        fill=lambda rows: {"producer": str(rows.producer.pk), "round": str(rows.work.round.pk)},
        asks=(("producer", "producer"),),
    ),
    "rounds:of_producer": producer(May.PERSONAL),
    "rounds:detail": application(Stage.SENT, May.PERSONAL),
    "rounds:send": application(Stage.DRAFT, May.ENTER, May.ENTER),
    "rounds:fill": tuple(
        application(Stage.DRAFT, May.ENTER, May.ENTER, fixed={"part": part})
        for part in ("who", "applicant", "site", "links", "goods", "papers")
    ),
    "rounds:step": (
        decision("check", Stage.SENT, May.GIVE, officers=True, not_own=True),
        decision("return", Stage.SENT, May.GIVE, officers=True, not_own=True, fill=lambda _: {"reason": "ขอภาพ"}),
        decision("pass", Stage.CHECKED, May.APPROVE, officers=True, not_own=True, fill=lambda _: MEETING),
        decision(
            "refuse",
            Stage.CHECKED,
            May.APPROVE,
            officers=True,
            not_own=True,
            fill=lambda _: MEETING | {"reason": "ผลิตนอกพื้นที่"},
        ),
        decision("approve", Stage.PASSED, May.KEEP_LAYOUTS, officers=True, not_own=True),
        decision("withdraw", Stage.SENT, May.ENTER, fill=lambda _: {"reason": "เลิกผลิต"}),
    ),
    "rounds:seen": application(
        Stage.SENT,
        None,
        May.GIVE,
        officers=True,
        params=lambda rows: {"pk": rows.work.applications[Stage.SENT].pk, "paper_pk": rows.work.paper.pk},
        nowhere={"pk": MISSING, "paper_pk": MISSING},
        fill=lambda _: {"how": "officer"},
    ),
    "rounds:look": application(
        Stage.SENT,
        None,
        May.GIVE,
        officers=True,
        params=lambda rows: {"pk": rows.work.applications[Stage.SENT].pk, "key": rows.work.copy_key},
        nowhere={"pk": MISSING, "key": NO_KEY},
    ),
    "rounds:rounds": Door(May.KEEP_LAYOUTS, officers=True),
    "rounds:round_add": Door(
        May.KEEP_LAYOUTS,
        May.KEEP_LAYOUTS,
        officers=True,
        fill=lambda rows: {
            "name_th": "รอบใหม่",
            "area_code": rows.area[:2],
            "kinds": "group",
            "turns": "new",
            "opens_1": "1 ต.ค. 2569",
            "closes_1": "20 ธ.ค. 2569",
        },
    ),
    "rounds:round_edit": layout(May.KEEP_LAYOUTS, May.KEEP_LAYOUTS, params=lambda rows: {"pk": rows.work.round.pk}),
    # --- the Pracharat market ---
    "market:index": Door(May.READ, officers=True),
    "market:list": Door(May.PERSONAL, officers=True, lists=REGISTRANTS, asks=(AREA,)),
    "market:turns": Door(May.PERSONAL, officers=True, lists=REGISTRANTS, asks=(AREA,)),
    "market:kinds": Door(May.READ, officers=True),
    "market:kind_add": Door(May.KEEP_TABLE, May.KEEP_TABLE, officers=True, fill=lambda _: KIND),
    "market:kind_edit": Door(
        May.KEEP_TABLE, May.KEEP_TABLE, officers=True, fixed={"code": "green"}, fill=lambda _: KIND
    ),
    "market:add": Door(
        May.ENTER,
        May.ENTER,
        officers=True,
        fill=lambda rows: {
            "name": "ป้าแดง (ตัวอย่าง)",
            "seller": "farmer",
            "market": "smile",
            "goods_kind": "food",
            "area_code": rows.area,
        },
        asks=(PLACE, ("producer", "producer")),
    ),
    "market:decide": Door(
        May.APPROVE,
        May.APPROVE,
        officers=True,
        query={"step": "decline"},
        fill=lambda rows: {"step": "decline", "pick": str(rows.work.registrant), "reason": "เอกสารไม่ครบ"},
        asks=(("pick", "registrant"),),
    ),
    "market:export": export(get=None, post=May.PERSONAL, officers=True, lists=REGISTRANTS, asks=(AREA,)),
    "market:detail": registrant(May.PERSONAL),
    "market:edit": registrant(May.ENTER, May.ENTER),
    # --- the support ledger ---
    "support:of": (
        community(May.READ, fixed={"subject": "community"}),
        producer(May.READ, fixed={"subject": "producer"}),
    ),
    # --- monitoring reports: of areas to officers who read all of them, without money for others
    "followup:start": Door(May.READ),
    "followup:area": reported(),
    "followup:area_file": reported({"form": "docx"}),
    "followup:community": community(May.READ),
    "followup:community_file": community(May.READ, fixed={"form": "docx"}),
    # --- figures of sales: areas under the small-cell rule for everyone, single producers for whom they are meant ---
    "figures:start": Door(May.READ),
    "figures:area": (
        Door(May.READ, fixed={"code": "nation"}),
        Door(May.READ, fixed={"code": "40"}),
        Door(May.READ, fixed={"code": "4015"}),
    ),
    "figures:export": Door(None, May.EXPORT, fixed={"code": "40", "form": "csv"}),
    "figures:producer": producer(May.PERSONAL),
    "figures:statement": producer(May.PERSONAL, fixed={"form": "docx"}),
    "figures:report": Door(May.READ, fixed={"code": "40", "form": "docx"}),
    "figures:comparators": Door(May.READ, May.KEEP_TABLE, fill=lambda _: COMPARED),
    "figures:comparator_remove": Door(None, May.KEEP_TABLE, fixed={"pk": FIRST_ID}),
    "figures:support": figures_of(May.SEE_SEEN),
    "figures:target": figures_of(May.SEE_SEEN, May.KEEP_LAYOUTS),
    "figures:target_approve": figures_of(None, May.KEEP_LAYOUTS),
    "figures:years": Door(May.READ, fixed={"code": "40"}),
    "figures:years_export": Door(None, May.EXPORT, fixed={"code": "40", "form": "xlsx"}),
}
