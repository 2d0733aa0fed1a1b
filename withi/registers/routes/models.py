"""Routes over several communities: their stops in order, and whose turn it is to receive the next group."""

from typing import ClassVar, Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from withi.ground.web.fields import CodeField
from withi.registers.publication.models import Publication, PublicationQuerySet
from withi.registers.publication.rules import State
from withi.registers.routes.rules import (
    HOST_LENGTH,
    LONGEST,
    MONTHS,
    MOST_DAYS,
    NAME_LENGTH,
    NOTE_LENGTH,
    SHORTEST,
    SUMMARY_LENGTH,
    Effort,
    Stands,
    Theme,
)
from withi.registers.villages.models import Community, CommunityAsset
from withi.registers.villages.rules import Receiving

THEME_NAMES = [
    (Theme.CLOTH.value, _("cloth and weaving")),
    (Theme.FOOD.value, _("local food")),
    (Theme.CRAFT.value, _("crafts")),
    (Theme.NATURE.value, _("nature")),
    (Theme.FAITH.value, _("temples and beliefs")),
    (Theme.FARM.value, _("life on the farm")),
    (Theme.STUDY.value, _("study tour")),
]
EFFORT_NAMES = [
    (Effort.EASY.value, _("easy, for everyone")),
    (Effort.MIDDLE.value, _("some walking")),
    (Effort.HARD.value, _("strenuous")),
]
MODE_NAMES = [("car", _("by car")), ("motorcycle", _("by motorcycle")), ("bicycle", _("by bicycle"))]
TURNED_AWAY = (Receiving.PAUSED.value, Receiving.CEASED.value)


class RouteQuerySet(PublicationQuerySet):
    """Routes as guests may see them."""

    def shown(self) -> Self:
        """Published, with stops, and every community on them is public and receives guests today."""
        stops = RouteStop.objects.filter(route=models.OuterRef("pk")).order_by()
        closed = stops.filter(
            ~models.Q(community__state=State.PUBLISHED) | models.Q(community__receiving__in=TURNED_AWAY)
        )
        return self.published().filter(models.Exists(stops), ~models.Exists(closed))


class Route(Publication):
    """A tourism route (เส้นทางท่องเที่ยว): for whom, when, how, and from what hour. Personal data: none.

    Its stops are `RouteStop`. A season without months is the whole year; it may run over the turn of the year.
    """

    SUBJECT: ClassVar[str] = "route"

    name_th = models.CharField(_("name"), max_length=NAME_LENGTH)
    name_en = models.CharField(_("name in English"), max_length=NAME_LENGTH, blank=True)
    sort_key = CodeField(max_length=400, editable=False)
    summary_th = models.CharField(_("one sentence on the route"), max_length=SUMMARY_LENGTH, blank=True)
    summary_en = models.CharField(_("one sentence in English"), max_length=SUMMARY_LENGTH, blank=True)
    story_th = models.TextField(_("what one experiences"), blank=True)
    story_en = models.TextField(_("what one experiences, in English"), blank=True)
    theme = CodeField(_("theme"), max_length=8, choices=THEME_NAMES, default=Theme.CLOTH.value)
    effort = CodeField(_("difficulty"), max_length=8, choices=EFFORT_NAMES, default=Effort.EASY.value)
    mode = CodeField(_("how one travels"), max_length=10, choices=MODE_NAMES, default="car")
    days = models.PositiveSmallIntegerField(
        _("days"), default=1, validators=[MinValueValidator(1), MaxValueValidator(MOST_DAYS)]
    )
    begins_at = models.TimeField(_("sets out at"))
    season_first = models.PositiveSmallIntegerField(_("first month"), null=True, blank=True)
    season_last = models.PositiveSmallIntegerField(_("last month"), null=True, blank=True)
    group_min = models.PositiveSmallIntegerField(_("smallest group"), null=True, blank=True)
    group_max = models.PositiveSmallIntegerField(_("largest group"), null=True, blank=True)

    objects = RouteQuerySet.as_manager()

    class Meta(Publication.Meta):
        db_table = "routes_route"
        indexes = [
            # what waits in an area; public routes of a province
            models.Index(fields=["state", "area_code"], name="routes_route_state"),
            # the desk's list
            models.Index(fields=["area_code", "sort_key"], name="routes_route_area"),
        ]
        constraints = [
            models.CheckConstraint(
                name="routes_route_days",
                condition=models.Q(days__gte=1, days__lte=MOST_DAYS),
                violation_error_message=_("A route has one to four days."),
            ),
            models.CheckConstraint(
                name="routes_route_season",
                condition=models.Q(season_first=None, season_last=None)
                | models.Q(season_first__in=MONTHS, season_last__in=MONTHS),
                violation_error_message=_("Give both months of the season, or none."),
            ),
            models.CheckConstraint(
                name="routes_route_group",
                condition=models.Q(group_max=None)
                | models.Q(group_min=None)
                | models.Q(group_max__gte=models.F("group_min")),
                violation_error_message=_("The largest group is smaller than the smallest."),
            ),
        ]

    def __str__(self) -> str:
        return self.name_th


