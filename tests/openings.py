"""What a door of the house is, in the words that the table of doors (`tests/doors.py`) is written with."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from django.utils import timezone

from tests.places import AREAS
from tests.register import MISSING, PRODUCT_STATES, Rows
from tests.work import MONTH, TARGET_YEAR
from withi.faces.exchange.examples import EXAMPLES
from withi.ground.people.rules import Position
from withi.kit import era
from withi.kit.tests.picture_files import drawing, packed, saved
from withi.registers.publication.rules import State
from withi.work.checkin import access as checkin
from withi.work.checkin.rules import paper_code
from withi.work.rounds.rules import State as Stage

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
    """Layouts of the department's sheets are kept by provincial offices and the department; they decide on
    marks and approve registrations."""
    KEEP_TABLE = frozenset({P.DEPARTMENT})
    """The table of segments, terms and criteria are the department's."""
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


def mark(get: May | None, post: May | None = None, **more: Any) -> Door:
    """An application for a mark."""
    return product(get, post, params=lambda rows: {"pk": rows.work.mark.pk}, **more)


def sales(get: May | None, post: May | None = None, **more: Any) -> Door:
    """A producer's month that was reported."""
    return producer(get, post, fixed={"month": MONTH}, **more)


def receipt(get: May | None, post: May | None = None, **fixed: Any) -> Door:
    """A photo beside the month of a producer."""

    def params(rows: Rows) -> Params:
        return {"pk": rows.producer.pk, "key": rows.work.receipt}

    nowhere = {"pk": MISSING, "key": "00000000-0000-4000-8000-000000000000"}
    return producer(get, post, params=params, nowhere=nowhere, fixed={"month": MONTH, **fixed})


def tambon(get: May | None, post: May | None = None, **more: Any) -> Door:
    """The month of a place's tambon."""
    params = {"params": lambda rows: {"area": rows.area[:6]}, "nowhere": {"area": "999999"}, "fixed": {"month": MONTH}}
    return Door(get, post, **{"about": "calls", "officers": True, **params, **more})


def figures_of(get: May | None, post: May | None = None) -> Door:
    """What officers see of a place's tambon beside its figures; its target is set on the round of the province."""
    params = {"params": lambda rows: {"code": rows.area[:6]}, "nowhere": {"code": "999999"}, "fixed": {}}
    return tambon(get, post, **params, fill=_aim)


def reported(fixed: Params | None = None) -> Door:
    """A report of a place's tambon, for officers who read there."""
    params: Params = {"params": lambda rows: {"code": rows.area[:6]}, "nowhere": {"code": "999999"}}
    return tambon(May.READ, None, **params, fixed=fixed or {})


def _aim(rows: Rows) -> Params:
    return {"rate": "5", "round": str(rows.work.round.pk), "source": "ว 1", "year": str(TARGET_YEAR)}


def reporting_days() -> Door:
    """Until when a province's months are reported, from the next month on."""
    month = str(era.month_shifted(era.month_key(timezone.localdate()), 1))
    fill = {"valid_from": month, "day": "10", "source": "ว 1"}
    return Door(May.PERSONAL, May.KEEP_LAYOUTS, officers=True, fill=lambda rows: fill | {"area_code": rows.area[:2]})


def certificate(get: May | None, post: May | None = None, **more: Any) -> Door:
    """A certificate of the producer."""
    return producer(get, post, params=lambda rows: {"pk": rows.work.certificate.pk}, **more)


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
    """A layout of a province, or another thing that is kept for a whole one."""
    return Door(get, post, about="layout", **{"params": lambda rows: {"pk": rows.layout}, **more})


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


def registrant(get: May | None, post: May | None = None, **more: Any) -> Door:
    """One who wants a place in a market: officers' alone."""
    return Door(get, post, about="registrant", officers=True, **{"params": registrant_in, **more})


def article(get: May | None, post: May | None = None, **more: Any) -> Door:
    """An event of the news; an owner's account sees it as guests do, not on the desk."""
    return Door(get, post, about="news", officers=True, **more)


def route(get: May | None, post: May | None = None, **more: Any) -> Door:
    """A route that is still written, one of its stops or hosts: officers' alone."""

    def params(rows: Rows) -> Params:
        parts = {"stop_pk": rows.stop.pk, "host_pk": rows.host.pk}
        return {"pk": rows.draft_route.pk, **({part: parts[part]} if part else {})}

    part = more.pop("part", "")
    nowhere = {"pk": MISSING, **({part: MISSING} if part else {})}
    return Door(get, post, about="route", officers=True, params=params, nowhere=nowhere, **more)


