from importlib import import_module

from django.apps import AppConfig


class GroundConfig(AppConfig):
    name = "withi.ground"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let places tell the name index where names of areas come from, whoever is asked first."""
        import_module(f"{self.name}.places.actions")
