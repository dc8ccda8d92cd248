"""The entry point of a web server."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from surveyapp.starting import refuse_unsafe_databases

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "surveyapp.settings")

application = get_wsgi_application()
refuse_unsafe_databases()
# Reads every view, half a second's work: no respondent waits for it after a process was lost, and
# with --preload it is done once for all processes.
_addresses = get_resolver().url_patterns
