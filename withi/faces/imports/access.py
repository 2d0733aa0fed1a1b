"""Loading an import: it is its owner's alone."""

from uuid import UUID

from django.http import Http404

from withi.faces.imports.models import ImportRun
from withi.ground.people.models import User


def run_of(key: UUID, person: User) -> ImportRun:
    """The person's own run; anybody else's answers like one that does not exist."""
    run = ImportRun.objects.select_related("upload").filter(key=key, owner=person).first()
    if run is None:
        raise Http404
    return run
