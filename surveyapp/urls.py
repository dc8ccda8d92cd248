"""Every address of the site, by noun. Names are words: ``round-results``."""

from django.contrib.auth.views import LogoutView
from django.urls import URLPattern, URLResolver, include, path

from surveyapp.views import mailings as mailing_views
from surveyapp.views import opt_out as opt_out_views
from surveyapp.views import people as people_views
from surveyapp.views import question_sets as question_set_views
from surveyapp.views import results as results_views
from surveyapp.views import rounds as rounds_views
from surveyapp.views import site as site_views
from surveyapp.views import survey as survey_views
from surveyapp.views import trends as trends_views

# The survey: /s/ carries secrets and is never logged (surveyapp.logs).
survey: list[URLPattern | URLResolver] = [
    path("s/open/<str:public_id>/", survey_views.survey_open, name="survey-open"),
    path("s/done/<str:public_id>/", survey_views.survey_done, name="survey-done"),
    path("s/<str:secret>/", survey_views.survey, name="survey"),
    path("s/<str:secret>/opt-out/", opt_out_views.survey_opt_out, name="survey-opt-out"),
]

# People with a role.
site: list[URLPattern | URLResolver] = [
    path("", site_views.home, name="home"),
    path("login/", site_views.Login.as_view(), name="login"),
    path("logout/", LogoutView.as_view(), name="logout"),
]

question_sets: list[URLPattern | URLResolver] = [
    path("question-sets/", question_set_views.question_set_list, name="question-set-list"),
    path(
        "question-sets/import/", question_set_views.question_set_import, name="question-set-import"
    ),
    path(
        "question-sets/<slug:code>/",
        question_set_views.question_set_detail,
        name="question-set-detail",
    ),
    *(
        path(f"question-sets/<slug:code>/<int:number>/{end}", view, name=name)
        for end, view, name in (
            ("", question_set_views.version_detail, "version-detail"),
            ("preview/", question_set_views.version_preview, "version-preview"),
            ("export/", question_set_views.version_export, "version-export"),
            ("publish/", question_set_views.version_publish, "version-publish"),
        )
    ),
]

rounds: list[URLPattern | URLResolver] = [
    path(
        "rounds/<slug:programme>/<slug:code>/mail/<slug:kind>.html",
        mailing_views.round_mail_preview,
        name="round-mail-preview",
    ),
    path("people/", people_views.people, name="people"),
    path("rounds/", rounds_views.round_list, name="round-list"),
    path("rounds/new/", rounds_views.round_create, name="round-create"),
    *(
        path(f"rounds/<slug:programme>/<slug:code>/{end}", view, name=name)
        for end, view, name in (
            ("", rounds_views.round_detail, "round-detail"),
            ("edit/", rounds_views.round_edit, "round-edit"),
            ("open/", rounds_views.round_open, "round-open"),
            ("close/", rounds_views.round_close, "round-close"),
            ("release/", rounds_views.round_release, "round-release"),
            ("links/", rounds_views.round_links, "round-links"),
            ("mail/", mailing_views.round_mail, "round-mail"),
            ("mail/send/", mailing_views.round_mail_send, "round-mail-send"),
            ("mail/test/", mailing_views.round_mail_test, "round-mail-test"),
            ("mail/survey/", mailing_views.round_survey_preview, "round-survey-preview"),
        )
    ),
]

results: list[URLPattern | URLResolver] = [
    path("results/<slug:programme>/", trends_views.programme_trend, name="programme-trend"),
    path(
        "results/<slug:programme>/charts/<slug:name>.<slug:form>",
        trends_views.trend_chart,
        name="trend-chart",
    ),
    path(
        "results/<slug:programme>/<slug:code>/", results_views.round_results, name="round-results"
    ),
    path(
        "results/<slug:programme>/<slug:code>/charts/<slug:name>.<slug:form>",
        results_views.round_chart,
        name="round-chart",
    ),
    path(
        "results/<slug:programme>/<slug:code>/tables/<slug:name>.csv",
        results_views.round_table,
        name="round-table",
    ),
    path(
        "results/<slug:programme>/<slug:code>/release.json",
        results_views.round_release_file,
        name="round-release-file",
    ),
]

api: list[URLPattern | URLResolver] = [path("api/v1/", include("surveyapp.api.urls"))]

urlpatterns = [*survey, *site, *question_sets, *rounds, *results, *api]

handler400 = site_views.bad_request
handler403 = site_views.permission_denied
handler404 = site_views.page_not_found
