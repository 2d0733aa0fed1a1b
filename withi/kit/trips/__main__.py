"""`python -m withi.kit.trips`: compile the search ahead, so that no guest waits for it; nothing to do without numba."""

import os
import sys
from pathlib import Path

from withi.kit.trips.child import Planner


def main() -> None:
    planner = Planner(Path(os.environ.get("WITHI_VAR") or "var") / "numba")
    sys.stdout.write(f"Trip planner: {planner.prepare()}\n")
    planner.close()


if __name__ == "__main__":
    main()
