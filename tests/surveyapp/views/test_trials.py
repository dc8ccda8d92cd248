"""A link of a pilot: what a tester reads, that no answer can be sent, and what the server takes."""

from __future__ import annotations

import json
import logging
import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from analysis.instrument import Condition
from questionnaires.models import AuditEntry, Pilot, PilotLink
from questionnaires.queries.pilots import timed_sections
from questionnaires.services.pilots import MadePilot, end_pilot, make_pilot
from surveyapp.logs import HideRespondents
from tests.instruments import all_scales
from tests.rounds import everything_stored, version
from tests.surveyapp.without_account import addresses_in, read, text

pytestmark = pytest.mark.django_db(databases=["default", "answers"])

GERMAN = {"title": "Wie wir bauen", "items.on_call.text": "Hattest du Bereitschaft?"}
TIMED = timed_sections(all_scales())
FORTY = dict.fromkeys(TIMED, 40)
#: What an answer looks like wherever it is sent.
ANSWER = "a.release_at_will"


def made(**fields: Any) -> MadePilot:
    asked = version(replace(all_scales(), translations={"de": GERMAN}), published=False)
    return make_pilot(
        version=asked, title="For me alone", links=5, actor="ann",
        told="Ada asks. Say what is unclear.", **fields,
    )  # fmt: skip


def address(pilot: MadePilot, place: int = 0) -> str:
    return f"/s/pilot/{pilot.secrets[place]}/"


def tell(where: str, body: Any, content_type: str = "application/json", **kwargs: Any) -> Any:
    data = body if isinstance(body, str | bytes) else json.dumps(body)
    return Client().post(where, data, content_type=content_type, **kwargs)


# What is read -------------------------------------------------------------------------------------


def test_a_tester_reads_who_asks_that_it_is_a_trial_and_every_question() -> None:
    pilot = made()
    page = read(address(pilot))
    said = text(page)
    for expected in (
        "A trial", "No answer leaves this page.", "Ada asks. Say what is unclear.",
        "neither sent nor stored", "Developer experience",
        *(item.text for item in all_scales().items if not item.repeats),
    ):  # fmt: skip
        assert expected in said, expected
    assert "For me alone" not in said, "the title is the author's"
    assert "ann" not in re.findall(r"\w+", said)


def test_the_page_is_that_of_the_survey() -> None:
    """Every question in the same words, by the same templates, with the same scripts."""
    page = read(address(made())).content.decode()
    survey = re.findall(r'<fieldset class="question.*?</fieldset>', page, re.DOTALL)
    assert len(survey) == len(all_scales().items)
    for script in ("survey", "order", "trial"):
        assert f"candor/{script}" in page, script
    for script in ("saving", "drafts", "device"):
        assert f"candor/{script}" not in page, "nothing is kept on the device"


def test_it_speaks_the_language_of_the_reader() -> None:
    pilot = made()
    wished = read(address(pilot), **{"Accept-Language": "de"})
    assert "Hattest du Bereitschaft?" in text(wished)
    assert wished.headers["Content-Language"] == "de"
    chosen = read(f"{address(pilot)}?lang=de")
    assert "Hattest du Bereitschaft?" in text(chosen)
    assert "?lang=en" in addresses_in(chosen)


def test_unknown_ended_and_past_links_look_the_same() -> None:
    ended, past = made(), made()
    where = [address(ended), address(past), "/s/pilot/nobody-made-this/", "/s/pilot/%00/"]
    assert read(where[0]).status_code == read(where[1]).status_code == 200
    end_pilot(pilot=ended.pilot, actor="ann")
    yesterday = timezone.localdate() - timedelta(days=1)
    Pilot.objects.filter(pk=past.pilot.pk).update(made_on=yesterday, ends_on=yesterday)
    answers = [read(one) for one in where]
    assert {one.status_code for one in answers} == {404}
    assert len({one.content for one in answers}) == 1
    assert "This link does not open a trial" in text(answers[0])
    for one in where:
        assert tell(one, {"seconds": FORTY}).status_code == 404


# No answer can be sent ----------------------------------------------------------------------------


def test_the_policy_lets_no_form_be_sent() -> None:
    policy = read(address(made())).headers["Content-Security-Policy"]
    assert "form-action 'none'" in policy
    assert "form-action 'self'" not in policy
    assert "connect-src 'self'" in policy
    assert "default-src 'none'" in policy


def test_the_form_has_no_address_no_method_that_sends_and_no_button_that_works() -> None:
    page = read(address(made())).content.decode()
    assert page.count("<form") == 1
    form = page[page.index("<form") : page.index("</form>")]
    head = form[: form.index(">")]
    assert 'method="dialog"' in head
    assert "action" not in head
    assert "formaction" not in page
    buttons = re.findall(r"<button\b[^>]*>", page)
    sending = [one for one in buttons if 'type="button"' not in one]
    assert len(sending) == 1
    assert "disabled" in sending[0], "Enter presses it, and it does nothing"
    assert f"<span hidden>{sending[0]}" in page


