"""Every URL of the house, and who may open it: the table that the permission matrix is played from.

A new URL must be written down here. Read it as a sentence: "`producers:edit` is about a producer; READ is not enough,
ENTER is needed to see the page and to send it". It says nothing of how the code decides, so that the two are compared.
"""

from collections.abc import Iterator

from tests.news_doors import NEWS_DOORS
from tests.openings import (
    ACCOUNT,
    ARCHIVE,
    AREA,
    CITIZEN,
    COMMUNITIES,
    KEY,
    LISTS,
    MEETING,
    NEW_NAME,
    NEXT_YEAR,
    NO_KEY,
    PLACE,
    PRODUCERS,
    PRODUCTS,
    REGISTRANTS,
    RESULTS,
    SIGNED,
    SMALL,
    STEPS,
    Door,
    May,
    Open,
    application,
    asset,
    calls,
    certificate,
    community,
    decision,
    exchange,
    exchanged,
    export,
    job,
    layout,
    list_named,
    mark,
    notice,
    owner,
    photo,
    photos_of,
    producer,
    product,
    public,
    registrant,
    run,
    sales,
    sheet_of,
    steps_of,
    tambon,
)
from tests.places import FIRST_ID
from tests.register import MISSING, PRODUCT_STATES, contact_id
from tests.work import MONTH
from withi.work.rounds.rules import State as Stage

