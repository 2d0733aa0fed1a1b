"""What a database says when it refuses something, in the one line that a person needs."""

import pytest

from withi.ground.backup.rules import cause, place_in_copy

STOPPED = """Traceback (most recent call last):
  File "base.py", line 1, in <module>
psycopg.errors.InsufficientPrivilege: permission denied for schema public
LINE 1: CREATE TABLE "django_migrations" ("id" bigint NOT NULL PRIMA...
                     ^

The above exception was the direct cause of the following exception:

django.db.migrations.exceptions.MigrationSchemaMissing: Unable to create the table (permission denied
                     ^)
"""
TOO_LONG = '''value too long for type character varying(300)
CONTEXT:  COPY products_product, line 7, column name_th: "กก..."'''


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (STOPPED, "permission denied for schema public"),
        ("CommandError: the database is not up to date\n", "the database is not up to date"),
        (TOO_LONG, "value too long for type character varying(300)"),
        (
            "connection failed: FATAL:  no such role\nMultiple attempts failed.",
            "connection failed: FATAL:  no such role",
        ),
        ("  \n", "?"),
    ],
)
def test_the_line_that_says_why(text: str, told: str) -> None:
    assert cause(text) == told


def test_a_long_cause_is_cut() -> None:
    assert len(cause("ก" * 1000)) == 300


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (TOO_LONG, (7, "name_th")),
        ('null value\nDETAIL:  …\nCONTEXT:  COPY people_user, line 12: "…"', (12, "")),
        ("PostgreSQL text fields cannot contain NUL (0x00) bytes", None),
    ],
)
def test_where_rows_were_refused(text: str, place: tuple[int, str] | None) -> None:
    assert place_in_copy(text) == place
