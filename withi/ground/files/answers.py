"""Files of photos that only some may see; whose they are judges the room before it asks for one."""

from uuid import UUID

from django.http import Http404, HttpResponse

from withi.ground.files.queries import body_of, file_of


def private_picture(key: UUID, width: int) -> HttpResponse:
    """One JPEG of a photo, kept by no cache; 404 where there is none of this width or the storage has lost it."""
    if (variant := file_of(key, width, "jpg")) is None:
        raise Http404
    try:
        with body_of(variant) as body:
            return HttpResponse(body.read(), content_type="image/jpeg", headers={"Cache-Control": "private, no-store"})
    except FileNotFoundError as lost:
        raise Http404 from lost
