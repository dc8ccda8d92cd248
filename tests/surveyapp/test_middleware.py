"""What every request passes."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from django.test import Client

from surveyapp.middleware import POLICY, largest_request


class Endless(BytesIO):
    """A body that is made while it is read; remembers its largest piece."""

    def __init__(self, size: int) -> None:
        super().__init__()
        self.left = size
        self.largest = 0

    def read(self, size: int | None = -1, /) -> bytes:
        asked = self.left if size is None or size < 0 else min(size, self.left)
        self.left -= asked
        self.largest = max(self.largest, asked)
        return b"x" * asked


def send(client: Client, path: str, size: int) -> tuple[Any, Endless]:
    body = Endless(size)
    environ: dict[str, Any] = {"CONTENT_LENGTH": str(size), "wsgi.input": body}
    answer = client.generic("POST", path, content_type="text/csv", **environ)
    return answer, body


@pytest.mark.django_db(databases=["default", "answers"])
@pytest.mark.parametrize("path", ["/people/", "/question-sets/import/", "/s/abc/", "/login/"])
def test_200_megabytes_are_refused_piece_by_piece_with_a_page(client: Client, path: str) -> None:
    answer, body = send(client, path, 200 * 1024 * 1024)
    assert answer.status_code == 413
    assert "too large" in answer.content.decode()
    assert "Nothing was stored" in answer.content.decode()
    assert body.left == 0
    assert body.largest <= 1024 * 1024


@pytest.mark.django_db(databases=["default", "answers"])
def test_what_a_survey_refuses_is_read_to_its_end(client: Client) -> None:
    """Else the browser is still sending when the connection closes, and shows nothing else."""
    answer, body = send(client, "/s/abc/", 6 * 1024 * 1024)
    assert answer.status_code == 413
    assert "Nothing was stored" in answer.content.decode()
    assert body.left == 0


@pytest.mark.django_db
def test_a_request_within_the_bound_reaches_its_view(client: Client) -> None:
    answer, _body = send(client, "/login/", largest_request() // 4)
    assert answer.status_code != 413


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/login/", "/not-there/"])
def test_every_answer_carries_the_strict_policy(client: Client, path: str) -> None:
    policy = client.get(path).headers["Content-Security-Policy"]
    assert policy == POLICY
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
