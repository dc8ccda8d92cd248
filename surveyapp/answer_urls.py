"""The one address of the answers side: all that a host of its own serves (``ANSWER_HOST``)."""

from django.urls import path

from surveyapp.views import ballots as ballot_views

urlpatterns = [
    path("s/a/<str:public_id>/answers/", ballot_views.answers, name="ballot-answers"),
]
