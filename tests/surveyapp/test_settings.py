"""Settings come from documented variables, and unsafe ones stop the start with a clear message."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from django.core.exceptions import ImproperlyConfigured

from surveyapp import settings
from surveyapp.environment import VARIABLES, Environment
from tests.programs import OURS

PROJECT = Path(__file__).resolve().parent.parent.parent
LONG_KEY = "k" * 30 + "0123456789abcdefghij"
PRODUCTION = {
    "CANDOR_BASE_URL": "https://candor.example.org",
    "CANDOR_SECRET_KEY": LONG_KEY,
}


HOSTS = "from surveyapp import settings; print(settings.ALLOWED_HOSTS)"


def start(tmp_path: Path, code: str = HOSTS, **variables: str) -> subprocess.CompletedProcess[str]:
    """Import the settings in a process of their own."""
    clean = {key: value for key, value in os.environ.items() if not key.startswith(OURS)}
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=PROJECT,
        env={**clean, "CANDOR_DATA_DIR": str(tmp_path), **variables},
        capture_output=True,
        text=True,
        check=False,
    )


def test_every_variable_is_documented_with_its_default() -> None:
    page = (PROJECT / "docs" / "settings.md").read_text()
    documented = dict(re.findall(r"^\| `(\w+)` \| (.+?) \|", page, flags=re.MULTILINE))
    assert set(documented) == {variable.name for variable in VARIABLES}
    for variable in VARIABLES:
        shown = f"`{variable.default}`" if variable.default else "empty"
        assert documented[variable.name] == shown, variable.name
        assert variable.meaning in page, variable.name


def test_no_variable_is_read_past_the_list() -> None:
    sources = [*PROJECT.glob("surveyapp/**/*.py"), *PROJECT.glob("questionnaires/**/*.py")]
    text = "\n".join(path.read_text() for path in sources if path.name != "environment.py")
    declared = {variable.name for variable in VARIABLES}
    assert set(re.findall(r"env\.(?:text|flag)\(\"(\w+)\"\)", text)) <= declared
    assert not re.search(r"os\.environ(?!\.setdefault\(\"DJANGO_SETTINGS_MODULE\")", text)


def test_without_variables_it_serves_this_machine_only(tmp_path: Path) -> None:
    result = start(tmp_path)
    assert result.returncode == 0, result.stderr
    assert result.stdout.strip() == "['127.0.0.1', 'localhost', '[::1]']"
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600


def test_who_begins_at_the_same_moment_has_the_same_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two workers of a server read the settings at once; an empty key ended both of them."""
    for turn in range(100):
        folder = tmp_path / str(turn)
        monkeypatch.setattr(settings, "DATA_DIR", folder)
        start_together = Barrier(8)

        def key(_number: int, *, ready: Barrier = start_together) -> str:
            ready.wait(30)
            return settings.local_secret_key()

        with ThreadPoolExecutor(8) as processes:
            keys = set(processes.map(key, range(8)))
        assert len(keys) == 1
        assert len(keys.pop()) > 50
        assert [one.name for one in folder.iterdir()] == ["secret_key"]


def test_production_starts_with_safe_settings(tmp_path: Path) -> None:
    result = start(tmp_path, **PRODUCTION)
    assert result.returncode == 0, result.stderr
    assert result.stdout.strip() == "['candor.example.org']"


@pytest.mark.parametrize(
    ("language", "offered"),
    [("en", "en de es"), ("es", "en de es"), ("fr", "en de es fr"), ("en-gb", "en de es en-gb")],
)
def test_the_language_of_the_site_is_offered_beside_those_that_pages_are_written_in(
    tmp_path: Path, language: str, offered: str
) -> None:
    code = "from surveyapp.settings import LANGUAGES; print(*dict(LANGUAGES))"
    result = start(tmp_path, code, CANDOR_LANGUAGE=language)
    assert result.returncode == 0, result.stderr
    assert result.stdout.strip() == offered


