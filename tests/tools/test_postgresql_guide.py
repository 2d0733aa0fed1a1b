"""The guide to PostgreSQL, run as it stands: its `sh` blocks, one after the other, on a server made for it."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import postgres
import psycopg
import pytest
from django.conf import settings

GUIDE = Path(settings.BASE_DIR) / "docs/how-to/postgresql.md"
BLOCK = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)
# What a machine has that a server made for a test has not.
STAND_INS = {
    "sudo": '#!/bin/sh\nif [ "$1" = -u ]; then shift 2; PGUSER=postgres PGPASSWORD=boss exec "$@"; fi\nexec "$@"\n',
    "apt-get": "#!/bin/sh\n",
    "systemctl": "#!/bin/sh\n",
}

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(postgres.binaries() is None, reason=f"no PostgreSQL here: {postgres.INSTALL}"),
]


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment of a machine on which PostgreSQL has just been installed."""
    place = postgres.binaries()
    assert place is not None
    stand_ins = tmp_path / "bin"
    stand_ins.mkdir()
    for name, script in STAND_INS.items():
        (stand_ins / name).write_text(script, encoding="utf-8")
        (stand_ins / name).chmod(0o755)
    with postgres.cluster() as url:
        with psycopg.connect(f"{url.rpartition('/')[0]}/postgres", autocommit=True) as server:
            server.execute("drop database withi")
            server.execute("create role postgres superuser login password 'boss'")
        port = str(urlsplit(url).port)
        with psycopg.connect(f"postgresql://postgres:boss@127.0.0.1:{port}/postgres", autocommit=True) as server:
            server.execute("alter role withi rename to maker")
        path = os.pathsep.join([str(stand_ins), str(Path(sys.executable).parent), str(place), os.environ["PATH"]])
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("WITHI_", "PG"))}
        yield kept | {"PATH": path, "PGHOST": "127.0.0.1", "PGPORT": port, "WITHI_VAR": str(tmp_path / "var")}


def test_every_command_of_the_guide_works(machine: dict[str, str], tmp_path: Path) -> None:
    blocks = BLOCK.findall(GUIDE.read_text(encoding="utf-8"))
    assert len(blocks) >= 7
    script = "set -eu\n" + "\n".join(blocks)
    done = subprocess.run(
        ["bash", "-c", script], cwd=tmp_path, env=machine, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    moves = re.findall(r"people_user +\d+  = (\w+)", done.stdout)
    assert len(moves) == 2, "there and back"
    assert "PostgreSQL" in done.stdout
    assert "no letters" not in done.stdout
    assert (tmp_path / "back.sqlite3").exists()


def test_the_standby_is_copied_as_the_guide_says() -> None:
    """`tests/test_replica.py` tries a standby; it is made with the guide's own words."""
    assert all(word in GUIDE.read_text(encoding="utf-8") for word in postgres.COPYING)