DOORS: dict[str, Door | tuple[Door, ...]] = {
    # --- the first page ---
    "desk:home": Door(May.READ),
    "desk:search": Door(May.READ, query={"q": "zz"}, lists=(*COMMUNITIES, *PRODUCERS, *PRODUCTS)),
    # --- communities ---
    "villages:list": Door(May.READ, lists=COMMUNITIES, asks=(AREA,)),
    "villages:export": export(get=None, post=May.EXPORT, lists=COMMUNITIES, asks=(AREA,)),
    "villages:add": Door(
        May.ENTER, May.ENTER, officers=True, fill=lambda rows: NEW_NAME | {"area_code": rows.area}, asks=(PLACE,)
    ),
    "villages:village_choices": Door(May.READ),
    "villages:detail": community(May.READ),
    "villages:edit": tuple(
        community(May.ENTER, May.ENTER, fixed={"part": part}) for part in ("facts", "story", "visit")
    ),
    "villages:receiving": community(May.KEEP, May.KEEP),
    "villages:confirm": community(None, May.KEEP, fill=lambda rows: {"seen": rows.community.receiving}),
    "villages:asset_add": community(May.ENTER, May.ENTER, fill=lambda _: NEW_NAME | {"kind": "food"}),
    "villages:asset_edit": asset(May.ENTER, May.ENTER),
    "villages:asset_remove": asset(None, May.ENTER),
    "villages:asset_move": asset(None, May.ENTER, fill=lambda _: {"step": "up"}),
    "villages:asset_verify": asset(None, May.KEEP, officers=True),
    "villages:editors": community(May.KEEP, May.KEEP, fill=lambda _: {"username": "unposted", "role_title": "เหรัญญิก"}),
    "villages:editor_end": community(
        May.KEEP,
        May.KEEP,
        params=lambda rows: {"pk": rows.community.pk, "term_pk": rows.term.pk},
        nowhere={"pk": MISSING, "term_pk": MISSING},
    ),
    # --- producers ---
    "producers:list": Door(May.READ, lists=PRODUCERS, asks=(AREA,)),
    "producers:export": export(get=None, post=May.EXPORT, lists=PRODUCERS, asks=(AREA,)),
    "producers:suggest": Door(May.ENTER, query={"q": "บ้าน"}, lists=PRODUCERS),
    "producers:add": Door(
        May.ENTER,
        May.ENTER,
        officers=True,
        fill=lambda rows: NEW_NAME | {"kind": "group", "area_code": rows.area},
        asks=(PLACE, ("community", "community")),
    ),
    "privacy:seen": producer(May.SEE_SEEN),
    "producers:detail": producer(May.READ),
    "producers:edit": producer(May.ENTER, May.ENTER),
    "producers:status": producer(
        May.ENTER, May.ENTER, fill=lambda _: {"status": "paused", "since": "1 ม.ค. 2566", "reason": "น้ำท่วม"}
    ),
    "producers:identity": producer(May.ENTER, May.ENTER, fill=lambda _: {"number": CITIZEN}),
    "producers:reveal": producer(None, May.REVEAL, reveals=True),
    # --- likely duplicates of producers ---
    "duplicates:hint": Door(None, May.ENTER, officers=True, fill=lambda rows: {"area_code": rows.area}, asks=(PLACE,)),
    "duplicates:of": producer(May.ENTER),
    # --- monthly income ---
    "income:index": Door(May.PERSONAL),
    "income:overview": Door(May.SEE_SEEN, asks=(AREA,)),
    "income:close": tambon(May.SEE_SEEN, May.GIVE, fill=lambda _: {"step": "submit"}),
    "income:grid": tambon(May.ENTER, May.ENTER),
    "income:producer": producer(May.PERSONAL),
    "income:month": sales(May.ENTER, May.ENTER, fill=lambda _: {"in_village": "150", "send": "1"}),
    "income:receipt": sales(May.PERSONAL),
    "income:take_back": sales(May.ENTER, May.ENTER, fill=lambda _: {"reason": "ส่งผิดเดือน"}),
    "income:community": community(May.PERSONAL),
    "income:tourism": community(May.ENTER, May.ENTER, fixed={"month": MONTH}, fill=lambda _: {"food": "100"}),
    # --- products ---
    "products:list": Door(May.READ, lists=PRODUCTS, asks=(AREA, ("producer", "producer"))),
    "products:export": export(get=None, post=May.EXPORT, lists=PRODUCTS, asks=(AREA,)),
    "products:of_producer": producer(May.READ),
    "products:add": Door(
        May.ENTER_PRODUCT,
        May.ENTER_PRODUCT,
        fill=lambda rows: NEW_NAME | {"type": "food", "producer": str(rows.producer.pk)},
        asks=(("producer", "producer"), PLACE),
    ),
    "products:detail": product(May.READ),
    "products:edit": product(May.ENTER, May.ENTER),
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
    "certificates:of": (
        producer(May.READ, fixed={"subject": "producer"}),
        product(May.READ, fixed={"subject": "product"}),
    ),
    "certificates:panel": (
        producer(May.READ, fixed={"subject": "producer"}),
        product(May.READ, fixed={"subject": "product"}),
    ),
    "certificates:issue": producer(May.APPROVE, May.APPROVE, fill=lambda _: SIGNED),
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
    # --- what is printed ---
    "printing:labels": product(May.READ),
    "printing:label": product(
        May.READ,
        params=lambda rows: {"pk": rows.product.pk, "place": 1},
        nowhere={"pk": MISSING, "place": 1},
        fixed={"lang": "th", "form": "png"},
    ),
    # --- photos ---
    "photos:of": photos_of(May.READ, May.ENTER, fill=lambda _: {"photos": SMALL}),
    "photos:panel": photos_of(May.READ),
    "photos:edit": tuple(
        photo(kind, May.ENTER, May.ENTER, fill=lambda _: {"alt_th": "ทอผ้าใต้ถุนบ้าน", "consent": "own"})
        for kind in ("product", "asset")
    ),
    "photos:move": photo("product", None, May.ENTER, fill=lambda _: {"step": "up"}),
    "photos:remove": photo("product", None, May.ENTER),
    "photos:position": photo("asset", None, May.ENTER),
    "photos:zip_start": Door(May.IMPORT, May.IMPORT, officers=True, fill=lambda _: {"file": ARCHIVE}),
    "photos:zip_review": Door(
        May.READ,
        May.READ,
        about="run",
        by_owner=True,
        params=lambda rows: {"key": rows.photos["zip"]},
        nowhere={"key": "00000000-0000-4000-8000-000000000000"},
    ),
    "photos:file": photo("product", Open.PUBLIC, fixed={"width": 480, "form": "jpg"}),
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
    # --- the way to the public ---
    "publication:review": Door(May.APPROVE, lists=(("product", "waiting"),), asks=(AREA,)),
    "publication:checks": Door(
        May.ENTER, May.ENTER, fill=lambda rows: {"right": str(rows.point.pk)}, lists=(("point", ""),), asks=(AREA,)
    ),
    "publication:steps": Door(
        None,
        May.KEEP,
        fill=lambda rows: {"step": "withdraw", "reason": "ตรวจอีกครั้ง", "pick": f"product-{rows.product.pk}-1"},
    ),
    "publication:step": (
        *steps_of("product", *STEPS),
        *steps_of("producer", "withdraw"),
        *steps_of("community", "withdraw"),
    ),
    # --- imports ---
    "imports:start": Door(
        May.IMPORT,
        May.IMPORT,
        officers=True,
        fill=lambda rows: {"kind": "communities", "file": sheet_of(rows)},
    ),
    "imports:review": run(May.READ),
    "imports:columns": run(May.READ, May.READ),
    "imports:decide": run(None, May.READ, fill=lambda _: {"rule": "import.type_missing", "every": "accept"}),
    "imports:commit": run(None, May.READ),
    "imports:send": run(None, May.READ),
    "imports:report": run(May.READ),
    "imports:discard": run(None, May.READ),
    # --- long work ---
    "jobs:list": Door(May.READ, lists=(("row", ""),)),
    "jobs:job": job("waiting", May.READ),
    "jobs:look": job("done", None, May.READ),
    "jobs:open": job("done", None, May.READ),
    "jobs:cancel": job("waiting", None, May.READ),
    "jobs:retry": job("failed", None, May.READ),
    "jobs:file": job("done", May.READ),
    # --- who opens a record ---
    "owners:list": (
        community(May.GIVE, fixed={"subject": "community"}, officers=True),
        producer(May.GIVE, fixed={"subject": "producer"}, officers=True),
    ),
    "owners:invite": (
        community(May.GIVE, May.GIVE, fixed={"subject": "community"}, officers=True, fill=lambda _: {"name": "ป้าน้อย"}),
        producer(May.GIVE, May.GIVE, fixed={"subject": "producer"}, officers=True, fill=lambda _: {"name": "ป้าน้อย"}),
    ),
    "owners:card": owner(May.GIVE, None),
    "owners:link": owner(May.GIVE, May.GIVE, fill=lambda _: {"seen": "passport", "lost": "on"}),
    "owners:shut": owner(None, May.GIVE),
    "owners:withdraw": owner(None, May.GIVE),
    "owners:end": owner(May.GIVE, May.GIVE),
    # --- telling people ---
    "telling:index": Door(May.READ),
    "telling:read_all": Door(None, May.READ),
    "telling:notice": notice(May.READ),
    "telling:read": notice(None, May.READ),
    "telling:notice_copied": notice(None, May.READ),
    "telling:notice_calls": notice(None, May.READ),
    "telling:copied": tuple(Door(None, May.READ, fill=list_named(name)) for name in LISTS),
    "telling:calls": Door(
        May.PERSONAL, May.GIVE, officers=True, fill=lambda _: {"list": "producers", "query": "kind=group"}, asks=(AREA,)
    ),
    "telling:call_list": calls(May.PERSONAL),
    "telling:called": calls(
        None,
        May.GIVE,
        params=lambda rows: {"pk": rows.calls.pk, "notice_pk": contact_id(rows.place)},
        nowhere={"pk": MISSING, "notice_pk": MISSING},
        fill=lambda _: {"step": "called"},
    ),
    # --- the exchange with the department's own system ---
    "exchange:start": Door(
        May.IMPORT,
        May.IMPORT,
        officers=True,
        fill=lambda rows: {"layout": str(rows.layout), "act": "compare", "file": exchanged(rows)},
    ),
    "exchange:layout_add": Door(
        May.KEEP_LAYOUTS, May.KEEP_LAYOUTS, officers=True, fill=lambda _: {"name": "แบบใหม่", "kind": "producers"}
    ),
    "exchange:layout": layout(May.KEEP_LAYOUTS, May.KEEP_LAYOUTS),
    "exchange:export": tuple(
        layout(None, May.EXPORT, fixed={"form": form}, lists=PRODUCTS[:3]) for form in ("xlsx", "csv")
    ),
    "exchange:run": exchange(May.READ),
    "exchange:decide": exchange(
        None,
        May.READ,
        params=lambda rows: {"key": rows.exchange_key, "pk": rows.exchange_item},
        nowhere={"key": NO_KEY, "pk": MISSING},
        fill=lambda _: {"decision": "ours"},
    ),
    "exchange:decide_every": exchange(
        None, May.READ, fill=lambda _: {"part": "there", "nature": "row", "decision": "create"}
    ),
    "exchange:apply": exchange(None, May.READ),
    "exchange:corrections": tuple(exchange(None, May.READ, fixed={"form": form}) for form in ("xlsx", "csv")),
    "exchange:discard": exchange(None, May.READ),
    # --- the Pracharat market ---
    "market:index": Door(May.READ, officers=True),
    "market:list": Door(May.PERSONAL, officers=True, lists=REGISTRANTS, asks=(AREA,)),
    "market:turns": Door(May.PERSONAL, officers=True, lists=REGISTRANTS, asks=(AREA,)),
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
    **NEWS_DOORS,
    # --- the support ledger ---
    "support:of": (
        community(May.READ, fixed={"subject": "community"}),
        producer(May.READ, fixed={"subject": "producer"}),
    ),
    # --- one's own account: allauth asks for the sign-in itself ---
    "account_login": ACCOUNT,
    "account_logout": ACCOUNT,
    "account_inactive": ACCOUNT,
    "account_reauthenticate": ACCOUNT,
    "account_change_password": ACCOUNT,
    "mfa_index": Door(Open.ACCOUNT),
    "mfa_authenticate": ACCOUNT,
    "mfa_reauthenticate": ACCOUNT,
    "mfa_activate_totp": ACCOUNT,
    "mfa_deactivate_totp": ACCOUNT,
    "mfa_view_recovery_codes": ACCOUNT,
    "mfa_generate_recovery_codes": ACCOUNT,
    "mfa_download_recovery_codes": ACCOUNT,
    "mfa_list_webauthn": Door(Open.ACCOUNT),
    "mfa_add_webauthn": ACCOUNT,
    "mfa_reauthenticate_webauthn": ACCOUNT,
    "mfa_login_webauthn": KEY,
    "mfa_remove_webauthn": Door(Open.KEY, Open.KEY, fixed={"pk": MISSING}),
    "account_invited": Door(Open.KEY, Open.KEY, fixed={"token": "0" * 32}),
    "account_pin": KEY,
    "account_pin_again": KEY,
    "socialaccount_connections": Door(Open.ACCOUNT),
    "account_part": Door(None, Open.KEY, fixed={"pk": MISSING}),
    "line_login": Door(None, Open.KEY),
    "line_callback": Door(Open.KEY),
    "openid_connect_login": Door(None, Open.KEY, fixed={"provider_id": "thaid"}),
    "openid_connect_callback": Door(Open.KEY, fixed={"provider_id": "thaid"}),
    # --- figures of sales: areas under the small-cell rule for everyone, single producers for whom they are meant ---
    "figures:start": Door(May.READ),
    "figures:area": (
        Door(May.READ, fixed={"code": "nation"}),
        Door(May.READ, fixed={"code": "40"}),
        Door(May.READ, fixed={"code": "4015"}),
    ),
    "figures:export": Door(None, May.EXPORT, fixed={"code": "40", "form": "csv"}),
    "figures:producer": producer(May.PERSONAL),
    "figures:years": Door(May.READ, fixed={"code": "40"}),
    "figures:years_export": Door(None, May.EXPORT, fixed={"code": "40", "form": "xlsx"}),
    # --- one's own typing: withi/ground/drafts/tests say that it is nobody else's ---
    "drafts:save": ACCOUNT,
    "drafts:token": ACCOUNT,
    "drafts:drop": ACCOUNT,
    # --- the public site ---
    "places:suggest": public(query={"q": "ดงเค็ง"}),
    "portal:home": public(),
    "portal:area": (public(fixed={"code": "40"}), public(fixed={"code": "4015"})),
    "portal:communities": public(lists=COMMUNITIES),
    "portal:community": public("community"),
    "portal:producer": public("producer"),
    "portal:catalogue": public(lists=(("product", "published"),)),
    "portal:product": tuple(
        public("product", state=state, params=lambda rows, state=state: {"pk": rows.products[state].pk})
        for state in PRODUCT_STATES
    ),
    "portal:search": public(query={"q": "zz"}),
    "portal:about": public(),
    "portal:privacy": public(),
    "portal:cloth": public(fixed={"code": "40150808", "thread": 4}),
    "portal:parcel": public(fixed={"code": "4015", "kind": "food"}),
    "portal:sitemap": public(),
    "portal:sitemap_part": (
        public(fixed={"kind": "pages", "part": 1}),
        public(fixed={"kind": "products", "part": FIRST_ID // 5_000 + 1}),
    ),
    "portal:robots": public(),
    "portal:favicon": public(status=301),
}


def doors() -> Iterator[tuple[str, Door]]:
    """Every door with the name of its URL; one URL may have several."""
    for name, some in DOORS.items():
        for door in some if isinstance(some, tuple) else (some,):
            yield name, door
