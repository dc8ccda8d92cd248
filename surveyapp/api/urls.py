"""The addresses below ``/api/v1/``."""

from django.contrib.auth.decorators import login_required
from django.urls import path
from django.views.generic import RedirectView
from drf_spectacular.views import SpectacularJSONAPIView, SpectacularSwaggerSplitView

from surveyapp.api import question_files, targets, views

ROUND = "programmes/<slug:programme>/rounds/<slug:code>/"

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="api-docs"), name="api-root"),
    path("schema/", SpectacularJSONAPIView.as_view(), name="api-schema"),
    path(
        "docs/",
        login_required(
            SpectacularSwaggerSplitView.as_view(
                url_name="api-schema", template_name="site/api_docs.html"
            )
        ),
        name="api-docs",
    ),
    path("question-sets/", views.QuestionSetList.as_view(), name="api-question-sets"),
    path(
        "question-sets/<slug:code>/versions/<int:number>/",
        views.Version.as_view(),
        name="api-version",
    ),
    path(
        "question-sets/<slug:code>/versions/<int:number>/files/<slug:form>/",
        question_files.VersionFile.as_view(),
        name="api-version-file",
    ),
    path("question-formats/", question_files.FormatList.as_view(), name="api-question-formats"),
    path("question-files/", question_files.QuestionFile.as_view(), name="api-question-file"),
    path("programmes/", views.ProgrammeList.as_view(), name="api-programmes"),
    path("programmes/<slug:programme>/trend/", views.Trend.as_view(), name="api-trend"),
    path(
        "programmes/<slug:programme>/trend/charts/<slug:name>.<slug:form>",
        views.TrendChart.as_view(),
        name="api-trend-chart",
    ),
    path("programmes/<slug:programme>/targets/", targets.TargetList.as_view(), name="api-targets"),
    path(
        "programmes/<slug:programme>/targets/<slug:target>/",
        targets.TargetDetail.as_view(),
        name="api-target",
    ),
    path(ROUND, views.RoundDetail.as_view(), name="api-round"),
    path(f"{ROUND}release/", views.ReleaseDetail.as_view(), name="api-release"),
    path(f"{ROUND}items/", views.Items.as_view(), name="api-items"),
    path(f"{ROUND}constructs/", views.Constructs.as_view(), name="api-constructs"),
    path(f"{ROUND}comparison/", views.Comparison.as_view(), name="api-comparison"),
    path(f"{ROUND}digest/", views.DigestDetail.as_view(), name="api-digest"),
    path(f"{ROUND}comments/", views.Comments.as_view(), name="api-comments"),
    path(f"{ROUND}charts/", views.ChartList.as_view(), name="api-charts"),
    path(f"{ROUND}charts/<slug:name>.<slug:form>", views.Chart.as_view(), name="api-chart"),
    path(f"{ROUND}report.<slug:form>", views.Report.as_view(), name="api-report"),
    path(f"{ROUND}tables/", views.TableList.as_view(), name="api-tables"),
    path(f"{ROUND}tables/<slug:name>.<slug:form>", views.Table.as_view(), name="api-table"),
    path(f"{ROUND}tables.xlsx", views.Workbook.as_view(), name="api-workbook"),
]
