"""Headers on every answer, the language from the address, and problems as pages."""

import logging
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from withi.ground.web import answers
from withi.kit.problem import Problem, Problems

logger = logging.getLogger(__name__)
GetResponse = Callable[[HttpRequest], HttpResponse]
ENGLISH = "/en"
UNUSED_POWERS = (
    "accelerometer",
    "autoplay",
    "browsing-topics",
    "camera",
    "display-capture",
    "gyroscope",
    "hid",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "serial",
    "usb",
)


class HeadersMiddleware:
    """Outermost: every answer, static files and errors included, carries the same protection."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self.headers = (
            ("Content-Security-Policy", settings.CONTENT_SECURITY_POLICY),
            ("Permissions-Policy", ", ".join([*(f"{power}=()" for power in UNUSED_POWERS), "geolocation=(self)"])),
            ("X-Content-Type-Options", "nosniff"),
            ("X-Frame-Options", settings.X_FRAME_OPTIONS),
            ("Referrer-Policy", settings.SECURE_REFERRER_POLICY),
            ("Cross-Origin-Opener-Policy", settings.SECURE_CROSS_ORIGIN_OPENER_POLICY),
            ("Cross-Origin-Resource-Policy", "same-origin"),
            # a page that says nothing else belongs to one person
            ("Cache-Control", "private, no-cache"),
        )

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        for name, value in self.headers:
            response.headers.setdefault(name, value)
        return response


class LanguageMiddleware:
    """English below /en/, Thai everywhere else; neither cookies nor the browser's wishes count."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        path = request.path_info
        request.LANGUAGE_CODE = "en" if path.startswith(ENGLISH) and path[3:4] in ("", "/") else "th"
        translation.activate(request.LANGUAGE_CODE)
        try:
            return self.get_response(request)
        finally:
            translation.deactivate()


class ProblemMiddleware:
    """A Problem raised by a view becomes its page with its status; a database busy for too long a page that waits.

    Django's empty page for a wrong method gets words.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == 405 and not response.content:
            told = answers.answer(request, [Problem("web.method")], status=405)
            told.headers["Allow"] = response.headers["Allow"]
            return told
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, Problem):
            return answers.answer(request, [exception], status=exception.status)
        if isinstance(exception, Problems):
            return answers.answer(request, exception.problems, status=exception.status)
        if answers.is_busy(exception):
            return answers.busy(request)
        if answers.is_full(exception):
            logger.error("nothing can be written", exc_info=exception)
            return answers.full(request)
        return None
