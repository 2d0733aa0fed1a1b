"""Photos of a row on the desk, and the files of photos for everyone who may see them."""

from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from withi.ground.files import queries as files
from withi.ground.people.access import person_on, posted, scope_on
from withi.ground.people.rules import Ability
from withi.ground.web.answers import language
from withi.ground.web.bodies import MIB, takes
from withi.ground.web.htmx import go_to
from withi.ground.web.pagecache import knows
from withi.ground.web.saving import handle, sent
from withi.kit import codes
from withi.kit.problem import Problem
from withi.registers.photos import access, actions, forms, queries
from withi.registers.photos.access import Holder
from withi.registers.publication.rules import State

FOR_EVER = "public, max-age=31536000, s-maxage=300, immutable"
"""A photo's file never changes; caches shared by many ask again soon, so that one that was withdrawn leaves them."""
PRIVATE = "private, no-store"
AT_ONCE = 240 * MIB
"""As many photos as a row may have, each as large as it may be."""
SHOWN = 200
"""Files of a ZIP that stand on its page; more are counted."""
TYPES = {"avif": "image/avif", "jpg": "image/jpeg"}
either = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def file(request: HttpRequest, key: UUID, width: int, form: str) -> HttpResponseBase:
    """One file of a photo: to everyone while its row is public, else to who sees the row on the desk; else 404."""
    variant = files.file_of(key, width, form)
    if variant is None:
        raise Http404
    public = access.refuse_unseen(variant.photo, lambda: scope_on(request))
    tag = f'"{key.hex}-{width}{form}"'
    if public and knows(request.META.get("HTTP_IF_NONE_MATCH", ""), tag):
        response: HttpResponseBase = HttpResponseNotModified()
    else:
        try:
            response = FileResponse(files.body_of(variant), content_type=TYPES[form])
        except FileNotFoundError as lost:
            raise Http404 from lost
        response.headers["Content-Length"] = str(variant.size)
    if public:
        response.headers["ETag"] = tag
    response.headers["Cache-Control"] = FOR_EVER if public else PRIVATE
    return response


@takes(AT_ONCE)
@either
@posted
def of(request: HttpRequest, subject: str, pk: int) -> HttpResponse:
    """The photos of one row; more are added here, several at once."""
    scope = scope_on(request)
    needed = Ability.ENTER if request.method == "POST" else Ability.READ
    holder = access.holder_of(subject, pk, scope, needed)
    may_change = holder.kind.rows.in_scope(scope, Ability.ENTER).filter(pk=holder.row.pk).exists()
    form = forms.AddForm(sent(request), request.FILES or None)

    def act() -> str:
        added = actions.add_many(
            actor=person_on(request),
            scope=scope,
            holder=holder,
            sent=form.cleaned_data["photos"],
            with_position=form.cleaned_data["with_position"],
        )
        if added.refused and not added.new:
            raise (
                added.refused[0].at("photos")
                if len(added.refused) == 1
                else added.refused[0].many(problem.at("photos") for problem in added.refused)
            )
        tell(request, added)
        untold = queries.next_untold(holder) if added.new else None
        return reverse("photos:edit", args=[untold.key]) if untold else home_of(holder)

    context = {**about(holder), "cards": queries.cards(holder), "may_change": may_change}
    context["number"] = queries.number_of(holder)
    return handle(request, form, "photos/of.html", context, act)


@require_safe
@posted
def panel(request: HttpRequest, subject: str, pk: int) -> HttpResponse:
    """The photos of a row, as a part of its page."""
    holder = access.holder_of(subject, pk, scope_on(request), Ability.READ)
    return render(request, "photos/_panel.html", {**about(holder), "cards": queries.cards(holder)})


@either
@posted
def edit(request: HttpRequest, key: UUID) -> HttpResponse:
    """What a photo shows, whose it is, what in it matters; then on to the next that says nothing yet."""
    scope = scope_on(request)
    holder, photo = access.photo_of(key, scope, Ability.ENTER)
    form = forms.TellForm.of(photo, sent(request))

    def act() -> str:
        version = form.cleaned_data["version"]
        was_public = holder.row.state == State.PUBLISHED
        person = person_on(request)
        changed = actions.tell(actor=person, scope=scope, holder=holder, photo=photo, told=form.told(), version=version)
        messages.success(request, saved(holder, changed=changed, was_public=was_public))
        untold = queries.next_untold(holder, but=photo)
        return reverse("photos:edit", args=[untold.key]) if untold and not photo.alt_th else home_of(holder)

    context = {**about(holder), "photo": photo, "card": queries.card(photo)}
    return handle(request, form, "photos/edit.html", context, act)


