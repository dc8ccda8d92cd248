"""The Django app of the site."""

from django.apps import AppConfig
from django.db.backends.signals import connection_created

from surveyapp.private_files import keep_from_others


class SurveyAppConfig(AppConfig):
    """The only package that knows HTTP."""

    name = "surveyapp"

    def ready(self) -> None:
        """Register the system checks and what every connection passes."""
        from surveyapp import checks  # noqa: F401, PLC0415 -- needs the apps to be loaded

        connection_created.connect(keep_from_others)
