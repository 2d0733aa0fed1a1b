"""Every URL of the house, and who may open it: the table that the permission matrix is played from.

A new URL must be written down here. Read it as a sentence: "`producers:edit` is about a producer; READ is not enough,
ENTER is needed to see the page and to send it". It says nothing of how the code decides, so that the two are compared.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from tests.places import AREAS
from tests.register import FIRST_ID, MISSING, PRODUCT_STATES, Rows, contact_id
from withi.faces.exchange.examples import EXAMPLES
from withi.ground.people.rules import Position
from withi.kit.tests.picture_files import drawing, packed, saved
from withi.registers.publication.rules import State

P = Position
# --- what each position may do, in words of its own ----------------------------------------------
OWNERS = frozenset({P.PRODUCER, P.COMMUNITY_EDITOR})
OFFICES = frozenset({P.DEPARTMENT, P.PROVINCE_CHIEF, P.PROVINCE_OFFICER})
READERS = frozenset({P.EXECUTIVE, P.AUDITOR})


class May(Enum):
    """An ability, and the positions that have it."""

    READ = frozenset(P)
    PERSONAL = OFFICES | {P.DISTRICT_CHIEF, P.DISTRICT_WORKER, P.AUDITOR} | OWNERS
    REVEAL = OFFICES | {P.DISTRICT_CHIEF, P.DISTRICT_WORKER}
    ENTER = OFFICES | {P.DISTRICT_WORKER} | OWNERS
    ENTER_PRODUCT = OFFICES | {P.DISTRICT_WORKER, P.PRODUCER}
    """A community's editor enters no products."""
    APPROVE = OFFICES | {P.DISTRICT_CHIEF}
    KEEP = OFFICES | {P.DISTRICT_WORKER, P.DISTRICT_CHIEF} | OWNERS
    """Whoever enters or approves: withdrawing, opening again, the receiving state, editors."""
    GIVE = OFFICES | {P.DISTRICT_WORKER, P.DISTRICT_CHIEF}
    """Officers who enter or approve: who opens a record, links, phones; who calls people from a list."""
    SEE_SEEN = OFFICES | {P.DISTRICT_CHIEF, P.DISTRICT_WORKER, P.AUDITOR}
    """Who may read the trail and the personal data of a row."""
    IMPORT = OFFICES | {P.DISTRICT_WORKER}
    KEEP_LAYOUTS = OFFICES
    """Layouts of the department's sheets are kept by provincial offices and the department."""
    EXPORT = OFFICES | {P.DISTRICT_CHIEF, P.DISTRICT_WORKER} | READERS

    def __contains__(self, position: object) -> bool:
        return position in self.value


NO_KEY = "00000000-0000-4000-8000-000000000000"


class Open(Enum):
    """Doors that ask nobody's posting."""

    PUBLIC = "everyone, and only what is published"
    ACCOUNT = "one's own account: allauth's pages"
    KEY = "whoever holds a link, a known phone, or an outside sign-in"


Params = dict[str, Any]
Nothing: Params = {}


def of_row(kind: str) -> Callable[[Rows], Params]:
    return lambda rows: {"pk": rows.id_of(kind)}


