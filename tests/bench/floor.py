"""The least that a Django site can do for a request: one view that stores one row.

Its SQLite file has the settings of the product's (``surveyapp.databases``), so that a row is as
safe. Nothing is read, checked or signed, and no middleware runs. Served by gunicorn as
``tests.bench.floor``; the folder is ``BENCH_FOLDER``.
"""

from __future__ import annotations

import os
import secrets
import sys
from pathlib import Path

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connection, models
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from surveyapp.databases import database

settings.configure(
    SECRET_KEY=secrets.token_hex(32),
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF=__name__,
    DATABASES={
        "default": database("BENCH", f"sqlite:///{Path(os.environ['BENCH_FOLDER']) / 'floor.db'}")
    },
    MIDDLEWARE=[],
    INSTALLED_APPS=[],
)
django.setup()


class Row(models.Model):
    """A key without meaning and a few letters."""

    id = models.CharField(max_length=64, primary_key=True)
    text = models.CharField(max_length=64)

    class Meta:
        app_label = "floor"

    def __str__(self) -> str:
        return self.id


def store(request: HttpRequest) -> HttpResponse:
    """Insert one row."""
    key = secrets.token_hex(32)
    Row._default_manager.create(id=key, text=str(len(request.body)))
    return JsonResponse({"stored": key})


def make_table() -> None:
    """Before anything is served."""
    with connection.schema_editor() as editor:
        editor.create_model(Row)


urlpatterns = [path("store/", store)]
application = get_wsgi_application()

if __name__ == "__main__":
    make_table()
