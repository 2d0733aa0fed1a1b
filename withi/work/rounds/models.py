"""Registration rounds, applications to them, and what officers saw and decided."""

import uuid
from datetime import date
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from withi.ground.people.rules import Ability, Scope
from withi.ground.web.fields import AreaCodeField, CodeField
from withi.registers.producers.models import KIND_NAMES, Producer
from withi.registers.products.models import Product
from withi.work.rounds.rules import ENDED, GONE, SeenHow, State, Turn, Window

STATE_NAMES = [
    (State.DRAFT.value, _("being filled in")),
    (State.SENT.value, _("waits for the district's check")),
    (State.CHECKED.value, _("waits for the committee")),
    (State.PASSED.value, _("waits for the province")),
    (State.APPROVED.value, _("registered")),
    (State.RETURNED.value, _("returned to be mended")),
    (State.REFUSED.value, _("not passed")),
    (State.WITHDRAWN.value, _("taken back")),
]
TURN_NAMES = [(Turn.NEW.value, _("first registration")), (Turn.RENEWAL.value, _("renewal"))]
HOW_NAMES = [(SeenHow.OFFICER.value, _("seen by an officer")), (SeenHow.THAID.value, _("identity confirmed by ThaID"))]
IDENTITY = "rounds_application.id_sealed"
"""The name under which an applicant's citizen number is sealed and indexed."""
COPY = "rounds_copy.body_sealed"


class Round(models.Model):
    """A registration round (รอบการลงทะเบียน) as data: years, who may apply, for how long things may take.

    `kinds` and `turns` are codes with a comma between. Personal data: none.
    """

    SUBJECT: ClassVar[str] = "round"

    name_th = models.CharField(_("name"), max_length=160)
    name_en = models.CharField(_("name in English"), max_length=160, blank=True)
    year_from = models.PositiveSmallIntegerField(_("first B.E. year"))
    year_to = models.PositiveSmallIntegerField(_("last B.E. year"))
    area_code = AreaCodeField(_("area"), blank=True)
    kinds = CodeField(_("who may apply"), max_length=40)
    turns = CodeField(_("first registration or renewal"), max_length=20)
    answer_days = models.PositiveSmallIntegerField(_("days for each step of the officers"), default=30)
    mend_days = models.PositiveSmallIntegerField(_("days to mend after a return"), default=15)
    source = models.CharField(_("source"), max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)
    last_day = models.DateField()
    is_demo = models.BooleanField(default=False)

    class Meta:
        db_table = "rounds_round"
        default_permissions = ()
        # rounds that are open or were last
        indexes = [models.Index(fields=["-last_day"], name="rounds_round_last")]
        constraints = [
            models.CheckConstraint(
                name="rounds_round_years",
                condition=models.Q(year_to__gte=models.F("year_from")),
                violation_error_message=_("The last year is before the first."),
            )
        ]

    def __str__(self) -> str:
        return self.name_en if self.name_en and get_language() == "en" else self.name_th

    @property
    def years(self) -> str:
        """ "2560" or "2557-2558"."""
        return str(self.year_from) if self.year_from == self.year_to else f"{self.year_from}-{self.year_to}"


class RoundWindow(models.Model):
    """Days in which a round takes applications. Personal data: none."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="windows")
    opens_on = models.DateField()
    closes_on = models.DateField()

    class Meta:
        db_table = "rounds_window"
        default_permissions = ()
        ordering = ["opens_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="rounds_window_order",
                condition=models.Q(closes_on__gte=models.F("opens_on")),
                violation_error_message=_("The window closes before it opens."),
            ),
            models.UniqueConstraint(fields=["round", "opens_on"], name="rounds_window_once"),
        ]

    def window(self) -> Window:
        return Window(self.opens_on, self.closes_on)


class RoundPaper(models.Model):
    """A paper a round wants to see; a copy is kept only where the round's rule says so, for a purpose and some days.

    `kinds` as in Round ("" for all). A paper that was taken off a round is `is_off`: what was seen stays. Personal
    data: none.
    """

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="papers")
    place = models.PositiveSmallIntegerField()
    name = models.CharField(_("paper"), max_length=120)
    kinds = CodeField(max_length=40, blank=True)
    of_proxy = models.BooleanField(default=False)
    keeps_copy = models.BooleanField(default=False)
    purpose = models.CharField(_("what the copy is for"), max_length=200, blank=True)
    keep_days = models.PositiveSmallIntegerField(_("days it is kept"), default=0)
    is_off = models.BooleanField(default=False)

    class Meta:
        db_table = "rounds_paper"
        default_permissions = ()
        ordering = ["place", "pk"]
        constraints = [
            models.CheckConstraint(
                name="rounds_paper_copy_rule",
                condition=models.Q(keeps_copy=False) | (~models.Q(purpose="") & models.Q(keep_days__gte=1)),
                violation_error_message=_("A copy needs a purpose and a number of days."),
            )
        ]

    def __str__(self) -> str:
        return self.name


class RoundMeeting(models.Model):
    """A meeting of a district's committee: number n of a B.E. year. Personal data: none."""

    area_code = AreaCodeField(max_length=4)
    number = models.PositiveSmallIntegerField()
    year = models.PositiveSmallIntegerField()
    held_on = models.DateField()
    is_demo = models.BooleanField(default=False)

    class Meta:
        db_table = "rounds_meeting"
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["area_code", "year", "number"], name="rounds_meeting_once")]

    def __str__(self) -> str:
        return f"{self.number}/{self.year}"


