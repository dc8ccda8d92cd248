"""Every address of the site, by noun. Names are words: ``round-results``."""

from django.contrib.auth.views import LogoutView
from django.urls import URLPattern, URLResolver, path

from surveyapp.views import site as site_views

# The survey: /s/ carries secrets and is never logged (surveyapp.logs).
survey: list[URLPattern | URLResolver] = []

# People with a role.
site: list[URLPattern | URLResolver] = [
    path("", site_views.home, name="home"),
    path("login/", site_views.Login.as_view(), name="login"),
    path("logout/", LogoutView.as_view(), name="logout"),
]

question_sets: list[URLPattern | URLResolver] = []

rounds: list[URLPattern | URLResolver] = []

results: list[URLPattern | URLResolver] = []

api: list[URLPattern | URLResolver] = []

urlpatterns = [*survey, *site, *question_sets, *rounds, *results, *api]

handler400 = site_views.bad_request
handler403 = site_views.permission_denied
handler404 = site_views.page_not_found
