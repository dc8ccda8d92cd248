"""What a schema cannot say of a question set: names that must fit each other.

Every check looks only at what has the right shape, so that all problems of a file are found at
once, whatever else is wrong with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from analysis.instrument import HOURS_IN_A_WEEK, Scale, ScaleKind
from questionnaires.formats.located_yaml import Located
from questionnaires.formats.problems import Problem, quoted, sentence, suggestion
from questionnaires.formats.question_set_parts import Parts
from questionnaires.formats.question_set_piping_checks import piping_findings
from questionnaires.formats.question_set_scale_checks import (
    Finding,
    is_true,
    repeated,
    scale_findings,
)

#: Addresses of pages below ``question-sets/``, which no question set can have.
RESERVED_CODES: Final = frozenset({"new", "import", "library"})
_SHOWN_PATHS: Final = 5


def reference_problems(root: Located, filename: str) -> Iterator[Problem]:
    """Everything in which the names of a question set do not fit each other."""
    parts = Parts.of(root)
    checks = (
        _codes,
        scale_findings,
        _items,
        _constructs,
        _outcome,
        _time_lost,
        _conditions,
        piping_findings,
        _translations,
    )
    for check in checks:
        for finding in check(parts):
            yield Problem(filename, finding.line, sentence(finding.message), finding.is_gap)


def _codes(parts: Parts) -> Iterator[Finding]:
    """Codes that stand twice, or that cannot be an address."""
    root = parts.root
    if (code := root.word("code")) in RESERVED_CODES:
        yield Finding(
            root.line_of("code"), f"the code {quoted(code)} is an address already. Write another."
        )
    yield from repeated("scale", root.entries("scales"))
    yield from repeated("construct", root.entries("constructs"))
    yield from repeated("section", root.entries("sections"))
    yield from repeated("item", parts.items)


def _items(parts: Parts) -> Iterator[Finding]:
    """Items whose scale or construct is missing, or that ask of a scale what it has not."""
    scale_names = parts.scale_names
    for item in parts.items:
        where = f"item {item.word('code') or 'without a code'}: "
        name = item.word("scale")
        if name is not None and name not in scale_names:
            hint = suggestion(name, sorted(scale_names))
            yield Finding(item.line_of("scale"), f"{where}there is no scale {quoted(name)}. {hint}")
        for key in ("construct", "about"):
            construct = item.word(key)
            if construct is not None and construct not in parts.constructs:
                hint = suggestion(construct, list(parts.constructs))
                yield Finding(
                    item.line_of(key),
                    f"{where}there is no construct {quoted(construct)}. {hint} A new one is listed "
                    "under constructs.",
                )
        scale = parts.scale_of(item)
        if scale is not None:
            yield from _misuses(item, scale, where)


def _misuses(item: Located, scale: Scale, where: str) -> Iterator[Finding]:
    is_attribute, is_reversed = (is_true(item, key) for key in ("attribute", "reverse"))
    if is_reversed and not (scale.is_ordered and scale.favourable):
        yield Finding(
            item.line_of("reverse"),
            f"{where}reverse turns round a scale with a good end, and {scale.code} has none. "
            "Delete it.",
        )
    if is_reversed and scale.numbers:
        yield Finding(
            item.line_of("reverse"),
            f"{where}reverse turns round levels; on {scale.code} good and bad say which way is "
            "better. Delete it.",
        )
    if is_attribute and scale.say:
        yield Finding(
            item.line_of("attribute"),
            f"{where}an attribute tells people apart, and words of one's own would say who wrote "
            f"them. Use a scale without say: {scale.code} has it.",
        )
    if is_attribute and scale.kind not in (ScaleKind.SINGLE, ScaleKind.ORDINAL):
        yield Finding(
            item.line_of("attribute"),
            f"{where}an attribute is one of a few categories, and {scale.code} offers none. Use a "
            "scale of kind single or ordinal.",
        )
    if is_attribute and item.get("construct"):
        yield Finding(
            item.line_of("construct"),
            where + "an attribute describes people and measures no construct. Delete one.",
        )
    if item.get("about") and not (scale.kind is ScaleKind.TEXT or scale.say):
        yield Finding(
            item.line_of("about"),
            f"{where}about says what written words are about, and {scale.code} takes none. Use a "
            "scale of kind text, or delete about.",
        )
    if item.get("construct") and not scale.is_ordered:
        yield Finding(
            item.line_of("construct"),
            f"{where}a construct is a mean, and {scale.code} has no numbers. Use an ordinal scale, "
            "or delete construct.",
        )


def _constructs(parts: Parts) -> Iterator[Finding]:
    """Constructs without items, and constructs whose items cannot be averaged."""
    for code, place in parts.constructs.items():
        items = [item for item in parts.items if item.word("construct") == code]
        if not items:
            yield Finding(
                place.line_of("code"),
                f"construct {code}: no item measures it. Write construct: {code} at its items, "
                "or delete it.",
                is_gap=True,
            )
        pairs = [(item, scale) for item in items if (scale := parts.scale_of(item))]
        ordered = [(item, scale) for item, scale in pairs if scale.is_ordered]
        for item, scale in ordered[1:]:
            first_item, first = ordered[0]
            if _measure(scale) != _measure(first):
                yield Finding(
                    item.line_of("scale"),
                    f"construct {code}: {item.word('code')} runs {_range(scale)} and "
                    f"{first_item.word('code')} runs {_range(first)}. Give all its items scales "
                    "with the same numbers and boxes.",
                )
        for item, scale in ordered:
            if scale.favourable and _good_end_is_low(scale):
                yield Finding(
                    item.line_of("scale"),
                    f"construct {code}: on {scale.code} low is good, and in a construct high is. "
                    "Order its options from bad to good.",
                )


def _measure(scale: Scale) -> tuple[object, ...]:
    """What the items of a construct have in common."""
    good, bad = (
        frozenset(scale.option(code).value for code in codes if code in _codes_of(scale))
        for codes in (scale.favourable, scale.unfavourable)
    )
    return min(scale.values), max(scale.values), good, bad


def _codes_of(scale: Scale) -> set[str]:
    return {option.code for option in scale.options}


def _range(scale: Scale) -> str:
    boxes = [option.code for option in scale.options if option.code in scale.favourable]
    if scale.is_number and boxes:
        boxes = [f"{boxes[0]} to {boxes[-1]}"]
    good = f", favourable {', '.join(boxes)}" if boxes else ""
    return f"from {min(scale.values):g} to {max(scale.values):g}{good}"


def _good_end_is_low(scale: Scale) -> bool:
    values = {option.code: option.value or 0.0 for option in scale.options}
    good = [values[code] for code in scale.favourable if code in values]
    bad = [values[code] for code in scale.unfavourable if code in values]
    return bool(good and bad) and min(good) < max(bad)


def _outcome(parts: Parts) -> Iterator[Finding]:
    """An outcome that is no item, or one that nothing can go along with."""
    yield from _named_item(parts, "outcome", "Name an item on an ordered scale")


def _time_lost(parts: Parts) -> Iterator[Finding]:
    """An item of hours lost that is none, or one whose answers are no hours."""
    yield from _named_item(parts, "time_lost", "Name an item whose values are hours a week")
    line = parts.root.line_of("time_lost")
    name = parts.root.word("time_lost")
    item = _by_code(parts).get(name or "")
    scale = parts.scale_of(item) if item else None
    if scale is None or not scale.is_ordered:
        return
    if scale.kind is ScaleKind.PERCENTAGE:
        yield Finding(
            line,
            f"time_lost: {name} is answered in percent. Name an item whose values are hours a "
            "week, or delete time_lost.",
        )
    elif min(scale.values) < 0 or max(scale.values) > HOURS_IN_A_WEEK:
        yield Finding(
            line,
            f"time_lost: the values of {scale.code} run from {min(scale.values):g} to "
            f"{max(scale.values):g}. Hours a week lie from 0 to {HOURS_IN_A_WEEK}; write them as "
            "values, or delete time_lost.",
        )


def _named_item(parts: Parts, key: str, instead: str) -> Iterator[Finding]:
    """What ``key`` of the set names: an item on an ordered scale that is no attribute."""
    name, line = parts.root.word(key), parts.root.line_of(key)
    if name is None:
        return
    items = _by_code(parts)
    if name not in items:
        hint = suggestion(name, list(items))
        yield Finding(line, f"{key} names no item of this set: {quoted(name)}. {hint}")
        return
    item = items[name]
    if is_true(item, "attribute"):
        yield Finding(
            line,
            f"{key}: {name} is an attribute, which describes people. Name an item about the "
            f"work, or delete {key}.",
        )
    scale = parts.scale_of(item)
    if scale is not None and not scale.is_ordered:
        yield Finding(
            line,
            f"{key}: {name} has the scale {scale.code}, which has no numbers. {instead}, or "
            f"delete {key}.",
        )


def _by_code(parts: Parts) -> dict[str, Located]:
    """The items that have a code."""
    return {code: item for item in parts.items if (code := item.word("code"))}


def _conditions(parts: Parts) -> Iterator[Finding]:
    """Conditions that rest on an item that does not come before, or on answers it has not."""
    everything = {code for item in parts.items if (code := item.word("code"))}
    before: dict[str, Located] = {}
    for item in parts.items:
        code, condition = item.word("code") or "without a code", item.get("show_if")
        asked = condition.word("item") if condition else None
        if condition and asked is not None:
            line, where = condition.line_of("item"), f"item {code}: "
            if asked in before:
                yield from _condition_answers(parts, condition, before[asked], where)
            elif asked in everything:
                yield Finding(
                    line,
                    f"{where}{quoted(asked)} is asked only afterwards. Move it before this item.",
                )
            else:
                hint = suggestion(asked, list(before))
                yield Finding(
                    line, f"{where}show_if names no item of this set: {quoted(asked)}. {hint}"
                )
        before.setdefault(code, item)


def _condition_answers(
    parts: Parts, condition: Located, asked: Located, where: str
) -> Iterator[Finding]:
    scale = parts.scale_of(asked)
    if scale is None:
        return
    if scale.kind is ScaleKind.TEXT:
        yield Finding(
            condition.line_of("item"),
            f"{where}{asked.word('code')} is answered in words. Name an item with options.",
        )
        return
    if scale.kind is ScaleKind.RANKING and scale.ranks is None:
        yield Finding(
            condition.line_of("item"),
            f"{where}everybody who answers {asked.word('code')} ranks all of its options. Name "
            "another item.",
        )
    codes = [option.code for option in scale.options]
    for entry in condition.entries("answers"):
        answer = entry.as_word()
        if answer is not None and answer not in codes:
            hint = (
                f"Write whole numbers from {codes[0]} to {codes[-1]}."
                if scale.is_number
                else suggestion(answer, codes)
            )
            yield Finding(
                entry.line,
                f"{where}{quoted(answer)} is no answer to {asked.word('code')}. {hint}",
            )


def _translations(parts: Parts) -> Iterator[Finding]:
    """Translations of texts that are not there, and languages with texts missing."""
    translations = parts.root.get("translations")
    if translations is None or not isinstance(translations.value, dict):
        return
    known = parts.texts()
    for language, texts in translations.value.items():
        if language == (parts.root.word("language") or "en"):
            yield Finding(
                translations.line_of(language),
                f"translations: {language} is the language of the question set itself. Delete it.",
            )
        if not isinstance(texts.value, dict):
            continue
        for path in texts.value:
            if path not in known:
                yield Finding(
                    texts.line_of(path),
                    f"translations, {language}: there is no text {quoted(path)}. "
                    f"{_path_like(path, known)}",
                )
        if missing := [path for path in known if path not in texts.value]:
            more = len(missing) - _SHOWN_PATHS
            listed = ", ".join(missing[:_SHOWN_PATHS]) + (f" and {more} more" if more > 0 else "")
            yield Finding(
                translations.line_of(language),
                f"translations, {language}: {len(missing)} texts are missing: {listed}. "
                "Translate all, so that nobody reads two languages, or leave the language out.",
                is_gap=True,
            )


def _path_like(path: str, known: Iterable[str]) -> str:
    guess = suggestion(path, known)
    return guess if guess.startswith("Did") else "Write a path such as items.deploy_ease.text."