@dataclass(frozen=True)
class Door:
    """One URL. `get` and `post`: what is needed; None where the method is refused with 405.

    `about`: the kind of row it opens ("" for lists), `params` its parameters in a place, `nowhere` those of no row;
    `fixed` more parameters. `officers`: an owner's posting does not count. `fill`: what a form needs beside what its
    page already shows. `by_owner`: only the one who made the thing (an import) may open it. `lists`: the marks of rows
    that stand on it. `asks`: parameters (of the address, or of the form) that may name a foreign area or row.
    `query`: what is asked in the address. `state`: of the row that a public page shows. `not_own`: whoever entered the
    row is refused the act. `reveals`: it shows the sealed number.
    `status`: of a public page.
    """

    get: May | Open | None
    post: May | Open | None = None
    about: str = ""
    params: Callable[[Rows], Params] | None = None
    nowhere: Params = field(default_factory=lambda: {"pk": MISSING})
    fixed: Params = field(default_factory=dict)
    officers: bool = False
    fill: Callable[[Rows], Mapping[str, Any]] = lambda _: Nothing
    by_owner: bool = False
    not_own: bool = False
    lists: tuple[tuple[str, str], ...] = ()
    asks: tuple[tuple[str, str], ...] = ()
    query: Params = field(default_factory=dict)
    state: State = State.PUBLISHED
    reveals: bool = False
    status: int = 200

    def kwargs(self, rows: Rows | None) -> Params:
        """Parameters of the URL in a place; None for a row that there is not."""
        if not self.about:
            return self.fixed
        if rows is None:
            return {**self.fixed, **self.nowhere}
        return {**self.fixed, **(self.params or of_row(self.about))(rows)}


def community(get: May | None, post: May | None = None, **more: Any) -> Door:
    return Door(get, post, about="community", **more)


def producer(get: May | None, post: May | None = None, **more: Any) -> Door:
    return Door(get, post, about="producer", **more)


def product(get: May | None, post: May | None = None, **more: Any) -> Door:
    return Door(get, post, about="product", **more)


def asset(get: May | None, post: May | None, **more: Any) -> Door:
    """Something that hangs on a community."""
    return community(
        get,
        post,
        params=lambda rows: {"pk": rows.community.pk, "asset_pk": rows.asset.pk},
        nowhere={"pk": MISSING, "asset_pk": MISSING},
        **more,
    )


def owner(get: May | None, post: May | None, **more: Any) -> Door:
    """Something about a person who opens a community."""
    return community(
        get,
        post,
        params=lambda rows: {"pk": rows.community.pk, "posting_pk": rows.term.pk},
        nowhere={"pk": MISSING, "posting_pk": MISSING},
        fixed={"subject": "community"},
        officers=True,
        **more,
    )


def run(get: May | None, post: May | None = None, **more: Any) -> Door:
    """An import: its owner's alone."""
    return Door(
        get,
        post,
        about="run",
        by_owner=True,
        params=lambda rows: {"key": rows.run_key},
        nowhere={"key": NO_KEY},
        **more,
    )


def job(state: str, get: May | None, post: May | None = None) -> Door:
    """Long work that stands so: its owner's alone."""
    return Door(
        get,
        post,
        about="run",
        by_owner=True,
        params=lambda rows: {"key": rows.job_keys[state]},
        nowhere={"key": "00000000-0000-4000-8000-000000000000"},
    )


def notice(get: May | None, post: May | None = None) -> Door:
    """Something a person was told: that person's alone."""
    return Door(get, post, about="notice", by_owner=True, params=lambda rows: {"pk": rows.notice.pk})


def calls(get: May | None, post: May | None = None, **more: Any) -> Door:
    """A call list of an area: no owner of a row sees it."""
    return Door(get, post, **{"about": "calls", "params": lambda rows: {"pk": rows.calls.pk}, **more})


def list_named(name: str) -> Callable[[Rows], Params]:
    return lambda _: {"list": name}


def exchange(get: May | None, post: May | None = None, **more: Any) -> Door:
    """A comparison with the department's list: its owner's alone."""
    params = {"params": lambda rows: {"key": rows.exchange_key}, "nowhere": {"key": NO_KEY}}
    return Door(get, post, about="run", by_owner=True, **{**params, **more})


def layout(get: May | None, post: May | None = None, **more: Any) -> Door:
    """A layout of a province."""
    return Door(get, post, about="layout", params=lambda rows: {"pk": rows.layout}, **more)


