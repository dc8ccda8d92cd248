"""Modules import each other under the names that production gives them."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from tests.demo import PROJECT

SOURCES = PROJECT / "surveyapp" / "static"
IMPORT = re.compile(r"""(?:\bfrom|\bimport)\s*\(?\s*["']([^"']+)["']""")


def imports(text: str) -> list[str]:
    """What a module imports, without what its comments say."""
    code = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    lines = [line for line in code.splitlines() if not line.lstrip().startswith("//")]
    return IMPORT.findall("\n".join(lines))


@pytest.fixture
def collected(tmp_path: Path, settings: Any) -> Path:
    """All static files as production serves them."""
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "surveyapp.static_files.StaticFilesStorage"},
    }
    call_command("collectstatic", interactive=False, verbosity=0)
    return tmp_path


def test_every_import_of_a_module_leads_to_a_hashed_file(collected: Path) -> None:
    names = json.loads((collected / "staticfiles.json").read_text())["paths"]
    modules = [name for name in names if name.startswith("candor/") and name.endswith(".js")]
    written = {name: imports((SOURCES / name).read_text()) for name in modules}
    assert "./blindrsa.js" in written["candor/ballots.js"]
    for name, wanted in written.items():
        served = collected / names[name]
        found = imports(served.read_text())
        assert len(found) == len(wanted), name
        for target, original in zip(found, wanted, strict=True):
            path = (served.parent / target).resolve().relative_to(collected.resolve())
            expected = (Path(name).parent / original).as_posix()
            assert path.as_posix() == names[expected], f"{name}: {target}"
            assert (collected / path).is_file()
