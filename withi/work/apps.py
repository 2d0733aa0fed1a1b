from importlib import import_module

from django.apps import AppConfig


class WorkConfig(AppConfig):
    name = "withi.work"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let the rooms make known what they tell people and what workers do for them, whoever is asked first."""
        for room in ("rounds",):
            import_module(f"{self.name}.{room}.actions")