def step(kind: str, name: str, state: State, needs: May, **more: Any) -> Door:
    """One step on one row that stands in the state from which the step starts."""

    def params(rows: Rows) -> Params:
        return {"pk": rows.products[state].pk if kind == "product" else rows.id_of(kind)}

    fixed = {"subject": kind, "step": name}
    return Door(
        needs,
        needs,
        about=kind,
        params=params,
        fixed=fixed,
        fill=lambda _: {"reason": "ตรวจอีกครั้ง"},
        not_own=name == "approve",
        **more,
    )


def photo(kind: str, get: May | Open | None, post: May | None = None, **more: Any) -> Door:
    """A photo of the published product, or of the community's asset."""

    def params(rows: Rows) -> Params:
        return {"key": rows.photos[kind]}

    about = "product" if kind == "product" else "community"
    nowhere = {"key": "00000000-0000-4000-8000-000000000000"}
    return Door(get, post, about=about, params=params, nowhere=nowhere, **more)


def photos_of(get: May, post: May | None = None, **more: Any) -> tuple[Door, ...]:
    """The photos of a row of each kind, and of an asset."""
    kinds = ("product", "producer", "community")
    return (
        *(Door(get, post, about=kind, fixed={"subject": kind}, **more) for kind in kinds),
        community(get, post, params=lambda rows: {"pk": rows.asset.pk}, fixed={"subject": "asset"}, **more),
    )


def public(about: str = "", **more: Any) -> Door:
    return Door(Open.PUBLIC, about=about, **more)


def export(**more: Any) -> tuple[Door, ...]:
    """A list as a file, in both forms."""
    return tuple(Door(fixed={"form": form}, **more) for form in ("xlsx", "csv"))


def steps_of(kind: str, *names: str) -> tuple[Door, ...]:
    return tuple(step(kind, name, *STEPS[name]) for name in names)


STEPS = {
    "submit": (State.DRAFT, May.ENTER),
    "approve": (State.WAITING, May.APPROVE),
    "return": (State.WAITING, May.APPROVE),
    "withdraw": (State.PUBLISHED, May.KEEP),
    "reopen": (State.WITHDRAWN, May.KEEP),
}
ACCOUNT = Door(Open.ACCOUNT, Open.ACCOUNT)
KEY = Door(Open.KEY, Open.KEY)
AREA = ("area", "area")
PLACE = ("area_code", "area")
COMMUNITIES, PRODUCERS = (("community", "published"),), (("producer", "published"),)
PRODUCTS = tuple(("product", state.value) for state in PRODUCT_STATES)
NEW_NAME = {"name_th": "ของใหม่ที่เพิ่งกรอก"}
SMALL = saved(drawing((200, 200)))
"""A photo that is opened quickly."""
ARCHIVE = packed({"4015-0001-01.jpg": SMALL})
"""A ZIP of photos."""
LISTS = ("producers", "products", "communities", "review", "checks", "import")
CITIZEN = "1101700230708"
"""A number whose check digit is right; nobody's."""

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


def sheet_of(rows: Rows) -> bytes:
    """A list of one community in the place, as a csv file."""
    province, district = AREAS[rows.area[:2]][0], AREAS[rows.area[:4]][0]
    return f"ชื่อชุมชน,อำเภอ,จังหวัด\nบ้านใหม่,{district},{province}\n".encode()


def exchanged(rows: Rows) -> bytes:
    """A list of one product in the place, with the headings of the layout that it is sent with."""
    headings = [column.heading for column in EXAMPLES["products"].columns]
    told = {"ชื่อผลิตภัณฑ์": "ของใหม่", "อำเภอ": AREAS[rows.area[:4]][0], "จังหวัด": AREAS[rows.area[:2]][0]}
    return "\n".join((",".join(headings), ",".join(told.get(text, "") for text in headings))).encode()


def doors() -> Iterator[tuple[str, Door]]:
    """Every door with the name of its URL; one URL may have several."""
    for name, some in DOORS.items():
        for door in some if isinstance(some, tuple) else (some,):
            yield name, door
