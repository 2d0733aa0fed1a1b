"""How alike known and unknown names answer at the sign-in page: `python -m bench.names [SAMPLES]`.

A site of its own, the real hasher, wrong passwords only. Samples of both kinds take turns, so that whatever
else the machine does falls on both; the ratio of the two medians, in processor time, is what someone outside could
measure at best.
"""

import logging
import os
import statistics
import sys
import tempfile
import time
from itertools import count

SAMPLES = 200
LIMIT = 0.05


def prepare() -> None:
    """Settings and tables of a site that nobody else uses."""
    os.environ |= {"WITHI_VAR": tempfile.mkdtemp(), "WITHI_DATABASE_URL": "", "WITHI_LOG_LEVEL": "ERROR"}
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "withi.config.settings")
    import django  # reason: settings are read from what was set above

    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    settings.ALLOWED_HOSTS = ["testserver"]
    settings.STORAGES = {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "whitenoise" not in name]
    logging.disable(logging.CRITICAL)
    call_command("migrate", verbosity=0)


def seconds(login: str, place: int) -> float:
    """One wrong password from an address of its own, so that no limit is met."""
    from django.test import Client

    client = Client(REMOTE_ADDR=f"10.{place >> 16 & 255}.{place >> 8 & 255}.{place & 255}")
    start = time.process_time()
    answer = client.post("/accounts/login/", {"login": login, "password": "ผิดแน่นอน"})
    taken = time.process_time() - start
    assert "ไม่ถูกต้อง" in answer.content.decode(), answer.status_code
    return taken


def measure(samples: int) -> float:
    """Median time for known names over that for unknown ones."""
    from withi.ground.people.models import User

    for turn in range(samples + 1):
        User.objects.create(username=f"known{turn:06d}", display_name="x", password=hashed())
    places = count(1)
    taken: dict[str, list[float]] = {"known": [], "nobody": []}
    for turn in range(samples + 1):
        for kind in taken if turn % 2 else reversed(taken):
            taken[kind].append(seconds(f"{kind}{turn:06d}", next(places)))
    medians = {kind: statistics.median(times[1:]) for kind, times in taken.items()}
    sys.stdout.write(f"known {medians['known'] * 1000:.2f} ms, unknown {medians['nobody'] * 1000:.2f} ms\n")
    return medians["known"] / medians["nobody"]


def hashed() -> str:
    from django.contrib.auth.hashers import make_password

    kept = globals().setdefault("_HASHED", make_password("ผ้าไหมมัดหมี่ลายต้นสน"))
    return str(kept)


def main(arguments: list[str]) -> int:
    """1 where the two differ by more than a twentieth."""
    prepare()
    ratio = measure(int(arguments[0]) if arguments else SAMPLES)
    sys.stdout.write(f"known / unknown = {ratio:.4f}\n")
    return int(abs(ratio - 1) > LIMIT)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
