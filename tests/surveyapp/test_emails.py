"""What a mail says: in three templates, in every script, the same in text and in HTML."""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from hypothesis import given, settings
from hypothesis import strategies as st

from questionnaires.services.invitations import IssuedLink
from surveyapp.emails import MESSAGES, Occasion, html_of, invitation, occasion_of, reminder
from tests.rounds import opened

Message = Callable[..., EmailMultiAlternatives]

SECRET = "https://candor.example.org/s/SECRET/"
LINK = IssuedLink("Ada <b>", "ada@example.org", SECRET, f"{SECRET}opt-out/")
OCCASION = Occasion(
    programme="Developer experience",
    title="Spring 2027",
    about="To find out what slows your work down, and to fix the worst of it first.",
    responsible="Platform team, platform@example.org",
    questions=41,
    minutes=9,
    closes_on=date(2027, 4, 20),
    kept_days=0,
    k=5,
    full_detail=False,
    manifest_sha256="ab" * 32,
    kept_url="https://candor.example.org/s/how/ROUND/",
)
ANONYMOUS = replace(OCCASION, is_anonymous=True)
both = pytest.mark.parametrize("message", MESSAGES.values(), ids=MESSAGES.keys())


def as_sent(message: EmailMultiAlternatives) -> Any:
    """The message as a mail program reads it."""
    return email.message_from_bytes(message.message().as_bytes(), policy=email.policy.default)