@pytest.mark.parametrize(
    "content_type", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x"]
)
def test_a_form_that_is_sent_all_the_same_is_not_even_read(content_type: str) -> None:
    pilot = made()
    before = everything_stored("default") + everything_stored("answers")
    response = tell(address(pilot), f"{ANSWER}=4", content_type)
    assert response.status_code == 415
    assert everything_stored("default") + everything_stored("answers") == before


# What the server takes ----------------------------------------------------------------------------


def test_seconds_are_counted_once_and_a_used_link_answers_as_any_other() -> None:
    pilot = made()
    first = tell(address(pilot), {"seconds": FORTY})
    assert first.status_code == 204
    assert not first.cookies
    stored = everything_stored("default")
    again = tell(address(pilot), {"seconds": dict.fromkeys(TIMED, 90)})
    assert (again.status_code, again.content) == (first.status_code, first.content)
    assert dict(again.headers) == dict(first.headers)
    assert everything_stored("default") == stored
    used, unused = read(address(pilot)), read(address(pilot, 1))
    assert used.content == unused.content, "the page does not even name its own link"
    assert Pilot.objects.get().times[TIMED[0]] == {"40": 1}


@pytest.mark.parametrize(
    "body",
    [
        " ", "null", "[]", "7", "{", "\u00e9", b"\xff\xfe", {}, {"seconds": []},
        {"seconds": {}}, {"seconds": FORTY, "answers": {"on_call": "yes"}},
        {"seconds": {**FORTY, "another": 5}}, {"seconds": {**FORTY, TIMED[0]: "4"}},
        {"seconds": {**FORTY, TIMED[0]: 41}}, {"seconds": {**FORTY, TIMED[0]: 1e400}},
        {"seconds": {**FORTY, TIMED[0]: {"on_call": "yes"}}}, "[" * 9000,
        '{"seconds": {"x": 1e5000}}', json.dumps({"seconds": FORTY}) + " " * 20_000,
        "9" * 5000,
    ],
    ids=lambda body: str(body)[:30],
)  # fmt: skip
def test_whatever_else_is_sent_is_refused_and_not_stored(body: Any) -> None:
    pilot = made()
    before = everything_stored("default") + everything_stored("answers")
    assert tell(address(pilot), body).status_code == 400
    assert everything_stored("default") + everything_stored("answers") == before


def test_of_a_tester_nothing_is_stored_but_the_mark_and_the_counts() -> None:
    pilot = made()
    tables = {"default": everything_stored("default"), "answers": everything_stored("answers")}
    client = Client(REMOTE_ADDR="203.0.113.77", headers={"User-Agent": "Agent of Anna"})
    client.get(address(pilot))
    sent = client.post(
        address(pilot), json.dumps({"seconds": FORTY}), content_type="application/json"
    )
    assert sent.status_code == 204
    assert everything_stored("answers") == tables["answers"]
    stored = everything_stored("default")
    assert stored != tables["default"]
    for trace in ("203.0.113.77", "Agent of Anna", pilot.secrets[0]):
        assert trace not in stored
    assert PilotLink.objects.filter(sent=True).count() == 1
    assert not AuditEntry.objects.exclude(action="make pilot").exists()


def test_a_visit_leaves_no_line_in_the_log(caplog: Any) -> None:
    pilot = made()
    with caplog.at_level(logging.DEBUG), caplog.filtering(HideRespondents()):
        logging.getLogger("test").warning("The log is on.")
        read(address(pilot))
        tell(address(pilot), {"seconds": FORTY})
        tell(address(pilot), "nonsense")
        read("/s/pilot/nobody-made-this/")
    assert "The log is on." in caplog.text
    assert pilot.secrets[0] not in caplog.text
    assert "/s/pilot" not in caplog.text


def test_where_every_section_hangs_on_an_answer_nothing_is_timed() -> None:
    whole = all_scales()
    hidden = Condition("on_call", frozenset({"yes"}))
    items = tuple(
        item if item.code == "on_call" else replace(item, show_if=hidden) for item in whole.items
    )
    sections = tuple(
        replace(section, items=tuple(code for code in section.items if code != "on_call"))
        for section in whole.sections
    )
    asked = version(replace(whole, items=items, sections=sections), published=False)
    pilot = make_pilot(version=asked, title="x", links=5, actor="ann")
    said = text(read(address(pilot)))
    assert "there is no way to send it" in said
    assert "data-send-times" not in said
    assert tell(address(pilot), {"seconds": FORTY}).status_code == 400
