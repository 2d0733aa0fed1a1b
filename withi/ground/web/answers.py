"""Refusals and troubles as a page, an htmx part or JSON: the same words and status. No queries, nothing leaks."""

import errno
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.db import InternalError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language

from withi.ground.web.htmx import wants_part
from withi.kit import problem
from withi.kit.problem import Problem, Rule

problem.register(
    Rule(
        "web.bad_request",
        th="อ่านคำขอนี้ไม่ได้ กรุณาย้อนกลับ ตรวจสิ่งที่พิมพ์ แล้วส่งใหม่",
        en="The request could not be read. Go back, check what was typed, and send it again.",
    ),
    Rule(
        "web.forbidden",
        th="ท่านไม่มีสิทธิ์เปิดหน้านี้ หากควรเปิดได้ กรุณาติดต่อสำนักงานพัฒนาชุมชนจังหวัด",
        en="This is not open to you. If it should be, please ask your provincial office.",
    ),
    Rule(
        "web.form_too_old",
        th="แบบฟอร์มนี้เปิดทิ้งไว้นานเกินไป จึงยังไม่ได้ส่ง กรุณาเปิดหน้าใหม่แล้วส่งอีกครั้ง",
        en="The form waited too long and was not sent. Load the page again, then send it once more.",
    ),
    Rule(
        "web.not_found",
        th="ไม่พบหน้านี้ อาจย้ายที่ ถูกนำออก หรือพิมพ์ที่อยู่ผิด ลองค้นหาจากชื่อ",
        en="There is no such page. It moved, was taken down, or the address was mistyped. Try searching for the name.",
    ),
    Rule(
        "web.not_here",
        th="กติกาพื้นที่รับผิดชอบ: ท่านเปิดได้เฉพาะรายการในพื้นที่ตามตำแหน่งของท่าน รายการของพื้นที่อื่นกับรายการที่ไม่มีอยู่ได้คำตอบเดียวกัน "
        "ถ้าเป็นงานของพื้นที่อื่น กรุณาติดต่อสำนักงานของพื้นที่นั้น",
        en="Rule of areas: your posting opens rows of its own area only; one elsewhere answers like one there is not. "
        "If it is another office's work, please ask that office.",
    ),
    Rule(
        "web.broken",
        th="ระบบขัดข้อง เราบันทึกไว้ให้ผู้ดูแลแล้ว กรุณาลองใหม่อีกสักครู่",
        en="Something broke on our side and was written down. Please try again in a moment.",
    ),
    Rule(
        "web.busy",
        th="มีผู้กำลังบันทึกข้อมูลจำนวนมาก จึงยังไม่ได้บันทึกของท่าน กรุณาส่งอีกครั้งในไม่กี่วินาที",
        en="Someone is saving a great deal at once, so yours is not saved yet. Please send it again in a few seconds.",
    ),
    Rule(
        "web.full",
        th="เครื่องแม่ข่ายเขียนข้อมูลลงที่เก็บไม่ได้ในขณะนี้ จึงยังไม่ได้บันทึกของท่าน กรุณาแจ้งผู้ดูแลระบบ แล้วส่งอีกครั้งภายหลัง",
        en="The server cannot write just now, so yours is not saved yet. Tell whoever runs it, then send it again.",
    ),
    Rule(
        "web.signed_out",
        th="ท่านออกจากระบบแล้ว หรือทิ้งหน้าไว้นานเกินไป จึงยังไม่ได้บันทึก กรุณาเข้าสู่ระบบในแท็บใหม่ แล้วกลับมาส่งอีกครั้ง",
        en="You were signed out meanwhile, so nothing is saved yet. Sign in in a new tab, come back and send it again.",
    ),
    Rule("web.method", th="หน้านี้ไม่รับคำสั่งแบบนี้ กรุณาเปิดหน้าใหม่", en="This page does not take that. Load it again."),
)

RETRY_SECONDS = 5
# SQLite: another writer holds the file. PostgreSQL: lock and statement time limits, deadlock, serialization, and a
# server that is full, starting or going down. Any other trouble of a database is ours to mend, not a moment to wait.
BUSY_NAMES = ("SQLITE_BUSY", "SQLITE_LOCKED")
BUSY_STATES = frozenset({"55P03", "57014", "40P01", "40001", "53300", "57P01", "57P02", "57P03"})
# The same of a disk: full, over its quota, read-only, gone.
FULL_ERRORS = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EFBIG, errno.EACCES, errno.EIO})
FULL_NAMES = ("SQLITE_FULL", "SQLITE_READONLY", "SQLITE_IOERR", "SQLITE_CANTOPEN")
FULL_STATES = frozenset({"53100", "58030", "25006"})


def is_busy(trouble: BaseException | None) -> bool:
    """Whether this trouble passes by itself: a lock held too long, or a server that is not answering just now."""
    if not isinstance(trouble, OperationalError):
        return False
    cause = trouble.__cause__
    name = getattr(cause, "sqlite_errorname", "")
    if name:
        return str(name).startswith(BUSY_NAMES)
    state = getattr(cause, "sqlstate", None)
    return hasattr(cause, "sqlstate") and (state is None or state in BUSY_STATES)


