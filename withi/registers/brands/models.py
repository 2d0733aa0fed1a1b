"""The brand of a community: what its brochures, signs and labels look like."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from withi.ground.web.fields import CodeField
from withi.registers.brands.rules import CLOTH, NAME_LENGTH, Dye, Look, Thread
from withi.registers.villages.models import Community

DYE_NAMES = [
    (Dye.INDIGO.value, _("indigo")),
    (Dye.LAC.value, _("lac red")),
    (Dye.SAPPAN.value, _("sappan orange")),
    (Dye.GREEN.value, _("leaf green")),
    (Dye.PRAHOT.value, _("prahot olive")),
    (Dye.EBONY.value, _("ebony black")),
    (Dye.SEA.value, _("sea blue")),
    (Dye.PLUM.value, _("plum")),
    (Dye.BARK.value, _("bark brown")),
]
THREAD_NAMES = [
    (Thread.COTTON.value, _("cotton white")),
    (Thread.JACK.value, _("jackfruit yellow")),
    (Thread.SKY.value, _("light indigo")),
    (Thread.ROSE.value, _("light lac")),
    (Thread.TAN.value, _("light bark")),
]
WEAVE_NAMES = [
    (CLOTH, _("the village's own cloth")),
    ("check", _("loincloth check")),
    ("stripe", _("stripes")),
    ("diamond", _("diamonds")),
    ("wave", _("flowing water")),
    ("plain", _("plain")),
]
FRAME_NAMES = [
    ("round", _("circle")),
    ("board", _("painted board")),
    ("stone", _("milestone")),
    ("diamond", _("woven diamond")),
]
DRAWING_NAMES = [
    ("flower", _("flower")),
    ("rice", _("ear of rice")),
    ("leaf", _("leaf")),
    ("fish", _("fish")),
    ("hill", _("hills and sun")),
    ("house", _("house on stilts")),
    ("loom", _("woven figure")),
    ("pot", _("pot")),
]


class Brand(models.Model):
    """A community's brand: a name, two colours, a weave, an emblem drawn from its parts. Personal data: none."""

    community = models.OneToOneField(Community, on_delete=models.CASCADE, related_name="brand")
    name_th = models.CharField(_("name of the brand"), max_length=NAME_LENGTH)
    name_en = models.CharField(_("name in English"), max_length=NAME_LENGTH, blank=True)
    dye = CodeField(_("main colour"), max_length=8, choices=DYE_NAMES, default=Dye.INDIGO.value)
    thread = CodeField(_("second colour"), max_length=8, choices=THREAD_NAMES, default=Thread.JACK.value)
    weave = CodeField(_("pattern"), max_length=8, choices=WEAVE_NAMES, default=CLOTH)
    frame = CodeField(_("shape of the emblem"), max_length=8, choices=FRAME_NAMES, default="round")
    drawing = CodeField(_("drawing of the emblem"), max_length=8, choices=DRAWING_NAMES, default="flower")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "brands_brand"
        default_permissions = ()

    def __str__(self) -> str:
        return self.name_th

    def look(self) -> Look:
        return Look(
            self.name_th, Dye(self.dye), Thread(self.thread), self.weave, self.frame, self.drawing, self.name_en
        )

    def said(self) -> str:
        """The brand in words, without its name."""
        parts = (self.get_dye_display(), self.get_thread_display(), self.get_weave_display(), self.get_frame_display())
        return " · ".join(str(part) for part in (*parts, self.get_drawing_display()))
