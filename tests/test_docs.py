"""Every command in the docs is executed, and every file they name exists."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.demo import PROJECT, copy_of_the_tree
from tests.programs import environment_with_tables

PAGES = sorted(
    path
    for path in [*PROJECT.glob("*.md"), *PROJECT.glob("docs/**/*.md")]
    if path.name != "CHANGELOG.md"
)
CONSOLE = re.compile(r"^```console\n(.*?)^```", re.MULTILINE | re.DOTALL)

#: Commands that run elsewhere, and where.
COVERED = {
    "make setup": ".ci/run",
    "make test": ".ci/run",
    "make check": ".ci/run",
    "make demo": "tests/e2e/test_demo.py",
    "sudo apt-get install make python3-venv chromium": ".ci/run",
    "sudo apt-get install --no-install-recommends libreoffice-impress libreoffice-calc "
    "poppler-utils": ".ci/run",
    "gunicorn -c deploy/gunicorn.conf.py surveyapp.wsgi": "tests/test_deploy.py",
    "sudo apt-get install nginx-light": ".ci/run",
    "sudo nginx -t -c /etc/candor/nginx.conf": "tests/test_deploy.py",
    "sudo nginx -c /etc/candor/nginx.conf": "tests/test_deploy.py",
    "gunicorn surveyapp.wsgi --bind 127.0.0.1:8000 --workers 2": "tests/e2e/test_demo.py",
}


def commands(page: Path) -> list[str]:
    """The commands of a page: lines after ``$ ``, with their continuations."""
    found: list[str] = []
    for block in CONSOLE.findall(page.read_text()):
        joined = block.replace("\\\n", " ")
        found += [line[2:].strip() for line in joined.splitlines() if line.startswith("$ ")]
    return [re.sub(r"\s+", " ", command) for command in found]


PAGES_WITH_COMMANDS = [page for page in PAGES if commands(page)]
#: Pages whose commands copy files of SQLite, and what tests the lines for PostgreSQL.
ON_FILES = {"docs/howto/back-up-and-restore.md": "tests/surveyapp/test_backup_commands.py"}


def marks(page: Path) -> list[pytest.MarkDecorator]:
    """What keeps a page from being tried on servers."""
    covered = ON_FILES.get(str(page.relative_to(PROJECT)))
    return [pytest.mark.sqlite(f"copies files; {covered}")] if covered else []


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of the project, without what was built or stored."""
    return copy_of_the_tree(tmp_path_factory.mktemp("docs"))


@pytest.mark.parametrize(
    "page",
    [
        pytest.param(page, marks=marks(page), id=str(page.relative_to(PROJECT)))
        for page in PAGES_WITH_COMMANDS
    ],
)
def test_the_commands_of_a_page_run(page: Path, checkout: Path, tmp_path: Path) -> None:
    script = [command for command in commands(page) if command not in COVERED]
    if not script:
        assert commands(page)
        return
    lines = "\n".join(script).replace("/srv/candor", str(tmp_path))
    result = subprocess.run(
        ["bash", "-eux", "-c", lines],
        cwd=checkout,
        env=environment_with_tables(
            tmp_path / "var", PATH=f"{Path(sys.executable).parent}:{os.environ['PATH']}"
        ),
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize("place", sorted({*COVERED.values(), *ON_FILES.values()}))
def test_what_covers_a_command_exists(place: str) -> None:
    assert (PROJECT / place).is_file()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(PROJECT)))
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text())
    missing = [target for target in targets if not (page.parent / target).exists()]
    assert not missing


def test_files_that_the_tour_names_exist() -> None:
    tour = (PROJECT / "docs" / "tour.md").read_text()
    named = set(re.findall(r"`((?:surveyapp|questionnaires|analysis|tests|docs)/[\w./-]+)`", tour))
    assert len(named) > 10
    assert not [name for name in sorted(named) if not (PROJECT / name).exists()]
