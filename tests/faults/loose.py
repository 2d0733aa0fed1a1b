"""A site with one protection taken away, which the canaries must find: never part of the product.

Read by tests/faults/acts.py, before the site, where WITHI_LOOSE names the protection.
"""

import io
import threading
import time
from collections.abc import Callable, Iterable
from contextlib import ContextDecorator, nullcontext
from typing import Any

import django.core.wsgi
import django.db.transaction
from django.db.backends.signals import connection_created
from django.db.models import QuerySet

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
LATE = 1.0
APART = 0.005
WRITES = ("INSERT", "UPDATE", "DELETE")


class Pieces(ContextDecorator):
    """A transaction that is none: every statement stands alone."""

    def __init__(self, *_args: object, **_more: object) -> None:
        pass

    def __enter__(self) -> None:
        return None

    def __exit__(self, *_told: object) -> None:
        return None


def in_pieces() -> None:
    """Nothing is held together by a transaction, and a moment lies between two pieces: a kill may fall there."""

    def atomic(using: Any = None, *_args: object, **_more: object) -> Any:
        return Pieces()(using) if callable(using) else Pieces()

    setattr(django.db.transaction, "atomic", atomic)  # noqa: B010 - a function of the module
    setattr(QuerySet, "select_for_update", lambda rows, **_more: rows)  # noqa: B010 - needs a transaction
    connection_created.connect(lambda connection, **_more: connection.execute_wrappers.append(apart), weak=False)


def apart(execute: Callable[..., Any], sql: str, *told: Any) -> Any:
    done = execute(sql, *told)
    if sql.startswith(WRITES):
        time.sleep(APART)
    return done


def early_answer() -> None:
    """Saves are acknowledged first and stored a moment later."""
    made = django.core.wsgi.get_wsgi_application

    def hasty() -> Application:
        whole: Application = made()

        def application(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
            if environ["REQUEST_METHOD"] != "POST" or not environ["PATH_INFO"].endswith("/edit/"):
                return whole(environ, start)
            body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
            later = {**environ, "wsgi.input": io.BytesIO(body)}
            threading.Thread(target=store_late, args=(whole, later)).start()
            start("302 Found", [("Location", "/desk/")])
            return [b""]

        return application

    setattr(django.core.wsgi, "get_wsgi_application", hasty)  # noqa: B010 - a function of the module


def store_late(whole: Application, environ: dict[str, Any]) -> None:
    time.sleep(LATE)
    for _ in whole(environ, lambda *_told: None):
        pass


def endless_patience() -> None:
    """Bodies are read by the page that wants them, however slowly they come."""
    from withi.ground.web import bodies  # reason: read only where it is to be changed

    setattr(bodies.Body, "put_aside", lambda _body, _length: None)  # noqa: B010 - a method of the class
    setattr(bodies.Places, "one", lambda _places, _address: nullcontext(enter_result=True))  # noqa: B010


def loosen(protection: str) -> None:
    """Take one protection away from this process, before anything of the site is read."""
    {"pieces": in_pieces, "early": early_answer, "endless": endless_patience}[protection]()
