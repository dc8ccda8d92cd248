"""Every address of the site, by noun. Names are words: ``round-results``."""

from django.urls import URLPattern, URLResolver

# The survey: /s/ carries secrets and is never logged (surveyapp.logs).
survey: list[URLPattern | URLResolver] = []

# People with a role.
site: list[URLPattern | URLResolver] = []

question_sets: list[URLPattern | URLResolver] = []

rounds: list[URLPattern | URLResolver] = []

results: list[URLPattern | URLResolver] = []

api: list[URLPattern | URLResolver] = []

urlpatterns = [*survey, *site, *question_sets, *rounds, *results, *api]
