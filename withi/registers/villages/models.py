"""Tourism communities: who receives guests, what there is, whom to call."""

from datetime import date
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from withi.ground.files.models import Photographed
from withi.ground.web.fields import AreaCodeField, CodeField
from withi.registers.publication.models import Publication, PublicationQuerySet
from withi.registers.publication.rules import State
from withi.registers.villages.rules import AssetFacts, AssetKind, PriceUnit, Receiving, Statement, Way
from withi.registers.villages.visits import Facility, Hazard, Speech

RECEIVING_NAMES = [
    (Receiving.OPEN.value, _("receiving guests")),
    (Receiving.APPOINTMENT.value, _("by appointment")),
    (Receiving.PAUSED.value, _("paused for now")),
    (Receiving.CEASED.value, _("ceased")),
]
ASSET_NAMES = [
    (AssetKind.ATTRACTION.value, _("attraction")),
    (AssetKind.FOOD.value, _("local food")),
    (AssetKind.HOMESTAY.value, _("homestay")),
    (AssetKind.ACTIVITY.value, _("activity")),
    (AssetKind.FESTIVAL.value, _("festival")),
    (AssetKind.WISDOM.value, _("wisdom keeper")),
    (AssetKind.STRUCTURE.value, _("structure")),
    (AssetKind.FACILITY.value, _("facility")),
    (AssetKind.DYE.value, _("natural-dye source")),
]
PRICE_UNIT_NAMES = [
    (PriceUnit.PERSON.value, _("per person")),
    (PriceUnit.GROUP.value, _("per group")),
    (PriceUnit.NIGHT.value, _("per person a night")),
    (PriceUnit.HOUSE.value, _("per house a night")),
    (PriceUnit.TRIP.value, _("per vehicle")),
    (PriceUnit.SET.value, _("per set")),
]
WAY_NAMES = [
    (Way.CAR.value, _("By car")),
    (Way.TRAIN.value, _("By train")),
    (Way.BUS.value, _("By bus")),
    (Way.BOAT.value, _("By boat")),
    (Way.PICKUP.value, _("Pick-up by the community")),
]
FACILITY_NAMES = [
    (Facility.TOILET.value, _("toilet")),
    (Facility.PARKING.value, _("parking")),
    (Facility.STEP_FREE.value, _("step-free way")),
    (Facility.PRAYER.value, _("prayer room")),
    (Facility.HALAL.value, _("halal food")),
    (Facility.VEGETARIAN.value, _("vegetarian food")),
]
SPEECH_NAMES = [
    (Speech.THAI.value, _("Thai")),
    (Speech.ENGLISH.value, _("English")),
    (Speech.CHINESE.value, _("Chinese")),
    (Speech.JAPANESE.value, _("Japanese")),
    (Speech.KOREAN.value, _("Korean")),
    (Speech.MALAY.value, _("Malay")),
    (Speech.LAO.value, _("Isan and Lao")),
    (Speech.KHMER.value, _("Khmer")),
    (Speech.NORTHERN.value, _("Northern Thai")),
    (Speech.SIGN.value, _("sign language")),
]
HAZARD_NAMES = [
    (Hazard.SMOKE.value, _("smoke and haze")),
    (Hazard.FLOOD.value, _("flood")),
    (Hazard.DROUGHT.value, _("drought and heat")),
]


UNCONFIRMED = models.ExpressionWrapper(models.Q(confirmed_on__isnull=True), output_field=models.BooleanField())
TURNS_AWAY = models.Case(
    models.When(confirmed_on__isnull=False, receiving__in=(Receiving.OPEN.value, Receiving.APPOINTMENT.value), then=0),
    default=1,
    output_field=models.SmallIntegerField(),
)


class CommunityQuerySet(PublicationQuerySet):
    def receiving(self) -> "CommunityQuerySet":
        """Communities that take guests now, with or without an appointment."""
        return self.filter(receiving__in=(Receiving.OPEN, Receiving.APPOINTMENT))

    def not_confirmed_since(self, day: date) -> "CommunityQuerySet":
        """Communities, but those that gave up, whose state, or hours and prices, nobody confirmed since a day."""
        return self.exclude(confirmed_on__gte=day, facts_on__gte=day).exclude(receiving=Receiving.CEASED)


