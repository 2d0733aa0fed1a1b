"""The WSGI application that granian (or any WSGI server) loads."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "withi.config.settings")

from django.conf import settings

from withi.config.database import keep_pool, map_whole
from withi.ground.web.bodies import behind
from withi.ground.web.processor import staying

# Each process that answers pages has a pool or a map of its own; commands and workers need none.
keep_pool(settings.DATABASES, settings.POOL, settings.BUSY_SECONDS)
map_whole(settings.DATABASES)
application = staying(behind(get_wsgi_application()))
