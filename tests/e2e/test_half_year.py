"""Half a year in fast motion: a team of four runs its survey, and most of what can happen happens.

Commands, pages, a mail server that misbehaves, people who answer through the links they got. Each
mail is counted at the server, and at the end both databases are searched for what must be gone.
"""

from __future__ import annotations

import logging
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from analysis.instrument import Instrument
from questionnaires.models import (
    AuditEntry,
    Invitation,
    InvitationSecret,
    Person,
    Response,
    Round,
)
from tests.half_year import (
    HEAD_COUNT,
    Colleague,
    Crowd,
    Site,
    Story,
    an_installation,
    colleagues,
    roster_file,
    send,
)
from tests.mail_server import MailServer, unused_port
from tests.rounds import everything_stored

SPRING, AUTUMN, NEXT = (
    "engineering/2027-spring",
    "engineering/2027-autumn",
    "engineering/2028-spring",
)
HELD, LAST_BEFORE_THE_OUTAGE = 20, 40
#: People of the story, by their number in the roster; all are staff.
REFUSED, LEAVER, MOVER, DELETED = 3, 5, 7, 12
QUIET, DECLINING, ONE_CLICK = (18, 33), (42,), (51,)
CORRECTED = "colleague-three@example.org"
PASSWORD = "a long sentence for a password"
CHANGE = "Feedback loops: clearly better"


@pytest.fixture
def story(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, django_db_blocker: Any
) -> Iterable[Story]:
    with (
        MailServer() as server,
        django_db_blocker.unblock(),
        an_installation(tmp_path, server, monkeypatch) as site,
    ):
        yield Story(site)


def test_a_team_of_four_runs_half_a_year(
    story: Story, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.CRITICAL, "mail.log")  # of the mail server, which gets the mails
    four_accounts(story.site)
    seventy_people(story, tmp_path)
    a_round_is_opened(story.site)
    everybody_is_invited_once(story)
    crowd = Crowd(asked(SPRING), seed=1, moods={"feedback_loops": 0.3})
    some_answer_and_some_want_no_mail(story, crowd)
    people_come_and_go(story, tmp_path)
    reminders_reach_who_has_not_answered(story, crowd)
    the_round_is_closed_and_released(story)
    readers_read(story.site)
    half_a_year_later_one_thing_is_better(story)
    the_next_one_is_aborted(story)
    nothing_is_left_and_nobody_is_named(story, caplog.text)


def asked(name: str) -> Instrument:
    return round_of(name).version.instrument


def round_of(name: str) -> Round:
    return Round.objects.select_related("version").get(code=name.partition("/")[2])


def four_accounts(site: Site) -> None:
    """A link for each, once; what is behind it is a page."""
    links = {}
    for account, *options in (
        ("admin", "--role", "admin"),
        ("analyst", "--role", "analyst", "--role", "author"),
        ("viewer", "--role", "viewer"),
    ):
        said = site.runs("add_account", f"{account}@example.org", *options)
        links[account] = said.strip().splitlines()[-1].removeprefix("http://127.0.0.1:8000")
    browser = Client()
    form = browser.get(links["viewer"]).headers["Location"]
    sent = browser.post(form, {"password1": PASSWORD, "password2": PASSWORD})
    assert sent.headers["Location"] == "/password/reset/done/"
    assert Client().get(links["viewer"]).status_code == 200  # it says that it was used
    inside = Client()
    inside.post("/login/", {"login": "viewer@example.org", "password": PASSWORD})
    assert inside.get("/").status_code == 200


def seventy_people(story: Story, folder: Path) -> None:
    """An attribute on its page, then a workbook: looked at first, then applied."""
    site = story.site
    declared = site.client("admin").post("/people/attributes/", {"title": "Site"}, follow=True)
    assert "“Site” is declared." in declared.content.decode()
    file = str(roster_file(folder / "roster.xlsx", story.people))
    looked = site.lists("import_roster", file, "--dry-run")
    assert "+ Ольга Łukasik, Platform/Build" in looked
    assert "70 people in roster.xlsx. 70 join. 12 units are new." in looked
    assert "Nothing was changed: this was a dry run." in looked
    assert not Person.objects.exists()
    said = site.runs("import_roster", file)
    assert f"Asked in the next round: {HEAD_COUNT} of 70." in said
    assert "Passed over: “Badge”." in said
    site.runs("add_account", "lead@example.org", "--role", "lead", "--unit", "Platform/Build")
    assert "शר" not in said
    assert "小明" in site.page("admin", "/people/")


