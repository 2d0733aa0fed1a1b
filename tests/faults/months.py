"""Months sent one after the other by an officer's browser, in the process that can be killed."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.test import Client
from django.urls import reverse

from withi.ground.people.models import User
from withi.work.figures import actions as figures


def post_months(pk: int, sends: Sequence[tuple[int, str, int]], summed: bool = True) -> Iterator[dict[str, Any]]:
    """Send (month, id of the device, baht) each; told before and after. Not `summed`: the roll-ups are not told."""
    if not summed:
        setattr(figures, "shift", lambda **_: None)  # noqa: B010 - a function of the module
    client = Client()
    client.force_login(User.objects.get(username="worker"))
    for month, key, baht in sends:
        yield {"sending": key}
        body = {"in_village": f"{baht}", "fair_how": "none", "key": key, "send": "1", "sure": "1", "why": "order"}
        url = reverse("income:month", args=[pk, month])
        answer = client.post(url, body, headers={"accept": "application/json"})
        yield {"sent": key, "status": answer.status_code, "answer": answer.json()}
