from importlib import import_module

from django.apps import AppConfig


class FacesConfig(AppConfig):
    name = "withi.faces"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let rooms make the kinds of notices and their periods known, also to a process that serves no pages."""
        for room in ("imports", "planner", "telling"):
            import_module(f"{self.name}.{room}.actions")
