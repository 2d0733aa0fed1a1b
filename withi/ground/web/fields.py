"""Model fields that every room shares."""

from typing import Any

from django.db import models


class CodeField(models.CharField):
    """Text compared byte by byte on every database, so that a code prefix is a range (`>= '40'` and `< '41'`)."""

    def db_parameters(self, connection: Any) -> dict[str, Any]:
        parameters = dict(super().db_parameters(connection))
        if connection.vendor == "postgresql":
            parameters["collation"] = "C"
        return parameters


class AreaCodeField(CodeField):
    """An official area code: 2 digits province, 4 district, 6 tambon, 8 village; empty where nothing is known."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 8)
        super().__init__(*args, **kwargs)