class ApplicationQuerySet(models.QuerySet["RoundApplication"]):
    def in_scope(self, scope: Scope, ability: Ability = Ability.READ) -> Self:
        """Applications of one's area, and those of the producers one owns."""
        if scope.is_national(ability):
            return self.filter(~models.Q(pk__in=()))
        condition = models.Q(producer_id__in=scope.subjects(ability, Producer.SUBJECT))
        for low, high in scope.ranges(ability):
            condition |= models.Q(area_code__gte=low, area_code__lt=high)
        return self.filter(condition)

    def late(self, day: date) -> Self:
        """Those that should have gone on before this day."""
        return self.filter(due_on__lt=day).exclude(state__in=ENDED)


class RoundApplication(models.Model):
    """A producer's application to a round (คำขอ): what it told, where it stands, what was decided and why.

    `done` are the parts that were filled in, with a comma between. `due_on` is the last day on which it may stay as it
    is. Personal data: the applicant's and the proxy's name, the site's address; the citizen number sealed (`id_sealed`,
    bound to `key`) with a keyed blind index; the reason of a return may tell of a person.
    """

    SUBJECT: ClassVar[str] = "application"

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="applications")
    producer = models.ForeignKey(Producer, on_delete=models.CASCADE, related_name="applications")
    area_code = AreaCodeField(_("area"), blank=True)
    state = CodeField(max_length=9, choices=STATE_NAMES, default=State.DRAFT.value)
    version = models.PositiveIntegerField(default=1)
    done = CodeField(max_length=60, blank=True)
    kind = CodeField(_("kind of producer"), max_length=6, choices=KIND_NAMES, blank=True)
    turn = CodeField(_("registers"), max_length=7, choices=TURN_NAMES, blank=True)
    applicant = models.CharField(_("who applies"), max_length=120, blank=True)
    is_thai = models.BooleanField(_("Thai nationality"), default=False)
    id_sealed = CodeField(max_length=200, blank=True, editable=False)
    id_blind = CodeField(max_length=64, blank=True, editable=False)
    is_proxy = models.BooleanField(_("someone applies in their place"), default=False)
    proxy_name = models.CharField(_("name of the proxy"), max_length=120, blank=True)
    mandate_on = models.DateField(_("day of the mandate"), null=True, blank=True)
    site_code = AreaCodeField(_("where it is made"), blank=True)
    address = models.CharField(_("house number, road"), max_length=300, blank=True)
    joins_production = models.BooleanField(_("the community takes part in production"), default=False)
    joins_management = models.BooleanField(_("the community takes part in management"), default=False)
    gives_benefit = models.BooleanField(_("the community benefits"), default=False)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    meeting = models.ForeignKey(RoundMeeting, on_delete=models.PROTECT, null=True, related_name="applications")
    return_note = models.CharField(max_length=500, blank=True)
    moved_on = models.DateField()
    due_on = models.DateField()
    is_demo = models.BooleanField(default=False)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        db_table = "rounds_application"
        default_permissions = ()
        indexes = [
            # what waits for a province or the nation, the oldest first; for a district
            models.Index(fields=["state", "moved_on", "id"], name="rounds_application_waiting"),
            models.Index(fields=["state", "area_code", "moved_on"], name="rounds_application_area"),
            # what is late
            models.Index(
                fields=["due_on", "area_code"],
                name="rounds_application_late",
                condition=~models.Q(state__in=sorted(ENDED)),
            ),
            models.Index(fields=["id_blind"], name="rounds_application_blind", condition=~models.Q(id_blind="")),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "producer"],
                name="rounds_application_once",
                condition=~models.Q(state__in=sorted(GONE)),
            )
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """What the papers call it."""
        return f"{self.pk:06d}"

    def parts_done(self) -> list[str]:
        return [part for part in self.done.split(",") if part]


class RoundGoods(models.Model):
    """A product an application is about. Personal data: none."""

    application = models.ForeignKey(RoundApplication, on_delete=models.CASCADE, related_name="goods")
    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="applications")

    class Meta:
        db_table = "rounds_goods"
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["application", "product"], name="rounds_goods_once")]


class RoundSeen(models.Model):
    """A paper that was shown: who saw it, when, how; nothing of the paper itself. Personal data: who saw it."""

    application = models.ForeignKey(RoundApplication, on_delete=models.CASCADE, related_name="seen")
    paper = models.ForeignKey(RoundPaper, on_delete=models.CASCADE, related_name="+")
    how = CodeField(max_length=7, choices=HOW_NAMES)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        db_table = "rounds_seen"
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["application", "paper"], name="rounds_seen_once")]


class RoundCopy(models.Model):
    """The copy of a paper, drawn anew and sealed: for what it is kept, and the day it is deleted.

    Personal data: whatever the paper says. It opens for those who decide only, each look is in the trail.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    application = models.ForeignKey(RoundApplication, on_delete=models.CASCADE, related_name="copies")
    paper = models.ForeignKey(RoundPaper, on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=200)
    body_sealed = models.TextField(editable=False)
    sent_at = models.DateTimeField()
    delete_on = models.DateField()

    class Meta:
        db_table = "rounds_copy"
        default_permissions = ()
        # what is to be deleted
        indexes = [models.Index(fields=["delete_on"], name="rounds_copy_expiry")]
        constraints = [models.UniqueConstraint(fields=["application", "paper"], name="rounds_copy_once")]


def names_of(codes: str, names: list[tuple[str, Any]]) -> list[str]:
    """Codes with a comma between, in words."""
    words = dict(names)
    return [str(words[code]) for code in codes.split(",") if code in words]
