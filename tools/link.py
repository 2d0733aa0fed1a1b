"""Make this repository importable in its virtual environment and put the `withi` command there.

Two small files instead of an editable install: nothing is built, so nothing is downloaded for building.
"""

import sys
import sysconfig
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# The launcher finds its Python beside itself, so the path may hold spaces and be of any length.
LAUNCHER = """\
#!/bin/sh
exec "$(dirname -- "$(readlink -f -- "$0")")/python" -c '
import sys
from withi.config.cli import main
sys.argv[0] = "withi"
sys.exit(main())' "$@"
"""


def link(packages: Path, scripts: Path, root: Path = ROOT) -> None:
    """Write withi.pth into the packages folder and the launcher into the scripts folder."""
    (packages / "withi.pth").write_text(f"{root}\n", encoding="utf-8")
    launcher = scripts / "withi"
    launcher.write_text(LAUNCHER, encoding="utf-8")
    launcher.chmod(0o755)


if __name__ == "__main__":
    if sys.prefix == sys.base_prefix:
        sys.exit("link.py belongs to a virtual environment: run it with .venv/bin/python")
    link(Path(sysconfig.get_path("purelib")), Path(sysconfig.get_path("scripts")))
