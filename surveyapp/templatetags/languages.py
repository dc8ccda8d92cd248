"""How pages name languages."""

from __future__ import annotations

from django import template

from surveyapp.language_names import language_name

register = template.Library()

register.filter("language_name", language_name)
