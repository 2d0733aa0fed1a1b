from django.apps import AppConfig


class GroundConfig(AppConfig):
    name = "withi.ground"
    default_auto_field = "django.db.models.BigAutoField"
