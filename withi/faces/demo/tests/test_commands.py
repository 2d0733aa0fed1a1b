"""What the command says where there is nothing yet."""

from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.test import override_settings

from withi.faces.demo import actions
from withi.ground.places.models import Area


@pytest.mark.django_db
def test_outside_demo_mode_it_says_why() -> None:
    with override_settings(DEMO=False), pytest.raises(CommandError, match="WITHI_DEMO=1"):
        call_command("demo")
    assert not Area.objects.exists()


@pytest.mark.django_db
def test_without_accounts_nothing_is_printed() -> None:
    told = StringIO()
    call_command("demo", "--accounts", stdout=told)
    assert told.getvalue() == ""


def test_the_password_is_made_once_and_kept_to_oneself(tmp_path: Path) -> None:
    with override_settings(DEMO_PASSWORD="", KEYS=tmp_path / "keys"):
        first = actions.password()
        assert actions.password() == first
        kept = Path(settings.KEYS) / "demo_password"
        assert kept.stat().st_mode & 0o777 == 0o600
    assert len(first) > 12
