"""The Django app of the site."""

from typing import Any

from django.apps import AppConfig, apps
from django.core.management import call_command
from django.core.signals import request_started
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate
from django.utils.translation import get_language

from analysis import words
from surveyapp.moved_files import give_up_moved_files, remember_file
from surveyapp.private_files import keep_from_others


class SurveyAppConfig(AppConfig):
    """The only package that knows HTTP."""

    name = "surveyapp"

    def ready(self) -> None:
        """Register the system checks and what every connection passes.

        From now on results are said in the language of the page that they stand on.
        """
        # These need the apps to be loaded.
        from surveyapp import checks, cluster_checks  # noqa: F401, PLC0415

        words.follow(get_language)
        connection_created.connect(keep_from_others)
        connection_created.connect(remember_file)
        request_started.connect(give_up_moved_files)
        # Sent for apps that have models, which this one has not.
        post_migrate.connect(make_cache_table, sender=apps.get_app_config("questionnaires"))


def make_cache_table(*, using: str, **kwargs: Any) -> None:
    """After migrating, the table that counts attempts to log in is there; never in ``answers``."""
    call_command("createcachetable", database=using, verbosity=0)
