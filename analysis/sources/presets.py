"""Presets: the files of the usual survey tools, each recognised by its first rows.

Qualtrics writes three rows of headings, SurveyMonkey two; Google Forms, Microsoft Forms and
LimeSurvey one. Whatever has one row for each person and one column for each question is read as a
wide table: exports of DX and Culture Amp, and tables whose columns are called like items.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from analysis.dataset import DatasetError
from analysis.sources.labels import same
from analysis.sources.metadata import has_name_of_metadata, plain_name
from analysis.sources.plain import PlainTable, Source, is_other, plain_table
from analysis.sources.tables import read_rows

Rows = Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Preset:
    """How the files of one tool are read.

    ``headings`` is the number of rows before the first response; ``separator`` what stands between
    the choices in a cell; ``is_preview`` tells which rows are tests of the survey's authors.
    """

    code: str
    title: str
    recognises: Callable[[Rows], bool]
    sources: Callable[[Rows], list[Source]]
    headings: int = 1
    separator: str = ""
    is_preview: Callable[[Sequence[str], Sequence[str]], bool] | None = None


def read_preset(data: bytes, name: str, preset: str = "") -> PlainTable:
    """The answers of a tool's file; ``preset`` is the code of the tool, empty: as recognised.

    Raises :class:`DatasetError`, also where a file is not of the tool that was named.
    """
    rows, lines = read_rows(data, name)
    _refuse_counts(rows, name)
    found = PRESETS[preset] if preset else recognised(rows)
    if preset and preset != WIDE and not found.recognises(rows):
        raise DatasetError(
            f"{name} does not begin like a file of {found.title}. Let it be recognised, or read it "
            "as a table with a row for each person."
        )
    separator = found.separator or _separator_of(rows[found.headings :])
    answers, places, previews = [], [], 0
    for line, row in zip(lines[found.headings :], rows[found.headings :], strict=True):
        if found.is_preview and found.is_preview(rows[0], row):
            previews += 1
        else:
            answers.append(row)
            places.append(line)
    if not answers:
        raise DatasetError(f"{name} names its columns but has no responses.")
    plain = plain_table(
        found.code,
        name,
        found.sources(rows),
        answers,
        places,
        first_row=found.headings + 1,
        separator=separator,
        previews=previews,
    )
    if not plain.columns:
        raise DatasetError(f"{name} has no column with answers that can be counted.")
    return plain


def recognised(rows: Rows) -> Preset:
    """The preset of a file by its first rows; a wide table where it is no other."""
    return next(preset for preset in PRESETS.values() if preset.recognises(rows))


def _refuse_counts(rows: Rows, name: str) -> None:
    """A table that Candor exported holds counts; responses cannot be made of them."""
    if {"code", "question", "group", "hidden"} <= {same(cell) for cell in rows[0]}:
        raise DatasetError(
            f"{name} is a table of Candor's with counts, not with answers: who gave which answers "
            "together is not in it, so no round can be made of it. Bring in the file with a row "
            "for each person, or restore a backup of the other site."
        )


def _separator_of(rows: Rows) -> str:
    """What stands between the choices in the cells of a file that no tool tells."""
    semicolons = sum(";" in cell for row in rows for cell in row)
    commas = sum(bool(re.search(r"\w, ?\w", cell)) for row in rows for cell in row)
    return "semicolon" if semicolons >= max(1, commas // 2) else "comma"


# ------------------------------------------------------------------ Qualtrics


def _is_qualtrics(rows: Rows) -> bool:
    return len(rows) > 2 and any(
        cell.replace(" ", "").startswith('{"ImportId"') for cell in rows[2]
    )


def _of_qualtrics(rows: Rows) -> list[Source]:
    """The second row says ``question - part``; the first has ``Q5_1`` for the first part of Q5."""
    names, texts = rows[0], [" ".join(cell.split()) for cell in rows[1]]
    groups: dict[str, list[int]] = {}
    for position, name in enumerate(names):
        base = re.fullmatch(r"(.+?)_\d+", name.strip())
        if base and " - " in texts[position]:
            groups.setdefault(base[1], []).append(position)
    starts = {
        position: _common_start([texts[one] for one in group])
        for group in groups.values()
        for position in group
        if len(group) > 1
    }
    return [
        _source_of_qualtrics(position, name.strip(), texts[position], starts.get(position, ""))
        for position, name in enumerate(names)
    ]


def _source_of_qualtrics(position: int, name: str, text: str, start: str) -> Source:
    if has_name_of_metadata(name):
        return Source(position, name, metadata=True)
    if name.endswith("_TEXT"):
        return Source(position, text, words=True)
    if not start:
        return Source(position, text.removesuffix(" - Selected Choice") or name)
    question = start.removesuffix(" - ").removesuffix(" - Selected Choice")
    return Source(position, question, text[len(start) :] or text)


def _common_start(texts: Sequence[str]) -> str:
    """What all texts begin with, up to the last " - "."""
    low, high = min(texts), max(texts)
    length = next((n for n, sign in enumerate(low) if high[n] != sign), len(low))
    start = low[:length]
    end = start.rfind(" - ")
    return start[: end + 3] if end >= 0 else ""


def _is_preview(names: Sequence[str], row: Sequence[str]) -> bool:
    """Whether Qualtrics says that a row is a preview, a test or spam."""
    status = dict(zip(names, row, strict=True)).get("Status", "").strip().casefold()
    return status in {"1", "2", "8", "9", "17"} or any(
        word in status for word in ("preview", "test", "spam")
    )


# --------------------------------------------------------------- SurveyMonkey


def _is_surveymonkey(rows: Rows) -> bool:
    return len(rows) > 1 and [plain_name(cell) for cell in rows[0][:2]] == [
        "respondentid",
        "collectorid",
    ]


def _of_surveymonkey(rows: Rows) -> list[Source]:
    """A question stands over the first of its columns; the second row says what each one holds."""
    sources: list[Source] = []
    question = ""
    for position, (first, second) in enumerate(zip(rows[0], rows[1], strict=True)):
        question = " ".join(first.split()) or question
        part = " ".join(second.split())
        kind = same(part)
        if not part and has_name_of_metadata(question):
            sources.append(Source(position, question, metadata=True))
        elif kind in {"", "response"}:
            sources.append(Source(position, question))
        elif kind.startswith(("open-ended response", "comment")):
            sources.append(Source(position, question, words=True))
        elif is_other(part) and "(" in part:
            sources.append(Source(position, question, part, other=True))
        else:
            sources.append(Source(position, question, part))
    return _beside_their_question(sources)


def _beside_their_question(sources: list[Source]) -> list[Source]:
    """ "Other" of a question whose answers stand in one column belongs to that column."""
    alone = {one.question for one in sources if not (one.part or one.words or one.metadata)}
    return [
        replace(one, part="") if one.other and one.question in alone else one for one in sources
    ]


# ----------------------------------------------------------------- LimeSurvey

_LIME = re.compile(r"(?P<code>\w+)(?:\[(?P<part>[^\]]+)\])?(?:\.\s+(?P<text>.+))?", re.DOTALL)


def _is_limesurvey(rows: Rows) -> bool:
    names = {plain_name(cell.partition(".")[0]) for cell in rows[0][:12]}
    texts = {plain_name(cell.rpartition(".")[2]) for cell in rows[0][:12]}
    return {"submitdate", "lastpage"} <= names or {"datesubmitted", "lastpage"} <= texts


def _of_limesurvey(rows: Rows) -> list[Source]:
    return [_source_of_limesurvey(position, cell) for position, cell in enumerate(rows[0])]


def _source_of_limesurvey(position: int, cell: str) -> Source:
    """``tools[SQ001]``, ``tools[SQ001]. Which tools? [Git]`` or ``Which tools? [Git]``."""
    heading = " ".join(cell.split())
    code, _, _ = heading.partition(".")
    if has_name_of_metadata(heading) or (has_name_of_metadata(code) and code.islower()):
        return Source(position, heading, metadata=True)
    found = _LIME.fullmatch(heading)
    part = (found["part"] if found else "") or ""
    text = (found["text"] if found else heading) or ""
    question, written = _question_and_part(text)
    if not question and found:
        question = found["code"]
    kind = same(part or written)
    return Source(
        position,
        question,
        "" if kind == "other" and not written and not part else written or part,
        words=kind.endswith("comment"),
        other=same(part) == "other" or (not part and same(written) == "other"),
    )


def _question_and_part(text: str) -> tuple[str, str]:
    """``How clear is it? [The API]`` is a question and its part.

    >>> _question_and_part("How clear is it? [The API]")
    ('How clear is it?', 'The API')
    """
    found = re.fullmatch(r"(?P<question>.*\S)\s*\[(?P<part>[^\[\]]+)\]", text, re.DOTALL)
    return (found["question"], found["part"]) if found else (text, "")


def _other_beside_one(rows: Rows) -> list[Source]:
    """LimeSurvey's columns; "other" of a list stands beside its one column."""
    return _beside_their_question(_of_limesurvey(rows))


