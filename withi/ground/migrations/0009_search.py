from typing import Any

from django.db import migrations, models

import withi.ground.web.fields
from withi.ground.search.slips import kept_keys

WHOLE_KINDS = ("province", "district", "tambon", "village", "oldarea")
CHUNK = 20_000


def keep_slips(apps: Any, schema_editor: Any) -> None:  # noqa: ARG001 - as Django calls it
    """Areas loaded before this are found with a slip too; their halves are no longer looked up."""
    names = apps.get_model("ground", "SearchName").objects.filter(kind__in=WHOLE_KINDS)
    slips = apps.get_model("ground", "SearchSlip")
    rows = []
    for text in names.order_by("folded").values_list("folded", flat=True).distinct().iterator():
        rows += [slips(key=key, folded=text) for key in sorted(kept_keys(text))]
        if len(rows) > CHUNK:
            slips.objects.bulk_create(rows)
            rows = []
    slips.objects.bulk_create(rows)
    names.update(first=0, last=0)


class Migration(migrations.Migration):
    dependencies = [("ground", "0008_periods")]

    operations = [
        migrations.CreateModel(
            name="SearchSlip",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.BigIntegerField()),
                ("folded", withi.ground.web.fields.CodeField(max_length=300)),
            ],
            options={
                "db_table": "search_slip",
                "default_permissions": (),
                "constraints": [models.UniqueConstraint(fields=("key", "folded"), name="search_slip_once")],
            },
        ),
        migrations.RunPython(keep_slips, migrations.RunPython.noop),
    ]
