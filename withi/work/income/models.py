"""Monthly sales of producers, monthly tourism income of communities, and how far each month has come."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce, Substr
from django.utils.translation import gettext_lazy as _

from withi.ground.web.fields import AreaCodeField, CodeField
from withi.registers.producers.models import KIND_NAMES, Producer
from withi.registers.products.models import TYPE_NAMES, Product
from withi.registers.villages.models import Community
from withi.work.income.rules import CHANNELS, TAMBON_DIGITS, Channel, Close, Receipt, Sharing, State, Why

CHANNEL_NAMES = [
    (Channel.IN_VILLAGE.value, _("in the village")),
    (Channel.OUTSIDE.value, _("outside the village")),
    (Channel.ONLINE.value, _("online")),
    (Channel.FAIR.value, _("at fairs")),
]
STATE_NAMES = [
    (State.REPORTED.value, _("reported")),
    (State.REPEATED.value, _("same as the month before")),
    (State.ZERO.value, _("nothing sold")),
    (State.ESTIMATED.value, _("estimated")),
]
WHY_NAMES = [
    (Why.FESTIVAL.value, _("festival or fair")),
    (Why.CHANNEL.value, _("a new channel, or one that closed")),
    (Why.ORDER.value, _("a big order, or one that ended")),
    (Why.ILLNESS.value, _("illness")),
    (Why.FLOOD.value, _("flood, drought or storm")),
    (Why.SEASON.value, _("the season came early or late")),
    (Why.MATERIAL.value, _("material was short or dear")),
    (Why.MEMBERS.value, _("members came or left")),
    (Why.OTHER.value, _("something else, told in the note")),
]
CLOSE_NAMES = [
    (Close.OPEN.value, _("open")),
    (Close.SUBMITTED.value, _("submitted")),
    (Close.APPROVED.value, _("approved")),
    (Close.LOCKED.value, _("locked")),
]
RECEIPT_NAMES = [
    (Receipt.HOMESTAY.value, _("homestay")),
    (Receipt.FOOD.value, _("food")),
    (Receipt.ACTIVITY.value, _("activities")),
    (Receipt.GUIDE.value, _("guides")),
    (Receipt.TRANSPORT.value, _("transport")),
    (Receipt.GOODS.value, _("goods of unregistered sellers")),
    (Receipt.FUND.value, _("fund and donations")),
]
SHARING_NAMES = [
    (Sharing.WORK.value, _("by the work done")),
    (Sharing.EQUAL.value, _("in equal parts")),
    (Sharing.TURN.value, _("in turn, house by house")),
    (Sharing.SHARES.value, _("by shares held")),
    (Sharing.NONE.value, _("not shared yet, all in the fund")),
]


def _sum_of(names: Any) -> Any:
    parts = [Coalesce(F(str(name)), 0) for name in names]
    whole: Any = parts[0]
    for part in parts[1:]:
        whole = whole + part
    return whole


def _amounts(names: Any) -> Q:
    """Every amount is empty or at least zero."""
    condition = Q()
    for name in names:
        condition &= Q(**{str(name): None}) | Q(**{f"{name}__gte": 0})
    return condition


def _some(names: Any) -> Q:
    condition = Q()
    for name in names:
        condition |= Q(**{f"{name}__isnull": False})
    return condition


class IncomeFacts(models.Model):
    """What every report and every replaced report carries.

    `area_code` (village or tambon, as the register had it) is that of the time of the report and stays. `key` and
    `digest` tell which sending of which device it was. `since` is when these figures came to stand.
    """

    month = models.PositiveIntegerField()
    area_code = AreaCodeField(blank=True)
    state = CodeField(max_length=9, choices=STATE_NAMES)
    total = models.BigIntegerField(default=0)
    why = CodeField(_("reason"), max_length=10, choices=WHY_NAMES, blank=True)
    basis = models.CharField(_("what the estimate rests on"), max_length=200, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    key = models.UUIDField(null=True, editable=False)
    digest = CodeField(max_length=64, blank=True, editable=False)
    revision = models.PositiveIntegerField(default=1)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    since = models.DateTimeField()
    is_demo = models.BooleanField(default=False)

    class Meta:
        abstract = True
        default_permissions = ()


class SalesFacts(IncomeFacts):
    """A producer's gross sales of one month by channel, in satang; an empty channel was not reported.

    `kind` is the producer's kind at that time.
    """

    # no index of its own: the constraints on producer and month begin with it
    producer = models.ForeignKey(Producer, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = CodeField(max_length=6, choices=KIND_NAMES, blank=True)
    in_village = models.BigIntegerField(_("in the village"), null=True, blank=True)
    outside = models.BigIntegerField(_("outside the village"), null=True, blank=True)
    online = models.BigIntegerField(_("online"), null=True, blank=True)
    fair = models.BigIntegerField(_("at fairs"), null=True, blank=True)

    class Meta(IncomeFacts.Meta):
        abstract = True


class IncomeMonth(SalesFacts):
    """The report that stands: one row per producer and month. No row: not reported.

    Personal data: what a sole owner or small group sold; seen by the producer and the officers in charge only.
    """

    class Meta(SalesFacts.Meta):
        db_table = "income_month"
        indexes = [
            # an area's producers of a month, and of a run of months, by prefix
            models.Index(fields=["month", "area_code"], name="income_month_area"),
            # the recount: a month's reports by tambon and kind, so that nothing has to be sorted
            models.Index(F("month"), Substr("area_code", 1, TAMBON_DIGITS), F("kind"), name="income_month_recount"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["producer", "month"], name="income_month_once"),
            models.UniqueConstraint(fields=["key"], name="income_month_key", condition=Q(key__isnull=False)),
            models.CheckConstraint(name="income_month_number", condition=Q(month__gte=195001, month__lte=215712)),
            models.CheckConstraint(name="income_month_amounts", condition=_amounts(CHANNELS)),
            models.CheckConstraint(name="income_month_some", condition=_some(CHANNELS)),
            models.CheckConstraint(name="income_month_total", condition=Q(total=_sum_of(CHANNELS))),
            models.CheckConstraint(
                name="income_month_zero",
                condition=(Q(state=State.ZERO.value) & Q(total=0))
                | (Q(state=State.REPORTED.value) & Q(total__gt=0))
                | Q(state__in=(State.REPEATED.value, State.ESTIMATED.value)),
            ),
            models.CheckConstraint(name="income_month_basis", condition=~Q(state=State.ESTIMATED.value) | ~Q(basis="")),
        ]


class IncomeLine(models.Model):
    """A part of a month's sales in one channel that one product brought, in satang; what no line names is not split.

    `product_type` is the product's type at that time. Personal data: as `IncomeMonth`.
    """

    report = models.ForeignKey(IncomeMonth, on_delete=models.CASCADE, related_name="lines")
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="+")
    product_type = CodeField(max_length=8, choices=TYPE_NAMES, blank=True)
    channel = CodeField(max_length=10, choices=CHANNEL_NAMES)
    amount = models.BigIntegerField()

    class Meta:
        db_table = "income_line"
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["report", "product", "channel"], name="income_line_once"),
            models.CheckConstraint(name="income_line_amount", condition=Q(amount__gt=0)),
        ]


class IncomeRevision(SalesFacts):
    """Figures that stood from `since` to `until`, and how they came to be replaced; never changed.

    "As it stood" on a day: the reports that began by then and the revisions that lasted beyond. `lines` are
    [product, type, channel, satang]. Personal data: as `IncomeMonth`.
    """

    until = models.DateTimeField()
    lines = models.JSONField(default=list)

    class Meta(SalesFacts.Meta):
        db_table = "income_revision"
        indexes = [
            # as it stood: an area's months
            models.Index(fields=["month", "area_code"], name="income_revision_area"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["producer", "month", "revision"], name="income_revision_once"),
            models.UniqueConstraint(fields=["key"], name="income_revision_key", condition=Q(key__isnull=False)),
        ]


class TourismFacts(IncomeFacts):
    """What a community took in from guests in one month, in satang; an empty figure was not reported.

    `shared` is the part that registered producers report as their own sales too, so that nobody counts it twice.
    """

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="+")
    guests_thai = models.PositiveIntegerField(_("Thai guests"), null=True, blank=True)
    guests_foreign = models.PositiveIntegerField(_("foreign guests"), null=True, blank=True)
    guests_study = models.PositiveIntegerField(_("guests of study groups"), null=True, blank=True)
    nights = models.PositiveIntegerField(_("nights"), null=True, blank=True)
    homestay = models.BigIntegerField(_("homestay"), null=True, blank=True)
    food = models.BigIntegerField(_("food"), null=True, blank=True)
    activity = models.BigIntegerField(_("activities"), null=True, blank=True)
    guide = models.BigIntegerField(_("guides"), null=True, blank=True)
    transport = models.BigIntegerField(_("transport"), null=True, blank=True)
    goods = models.BigIntegerField(_("goods of unregistered sellers"), null=True, blank=True)
    fund = models.BigIntegerField(_("fund and donations"), null=True, blank=True)
    shared = models.BigIntegerField(_("of it, sales that OTOP producers report themselves"), null=True, blank=True)
    households = models.PositiveIntegerField(_("households paid"), null=True, blank=True)
    paid = models.BigIntegerField(_("paid to households"), null=True, blank=True)
    sharing = CodeField(_("how it was shared"), max_length=10, choices=SHARING_NAMES, blank=True)

    class Meta(IncomeFacts.Meta):
        abstract = True


class IncomeTourism(TourismFacts):
    """The tourism report that stands: one row per community and month. Personal data: none; a community's account."""

    class Meta(TourismFacts.Meta):
        db_table = "income_tourism"
        indexes = [models.Index(fields=["month", "area_code"], name="income_tourism_area")]
        constraints = [
            models.UniqueConstraint(fields=["community", "month"], name="income_tourism_once"),
            models.UniqueConstraint(fields=["key"], name="income_tourism_key", condition=Q(key__isnull=False)),
            models.CheckConstraint(name="income_tourism_number", condition=Q(month__gte=195001, month__lte=215712)),
            models.CheckConstraint(name="income_tourism_amounts", condition=_amounts([*Receipt, "paid"])),
            models.CheckConstraint(name="income_tourism_some", condition=_some(Receipt)),
            models.CheckConstraint(
                name="income_tourism_shared", condition=Q(shared=None) | Q(shared__gte=0, shared__lte=F("total"))
            ),
            models.CheckConstraint(name="income_tourism_total", condition=Q(total=_sum_of(Receipt))),
            models.CheckConstraint(
                name="income_tourism_basis", condition=~Q(state=State.ESTIMATED.value) | ~Q(basis="")
            ),
        ]