class Community(Publication):
    """A tourism community (ชุมชนท่องเที่ยว OTOP นวัตวิถี).

    It has a tambon and none, one or several villages (`CommunityVillage`); `area_code` is the first village's code,
    else the tambon's. Personal data: the coordinator's name, for officers and editors; phone and LINE, given in order
    to be published.
    """

    SUBJECT: ClassVar[str] = "community"

    name_th = models.CharField(_("name"), max_length=160)
    name_en = models.CharField(_("name in English"), max_length=160, blank=True)
    sort_key = CodeField(max_length=400, editable=False)
    summary_th = models.CharField(_("one sentence on the community"), max_length=240, blank=True)
    summary_en = models.CharField(_("one sentence in English"), max_length=240, blank=True)
    story_th = models.TextField(_("story"), blank=True)
    story_en = models.TextField(_("story in English"), blank=True)
    now_th = models.CharField(_("why come now"), max_length=160, blank=True)
    now_en = models.CharField(_("why come now, in English"), max_length=160, blank=True)
    now_until = models.DateField(_("shown until"), null=True, blank=True)
    coordinator = models.CharField(_("coordinator"), max_length=120, blank=True)
    coordinator_role = models.CharField(_("coordinator's role"), max_length=80, blank=True)
    phone = CodeField(_("phone"), max_length=20, blank=True)
    line_id = CodeField(_("LINE id"), max_length=60, blank=True)
    call_hours = models.CharField(_("call between"), max_length=40, blank=True)
    meeting_point_th = models.CharField(_("where guests are met"), max_length=200, blank=True)
    meeting_point_en = models.CharField(_("where guests are met, in English"), max_length=200, blank=True)
    lat = models.FloatField(_("latitude"), null=True, blank=True)
    lon = models.FloatField(_("longitude"), null=True, blank=True)
    pays_cash = models.BooleanField(_("cash"), default=True)
    pays_promptpay = models.BooleanField(_("PromptPay"), default=False)
    pays_card = models.BooleanField(_("card"), default=False)

    best_months = CodeField(_("best time to come"), max_length=5, blank=True)
    smoke_months = CodeField(_("smoke and haze"), max_length=5, blank=True)
    flood_months = CodeField(_("flood"), max_length=5, blank=True)
    drought_months = CodeField(_("drought and heat"), max_length=5, blank=True)
    languages = CodeField(_("languages"), max_length=40, blank=True)
    facilities = CodeField(_("facilities"), max_length=120, blank=True)
    dress_th = models.CharField(_("what to wear"), max_length=200, blank=True)
    dress_en = models.CharField(_("what to wear, in English"), max_length=200, blank=True)
    camera_th = models.CharField(_("taking photos"), max_length=200, blank=True)
    camera_en = models.CharField(_("taking photos, in English"), max_length=200, blank=True)
    last_ride_th = models.CharField(_("last transport"), max_length=200, blank=True)
    last_ride_en = models.CharField(_("last transport, in English"), max_length=200, blank=True)
    hospital_th = models.CharField(_("nearest hospital"), max_length=120, blank=True)
    hospital_en = models.CharField(_("nearest hospital, in English"), max_length=120, blank=True)
    hospital_phone = CodeField(_("hospital's phone"), max_length=20, blank=True)
    hospital_km = models.PositiveSmallIntegerField(_("kilometres to the hospital"), null=True, blank=True)

    receiving = CodeField(_("receiving state"), max_length=12, choices=RECEIVING_NAMES, default=Receiving.PAUSED.value)
    notice_days = models.PositiveSmallIntegerField(_("days of notice"), null=True, blank=True)
    group_min = models.PositiveSmallIntegerField(_("smallest group"), null=True, blank=True)
    group_max = models.PositiveSmallIntegerField(_("largest group"), null=True, blank=True)
    closed_days = models.CharField(_("days without guests"), max_length=80, blank=True)
    receiving_until = models.DateField(_("expected to end"), null=True, blank=True)
    receiving_reason = models.CharField(_("reason"), max_length=200, blank=True)
    confirmed_on = models.DateField(_("confirmed on"), null=True, blank=True)
    confirmed_role = models.CharField(_("confirmed by"), max_length=80, blank=True)
    facts_on = models.DateField(null=True)

    objects = CommunityQuerySet.as_manager()

    class Meta(Publication.Meta):
        db_table = "villages_community"
        indexes = [
            # desk lists and public pages of one area; home: who receives now
            models.Index(fields=["area_code", "state"], name="villages_community_area"),
            models.Index(fields=["state", "receiving", "-confirmed_on"], name="villages_community_open"),
            # the public list: those that receive guests first, the latest confirmed; and what is new
            models.Index(
                "state", TURNS_AWAY, UNCONFIRMED, models.F("confirmed_on").desc(), "id", name="villages_community_first"
            ),
            models.Index(fields=["state", "-published_at"], name="villages_community_new"),
            # the whole nation by name
            models.Index(fields=["sort_key", "id"], name="villages_community_name"),
            # how many each province has, and how many of them receive guests
            models.Index(fields=["state", "area_code", "receiving", "confirmed_on"], name="villages_community_count"),
        ]
        constraints = [
            models.CheckConstraint(
                name="villages_community_group",
                condition=models.Q(group_max=None)
                | models.Q(group_min=None)
                | models.Q(group_max__gte=models.F("group_min")),
                violation_error_message=_("The largest group is smaller than the smallest."),
            ),
            # a list sent twice at the same moment must not make two of one community
            models.UniqueConstraint(
                fields=["area_code", "name_th"], name="villages_community_once", condition=~models.Q(area_code="")
            ),
            models.CheckConstraint(
                name="villages_community_area_known",
                condition=~models.Q(state=State.PUBLISHED.value) | ~models.Q(area_code=""),
            ),
        ]

    def __str__(self) -> str:
        return self.name_th

    def statement(self) -> Statement:
        """What it says of itself now, for the rules."""
        return Statement(
            Receiving(self.receiving),
            self.notice_days,
            self.group_min,
            self.group_max,
            self.receiving_until,
            self.receiving_reason,
            self.closed_days,
            bool(self.phone or self.line_id),
        )


