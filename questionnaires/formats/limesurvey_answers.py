"""What LimeSurvey's types of questions offer to answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from analysis.instrument import ScaleKind
from analysis.ranges import NumberRange
from questionnaires.formats.exchange_answers import Answer, Answers, Words, levels, words_scale
from questionnaires.formats.exchange_json import number_of
from questionnaires.formats.limesurvey_tables import Row

Labelled = Sequence[tuple[Row, Words]]

#: Types of which each part is a question of its own: arrays, and several numbers or texts.
_IN_PARTS = frozenset("ABCEFHKQ")
_LONG_TEXTS, _SHORT_TEXTS = ("T", "U"), ("S", "Q")
_LEVELS = {"5": 5, "A": 5, "B": 10}
#: LimeSurvey words these itself, in the language of the survey.
_FIXED = {
    "C": (("Y", "Yes"), ("U", "Uncertain"), ("N", "No")),
    "E": (("D", "Decrease"), ("S", "Same"), ("I", "Increase")),
    "G": (("F", "Female"), ("M", "Male")),
}
#: Where a file gives no largest number.
_MOST = 100


def parts_are_questions(kind: str) -> bool:
    """Whether each part of such a question is asked by itself."""
    return kind in _IN_PARTS


def answers_of(
    row: Row, parts: Labelled, answers: Labelled, values: Mapping[str, str], other: Words
) -> Answers | None:
    """What a question offers, or each of its parts; ``None`` for a type that is not known."""
    kind = row["type"]
    if kind in ("L", "!", "O", "F", "H"):
        options = [*_options(answers, "code"), *_other(row, other)]
        # In an array the answers are one scale; on a list their labels tell.
        is_scale = kind in ("F", "H")
        return Answers(ScaleKind.ORDINAL if is_scale else ScaleKind.SINGLE, tuple(options))
    if kind in _LEVELS:
        return Answers(ScaleKind.ORDINAL, levels(1, _LEVELS[kind], Words(""), Words("")))
    if kind in _FIXED:
        ordered = ScaleKind.ORDINAL if kind == "E" else ScaleKind.SINGLE
        return Answers(ordered, tuple(Answer(key, Words(label)) for key, label in _FIXED[kind]))
    if kind in ("M", "P"):
        return _several(row, parts, values, other)
    if kind == "R":
        most = number_of(values.get("max_answers"))
        options = _options(answers, "code") or _options(parts, "title")
        return Answers(ScaleKind.RANKING, tuple(options), int(most) if most else None)
    if kind in ("N", "K"):
        return _numbers(values)
    if kind == "Y":
        return Answers(ScaleKind.SINGLE, built_in="yes_no", codes={"Y": "yes", "N": "no"})
    if kind in (*_LONG_TEXTS, *_SHORT_TEXTS):
        return _text(kind, values)
    return None


def _options(rows: Labelled, key: str) -> list[Answer]:
    return [Answer(row[key], words) for row, words in rows]


def _other(row: Row, words: Words) -> list[Answer]:
    if row["other"] != "Y":
        return []
    return [Answer("-oth-", words, say=True)]


def _several(row: Row, parts: Labelled, values: Mapping[str, str], other: Words) -> Answers:
    alone = {code.strip() for code in values.get("exclude_all_others", "").split(";")}
    options = [Answer(part["title"], words, exclusive=part["title"] in alone)
               for part, words in parts]  # fmt: skip
    most = number_of(values.get("max_answers"))
    return Answers(ScaleKind.MULTIPLE, (*options, *_other(row, other)), int(most) if most else None)


def _numbers(values: Mapping[str, str]) -> Answers:
    low = number_of(values.get("slider_min") or values.get("min_num_value_n")) or 0
    given = number_of(values.get("slider_max") or values.get("max_num_value_n"))
    high = _MOST if given is None else given
    step = number_of(values.get("slider_accuracy")) or 1
    is_slider = values.get("slider_layout") == "1"
    unit = values.get("suffix", "")
    kind = ScaleKind.SLIDER if is_slider else ScaleKind.AMOUNT
    return Answers(kind, numbers=NumberRange(low, high, step, unit))


def _text(kind: str, values: Mapping[str, str]) -> Answers:
    most = number_of(values.get("maximum_chars"))
    if most and 1 <= most <= 10_000:
        return Answers(ScaleKind.TEXT, max_length=int(most))
    return words_scale(is_long=kind in _LONG_TEXTS)
