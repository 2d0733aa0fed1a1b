"""What the nation is made of, where it lives, and whether a database may take it."""

import tomllib
from collections import Counter, defaultdict
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import models

from withi.faces.demo.queries import REGISTERS
from withi.faces.demo.rules import PROVINCE, Place
from withi.ground.people.models import User
from withi.ground.places.models import Area
from withi.kit.codes import prefix_range
from withi.registers.villages.models import Community


@cache
def nation() -> dict[str, Any]:
    """The words as they lie on disk."""
    path = Path(settings.BASE_DIR) / "fixtures" / "nation" / "nation.toml"
    return tomllib.loads(path.read_text("utf-8"))


def real() -> str:
    """The rows and accounts that are no demonstration, in words; empty where there are none."""
    tables: tuple[type[models.Model], ...] = (*REGISTERS, User)
    found = ((model, model._default_manager.filter(is_demo=False).count()) for model in tables)  # noqa: SLF001
    return ", ".join(f"{model._meta.db_table} {count:,}" for model, count in found if count)


def is_loaded() -> bool:
    """Whether there are demonstration communities outside the demonstration province."""
    low, high = prefix_range(PROVINCE)
    return Community.objects.filter(is_demo=True).exclude(area_code__gte=low, area_code__lt=high).exists()


def tambons() -> list[str]:
    """Codes of the tambons of today that have villages: Bangkok's have none."""
    rows = Area.objects.current().filter(level=Area.Level.TAMBON).exclude(code__startswith="10")
    return list(rows.order_by("code").values_list("code", flat=True))


def has_villages(least: int) -> bool:
    """Whether that many villages are there already."""
    return Area.objects.filter(level=Area.Level.VILLAGE).count() >= least


def weights() -> dict[str, int]:
    """How much of the nation lives in each province: its villages, and its tambons for places without."""
    counts: Counter[str] = Counter()
    for code in Area.objects.current().filter(level__gte=Area.Level.TAMBON).values_list("code", flat=True):
        counts[code[:2]] += 1
    return dict(sorted(counts.items()))


def homes(province: str) -> tuple[list[Place], list[Place]]:
    """Where producers of a province live, and which places may be a community: villages, else tambons."""
    found: dict[int, list[Place]] = defaultdict(list)
    areas = Area.objects.current().within(province).filter(level__gte=Area.Level.TAMBON).order_by("code")
    taken = set(Community.objects.values_list("area_code", flat=True))
    for code, thai, latin in areas.values_list("code", "name_th", "name_en"):
        name = thai if len(code) == 8 else f"ตำบล{thai}"
        found[len(code)].append(Place(code, name, latin))
    villages, rest = found[8], found[6]
    free = [place for place in villages or rest if place.code not in taken]
    return [*villages, *rest], free