def a_round_is_opened(site: Site) -> None:
    """Without a name that answers for it no round opens; N is staff alone, and frozen."""
    site.runs("import_questions", "--library")
    # Forms are posted here by a program; anonymous rounds are answered in test_anonymous.py.
    mode = ("--mode", "confidential")
    rules = (*mode, "--questions", "developer-experience", "--closes-on", "2027-04-20")
    site.runs("create_round", SPRING, *rules, "--title", "Spring 2027")
    site.today = date(2027, 4, 6)
    code, said = site.tries("open_round", SPRING)
    assert (code, "responsible" in said) == (1, True), said
    analyst, page = site.client("analyst"), f"/rounds/{SPRING}/edit/"
    form = analyst.get(page).context["form"]
    filled_in = {name: form[name].value() for name in form.fields}
    sheet = {"responsible": "Platform team, platform@example.org", "purpose": "To fix builds."}
    assert analyst.post(page, filled_in | sheet).status_code == 302
    said = site.runs("open_round", SPRING)
    assert f"{HEAD_COUNT} people are invited." in said
    assert "(pooled: Services/Alerts, Services/Billing, Services/Legacy)" in said


def everybody_is_invited_once(story: Story) -> None:
    """No server, a busy one, a crash in mid-send, an outage: one mail for everybody still."""
    site, server = story.site, story.site.server
    nowhere = f"smtp://127.0.0.1:{unused_port()}"
    code, said = site.tries("invite", SPRING, CANDOR_EMAIL_URL=nowhere)
    assert (code, "Nothing answers at its address and port." in said) == (1, True), said
    server.says_to_all = "450 4.2.0 Try later"
    code, said = site.tries("invite", SPRING)
    assert (code, f"{HEAD_COUNT} people wait." in said) == (3, True), said
    server.says_to_all = ""
    assert server.messages == []

    server.refuses = {story.mail(REFUSED)}
    server.holds_with = HELD
    killed = site.start("invite", SPRING)
    assert server.holding.wait(300), killed.communicate()
    killed.kill()
    site.ends(killed)
    server.release()
    in_doubt = server.recipients[HELD - 1]
    assert len(server.messages) == HELD

    server.dies_with = LAST_BEFORE_THE_OUTAGE
    server.delay = 0.02
    code, said = site.tries("invite", SPRING)
    assert (code, "The mail server stopped taking mails." in said) == (3, True), said
    server.dies_with = None
    code, said = site.tries("invite", SPRING)
    assert code == 4
    assert f"{HEAD_COUNT} of {HEAD_COUNT} people had their turn. " in said
    assert "1 mail may or may not have gone out." in said
    assert "1 address was refused by the mail server." in said
    assert server.counts == Counter(story.staff() - story.mails(REFUSED))
    code, said = site.tries("invite", SPRING)
    assert (code, "was invited" in said) == (1, True), said
    assert server.counts == Counter(story.staff() - story.mails(REFUSED))

    said = site.tries("invite", SPRING, "--send-doubtful")[1]
    assert "may or may not" not in said
    assert server.counts == Counter([*(story.staff() - story.mails(REFUSED)), in_doubt])


def some_answer_and_some_want_no_mail(story: Story, crowd: Crowd) -> None:
    """Half of them answer at once; four say in three ways that they want to hear no more."""
    inbox = story.letters()
    reserved = story.mails(REFUSED, LEAVER, MOVER, DELETED, *QUIET, *DECLINING, *ONE_CLICK)
    eager, _slow = story.parted(story.staff() - reserved)
    story.let_answer([*eager, story.mail(DELETED)], crowd)
    for number in QUIET:
        choose(inbox[story.mail(number)].opt_out, no_reminders="on")
    for number in DECLINING:
        choose(inbox[story.mail(number)].opt_out, no_reminders="on", declined="on")
    for number in ONE_CLICK:
        choose(inbox[story.mail(number)].one_click, **{"List-Unsubscribe": "One-Click"})
    again = Client().get(inbox[story.mail(DELETED)].survey)
    assert "q.deploy_ease" not in again.content.decode()
    story.site.runs("note_participation")
    page = story.site.page("analyst", f"/rounds/{SPRING}/")
    assert f"At least 35 of {HEAD_COUNT} have answered." in page