# ------------------------------------------------- Google, Microsoft, the rest


def _is_google(rows: Rows) -> bool:
    return plain_name(rows[0][0]) in {"timestamp", "zeitstempel", "marcatemporal", "horodateur"}


def _is_microsoft(rows: Rows) -> bool:
    names = [plain_name(cell) for cell in rows[0][:3]]
    return names[:1] == ["id"] and names[1:] in (
        ["starttime", "completiontime"],
        ["startzeit", "fertigstellungszeit"],
        ["horadeinicio", "horadefinalizacion"],
    )


def _one_row_of_headings(rows: Rows) -> list[Source]:
    sources = []
    for position, cell in enumerate(rows[0]):
        heading = " ".join(cell.split())
        question, part = _question_and_part(heading)
        if has_name_of_metadata(heading):
            sources.append(Source(position, heading, metadata=True))
        else:
            sources.append(Source(position, question or f"Column {position + 1}", part))
    return sources


WIDE = "wide"
#: By code, in the order in which they are tried; the last one reads any table.
PRESETS: Mapping[str, Preset] = {
    preset.code: preset
    for preset in (
        Preset(
            "qualtrics", "Qualtrics", _is_qualtrics, _of_qualtrics, 3, "comma", _is_preview
        ),
        Preset("surveymonkey", "SurveyMonkey", _is_surveymonkey, _of_surveymonkey, 2, "comma"),
        Preset("limesurvey", "LimeSurvey", _is_limesurvey, _other_beside_one),
        Preset(
            "microsoft-forms", "Microsoft Forms", _is_microsoft, _one_row_of_headings,
            separator="semicolon",
        ),
        Preset("google-forms", "Google Forms", _is_google, _one_row_of_headings),
        Preset(WIDE, "DX, Culture Amp or another table", lambda _: True, _one_row_of_headings),
    )
}  # fmt: skip
