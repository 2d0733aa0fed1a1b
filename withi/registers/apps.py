from importlib import import_module

from django.apps import AppConfig


class RegistersConfig(AppConfig):
    name = "withi.registers"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let every register make its kind known to publication, and photos their long work, whoever is asked first."""
        for room in ("villages", "producers", "products", "routes", "photos"):
            import_module(f"{self.name}.{room}.actions")
