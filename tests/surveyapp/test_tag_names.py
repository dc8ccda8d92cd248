"""Every tag that the format allows has a name, and no name is of a tag that there is not."""

from __future__ import annotations

from questionnaires.formats.question_set_schema import schema
from surveyapp.coverage_pages import DELIVERY, DEVEX
from surveyapp.question_set_pages import SPACE
from surveyapp.tag_names import NAMES


def test_names_are_those_of_the_tags() -> None:
    known = schema()["$defs"]["item"]["properties"]
    tags = {tag for key in ("space", "devex", "dora") for tag in known[key]["enum"]}
    assert set(NAMES) == tags
    assert {*SPACE, *DEVEX, *DELIVERY} <= tags
    assert len({str(name) for name in NAMES.values()}) == len(NAMES)
