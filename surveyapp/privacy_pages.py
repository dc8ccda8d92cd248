"""How answers are kept, as the pages about it show it, and the one claim that all of it serves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from questionnaires.models import Round
from questionnaires.queries.rounds import single_responses_are_kept
from questionnaires.receipts import Receipt, UnreadableReceiptError, read_receipt
from questionnaires.services.verification import Check, verify_receipt
from surveyapp.asked import Asked

#: What anonymous mode claims, word for word, a sentence each; ``docs/privacy.md`` quotes it. The
#: first does not hold while responses are kept.
CLAIM: tuple[str | Promise, ...] = (
    gettext_lazy(
        "Whoever obtains the databases, files and keys after the round has closed finds no single "
        "response, only counts of groups."
    ),
    gettext_lazy(
        "Whoever copies both databases again and again while it is open learns what a day stamp "
        "tells, and sees unit and attributes (role, tenure) of a response together."
    ),
    gettext_lazy("Whoever watches the network live, or serves altered JavaScript, is not stopped."),
)
#: How many of 100 made-up people are linked to their response by somebody who copies the databases
#: of an open round once, or every evening, and knows everybody's unit, or role and tenure as well.
#: Printed by ``python -m tests.attackers.daily_copies``.
LINKED_BY_COPIES: Mapping[str, int] = {
    "once_by_unit": 10,
    "daily_by_unit": 52,
    "once_by_all": 64,
    "daily_by_all": 91,
}
#: The modules of an anonymous round in the browser, from the survey to the receipt, and what each
#: does.
CLIENT_CODE: Mapping[str, str | Promise] = {
    "candor/blindrsa.js": gettext_lazy(
        "blinds the ballot, takes the blinding away again and checks the signature (RFC 9474)"
    ),
    "candor/rules.js": gettext_lazy(
        "compares the manifest with the fingerprint, and sends the three messages"
    ),
    "candor/ballots.js": gettext_lazy("makes the ballot, has it signed and hands it in"),
    "candor/anonymous.js": gettext_lazy(
        "decides when: it keeps the sealed answers until they are confirmed, and forgets them"
    ),
    "candor/receipts.js": gettext_lazy("checks the receipt against the key in the manifest"),
    "candor/device.js": gettext_lazy("keeps and removes what stays on your device"),
    "candor/drafts.js": gettext_lazy("keeps what you type until it is sent"),
    "candor/survey.js": gettext_lazy("shows the questions a page at a time, and sends nothing"),
    "candor/scales.js": gettext_lazy("moves sliders and ranked lists; the fields hold the answer"),
    "candor/order.js": gettext_lazy(
        "draws the order of the questions where a section asks for one; no server learns it"
    ),
    "candor/piping.js": gettext_lazy("repeats an earlier answer in a later question"),
    "candor/identifying.js": gettext_lazy(
        "says beside a comment what in it may tell who wrote it; it sends nothing"
    ),
    "candor/over.js": gettext_lazy("removes what is left on your device once the survey is over"),
    "candor/receipt.js": gettext_lazy("shows the receipt that your device keeps"),
    "candor/offline.js": gettext_lazy("has the browser keep the page for when there is no network"),
    "candor/worker.js": gettext_lazy("answers with the kept page then; it touches nothing sent"),
}


@dataclass(frozen=True, slots=True)
class PrivacyPage:
    """How the answers of one round are kept."""

    round: Round
    asked: Asked
    #: The last day on which single responses may be kept; unknown before the release.
    kept_until: date | None = None
    #: Whether there are none any more although they were kept.
    is_destroyed: bool = False

    @property
    def is_anonymous(self) -> bool:
        """Whether people draw ballots."""
        return self.round.mode == Round.Mode.ANONYMOUS

    @property
    def claim(self) -> tuple[str | Promise, ...]:
        """What anonymous mode claims."""
        return CLAIM

    @property
    def linked(self) -> Mapping[str, int]:
        """What copies of an open round tell, measured."""
        return LINKED_BY_COPIES

    @property
    def code(self) -> list[tuple[str, str, str | Promise]]:
        """Path, file name and purpose of the modules in the browser."""
        return [(path, path.rpartition("/")[2], does) for path, does in CLIENT_CODE.items()]

    @property
    def manifest_address(self) -> str:
        """Where the manifest lies, from anywhere."""
        return absolute("survey-manifest", self.round)

    @property
    def command(self) -> str:
        """What whoever runs the server types."""
        return f"python manage.py verify_round {self.round.programme.code}/{self.round.code}"


@dataclass(frozen=True, slots=True)
class ReceiptPage:
    """A receipt that somebody pasted, and what is found of it."""

    round: Round
    asked: Asked
    text: str = ""
    #: Why no receipt could be read.
    error: str = ""
    receipt: Receipt | None = None
    checks: tuple[Check, ...] = ()

    @property
    def gives_receipts(self) -> bool:
        """Whether people of this round have receipts."""
        return self.round.mode == Round.Mode.ANONYMOUS

    @property
    def is_listed_yet(self) -> bool:
        """Whether the list of ballots is published."""
        return self.round.spent_tokens is not None

    @property
    def ballots(self) -> int:
        """How many ballots the list names."""
        return len(self.round.spent_tokens or ())

    @property
    def list_address(self) -> str:
        """Where the list lies, from anywhere."""
        return absolute("survey-ballots", self.round)

    @property
    def is_of_another_round(self) -> bool:
        """Whether the receipt names another round than this one."""
        return self.receipt is not None and self.receipt.round != self.round.public_id

    @property
    def is_genuine(self) -> bool:
        """Whether the round's key signed it."""
        return bool(self.checks) and self.checks[0].holds

    @property
    def is_missing(self) -> bool:
        """Whether a genuine receipt is not on the list that should name it."""
        return self.is_genuine and not all(check.holds for check in self.checks)


def privacy_page(round_: Round, asked: Asked, *, today: date) -> PrivacyPage:
    """What there is to say of a round that was opened."""
    days = round_.kept_responses_days
    if not days or round_.released_on is None:
        return PrivacyPage(round_, asked)
    until = round_.released_on + timedelta(days=days)
    is_destroyed = until <= today and not single_responses_are_kept(round_)
    return PrivacyPage(round_, asked, until, is_destroyed)


def receipt_page(round_: Round, asked: Asked, text: str | None) -> ReceiptPage:
    """What is found of a pasted text; ``None`` where nothing was."""
    if text is None or round_.mode != Round.Mode.ANONYMOUS:
        return ReceiptPage(round_, asked)
    try:
        receipt = read_receipt(text)
    except UnreadableReceiptError as error:
        return ReceiptPage(round_, asked, text, _unreadable(text, error))
    return ReceiptPage(
        round_, asked, text, receipt=receipt, checks=tuple(verify_receipt(round_, receipt))
    )


def absolute(name: str, round_: Round) -> str:
    """An address of a round with the site in front, for a command line."""
    return settings.BASE_URL + reverse(name, args=[round_.public_id])


def _unreadable(text: str, error: UnreadableReceiptError) -> str:
    if not text.strip():
        return _("Nothing was pasted.")
    if len(error.missing) > 3:
        return _("There is no receipt in this text. It begins with the line “candor-receipt/1”.")
    return _("The receipt is not whole. Missing or cut short: %(names)s.") % {
        "names": ", ".join(error.missing)
    }
