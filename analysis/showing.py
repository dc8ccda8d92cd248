"""A release as it is shown: its questions in the language of whoever reads, its figures as ever."""

from __future__ import annotations

from dataclasses import replace

from analysis.instrument import Instrument, Scale
from analysis.release import Breakdown, Release, ReleasedGroup, release_sha256
from analysis.translations import choose_language, translated


def release_in(release: Release, language: str) -> Release:
    """A release with its questions in a language, to be shown: its figures and its hash stay.

    The same one where its question set has no texts in that language. It cannot be stored:
    :func:`analysis.release.dump_release` refuses it.
    """
    instrument = translated(release.instrument, choose_language(release.instrument, language))
    if instrument is release.instrument or release.shown_from:
        return release
    return replace(
        release,
        instrument=instrument,
        breakdowns=tuple(_breakdown_in(instrument, one) for one in release.breakdowns),
        shown_from=release_sha256(release),
    )


def _breakdown_in(instrument: Instrument, one: Breakdown) -> Breakdown:
    """The categories of an attribute as its options are called now."""
    scale = instrument.item(one.attribute).scale
    return replace(one, groups=tuple(_category_in(scale, group) for group in one.groups))


def _category_in(scale: Scale, group: ReleasedGroup) -> ReleasedGroup:
    option = scale.by_code.get(group.path)
    return replace(group, title=option.label) if option else group
