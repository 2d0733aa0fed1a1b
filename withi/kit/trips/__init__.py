"""The trip planner's engine; see README.md. `plan` searches here and now, `Planner` does it in a child process.

`plan` is fetched when it is asked for: what a web process imports must not load the compiler.
"""

from typing import TYPE_CHECKING, Any

from withi.kit.trips.child import Broken, Planner
from withi.kit.trips.model import Bed, Call, Day, Journey, Lunch, Plan, Reason, Rule, Stop, Unplanned, Visit
from withi.kit.trips.timing import Retimed, retime

if TYPE_CHECKING:
    from withi.kit.trips.planning import plan

__all__ = [
    "Bed",
    "Broken",
    "Call",
    "Day",
    "Journey",
    "Lunch",
    "Plan",
    "Planner",
    "Reason",
    "Retimed",
    "Rule",
    "Stop",
    "Unplanned",
    "Visit",
    "plan",
    "retime",
]


def __getattr__(name: str) -> Any:
    if name != "plan":
        raise AttributeError(name)
    from withi.kit.trips.planning import plan as found  # loads the compiler, so only for who plans here

    return found