class Reading(HTMLParser):
    """What a mail program shows of HTML: its words and where its links lead."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.links: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self._in_head = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._in_head = tag == "head" or (self._in_head and tag != "body")
        if tag == "a":
            self.links.append(dict(attrs)["href"] or "")

    def handle_data(self, data: str) -> None:
        if not self._in_head:
            self.words += words_of(data)


def words_of(text: str) -> list[str]:
    without_addresses = re.sub(r"https?://\S+", " ", text)
    return re.findall(r"[\w@.<>-]*\w[\w>]*", without_addresses)


@both
def test_a_mail_says_all_that_is_asked_before_answering(message: Message) -> None:
    body = str(message(link=LINK, occasion=OCCASION).body)
    for expected in (
        "Hello Ada <b>,",
        "“Developer experience”, Spring 2027",
        "Who asks: Platform team, platform@example.org",  # who
        "what slows your work down",  # why
        "41 questions, about 9 min, until 20 Apr 2027.",  # how long, until when
        SECRET,
        "Confidential, not anonymous",  # how answers are kept
        "counted and destroyed",
        "not asked again",  # how not to be asked
        LINK.opt_out_url,
        "ab" * 32,
        f"How your answers are kept:\n{OCCASION.kept_url}",
    ):
        assert expected in body


@both
def test_a_mail_of_an_anonymous_round_says_so_and_no_other_does(message: Message) -> None:
    body = str(message(link=LINK, occasion=ANONYMOUS).body)
    assert "Anonymous: your answers come with a ballot" in body
    assert f"How your answers stay anonymous:\n{OCCASION.kept_url}" in body
    assert "ab" * 32 in body
    assert "Confidential" not in body
    kept = str(message(link=LINK, occasion=replace(ANONYMOUS, kept_days=30)).body)
    assert "Anonymous from 30 days after the release: your answers come with" in kept
    assert "Anonymous" not in str(message(link=LINK, occasion=OCCASION).body)


@both
def test_it_is_about_ninety_words(message: Message) -> None:
    for occasion in (OCCASION, ANONYMOUS):
        assert 80 <= len(str(message(link=LINK, occasion=occasion).body).split()) <= 125


@both
@pytest.mark.parametrize("test", [False, True])
@pytest.mark.parametrize(
    "occasion",
    [
        OCCASION,
        replace(OCCASION, kept_days=30, closes_on=None, questions=1, minutes=1),
        replace(OCCASION, about="", responsible="", manifest_sha256="", kept_url=""),
        ANONYMOUS,
        replace(ANONYMOUS, kept_days=1),
    ],
)
def test_the_html_says_the_same_words_and_leads_to_the_same_addresses(
    message: Message, occasion: Occasion, *, test: bool
) -> None:
    written = message(link=LINK, occasion=occasion, test=test)
    read = Reading(html_of(written))
    assert read.words == words_of(str(written.body))
    assert read.links == re.findall(r"https?://\S+", str(written.body))
    links = [SECRET, occasion.kept_url, LINK.opt_out_url]
    assert read.links == [link for link in links if link]


@both
def test_the_html_is_a_mail_without_pictures_scripts_or_anything_from_elsewhere(
    message: Message,
) -> None:
    html = html_of(message(link=LINK, occasion=OCCASION))
    read = Reading(html)
    assert {"table", "a", "strong"} < {tag for tag, _attributes in read.tags}
    forbidden = {"img", "script", "style", "link", "iframe", "form", "object", "video", "svg"}
    assert not forbidden & {tag for tag, _attributes in read.tags}
    for tag, attributes in read.tags:
        assert not {"src", "srcset", "background", "onclick", "class"} & attributes.keys()
        assert "url(" not in (attributes.get("style") or "")
        if tag == "table":
            assert attributes["role"] == "presentation"
    leads_to = {SECRET, LINK.opt_out_url, OCCASION.kept_url}
    assert set(re.findall(r"https?://[^\"\s<]+", html)) == leads_to


@both
def test_a_dark_mail_program_may_choose_the_colour_of_all_but_the_button(message: Message) -> None:
    read = Reading(html_of(message(link=LINK, occasion=OCCASION)))
    assert ("meta", {"name": "color-scheme", "content": "light dark"}) in read.tags
    coloured = [
        (tag, style)
        for tag, attributes in read.tags
        if re.search(
            r"(^|;)(color|background[\w-]*):(?!inherit)", style := attributes.get("style") or ""
        )
    ]
    assert [tag for tag, _style in coloured] == ["td", "a"]  # the button: its ground, its words
    assert "#2f5bd7" in coloured[0][1]
    assert "#ffffff" in coloured[1][1]


def test_markup_in_a_name_is_text() -> None:
    assert "Hello Ada &lt;b&gt;," in html_of(invitation(link=LINK, occasion=OCCASION))


def test_kept_responses_and_no_last_day_are_said() -> None:
    occasion = replace(OCCASION, kept_days=30, closes_on=None)
    body = str(invitation(link=LINK, occasion=occasion).body)
    assert "kept for 30 days after the release" in body
    assert "about 9 min." in body
    assert "until 20" not in body


def test_each_says_which_it_is() -> None:
    first, again = (m(link=LINK, occasion=OCCASION) for m in (invitation, reminder))
    assert first.subject == "Developer experience, Spring 2027: 9 minutes"
    assert "you are asked to answer" in first.body
    assert again.subject == "Reminder: Developer experience, Spring 2027"
    assert "you have not answered yet" in again.body
    assert "earlier ones work too" in again.body


@both
def test_a_test_says_that_it_is_one(message: Message) -> None:
    real, test = (message(link=LINK, occasion=OCCASION, test=test) for test in (False, True))
    assert test.subject == f"Test: {real.subject}"
    assert "This is a test mail" in test.body
    assert "test" not in (real.subject + str(real.body) + html_of(real)).lower()


@both
def test_headers_ask_for_no_reply_and_offer_to_end_it_with_one_click(message: Message) -> None:
    written = as_sent(message(link=LINK, occasion=OCCASION))
    assert written["Auto-Submitted"] == "auto-generated"
    assert written["List-Unsubscribe"] == f"<{LINK.opt_out_url}>"
    assert written["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert written.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in written.iter_parts()] == ["text/plain", "text/html"]


def test_one_click_is_offered_over_https_only() -> None:
    local = replace(LINK, opt_out_url="http://127.0.0.1:8000/s/SECRET/opt-out/")
    written = as_sent(invitation(link=local, occasion=OCCASION))
    assert written["List-Unsubscribe"] == f"<{local.opt_out_url}>"
    assert "List-Unsubscribe-Post" not in written


@both
def test_the_mail_is_plain_and_without_exclamation(message: Message) -> None:
    body = str(message(link=LINK, occasion=OCCASION).body).lower()
    assert not [word for word in ("!", "please", "oops") if word in body]


NAMES = [
    "Zoë Ångström-Ńowak",
    "Бела Лугоши",
    "שרה כהן",
    "ليلى حداد",
    "山田 花子",
    "ลักษมี",
    "Nguyễn Thị Minh Khai",
    "👩‍💻 Ada",
    'O\'Neil, "Ada" (she) <x@example.org>; \\',
]


@both
@pytest.mark.parametrize("name", NAMES)
def test_names_and_titles_in_every_script_arrive(message: Message, name: str) -> None:
    link = replace(LINK, person_name=name)
    occasion = replace(OCCASION, title=name, programme=name)
    written = as_sent(message(link=link, occasion=occasion))
    assert name in written["Subject"]
    text, html = (part.get_content() for part in written.iter_parts())
    assert f"Hello {name}," in text
    assert Reading(html).words == words_of(text)


@settings(max_examples=40, deadline=None)
@given(
    name=st.text(max_size=200),
    title=st.text(min_size=1, max_size=200),
    break_=st.sampled_from(["\n", "\r\n", "\r", "\x0b", "\x85", "\u2028", "\x00"]),
)
def test_nothing_that_a_name_or_title_holds_becomes_a_header(
    name: str, title: str, break_: str
) -> None:
    planted = f"{break_}Bcc: all@example.org{break_}{break_}<script>"
    link = replace(LINK, person_name=name + planted)
    occasion = replace(OCCASION, title=title + planted)
    for message in MESSAGES.values():
        written = as_sent(message(link=link, occasion=occasion))
        assert sorted(written.keys()) == HEADERS
        assert written["To"] == "ada@example.org"
        assert "<script>" not in html_of(message(link=link, occasion=occasion))


HEADERS = sorted(
    [
        "Auto-Submitted",
        "Content-Type",
        "Date",
        "From",
        "List-Unsubscribe",
        "List-Unsubscribe-Post",
        "MIME-Version",
        "Message-ID",
        "Subject",
        "To",
        "X-Auto-Response-Suppress",
    ]
)


def test_it_speaks_the_language_of_the_site_whoever_presses_the_button() -> None:
    from django.utils import translation

    with translation.override("de"):
        written = invitation(link=LINK, occasion=OCCASION)
    assert '<html lang="en" dir="ltr">' in html_of(written)
    assert "20 Apr 2027" in written.body  # "20. Apr" in German


@pytest.mark.django_db(databases=["default", "answers"])
def test_a_round_is_described_by_its_own_questions_and_sheet() -> None:
    round_ = opened(
        kept_responses_days=7, purpose="To fix\nthe builds.\n\nAnd more.", responsible="Ann"
    )
    occasion = occasion_of(round_)
    items = round_.version.instrument.items
    at_first = [item for item in items if item.show_if is None]
    assert occasion.questions == len(at_first) < len(items)
    assert (occasion.about, occasion.responsible) == ("To fix the builds.", "Ann")
    assert (occasion.kept_days, occasion.manifest_sha256) == (7, round_.manifest_sha256)
    assert occasion.kept_url.endswith(f"/s/how/{round_.public_id}/")
    assert not occasion.is_anonymous
    assert mail.outbox == []


@both
def test_a_message_says_where_small_groups_are_told_in_full(message: Any) -> None:
    said = "Groups of 5 to 9 answers are told in full, by a choice made before the round opened"
    assert said not in " ".join(message(link=LINK, occasion=OCCASION).body.split())
    written = message(link=LINK, occasion=replace(OCCASION, full_detail=True))
    for body in (written.body, html_of(written)):
        assert said in " ".join(body.split())


@pytest.mark.django_db(databases=["default", "answers"])
def test_a_long_purpose_is_cut_and_an_empty_one_is_that_of_the_questions() -> None:
    round_ = opened(purpose="word " * 300)
    assert len(occasion_of(round_).about.split()) == 40
    assert occasion_of(round_).about.endswith("…")
    round_.purpose = ""
    assert occasion_of(round_).about == round_.version.instrument.description
