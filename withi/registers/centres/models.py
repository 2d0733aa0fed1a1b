"""Centres of the programme, how each stands, and the steps by which it is revived."""

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from withi.ground.people.rules import Ability, Scope
from withi.ground.web.fields import AreaCodeField, CodeField
from withi.registers.centres.rules import (
    GOAL_LENGTH,
    NAME_LENGTH,
    NOTE_LENGTH,
    PLACE_LENGTH,
    SERVES,
    STEP_LENGTH,
    Condition,
    Kind,
    Step,
)

KIND_NAMES = [
    (Kind.DISTRICT.value, _("information centre of the district")),
    (Kind.VILLAGE.value, _("information centre of a village")),
    (Kind.LEARNING.value, _("learning centre")),
    (Kind.GOODS.value, _("distribution centre")),
]
CONDITION_NAMES = [
    (Condition.OPEN.value, _("open as it says")),
    (Condition.WEAK.value, _("open now and then")),
    (Condition.CLOSED.value, _("closed, to be revived")),
    (Condition.ENDED.value, _("given up")),
]


class CentreQuerySet(models.QuerySet["Centre"]):
    """Officers of the area see centres on the desk; an account of its staff sees, and keeps, its own."""

    def in_scope(self, scope: Scope, ability: Ability = Ability.READ) -> Self:
        condition = models.Q(pk__in=scope.subjects(ability, Centre.SUBJECT))
        for low, high in scope.ranges(ability):
            condition |= models.Q(area_code__gte=low, area_code__lt=high)
        return self.filter(condition)

    def serving(self) -> Self:
        """Those that guests are told of."""
        return self.filter(condition__in=SERVES)


class Centre(models.Model):
    """An information, learning or distribution centre (ศูนย์): where, when open, who looks after it, how it stands.

    `hours` is one line of `kit/hours`. `to_confirm`: its own staff told something that no officer confirmed yet.
    Personal data: the manager's name; the position is not, and the phone is the centre's own.
    """

    SUBJECT: ClassVar[str] = "centre"

    kind = CodeField(_("kind of centre"), max_length=10, choices=KIND_NAMES)
    name_th = models.CharField(_("name"), max_length=NAME_LENGTH)
    name_en = models.CharField(_("name in English"), max_length=NAME_LENGTH, blank=True)
    sort_key = CodeField(max_length=400, editable=False)
    area_code = AreaCodeField(_("place"))
    where_th = models.CharField(_("where it stands"), max_length=PLACE_LENGTH, blank=True)
    where_en = models.CharField(_("where it stands, in English"), max_length=PLACE_LENGTH, blank=True)
    hours = CodeField(max_length=3_000, blank=True)
    phone = CodeField(_("phone"), max_length=20, blank=True)
    manager = models.CharField(_("who looks after it"), max_length=120, blank=True)
    manager_role = models.CharField(_("position of who looks after it"), max_length=120, blank=True)
    office = models.CharField(_("office or group in charge"), max_length=160, blank=True)
    condition = CodeField(_("how it stands"), max_length=8, choices=CONDITION_NAMES, default=Condition.CLOSED.value)
    condition_on = models.DateField(_("seen on"), null=True)
    condition_note = models.CharField(_("why"), max_length=NOTE_LENGTH, blank=True)
    to_confirm = models.BooleanField(default=False)
    goal = models.CharField(_("what the plan is to reach"), max_length=GOAL_LENGTH, blank=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    version = models.PositiveIntegerField(default=1)
    is_demo = models.BooleanField(default=False)

    objects = CentreQuerySet.as_manager()

    class Meta:
        db_table = "centres_centre"
        default_permissions = ()
        indexes = [
            # a district's list in Thai order; what guests of an area are told
            models.Index(fields=["area_code", "sort_key"], name="centres_centre_area"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["area_code", "kind", "name_th"], name="centres_centre_once"),
            models.CheckConstraint(
                name="centres_centre_reason",
                condition=models.Q(condition=Condition.OPEN.value)
                | models.Q(condition_on=None)
                | ~models.Q(condition_note=""),
            ),
        ]

    def __str__(self) -> str:
        return self.name_th


class CentreStep(models.Model):
    """A step of the plan by which a centre is revived (แผนฟื้นฟู). Personal data: `who`, where it names a person."""

    centre = models.ForeignKey(Centre, on_delete=models.CASCADE, related_name="steps")
    text = models.CharField(_("what is to be done"), max_length=STEP_LENGTH)
    who = models.CharField(_("by whom"), max_length=120, blank=True)
    due_on = models.DateField(_("until"))
    done_on = models.DateField(_("done on"), null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "centres_step"
        default_permissions = ()
        ordering = ["due_on", "pk"]
        indexes = [
            # what is overdue
            models.Index(fields=["due_on"], name="centres_step_due", condition=models.Q(done_on=None)),
        ]

    def __str__(self) -> str:
        return self.text

    def step(self) -> Step:
        return Step(self.due_on, self.done_on)
