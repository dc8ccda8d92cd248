"""Conditions of other tools, as far as ours can say them: these answers to one earlier question."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from analysis.instrument import Condition, ScaleKind
from questionnaires.formats.exchange_cells import number
from questionnaires.formats.exchange_draft import Draft

LONGEST = 10_000
_VALUE = r"""(?P<value>'[^']*'|"[^"]*"|[-+]?[0-9.]+|true|false)"""
_LIST = r"""\[(?P<values>[^\[\]]*)\]"""
_ONE = re.compile(r"""'([^']*)'|"([^"]*)"|([^\s,'"]+)""")
_XLSFORM = (
    re.compile(r"\$\{\s*(?P<name>[^{}]+?)\s*\}\s*(?P<sign>=|>=|<=|>|<)\s*" + _VALUE),
    re.compile(
        r"(?P<sign>selected)\s*\(\s*\$\{\s*(?P<name>[^{}]+?)\s*\}\s*,\s*" + _VALUE + r"\s*\)"
    ),
)
_SURVEYJS = (
    re.compile(
        r"\{\s*(?P<name>[^{}]+?)\s*\}\s*(?P<sign>==?|equal|>=|<=|>|<|contains?)\s*" + _VALUE
    ),
    re.compile(r"\{\s*(?P<name>[^{}]+?)\s*\}\s*(?P<sign>anyof|contains?)\s*" + _LIST),
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
    return _settled(draft, _terms(expression, _XLSFORM, r"\s+or\s+"))


def surveyjs_condition(draft: Draft, expression: str) -> Condition | None:
    """A ``visibleIf`` as a condition; ``None`` where ours cannot say it."""
    return _settled(draft, _terms(expression, _SURVEYJS, r"\s+or\s+|\s*\|\|\s*"))


def _terms(expression: str, forms: Sequence[re.Pattern[str]], separator: str) -> list[Term]:
    if len(expression) > LONGEST:
        return []
    found = []
    for part in re.split(separator, _bare(expression)):
        match = next((m for form in forms if (m := form.fullmatch(_bare(part)))), None)
        if match is None:
            return []
        groups = match.groupdict()
        many = groups.get("values")
        values = _ONE.findall(many) if many is not None else _ONE.findall(groups["value"] or "")
        found.append(Term(groups["name"], groups["sign"], tuple(map("".join, values))))
    return found


def _bare(expression: str) -> str:
    """Without brackets around all of it."""
    text = expression.strip()
    while text.startswith("(") and text.endswith(")") and _is_wrapped(text):
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
    return draft.condition(name, answers)
