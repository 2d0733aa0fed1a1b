"""What every publishable register row carries, and the points still to be checked on it."""

from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from withi.ground.people.rules import Ability, Scope
from withi.ground.web.fields import AreaCodeField, CodeField
from withi.registers.publication.rules import State

STATE_NAMES = [
    (State.DRAFT.value, _("draft")),
    (State.WAITING.value, _("waiting for approval")),
    (State.PUBLISHED.value, _("published")),
    (State.WITHDRAWN.value, _("withdrawn")),
]


class PublicationQuerySet(models.QuerySet[Any]):
    """Words every register's queryset understands."""

    def published(self) -> Self:
        return self.filter(state=State.PUBLISHED)

    def waiting(self) -> Self:
        return self.filter(state=State.WAITING)

    def within(self, ranges: tuple[tuple[str, str], ...]) -> Self:
        """Rows whose area lies in one of the half-open code ranges; none for no range."""
        condition = models.Q(pk__in=())
        for low, high in ranges:
            condition |= models.Q(area_code__gte=low, area_code__lt=high)
        return self.filter(condition)

    def in_scope(self, scope: Scope, ability: Ability = Ability.READ) -> Self:
        """The rows this person may see (or enter, approve …): by area, plus the rows he owns."""
        condition = models.Q(pk__in=())
        for low, high in scope.ranges(ability):
            condition |= models.Q(area_code__gte=low, area_code__lt=high)
        return self.filter(condition | self.owned(scope, ability))

    def owned(self, scope: Scope, ability: Ability) -> models.Q:
        """Rows of owner postings; each register says which subject kind and column that is."""
        return models.Q(pk__in=scope.subjects(ability, self.model.SUBJECT))


class Publication(models.Model):
    """State, authors and version of a row that may be shown to the public.

    `version` grows with every edit, so the second of two officers editing at once is shown both versions.
    """

    SUBJECT: ClassVar[str]

    area_code = AreaCodeField(_("area"), blank=True)
    state = CodeField(max_length=10, choices=STATE_NAMES, default=State.DRAFT.value)
    version = models.PositiveIntegerField(default=1)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(null=True)
    return_note = models.CharField(max_length=500, blank=True)
    is_demo = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        abstract = True
        default_permissions = ()


class CheckItem(models.Model):
    """A point on a row that a person should look at: what was found, what is proposed, whether it stops publication.

    Personal data: `found` may repeat a phone or a name, so it is shown only to those who see the row's personal data.
    """

    class State(models.TextChoices):
        OPEN = "open", _("to check")
        ACCEPTED = "accepted", _("mended")
        DISMISSED = "dismissed", _("right as it is")

    subject = CodeField(max_length=20)
    subject_id = models.BigIntegerField()
    area_code = AreaCodeField(blank=True)
    rule = CodeField(max_length=40)
    field = CodeField(max_length=40, blank=True)
    found = models.CharField(max_length=300, blank=True)
    proposal = models.CharField(max_length=300, blank=True)
    blocks = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    created_at = models.DateTimeField(auto_now_add=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        db_table = "publication_check_item"
        default_permissions = ()
        indexes = [
            models.Index(fields=["subject", "subject_id"], name="publication_check_subject"),
            # the desk's list "to check" of one area
            models.Index(fields=["state", "area_code"], name="publication_check_open"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["subject", "subject_id", "rule", "field"], name="publication_check_once")
        ]
