"""The name index: what people type finds what is registered.

Derived data: every row can be written again from the registers, so no table here points at another by a
constraint; `actions` keeps them in step.
"""

from django.db import models

from withi.ground.web.fields import AreaCodeField, CodeField

LONGEST_NAME = 300
LONGEST_PART = 120


class SearchName(models.Model):
    """One searchable name of one object. Personal data: names of sole owners.

    `folded` is the name (or what people call it) as `kit.thai.fold` writes it; `first` and `last` are the
    half-hashes that find a name with one edit (each edit breaks only one half). Names of areas are too short for that
    and have `SearchSlip`; their halves are 0.
    """

    kind = CodeField(max_length=12)
    ref_id = models.BigIntegerField()
    name = models.CharField(max_length=LONGEST_NAME)
    folded = CodeField(max_length=LONGEST_NAME)
    area_code = AreaCodeField(blank=True)
    is_public = models.BooleanField(default=False)
    popularity = models.PositiveIntegerField(default=0)
    first = models.BigIntegerField()
    last = models.BigIntegerField()

    class Meta:
        db_table = "search_name"
        default_permissions = ()
        indexes = [
            # equal names and beginnings in the order they are taken, so that no others are read; the same inside one
            # area; re-writing one object's names; one-edit probes, which find the id too
            models.Index(fields=["kind", "folded", "-popularity", "ref_id", "area_code"], name="search_name_folded"),
            models.Index(fields=["kind", "area_code", "folded"], name="search_name_area"),
            models.Index(fields=["kind", "ref_id"], name="search_name_ref"),
            models.Index(fields=["first", "folded", "id"], name="search_name_first"),
            models.Index(fields=["last", "folded", "id"], name="search_name_last"),
        ]


class SearchPart(models.Model):
    """One distinct folded word of the names. It stays when its last name goes: another may be on its way."""

    folded = CodeField(max_length=LONGEST_PART, unique=True)
    first = models.BigIntegerField()
    last = models.BigIntegerField()

    class Meta:
        db_table = "search_part"
        default_permissions = ()
        indexes = [
            models.Index(fields=["first", "folded", "id"], name="search_part_first"),
            models.Index(fields=["last", "folded", "id"], name="search_part_last"),
        ]


class SearchInside(models.Model):
    """A part from a place inside it where a Thai syllable can begin: words are written without spaces."""

    folded = CodeField(max_length=LONGEST_PART)
    part = models.ForeignKey(SearchPart, on_delete=models.DO_NOTHING, db_constraint=False)

    class Meta:
        db_table = "search_inside"
        default_permissions = ()
        indexes = [models.Index(fields=["folded", "part"], name="search_inside_folded")]


class SearchPosting(models.Model):
    """A name that holds a part; by kind, the most popular first."""

    part = models.ForeignKey(SearchPart, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False)
    kind = CodeField(max_length=12)
    popularity = models.PositiveIntegerField(default=0)
    name = models.ForeignKey(SearchName, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False)

    class Meta:
        db_table = "search_posting"
        default_permissions = ()
        indexes = [
            # the names of a part; the other parts of a name
            models.Index(fields=["part", "kind", "-popularity", "name"], name="search_posting_part"),
            models.Index(fields=["name", "part"], name="search_posting_name"),
        ]


class SearchSlip(models.Model):
    """A folded name of an area under a key (`slips.kept_keys`) of each text that one slip can make of it; under 0 once.

    It stays when its last area goes, as parts do.
    """

    key = models.BigIntegerField()
    folded = CodeField(max_length=LONGEST_NAME)

    class Meta:
        db_table = "search_slip"
        default_permissions = ()
        constraints = [
            # names one slip away, and under 0 every name by its beginning
            models.UniqueConstraint(fields=["key", "folded"], name="search_slip_once"),
        ]
