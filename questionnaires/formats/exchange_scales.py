"""Scales made of what other tools say of answers: names and labels, numbers, and our own cells."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from itertools import pairwise

from analysis.instrument import Option, Scale, ScaleKind, number_scale
from analysis.ranges import MOST_STEPS, NumberRange, plain_number
from analysis.scales import BUILT_IN
from questionnaires.formats.exchange import changed, dropped
from questionnaires.formats.exchange_answers import (
    LONGEST_LABEL,
    LONGEST_UNIT,
    MOST_OPTIONS,
    Answer,
    Answers,
    ScaleFound,
    SortedAnswers,
    Words,
    labels_of,
)
from questionnaires.formats.exchange_cells import Cells, kind_of, number, pairs, split
from questionnaires.formats.exchange_draft import Draft
from questionnaires.formats.exchange_items import flag
from questionnaires.formats.exchange_parts import code_of, scale_of_labels
from questionnaires.formats.question_set_parts import one_line

#: What an amount is counted in until its author says it.
NO_UNIT = "units"
#: The largest text that our YAML can ask for, and the largest number.
MOST_CHARACTERS, LARGEST_NUMBER = 10_000, 1_000_000
_CODE = re.compile(r"[a-z][a-z0-9_]{0,59}")
_OPTION = re.compile(r"[a-z0-9][a-z0-9_]{0,59}")

ONE_OF = (ScaleKind.SINGLE, ScaleKind.ORDINAL)
LEVELS = (ScaleKind.ORDINAL, ScaleKind.SINGLE)
NUMBERS = (ScaleKind.AMOUNT, ScaleKind.SLIDER, ScaleKind.PERCENTAGE)
SLIDES = (ScaleKind.SLIDER, ScaleKind.AMOUNT, ScaleKind.PERCENTAGE)


def why_not(count: int) -> str:
    """Why so many answers are no scale."""
    return f"it has {count} answers; a question here has 2 to {MOST_OPTIONS}."


def chosen_from(
    draft: Draft,
    cells: Cells,
    choices: Sequence[Answer],
    *,
    code: str,
    kinds: Sequence[ScaleKind],
    most: int | None = None,
) -> ScaleFound | str:
    """The scale with these answers, or why there can be none; the first of ``kinds`` is usual.

    The key of an answer is the name that is stored for it, which becomes its code where it can.
    ``most`` is how many may be chosen, of a ranking how many are put in order.
    """
    if not 2 <= len(choices) <= MOST_OPTIONS:
        return why_not(len(choices))
    is_ours, name = _name(cells, code)
    kind = _kind(cells, kinds, name if is_ours else "")
    options = _options(draft, cells, choices, kind)
    in_file = [option.code for option in options]
    given = tuple(
        Answer(option.code, Words(option.label, choice.label.others), choice.say, choice.exclusive)
        for choice, option in zip(choices, options, strict=True)
    )
    built_in = BUILT_IN.get(name)
    found: SortedAnswers | None = None
    scale: Scale | None = None
    if is_ours:
        is_whole = not cells.cells.get("kind")
        if is_whole and built_in is not None and _same(built_in, options):
            scale = built_in
    else:
        # A kind that the file gives in our words stays, and so does the order of its answers.
        is_said = kind_of(cells.cells.get("kind", ""), (kind,)) is not None
        found = SortedAnswers(Answers(kind, given), may_order=not is_said)
        draft.remarks += [changed(cells.where, what, why) for what, why in found.changes]
        draft.remarks += [dropped(cells.where, what, why) for what, why in found.losses]
        kind, is_ordered = found.kind, found.kind is ScaleKind.ORDINAL
        options = [
            Option(
                one.key,
                one.label.text,
                place if is_ordered else None,
                one.say,
                one.exclusive,
            )
            for place, one in enumerate(found.options, start=1)
        ]
        scale = _built_in(name, kind, options)
    theirs = {option.code: option.code for option in options}
    if scale is None:
        scale = _marked(draft, cells, Scale(name, kind, tuple(options)), {*theirs})
        # Ours may say that all of them are ranked; other tools say it of every ranking.
        few = most is not None and 1 <= most < len(options) + is_ours
        if kind is ScaleKind.MULTIPLE:
            limit = _count(cells, "max_choices", most, len(options), 2)
            scale = replace(scale, max_choices=limit)
        elif kind is ScaleKind.RANKING:
            limit = _count(cells, "ranks", most if few else None, len(options), 1)
            scale = replace(scale, ranks=limit)
    elif not is_ours:
        by_label = {option.label.casefold(): option.code for option in scale.options}
        theirs = {option.code: by_label[option.label.casefold()] for option in options}
    answers = (
        ScaleFound(scale, theirs, labels=labels_of(given, theirs))
        if found is None
        else found.as_scale(scale, theirs)
    )
    kept = draft.shelve(scale, cells.where, answers.labels, is_named=is_ours)
    names = zip((choice.key for choice in choices), in_file, strict=True)
    codes = {key: theirs[one] for key, one in reversed([*names]) if one in theirs}
    listed = tuple(theirs.get(one, "") for one in in_file)
    return replace(answers, scale=kept, codes=codes, listed=listed)


def _built_in(name: str, kind: ScaleKind, options: Sequence[Option]) -> Scale | None:
    """The scale of ours with these answers, where they are those of one."""
    if kind not in ONE_OF or any(option.say for option in options):
        return None
    labels = [option.label for option in options]
    found = scale_of_labels(name, labels, is_ordered=kind is ScaleKind.ORDINAL)
    return found if BUILT_IN.get(found.code) is found else None


def words(draft: Draft, cells: Cells, *, code: str, most: int | None) -> ScaleFound:
    """A scale of words; at most so many characters."""
    is_ours, name = _name(cells, code)
    built_in = BUILT_IN.get(name)
    if is_ours and built_in is not None and built_in.kind is ScaleKind.TEXT:
        cells.take("kind")
        if not cells.cells.get("kind"):
            return ScaleFound(draft.shelve(built_in, cells.where), {})
    cells.take("kind")
    given = number(cells.take("max_length"))
    most = int(given) if given is not None else most
    if most is not None and not 1 <= most <= MOST_CHARACTERS:
        why = f"at most {most} characters; here they can be 1 to {MOST_CHARACTERS}."
        draft.remarks.append(changed(cells.where, "longest text", why))
        most = min(max(most, 1), MOST_CHARACTERS)
    if not is_ours:
        scale = BUILT_IN["short_text" if most is not None and most <= 200 else "long_text"]
        if most is not None and most != scale.max_length:
            scale = Scale(f"text_{most}", ScaleKind.TEXT, max_length=most)
    else:
        scale = Scale(name, ScaleKind.TEXT, max_length=most)
    return ScaleFound(draft.shelve(scale, cells.where, is_named=is_ours), {})


def numbers(
    draft: Draft,
    cells: Cells,
    *,
    code: str,
    kinds: Sequence[ScaleKind],
    native: tuple[float | None, float | None, float | None] = (None, None, None),
) -> ScaleFound:
    """A scale of numbers; what the file does not say is guessed, with a remark."""
    is_ours, name = _name(cells, code)
    kind = _kind(cells, kinds, name if is_ours else "")
    low, high, step = (
        given if given is not None else number(cells.take(key))
        for given, key in zip(native, ("minimum", "maximum", "step"), strict=True)
    )
    if kind is ScaleKind.PERCENTAGE or (
        (low, high, step) == (0, 100, 1)
        and not is_ours
        and (kind is ScaleKind.AMOUNT and not cells.cells.get("unit"))
    ):
        if (low, high, step) in ((0, 100, 1), (None, None, None), (0, 100, None)):
            scale = (
                BUILT_IN["percentage"]
                if not is_ours
                else replace(BUILT_IN["percentage"], code=name)
            )
            kept = draft.shelve(scale, cells.where, is_named=is_ours)
            return ScaleFound(kept, _same_codes(kept))
        kind = ScaleKind.AMOUNT
    span = _span(draft, cells, low, high, step)
    if kind is ScaleKind.AMOUNT and span.minimum < 0:
        kind = ScaleKind.SLIDER
    span = _worded(draft, cells, kind, span)
    scale = number_scale(name, kind, span)
    kept = draft.shelve(scale, cells.where, is_named=is_ours)
    return ScaleFound(kept, _same_codes(kept))


def _same_codes(scale: Scale) -> dict[str, str]:
    return {option.code: option.code for option in scale.options}


def _span(
    draft: Draft, cells: Cells, low: float | None, high: float | None, step: float | None
) -> NumberRange:
    """From where to where in which steps, at most as many as ours can have."""
    least = low if low is not None and abs(low) <= LARGEST_NUMBER else 0
    stride = step if step is not None and 0 < step <= LARGEST_NUMBER else 1
    most = high if high is not None and least < high <= LARGEST_NUMBER else least + 100 * stride
    span = NumberRange(plain_number(least), plain_number(most), plain_number(stride))
    if not _fits(span):
        wide = next(s for s in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000)
                    if (most - least) / s <= MOST_STEPS - 1)  # fmt: skip
        stride = max(wide, 1)
        whole = int((most - least) // stride) + ((most - least) % stride > 0)
        start = int(least // 1)
        span = NumberRange(start, start + max(whole, 1) * stride, stride)
    if (span.minimum, span.maximum, span.step) != (low, high, step):
        why = f"{span.minimum:g} to {span.maximum:g} in steps of {span.step:g}; mend what is wrong."
        draft.remarks.append(changed(cells.where, "range of numbers", why))
    return span


def _fits(span: NumberRange) -> bool:
    try:
        return bool(span.codes)
    except ValueError:
        return False


def _worded(draft: Draft, cells: Cells, kind: ScaleKind, span: NumberRange) -> NumberRange:
    """The unit, the names of the ends, and which numbers are good."""
    said = {
        name: draft.fitting(cells.take(name), LONGEST_UNIT, cells.where, name)
        for name in ("unit", "low", "high")
    }
    needed = {"unit": NO_UNIT} if kind is ScaleKind.AMOUNT else {
        "low": f"{span.minimum:g}", "high": f"{span.maximum:g}"
    }  # fmt: skip
    for name, instead in needed.items():
        if not said[name]:
            why = f"the file does not say it; it is {instead!r} until you write it."
            draft.remarks.append(changed(cells.where, name, why))
            said[name] = instead
    if kind is ScaleKind.AMOUNT:
        for name in ("low", "high"):
            if said[name]:
                cells.give_back(name)
                said[name] = ""
    good, bad = (number(cells.take(name)) for name in ("good", "bad"))
    inside = [n for n in (good, bad) if n is not None and span.minimum <= n <= span.maximum]
    if len(inside) < 2 or good == bad:
        good = bad = None
        cells.give_back("good")
        cells.give_back("bad")
    return replace(span, **said, good=good, bad=bad)  # type: ignore[arg-type]


def _name(cells: Cells, code: str) -> tuple[bool, str]:
    """Whether the file names the scale as ours does, and its name."""
    given = cells.take("scale_code")
    if given and not _CODE.fullmatch(given):
        cells.give_back("scale_code")
        given = ""
    return bool(given), given or f"{code}_answers"


def _kind(cells: Cells, kinds: Sequence[ScaleKind], name: str) -> ScaleKind:
    given = cells.take("kind")
    built_in = BUILT_IN.get(name)
    if not given:
        return built_in.kind if built_in is not None and built_in.kind in kinds else kinds[0]
    found = kind_of(given, kinds)
    if found is None:
        cells.give_back("kind")
    return found or kinds[0]


def _options(
    draft: Draft, cells: Cells, choices: Sequence[Answer], kind: ScaleKind
) -> list[Option]:
    taken: set[str] = set()
    read: set[str] = set()
    options: list[Option] = []
    for position, choice in enumerate(choices, start=1):
        name = choice.key.strip()
        code = name if _OPTION.fullmatch(name) and name not in taken else code_of(
            name if re.search("[A-Za-z0-9]", name) else choice.label.text, taken, "option"
        )  # fmt: skip
        label = draft.fitting(
            one_line(choice.label.text) or name or f"Answer {position}",
            LONGEST_LABEL,
            cells.where,
            f"answer {name}",
        )
        if label in read:
            numbered = (f"{label} ({n})" for n in range(2, MOST_OPTIONS + 2))
            label = next(one for one in numbered if one not in read)
            why = f"another answer has the same label; this one is called {label!r}."
            draft.remarks.append(changed(cells.where, f"answer {name}", why))
        taken.add(code)
        read.add(label)
        may_say = choice.say and kind in (ScaleKind.SINGLE, ScaleKind.MULTIPLE)
        options.append(
            Option(
                code,
                label,
                position if kind is ScaleKind.ORDINAL else None,
                say=may_say and not any(option.say for option in options),
                exclusive=choice.exclusive and kind is ScaleKind.MULTIPLE,
            )
        )
    return options


def _marked(draft: Draft, cells: Cells, scale: Scale, codes: Collection[str]) -> Scale:
    """The scale with what our cells say of its options; what does not fit is given back."""
    built_in = BUILT_IN.get(scale.code)
    kind = scale.kind
    options = list(scale.options)
    if kind is ScaleKind.ORDINAL:
        options = _valued(cells, options)
        good, bad = (split(cells.take(name)) for name in ("favourable", "unfavourable"))
        fits = {*good, *bad} <= {*codes} and not {*good} & {*bad}
        if built_in is not None and not good and not bad:
            good, bad = (
                [c for c in side if c in codes]
                for side in (built_in.favourable, built_in.unfavourable)
            )
        if bool(good) and bool(bad) and fits:
            scale = replace(scale, favourable=frozenset(good), unfavourable=frozenset(bad))
        else:
            cells.give_back("favourable")
            cells.give_back("unfavourable")
        scale = replace(scale, unipolar=flag(cells, "unipolar"))
    say, alone = split(cells.take("say")), split(cells.take("exclusive"))
    if kind in (ScaleKind.SINGLE, ScaleKind.MULTIPLE) and len(say) <= 1 and {*say} <= {*codes}:
        options = [replace(one, say=True) if one.code in say else one for one in options]
    else:
        cells.give_back("say")
    if kind is ScaleKind.MULTIPLE and {*alone} <= {*codes}:
        options = [replace(one, exclusive=True) if one.code in alone else one for one in options]
    else:
        cells.give_back("exclusive")
    topics = pairs(cells.take("option_constructs"))
    chosen = (ScaleKind.SINGLE, ScaleKind.MULTIPLE, ScaleKind.RANKING)
    if kind in chosen and topics.keys() <= {*codes} and all(map(_CODE.fullmatch, topics.values())):
        for topic in topics.values():
            draft.constructs.setdefault(topic, topic)
        options = [replace(o, construct=topics.get(o.code)) for o in options]
    else:
        cells.give_back("option_constructs")
    return replace(scale, options=tuple(options))


def _valued(cells: Cells, options: list[Option]) -> list[Option]:
    given = {code: number(text) for code, text in pairs(cells.take("values")).items()}
    values = [given.get(option.code) for option in options]
    rising = all(a is not None and b is not None and a < b for a, b in pairwise(values))
    if not given or not rising:
        cells.give_back("values")
        return options
    return [replace(o, value=value) for o, value in zip(options, values, strict=True)]


def _count(cells: Cells, name: str, native: int | None, most: int, least: int) -> int | None:
    given = number(cells.take(name))
    found = native if native is not None else given
    if found is None:
        return None
    if not isinstance(found, int) or not least <= found <= most:
        cells.give_back(name)
        return None
    return found


def _same(built_in: Scale, options: Sequence[Option]) -> bool:
    """Whether the answers are those of a built-in scale, word for word."""
    words = [(option.code, option.label) for option in options]
    return words == [(option.code, option.label) for option in built_in.options]