@require_POST
@posted
def move(request: HttpRequest, key: UUID) -> HttpResponse:
    """One place up or down; the first photo stands in lists."""
    scope = scope_on(request)
    holder, photo = access.photo_of(key, scope, Ability.ENTER)
    step = -1 if request.POST.get("step") == "up" else 1
    actions.move(actor=person_on(request), scope=scope, holder=holder, photo=photo, step=step)
    return go_to(request, f"{home_of(holder)}#photo-{key}")


@require_POST
@posted
def remove(request: HttpRequest, key: UUID) -> HttpResponse:
    """Take a photo out, on the public site at once."""
    scope = scope_on(request)
    holder, photo = access.photo_of(key, scope, Ability.ENTER)
    actions.remove(actor=person_on(request), scope=scope, holder=holder, photo=photo)
    messages.success(request, _("The photo was taken out, and all its files with it."))
    return go_to(request, home_of(holder))


@require_POST
@posted
def position(request: HttpRequest, key: UUID) -> HttpResponse:
    """Take over where the photo was taken as the position of its asset."""
    scope = scope_on(request)
    holder, photo = access.photo_of(key, scope, Ability.ENTER)
    was_public = holder.row.state == State.PUBLISHED
    changed = actions.use_position(actor=person_on(request), scope=scope, holder=holder, photo=photo)
    messages.success(request, saved(holder, changed=changed, was_public=was_public))
    return go_to(request, home_of(holder))


# --- a ZIP of photos -----------------------------------------------------------------------------


@takes(actions.ZIP_BYTES)
@either
@posted
def zip_start(request: HttpRequest) -> HttpResponse:
    """Choose a ZIP of photos named by product; nothing is stored before it was looked at."""
    scope = scope_on(request)
    if not scope.areas(Ability.IMPORT):
        raise Problem("access.ability", status=403)
    form = forms.ZipForm(sent(request), request.FILES or None)

    def act() -> str:
        upload = actions.keep_zip(actor=person_on(request), scope=scope, sent=form.cleaned_data["file"])
        return reverse("photos:zip_review", args=[upload.key])

    return handle(request, form, "photos/zip.html", {"page": {"title": _("Photos from a ZIP")}}, act)


@either
@posted
def zip_review(request: HttpRequest, key: UUID) -> HttpResponse:
    """What a ZIP would bring, file by file; sent on, a worker stores it."""
    person, scope = person_on(request), scope_on(request)
    upload = access.upload_of(key, person.pk)
    if request.method == "POST":
        job = actions.send_zip(actor=person, upload=upload)
        return go_to(request, f"{reverse('jobs:job', args=[job.key])}?go=1")
    found = queries.plan(upload, scope)
    context = {
        "page": {"title": _("Photos from a ZIP")},
        "upload": upload,
        "new": found.new[:SHOWN],
        "count": {name.value: len(found.of(name)) for name in queries.Meant},
        "groups": [(title, found.of(*meant)[:SHOWN], len(found.of(*meant))) for title, meant in left_out()],
    }
    return render(request, "photos/zip_review.html", context)


def left_out() -> list[tuple[str, tuple[queries.Meant, ...]]]:
    """Why files of a ZIP are left out, in the order in which they are told."""
    meant = queries.Meant
    return [
        (_("No product of this number in your area"), (meant.UNKNOWN,)),
        (_("There already"), (meant.SAME, meant.TWIN)),
        (_("The product has as many photos as it may"), (meant.FULL,)),
        (_("No JPEG, PNG or WebP, or larger than 20 MB"), (meant.NO_PHOTO, meant.TOO_BIG)),
    ]


# --- words ---------------------------------------------------------------------------------------


def about(holder: Holder) -> dict[str, object]:
    """What every page of a row's photos needs."""
    area = holder.row.area_code
    back = reverse(holder.kind.desk_url_name, args=[holder.row.pk])
    return {
        "page": {"title": holder.name, "region": codes.region(area) if area else ""},
        "holder": holder,
        "back": f"{back}#asset-{holder.subject_id}" if holder.asset else back,
    }


def home_of(holder: Holder) -> str:
    return reverse("photos:of", args=[holder.subject, holder.subject_id])


def tell(request: HttpRequest, added: actions.Added) -> None:
    """What adding several photos came to, each kind of outcome in its own words."""
    if new := len(added.new):
        text = ngettext("%d photo added.", "%d photos added.", new) % new
        messages.success(request, " ".join([text, _("Say what each one shows: until then nobody sees it.")]))
    if added.same:
        same = ngettext("%d photo is here already.", "%d photos are here already.", added.same) % added.same
        messages.info(request, same)
    for problem in added.refused:
        messages.warning(request, problem.message(language()))


def saved(holder: Holder, *, changed: bool, was_public: bool) -> str:
    """What happens next to a saved change."""
    if not changed:
        return _("Nothing was changed.")
    if was_public and holder.kind.rows.filter(pk=holder.row.pk).exclude(state=State.PUBLISHED).exists():
        return _("Saved. It goes back to the public site once the district chief has approved the change.")
    return _("Saved.")
