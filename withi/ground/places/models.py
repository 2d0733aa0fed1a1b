"""Areas of Thailand by their official codes."""

from collections.abc import Iterable

from django.db import models
from django.utils.translation import gettext_lazy as _

from withi.ground.web.fields import AreaCodeField, CodeField
from withi.kit.codes import prefix_range


class AreaQuerySet(models.QuerySet["Area"]):
    def current(self) -> "AreaQuerySet":
        """Areas that exist today; abolished ones stay selectable for old data only."""
        return self.filter(is_abolished=False)

    def within(self, prefix: str) -> "AreaQuerySet":
        """The area itself and everything below it, as a range of codes."""
        low, high = prefix_range(prefix)
        return self.filter(code__gte=low, code__lt=high)

    def within_any(self, ranges: Iterable[tuple[str, str]]) -> "AreaQuerySet":
        condition = models.Q(pk__in=())
        for low, high in ranges:
            condition |= models.Q(code__gte=low, code__lt=high)
        return self.filter(condition)


class Area(models.Model):
    """A province, district (khet), tambon (khwaeng) or village, current or abolished. Personal data: none.

    The code is a path: its first 2, 4, 6 digits are the areas around it. `path_th` is the text people read
    ("บ้านหัวขัว ม.1 ต.เปือยน้อย อ.เปือยน้อย จ.ขอนแก่น"), kept ready because lists show it on every row. `postcode` holds
    a tambon's several codes with a space between. `folded` is the name as `kit.thai.fold` writes it, a village's
    without "บ้าน"; areas are found by name through the room `search`.
    """

    class Level(models.IntegerChoices):
        PROVINCE = 2, _("province")
        DISTRICT = 4, _("district")
        TAMBON = 6, _("tambon")
        VILLAGE = 8, _("village")

    code = AreaCodeField(primary_key=True)
    level = models.PositiveSmallIntegerField(choices=Level.choices)
    name_th = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120, blank=True)
    path_th = models.CharField(max_length=400)
    path_en = models.CharField(max_length=400, blank=True)
    postcode = CodeField(max_length=29, blank=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    is_abolished = models.BooleanField(default=False)
    folded = CodeField(max_length=200)
    sort_key = CodeField(max_length=400)

    objects = AreaQuerySet.as_manager()

    class Meta:
        db_table = "places_area"
        default_permissions = ()
        indexes = [
            # a level's areas in Thai order
            models.Index(fields=["level", "sort_key"], name="places_area_order"),
        ]

    def __str__(self) -> str:
        return self.path_th


class AreaSuccessor(models.Model):
    """Where an abolished area went. A successor found by name only is a proposal until someone confirms it."""

    class Source(models.TextChoices):
        OFFICIAL = "official", _("official")
        NAME = "name", _("same name only: a proposal")

    old = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="successors")
    new = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="predecessors")
    source = models.CharField(max_length=10, choices=Source.choices)

    class Meta:
        db_table = "places_successor"
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["old", "new"], name="places_successor_once")]


class Boundary(models.Model):
    """The line around an area, out of a file that an operator names, and the area as it stands on the map of the area
    above it. Personal data: none.

    `body` holds the polygons as JSON, longitude first; `decimals` tells how finely the file is written. `drawn` is SVG
    path data in the units of `view`, the map's view box, which neighbours share; `label_room` is the width that a name
    in the area's middle has.
    """

    code = AreaCodeField(primary_key=True)
    level = models.PositiveSmallIntegerField(choices=Area.Level.choices)
    body = models.TextField()
    decimals = models.PositiveSmallIntegerField()
    credit = models.CharField(max_length=200, blank=True)
    view = CodeField(max_length=40, blank=True)
    drawn = models.TextField(blank=True)
    label_x = models.SmallIntegerField(default=0)
    label_y = models.SmallIntegerField(default=0)
    label_room = models.SmallIntegerField(default=0)

    class Meta:
        db_table = "places_boundary"
        default_permissions = ()
        indexes = [
            # the areas on one map, without reading the bodies between them
            models.Index(fields=["level", "code"], name="places_boundary_map"),
        ]