def choose(address: str, **ticked: str) -> None:
    """What the page of choices sends, or the button of a mail program."""
    answer = Client().post(address, ticked)
    assert answer.status_code in (200, 303)


def people_come_and_go(story: Story, folder: Path) -> None:
    """A roster in the field period: its rule is said first, and N stays as it was."""
    site = story.site
    story.site.today = date(2027, 4, 13)
    before = list(story.people)
    changed = list(before)
    changed[MOVER] = replace(before[MOVER], unit="Product/Search")
    changed[REFUSED] = replace(before[REFUSED], mail=CORRECTED)
    joiner = Colleague("Ñandú Quispe", "joiner@example.org", "Platform/Cloud", "Berlin")
    rows = [one for n, one in enumerate(changed) if n != LEAVER]
    file = str(roster_file(folder / "april.xlsx", [*rows, joiner]))
    looked = site.lists("import_roster", file, "--dry-run")
    assert "1 joins, 1 leaves, 1 moves, 1 has another mail address." in looked
    assert "+ Ñandú Quispe, Platform/Cloud" in looked
    assert f"> {before[MOVER].name}, Platform/Build → Product/Search" in looked
    assert f"{before[REFUSED].mail} → {CORRECTED}" in looked
    assert "whoever joins is asked in the next round, whoever moves answers for" in looked
    assert "stays in the head count" in looked
    site.runs("import_roster", file)
    said = site.runs("delete_person", story.mail(DELETED))
    assert "an invitation without a name stays until it closes" in said
    story.people[MOVER], story.people[REFUSED] = changed[MOVER], changed[REFUSED]
    round_ = round_of(SPRING)
    assert round_.population == HEAD_COUNT == round_.invitations.count()
    # The address is right now, and the mail that was refused goes there.
    said = site.runs("invite", SPRING, "--send-refused")
    assert story.site.server.counts[CORRECTED] == 1
    assert f"{HEAD_COUNT} mails sent." in said


def reminders_reach_who_has_not_answered(story: Story, crowd: Crowd) -> None:
    """And nobody else, once each, without a word about who they are."""
    site, server = story.site, story.site.server
    inbox = story.letters()
    wanted = story.staff() - story.answered - story.mails(LEAVER, *QUIET, *DECLINING, *ONE_CLICK)
    assert reminded(site) == Counter(wanted)
    # By the newest mail, by the first one, and by the link of somebody who left since.
    _eager, slow = story.parted(wanted - story.mails(MOVER, REFUSED))
    story.let_answer([*story.random.sample(slow, 10), *story.mails(MOVER, REFUSED)], crowd)
    for mail in (story.mail(LEAVER), *(story.mail(number) for number in QUIET)):
        assert send(inbox[mail], crowd.form()).status_code == 303
        story.answered.add(mail)
    said = site.runs("extend_round", SPRING, "2027-04-27")
    assert "until 2027-04-27" in said
    assert reminded(site) == Counter(wanted - story.answered)
    newest = server.messages[-1].get_body(("plain",))
    assert newest is not None
    assert "27 Apr 2027" in newest.get_content()
    site.runs("note_participation")
    assert "At least 50 of 64 have answered." in site.page("analyst", f"/rounds/{SPRING}/")


def reminded(site: Site) -> Counter[str]:
    """Who got the next reminder."""
    before = site.server.counts
    said = site.runs("remind", SPRING)
    assert re.search(r"64 of 64 people had their turn\. They went to those who", said), said
    return site.server.counts - before


def the_round_is_closed_and_released(story: Story) -> None:
    """Counts are verified, then single answers, links and who was asked are gone."""
    site = story.site
    story.letters()
    story.remember_responses()
    site.today = date(2027, 4, 28)
    assert "The responses are destroyed" in site.runs("close_round", SPRING)
    assert story.found() == []
    assert not Invitation.objects.exists()
    assert not InvitationSecret.objects.exists()
    assert not Response.objects.exists()
    assert site.client("viewer").get(f"/results/{SPRING}/").status_code == 404
    site.today = date(2027, 5, 4)
    assert "hash" in site.runs("release_round", SPRING)
    said = site.runs("retain", "--dry-run")
    assert f"{SPRING}: keeps the counts until 3 Jun 2027." in said
    site.today = date(2027, 6, 4)
    assert f"{SPRING}: the counts would be destroyed." in site.runs("retain", "--dry-run")


