"""Certificates for tests."""

import secrets
from itertools import count
from typing import Any

from django.utils import timezone

from withi.ground.people.models import User
from withi.registers.publication.models import Publication
from withi.work.certificates.models import Certificate

_places = count(9_001)


def make_certificate(row: Publication, *, issued_by: User, **values: Any) -> Certificate:
    """A registration certificate that holds, of a producer or product; any field may be given."""
    fields = {
        "kind": "registration",
        "subject": row.SUBJECT,
        "subject_id": row.pk,
        "area_code": row.area_code,
        "office": row.area_code[:4],
        "year": 2569,
        "place": next(_places),
        "name_th": str(row),
        "signer": "นายตัวอย่าง ใจดี",
        "signer_title": "พัฒนาการอำเภอ",
        "issued_on": timezone.localdate(),
    } | values
    return Certificate.objects.create(token=secrets.token_urlsafe(16), issued_by=issued_by, **fields)