@pytest.mark.parametrize(
    ("variables", "message"),
    [
        ({"CANDOR_BASE_URL": "http://candor.example.org"}, "must begin with https://"),
        ({"CANDOR_BASE_URL": "candor.example.org"}, "Write an address"),
        ({"CANDOR_SECRET_KEY": ""}, "CANDOR_SECRET_KEY is missing or shorter"),
        ({"CANDOR_SECRET_KEY": "short"}, "CANDOR_SECRET_KEY is missing or shorter"),
        ({"CANDOR_DEBUG": "yes"}, "Debug pages show answers to strangers"),
        ({"CANDOR_DEBUG": "perhaps"}, "Write yes or no"),
        ({"CANDOR_LANGUAGE": "xx"}, "CANDOR_LANGUAGE is 'xx'. Write a code such as en"),
        ({"CANDOR_TIME_ZONE": "Mars"}, "CANDOR_TIME_ZONE is 'Mars'. Write a name such as"),
        ({"CANDOR_SECOND_FACTOR": "no"}, "every account with a role needs a second factor"),
        (
            {"CANDOR_OIDC_URL": "https://login.example.org", "CANDOR_OIDC_SECRET": "s"},
            "half configured: CANDOR_OIDC_CLIENT_ID is empty",
        ),
        (
            {
                "CANDOR_OIDC_URL": "http://login.example.org",
                "CANDOR_OIDC_CLIENT_ID": "c",
                "CANDOR_OIDC_SECRET": "s",
            },
            "CANDOR_OIDC_URL is 'http://login.example.org'. It must begin with https://",
        ),
        ({"CANDOR_EMAIL_URL": "smpt://u:p@host"}, "CANDOR_EMAIL_URL names no mail server"),
        ({"CANDOR_EMAIL_URL": "mail.example.org:587"}, "CANDOR_EMAIL_URL names no mail server"),
        (
            {
                "DATABASE_URL": "sqlite:////tmp/candor-one.sqlite3",
                "ANSWERS_DATABASE_URL": "sqlite:////tmp/candor-one.sqlite3",
            },
            "name the same database",
        ),
        (
            {
                "DATABASE_URL": "postgresql://candor@db.example.org:5432/candor",
                "ANSWERS_DATABASE_URL": "postgresql://answers@db.example.org:5432/candor",
            },
            "name the same database",
        ),
        (
            {"DATABASE_URL": "mysql://candor:secret@db.example.org/candor"},
            "DATABASE_URL names no database. Write postgresql://",
        ),
        (
            {"ANSWERS_DATABASE_URL": "db.example.org/candor"},
            "ANSWERS_DATABASE_URL names no database",
        ),
        (
            {"DATABASE_URL": "postgresql://candor@db.example.org/candor"},
            "One database is SQLite, the other PostgreSQL",
        ),
    ],
)
def test_unsafe_production_settings_stop_the_start(
    tmp_path: Path, variables: dict[str, str], message: str
) -> None:
    result = start(tmp_path, **{**PRODUCTION, **variables})
    assert result.returncode != 0
    assert message in result.stderr


def test_two_servers_of_one_machine_are_two(tmp_path: Path) -> None:
    """Their databases may well have the same name."""
    code = "from surveyapp import settings as s; print(s.DATABASES['answers'])"
    addresses = {
        "DATABASE_URL": "postgresql://candor@127.0.0.1:5432/candor",
        "ANSWERS_DATABASE_URL": "postgresql://candor@127.0.0.1:5433/candor?application_name=mine",
    }
    result = start(tmp_path, code, **PRODUCTION, **addresses)
    assert result.returncode == 0, result.stderr
    config = ast.literal_eval(result.stdout)
    assert (config["CONN_MAX_AGE"], config["CONN_HEALTH_CHECKS"]) == (600, True)
    assert config["OPTIONS"] == {"application_name": "mine", "connect_timeout": 5}


def test_a_password_of_a_database_is_not_repeated(tmp_path: Path) -> None:
    result = start(tmp_path, DATABASE_URL="mysql://candor:very-secret@db.example.org/candor")
    assert result.returncode != 0
    assert "very-secret" not in result.stderr


def test_this_machine_alone_may_leave_out_the_second_factor(tmp_path: Path) -> None:
    code = "from surveyapp import settings as s; print(s.SECOND_FACTOR_REQUIRED)"
    assert start(tmp_path, code).stdout.strip() == "True"
    assert start(tmp_path, code, CANDOR_SECOND_FACTOR="no").stdout.strip() == "False"
    assert start(tmp_path, code, **PRODUCTION).stdout.strip() == "True"


def test_a_password_for_mail_may_hold_any_sign(tmp_path: Path) -> None:
    code = (
        "import django; django.setup(); from surveyapp.mailers import mail_connection; "
        "server = mail_connection(); print(server.password, server.host)"
    )
    url = "smtps://candor:p%40ss%2Fword@mail.example.org"
    module = {"DJANGO_SETTINGS_MODULE": "surveyapp.settings"}
    result = start(tmp_path, code, CANDOR_EMAIL_URL=url, **module)
    assert result.stdout.strip() == "p@ss/word mail.example.org", result.stderr


def test_a_command_says_what_to_change_without_a_traceback(tmp_path: Path) -> None:
    code = "import sys, manage; sys.argv = ['manage.py', 'check']; manage.main()"
    result = start(tmp_path, code, **PRODUCTION, CANDOR_DEBUG="perhaps")
    assert result.returncode == 1
    assert result.stderr == "Not started: CANDOR_DEBUG is 'perhaps'. Write yes or no.\n"


def test_a_flag_reads_yes_and_no() -> None:
    assert Environment({"CANDOR_DEBUG": "yes"}).flag("CANDOR_DEBUG")
    assert not Environment({}).flag("CANDOR_DEBUG")
    with pytest.raises(ImproperlyConfigured):
        Environment({"CANDOR_DEBUG": "maybe"}).flag("CANDOR_DEBUG")


def test_answers_can_have_a_host_of_their_own(tmp_path: Path) -> None:
    result = start(tmp_path, **PRODUCTION, ANSWER_HOST="Answers.example.org")
    assert result.returncode == 0, result.stderr
    assert result.stdout.strip() == "['candor.example.org', 'answers.example.org']"


@pytest.mark.parametrize(
    ("host", "told"),
    [
        ("https://answers.example.org", "a host alone"),
        ("answers.example.org/s", "a host alone"),
        (".example.org", "a host alone"),
        ("*", "a host alone"),
        ("candor.example.org", "the host of CANDOR_BASE_URL"),
        ("candor.example.org:8443", "the host of CANDOR_BASE_URL"),
    ],
)
def test_a_host_that_is_none_or_the_same_stops_the_start(
    tmp_path: Path, host: str, told: str
) -> None:
    result = start(tmp_path, **PRODUCTION, ANSWER_HOST=host)
    assert result.returncode != 0
    assert told in result.stderr
