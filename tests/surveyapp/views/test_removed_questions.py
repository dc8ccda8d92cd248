"""A question that a released round asked is removed: said before it is, and nothing is lost."""

from __future__ import annotations

import pytest
from django.test import Client

from questionnaires.models import QuestionSetVersion, StoredRelease
from questionnaires.services.question_sets import publish_version, start_next_version
from tests.rounds import version
from tests.stored import logged_in, page_text
from tests.surveyapp.views.test_decided_trends import FEAR, PAGE, released
from tests.surveyapp.views.test_editor import text

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "answers"])

SAID = "Version 1 asked it: rounds keep their answers, its trend ends there, and its code is not"
RESULTS = PAGE.replace("autumn", "spring")


def test_the_author_reads_what_becomes_of_it_and_rounds_keep_it() -> None:
    first = version()
    released("2027-spring", "Spring 2027", version=first)
    results, stored = told(), StoredRelease.objects.get()
    question = first.instrument.item(FEAR).text
    assert question in results

    draft = start_next_version(version=first, actor="ann")
    editor = f"/question-sets/{draft.question_set.code}/2/edit/"
    author = logged_in("author")
    asks = f"{editor}remove/{FEAR}/"
    html = author.get(editor).content.decode()
    assert f'href="{asks}"' in html, "a question that rounds know is not gone by one press"
    assert f'action="{asks}"' not in html
    assert SAID in text(author.get(asks))
    removed = author.post(asks, {"base": draft.sha256}, follow=True)
    assert SAID in text(removed)
    assert_gone(author, draft, editor)

    publish_version(version=draft, actor="ann")
    assert told() == results
    assert StoredRelease.objects.get().sha256 == stored.sha256


def told() -> str:
    """The page of the construct, without the token that each form gets anew."""
    return page_text(RESULTS).partition("<main")[2].partition("</main>")[0]


def assert_gone(author: Client, draft: QuestionSetVersion, editor: str) -> None:
    draft.refresh_from_db()
    assert not draft.instrument.has_item(FEAR)
    assert f'id="item-{FEAR}"' not in author.get(editor).content.decode()
    assert "Bring back" in text(author.get(f"{editor}history/"))
