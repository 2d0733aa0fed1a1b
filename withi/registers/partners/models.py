"""Partners of the programme and where each works."""

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from withi.ground.people.rules import Ability, Scope
from withi.ground.web.fields import AreaCodeField, CodeField
from withi.kit.codes import prefix_range
from withi.registers.partners.rules import NAME_LENGTH, NOTE_LENGTH, Kind

KIND_NAMES = [
    (Kind.AGENCY.value, _("government agency")),
    (Kind.LOCAL.value, _("local authority")),
    (Kind.SCHOOL.value, _("university or school")),
    (Kind.SOCIAL.value, _("Pracharat Rak Samakkee company")),
    (Kind.COMPANY.value, _("company")),
    (Kind.BANK.value, _("bank")),
    (Kind.GROUP.value, _("foundation, association or network")),
]


class PartnerQuerySet(models.QuerySet["Partner"]):
    def in_scope(self, scope: Scope, ability: Ability = Ability.READ) -> Self:
        """Officers read partners that work in, or all around, their area, and change those at home in it.

        A partner's own account does both with that one.
        """
        own = models.Q(pk__in=scope.subjects(ability, Partner.SUBJECT))
        if ability is not Ability.READ:
            return self.filter(own | self._at_home(scope, ability))
        found = PartnerArea.objects.filter(touching(scope.areas(ability)), partner=models.OuterRef("pk"))
        return self.filter(own | models.Exists(found))

    def _at_home(self, scope: Scope, ability: Ability) -> models.Q:
        condition = models.Q(pk__in=())
        for low, high in scope.ranges(ability):
            condition |= models.Q(area_code__gte=low, area_code__lt=high)
        return condition

    def working_in(self, area: str) -> Self:
        """Those that work somewhere in an area, or all around it."""
        found = PartnerArea.objects.filter(touching([area]), partner=models.OuterRef("pk"))
        return self.filter(models.Exists(found))


def touching(areas: list[str] | tuple[str, ...]) -> models.Q:
    """Areas that lie in one of these, or around it."""
    condition = models.Q(pk__in=())
    for area in areas:
        low, high = prefix_range(area)
        around = [area[:size] for size in range(2, len(area), 2)]
        condition |= models.Q(area_code__gte=low, area_code__lt=high) | models.Q(area_code__in=around)
    return condition


class Partner(models.Model):
    """An organisation that helps communities and producers (ภาคี); an office, never a person.

    `area_code` is where it is at home: officers there keep it. The phone is an office's. `is_named`: it agreed to be
    named on public pages of those it helped. Personal data: who wrote it down.
    """

    SUBJECT: ClassVar[str] = "partner"

    kind = CodeField(_("kind of partner"), max_length=8, choices=KIND_NAMES)
    name_th = models.CharField(_("name"), max_length=NAME_LENGTH)
    name_en = models.CharField(_("name in English"), max_length=NAME_LENGTH, blank=True)
    sort_key = CodeField(max_length=400, editable=False)
    area_code = AreaCodeField(_("where it works"))
    phone = CodeField(_("phone of the office"), max_length=20, blank=True)
    website = models.URLField(_("website"), max_length=200, blank=True)
    since = models.DateField(_("works with the programme since"), null=True)
    until = models.DateField(_("last day"), null=True)
    note = models.CharField(_("notes"), max_length=NOTE_LENGTH, blank=True)
    is_named = models.BooleanField(_("may be named on public pages"), default=False)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    version = models.PositiveIntegerField(default=1)
    is_demo = models.BooleanField(default=False)

    objects = PartnerQuerySet.as_manager()

    class Meta:
        db_table = "partners_partner"
        default_permissions = ()
        indexes = [
            # an area's list in Thai order
            models.Index(fields=["area_code", "sort_key"], name="partners_partner_area"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["area_code", "kind", "name_th"], name="partners_partner_once"),
            models.CheckConstraint(
                name="partners_partner_dates",
                condition=models.Q(since=None) | models.Q(until=None) | models.Q(until__gte=models.F("since")),
            ),
        ]

    def __str__(self) -> str:
        return self.name_th


class PartnerArea(models.Model):
    """A place where a partner works; its home is one of them."""

    partner = models.ForeignKey(Partner, on_delete=models.CASCADE, related_name="areas")
    area_code = AreaCodeField()

    class Meta:
        db_table = "partners_area"
        default_permissions = ()
        ordering = ["pk"]
        indexes = [
            # partners of an area
            models.Index(fields=["area_code", "partner"], name="partners_area_code"),
        ]
        constraints = [models.UniqueConstraint(fields=["partner", "area_code"], name="partners_area_once")]

    def __str__(self) -> str:
        return str(self.area_code)
