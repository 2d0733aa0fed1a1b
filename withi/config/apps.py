from django.apps import AppConfig
from django.core import checks as django_checks

from withi.config import checks


class ChecksConfig(AppConfig):
    """No tables: brings in the checks of the settings."""

    name = "withi.config"

    def ready(self) -> None:
        django_checks.register(checks.check_settings)
        django_checks.register(checks.check_rooms)
        django_checks.register(checks.check_place)
        django_checks.register(checks.check_production, deploy=True)
