"""Values that JSON does not know, as a backup writes them and reads them again."""

from datetime import time

import pytest
from django.apps import apps
from django.db import models

from withi.ground.backup import tables

HOURS = [
    field for model in apps.get_models() for field in model._meta.concrete_fields if isinstance(field, models.TimeField)
]


@pytest.mark.parametrize("field", HOURS, ids=str)
def test_an_hour_of_the_day_comes_back_as_it_was(field: "models.TimeField[time, time]") -> None:
    read = tables._reader(field)
    assert read is not None
    assert read(tables._plain(time(7, 30))) == time(7, 30)