class IncomeTourismRevision(TourismFacts):
    """A tourism report that stood from `since` to `until`; never changed. Personal data: none."""

    until = models.DateTimeField()

    class Meta(TourismFacts.Meta):
        db_table = "income_tourism_revision"
        indexes = [models.Index(fields=["month", "area_code"], name="income_tourism_rev_area")]
        constraints = [
            models.UniqueConstraint(fields=["community", "month", "revision"], name="income_tourism_rev_once"),
            models.UniqueConstraint(fields=["key"], name="income_tourism_rev_key", condition=Q(key__isnull=False)),
        ]


class IncomeClose(models.Model):
    """How far the month of one tambon has come; the row that every write of that month locks first.

    Personal data: none. Who submitted and approved are accounts.
    """

    area_code = AreaCodeField(max_length=6, blank=True)
    month = models.PositiveIntegerField()
    state = CodeField(max_length=9, choices=CLOSE_NAMES, default=Close.OPEN.value)
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    submitted_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    locked_at = models.DateTimeField(null=True)
    unlocked_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        db_table = "income_close"
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["month", "area_code"], name="income_close_once"),
        ]


class IncomeCutoff(models.Model):
    """The day of the following month until which a month is reported, from a month on; of the nation, or of a province
    that has a day of its own. Personal data: none."""

    area_code = AreaCodeField(max_length=2, blank=True)
    valid_from = models.PositiveIntegerField()
    day = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=300)
    is_demo = models.BooleanField(default=False)

    class Meta:
        db_table = "income_cutoff"
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["area_code", "valid_from"], name="income_cutoff_once"),
            models.CheckConstraint(name="income_cutoff_day", condition=Q(day__gte=1, day__lte=28)),
        ]


