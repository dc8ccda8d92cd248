"""An instrument without what the report of a format says was lost: no more and no less."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from analysis.instrument import Instrument
from questionnaires.formats.exchange import Fate, Reading, Remark
from questionnaires.formats.items_csv import constructs_in_rows


def without(instrument: Instrument, remarks: Sequence[Remark]) -> Instrument:
    """The instrument as it must come back from a file that was written with these remarks."""
    lost = {remark.what: remark.fate for remark in remarks if remark.fate is not Fate.KEPT}
    constructs = []
    texts = {lang: dict(found) for lang, found in instrument.translations.items()}
    for construct in instrument.constructs:
        fate = lost.pop(f"construct {construct.code}", None)
        if fate is not None:
            for found in texts.values():
                found.pop(f"constructs.{construct.code}.title", None)
        if fate is Fate.DROPPED:
            continue
        title = construct.code if fate is Fate.CHANGED else construct.title
        constructs.append(replace(construct, title=title))
    if lost.pop("order of constructs", None):
        order = constructs_in_rows(instrument)
        constructs.sort(key=lambda construct: order.index(construct.code))
    return replace(
        instrument,
        constructs=tuple(constructs),
        translations={lang: found for lang, found in texts.items() if found},
    )


def told_of(reading: Reading, where: str, name: str) -> bool:
    """Whether a remark at this place names this part of the file."""
    return any(
        remark.where == where and name.lower() in f"{remark.what} {remark.why}".lower()
        for remark in reading.remarks
    )
