"""The JSON Schema of releases describes every release that is written, and refuses others."""

from __future__ import annotations

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

import analysis
from analysis.corrections import corrected
from analysis.release import FORMATS, Release, dump_release
from tests.analysis.test_attacks import released
from tests.releases import demo_releases, with_together
from tests.worlds import worlds

SCHEMA = json.loads((Path(analysis.__file__).parent / "release.schema.json").read_text())
VALIDATOR = Draft202012Validator(SCHEMA)


def releases() -> list[Release]:
    demo = list(demo_releases())
    fixed = corrected(demo[-1], reason="Wrong.", withdrawn=[demo[-1].instrument.items[0].code])
    return [*demo, with_together(demo[-1]), fixed, *(released(one) for one in worlds(40, 5))]


def test_the_schema_is_one_and_knows_every_format() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    assert tuple(SCHEMA["properties"]["format"]["enum"]) == FORMATS


def test_every_release_is_as_described() -> None:
    seen = set()
    for release in releases():
        document = json.loads(dump_release(release))
        VALIDATOR.validate(document)
        seen |= {document["format"], *(kind for one in _cells(document) for kind in one)}
    assert seen >= {"candor-release/3", "shown", "band", "hidden"}


def test_releases_of_earlier_versions_are_as_described() -> None:
    stored = Path(__file__).parents[1] / "reference" / "release_format_1.json"
    VALIDATOR.validate(json.loads(stored.read_text()))


def test_the_example_of_the_docs_is_as_described() -> None:
    example = Path(__file__).parents[2] / "docs" / "howto" / "example" / "release.json"
    VALIDATOR.validate(json.loads(example.read_text()))


def _cells(document: dict[str, Any]) -> list[dict[str, Any]]:
    return [cell for group in document["groups"] for cell in group["items"].values()]


@pytest.mark.parametrize(
    "damage",
    [
        {"format": "candor-release/9"},
        {"groups": []},
        {"respondents": [1, 2, 3]},
        {"number": 0},
    ],
)
def test_anything_else_is_refused(damage: dict[str, Any]) -> None:
    document = json.loads(dump_release(demo_releases()[-1]))
    assert not VALIDATOR.is_valid({**deepcopy(document), **damage})


def test_a_cell_of_two_kinds_is_refused() -> None:
    document = json.loads(dump_release(demo_releases()[-1]))
    cell = _cells(document)[0]
    cell["hidden"] = "too_few"
    assert not VALIDATOR.is_valid(document)
