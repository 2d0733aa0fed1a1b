"""Supports for tests."""

from datetime import date
from itertools import count
from typing import Any
from uuid import uuid4

from withi.work.support import actions
from withi.work.support.models import SupportEntry

_sources = count(1)


def make_support(subject_id: int, **values: Any) -> SupportEntry:
    """A training seat of a producer of 401508; any argument of `actions.record` may be given."""
    facts: dict[str, Any] = {
        "actor": None,
        "subject": "producer",
        "area_code": "401508",
        "kind": "training",
        "on": date(2018, 7, 20),
        "source": ("session", next(_sources)),
        "title_th": "อบรมย้อมสีธรรมชาติ",
    }
    return actions.record(subject_id=subject_id, **(facts | values))


def typed(**values: Any) -> dict[str, str]:
    """What an officer types of a support."""
    facts = {"partner": "ours", "kind": "training", "title": "อบรมทำบรรจุภัณฑ์", "on": "1 มิ.ย. 2561", "hours": "๑๒"}
    return {**facts, "amount": "1,500", "once": str(uuid4()), **values}