class CommunityVillage(models.Model):
    """A village that belongs to a community. Personal data: none."""

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="villages")
    area_code = AreaCodeField()

    class Meta:
        db_table = "villages_village"
        default_permissions = ()
        indexes = [models.Index(fields=["area_code"], name="villages_village_area")]
        constraints = [models.UniqueConstraint(fields=["community", "area_code"], name="villages_village_once")]


class CommunityCategory(models.Model):
    """A programme category a community held for a time, with its source. Personal data: none."""

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="categories")
    name = models.CharField(_("category"), max_length=160)
    valid_from = models.DateField(_("from"), null=True, blank=True)
    valid_to = models.DateField(_("until"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=200, blank=True)

    class Meta:
        db_table = "villages_category"
        default_permissions = ()
        ordering = [models.F("valid_from").asc(nulls_first=True), "pk"]
        constraints = [
            models.CheckConstraint(
                name="villages_category_dates",
                condition=models.Q(valid_from=None)
                | models.Q(valid_to=None)
                | models.Q(valid_to__gte=models.F("valid_from")),
                violation_error_message=_("The category ends before it begins."),
            )
        ]


class CommunityCharm(models.Model):
    """One of the things that make the community dear (เสน่ห์). Personal data: none."""

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="charms")
    position = models.PositiveSmallIntegerField(default=1)
    title_th = models.CharField(_("charm"), max_length=120)
    title_en = models.CharField(_("charm in English"), max_length=120, blank=True)
    text_th = models.CharField(_("about it"), max_length=400, blank=True)
    text_en = models.CharField(_("about it in English"), max_length=400, blank=True)

    class Meta:
        db_table = "villages_charm"
        default_permissions = ()
        ordering = ["position", "pk"]


