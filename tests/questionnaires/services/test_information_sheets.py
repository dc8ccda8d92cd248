"""Information sheets: defaults that are true, and no opening while somebody is missing."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from questionnaires.models import Round
from questionnaires.services.errors import ServiceError
from questionnaires.services.information_sheets import default_audience
from questionnaires.services.manifests import manifest_sha256
from questionnaires.services.roster import import_roster
from questionnaires.services.rounds import (
    change_round,
    open_round,
    plan_opening,
)
from tests.instruments import all_scales
from tests.rounds import RESPONSIBLE, TODAY, draft, opened, roster, version

pytestmark = pytest.mark.django_db(databases=["default", "answers"])


def test_purpose_and_audience_have_defaults_and_responsible_has_none() -> None:
    round_ = draft(responsible="")
    assert round_.purpose == all_scales().description
    assert round_.audience == default_audience()
    assert round_.responsible == ""


def test_what_is_written_is_kept_and_what_is_emptied_gets_its_default_again() -> None:
    round_ = draft(purpose=" To fix the builds. ", audience="The platform team.\n")
    assert (round_.purpose, round_.audience) == ("To fix the builds.", "The platform team.")
    round_ = change_round(round=round_, actor="ann", purpose="", audience=" ", responsible=" Bo ")
    assert round_.purpose == all_scales().description
    assert round_.audience == default_audience()
    assert round_.responsible == "Bo"


@pytest.mark.parametrize("mode", [Round.Mode.CONFIDENTIAL, Round.Mode.OPEN])
@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"responsible": ""}, "who is responsible. Name a person or a team with an address"),
        ({"purpose": ""}, "what the round is for. Write its purpose"),
    ],
)
def test_a_round_is_not_opened_while_people_would_not_be_told(
    mode: Round.Mode, fields: dict[str, Any], said: str
) -> None:
    import_roster(data=roster(), actor="ann")
    silent = version(replace(all_scales(), description=""))
    round_ = draft(mode=mode, version=silent, **{"purpose": "To fix the builds.", **fields})
    assert said in " ".join(plan_opening(round_, today=TODAY).problems)
    with pytest.raises(ServiceError, match=said):
        open_round(round=round_, actor="ann", today=TODAY)
    told = {"responsible": RESPONSIBLE, "purpose": "To fix the builds."}
    change_round(round=round_, actor="ann", **told)
    assert open_round(round=round_, actor="ann", today=TODAY).is_open


def test_the_sheet_is_frozen_into_the_manifest() -> None:
    manifest = opened(purpose="To fix the builds.", audience="The platform team.").manifest
    assert manifest is not None
    assert manifest["information"] == {
        "purpose": "To fix the builds.",
        "responsible": RESPONSIBLE,
        "audience": "The platform team.",
    }
    other = {**manifest, "information": {**manifest["information"], "audience": "Everybody."}}
    assert manifest_sha256(other) != manifest_sha256(manifest)
