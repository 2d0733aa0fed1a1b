"""The doors of enquiries: what guests send and read, and the desk of those who answer; part of `tests/doors.py`."""

from typing import Any

from tests.openings import NO_KEY, Door, May, Open, community, producer, product
from tests.register import MISSING, Rows


def _typed(rows: Rows) -> dict[str, Any]:
    """What a guest types; a matrix is as quick as a machine, so it is told to press once more."""
    return {"number": "2", "name": "ผู้ถาม", "phone": "0812345678", "opened": ""}


def _asked(get: May | None, post: May | None = None, **more: Any) -> Door:
    """An enquiry to the place's community that waits for help."""
    params = {"params": lambda rows: {"pk": rows.work.enquiry.pk}, "nowhere": {"pk": MISSING}}
    return community(get, post, **{**params, **more})


ENQUIRIES: dict[str, Door | tuple[Door, ...]] = {
    "enquiries:ask_community": Door(Open.PUBLIC, Open.PUBLIC, about="community", fill=_typed),
    "enquiries:ask_product": Door(Open.PUBLIC, Open.PUBLIC, about="product", fill=_typed),
    "enquiries:sent": Door(Open.KEY, Open.KEY, fixed={"key": NO_KEY}),
    "enquiries:pay": Door(Open.PUBLIC, about="product", status=404),
    "enquiries:payee": producer(May.ENTER_PRODUCT, May.ENTER_PRODUCT, fill=lambda _: {"step": "withdraw"}),
    "enquiries:index": Door(May.READ),
    "enquiries:detail": _asked(May.PERSONAL, May.ENTER, fill=lambda _: {"reply": "called"}),
    "enquiries:sell": product(
        None,
        May.ENTER_PRODUCT,
        params=lambda rows: {"pk": rows.work.wanted.pk},
        nowhere={"pk": MISSING},
        fill=lambda _: {"amount": "100"},
    ),
}
