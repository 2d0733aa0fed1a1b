"""One short run of the whole bench, and what it writes into its sites."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from bench import outings
from withi.registers.publication.tests.factory import make_areas
from withi.registers.routes.models import Route
from withi.registers.villages.tests.factory import open_community
from withi.work.news.models import NewsItem

ROOT = Path(__file__).resolve().parent.parent.parent
ALL = {f"{kind}{at + 1}" for kind, many in (("W", 7), ("I", 5), ("S", 3), ("D", 3), ("A", 4)) for at in range(many)}


@pytest.mark.slow
def test_a_short_run_measures_everything(tmp_path: Path) -> None:
    """On PostgreSQL, whose own are the statements of figures, those: the rest asks it as it asks SQLite."""
    kept, is_other = tmp_path / "figures.json", connection.vendor == "postgresql"
    part = ("--database", connection.vendor, *(("--only", "figures") if is_other else ()))
    command = [sys.executable, "-m", "bench", "--quick", *part, "--out", str(kept)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=600, check=False)
    assert kept.exists(), done.stdout + done.stderr
    *entries, meta = json.loads(kept.read_text(encoding="utf-8"))
    assert {entry["id"] for entry in entries} == (
        {"W4", *(each for each in ALL if each[0] == "A")} if is_other else ALL
    )
    assert done.returncode == (1 if meta["not_measured"] else 0)


@pytest.mark.django_db
def test_routes_and_news_of_a_site_fill_its_lists_and_are_the_same_each_time() -> None:
    make_areas()
    for name, code in (("บ้านดงเค็ง", "40150808"), ("บ้านศุภชัย", "40150205")):
        open_community(name, code)
    assert outings.main() == {"routes": outings.ROUTES, "news": outings.ITEMS}
    told = sorted(Route.objects.shown().values_list("name_th", "days", "area_code"))
    assert len(told) == outings.ROUTES
    assert NewsItem.objects.shown().count() == outings.ITEMS
    Route.objects.all().delete()
    outings.main()
    assert sorted(Route.objects.shown().values_list("name_th", "days", "area_code")) == told
