"""What a file says about where it comes from: round, n, mode, k and release hash, as values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from analysis.exports import words
from analysis.release import Release, release_sha256
from analysis.words import DATA, words_in

Fact = str | int | float | date

#: When a file that carries a date was made, where the round has no days: any fixed one.
NO_DAY = date(2000, 1, 1)


@words_in(DATA)
def provenance(releases: Sequence[Release]) -> Mapping[str, Fact]:
    """The facts of the last of the releases, oldest first, by the names that files call them.

    What is not known or not told is left out. ``ValueError`` without a release.
    """
    if not releases:
        raise ValueError("A table needs at least one release.")
    release = releases[-1]
    facts, whole = release.round, release.organisation
    before = releases[-2] if len(releases) > 1 else None
    at_least, at_most = whole.between or (None, None)
    found: dict[str, Fact | None] = {
        "programme": facts.programme,
        "round": facts.code,
        "round_title": facts.title,
        "question_set": release.instrument.title,
        "opened_on": _day(facts.opened_on),
        "closed_on": _day(facts.closed_on),
        "answered": words.answered_words(release),
        "n": whole.answers,
        "n_at_least": at_least,
        "n_at_most": at_most,
        "invited": whole.invited,
        "response_rate": whole.response_rate,
        "mode": words.mode_words(release),
        "k": None if facts.mode == "file" else facts.k,
        "smallest_group": words.smallest_words(release),
        "full_detail": words.full_detail_words(release),
        "release": release.number,
        "corrected": release.corrects,
        "release_sha256": release_sha256(release),
        "manifest_sha256": facts.manifest_sha256,
        "compared_with": before.round.code if before else None,
        "compared_with_sha256": release_sha256(before) if before else None,
        "interval": words.interval_rule(release),
    }
    return {name: fact for name, fact in found.items() if fact not in (None, "")}


def made_on(release: Release) -> date:
    """The day that stands in a file which must carry one: the same release, the same day."""
    return _day(release.round.closed_on) or _day(release.round.opened_on) or NO_DAY


def _day(iso: str | None) -> date | None:
    return date.fromisoformat(iso) if iso else None
