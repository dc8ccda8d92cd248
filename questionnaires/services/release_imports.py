"""Importing a release: a round of another Candor comes in as it left the gate there.

Its text is kept byte for byte, so that the SHA-256 that people may have noted stays its own.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from analysis.instrument import Instrument, instrument_as_json
from questionnaires.formats.problems import QuestionSetError
from questionnaires.formats.question_set_drafts import settle_draft
from questionnaires.models import Programme, QuestionSetVersion, Round, StoredRelease
from questionnaires.models.rounds import K_FLOOR
from questionnaires.services.errors import ServiceError
from questionnaires.services.imported_rounds import check_facts, store_imported, titled
from questionnaires.services.question_sets import content_sha256

if TYPE_CHECKING:
    from analysis.doubts import Doubtful
    from analysis.release import Cell, Release
    from analysis.release_files import ReleaseFileError

#: Modes of rounds whose answers passed the gate.
MODES = frozenset(Round.Mode.values)
#: The mode of what the command line makes of a file, which passes no gate.
UNGATED = "file"
DOUBTS_SHOWN = 10
FIRST_YEAR = 1990

#: Why something cannot have passed the gate, in words.
DOUBTS = {
    "groups": gettext_lazy("groups or questions are not those of this round"),
    "hidden": gettext_lazy("told although it has to be hidden"),
    "sums": gettext_lazy("the numbers do not add up"),
    "too_few": gettext_lazy("too few answers to be told"),
    "alike": gettext_lazy("nearly everybody gave the same answer"),
    "remainder": gettext_lazy("what is left of it by subtraction gives people away"),
    "band": gettext_lazy("told more exactly than in the bands that there are"),
    "together": gettext_lazy("figures of too few complete answers"),
    "rates": gettext_lazy("response rates of too few people"),
}


@dataclass(frozen=True, slots=True)
class FoundRelease:
    """What a release file holds, and what it would meet here.

    ``programme`` is the programme of its code where there is one here, ``version`` its questions
    where they were published here.
    """

    release: Release
    text: str
    sha256: str
    programme: Programme | None = None
    version: QuestionSetVersion | None = None

    @property
    def items(self) -> int:
        """How many closed questions were asked."""
        return len(self.release.instrument.counted_items)

    @property
    def cells(self) -> Counter[str]:
        """How many figures of units are ``Shown``, told as a ``Band``, and ``Hidden``."""
        return Counter(type(cell).__name__ for cell in self._cells())

    def _cells(self) -> list[Cell]:
        return [
            cell
            for group in self.release.groups
            for cell in (*group.items.values(), *group.constructs.values())
        ]


def looks_like_release(data: bytes) -> bool:
    r"""Whether a file, or its beginning, is meant to be a release and no table.

    >>> looks_like_release(b'\n{"format": "candor-release/1"'), looks_like_release(b"q1,q2")
    (True, False)
    """
    return data.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{")


def found_release(*, data: bytes, name: str = "the file") -> FoundRelease:
    """The release that a file holds; nothing is written.

    ``ServiceError`` where the file is none, could not have passed the gate, or is here already.
    """
    from analysis.release_files import ReleaseFileError, read_release_file  # slow import

    try:
        file = read_release_file(data)
    except ReleaseFileError as error:
        raise ServiceError(_refusal(error, name)) from error
    release = file.release
    _check_round(release)
    _check_questions(release.instrument)
    asked = content_sha256(instrument_as_json(release.instrument))
    published = QuestionSetVersion.objects.filter(
        status=QuestionSetVersion.Status.PUBLISHED, sha256=asked
    )
    found = FoundRelease(
        release=release,
        text=file.text,
        sha256=hashlib.sha256(file.text.encode()).hexdigest(),
        programme=Programme.objects.filter(code=release.round.programme).first(),
        version=published.select_related("question_set").order_by("pk").first(),
    )
    _refuse_second(found)
    check_facts(_draft(found, "", timezone.localdate()))
    _check_gate(release)
    return found


def import_release(
    *, found: FoundRelease, actor: str, programme_title: str = "", today: date | None = None
) -> Round:
    """Afterwards there is one more released round: the one that this is the release of.

    It keeps the codes that it had; its programme is made where there is none of that code, with
    ``programme_title``. ``ServiceError`` where the round is there by now.
    """
    _refuse_second(found)
    draft = _draft(found, programme_title, today or timezone.localdate())
    check_facts(draft)
    return store_imported(
        draft,
        instrument=found.release.instrument,
        content=found.text,
        sha256=found.sha256,
        actor=actor,
        responses=found.release.organisation.answers,
        number=found.release.number,
        action="import release",
    )


def _draft(found: FoundRelease, programme_title: str, today: date) -> Round:
    """The round, not stored yet. No responses are kept here, whatever was kept elsewhere."""
    facts = found.release.round
    title = programme_title.strip() or titled(facts.programme)
    return Round(
        programme=found.programme or Programme(code=facts.programme, title=title),
        code=facts.code,
        title=facts.title,
        mode=Round.Mode.IMPORTED,
        status=Round.Status.RELEASED,
        results_for=Round.ResultsFor.ROLES,  # nobody was asked here
        k=facts.k,
        full_detail=facts.full_detail,
        population=found.release.organisation.invited,
        opened_on=_day(facts.opened_on),
        closed_on=_day(facts.closed_on),
        released_on=today,
    )


# ------------------------------------------------------------------ refusals


def _refusal(error: ReleaseFileError, name: str) -> str:
    """Why a file cannot be read, and what to do."""
    from analysis.release_files import MAX_BYTES, Flaw  # slow import

    if error.flaw is Flaw.TOO_LARGE:
        return _("%(name)s is larger than any release: at most %(limit)d MB are read.") % {
            "name": name,
            "limit": MAX_BYTES // 10**6,
        }
    if error.flaw is Flaw.NO_RELEASE:
        return _(
            "%(name)s is not a release of Candor. Download “release.json” below the results of the "
            "round, and choose that file."
        ) % {"name": name}
    if error.flaw is Flaw.OTHER_FORMAT:
        return _(
            "%(name)s is written as %(format)s, which this version of Candor does not know. "
            "Upgrade Candor here, then import it again."
        ) % {"name": name, "format": error.told}
    if error.flaw is Flaw.CHANGED:
        return _(
            "%(name)s was changed after it was downloaded: its text is not as Candor writes it, so "
            "its SHA-256 is not that of the release. Download it again, and do not save it in an "
            "editor."
        ) % {"name": name}
    return _("%(name)s is damaged: %(place)s. Download it again.") % {
        "name": name,
        "place": error.told,
    }


def _check_round(release: Release) -> None:
    """Refuse what was never behind a gate, and rules that this site does not allow."""
    facts = release.round
    if facts.mode == UNGATED:
        raise ServiceError(
            _(
                "This was made of a data file on the command line, and passed no gate. Bring in "
                "the data file itself."
            )
        )
    if facts.mode not in MODES:
        raise ServiceError(_("“%(mode)s” is no way in which Candor asks.") % {"mode": facts.mode})
    if facts.k < K_FLOOR:
        raise ServiceError(
            _(
                "Groups of %(k)s are told in this round. On this site a round tells of %(floor)s "
                "people at least, so it cannot come in."
            )
            % {"k": facts.k, "floor": K_FLOOR}
        )
    opened, closed = _day(facts.opened_on), _day(facts.closed_on)
    if opened and closed and opened > closed:
        raise ServiceError(_("The round would have closed before it opened."))
    if release.number < 1 or (release.number > 1) != bool(release.corrects):
        raise ServiceError(_("A correction says what it changed, and nothing else does."))


def _day(written: str | None) -> date | None:
    if not written:
        return None
    try:
        day = date.fromisoformat(written)
    except ValueError:
        day = date.min
    # Nobody was asked in a browser before, and pages count years back from a round.
    if day.year < FIRST_YEAR or day.isoformat() != written:
        raise ServiceError(_("“%(day)s” is no day.") % {"day": written})
    return day


def _check_questions(instrument: Instrument) -> None:
    """Refuse questions that no question set of Candor could hold."""
    try:
        _source, settled = settle_draft(instrument, instrument.code)
    except QuestionSetError as error:
        raise ServiceError(
            "\n".join(
                [
                    _("Its questions are not those of a question set:"),
                    *(problem.message for problem in error.problems[:DOUBTS_SHOWN]),
                ]
            )
        ) from error
    except (ValueError, KeyError, TypeError) as error:
        raise ServiceError(_("Its questions are not those of a question set.")) from error
    if replace(settled, translations=instrument.translations) != instrument:
        raise ServiceError(_("Its questions are not those of a question set."))


def _refuse_second(found: FoundRelease) -> None:
    facts = found.release.round
    stored = (
        StoredRelease.objects.filter(
            round__programme__code=facts.programme, round__code=facts.code
        ).order_by("-number")
    ).first()
    named = {"programme": facts.programme, "code": facts.code}
    if stored is not None and stored.sha256 == found.sha256:
        raise ServiceError(
            _("This release is here already, as %(code)s of %(programme)s: nothing is left to do.")
            % named
        )
    if Round.objects.filter(programme__code=facts.programme, code=facts.code).exists():
        raise ServiceError(
            _(
                "%(programme)s has a round %(code)s already, with other results. A release keeps "
                "the codes under which it was published, so that its SHA-256 stays its own, and "
                "both cannot be here. Keep the one that is here, or bring this one in on another "
                "site."
            )
            % named
        )


def _check_gate(release: Release) -> None:
    """Refuse what the gate would never have let pass."""
    from analysis.vetting import vetted  # slow import

    found = vetted(release)
    if found:
        lines = [
            _(
                "The gate that every round passes would not have let this through, so the file was "
                "changed, or made by something else. Nothing of it comes in."
            ),
            *(_doubt(one) for one in found[:DOUBTS_SHOWN]),
        ]
        raise ServiceError("\n".join(lines))


def _doubt(one: Doubtful) -> str:
    place = ", ".join(part for part in (one.path or _("Everybody"), one.code) if part)
    return f"{place}: {DOUBTS[one.doubt.value]}"
