"""Who may answer for a product, and who keeps the table."""

from withi.ground.people.rules import NATION, Ability, Scope
from withi.kit.problem import Problem


def keeps_table(scope: Scope) -> bool:
    """The table is the department's: whoever approves in the whole nation."""
    return NATION in scope.areas(Ability.APPROVE)


def refuse_table(scope: Scope) -> None:
    if not keeps_table(scope):
        raise Problem("access.ability", status=403)
