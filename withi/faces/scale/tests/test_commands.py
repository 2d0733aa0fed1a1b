"""What the command says where it may not load, and what it loads from a list of villages."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings

from withi.faces.scale import actions, queries
from withi.ground.people.models import User
from withi.ground.places.models import Area
from withi.ground.trail.models import TrailEntry
from withi.kit.problem import Problem
from withi.registers.producers.models import Producer


@pytest.mark.django_db
def test_outside_demo_mode_it_says_why() -> None:
    with override_settings(DEMO=False), pytest.raises(CommandError, match="WITHI_DEMO=1"):
        call_command("scale", "--national")
    assert not Area.objects.exists()


@pytest.mark.django_db
def test_real_data_is_left_alone_unless_said_expressly() -> None:
    User.objects.create_user("somebody")
    with override_settings(DEMO=True), pytest.raises(CommandError, match=r"people_user 1.*--beside-real-data"):
        call_command("scale", "--national", "--share", "0.0001")
    told = StringIO()
    with override_settings(DEMO=True):
        call_command("scale", "--national", "--share", "0.0001", "--beside-real-data", stdout=told)
    assert "25" in told.getvalue()
    assert Producer.objects.count() == 10
    assert TrailEntry.objects.filter(verb="scale.load").exists()


@pytest.mark.django_db
def test_a_list_of_villages_is_used_and_a_faulty_one_refused(tmp_path: Path) -> None:
    file = tmp_path / "villages.csv"
    file.write_text("village_code,name_th,name_en\n40150808,บ้านดงเค็ง,Ban Dong Kheng\n12,ผิด,\n", "utf-8")
    with override_settings(DEMO=True), pytest.raises(Problem, check=lambda refused: refused.code == "scale.villages"):
        actions.load(share=0.0001, villages=file)
    file.write_text("village_code,name_th,name_en\n40150808,บ้านดงเค็ง,Ban Dong Kheng\n", "utf-8")
    with override_settings(DEMO=True):
        actions.load(share=0.0001, villages=file)
    assert list(Area.objects.filter(level=8).values_list("code", flat=True)) == ["40150808"]
    assert not queries.has_villages(2)
