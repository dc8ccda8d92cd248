"""What a half-year in fast motion needs: an installation, its people, and their mail.

The installation has databases of its own. Commands are programs of their own, on a day that the
story sets; pages are asked for by Django's client, on the same databases and the same day.
"""

from __future__ import annotations

import random
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.db import connections
from django.test import Client
from django.utils import timezone

from analysis.instrument import Instrument, Item, ScaleKind, shown_items
from questionnaires.models import Comment, Response
from questionnaires.queries.invitations import secret_digest
from tests.mail_server import MailServer
from tests.programs import environment
from tests.rounds import everything_stored
from tests.workbooks import workbook

PROJECT = Path(__file__).resolve().parent.parent
SECONDS = 300
FORM = "application/x-www-form-urlencoded"
LINK = re.compile(r"http://127\.0\.0\.1:8000(/s/([\w-]+)/)\s")

GIVEN = ("Ada", "Søren", "Ольга", "Ελένη", "小明", "さくら", "محمد", "שרה", "देव", "தமிழ்")
FAMILY = ("Ngũgĩ", "O'Brien", "Łukasik", "Ковальчук", "García-Márquez", "Þórsdóttir", "王")
#: 70 people in nine units of three departments; four units are too small to stand alone.
TEAMS = {
    "Platform/Build": 17,
    "Platform/Cloud": 9,
    "Platform/Data": 6,
    "Product/Search": 9,
    "Product/Checkout": 9,
    "Product/配送": 8,
    "Services/Billing": 4,
    "Services/Alerts": 4,
    "Services/Legacy": 4,
}
SITES = ("Berlin", "Bengaluru", "東京")
#: By number in the roster: who is no staff, and who has declined before.
CONTRACTORS, ON_LEAVE, DECLINED = (0, 1, 26, 41), (17,), (32,)
#: How many are asked.
HEAD_COUNT = 70 - len(CONTRACTORS) - len(ON_LEAVE) - len(DECLINED)


@dataclass(frozen=True, slots=True)
class Colleague:
    """A row of the roster."""

    name: str
    mail: str
    unit: str
    site: str
    standing: str = "staff"


def colleagues() -> list[Colleague]:
    """Everybody, with names in many scripts."""
    units = [path for path, people in TEAMS.items() for _ in range(people)]
    standing = {
        **dict.fromkeys(CONTRACTORS, "contractor"),
        **dict.fromkeys(ON_LEAVE, "on leave"),
        **dict.fromkeys(DECLINED, "declined"),
    }
    return [
        Colleague(
            name=f"{GIVEN[n % 10]} {FAMILY[n % 7]}",
            mail=f"colleague-{n:02}@example.org",
            unit=unit,
            site=SITES[n % 3],
            standing=standing.get(n, "staff"),
        )
        for n, unit in enumerate(units)
    ]


def roster_file(path: Path, people: Sequence[Colleague]) -> Path:
    """A workbook as an HR system exports it, with a sheet and a column that nobody asked for."""
    heading = ["Name", "Mail", "Unit", "Standing", "Site", "Badge"]
    rows = [[p.name, p.mail, p.unit, p.standing, p.site, 7] for p in people]
    path.write_bytes(workbook({"People": [heading, *rows], "Notes": [["old"]]}))
    return path


