"""The entry point of a web server."""

import os

from django.core.wsgi import get_wsgi_application

from surveyapp.starting import refuse_unsafe_databases

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "surveyapp.settings")

application = get_wsgi_application()
refuse_unsafe_databases()
