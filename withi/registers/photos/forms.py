"""Choosing photos, and telling what one shows."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from withi.ground.files.models import CONSENT_NAMES, Photo
from withi.ground.files.rules import MOST
from withi.ground.web.forms import BEDateField, Form, VersionedForm
from withi.ground.web.inputs import PHOTOS
from withi.ground.web.texts import tall, text_of
from withi.registers.photos.actions import Told

FOCAL_NAMES = [
    (1, _("upper left")),
    (2, _("upper middle")),
    (3, _("upper right")),
    (4, _("left")),
    (5, _("middle")),
    (6, _("right")),
    (7, _("lower left")),
    (8, _("lower middle")),
    (9, _("lower right")),
]


class SeveralFiles(forms.FileInput):
    allow_multiple_selected = True


class PhotosField(forms.FileField):
    """Several files under one name. Value: a list of them, at least one."""

    widget = SeveralFiles

    def clean(self, data: Any, initial: Any = None) -> Any:
        given = data if isinstance(data, list | tuple) else [data]
        files = [super(PhotosField, self).clean(file, initial) for file in given] or [super().clean(None, initial)]
        if len(files) > MOST:
            raise forms.ValidationError(_("At most %(most)d photos at a time."), params={"most": MOST})
        return files


class AddForm(Form):
    """Photos of one row; where they were taken is kept only where that is ticked."""

    photos = PhotosField(
        label=_("Photos"),
        help_text=_("JPEG, PNG or WebP, at most 20 MB each. Several may be chosen at once."),
        widget=SeveralFiles(attrs={"accept": PHOTOS}),
        allow_empty_file=True,
        error_messages={"required": _("Please choose a photo.")},
    )
    with_position = forms.BooleanField(
        label=_("Keep where the photos were taken"),
        help_text=_("Otherwise the position the phone wrote into them is thrown away. Guests never see it."),
        required=False,
    )


class TellForm(VersionedForm):
    """What one photo shows, whose it is, and what in it matters."""

    alt_th = text_of(
        Photo,
        "alt_th",
        required=True,
        help_text=_("One sentence for who cannot see it: an old woman weaves mudmee silk under her house."),
        widget=tall(2),
        error_messages={"required": _("Please say what is to be seen: without it the photo is not shown.")},
    )
    alt_en = text_of(Photo, "alt_en", widget=tall(2))
    credit = text_of(Photo, "credit", help_text=_("Stands below the photo."))
    consent = forms.ChoiceField(
        label=_("May it be shown?"),
        choices=CONSENT_NAMES,
        widget=forms.RadioSelect,
        help_text=_("People who can be recognised on it have agreed as well."),
        error_messages={"required": _("Please say why it may be shown.")},
    )
    taken_on = BEDateField(label=_("Taken on"), required=False)
    focal = forms.TypedChoiceField(
        label=_("What matters in the photo"), choices=FOCAL_NAMES, coerce=int, widget=forms.RadioSelect
    )
    keeps_position = forms.BooleanField(
        label=_("Keep where it was taken"),
        help_text=_("Unticked, the position is thrown away for good."),
        required=False,
    )

    def __init__(self, *args: Any, has_position: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_position:
            del self.fields["keeps_position"]

    @classmethod
    def of(cls, photo: Photo, data: Any) -> "TellForm":
        names = ("alt_th", "alt_en", "credit", "consent", "taken_on", "focal", "version")
        initial = {name: getattr(photo, name) for name in names} | {"keeps_position": True}
        return cls(data, initial=initial, has_position=photo.lat is not None)

    def told(self) -> Told:
        given = {name: self.cleaned_data[name] for name in self.cleaned_data if name != "version"}
        return Told(**given)


class ZipForm(Form):
    """A ZIP of photos named by product."""

    file = forms.FileField(
        label=_("ZIP file"),
        help_text=_("At most 300 MB and 2,000 files."),
        widget=forms.FileInput(attrs={"accept": ".zip,application/zip"}),
        allow_empty_file=True,
    )
