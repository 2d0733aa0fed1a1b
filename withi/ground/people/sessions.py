"""Sessions of the database, opened by a plain statement: they are read before every page of an officer."""

from typing import Any

from django.contrib.sessions.backends import db
from django.db import connection
from django.utils import timezone

from withi.ground.web import reading

OPENED = "select session_data from django_session where session_key = %s and expire_date > %s"


class SessionStore(db.SessionStore):
    """Django's own; what it keeps and how it is written is left to it."""

    def load(self) -> dict[str, Any]:
        """What the session holds; nothing, under no key, where there is none or it is over. One query."""
        with reading.prepared() as cursor:
            now = connection.ops.adapt_datetimefield_value(timezone.now())
            cursor.execute(OPENED, [self.session_key, now])
            found = cursor.fetchone()
        if found is None:
            self._session_key = None
            return {}
        return dict(self.decode(found[0]))
