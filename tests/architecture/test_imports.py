"""Imports keep the plan of the house; every contract is broken once to show that it bites."""

from pathlib import Path

import house
import pytest

from tests.architecture.small_house import build

PLAN = house.plan()
BAD = {
    "Imports between floors go down only": {
        "ground/trail/queries.py": "from withi.registers.shops.models import Shop\n"
    },
    "No modules of the house import one another in a circle": {
        "registers/shops/queries.py": "def lazy() -> None:\n    from withi.registers.goods import models\n"
    },
    "The kit knows no Django": {"kit/money.py": "from django.db import models\n"},
    "Inside a room imports go down only": {
        "registers/shops/models.py": "def lazy() -> None:\n    from withi.registers.shops import actions\n"
    },
    "Rooms of ground import to the right only": {"ground/web/fields.py": "from withi.ground.trail import models\n"},
    "Rules are pure decisions: no Django": {"registers/shops/rules.py": "from django.utils import timezone\n"},
    "Siblings of registers/shops use its open modules only": {
        "registers/goods/queries.py": "from withi.registers.shops.views import page\n"
    },
}
BAD_INSIDE = [
    ("views", "urls"),
    ("api", "urls"),
    ("forms", "views"),
    ("actions", "forms"),
    ("queries", "forms"),
    ("access", "queries"),
    ("models", "access"),
    ("rules", "models"),
]


def test_the_house_keeps_its_plan() -> None:
    kept, report = house.check_imports(house.ROOT / "withi", PLAN)
    assert kept, report


def test_a_good_small_house_passes(tmp_path: Path) -> None:
    kept, report = house.check_imports(build(tmp_path, {}), PLAN)
    assert kept, report


@pytest.mark.parametrize("rule", BAD)
def test_a_bad_import_breaks_its_rule(tmp_path: Path, rule: str) -> None:
    kept, report = house.check_imports(build(tmp_path, BAD[rule]), PLAN)
    assert not kept
    assert f"{rule} BROKEN" in report


@pytest.mark.parametrize(("low", "high"), BAD_INSIDE)
def test_no_module_of_a_room_imports_a_higher_one(tmp_path: Path, low: str, high: str) -> None:
    room = {
        f"registers/shops/{high}.py": "",
        f"registers/shops/{low}.py": f"from withi.registers.shops import {high}\n",
    }
    kept, report = house.check_imports(build(tmp_path, room), PLAN)
    assert not kept
    assert "Inside a room imports go down only BROKEN" in report


def test_tests_may_import_what_they_test(tmp_path: Path) -> None:
    files = {"registers/shops/tests/test_pages.py": "from withi.config import urls\n"}
    kept, report = house.check_imports(build(tmp_path, files), PLAN)
    assert kept, report


def test_views_and_api_may_share(tmp_path: Path) -> None:
    files = {"registers/shops/api.py": "from withi.registers.shops.views import page\n"}
    kept, report = house.check_imports(build(tmp_path, files), PLAN)
    assert kept, report
