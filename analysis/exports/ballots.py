"""What is said of ballots beside how many answered: only where there is something to say."""

from __future__ import annotations

from analysis.ballots import reissued_where
from analysis.release import Release
from analysis.words import gettext as _
from analysis.words import gettext_noop, translate

_NUMBERS = (
    "", gettext_noop("One"), gettext_noop("Two"), gettext_noop("Three"), gettext_noop("Four"),
    gettext_noop("Five"), gettext_noop("Six"), gettext_noop("Seven"), gettext_noop("Eight"),
    gettext_noop("Nine"),
)  # fmt: skip


def ballot_words(release: Release) -> str:
    """Ballots issued again and where, then those that were drawn and never handed in.

    "One ballot was issued again in Payments, so one person may have answered twice."
    """
    return " ".join(filter(None, (_reissued(release), _not_handed_in(release))))


def _reissued(release: Release) -> str:
    where = reissued_where(release)
    number = sum(where.values())
    if not number:
        return ""
    units = [(release.group(path).title, n) for path, n in where.items() if path]
    if len(units) == 1 and units[0][1] == number:
        place = _(" in {unit}", unit=units[0][0])
    else:
        counted = [_("{number} in {unit}", number=n, unit=title) for title, n in units]
        place = f" ({', '.join(counted)})" if counted else ""
    if number == 1:
        return _(
            "One ballot was issued again{where}, so one person may have answered twice.",
            where=place,
        )
    written = translate(_NUMBERS[number]) if number < len(_NUMBERS) else f"{number}"
    return _(
        "{number} ballots were issued again{where}, so as many people may have answered twice.",
        number=written,
        where=place,
    )


def _not_handed_in(release: Release) -> str:
    told = release.ballots
    if told is None or told.drawn <= told.handed_in:
        return ""
    return _(
        "Of {drawn} people who drew a ballot, {handed_in} answers arrived.",
        drawn=told.drawn,
        handed_in=told.handed_in,
    )
