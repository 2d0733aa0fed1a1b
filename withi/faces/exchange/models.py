"""Layouts of another system's sheets, and what comparing such a sheet with the register found."""

import uuid
from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from withi.faces.exchange.rules import (
    DateForm,
    Decision,
    Direction,
    How,
    LayoutColumn,
    Nature,
    NumberForm,
    Part,
    columns_of,
)
from withi.faces.imports.rules import Sheet
from withi.ground.files.models import Upload
from withi.ground.people.rules import Ability, Scope
from withi.ground.web.fields import AreaCodeField, CodeField
from withi.kit.codes import prefix_range

KIND_NAMES = [
    (Sheet.PRODUCERS.value, _("Producers")),
    (Sheet.PRODUCTS.value, _("Products")),
    (Sheet.COMMUNITIES.value, _("Tourism communities")),
]
DIRECTION_NAMES = [
    (Direction.BOTH.value, _("in and out")),
    (Direction.IN.value, _("in: files of the department")),
    (Direction.OUT.value, _("out: files for the department")),
]
DATE_NAMES = [
    (DateForm.BE.value, _("Buddhist era: 26/06/2561")),
    (DateForm.CE.value, _("common era: 26/06/2018")),
]
NUMBER_NAMES = [
    (NumberForm.PLAIN.value, _("plain numbers: 1250.5")),
    (NumberForm.GROUPED.value, _("with commas: 1,250.50")),
    (NumberForm.THAI.value, _("Thai digits: ๑๒๕๐.๕")),
]
PART_NAMES = [
    (Part.DIFFERS.value, _("different")),
    (Part.THERE.value, _("only there")),
    (Part.HERE.value, _("only here")),
]
NATURE_NAMES = [
    (Nature.OTHER.value, _("another value")),
    (Nature.SPELLING.value, _("spelt otherwise")),
    (Nature.EMPTY_HERE.value, _("empty here")),
    (Nature.EMPTY_THERE.value, _("empty there")),
    (Nature.UNREADABLE.value, _("cannot be read")),
    (Nature.ROW.value, _("the whole record")),
]
DECISION_NAMES = [
    (Decision.OURS.value, _("ours is right")),
    (Decision.THEIRS.value, _("take theirs")),
    (Decision.CREATE.value, _("create here")),
    (Decision.APART.value, _("not theirs")),
]
HOW_NAMES = [
    (How.NONE.value, ""),
    (How.OFFICIAL.value, _("same official number")),
    (How.OWN.value, _("same number of ours")),
    (How.VILLAGE.value, _("same name and village")),
    (How.TAMBON.value, _("same name and tambon")),
    (How.DISTRICT.value, _("same name and district")),
]


class LayoutQuerySet(models.QuerySet["ExchangeLayout"]):
    def in_scope(self, scope: Scope, ability: Ability) -> Self:
        """Layouts of the nation, of areas around one's own and of areas in it; none for owners of single rows."""
        condition = models.Q(pk__in=())
        for area in scope.areas(ability):
            low, high = prefix_range(area)
            around = ["", *(area[:size] for size in range(2, len(area), 2))]
            condition |= models.Q(area_code__in=around) | models.Q(area_code__gte=low, area_code__lt=high)
        return self.filter(condition)

    def in_force(self, day: date) -> Self:
        return self.filter(
            models.Q(valid_from=None) | models.Q(valid_from__lte=day),
            models.Q(valid_until=None) | models.Q(valid_until__gte=day),
        )


