"""How alike known and unknown names answer at the sign-in page: `python -m bench.names [SAMPLES]`.

A site of its own, the real hasher, wrong passwords only. Four kinds of names take turns in changing order, so that
whatever else the machine does falls on all: an account with a password, one that only a phone with its PIN opens
(producers, community editors), a closed one, and a name that there is not. The ratios of the medians, in processor
time, are what someone outside could measure at best. A phone's PIN is asked of no name, only of who holds its secret.
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
NOBODY = "nobody"
KNOWN: dict[str, dict[str, object]] = {"known": {}, "bypin": {"password": "!none"}, "closed": {"is_active": False}}
"""Kinds of accounts, and what sets them apart from one with a password ("!": Django's sign that there is none)."""


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
    """The ratio of the median times of known names over that of unknown ones that is farthest from 1."""
    from withi.ground.people.models import User

    for turn in range(samples + 1):
        for kind, more in KNOWN.items():
            told = {"password": hashed(), **more}
            User.objects.create(username=f"{kind}{turn:06d}", display_name="x", **told)
    places, kinds = count(1), [*KNOWN, NOBODY]
    taken: dict[str, list[float]] = {kind: [] for kind in kinds}
    for turn in range(samples + 1):
        first = turn % len(kinds)
        for kind in kinds[first:] + kinds[:first]:
            taken[kind].append(seconds(f"{kind}{turn:06d}", next(places)))
    medians = {kind: statistics.median(times[1:]) for kind, times in taken.items()}
    sys.stdout.write(", ".join(f"{kind} {median * 1000:.2f} ms" for kind, median in medians.items()) + "\n")
    return max((medians[kind] / medians[NOBODY] for kind in KNOWN), key=lambda ratio: abs(ratio - 1))


def hashed() -> str:
    from django.contrib.auth.hashers import make_password

    kept = globals().setdefault("_HASHED", make_password("ผ้าไหมมัดหมี่ลายต้นสน"))
    return str(kept)


def main(arguments: list[str]) -> int:
    """1 where any two differ by more than a twentieth."""
    prepare()
    ratio = measure(int(arguments[0]) if arguments else SAMPLES)
    sys.stdout.write(f"known / unknown = {ratio:.4f}\n")
    return int(abs(ratio - 1) > LIMIT)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