def registrant_in(rows: Rows) -> Params:
    return {"pk": rows.work.registrant}


def application(state: Stage, get: May | None, post: May | None = None, **more: Any) -> Door:
    """An application for registration that stands so."""
    return Door(
        get,
        post,
        **{"about": "application", "params": lambda rows: {"pk": rows.work.applications[state].pk}, **more},
    )


def decision(name: str, state: Stage, needs: May, **more: Any) -> Door:
    """One step on an application that stands in the state from which it starts."""
    return application(state, needs, needs, fixed={"step": name}, **more)


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


def scanned(rows: Rows) -> Params:
    """The code of the poster of the place's community."""
    return {"code": checkin.signed(paper_code(rows.community.pk, 1))}


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
MEETING = {"number": "1", "year": "2561", "held_on": "20 ก.ค. 2561"}
NEW_NAME = {"name_th": "ของใหม่ที่เพิ่งกรอก"}
SMALL = saved(drawing((200, 200)))
"""A photo that is opened quickly."""
ARCHIVE = packed({"4015-0001-01.jpg": SMALL})
"""A ZIP of photos."""
LISTS = (
    "producers", "products", "communities", "review", "checks", "applications", "licences", "marks", "import",
)  # fmt: skip
RESULTS = "ชื่อผลิตภัณฑ์,ระดับดาว\nผ้ามัดหมี่,5 ดาว\n".encode()
"""A list of star results, as a csv file."""
COMPARED = {
    "area_code": "nation",
    "name_th": "รายได้ครัวเรือน",
    "year": "2560",
    "gini": "0.41",
    "source": "ตัวอย่าง",
    "as_of": "1 ม.ค. 2561",
}
"""A Gini that others measured."""
NEXT_YEAR = {"valid_from": "1 ม.ค. 2590"}
"""When a new version begins: after any other."""
KIND = {
    "name_th": "ตลาดประชารัฐตัวอย่าง",
    "agency_th": "หน่วยงานตัวอย่าง",
    "since": "1 ม.ค. 2559",
    "until": "31 ม.ค. 2559",
    "source": "หนังสือตัวอย่าง",
}
"""A kind of market that ended before any other began."""
REGISTRANTS = (("registrant", ""),)
NEWS = (("news", ""),)
ROUTES = (("route", "published"),)
SIGNED = {"signer": "นายตัวอย่าง ใจดี", "signer_title": "พัฒนาการอำเภอ"}
CITIZEN = "1101700230708"
"""A number whose check digit is right; nobody's."""

DECIDED: dict[str, Any] = {"params": lambda rows: {"pk": rows.work.held.pk}, "fixed": {"kind": "mark"}}
APPLIED: dict[str, Any] = {"fixed": {"kind": "application"}}
ISSUED_ON = (
    product(May.KEEP_LAYOUTS, May.KEEP_LAYOUTS, officers=True, fill=lambda _: SIGNED, **DECIDED),
    application(Stage.APPROVED, May.APPROVE, May.APPROVE, officers=True, fill=lambda _: SIGNED, **APPLIED),
)
SHOWN_ON = (product(May.READ, **DECIDED), application(Stage.APPROVED, May.PERSONAL, **APPLIED))
"""What a certificate rests on: a mark in force, an approved application."""


def sheet_of(rows: Rows) -> bytes:
    """A list of one community in the place, as a csv file."""
    province, district = AREAS[rows.area[:2]][0], AREAS[rows.area[:4]][0]
    return f"ชื่อชุมชน,อำเภอ,จังหวัด\nบ้านใหม่,{district},{province}\n".encode()


def exchanged(rows: Rows) -> bytes:
    """A list of one product in the place, with the headings of the layout that it is sent with."""
    headings = [column.heading for column in EXAMPLES["products"].columns]
    told = {"ชื่อผลิตภัณฑ์": "ของใหม่", "อำเภอ": AREAS[rows.area[:4]][0], "จังหวัด": AREAS[rows.area[:2]][0]}
    return "\n".join((",".join(headings), ",".join(told.get(text, "") for text in headings))).encode()
