"""The Django app of what is asked and what was answered."""

from django.apps import AppConfig


class QuestionnairesConfig(AppConfig):
    """Two databases, one app: see :mod:`questionnaires.routers`."""

    name = "questionnaires"
    default_auto_field = "django.db.models.BigAutoField"
