"""The codebook: what each question asked, how it could be answered, and how answers are read."""

from __future__ import annotations

from collections.abc import Iterator

from analysis.instrument import Instrument, Item, Scale
from analysis.words import shortest

CODEBOOK = "codebook"

Row = dict[str, str | int | float | None]


def codebook_rows(instrument: Instrument) -> Iterator[Row]:
    """One row for each question in the order asked, those answered in words too.

    ``options`` are the codes that are stored with what a respondent reads; ``favourable`` and
    ``unfavourable`` are codes of them, reverse scoring applied.
    """
    constructs = {one.code: one.title for one in instrument.constructs}
    sections = {code: one.title or one.code for one in instrument.sections for code in one.items}
    for item in instrument.items:
        yield {
            "code": item.code,
            "question": item.text,
            "section": sections.get(item.code, ""),
            "scale": item.scale.code,
            "kind": item.scale.kind.value,
            "options": _options(item.scale),
            "favourable_options": _codes(item.scale, item.favourable),
            "unfavourable_options": _codes(item.scale, item.unfavourable),
            "reverse": _yes(item.reverse),
            "construct": item.construct or "",
            "construct_title": constructs.get(item.construct or "", ""),
            "dora": item.dora or "",
            "space": item.space or "",
            "devex": item.devex or "",
            "source": item.source,
            "wording": item.wording,
            "is_attribute": _yes(item.attribute),
            "is_outcome": _yes(item.code == instrument.outcome),
            "required": _yes(item.required),
            "allows_na": _yes(item.allows_na),
            "shown_if": _condition(item),
            "help": item.help,
        }


def _yes(is_so: bool) -> str:  # noqa: FBT001 -- a value, not a switch
    return "yes" if is_so else ""


def _options(scale: Scale) -> str:
    """Codes and labels; of numbers the ends, of words how many characters."""
    if scale.is_number:
        numbers = scale.range
        ends = f"{shortest(numbers.minimum)} to {shortest(numbers.maximum)}"
        unit = f" {numbers.unit}" if numbers.unit else ""
        return f"{ends}{unit}, step {shortest(numbers.step)}"
    if not scale.options:
        return f"words, at most {scale.max_length} characters" if scale.max_length else "words"
    return "; ".join(f"{option.code} = {option.label}" for option in scale.options)


def _codes(scale: Scale, box: frozenset[str]) -> str:
    """The codes of a box in the order of the scale; of numbers, the first and the last."""
    codes = [option.code for option in scale.options if option.code in box]
    if scale.is_number and codes:
        return f"{codes[0]} to {codes[-1]}"
    return " ".join(codes)


def _condition(item: Item) -> str:
    if item.show_if is None:
        return ""
    return f"{item.show_if.item}: {' or '.join(sorted(item.show_if.answers))}"
