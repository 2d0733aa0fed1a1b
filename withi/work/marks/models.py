"""Terms of marks and criteria of stars, applications and marks with their points, star results, lists of results."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from withi.ground.web.fields import CodeField
from withi.registers.products.models import Product
from withi.work.marks.rules import Answer, Colour, State

COLOUR_NAMES = [
    (Colour.GOLD.value, _("gold Premium")),
    (Colour.SILVER.value, _("silver Classic")),
    (Colour.RED.value, _("red Standard")),
    (Colour.BLUE.value, _("blue Rising Star")),
]
STATE_NAMES = [
    (State.APPLIED.value, _("waiting to be decided")),
    (State.HELD.value, _("given")),
    (State.DECLINED.value, _("declined")),
    (State.WITHDRAWN.value, _("taken back")),
    (State.REPLACED.value, _("replaced by another one")),
]
ANSWER_NAMES = [
    (Answer.MATCHED.value, _("matched")),
    (Answer.PROPOSED.value, _("proposed")),
    (Answer.NONE.value, _("no product found")),
    (Answer.WRONG.value, _("not readable")),
]


class MarkTerms(models.Model):
    """Dated terms of the marks, or criteria of the stars (`about`); the first ones come with the programme.

    Never changed: what was decided under them stays decided. Personal data: who made them.
    """

    about = CodeField(max_length=5)
    number = models.PositiveIntegerField()
    valid_from = models.DateField(_("in force from"))
    source = models.CharField(_("source"), max_length=300)
    is_confirmed = models.BooleanField(_("The wording is confirmed"), default=False)
    body = models.JSONField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "marks_terms"
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["about", "number"], name="marks_terms_number")]


class MarkQuerySet(models.QuerySet["Mark"]):
    def waiting(self) -> "MarkQuerySet":
        return self.filter(state=State.APPLIED)

    def held(self, today: Any) -> "MarkQuerySet":
        """Given and in force on that day."""
        return self.filter(state=State.HELD, valid_until__gte=today)


class Mark(models.Model):
    """An application of a product for a mark, and the mark once it was given.

    `terms` is the number of the terms it was decided under, `score` the mean of its points in hundredths. Expiry needs
    no write: a mark holds to its last day. Personal data: who applied and decided.
    """

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="marks")
    colour = CodeField(_("mark"), max_length=6, choices=COLOUR_NAMES)
    state = CodeField(max_length=10, choices=STATE_NAMES, default=State.APPLIED.value)
    note = models.CharField(_("why it deserves the mark"), max_length=500, blank=True)
    applied_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    applied_at = models.DateTimeField()
    terms = models.PositiveIntegerField(null=True)
    score = models.PositiveIntegerField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=500, blank=True)
    number = CodeField(_("certificate number"), max_length=20, blank=True)
    valid_from = models.DateField(null=True)
    valid_until = models.DateField(null=True)
    is_reminded = models.BooleanField(default=False)

    objects = MarkQuerySet.as_manager()

    class Meta:
        db_table = "marks_mark"
        default_permissions = ()
        indexes = [
            # the desk's lists: what waits, what is held and ends when
            models.Index(fields=["state", "valid_until", "product"], name="marks_mark_state"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["product"], name="marks_mark_waiting", condition=models.Q(state="applied")),
            # also how public pages find the mark of a product
            models.UniqueConstraint(fields=["product"], name="marks_mark_held", condition=models.Q(state="held")),
            models.UniqueConstraint(fields=["number"], name="marks_mark_number", condition=~models.Q(number="")),
            models.CheckConstraint(
                name="marks_mark_whole",
                condition=~models.Q(state="held")
                | (~models.Q(number="") & models.Q(valid_from__isnull=False, valid_until__isnull=False)),
            ),
        ]


class MarkScore(models.Model):
    """The points one assessor gave, part by part in the order of the terms. Personal data: who gave them."""

    mark = models.ForeignKey(Mark, on_delete=models.CASCADE, related_name="scores")
    assessor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    terms = models.PositiveIntegerField()
    points = models.JSONField()
    total = models.PositiveSmallIntegerField()
    note = models.CharField(_("remark"), max_length=500, blank=True)
    at = models.DateTimeField()

    class Meta:
        db_table = "marks_score"
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["mark", "assessor"], name="marks_score_once")]


class MarkSeries(models.Model):
    """The last number given to a certificate of one mark, province and year. Personal data: none."""

    series = CodeField(max_length=12, unique=True)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        db_table = "marks_series"
        default_permissions = ()


class MarkStar(models.Model):
    """The stars of a product in one selection; `year` is of the Buddhist era, as selections are called.

    `score` in hundredths where the list told it, `terms` the criteria in force then. Personal data: who entered it.
    """

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="stars")
    year = models.PositiveSmallIntegerField(_("year"))
    stars = models.PositiveSmallIntegerField(_("stars"))
    score = models.PositiveIntegerField(null=True)
    terms = models.PositiveIntegerField()
    source = models.CharField(max_length=255, blank=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    entered_at = models.DateTimeField()

    class Meta:
        db_table = "marks_star"
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["product", "year"], name="marks_star_once"),
            models.CheckConstraint(name="marks_star_five", condition=models.Q(stars__gte=1, stars__lte=5)),
        ]


class MarkList(models.Model):
    """A list of star results that was sent in and matched, to be looked at before it is stored; its owner's alone.

    Personal data: who sent it.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=255)
    year = models.PositiveSmallIntegerField(_("year"))
    created_at = models.DateTimeField()
    stored_at = models.DateTimeField(null=True)
    stored = models.PositiveIntegerField(default=0)

    class Meta:
        db_table = "marks_list"
        default_permissions = ()
        indexes = [models.Index(fields=["created_at"], name="marks_list_age")]


class MarkListLine(models.Model):
    """One line of such a list and its answer; `others` are the ids of products proposed.

    Personal data: names of producers.
    """

    kept = models.ForeignKey(MarkList, on_delete=models.CASCADE, related_name="lines")
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=300)
    producer = models.CharField(max_length=300, blank=True)
    official = models.CharField(max_length=40, blank=True)
    told = models.CharField(max_length=40)
    stars = models.PositiveSmallIntegerField(null=True)
    score = models.PositiveIntegerField(null=True)
    answer = CodeField(max_length=8, choices=ANSWER_NAMES)
    how = CodeField(max_length=8, blank=True)
    product = models.ForeignKey(Product, on_delete=models.CASCADE, null=True, related_name="+")
    others = models.JSONField(default=list)

    class Meta:
        db_table = "marks_list_line"
        default_permissions = ()
        indexes = [models.Index(fields=["kept", "answer", "number"], name="marks_list_line_answer")]