class IncomeTarget(models.Model):
    """By how much an area's sales of a fiscal year (BE) shall grow over the average of its base years.

    `rate` in hundredths of a percent. At approval the base is frozen: the producers of the registration round named in
    `base_round` (`members`, `base_producers` of them), and what they sold in all base years together (`base_total`,
    satang, from `base_reports` monthly reports). Personal data: none.
    """

    area_code = AreaCodeField(blank=True)
    fiscal_year = models.PositiveSmallIntegerField()
    rate = models.IntegerField()
    first_base_year = models.PositiveSmallIntegerField()
    last_base_year = models.PositiveSmallIntegerField()
    base_round = models.CharField(max_length=120)
    source = models.CharField(max_length=300)
    base_total = models.BigIntegerField(null=True)
    base_producers = models.PositiveIntegerField(null=True)
    base_reports = models.PositiveIntegerField(null=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "income_target"
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["area_code", "fiscal_year"], name="income_target_once"),
            models.CheckConstraint(
                name="income_target_years",
                condition=Q(last_base_year__gte=F("first_base_year")) & Q(fiscal_year__gt=F("last_base_year")),
            ),
            models.CheckConstraint(
                name="income_target_frozen",
                condition=Q(approved_at=None) | (Q(base_total__isnull=False) & Q(base_producers__isnull=False)),
            ),
        ]


class IncomeTargetMember(models.Model):
    """A producer of the round that a target rests on, frozen at approval: who registers later is not in it.

    Personal data: none beside the producer's own.
    """

    target = models.ForeignKey(IncomeTarget, on_delete=models.CASCADE, related_name="members")
    producer = models.ForeignKey(Producer, on_delete=models.CASCADE, related_name="+")

    class Meta:
        db_table = "income_target_member"
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["target", "producer"], name="income_target_member_once")]
