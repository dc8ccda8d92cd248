"""When LimeSurvey shows a question, where that is what a condition here can say."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from questionnaires.formats.exchange_questions import Wish
from questionnaires.formats.limesurvey_tables import Row

_LONGEST = 2_000
_OR = re.compile(r"\s+or\s+|\s*\|\|\s*", re.IGNORECASE)
_TERM = re.compile(
    r"(?P<name>[A-Za-z]\w*|\d+X\d+X\d+\w*)(?:\.(?:NAOK|value|code))?\s*(?:==|eq)\s*"
    r"(?P<quote>[\"'])(?P<value>[^\"']*)(?P=quote)"
)
_NUMBERED = re.compile(r"\d+X\d+X(?P<qid>\d+)(?P<part>\w*)")
_REPEATED = re.compile(r"(?P<name>[A-Za-z]\w*)(?:\.(?:shown|NAOK|value|code))*")
_INSERTED = re.compile(r"INSERTANS:\d+X\d+X(?P<qid>\d+)")
#: Of a question with several answers each part is asked: whether it was ticked.
_SEVERAL = ("M", "P")


def wish_of(
    text: str, rows: Sequence[Row], types: Mapping[str, str], codes: Mapping[str, str]
) -> Wish | None:
    """One condition on answers to one question; ``None`` where there is more, or something else.

    ``text`` is an expression. Where it is empty, the older conditions ``rows`` count: of those
    that it knows LimeSurvey writes the expression itself.
    """
    terms = _terms_of(text) if text else _terms_of_rows(rows)
    wishes = [_wish(name, value, types, codes) for name, value in terms]
    if not wishes or len({wish.question for wish in wishes}) > 1:
        return None
    answers = tuple(answer for wish in wishes for answer in wish.answers)
    words = text or "; ".join(told(row) for row in rows)
    return Wish(wishes[0].question, answers, words)


def told(row: Row) -> str:
    """One of the older conditions, as a report names it."""
    return f"{row['cfieldname']} {row['method'].strip()} {row['value']}"


def _terms_of(text: str) -> list[tuple[str, str]]:
    """``Q1.NAOK == "A1" or Q1.NAOK == "A2"`` as pairs of a name and a value."""
    if len(text) > _LONGEST:
        return []
    # Without "and" and "not", brackets change nothing.
    parts = _OR.split(re.sub(r"[()]", " ", text).strip())
    found = [_TERM.fullmatch(part.strip()) for part in parts]
    terms = [(term["name"], term["value"]) for term in found if term]
    return terms if len(terms) == len(parts) else []


def _terms_of_rows(rows: Sequence[Row]) -> list[tuple[str, str]]:
    if any(row["method"].strip() != "==" for row in rows):
        return []
    if len({row["cqid"] for row in rows}) > 1 or len({row["scenario"] for row in rows}) > 1:
        return []
    return [(row["cfieldname"].lstrip("+"), row["value"]) for row in rows]


def _wish(name: str, value: str, types: Mapping[str, str], codes: Mapping[str, str]) -> Wish:
    if numbered := _NUMBERED.fullmatch(name):
        code, part = _of_number(numbered["qid"], numbered["part"], codes)
        name = f"{code}_{part}" if part else code
    base, _, part = name.rpartition("_")
    if types.get(base) in _SEVERAL and value == "Y":
        return Wish(base, (part,))
    return Wish(name, (value,))


def _of_number(qid: str, part: str, codes: Mapping[str, str]) -> tuple[str, str]:
    """The code of a question by its number; the codes of its parts follow without a gap."""
    for end in range(len(qid), 0, -1):
        if qid[:end] in codes:
            return codes[qid[:end]], qid[end:] + part
    return "", part


def repeated_question(expression: str, codes: Mapping[str, str]) -> str:
    """The code of the question whose answer an expression in a text repeats; else nothing."""
    if inserted := _INSERTED.match(expression[:200]):
        return codes.get(inserted["qid"], "")
    found = _REPEATED.fullmatch(expression[:200])
    return found["name"] if found else ""