def is_full(trouble: BaseException | None) -> bool:
    """Whether nothing can be written: a disk that is full, broken or read-only, under the database or the files."""
    if isinstance(trouble, OSError):
        return trouble.errno in FULL_ERRORS
    if not isinstance(trouble, OperationalError | InternalError):
        return False
    cause = trouble.__cause__
    name = str(getattr(cause, "sqlite_errorname", ""))
    return name.startswith(FULL_NAMES) or getattr(cause, "sqlstate", None) in FULL_STATES


def language() -> str:
    return "en" if (get_language() or "").startswith("en") else "th"


def wants_json(request: HttpRequest) -> bool:
    """Whether the caller reads JSON and not HTML."""
    accept = request.META.get("HTTP_ACCEPT", "")
    return "application/json" in accept and "text/html" not in accept


def answer(
    request: HttpRequest, problems: Sequence[Problem], *, status: int, page: str = "web/problem.html", **context: Any
) -> HttpResponse:
    """The problems in the reader's language: the template `page`, for htmx a note in #told, or JSON."""
    messages = [found.message(language()) for found in problems]
    response: HttpResponse
    if wants_json(request):
        response = JsonResponse(
            {
                "problems": [
                    {"code": found.code, "field": found.field, "message": text}
                    for found, text in zip(problems, messages, strict=True)
                ]
            },
            status=status,
            json_dumps_params={"ensure_ascii": False},
        )
    elif wants_part(request):
        told = render_to_string("web/_told.html", {"problems": messages})
        response = HttpResponse(
            told, status=status, headers={"HX-Retarget": "#told", "HX-Reswap": "outerHTML show:top"}
        )
    else:
        response = HttpResponse(
            render_to_string(page, {**frame(request), "problems": messages, **context}), status=status
        )
    patch_vary_headers(response, ["Accept", "HX-Request"])
    return response


def frame(request: HttpRequest) -> dict[str, Any]:
    """What the base template needs for a page that belongs to no room and asks no database."""
    return {
        "page": {"demo": settings.DEMO, "robots": "noindex"},
        "prefix": "/en" if language() == "en" else "",
        "on_desk": is_on_desk(request),
    }


def is_on_desk(request: HttpRequest) -> bool:
    return request.path.startswith(("/desk/", "/en/desk/"))


def busy(request: HttpRequest) -> HttpResponse:
    """503: a page that tries again by itself, or, for a form, one button that sends the same once more."""
    again = request.get_full_path() if request.method in ("GET", "HEAD") else ""
    response = later(request, Problem("web.busy"), 503, again)
    if again and not wants_part(request) and not wants_json(request):
        response.headers["Refresh"] = str(RETRY_SECONDS)
    return response


def full(request: HttpRequest) -> HttpResponse:
    """507: nothing can be written; a form keeps what was typed, with one button to send it once there is room."""
    return later(request, Problem("web.full"), 507, request.get_full_path() if request.method == "GET" else "")


def later(request: HttpRequest, problem: Problem, status: int, again: str) -> HttpResponse:
    """A page for a trouble that passes: the way to the same page again, or the same form to be sent once more."""
    kept = {} if again else once_more(request)
    response = answer(request, [problem], status=status, page="web/busy.html", retry=again, **kept)
    response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response


def crowded(request: HttpRequest) -> HttpResponse:
    """503 for a form that is not even read: too many are coming in at once."""
    response = answer(request, [Problem("web.busy")], status=503)
    response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response


def signed_out(request: HttpRequest, sign_in: str, kept: Problem | None = None) -> HttpResponse:
    """401 for a form sent after the session ended: what was typed stays on the page until it can be sent.

    `kept` says that it is kept on our side, so that the person signs in here and goes on.
    """
    more = {} if kept else once_more(request)
    problems = [kept or Problem("web.signed_out")]
    return answer(
        request, problems, status=401, page="web/signed_out.html", sign_in=sign_in, is_kept=bool(kept), **more
    )


def form_too_old(request: HttpRequest) -> HttpResponse:
    """403 for a form whose token is no longer good; sent from our own page it may be sent once more."""
    kept = once_more(request) if is_from_here(request) else {}
    return answer(request, [Problem("web.form_too_old")], status=403, page="web/403_csrf.html", **kept)


def is_from_here(request: HttpRequest) -> bool:
    """Whether the browser says that a page of this site sent the form; a strange site's form is never repeated."""
    scheme = "https" if request.is_secure() else "http"
    return request.META.get("HTTP_ORIGIN") in (f"{scheme}://{request.get_host()}", settings.SITE_URL)


def once_more(request: HttpRequest) -> dict[str, Any]:
    """What a page needs to send the same form again with one press."""
    return {"resend": typed(request), "action": request.get_full_path(), "csrf_token": get_token(request)}


def typed(request: HttpRequest) -> list[tuple[str, str]]:
    """The fields of a form, to be sent once more; none where that would need a password or a file again."""
    if request.FILES or any("password" in name for name in request.POST):
        return []
    return [(name, value) for name, values in request.POST.lists() if name != "csrfmiddlewaretoken" for value in values]
