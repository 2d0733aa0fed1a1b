"""Sums of monthly sales by area, and figures that others published."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from withi.ground.web.fields import AreaCodeField, CodeField
from withi.work.figures.rules import GINI_PARTS, LEVELS, SHARDS


class FigureMonth(models.Model):
    """What producers of an area sold in a month, in satang by channel and by state, and how many reported how.

    `level` 6 is the tambon (or what of it is known), 4 the district, 2 the province; the nation is the sum of the
    provinces. A province's row is kept in parts (`shard`, by district) and without kind and product type. Amounts
    that no product was named for stand under product type "", and there alone stand the counts of reports.
    Personal data: none by itself; where one producer reports in a tambon, pages show it under the small-cell rule.
    """

    level = models.PositiveSmallIntegerField()
    month = models.PositiveIntegerField()
    area_code = AreaCodeField(max_length=6, blank=True)
    kind = CodeField(max_length=6, blank=True)
    product_type = CodeField(max_length=8, blank=True)
    shard = models.PositiveSmallIntegerField(default=0)
    in_village = models.BigIntegerField(default=0)
    outside = models.BigIntegerField(default=0)
    online = models.BigIntegerField(default=0)
    fair = models.BigIntegerField(default=0)
    reported = models.BigIntegerField(default=0)
    repeated = models.BigIntegerField(default=0)
    estimated = models.BigIntegerField(default=0)
    reports = models.IntegerField(default=0)
    repeats = models.IntegerField(default=0)
    zeros = models.IntegerField(default=0)
    estimates = models.IntegerField(default=0)

    class Meta:
        db_table = "figures_month"
        default_permissions = ()
        constraints = [
            # also the index of every reading: a level's months, then areas by prefix
            models.UniqueConstraint(
                fields=["level", "month", "area_code", "kind", "product_type", "shard"], name="figures_month_once"
            ),
            models.CheckConstraint(name="figures_month_level", condition=Q(level__in=LEVELS) & Q(shard__lt=SHARDS)),
            # no sign is checked here: a database judges what is to be added before it adds; `actions` looks at the sums
            models.CheckConstraint(
                name="figures_month_amounts",
                condition=Q(
                    reported=F("in_village") + F("outside") + F("online") + F("fair") - F("repeated") - F("estimated")
                ),
            ),
        ]


class FigureYear(models.Model):
    """A figure of sales that somebody published for an area and a period: as it was published, with its source.

    `area_code` is the district or province; a body that is no such area (a city) stands under its province with its
    own name. `satang` None is not reported: lists of the department write 0 there. `producers` is how many the figure
    stands on, None where the source does not say. Personal data: none.
    """

    area_code = AreaCodeField(max_length=4)
    name_th = models.CharField(_("name"), max_length=120, blank=True)
    first_month = models.PositiveIntegerField()
    last_month = models.PositiveIntegerField()
    satang = models.BigIntegerField(null=True)
    producers = models.PositiveIntegerField(null=True)
    source = models.CharField(_("source"), max_length=300)
    as_of = models.DateField(_("as of"))
    is_demo = models.BooleanField(default=False)

    class Meta:
        db_table = "figures_year"
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["area_code", "name_th", "first_month", "last_month"], name="figures_year_once"
            ),
            models.CheckConstraint(name="figures_year_months", condition=Q(last_month__gte=F("first_month"))),
            models.CheckConstraint(name="figures_year_amount", condition=Q(satang=None) | Q(satang__gt=0)),
        ]


class FigureComparator(models.Model):
    """A Gini that others measured, to stand beside our own evenness: of an area (nation or province) and a year (BE).

    `name_th` says over whom and of what it was measured, which is never quite what ours is; English readers see
    `name_en` and `source_en` where they are given. `gini` in ten-thousandths.
    Entered by the department from the source named, never worked out here. Personal data: none.
    """

    area_code = AreaCodeField(max_length=2, blank=True)
    name_th = models.CharField(_("what was measured, over whom"), max_length=160)
    name_en = models.CharField(_("the same in English"), max_length=160, blank=True)
    year = models.PositiveSmallIntegerField(_("year (B.E.)"))
    gini = models.PositiveSmallIntegerField(_("Gini"))
    source = models.CharField(_("source"), max_length=300)
    source_en = models.CharField(_("source in English"), max_length=300, blank=True)
    as_of = models.DateField(_("as of"))
    is_demo = models.BooleanField(default=False)

    class Meta:
        db_table = "figures_comparator"
        default_permissions = ()
        constraints = [
            # also the index of the page: an area's figures, by name and year
            models.UniqueConstraint(fields=["area_code", "name_th", "year"], name="figures_comparator_once"),
            models.CheckConstraint(name="figures_comparator_gini", condition=Q(gini__gte=0, gini__lte=GINI_PARTS)),
            models.CheckConstraint(name="figures_comparator_year", condition=Q(year__gte=2400, year__lte=2700)),
        ]
