"""Home, login, and the pages that say what went wrong."""

from __future__ import annotations

import re

import pytest
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.test import Client, RequestFactory, override_settings
from django.urls import path

from questionnaires.models import Round
from surveyapp.urls import handler400, handler403, handler404, urlpatterns
from surveyapp.views.site import bad_request
from tests.frozen import overrule
from tests.releases import demo_release
from tests.stored import PERSONAS, open_round_beside, persona, stored_programme, stored_round

pytestmark = pytest.mark.django_db

__all__ = ["handler400", "handler403", "handler404"]


def _fails(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("planted")


#: The site with an address that fails: this module is its own URLconf.
urlpatterns = [*urlpatterns, path("fails/", _fails)]


def visit(name: str | None, address: str = "/") -> str:
    client = Client()
    if name:
        client.force_login(persona(name))
    response = client.get(address)
    assert response.status_code == 200
    return re.sub(r"[ \n]+", " ", response.content.decode())


def test_home_says_what_candor_is_to_whoever_is_not_logged_in() -> None:
    stored_programme()
    page = visit(None)
    lead = re.search(r'<p class="lead">(.*?)</p>', page)
    assert lead is not None
    assert lead[1].count(".") == 3
    assert 'href="/login/"' in page
    assert "You need no account." in page
    assert "Spring" not in page


@pytest.mark.parametrize("name", ["admin", "analyst", "author", "viewer"])
def test_home_shows_the_newest_round_of_each_programme(name: str) -> None:
    stored_programme()
    stored_round(demo_release(0, programme="other"))
    page = visit(name)
    assert 'href="/results/engineering/2027-spring/"' in page
    assert 'href="/results/other/2026-spring/"' in page
    assert 'href="/results/engineering/2026-autumn/"' not in page
    assert 'href="/results/engineering/"' in page


def test_home_shows_a_stranger_nothing_but_how_to_get_a_role() -> None:
    stored_programme()
    page = visit("stranger")
    assert "Your account has no role yet" in page
    assert "/results/" not in page


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (Round.Status.DRAFT, "is a draft."),
        (Round.Status.OPEN, "is open."),
        (Round.Status.CLOSED, "is closed and counted."),
    ],
)
def test_whoever_runs_rounds_is_told_the_next_step(status: str, said: str) -> None:
    round_ = open_round_beside(stored_programme()[-1])
    overrule(Round.objects.filter(pk=round_.pk), status=status)
    assert said in visit("analyst")
    assert said in visit("admin")
    for name in ("author", "viewer"):
        page = visit(name)
        assert "Autumn 2027" not in page
        assert "What waits for you" not in page


def test_an_author_is_told_of_drafts() -> None:
    version = stored_programme()[-1].version
    version.question_set.versions.create(
        number=9, status="draft", source="", content=version.content, sha256="0" * 64
    )
    assert "Version 9 of Developer experience is not published." in visit("author")
    assert "Version 9" not in visit("analyst")


def test_an_admin_begins_with_the_first_round() -> None:
    page = visit("admin")
    assert "Nobody has been asked yet." in page
    assert "No round is released yet." in page


@pytest.mark.parametrize("name", PERSONAS)
def test_login_leads_back_and_logout_is_a_post(name: str) -> None:
    user = persona(name)
    user.set_password("correct horse battery")
    user.save()
    client = Client()
    wrong = client.post("/login/", {"login": name, "password": "wrong"})
    assert "do not match" in wrong.content.decode()
    form = {"login": name, "password": "correct horse battery", "next": "/results/x/"}
    assert client.post("/login/", form).headers["Location"] == "/results/x/"
    assert client.get("/logout/").status_code == 405
    assert client.post("/logout/").headers["Location"] == "/"
    assert 'href="/login/"' in client.get("/").content.decode()


def test_login_does_not_lead_to_another_host() -> None:
    user = persona("viewer")
    user.set_password("correct horse battery")
    user.save()
    form = {
        "login": "viewer",
        "password": "correct horse battery",
        "next": "https://elsewhere.example/",
    }
    assert Client().post("/login/", form).headers["Location"] == "/"


def test_an_unknown_address_is_a_page_for_people_and_json_for_programs() -> None:
    page = Client().get("/nothing/")
    assert page.status_code == 404
    assert "There is nothing here" in page.content.decode()
    program = Client().get("/api/nothing/")
    assert program.status_code == 404
    assert program.json() == {"detail": "Not Found"}


def test_a_form_from_elsewhere_is_refused_with_what_to_do() -> None:
    client = Client(enforce_csrf_checks=True)
    response = client.post("/login/", {"login": "a", "password": "b"})
    assert response.status_code == 403
    assert "load the page again" in response.content.decode()


def test_too_large_a_form_is_413_and_a_damaged_one_400() -> None:
    request = RequestFactory().post("/people/")
    large = bad_request(request, RequestDataTooBig())
    assert large.status_code == 413
    assert "5 MB" in large.content.decode()
    assert bad_request(request, ValueError()).status_code == 400


@override_settings(DATA_UPLOAD_MAX_MEMORY_SIZE=10)
def test_a_large_post_reaches_that_page() -> None:
    response = Client().post("/login/", {"login": "a" * 100, "password": "b"})
    assert response.status_code == 413


@override_settings(ROOT_URLCONF=__name__)
def test_a_failure_says_whose_mistake_it_is_without_asking_a_database() -> None:
    client = Client(raise_request_exception=False)
    client.force_login(persona("viewer"))
    response = client.get("/fails/")
    assert response.status_code == 500
    assert "on the side of Candor" in response.content.decode()
    assert "{%" not in render_to_string("500.html")


@pytest.mark.parametrize("address", ["/", "/login/", "/nothing/"])
def test_pages_carry_the_strict_policy_and_nothing_inline(address: str) -> None:
    response = Client().get(address)
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]
    page = response.content.decode()
    assert " style=" not in page
    assert not re.search(r"<script(?![^>]*src=)", page)


def test_a_result_page_has_nothing_inline_either() -> None:
    stored_programme()
    for address in ("/results/engineering/2027-spring/", "/results/engineering/"):
        page = visit("viewer", address)
        assert " style=" not in page
        assert not re.search(r"<script(?![^>]*src=)", page)
