from importlib import import_module

from django.apps import AppConfig


class WorkConfig(AppConfig):
    name = "withi.work"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let every room make its long work, its notices and its words known, whoever is asked first."""
        rooms = ("certificates", "checkin", "classes", "market", "news", "enquiries", "segments", "marks", "rounds")
        for room in rooms:
            import_module(f"{self.name}.{room}.actions")
