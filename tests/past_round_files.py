"""Files of survey tools with the made-up answers of the same 40 people, in the shape of each tool.

Everybody answered two statements, ticked tools and named a role; some wrote a comment. Each person
has a mail address, an address on the net and a name, which no import may leave anywhere.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from openpyxl import Workbook

MATRIX = "How much do you agree?"
EASE, DOCS = (
    "I can release a change whenever I decide to.",
    "The documentation answers my questions.",
)
TOOLS, ROLE, WISH = "Which tools do you use?", "What is your role?", "What do you wish for?"
CHOICES = ("Git", "Docker, Compose", "Make", "Other")
ROLES = ("Developer", "Operator", "Other")
LEVELS = ("Strongly disagree", "Disagree", "Neutral", "Agree", "Strongly agree")
#: Words of one person: what must not be found anywhere.
OWN_TOOL, OWN_ROLE, OWN_WISH = "Zebra pipelines", "Lighthouse keeper", "Velvet deployments, always"


class Person(NamedTuple):
    """One response."""

    number: int
    ease: int | None  # 1 to 5
    docs: int | None
    tools: tuple[str, ...]
    own_tool: str
    role: str
    own_role: str
    wish: str

    @property
    def mail(self) -> str:
        return f"person{self.number}@secret.example"

    @property
    def address(self) -> str:
        return f"198.51.100.{self.number}"

    @property
    def name(self) -> str:
        return f"Quentin{self.number} Secretson"

    @property
    def identifier(self) -> str:
        return f"R_{self.number:02}x7KqZpLm"


def people(number: int = 40) -> list[Person]:
    return [
        Person(
            number=n,
            ease=(1, 2, 4, 4, 5)[n % 5],
            docs=None if n % 8 == 0 else (2, 2, 3, 4)[n % 4],
            tools=(
                *(["Git"] * (n % 5 > 0)), *(["Docker, Compose"] * (n % 2)),
                *(["Make"] * (n % 4 == 0)), *(["Other"] * (n == 3)),
            ),
            own_tool=OWN_TOOL if n == 3 else "",
            role="Other" if n == 5 else ("Developer", "Developer", "Operator")[n % 3],
            own_role=OWN_ROLE if n == 5 else "",
            wish=OWN_WISH if n == 7 else (f"Wish number {n}" if n % 6 == 0 else ""),
        )
        for n in range(1, number + 1)
    ]  # fmt: skip


#: Counted by hand from :func:`people`: n % 5, n % 8 and so on over 1 to 40.
EASE_COUNTS = {
    "Strongly disagree": 8,
    "Disagree": 8,
    "Neutral": 0,
    "Agree": 16,
    "Strongly agree": 8,
}
DOCS_COUNTS = {
    "Strongly disagree": 0,
    "Disagree": 15,
    "Neutral": 10,
    "Agree": 10,
    "Strongly agree": 0,
}
DOCS_BLANK = 5
TOOL_COUNTS = {"Git": 32, "Docker, Compose": 20, "Make": 10, "Other": 1}
#: Person 5 would be an operator.
ROLE_COUNTS = {"Developer": 27, "Operator": 12, "Other": 1}


def csv_bytes(rows: Iterable[Sequence[object]], delimiter: str = ",") -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode("utf-8-sig")


def _level(number: int | None) -> str:
    return "" if number is None else LEVELS[number - 1]


def _number(number: int | None) -> str:
    return "" if number is None else str(number)


def qualtrics(*, numeric: bool = False, delimiter: str = ",", wish: str = WISH) -> bytes:
    meta = [
        "StartDate", "EndDate", "Status", "IPAddress", "Progress", "Duration (in seconds)",
        "Finished", "RecordedDate", "ResponseId", "RecipientLastName", "RecipientFirstName",
        "RecipientEmail", "ExternalReference", "LocationLatitude", "LocationLongitude",
        "DistributionChannel", "UserLanguage",
    ]  # fmt: skip
    names = ["Q1_1", "Q1_2", "Q2_1", "Q2_2", "Q2_3", "Q2_4", "Q2_4_TEXT", "Q3", "Q3_3_TEXT", "Q4"]
    texts = [
        f"{MATRIX} - {EASE}", f"{MATRIX} - {DOCS}",
        *(f"{TOOLS} - Selected Choice - {choice}" for choice in CHOICES),
        f"{TOOLS} - Other - Text",
        f"{ROLE} - Selected Choice", f"{ROLE} - Other - Text", wish,
    ]  # fmt: skip
    rows: list[list[object]] = [
        [*meta, *names],
        [*meta, *texts],
        [json.dumps({"ImportId": name}) for name in (*meta, *names)],
    ]
    level = _number if numeric else _level
    everybody = [*people(), people(1)[0]]
    for place, one in enumerate(everybody):
        preview = place == len(everybody) - 1
        status = (
            ("1" if preview else "0") if numeric else "Survey Preview" if preview else "IP Address"
        )
        rows.append([
            "2026-03-02 09:00:00", "2026-03-02 09:07:11", status, one.address, "100", "431",
            "True", "2026-03-02 09:07:12", one.identifier, one.name.split()[1], one.name.split()[0],
            one.mail, "", "52.5", "13.4", "email", "EN",
            level(one.ease), level(one.docs),
            *((("1" if numeric else choice) if choice in one.tools else "") for choice in CHOICES),
            one.own_tool,
            str(ROLES.index(one.role) + 1) if numeric else one.role, one.own_role, one.wish,
        ])  # fmt: skip
    return csv_bytes(rows, delimiter)


def surveymonkey() -> bytes:
    meta = [
        "Respondent ID", "Collector ID", "Date Created", "Date Modified", "IP Address",
        "Email Address", "First Name", "Last Name", "Custom Data 1",
    ]  # fmt: skip
    rows: list[list[object]] = [
        [*meta, MATRIX, "", TOOLS, "", "", "", ROLE, "", WISH],
        ["", "", "", "", "", "", "", "", "", EASE, DOCS, *CHOICES[:3], "Other (please specify)",
         "Response", "Other (please specify)", "Open-Ended Response"],
    ]  # fmt: skip
    for one in people():
        first, last = one.name.split()
        rows.append([
            11_800_000_000 + one.number, 446_000_001, "2026-03-02 09:00:00", "2026-03-02 09:07:11",
            one.address, one.mail, first, last, "", _level(one.ease), _level(one.docs),
            *((choice if choice in one.tools else "") for choice in CHOICES[:3]), one.own_tool,
            "" if one.own_role else one.role, one.own_role, one.wish,
        ])  # fmt: skip
    return csv_bytes(rows)


def limesurvey(headings: str = "code", *, codes: bool = False) -> bytes:
    meta = [
        ("id", "Response ID"), ("submitdate", "Date submitted"), ("lastpage", "Last page"),
        ("startlanguage", "Start language"), ("seed", "Seed"), ("token", "Access code"),
        ("startdate", "Date started"), ("datestamp", "Date last action"),
        ("ipaddr", "IP address"), ("refurl", "Referrer URL"), ("email", "Email address"),
    ]  # fmt: skip
    asked = [
        ("agree[SQ001]", f"{MATRIX} [{EASE}]"), ("agree[SQ002]", f"{MATRIX} [{DOCS}]"),
        *((f"tools[SQ00{n}]", f"{TOOLS} [{choice}]") for n, choice in enumerate(CHOICES[:3], 1)),
        ("tools[other]", f"{TOOLS} [Other]"), ("role", ROLE), ("role[other]", f"{ROLE} [Other]"),
        ("wish", WISH),
    ]  # fmt: skip
    shape = {"code": "{code}", "text": "{text}", "both": "{code}. {text}"}[headings]
    rows: list[list[object]] = [
        [shape.format(code=one, text=text) for one, text in (*meta, *asked)]
    ]
    chosen, not_chosen = ("Y", "") if codes else ("Yes", "No")
    for one in people():
        level = "" if one.docs is None else f"A{one.docs}"
        role = {"Developer": "A1", "Operator": "A2", "Other": "-oth-"}[one.role]
        rows.append([
            one.number, "2026-03-02 09:07:11", 4, "en", 1_200_000_000 + one.number, one.identifier,
            "2026-03-02 09:00:00", "2026-03-02 09:07:11", one.address,
            "https://intranet.example/survey", one.mail,
            f"A{one.ease}" if codes else _level(one.ease), level if codes else _level(one.docs),
            *((chosen if choice in one.tools else not_chosen) for choice in CHOICES[:3]),
            one.own_tool, role if codes else one.role, one.own_role, one.wish,
        ])  # fmt: skip
    return csv_bytes(rows)


def google_forms(separator: str = ";") -> bytes:
    rows: list[list[object]] = [
        [
            "Timestamp",
            "Email Address",
            f"{MATRIX} [{EASE}]",
            f"{MATRIX} [{DOCS}]",
            TOOLS,
            ROLE,
            WISH,
        ]
    ]
    for one in people():
        tools = [
            *(tool for tool in one.tools if tool != "Other"),
            *([one.own_tool] * bool(one.own_tool)),
        ]
        rows.append([
            "2026/03/02 9:07:11 AM GMT+1", one.mail, _level(one.ease), _level(one.docs),
            separator.join(tools), one.own_role or one.role, one.wish,
        ])  # fmt: skip
    return csv_bytes(rows)


def microsoft_forms() -> bytes:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(
        ["ID", "Start time", "Completion time", "Email", "Name", EASE, DOCS, TOOLS, ROLE, WISH]
    )
    for one in people():
        tools = [
            *(tool for tool in one.tools if tool != "Other"),
            *([one.own_tool] * bool(one.own_tool)),
        ]
        sheet.append([
            one.number, "2026-03-02 09:00:00", "2026-03-02 09:07:11", one.mail, one.name,
            _level(one.ease) or None, _level(one.docs) or None,
            "".join(f"{tool};" for tool in tools), one.own_role or one.role, one.wish or None,
        ])  # fmt: skip
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def wide(names: Sequence[str] = (EASE, DOCS, ROLE, WISH)) -> bytes:
    rows: list[list[object]] = [
        ["Employee Email", "Employee Name", "Submission Date", "Department", *names]
    ]
    rows += [
        [
            one.mail, one.name, "2026-03-02", "Platform" if one.number % 2 else "Payments",
            _number(one.ease), _number(one.docs), one.own_role or one.role, one.wish,
        ]
        for one in people()
    ]  # fmt: skip
    return csv_bytes(rows)


#: What no import may leave anywhere: of each person, and words of single ones.
def secrets() -> list[str]:
    found = [OWN_TOOL, OWN_ROLE, OWN_WISH, "Wish number 6", "secret.example", "Secretson"]
    found += [one.address for one in people()] + [one.identifier for one in people()]
    return [*found, "intranet.example"]
