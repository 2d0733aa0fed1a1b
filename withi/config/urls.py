"""Every room's addresses: a room with a urls.py is found by itself, Thai without prefix and English below /en/.

A room's urls.py says `PREFIX` ("desk/producers/"), `app_name` (its namespace, "" for none) and `urlpatterns`.
"""

from collections.abc import Iterable, Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import URLResolver, include, path

ROOMS = "*/*/urls.py"


def room_modules(package: Path) -> list[ModuleType]:
    """The urls module of every room, the longest prefix first, so that a shorter one never hides a longer one."""
    files = sorted(package.glob(ROOMS))
    modules = [import_module(f"withi.{file.parent.parent.name}.{file.parent.name}.urls") for file in files]
    return sorted(modules, key=lambda module: (-len(module.PREFIX), module.__name__))


def included(module: ModuleType, prefix: str) -> URLResolver:
    target = (module.urlpatterns, module.app_name) if module.app_name else module.urlpatterns
    return path(prefix, include(target))


def patterns(modules: Iterable[ModuleType]) -> Iterator[URLResolver]:
    """The rooms' addresses, all that begin alike ("desk/") behind one look, so that other pages pass them by."""
    heads: dict[str, list[ModuleType]] = {}
    for module in modules:
        head, slash, _rest = module.PREFIX.partition("/")
        heads.setdefault(head + slash, []).append(module)
    for head in sorted(heads, key=len, reverse=True):
        yield path(head, include([included(each, each.PREFIX.removeprefix(head)) for each in heads[head]]))


urlpatterns = i18n_patterns(*patterns(room_modules(settings.PACKAGE)), prefix_default_language=False)

handler400 = "withi.ground.web.views.bad_request"
handler403 = "withi.ground.web.views.forbidden"
handler404 = "withi.ground.web.views.not_found"
handler500 = "withi.ground.web.views.server_error"
