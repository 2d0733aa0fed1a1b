from importlib import import_module

from django.apps import AppConfig


class WorkConfig(AppConfig):
    name = "withi.work"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let rooms word what they do for the history of rows, whoever is asked first."""
        for room in ("certificates",):
            import_module(f"{self.name}.{room}.actions")
