"""Addresses of results: behind a role, and without an account for whoever may read them so."""

from django.urls import URLPattern, URLResolver, path

from surveyapp.views import comment_results as comment_results_views
from surveyapp.views import constructs as construct_views
from surveyapp.views import delivery as delivery_views
from surveyapp.views import digest_results as digest_results_views
from surveyapp.views import heatmap_results as heatmap_results_views
from surveyapp.views import loud_results as loud_results_views
from surveyapp.views import open_results as open_results_views
from surveyapp.views import outcomes as outcome_views
from surveyapp.views import priorities as priority_views
from surveyapp.views import results as results_views
from surveyapp.views import slope_results as slope_results_views
from surveyapp.views import trends as trends_views
from surveyapp.views import unit_results as unit_results_views

# Below /s/: for everybody who was asked by the public id, for others by a link that expires.
open_results: list[URLPattern | URLResolver] = [
    path("s/did/<str:public_id>/", open_results_views.survey_actions, name="survey-actions"),
    *(
        path(f"{door}{end}", opened(view), name=f"{reader}-results{name}")
        for door, opened, reader in (
            ("s/results/<str:public_id>/", open_results_views.for_asked, "survey"),
            ("s/link/<str:secret>/", open_results_views.by_link, "linked"),
        )
        for end, view, name in (
            ("", open_results_views.overview, ""),
            ("heatmap/", open_results_views.heatmap, "-heatmap"),
            ("charts/<slug:name>.<slug:form>", open_results_views.chart, "-chart"),
            ("tables/<slug:name>.csv", open_results_views.table, "-table"),
            ("tables.xlsx", open_results_views.workbook, "-workbook"),
            ("release.json", open_results_views.release, "-release"),
            ("digest/", open_results_views.digest, "-digest"),
            ("priorities/", open_results_views.priorities, "-priorities"),
            ("constructs/<str:construct>/", open_results_views.construct, "-construct"),
            ("delivery/", open_results_views.delivery, "-delivery"),
        )
    ),
]

# For people with a role.
results: list[URLPattern | URLResolver] = [
    path("results/<slug:programme>/", trends_views.programme_trend, name="programme-trend"),
    path(
        "results/<slug:programme>/charts/<slug:name>.<slug:form>",
        trends_views.trend_chart,
        name="trend-chart",
    ),
    *(
        path(f"results/<slug:programme>/outcomes/{end}", view, name=name)
        for end, view, name in (
            ("", outcome_views.programme_outcomes, "programme-outcomes"),
            ("new/", outcome_views.target_new, "target-new"),
            ("<slug:target>/", outcome_views.target_detail, "target-detail"),
            ("<slug:target>/drop/", outcome_views.target_drop, "target-drop"),
        )
    ),
    *(
        path(f"results/<slug:programme>/<slug:code>/{end}", view, name=name)
        for end, view, name in (
            ("", results_views.round_results, "round-results"),
            ("loud-and-silent/", loud_results_views.round_loud_and_silent, "round-loud-and-silent"),
            # Before those of all other charts and tables: these need more than a release.
            (
                "charts/loud-and-silent.<slug:form>",
                loud_results_views.round_loud_chart,
                "round-loud-chart",
            ),
            ("tables/loud-and-silent.csv", loud_results_views.round_loud_table, "round-loud-table"),
            (
                "tables/loud-and-silent.<slug:form>",
                loud_results_views.round_loud_table,
                "round-loud-table-as",
            ),
            ("comments/", comment_results_views.round_read_comments, "round-read-comments"),
            ("comments/mark/", comment_results_views.round_comment_mark, "round-comment-mark"),
            # Drawn of comments, and not of a release.
            (
                "charts/terms.<slug:form>",
                comment_results_views.round_terms_chart,
                "round-terms-chart",
            ),
            ("heatmap/", heatmap_results_views.round_heatmap, "round-heatmap"),
            ("digest/", digest_results_views.round_digest, "round-digest"),
            ("two-rounds/", slope_results_views.round_between, "round-between"),
            ("own-unit/", unit_results_views.round_own_unit, "round-own-unit"),
            ("units/<path:unit>/", unit_results_views.round_unit, "round-unit"),
            ("priorities/", priority_views.round_priorities, "round-priorities"),
            ("constructs/<str:construct>/", construct_views.round_construct, "round-construct"),
            ("delivery/", delivery_views.round_delivery, "round-delivery"),
            ("charts/<slug:name>.<slug:form>", results_views.round_chart, "round-chart"),
            ("tables/<slug:name>.csv", results_views.round_table, "round-table"),
            ("tables/<slug:name>.<slug:form>", results_views.round_table, "round-table-as"),
            ("tables.xlsx", results_views.round_workbook, "round-workbook"),
            ("report.pdf", results_views.round_report, "round-report"),
            ("report.<slug:form>", results_views.round_report, "round-report-as"),
            ("release.json", results_views.round_release_file, "round-release-file"),
        )
    ),
]
