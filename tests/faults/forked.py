"""The process of a site of the fault tests, or one that is forked for many sites (`stem`): it has read the house."""

import importlib
import json
import os
import signal
import socket
import sys
from collections.abc import Mapping, Sequence

from django.conf import settings
from django.db import connections
from django.test import override_settings
from django.urls import get_resolver

from tests.faults import acts
from tests.faults.stem import MOST
from withi.ground.files import rules

# Static files need no collecting: their names are only written down.
STATIC = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}


def ready() -> None:
    """Read what is otherwise read with the first request."""
    settings.STORAGES = settings.STORAGES | STATIC
    setattr(rules, "MOST", 30_000)  # noqa: B010 - a figure of the module, which is not what is tried here
    list(get_resolver().url_patterns)


def become(environment: Mapping[str, str], files: Sequence[int]) -> None:
    """Live in this environment: its settings, a database not yet opened, and these files."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    for place, file in enumerate(files):
        os.dup2(file, place)
        os.close(file)
    os.environ.clear()
    os.environ.update(environment)
    read = importlib.reload(importlib.import_module("withi.config.settings"))
    fresh = {name: getattr(read, name) for name in dir(read) if name.isupper()}
    fresh["STORAGES"] |= STATIC
    settings.DATABASES = fresh.pop("DATABASES")
    vars(connections).clear()
    connections.__init__()  # type: ignore[misc]
    override_settings(**{name: value for name, value in fresh.items() if value != getattr(settings, name)}).enable()


def fork_for(asked: socket.socket) -> None:
    """A fork for whoever asks, until nobody can."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    while True:
        said, files, _flags, _address = socket.recv_fds(asked, MOST, 3)
        if not said:
            return
        child = os.fork()
        if child == 0:
            try:
                asked.close()
                become(json.loads(said), files)
                acts.obey()
            finally:
                sys.stdout.flush()
                sys.stderr.flush()
                os._exit(0)
        for file in files:
            os.close(file)
        asked.send(str(child).encode())


if __name__ == "__main__":
    ready()
    if sys.argv[1:]:
        fork_for(socket.socket(fileno=int(sys.argv[1])))
    else:
        acts.obey()