def readers_read(site: Site) -> None:
    """A viewer, and a lead whose results open at the own unit."""
    page = site.page("viewer", f"/results/{SPRING}/")
    assert "51 of 64 answered (80\N{NO-BREAK SPACE}%)" in page
    assert site.file("viewer", f"/results/{SPRING}/report.pdf").startswith(b"%PDF-1.")
    unit = f"/results/{SPRING}/units/Platform/Build/"
    assert unit in site.page("lead", "/")
    assert re.search(r"\d+ of 15 answered", site.page("lead", unit))
    for account in ("viewer", "lead"):
        assert site.client(account).get("/people/").status_code == 404


def half_a_year_later_one_thing_is_better(story: Story) -> None:
    """A new CI in July, a unit with another name; the same questions, asked again in autumn."""
    site, server = story.site, story.site.server
    server.messages.clear()
    server.refuses = set()
    story.answered.clear()
    site.runs("add_event", "engineering", "2027-07-01", "New CI")
    said = site.runs("rename_unit", "Platform/Build", "Platform/Foundations")
    assert "Platform/Foundations" in said
    site.today = date(2027, 9, 20)
    assert "Autumn 2027 is a draft" in site.runs("create_round", "--like", SPRING)
    site.today = date(2027, 10, 5)
    everybody = story.staff() - story.mails(LEAVER, DELETED, *DECLINING) | {"joiner@example.org"}
    assert f"{len(everybody)} people are invited." in site.runs("open_round", AUTUMN)
    site.runs("invite", AUTUMN)
    assert server.counts == Counter(everybody)
    crowd = Crowd(asked(AUTUMN), seed=2, moods={"feedback_loops": 0.65})
    eager, slow = story.parted(everybody)
    story.let_answer([*eager, *story.random.sample(slow, 10)], crowd)
    story.remember_responses()
    site.today = date(2027, 10, 27)
    site.runs("close_round", AUTUMN)
    site.runs("release_round", AUTUMN)
    page = site.page("viewer", f"/results/{AUTUMN}/")
    assert CHANGE in page
    assert len(re.findall("[^>]+: clearly ", page)) >= 1
    trend = site.page("viewer", "/results/engineering/")
    assert 'New CI <span class="quiet">1 Jul 2027</span>' in trend
    chart = site.file("viewer", "/results/engineering/charts/trend-constructs.svg").decode()
    assert "New CI" in chart
    unit = site.page("lead", f"/results/{AUTUMN}/units/Platform/Foundations/")
    assert "Since Spring 2027" in unit


def the_next_one_is_aborted(story: Story) -> None:
    """It was opened with the wrong questions: nothing of it is counted, nothing is left."""
    site, server = story.site, story.site.server
    server.messages.clear()
    site.today = date(2028, 4, 4)
    site.runs("create_round", "--like", AUTUMN)
    site.runs("open_round", NEXT)
    site.runs("invite", NEXT)
    story.let_answer(story.random.sample(sorted(server.counts), 12), Crowd(asked(NEXT), seed=3))
    story.remember_responses()
    code, said = site.tries("abort_round", NEXT)
    assert (code, "destroys all answers" in said) == (1, True), said
    assert "Nothing of its answers is left" in site.runs(
        "abort_round", NEXT, "--confirm", "2028-spring"
    )
    assert (
        "ended without results"
        in Client().get(story.letters()[server.recipients[0]].survey).content.decode()
    )
    assert "2028" not in site.page("viewer", "/results/engineering/")


def nothing_is_left_and_nobody_is_named(story: Story, logged: str) -> None:
    """In both databases, in the log of acts, in what commands said and what was logged."""
    assert len(story.traces) > 600
    assert story.found() == []
    people = everything_stored("default")
    assert story.people[0].mail in people  # there is something to be found
    assert story.people[0].name in people
    for one in (colleagues()[DELETED], colleagues()[LEAVER]):
        assert one.mail not in people
        assert one.name not in people
    acts = "\n".join(str(vars(one)) for one in AuditEntry.objects.all())
    assert f"'subject': '{SPRING}'" in acts
    said = "\n".join(story.site.said)
    for one in (*story.people, *colleagues()):
        for told in (acts, said, logged):
            assert one.name not in told
            assert one.mail not in told
    assert not [trace for trace in story.traces if trace in acts + said + logged]
