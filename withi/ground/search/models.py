"""The name index: what people type finds what is registered."""

from django.db import models

from withi.ground.web.fields import AreaCodeField, CodeField


class SearchName(models.Model):
    """One searchable name of one object. Personal data: none (public names only).

    `folded` is the name as `kit.thai.fold` writes it; `first` and `last` are the half-hashes that find
    a name with one edit (each edit breaks only one half).
    """

    kind = CodeField(max_length=12)
    ref_id = models.BigIntegerField()
    name = models.CharField(max_length=300)
    folded = CodeField(max_length=300)
    area_code = AreaCodeField(blank=True)
    is_public = models.BooleanField(default=False)
    popularity = models.PositiveIntegerField(default=0)
    first = models.BigIntegerField()
    last = models.BigIntegerField()

    class Meta:
        db_table = "search_name"
        default_permissions = ()
        indexes = [
            # equal and prefix look-ups; re-writing one object's names; one-edit probes
            models.Index(fields=["folded", "kind"], name="search_name_folded"),
            models.Index(fields=["kind", "ref_id"], name="search_name_ref"),
            models.Index(fields=["first"], name="search_name_first"),
            models.Index(fields=["last"], name="search_name_last"),
        ]


class SearchPart(models.Model):
    """One distinct folded word of the names."""

    folded = CodeField(max_length=120, unique=True)
    frequency = models.PositiveIntegerField(default=0)
    first = models.BigIntegerField()
    last = models.BigIntegerField()

    class Meta:
        db_table = "search_part"
        default_permissions = ()
        indexes = [
            models.Index(fields=["first"], name="search_part_first"),
            models.Index(fields=["last"], name="search_part_last"),
        ]


class SearchPosting(models.Model):
    """A name that holds a part, most popular first."""

    part = models.ForeignKey(SearchPart, on_delete=models.CASCADE)
    name = models.ForeignKey(SearchName, on_delete=models.CASCADE)
    popularity = models.PositiveIntegerField(default=0)

    class Meta:
        db_table = "search_posting"
        default_permissions = ()
        indexes = [models.Index(fields=["part", "-popularity", "name"], name="search_posting_part")]
