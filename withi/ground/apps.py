from importlib import import_module

from django.apps import AppConfig
from django.conf import settings

from withi.kit.paper import press


class GroundConfig(AppConfig):
    name = "withi.ground"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let places tell the name index where names of areas come from, whoever is asked first; set the press."""
        import_module(f"{self.name}.places.actions")
        press.make_accessible(on=settings.ACCESSIBLE_PDF)
