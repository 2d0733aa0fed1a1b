"""The tables of a floor made at once are those that its migrations made one after the other."""

from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState

from withi.ground.web.tables import CreateModels

FLOORS = ("ground", "registers", "work", "faces")


def at_once() -> ProjectState:
    """All tables as an empty database gets them."""
    return MigrationLoader(None).project_state()


def one_by_one() -> ProjectState:
    """All tables as a database of an older release gets them."""
    loader = MigrationLoader(None, replace_migrations=False)
    return loader.project_state([key for key in loader.disk_migrations if key not in loader.replacements])


def changes(before: ProjectState, after: ProjectState) -> dict[str, object]:
    return dict(MigrationAutodetector(before, after).changes(MigrationLoader(None).graph))


def test_the_tables_are_the_same() -> None:
    assert set(at_once().models) == set(one_by_one().models)
    assert changes(one_by_one(), at_once()) == changes(at_once(), one_by_one()) == {}


def test_a_difference_would_be_found() -> None:
    less = one_by_one()
    del less.models["ground", "user"].fields["display_name"]
    assert list(changes(less, at_once())) == ["ground"]


def test_each_floor_is_made_at_once_and_none_of_its_first_migrations_is_left_out() -> None:
    loader = MigrationLoader(None)
    for floor in FLOORS:
        (whole,) = (found for key, found in loader.replacements.items() if key[0] == floor)
        assert any(isinstance(operation, CreateModels) for operation in whole.operations)
        single = sorted(key for key in loader.disk_migrations if key[0] == floor and key not in loader.replacements)
        assert whole.replaces == single[: len(whole.replaces)]
