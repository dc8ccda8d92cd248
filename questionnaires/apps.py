"""The Django app of what is asked and what was answered."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class QuestionnairesConfig(AppConfig):
    """Two databases, one app: see :mod:`questionnaires.routers`."""

    name = "questionnaires"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Whatever migrations do to tables, opened rounds stay frozen."""
        # It needs the models to be loaded.
        from questionnaires.services import freezing  # noqa: PLC0415

        pre_migrate.connect(freezing.make_way, sender=self)
        post_migrate.connect(freezing.freeze_again, sender=self)
