"""The service worker that opens pages without network which a guest has opened before (assets/js/offline)."""

from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

WORKER: Final = settings.BASE_DIR / "assets/js/offline/worker.js"


@require_safe
def worker(_request: HttpRequest) -> HttpResponse:
    """The script; where its address stands is its scope, so each room that keeps pages gives it one of its own."""
    response = HttpResponse(WORKER.read_bytes(), content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "public, max-age=0, must-revalidate"
    return response