class CommunityWay(models.Model):
    """How to get there by one means. Personal data: none."""

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="ways")
    means = CodeField(_("means"), max_length=10, choices=WAY_NAMES)
    text_th = models.CharField(_("how to get there"), max_length=400)
    text_en = models.CharField(_("how to get there, in English"), max_length=400, blank=True)

    class Meta:
        db_table = "villages_way"
        default_permissions = ()
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["community", "means"], name="villages_way_once")]


class CommunityReceiving(models.Model):
    """History of the receiving state: what it was from when, why, who said so. Personal data: none (roles)."""

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="receiving_history")
    receiving = CodeField(max_length=12, choices=RECEIVING_NAMES)
    valid_from = models.DateField()
    expected_until = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    confirmed_role = models.CharField(max_length=80, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "villages_receiving"
        default_permissions = ()
        ordering = ["-valid_from", "-pk"]


class CommunityAsset(Photographed):
    """What a guest can see, do, eat, sleep in or learn there; also structures and facilities.

    Personal data: a wisdom keeper's name, entered with consent. `price` is satang per `price_unit`; 0 is free of
    charge, None is not told. `hours` is a line of `kit.hours`; houses, rooms, permit and standard are a homestay's;
    maker, material and cost (satang) of what was built.
    `version` grows with every edit, as a community's does.
    """

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="assets")
    kind = CodeField(_("kind"), max_length=12, choices=ASSET_NAMES)
    position = models.PositiveSmallIntegerField(default=1)
    name_th = models.CharField(_("name"), max_length=160)
    name_en = models.CharField(_("name in English"), max_length=160, blank=True)
    text_th = models.CharField(_("about it"), max_length=600, blank=True)
    text_en = models.CharField(_("about it in English"), max_length=600, blank=True)
    lat = models.FloatField(_("latitude"), null=True, blank=True)
    lon = models.FloatField(_("longitude"), null=True, blank=True)
    price = models.PositiveBigIntegerField(_("price"), null=True, blank=True)
    price_unit = CodeField(_("price per"), max_length=8, choices=PRICE_UNIT_NAMES, blank=True)
    capacity = models.PositiveIntegerField(_("how many guests"), null=True, blank=True)
    hours = CodeField(_("opening hours"), max_length=4_000, blank=True)
    minutes = models.PositiveSmallIntegerField(_("minutes a visit takes"), null=True, blank=True)
    houses = models.PositiveSmallIntegerField(_("houses"), null=True, blank=True)
    rooms = models.PositiveSmallIntegerField(_("rooms"), null=True, blank=True)
    permit = CodeField(_("number of the acknowledged notification"), max_length=40, blank=True)
    standard_on = models.DateField(_("Thai homestay standard since"), null=True, blank=True)
    maker = models.CharField(_("made by"), max_length=160, blank=True)
    material = models.CharField(_("made of"), max_length=160, blank=True)
    cost = models.PositiveBigIntegerField(_("what it cost"), null=True, blank=True)
    verified_on = models.DateField(_("verified on"), null=True, blank=True)
    verified_role = models.CharField(_("verified by"), max_length=80, blank=True)
    version = models.PositiveIntegerField(default=1)
    is_demo = models.BooleanField(default=False)

    class Meta:
        db_table = "villages_asset"
        default_permissions = ()
        ordering = ["position", "pk"]
        indexes = [models.Index(fields=["community", "kind", "position"], name="villages_asset_kind")]
        constraints = [
            models.CheckConstraint(
                name="villages_asset_price_unit",
                condition=models.Q(price=None) | models.Q(price=0) | ~models.Q(price_unit=""),
                violation_error_message=_("A price needs its unit: per person, per group …"),
            )
        ]

    def __str__(self) -> str:
        return self.name_th

    def facts(self) -> AssetFacts:
        """What is told of it, for the rules and the trail."""
        return AssetFacts(**{name: getattr(self, name) for name in AssetFacts.__slots__})
