"""The Django app of the site."""

from django.apps import AppConfig


class SurveyAppConfig(AppConfig):
    """The only package that knows HTTP."""

    name = "surveyapp"

    def ready(self) -> None:
        """Register the system checks."""
        from surveyapp import checks  # noqa: F401, PLC0415 -- needs the apps to be loaded
