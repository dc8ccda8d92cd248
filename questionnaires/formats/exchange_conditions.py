"""Conditions of other tools, as far as ours can say them: these answers to one earlier question."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from analysis.instrument import Condition, ScaleKind
from questionnaires.formats.exchange_cells import number
from questionnaires.formats.exchange_draft import Draft

#: A condition that is longer, or has more brackets around it, is none that ours can say.
LONGEST, MOST_BRACKETS, MOST_COMPARED = 2_000, 20, 20
#: Begins only where white space does, so that long runs of it are looked at once.
_OR = r"(?<!\s)\s++or\s++"
_VALUE = r"""(?P<value>'[^']*'|"[^"]*"|[-+]?[0-9.]+|true|false)"""
_LIST = r"""\[(?P<values>[^\[\]]*)\]"""
_ONE = re.compile(r"""'([^']*)'|"([^"]*)"|([^\s,'"]+)""")
#: A question by its name, or by the path to it from its neighbour.
_QUESTION = r"(?:\$\{(?P<name>[^{}]+)\}|(?:\.\./)++(?P<near>\w+))"
_XLSFORM = (
    re.compile(_QUESTION + r"\s*(?P<sign>=|>=|<=|>|<)\s*" + _VALUE),
    re.compile(r"(?P<sign>selected)\s*\(\s*" + _QUESTION + r"\s*,\s*" + _VALUE + r"\s*\)"),
)
_SURVEYJS = (
    re.compile(r"\{(?P<name>[^{}]+)\}\s*(?P<sign>==?|equal|>=|<=|>|<|contains?)\s*" + _VALUE),
    re.compile(r"\{(?P<name>[^{}]+)\}\s*(?P<sign>anyof|contains?)\s*" + _LIST),
)
_COMPARED: dict[str, Callable[[float, float], bool]] = {
    ">": operator.gt, ">=": operator.ge, "<": operator.lt, "<=": operator.le,
}  # fmt: skip
_HOLDS = frozenset({"selected", "contains", "contain", "anyof"})


@dataclass(frozen=True, slots=True)
class Term:
    """One alternative: a question, how it is compared, and with what."""

    name: str
    sign: str
    values: tuple[str, ...]


def xlsform_condition(draft: Draft, expression: str) -> Condition | None:
    """A ``relevant`` as a condition; ``None`` where ours cannot say it."""
    return _settled(draft, _terms(expression, _XLSFORM, _OR))


def surveyjs_condition(draft: Draft, expression: str) -> Condition | None:
    """A ``visibleIf`` as a condition; ``None`` where ours cannot say it."""
    return _settled(draft, _terms(expression, _SURVEYJS, _OR + r"|\|\|"))


@lru_cache(maxsize=8)  # the condition of a panel stands at each of its questions
def _terms(expression: str, forms: tuple[re.Pattern[str], ...], separator: str) -> tuple[Term, ...]:
    if len(expression) > LONGEST:
        return ()
    found = []
    for part in re.split(separator, _bare(expression)):
        match = next((m for form in forms if (m := form.fullmatch(_bare(part)))), None)
        if match is None:
            return ()
        groups = match.groupdict()
        many = groups.get("values")
        values = _ONE.findall(many) if many is not None else _ONE.findall(groups["value"] or "")
        name = groups["name"] or groups.get("near") or ""
        found.append(Term(name.strip(), groups["sign"], tuple(map("".join, values))))
    return tuple(found)


def _bare(expression: str) -> str:
    """Without brackets around all of it."""
    text = expression.strip()
    for _bracket in range(MOST_BRACKETS):
        if not (text.startswith("(") and text.endswith(")") and _is_wrapped(text)):
            break
        text = text[1:-1].strip()
    return text


def _is_wrapped(text: str) -> bool:
    depth = 0
    for at, sign in enumerate(text):
        depth += (sign == "(") - (sign == ")")
        if depth == 0:
            return at == len(text) - 1
    return False


def _settled(draft: Draft, terms: Sequence[Term]) -> Condition | None:
    names = {term.name for term in terms}
    if len(names) != 1:
        return None
    (name,) = names
    item = draft.items.get(draft.names.get(name, name))
    if item is None:
        return None
    if sum(term.sign in _COMPARED for term in terms) > MOST_COMPARED:
        return None
    answers: list[str] = []
    for term in terms:
        if term.sign in _COMPARED:
            limit = number(term.values[0]) if term.values else None
            if limit is None or not item.scale.is_number:
                return None
            compared = _COMPARED[term.sign]
            answers += [o.code for o in item.scale.options if compared(float(o.code), limit)]
            continue
        if item.scale.kind in (ScaleKind.MULTIPLE, ScaleKind.RANKING) and term.sign not in _HOLDS:
            return None
        answers += term.values
    found = draft.condition(name, answers)
    return found if isinstance(found, Condition) else None