@dataclass
class Site:
    """An installation that somebody runs."""

    folder: Path
    server: MailServer
    env: dict[str, str]
    today: date = date(2027, 3, 30)
    #: What every command said but those that are there to list people.
    said: list[str] = field(default_factory=list)

    def start(self, *arguments: str, **variables: str) -> subprocess.Popen[str]:
        """A command that is under way."""
        return subprocess.Popen(
            [sys.executable, "-m", "tests.on_a_day", self.today.isoformat(), *arguments],
            cwd=PROJECT,
            env={**self.env, **variables},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def ends(self, running: subprocess.Popen[str]) -> tuple[int, str]:
        """How it ended, and what it said."""
        said, _nothing = running.communicate(timeout=SECONDS)
        self.said.append(said)
        return running.returncode, said

    def tries(self, *arguments: str, **variables: str) -> tuple[int, str]:
        """A command that may end in any way."""
        return self.ends(self.start(*arguments, **variables))

    def runs(self, *arguments: str) -> str:
        """A command that must end well; what it said."""
        code, said = self.tries(*arguments)
        assert code == 0, said
        return said

    def lists(self, *arguments: str) -> str:
        """The same of a command that is there to name people."""
        said = self.runs(*arguments)
        self.said.pop()
        return said

    def page(self, account: str, address: str) -> str:
        """A page that this account may read, each run of white space as one space."""
        return re.sub(r"[ \n]+", " ", self.file(account, address).decode())

    def file(self, account: str, address: str) -> bytes:
        """What an address answers to this account."""
        response = self.client(account).get(address)
        assert response.status_code == 200, (address, response.status_code)
        return bytes(response.content)

    def client(self, account: str) -> Client:
        """The browser of an account."""
        client = Client()
        client.force_login(User.objects.get(username=f"{account}@example.org"))
        return client


@contextmanager
def an_installation(folder: Path, server: MailServer, patch: pytest.MonkeyPatch) -> Iterator[Site]:
    """Empty databases, migrated as the README says; pages are asked for on the same ones."""
    same = {"CANDOR_SECRET_KEY": settings.SECRET_KEY, "CANDOR_EMAIL_URL": server.url}
    site = Site(folder, server, environment(folder / "var", **same))
    patch.setattr(timezone, "localdate", lambda *_value, **_zone: site.today)
    for alias in ("default", "answers"):
        site.runs("migrate", "--database", alias, "--verbosity", "0")
    kept = {alias: (connections[alias], connections.databases[alias]["NAME"]) for alias in NAMES}
    for alias in NAMES:
        connections.databases[alias]["NAME"] = _name(site, alias)
        del connections[alias]
    try:
        yield site
    finally:
        for alias, (connection, name) in kept.items():
            connections[alias].close()
            connections.databases[alias]["NAME"] = name
            connections[alias] = connection


#: The variable of each database, and its file where there is none.
NAMES = {
    "default": ("DATABASE_URL", "people.sqlite3"),
    "answers": ("ANSWERS_DATABASE_URL", "answers.sqlite3"),
}


def _name(site: Site, alias: str) -> str:
    variable, file = NAMES[alias]
    address = site.env.get(variable)
    return urlsplit(address).path[1:] if address else str(site.folder / "var" / file)


@dataclass(frozen=True, slots=True)
class Letter:
    """The links of a mail that somebody got."""

    survey: str
    secret: str
    opt_out: str
    one_click: str

    @property
    def traces(self) -> tuple[str, str]:
        """What must not be left of it: the secret, and what the database knows it by."""
        return self.secret, secret_digest(self.secret)


def letters(server: MailServer) -> dict[str, Letter]:
    """The newest mail of each address, read as its owner reads it."""
    found: dict[str, Letter] = {}
    for message in server.messages:
        body = message.get_body(("plain",))
        assert body is not None
        match = LINK.search(body.get_content())
        assert match is not None, body.get_content()
        address, secret = match.groups()
        one_click = urlsplit(str(message["List-Unsubscribe"]).strip(" <>")).path
        assert f"{address}opt-out/" in body.get_content()
        found[str(message["X-RcptTo"])] = Letter(address, secret, f"{address}opt-out/", one_click)
    return found


@dataclass
class Crowd:
    """People who answer: mostly content, and of some items more or less than of others."""

    instrument: Instrument
    seed: int
    #: How favourable, from 0 to 1, by construct; 0.5 where nothing is said.
    moods: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.random = random.Random(self.seed)  # noqa: S311 -- made-up answers

    def form(self) -> dict[str, Any]:
        """The fields of a form that somebody filled in."""
        given: dict[str, str | list[str]] = {}
        for item in self.instrument.items:
            if item in shown_items(self.instrument, given):
                given[item.code] = self._answer(item)
        return {f"q.{code}": answer for code, answer in given.items()}

    def _answer(self, item: Item) -> str | list[str]:
        scale = item.scale
        codes = [option.code for option in scale.options]
        if scale.kind is ScaleKind.TEXT:
            return f"Fewer meetings, said {self.random.randrange(10**9)}."
        if scale.kind is ScaleKind.MULTIPLE:
            return self.random.sample(codes, 2)
        if scale.is_number:
            return str(self.random.choice((0, 5, 10, 20)))
        if scale.code != "agreement_5":
            return self.random.choice(codes)
        mood = self.moods.get(item.construct or "", 0.5)
        place = min(4, max(0, round(self.random.gauss(4 * mood, 1))))
        return codes[4 - place if item.reverse else place]


def send(letter: Letter, fields: Mapping[str, Any]) -> Any:
    """Open the link of a mail without any cookie, and send the form."""
    shown = Client().get(letter.survey)
    assert shown.status_code == 200
    assert letter.secret not in shown.content.decode()
    return Client().post(letter.survey, urlencode(fields, doseq=True), content_type=FORM)


class Story:
    """Who works there, what they got by mail, and what nobody may find later."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.people = colleagues()
        self.random = random.Random(7)  # noqa: S311 -- who answers, not a secret
        #: Mail addresses that have answered the round of now.
        self.answered: set[str] = set()
        #: Secrets of links, their digests, single answers, and ids of answers and comments.
        self.traces: set[str] = set()

    def mail(self, number: int) -> str:
        return self.people[number].mail

    def mails(self, *numbers: int) -> set[str]:
        return {self.mail(number) for number in numbers}

    def staff(self) -> set[str]:
        return {one.mail for one in self.people if one.standing == "staff"}

    def parted(self, mails: set[str]) -> tuple[list[str], list[str]]:
        """Those of Platform and Services, and those of Product, of whom few answer."""
        slow = {one.mail for one in self.people if one.unit.startswith("Product/")}
        return sorted(mails - slow), sorted(mails & slow)

    def letters(self) -> dict[str, Letter]:
        """The newest mail of each; its traces are remembered."""
        found = letters(self.site.server)
        self.traces |= {trace for letter in found.values() for trace in letter.traces}
        return found

    def let_answer(self, mails: Iterable[str], crowd: Crowd) -> None:
        """These people open the link in their newest mail, and answer."""
        inbox = self.letters()
        chosen = sorted(mails)
        self.random.shuffle(chosen)
        for mail in chosen:
            answer: Any = send(inbox[mail], crowd.form())
            assert (answer.status_code, answer.headers["Location"][:8]) == (303, "/s/done/")
        self.answered |= set(chosen)

    def found(self) -> list[str]:
        """What must be gone, and still is in one of the databases."""
        stored = everything_stored("default") + everything_stored("answers")
        return [trace for trace in self.traces if trace in stored]

    def remember_responses(self) -> None:
        """What the answers database holds of single answers now; there has to be something."""
        stored = everything_stored("answers")
        with connections["answers"].cursor() as cursor:
            cursor.execute(f'SELECT id, answers FROM "{Response._meta.db_table}"')  # noqa: S608 -- ours
            found = {str(value) for row in cursor.fetchall() for value in row}
        found |= set(Comment.objects.values_list("id", flat=True))
        assert found
        assert not [one for one in found if one not in stored]
        self.traces |= found
