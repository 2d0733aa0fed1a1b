"""The sheets' decoder fed by a coverage-guided fuzzer: `python -m tests.faults.guided --seconds 3600`.

It runs in an environment of its own (tests/faults/requirements.txt; Python 3.11 to 3.13 on Linux), and steers by what
the decoder's Python does: containers, compound files, texts and their letters, the laying out of tables. Calamine is
compiled and dies by design in its child process, so it is tried by the seeded mutations (test_sheets.py), not here.
"""

import argparse
import hashlib
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import time
from pathlib import Path

from tests.faults.figures import tell

FOLDER = Path(__file__).parent
ROOT = FOLDER.parent.parent
PLACE = FOLDER / ".venv"
LOCK = FOLDER / "requirements.txt"
STAMP = PLACE / ".lock"
SEED = 25_681_125
MEMORY_MIB = 512
SECONDS_EACH = 30
RUNS = re.compile(r"stat::number_of_executed_units:\s*(\d+)")
COVERED = re.compile(r"cov: (\d+)")


def python() -> Path:
    """The environment's Python; made at the first run, and again when the lock changes."""
    program = PLACE / "bin" / "python"
    wanted = hashlib.sha256(LOCK.read_bytes() + sys.version.encode()).hexdigest()
    if not STAMP.exists() or STAMP.read_text() != wanted:
        shutil.rmtree(PLACE, ignore_errors=True)
        subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(PLACE)], check=True)
        pip = [sys.executable, "-m", "pip", "--python", str(program), "--disable-pip-version-check", "--quiet"]
        subprocess.run([*pip, "install", "--require-hashes", "-r", str(LOCK)], check=True)
        STAMP.write_text(wanted)
    return program


def seeds(folder: Path) -> None:
    """Files to start from: mutated look-alikes of every form, each led by the letter of its decoder."""
    from tests.faults.mutate import mutated  # reason: needs the site's settings, which the fuzzer itself does not

    for seed in range(200):
        sent = mutated(SEED + seed)
        way = b"z" if sent.content.startswith(b"PK") else b"c" if sent.content.startswith(b"\xd0\xcf") else b"t"
        if len(sent.content) < 20_000:
            folder.joinpath(str(seed)).write_bytes(way + sent.content)


def main() -> int:
    """Fuzz for so many seconds; 0 where nothing but refusals came of it."""
    given = argparse.ArgumentParser()
    given.add_argument("--seconds", type=int, default=3_600)
    seconds = given.parse_args().seconds
    import django  # reason: as above

    django.setup()
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        place.joinpath("seeds").mkdir()
        seeds(place / "seeds")
        limits = [f"-max_total_time={seconds}", f"-rss_limit_mb={MEMORY_MIB}", f"-timeout={SECONDS_EACH}"]
        start = time.monotonic()
        ended = subprocess.run(
            [python(), "-m", "tests.faults.decoder_target", *limits, f"-seed={SEED}", "-print_final_stats=1",
             f"-artifact_prefix={folder}/", str(place / "seeds")],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), sysconfig.get_path("purelib")])},
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )  # fmt: skip
        lasted = round(time.monotonic() - start)
        harmful = [path.read_bytes() for path in place.iterdir() if path.is_file()]
    runs, covered = RUNS.findall(ended.stderr), COVERED.findall(ended.stderr)
    count = int(runs[-1]) if runs else 0
    result = f"{len(harmful)} broke the decoder, {lasted} s, {covered[-1] if covered else 0} places reached"
    tell("coverage-guided sheets", count, result, seed=SEED, database="no database")
    if harmful or ended.returncode:
        print(ended.stderr[-4_000:], *(content[:200] for content in harmful), sep="\n")
    return int(bool(harmful or ended.returncode or not count))


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "withi.config.settings")
    sys.exit(main())