class RouteStop(Stands, models.Model):
    """A stop in a community, perhaps at one of its assets. Personal data: none.

    `position` is its place in the whole route. An asset that leaves the register leaves the stop with its community.
    """

    route = models.ForeignKey(Route, on_delete=models.CASCADE, related_name="stops")
    position = models.PositiveSmallIntegerField()
    day = models.PositiveSmallIntegerField(_("day"), default=1)
    community = models.ForeignKey(
        Community, on_delete=models.CASCADE, related_name="route_stops", verbose_name=_("tourism community")
    )
    asset = models.ForeignKey(
        CommunityAsset,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("what one comes for"),
    )
    minutes = models.PositiveSmallIntegerField(
        _("minutes there"), default=60, validators=[MinValueValidator(SHORTEST), MaxValueValidator(LONGEST)]
    )
    note_th = models.CharField(_("what one does there"), max_length=NOTE_LENGTH, blank=True)
    note_en = models.CharField(_("what one does there, in English"), max_length=NOTE_LENGTH, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "routes_stop"
        default_permissions = ()
        ordering = ["position", "pk"]
        indexes = [
            # the stops of a route in order
            models.Index(fields=["route", "position"], name="routes_stop_order"),
        ]
        constraints = [
            models.CheckConstraint(
                name="routes_stop_minutes",
                condition=models.Q(minutes__gte=SHORTEST, minutes__lte=LONGEST),
                violation_error_message=_("A stop lasts ten minutes to ten hours."),
            ),
            models.CheckConstraint(name="routes_stop_day", condition=models.Q(day__gte=1, day__lte=MOST_DAYS)),
        ]

    def __str__(self) -> str:
        return str(self.asset or self.community)


class RouteHost(models.Model):
    """A family or group of a community that takes groups of this route in turn. Personal data: its name."""

    route = models.ForeignKey(Route, on_delete=models.CASCADE, related_name="hosts")
    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="+", verbose_name=_("community"))
    name = models.CharField(_("host family or group"), max_length=HOST_LENGTH)
    position = models.PositiveSmallIntegerField()

    class Meta:
        db_table = "routes_host"
        default_permissions = ()
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["route", "community", "name"], name="routes_host_once"),
        ]

    def __str__(self) -> str:
        return self.name


class RouteTurn(models.Model):
    """A group that a host took on a day, or let pass (`people` is None). Personal data: who wrote it down."""

    host = models.ForeignKey(RouteHost, on_delete=models.CASCADE, related_name="turns")
    taken_on = models.DateField(_("day of the group"))
    people = models.PositiveSmallIntegerField(_("guests"), null=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        db_table = "routes_turn"
        default_permissions = ()
        ordering = ["-taken_on", "-pk"]
        indexes = [models.Index(fields=["host", "-taken_on"], name="routes_turn_latest")]

    def __str__(self) -> str:
        return str(self.taken_on)
