"""Scores that communities were given, each by the criteria of its day."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from withi.ground.web.fields import CodeField
from withi.registers.villages.models import Community
from withi.work.classes.rules import NOTE_LENGTH, WHOLE, Group, Points

GROUP_NAMES = {
    Group.ATTRACTION: _("Attraction"),
    Group.READINESS: _("Readiness and facilities"),
    Group.GOODS: _("Goods and services"),
}


class ClassScore(models.Model):
    """What a community was given on a day: points and evidence by criterion. Never changed; a later one counts.

    `is_latest`: the one that counts now. Personal data: who scored; `evidence` and `note` speak of places and things.
    """

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="class_scores")
    version = models.PositiveSmallIntegerField()
    scored_on = models.DateField(_("scored on"))
    points = models.JSONField(default=dict)
    evidence = models.JSONField(default=dict)
    note = models.CharField(_("in short"), max_length=NOTE_LENGTH, blank=True)
    total = models.PositiveSmallIntegerField()
    letter = CodeField(max_length=2, blank=True)
    is_latest = models.BooleanField(default=True)
    scored_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    scored_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "classes_score"
        default_permissions = ()
        ordering = ["-scored_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["community"], name="classes_score_latest", condition=models.Q(is_latest=True)
            ),
            models.CheckConstraint(name="classes_score_total", condition=models.Q(total__lte=WHOLE)),
        ]
        indexes = [
            # the history of a community
            models.Index(fields=["community", "-scored_on"], name="classes_score_history"),
        ]

    def __str__(self) -> str:
        return self.letter or str(self.total)

    def given(self) -> Points:
        """Points as the rules take them."""
        return {str(code): int(points) for code, points in self.points.items()}
