from django.apps import AppConfig


class FacesConfig(AppConfig):
    name = "withi.faces"
    default_auto_field = "django.db.models.BigAutoField"
