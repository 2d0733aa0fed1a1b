"""The WSGI application that granian (or any WSGI server) loads."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "withi.config.settings")

from withi.ground.web.bodies import behind

application = behind(get_wsgi_application())
