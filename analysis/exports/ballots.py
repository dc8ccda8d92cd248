"""What is said of ballots beside how many answered: only where there is something to say."""

from __future__ import annotations

from analysis.ballots import reissued_where
from analysis.release import Release

_NUMBERS = ("", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine")


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
        place = f" in {units[0][0]}"
    else:
        place = f" ({', '.join(f'{n} in {title}' for title, n in units)})" if units else ""
    if number == 1:
        return f"One ballot was issued again{place}, so one person may have answered twice."
    written = _NUMBERS[number] if number < len(_NUMBERS) else f"{number}"
    return f"{written} ballots were issued again{place}, so as many people may have answered twice."


def _not_handed_in(release: Release) -> str:
    told = release.ballots
    if told is None or told.drawn <= told.handed_in:
        return ""
    return f"Of {told.drawn} people who drew a ballot, {told.handed_in} answers arrived."
