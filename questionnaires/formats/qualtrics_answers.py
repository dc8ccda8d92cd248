"""What Qualtrics' types of questions offer to answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from analysis.instrument import ScaleKind
from analysis.ranges import NumberRange
from questionnaires.formats.exchange_answers import Answer, Answers, Words, words_scale
from questionnaires.formats.exchange_json import is_on, number_of, object_of, words_of
from questionnaires.formats.qualtrics_survey import keyed, ordered

#: Gives the words of a choice: the name of the list that it stands in, its key, what it shows.
Labelled = Callable[[str, str, str], Words]

_ONE, _SEVERAL = ("SAVR", "SAHR", "SACOL", "DL", "SB"), ("MAVR", "MAHR", "MACOL", "MSB")
_MATRIX_SEVERAL = "MultipleAnswer"
_LARGEST = 100


def is_in_parts(payload: Mapping[str, Any]) -> bool:
    """Whether each row or choice of it is a question of its own."""
    kind, selector = words_of(payload.get("QuestionType")), words_of(payload.get("Selector"))
    return kind in ("Matrix", "Slider", "CS") or (kind, selector) == ("TE", "FORM")


def answers_of(payload: Mapping[str, Any], label: Labelled) -> Answers | None:
    """What a question offers, or each of its parts; ``None`` where nothing here asks like it."""
    kind, selector = words_of(payload.get("QuestionType")), words_of(payload.get("Selector"))
    if kind == "MC" and selector == "NPS":
        return Answers(ScaleKind.ORDINAL, built_in="nps", codes=_nps(payload))
    if kind == "MC" and selector in (*_ONE, *_SEVERAL):
        found = ScaleKind.SINGLE if selector in _ONE else ScaleKind.MULTIPLE
        return Answers(found, _options(payload, "Choices", label), _most(payload))
    if kind == "Matrix":
        return _matrix(payload, selector, label)
    if kind == "TE" and selector in ("SL", "ML", "ESTB", "FORM"):
        return words_scale(is_long=selector in ("ML", "ESTB"))
    if kind == "Slider":
        return _slider(payload, label)
    if kind == "RO":
        return Answers(ScaleKind.RANKING, _options(payload, "Choices", label), _most(payload))
    return _shares(payload) if kind == "CS" else None


def _options(payload: Mapping[str, Any], name: str, label: Labelled) -> tuple[Answer, ...]:
    order = payload.get("ChoiceOrder" if name == "Choices" else "AnswerOrder")
    recoded = keyed(payload.get("RecodeValues"))
    return tuple(
        Answer(
            key,
            label(name, key, words_of(choice.get("Display"))),
            say=is_on(choice.get("TextEntry")) or choice.get("TextEntry") == 1,
            exclusive=is_on(choice.get("ExclusiveAnswer")),
            value=number_of(recoded.get(key)),
        )
        for key, choice in ordered(payload.get(name), order).items()
    )


def _most(payload: Mapping[str, Any]) -> int | None:
    settings = object_of(object_of(payload.get("Validation")).get("Settings"))
    most = number_of(settings.get("MaxChoices"))
    return int(most) if most else None


def _nps(payload: Mapping[str, Any]) -> dict[str, str]:
    """The code of each choice by the number that it shows; some files list none."""
    choices = keyed(payload.get("Choices")) or {str(n): {"Display": str(n)} for n in range(11)}
    shown = {key: words_of(object_of(choice).get("Display")) for key, choice in choices.items()}
    levels = {str(n) for n in range(11)}
    return {key: text for key, text in shown.items() if text in levels}


def _matrix(payload: Mapping[str, Any], selector: str, label: Labelled) -> Answers | None:
    if selector == "TE":
        return words_scale(is_long=False)
    if selector == "CS":
        return _shares(payload)
    if selector not in ("Likert", "Bipolar"):
        return None
    is_several = words_of(payload.get("SubSelector")) == _MATRIX_SEVERAL
    kind = ScaleKind.MULTIPLE if is_several else ScaleKind.ORDINAL
    return Answers(kind, _options(payload, "Answers", label))


def _slider(payload: Mapping[str, Any], label: Labelled) -> Answers:
    settings = object_of(payload.get("Configuration"))
    low = number_of(settings.get("CSSliderMin")) or 0
    high = number_of(settings.get("CSSliderMax"))
    decimals = number_of(settings.get("NumDecimals")) or 0
    shown = ordered(payload.get("Labels"), None)
    ends = [label("Labels", key, words_of(one.get("Display"))).text for key, one in shown.items()]
    return Answers(
        ScaleKind.SLIDER,
        numbers=NumberRange(
            low,
            _LARGEST if high is None else high,
            0.1 if decimals else 1,
            low=ends[0] if ends else "",
            high=ends[-1] if len(ends) > 1 else "",
        ),
    )


def _shares(payload: Mapping[str, Any]) -> Answers:
    """Points that are given to several things; each is an amount here."""
    settings = object_of(object_of(payload.get("Validation")).get("Settings"))
    total = number_of(settings.get("ChoiceTotal")) or _LARGEST
    return Answers(ScaleKind.AMOUNT, numbers=NumberRange(0, total, unit=f"of {total:g}"))
