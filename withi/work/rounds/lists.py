"""Applications of earlier rounds from lists, stored in sets; `actions` opens it."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from withi.ground.people.models import User
from withi.ground.trail.actions import Change, record_bulk
from withi.ground.web import sets
from withi.kit.codes import area_around
from withi.work.rounds.models import Round, RoundApplication, RoundGoods
from withi.work.rounds.rules import State, Turn
from withi.work.support import actions as support
from withi.work.support.rules import Given
from withi.work.support.rules import Kind as SupportKind
from withi.work.support.rules import Subject as SupportFor


@dataclass(frozen=True, slots=True)
class Stored:
    """An application of an earlier round, as a list tells of it: where it came to and when."""

    producer_id: int
    area_code: str
    kind: str
    state: State
    moved_on: date
    turn: Turn = Turn.NEW
    applicant: str = ""
    address: str = ""
    links: tuple[bool, bool, bool] = (True, False, False)
    note: str = ""
    due_on: date | None = None
    meeting_id: int | None = None
    entered_by_id: int | None = None
    goods: tuple[int, ...] = ()


def decision_on(row: RoundApplication | Stored, to: Round, pk: int) -> Given:
    """What the support ledger keeps of approval `pk`: the committee's decision, of its day, for its producer."""
    return Given(
        SupportFor.PRODUCER.value,
        row.producer_id,
        row.area_code,
        SupportKind.DECISION.value,
        row.moved_on,
        (RoundApplication.SUBJECT, pk),
        f"ขึ้นทะเบียนผู้ผลิต OTOP {to.name_th}",
        title_en=f"Registered as an OTOP producer: {to.name_en or to.name_th}",
    )


COLUMNS = (
    "key", "round", "producer", "area_code", "state", "version", "done", "kind", "turn", "applicant", "is_thai",
    "id_sealed", "id_blind", "is_proxy", "proxy_name", "mandate_on", "site_code", "address", "joins_production",
    "joins_management", "gives_benefit", "entered_by",
    "meeting", "return_note", "moved_on", "due_on", "is_demo",
)  # fmt: skip


def store_many(
    *,
    actor: User | None,
    to: Round,
    rows: Sequence[Stored],
    note: str,
    is_demo: bool = False,
) -> list[int]:
    """Store applications of an earlier list in sets, with one trail entry; their ids in the order of `rows`."""
    with transaction.atomic():
        made = sets.reserve_ids(RoundApplication, len(rows))
        values = ((pk, *_stored_values(to.pk, row, is_demo=is_demo)) for pk, row in zip(made, rows, strict=True))
        sets.insert(RoundApplication, ("id", *COLUMNS), values)
        pairs = [(pk, product) for pk, row in zip(made, rows, strict=True) for product in row.goods]
        sets.insert(RoundGoods, ("application", "product"), pairs)
        approved = [(pk, row) for pk, row in zip(made, rows, strict=True) if row.state is State.APPROVED]
        support.record_many(actor=actor, given=[decision_on(row, to, pk) for pk, row in approved], is_demo=is_demo)
        record_bulk(
            actor=actor, verb="rounds.store", subject=RoundApplication.SUBJECT, count=len(rows), note=note,
            area_code=area_around([row.area_code for row in rows]),
            changes=(Change(RoundApplication.SUBJECT, pk, None, None) for pk in made),
        )  # fmt: skip
    return made


def _stored_values(round_id: int, row: Stored, *, is_demo: bool) -> tuple[Any, ...]:
    return (
        uuid.uuid4(), round_id, row.producer_id, row.area_code, row.state.value, 1, "", row.kind, row.turn.value,
        row.applicant, True, "", "", False, "", None, row.area_code, row.address, *row.links, row.entered_by_id,
        row.meeting_id, row.note, row.moved_on, row.due_on or row.moved_on, is_demo,
    )  # fmt: skip
