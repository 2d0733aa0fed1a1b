"""Versions of the table of segments, the answers and segment of each product, and who moved with a version."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from withi.ground.web.fields import CodeField
from withi.registers.products.models import Product
from withi.work.segments.rules import GROUPS, Answers, Segment

SEGMENT_NAMES = [
    *((letter, letter) for letter in "ABCD"),
    (Segment.REVIEW.value, _("to be reviewed")),
    (Segment.OPEN.value, _("answers are missing")),
]


class SegmentVersion(models.Model):
    """A version of the table made on the desk; the first one comes with the programme (`queries.versions`).

    Never changed: the same answers under the same version give the same segment for ever. `applied_at` is when all
    products had been run through it, `moved` how many got another segment. Personal data: who made it.
    """

    number = models.PositiveIntegerField(unique=True)
    valid_from = models.DateField(_("in force from"))
    source = models.CharField(_("source"), max_length=300)
    is_confirmed = models.BooleanField(_("The wording is confirmed"), default=False)
    body = models.JSONField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    applied_at = models.DateTimeField(null=True)
    moved = models.PositiveIntegerField(default=0)

    class Meta:
        db_table = "segments_version"
        default_permissions = ()


class SegmentProduct(models.Model):
    """The answers of one product and the segment they give under the version `version`.

    `blocks` are the groups that keep it from its goal ("1,4"). `edition` grows with every answering, so that the
    second of two officers sees the first one's answers. Personal data: who answered.
    """

    product = models.OneToOneField(Product, on_delete=models.CASCADE, related_name="segmented")
    a1 = CodeField(max_length=3, blank=True)
    a2 = CodeField(max_length=3, blank=True)
    a3 = CodeField(max_length=3, blank=True)
    a4 = CodeField(max_length=3, blank=True)
    a5 = CodeField(max_length=3, blank=True)
    segment = CodeField(max_length=6, choices=SEGMENT_NAMES)
    blocks = CodeField(max_length=9, blank=True)
    version = models.PositiveIntegerField()
    edition = models.PositiveIntegerField(default=1)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField()

    class Meta:
        db_table = "segments_product"
        default_permissions = ()
        indexes = [
            # the list of one segment, and who shares what blocks it
            models.Index(fields=["segment", "blocks", "product"], name="segments_product_segment"),
            # what a new version has not seen yet
            models.Index(fields=["version", "id"], name="segments_product_version"),
        ]

    def answers(self) -> Answers:
        return tuple(getattr(self, f"a{group}") for group in GROUPS)


class SegmentMove(models.Model):
    """A product whose segment a new version changed. Personal data: none."""

    version = models.PositiveIntegerField()
    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="+")
    before = CodeField(max_length=6, choices=SEGMENT_NAMES)
    after = CodeField(max_length=6, choices=SEGMENT_NAMES)

    class Meta:
        db_table = "segments_move"
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["version", "product"], name="segments_move_once")]
        indexes = [models.Index(fields=["version", "before", "after"], name="segments_move_way")]
