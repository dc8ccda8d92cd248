"""What is installed: the library alone by default, everything else as extras, all of it locked."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parent.parent
CONFIG = tomllib.loads((PROJECT / "pyproject.toml").read_text())["project"]
LOCK = (PROJECT / "requirements.lock").read_text()
NEXT_LOCK = (PROJECT / "requirements-next.lock").read_text()


def names(requirements: list[str]) -> set[str]:
    """Names of requirements, as the lock file writes them.

    >>> names(["Django>=5.2,<5.3", "a_b[x]>=1"]) == {"django", "a-b"}
    True
    """
    bare = (re.split(r"[\[<>=!~; ]", requirement)[0] for requirement in requirements)
    return {re.sub(r"[-_.]+", "-", name).lower() for name in bare}


def test_a_plain_install_has_no_django() -> None:
    plain = names(CONFIG["dependencies"])
    assert plain == {
        "matplotlib", "numpy", "pandas", "pyarrow", "python-pptx", "scipy", "statsmodels", "typst",
        "xlsxwriter",
    }  # fmt: skip
    extras = CONFIG["optional-dependencies"]
    assert {"django", "djangorestframework"} <= names(extras["web"])
    assert "pytest-django" in names(extras["dev"])
    assert not names(extras["dev"]) & (plain | names(extras["web"]))


@pytest.mark.parametrize("lock", [LOCK, NEXT_LOCK], ids=["today", "next"])
def test_every_requirement_is_locked_with_hashes(lock: str) -> None:
    locked = dict(re.findall(r"^([a-z0-9-]+)==(\S+)", lock, flags=re.MULTILINE))
    wanted = names(CONFIG["dependencies"])
    for extra in CONFIG["optional-dependencies"].values():
        wanted |= names(extra)
    assert wanted <= set(locked)
    pinned = len(re.findall(r"^[a-z0-9-]+==", lock, flags=re.MULTILINE))
    hashed = len(
        re.findall(r"^[a-z0-9-]+==.*\\\n    --hash=sha256:[0-9a-f]{64}", lock, re.MULTILINE)
    )
    assert pinned == hashed > 50


@pytest.mark.parametrize("lock", [LOCK, NEXT_LOCK], ids=["today", "next"])
def test_the_lock_names_no_index(lock: str) -> None:
    assert not re.search(r"https?://|--index-url|--extra-index-url|--find-links", lock)


@pytest.mark.parametrize("package", ["analysis", "questionnaires", "surveyapp"])
def test_a_wheel_carries_every_file_that_is_no_module(package: str) -> None:
    """Templates, schemas and the catalogues of both languages."""
    patterns = tomllib.loads((PROJECT / "pyproject.toml").read_text())["tool"]["setuptools"][
        "package-data"
    ][package]
    folder = PROJECT / package
    carried = {path for pattern in patterns for path in folder.glob(pattern) if path.is_file()}
    there = {
        path
        for path in folder.rglob("*")
        if path.is_file() and path.suffix not in (".py", ".pyc") and path.name != ".DS_Store"
    }
    assert there
    assert there - carried == set()


def test_python_and_licence() -> None:
    assert CONFIG["requires-python"] == ">=3.11"
    assert CONFIG["license"] == "Apache-2.0"
    assert "Apache License" in (PROJECT / "LICENSE").read_text()[:200]


def test_django_is_the_long_term_release() -> None:
    assert re.search(r"^django==5\.2\.", LOCK, flags=re.MULTILINE)


def test_the_next_lock_has_the_next_django_and_nothing_else_that_is_new() -> None:
    """So that what breaks in `make check-next` breaks because of Django."""
    ours, theirs = (
        set(re.findall(r"^[a-z0-9-]+==[^ ]+", lock, flags=re.MULTILINE))
        for lock in (LOCK, NEXT_LOCK)
    )
    (new,) = theirs - ours
    assert re.fullmatch(r"django==6\.\S+", new)


def test_the_newest_entry_of_the_changes_is_this_version() -> None:
    changes = (PROJECT / "CHANGELOG.md").read_text()
    newest = re.search(r"^## ([\d.]+)", changes, flags=re.MULTILINE)
    assert newest
    assert newest[1] == CONFIG["version"]
