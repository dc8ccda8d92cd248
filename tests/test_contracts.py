"""Each import contract breaks when somebody plants the import that it forbids."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

PROJECT = Path(__file__).resolve().parent.parent
CONFIG = tomllib.loads((PROJECT / "pyproject.toml").read_text())
CONTRACTS: list[dict[str, Any]] = CONFIG["tool"]["importlinter"]["contracts"]

#: By contract: the file in which to plant, and the forbidden import.
PLANTED = {
    "rooms": [
        ("questionnaires/routers.py", "import surveyapp.access"),
        ("analysis/tally.py", "import questionnaires.routers"),
    ],
    "analysis-plain": [
        ("analysis/charts/theme.py", "import django"),
        ("analysis/dataset.py", "import questionnaires.routers"),
    ],
    "questionnaires-light": [
        ("questionnaires/models/rounds.py", "import analysis.stats"),
        ("questionnaires/services/rounds.py", "import analysis.counting"),
        ("questionnaires/services/responses.py", "import analysis.disclosure"),
    ],
    "questionnaires-layers": [
        ("questionnaires/models/rounds.py", "import questionnaires.services.audit"),
        ("questionnaires/queries/invitations.py", "import questionnaires.services.audit"),
    ],
    "formats-plain": [
        ("questionnaires/formats/question_set_yaml.py", "import django.db"),
        ("questionnaires/formats/question_set_yaml.py", "import questionnaires.models"),
        ("questionnaires/blindrsa.py", "import django.conf"),
    ],
    "advice-plain": [
        ("questionnaires/advice/wording.py", "import django.db"),
        ("questionnaires/advice/judging.py", "import questionnaires.models"),
        ("questionnaires/advice/values.py", "import questionnaires.formats.problems"),
    ],
    "analysis-layers": [
        ("analysis/instrument.py", "import analysis.tally"),
        ("analysis/stats/proportions.py", "import analysis.charts.theme"),
        ("analysis/charts/theme.py", "import analysis.findings"),
        ("analysis/release.py", "import analysis.counting"),
    ],
    "outputs-see-releases-only": [
        ("analysis/charts/theme.py", "import analysis.dataset"),
        ("analysis/findings.py", "import analysis.disclosure"),
        ("analysis/report.py", "import analysis.counting"),
    ],
    "site-sees-releases-only": [
        ("surveyapp/results.py", "import analysis.counting"),
        ("surveyapp/views/rounds.py", "import analysis.dataset"),
        ("surveyapp/api/views.py", "import questionnaires.models.answers"),
    ],
}


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("contracts")
    for package in ("surveyapp", "questionnaires", "analysis"):
        shutil.copytree(
            PROJECT / package, folder / package, ignore=shutil.ignore_patterns("__pycache__")
        )
    shutil.copy(PROJECT / "pyproject.toml", folder)
    return folder


def test_the_tree_as_it_stands_keeps_every_contract(copy: Path) -> None:
    result = lint_imports(copy)
    assert result.returncode == 0, result.stdout
    assert f"{len(CONTRACTS)} kept, 0 broken" in result.stdout


def test_every_contract_has_a_planted_import() -> None:
    assert {contract["id"] for contract in CONTRACTS} == set(PLANTED)


def test_no_contract_ignores_an_import() -> None:
    assert not [contract["id"] for contract in CONTRACTS if "ignore_imports" in contract]


@pytest.mark.parametrize(
    ("contract", "file", "line"),
    [(contract, file, line) for contract, plants in PLANTED.items() for file, line in plants],
)
def test_a_planted_import_breaks_its_contract(
    copy: Path, contract: str, file: str, line: str
) -> None:
    name = next(c["name"] for c in CONTRACTS if c["id"] == contract)
    target = copy / file
    before = target.read_text()
    target.write_text(f"{before}\n{line}\n")
    try:
        result = lint_imports(copy)
    finally:
        target.write_text(before)
    assert result.returncode == 1, result.stdout
    # Long names are wrapped over two lines.
    assert f"{name} BROKEN" in " ".join(result.stdout.split())


def test_only_six_services_may_reach_further_than_instruments() -> None:
    """Three of them count; ``targets`` reads a release, to start from nothing that it hides.

    ``import_matching`` reads files of past rounds and counts nothing; ``release_imports`` holds
    releases of other sites against the rules of the gate.
    """
    contract = next(c for c in CONTRACTS if c["id"] == "questionnaires-light")
    services = {
        f"questionnaires.services.{path.stem}"
        for path in (PROJECT / "questionnaires" / "services").glob("*.py")
        if path.stem != "__init__"
    }
    free = services - set(contract["source_modules"])
    assert free == {
        f"questionnaires.services.{name}"
        for name in (
            "closing",
            "releasing",
            "importing",
            "import_matching",
            "release_imports",
            "targets",
        )
    }
