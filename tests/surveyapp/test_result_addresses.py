"""Addresses of results are remembered, and still follow what they depend on."""

from __future__ import annotations

import pytest
from django.urls import set_script_prefix

from questionnaires.models import Round
from surveyapp.result_addresses import result_address
from tests.stored import stored_programme

pytestmark = pytest.mark.django_db(databases=["default", "answers"])


def test_a_site_below_a_path_has_its_addresses_there() -> None:
    """Asked for at the root first, so that there is something remembered that would be wrong."""
    round_ = stored_programme()[-1]
    at_the_root = result_address(round_, Round.ResultsFor.ROLES, "construct", "ease")
    set_script_prefix("/survey/")
    try:
        below = result_address(round_, Round.ResultsFor.ROLES, "construct", "ease")
    finally:
        set_script_prefix("/")
    assert below == f"/survey{at_the_root}"
    assert result_address(round_, Round.ResultsFor.ROLES, "construct", "ease") == at_the_root
