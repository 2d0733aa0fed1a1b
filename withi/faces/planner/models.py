"""Trips as they were planned, never changed; who asks how often; how often a community was planned for."""

from django.conf import settings
from django.db import models

from withi.ground.web.fields import CodeField
from withi.registers.villages.models import Community


class TripBasis(models.Model):
    """What a trip was planned from: the wish, stops with hours and prices of that day, positions.

    `body` is compressed JSON (`rules.Basis`). It holds ids, times and figures but no name, phone or text; a start that
    the guest gave is rounded to about a kilometre. Personal data: none.
    """

    created_on = models.DateField()
    body = models.BinaryField()

    class Meta:
        db_table = "planner_basis"
        default_permissions = ()
        # old ones are swept
        indexes = [models.Index(fields=["created_on"], name="planner_basis_created")]


class Trip(models.Model):
    """One state of a trip: what stands where. An edit makes a new one, so a shared link never changes.

    `state` holds routes, nights, pins, what was taken out, and what found no room with its reason. Personal data: none.
    """

    token = CodeField(max_length=32, primary_key=True)
    basis = models.ForeignKey(TripBasis, on_delete=models.CASCADE, related_name="trips")
    before = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="+")
    state = models.JSONField(default=dict)

    class Meta:
        db_table = "planner_trip"
        default_permissions = ()


class TripAsking(models.Model):
    """How often an address asked lately, and for which communities today. `key` is a keyed hash of address and day.

    The row is the day token: a guest who plans ten times is one trip. It is deleted the day after. Personal data: none.
    """

    key = CodeField(max_length=64, primary_key=True)
    day = models.DateField()
    asked = models.JSONField(default=list)
    counted = models.JSONField(default=list)

    class Meta:
        db_table = "planner_asking"
        default_permissions = ()
        indexes = [models.Index(fields=["day"], name="planner_asking_day")]


class TripTurn(models.Model):
    """A place at the planner: so many plan at once, over all processes. Personal data: none."""

    number = models.PositiveSmallIntegerField(primary_key=True)
    holder = CodeField(max_length=32, blank=True)
    held_until = models.DateTimeField()

    class Meta:
        db_table = "planner_turn"
        default_permissions = ()


class TripRoads(models.Model):
    """Minutes by road from one place to others, as a routing server told them from one map of its own.

    `map` names server and map, `place` is a position of a register; `body` is compressed JSON, minutes by position.
    Where a guest sets out is never kept. Personal data: none.
    """

    map = CodeField(max_length=80)
    mode = CodeField(max_length=12)
    place = CodeField(max_length=24)
    made_on = models.DateField()
    body = models.BinaryField()

    class Meta:
        db_table = "planner_roads"
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["map", "mode", "place"], name="planner_roads_once")]
        # old ones are swept
        indexes = [models.Index(fields=["made_on"], name="planner_roads_made")]


class TripCount(models.Model):
    """Trips planned to a community on a day, for an even spread of guests. Personal data: none."""

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    trips = models.PositiveIntegerField(default=0)

    class Meta:
        db_table = "planner_count"
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["community", "day"], name="planner_count_once")]


class TripWeight(models.Model):
    """What visits to a community are worth to the search on a day, in thousandths, and why; made anew each night.

    `served` is its share of guests, trips and takings against an even share of its province, in thousandths: 1000 is
    just its share; empty where too little was counted. Personal data: none.
    """

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    weight = models.PositiveSmallIntegerField()
    served = models.PositiveIntegerField(null=True)
    signals = models.PositiveSmallIntegerField()
    is_ready = models.BooleanField()
    is_agreed = models.BooleanField()

    class Meta:
        db_table = "planner_weight"
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["community", "day"], name="planner_weight_once")]
        # the newest day, and old ones that are swept
        indexes = [models.Index(fields=["day"], name="planner_weight_day")]


class TripAgreement(models.Model):
    """That a community wants more guests sent to it, since when and until when.

    Personal data: who said so and who took it back, as accounts.
    """

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="+")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    said_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    said_role = models.CharField(max_length=80)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        db_table = "planner_agreement"
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["community"], condition=models.Q(until=None), name="planner_agreement_one"),
            models.CheckConstraint(
                name="planner_agreement_end",
                condition=models.Q(until=None, ended_by=None) | models.Q(until__isnull=False, ended_by__isnull=False),
            ),
        ]