class ExchangeLayout(models.Model):
    """How another system fills a sheet: headings in their order, what each holds, its words, dates and numbers.

    `area_code`: the province it belongs to, "" the nation. `columns` as `rules.LayoutColumn.kept`. Personal data: none.
    """

    name = models.CharField(_("name"), max_length=120)
    kind = CodeField(_("what a row is about"), max_length=12, choices=KIND_NAMES)
    direction = CodeField(_("used for"), max_length=4, choices=DIRECTION_NAMES, default=Direction.BOTH.value)
    area_code = AreaCodeField(blank=True)
    sheet_name = models.CharField(_("name of the sheet"), max_length=31, blank=True)
    header_row = models.PositiveSmallIntegerField(_("row of the headings"), default=1)
    date_form = CodeField(_("dates"), max_length=2, choices=DATE_NAMES, default=DateForm.BE.value)
    number_form = CodeField(_("numbers"), max_length=7, choices=NUMBER_NAMES, default=NumberForm.PLAIN.value)
    columns = models.JSONField(default=list)
    valid_from = models.DateField(_("in force from"), null=True, blank=True)
    valid_until = models.DateField(_("in force until"), null=True, blank=True)
    source_note = models.CharField(_("where it comes from"), max_length=300, blank=True)
    is_example = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField(auto_now=True)

    objects = LayoutQuerySet.as_manager()

    class Meta:
        db_table = "exchange_layout"
        default_permissions = ()

    def __str__(self) -> str:
        return self.name

    def column_list(self) -> tuple[LayoutColumn, ...]:
        return columns_of(self.columns)

    @property
    def sheet(self) -> Sheet:
        return Sheet(self.kind)


class ExchangeRun(models.Model):
    """One file of the other system compared with the register: its owner's alone, gone with the file.

    Personal data: the rows of the file, in its items.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="+")
    layout = models.ForeignKey(ExchangeLayout, on_delete=models.PROTECT, related_name="+")
    kind = CodeField(max_length=12)
    columns = models.JSONField(default=list)  # the layout's as they were on that day
    counts = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "exchange_run"
        default_permissions = ()
        indexes = [models.Index(fields=["owner", "-created_at"], name="exchange_run_owner")]


class ItemQuerySet(models.QuerySet["ExchangeItem"]):
    def in_scope(self, scope: Scope, ability: Ability) -> Self:
        condition = models.Q(pk__in=())
        for low, high in scope.ranges(ability):
            condition |= models.Q(area_code__gte=low, area_code__lt=high)
        return self.filter(condition)

    def open(self) -> Self:
        """Neither decided now nor kept quiet by an earlier decision."""
        return self.filter(decision=Decision.LATER, is_quiet=False)

    def decided(self) -> Self:
        return self.exclude(decision=Decision.LATER)

    def quiet(self) -> Self:
        return self.filter(decision=Decision.LATER, is_quiet=True)


class ExchangeItem(models.Model):
    """One thing to decide: a field in which both sides differ, or a row that only one side has.

    `ours` and `theirs` are plain text; `body` the line of the file as an import packs it, as far as it may be stored;
    `cells` the row of the file by heading, where only they have it. Personal data: names, phones, addresses.
    """

    run = models.ForeignKey(ExchangeRun, on_delete=models.CASCADE, related_name="items")
    position = models.PositiveIntegerField()
    part = CodeField(max_length=8, choices=PART_NAMES)
    field = CodeField(max_length=40, blank=True)
    nature = CodeField(max_length=12, choices=NATURE_NAMES)
    subject_id = models.BigIntegerField(null=True)
    line = models.PositiveIntegerField(default=0)
    area_code = AreaCodeField()
    name = models.CharField(max_length=300)
    official = models.CharField(max_length=40, blank=True)
    ours = models.TextField(blank=True)
    theirs = models.TextField(blank=True)
    how = CodeField(max_length=10, choices=HOW_NAMES, blank=True)
    can_take = models.BooleanField(default=False)
    body = models.BinaryField(default=bytes)
    cells = models.JSONField(default=dict)
    mark = CodeField(max_length=40)
    decision = CodeField(max_length=8, choices=DECISION_NAMES, blank=True)
    is_quiet = models.BooleanField(default=False)
    is_changed = models.BooleanField(default=False)  # our side changed after it was decided, so it is asked again
    applied_at = models.DateTimeField(null=True)

    objects = ItemQuerySet.as_manager()

    class Meta:
        db_table = "exchange_item"
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["run", "position"], name="exchange_item_once")]
        # the list of one part, in the order of the file
        indexes = [models.Index(fields=["run", "part", "position"], name="exchange_item_part")]


class ExchangeMemory(models.Model):
    """A difference that was decided to stay: the next comparison is quiet about it until one side changes.

    Kept for the office, not for a person: whoever is in charge of the row decides for his colleagues too. Personal
    data: none (`mark` is a hash).
    """

    mark = CodeField(max_length=40, unique=True)
    decision = CodeField(max_length=8, choices=DECISION_NAMES)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        db_table = "exchange_memory"
        default_permissions = ()
