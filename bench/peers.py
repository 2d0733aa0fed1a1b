"""The bench's own environment: what only the comparison needs is never installed beside the product.

Made on the first run from a hashed lock, and again when the lock changes:
    uv pip compile --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11 -q \
      bench/requirements.in -o bench/requirements.txt
"""

import hashlib
import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

from bench.figures import ROOT

FOLDER = Path(__file__).parent
PLACE = FOLDER / ".venv"
LOCK = FOLDER / "requirements.txt"
STAMP = PLACE / ".lock"


def python() -> Path:
    """The environment's Python; CalledProcessError where it cannot be installed (no network, say)."""
    program = PLACE / "bin" / "python"
    wanted = hashlib.sha256(LOCK.read_bytes() + sys.version.encode()).hexdigest()
    if not STAMP.exists() or STAMP.read_text() != wanted or not program.exists():
        shutil.rmtree(PLACE, ignore_errors=True)
        _run([sys.executable, "-m", "venv", "--without-pip", str(PLACE)])
        pip = [sys.executable, "-m", "pip", "--python", str(program), "--disable-pip-version-check", "--quiet"]
        _run([*pip, "install", "--require-hashes", "-r", str(LOCK)])
        STAMP.write_text(wanted)
    return program


def environment() -> dict[str, str]:
    """Variables under which it finds this house and the very Django that the product runs on."""
    return {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), sysconfig.get_path("purelib")])}


def _run(command: list[str]) -> None:
    subprocess.run(command, check=True, capture_output=True, text=True)
