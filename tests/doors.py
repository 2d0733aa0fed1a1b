"""Every URL of the house, and who may open it: the table that the permission matrix is played from.

A new URL must be written down here. Read it as a sentence: "`producers:edit` is about a producer; READ is not enough,
ENTER is needed to see the page and to send it". It says nothing of how the code decides, so that the two are compared.
"""

from collections.abc import Iterator
from typing import Any

from tests.doors_centres import CENTRE_DOORS
from tests.doors_checkin import CHECKIN
from tests.doors_enquiries import ENQUIRIES
from tests.doors_news import NEWS_DOORS
from tests.doors_routes import ROUTE_DOORS
from tests.doors_work import WORK
from tests.openings import (
    ACCOUNT,
    ARCHIVE,
    AREA,
    CITIZEN,
    COMMUNITIES,
    KEY,
    LISTS,
    NEW_NAME,
    NO_KEY,
    PLACE,
    PRODUCERS,
    PRODUCTS,
    SMALL,
    STEPS,
    Door,
    May,
    Open,
    asset,
    calls,
    community,
    exchange,
    exchanged,
    export,
    job,
    layout,
    list_named,
    notice,
    owner,
    photo,
    photos_of,
    producer,
    product,
    public,
    run,
    sheet_of,
    steps_of,
)
from tests.places import FIRST_ID
from tests.register import MISSING, PRODUCT_STATES, Rows, contact_id
from withi.faces.printing import labels
from withi.faces.printing.rules import Wish

NO_PHOTO = {"pk": MISSING, "key": NO_KEY}


def print_photo(rows: Rows) -> dict[str, Any]:
    return {"pk": rows.work.print_run.pk, "key": rows.work.print_photo}


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
        community(May.ENTER, May.ENTER, fixed={"part": part}) for part in ("facts", "story", "visit", "guests")
    ),
    "villages:receiving": community(May.KEEP, May.KEEP),
    "villages:confirm": community(
        May.KEEP, May.KEEP, fill=lambda rows: {"seen": rows.community.receiving, "version": rows.community.version}
    ),
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
    # --- brands of communities ---
    "brands:brand": community(
        May.ENTER,
        May.ENTER,
        fill=lambda _: (
            {"name_th": "ตราใหม่", "dye": "lac", "thread": "jack", "weave": "check", "frame": "round"}
            | {"drawing": "rice", "version": "1"}
        ),
    ),
    # --- what is printed ---
    "printing:runs": Door(May.READ, lists=COMMUNITIES),
    "printing:same": Door(May.READ),
    "printing:condition": community(
        None,
        May.ENTER,
        params=lambda rows: {"pk": rows.work.print_run.pk},
        fill=lambda _: {"condition": "worn"},
    ),
    "printing:order": community(May.READ),
    "printing:sheet": community(May.READ, query={"what": "sign"}, fixed={"form": "png"}),
    "printing:record": community(
        May.ENTER,
        May.ENTER,
        query={"what": "poster"},
        fill=lambda rows: {
            "place": "ศูนย์บริการ",
            "count": "5",
            "printed_on": "26 พ.ย. 2569",
            "stamp": rows.work.print_run.stamp,
        },
    ),
    "printing:labels": product(May.READ),
    "printing:record_labels": product(
        May.ENTER,
        May.ENTER,
        params=lambda rows: {"pk": rows.product.pk, "place": 1},
        nowhere={"pk": MISSING, "place": 1},
        query={"shape": "wide"},
        fill=lambda rows: {
            "place": "ร้าน",
            "count": "5",
            "printed_on": "26 พ.ย. 2569",
            "stamp": labels.stamp_of(labels.known(rows.product), Wish(1)),
        },
    ),
    "printing:run": community(
        May.READ, May.ENTER, params=lambda rows: {"pk": rows.work.print_run.pk}, fill=lambda _: {"photo": SMALL}
    ),
    "printing:photo": community(May.READ, params=print_photo, nowhere=NO_PHOTO, fixed={"width": 480}),
    "printing:remove_photo": community(None, May.ENTER, params=print_photo, nowhere=NO_PHOTO),
    "printing:many": product(
        May.READ, May.READ, fill=lambda rows: {"shape": "wide", "lang": "th", f"count_{rows.product.pk}_1": "9"}
    ),
    "printing:goods": community(
        May.READ, May.READ, fill=lambda rows: {"shape": "wide", "lang": "th", f"count_{rows.product.pk}_1": "9"}
    ),
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
    # --- one's own typing: withi/ground/drafts/tests say that it is nobody else's ---
    "drafts:save": ACCOUNT,
    "drafts:token": ACCOUNT,
    "drafts:drop": ACCOUNT,
    # --- the public site ---
    "places:suggest": public(query={"q": "ดงเค็ง"}),
    "portal:home": public(),
    "portal:area": (public(fixed={"code": "40"}), public(fixed={"code": "4015"})),
    "portal:figures": (public(fixed={"code": "40"}), public(fixed={"code": "nation"})),
    "portal:communities": public(lists=COMMUNITIES),
    "portal:community": public("community"),
    "portal:card": public("community"),
    "portal:card_worker": public(),
    "portal:map": (
        public("community", fixed={"kind": "community"}),
        public("route", fixed={"kind": "route"}),
    ),
    "portal:map_file": (
        public("community", fixed={"kind": "community"}),
        public("route", fixed={"kind": "route"}),
    ),
    "places:land": (public(fixed={"code": "00"}), public(fixed={"code": "4015"})),
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
    # --- trips: an unknown link is a page of its own; withi/faces/planner/tests play known ones ---
    "planner:start": Door(Open.PUBLIC, Open.PUBLIC),
    "planner:community": public("community", post=Open.PUBLIC),
    "planner:area": Door(Open.PUBLIC, Open.PUBLIC, fixed={"code": "40"}),
    "planner:route": public("route", post=Open.PUBLIC),
    "planner:trip": public(fixed={"token": "0" * 22}, status=404),
    "planner:map": public(fixed={"token": "0" * 22}, status=404),
    "planner:edit": Door(None, Open.PUBLIC, fixed={"token": "0" * 22}),
    "planner:anew": Door(None, Open.PUBLIC, fixed={"token": "0" * 22}),
    "planner:rain": Door(None, Open.PUBLIC, fixed={"token": "0" * 22}),
    "planner:worker": public(),
    "planner:shares": community(May.READ, May.KEEP, fill=lambda _: {"agreed": "1"}),
    "planner:take": public(fixed={"token": "0" * 22, "lang": "th", "form": "pdf"}, status=404),
    "portal:robots": public(),
    "portal:favicon": public(status=301),
    # --- the work floor ---
    **WORK,
    **CHECKIN,
    **ENQUIRIES,
    **NEWS_DOORS,
    **ROUTE_DOORS,
    **CENTRE_DOORS,
}


def doors() -> Iterator[tuple[str, Door]]:
    """Every door with the name of its URL; one URL may have several."""
    for name, some in DOORS.items():
        for door in some if isinstance(some, tuple) else (some,):
            yield name, door
