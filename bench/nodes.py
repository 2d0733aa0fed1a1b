"""What judges finished pages, Lighthouse and html-validate, from npm: a folder of the bench's own, never the product's.

Installed on the first run from `bench/node/package-lock.json`, and again when the lock changes.
"""

import hashlib
import subprocess
from pathlib import Path

from bench.figures import ROOT

FOLDER = Path(__file__).parent / "node"
MODULES = FOLDER / "node_modules"
LOCK = FOLDER / "package-lock.json"
STAMP = MODULES / ".lock"


def program(name: str, script: str) -> list[str]:
    """The command that starts one of the packages; CalledProcessError where it cannot be installed."""
    wanted = hashlib.sha256(LOCK.read_bytes()).hexdigest()
    if not STAMP.exists() or STAMP.read_text() != wanted:
        subprocess.run(["npm", "ci", "--loglevel=error"], cwd=FOLDER, check=True, capture_output=True, text=True)
        STAMP.write_text(wanted)
    return ["node", str((MODULES / name / script).relative_to(ROOT))]
