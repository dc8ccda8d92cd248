"""Question sets from other tools and for them: the neutral value, and what became of each part.

Every format reads to an :class:`Reading` or writes a :class:`Writing`. The neutral value between
them is the :class:`Instrument`; the remarks say what was kept, changed and dropped on the way, so
that nothing is lost in silence.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from analysis.instrument import Instrument
from questionnaires.formats.problems import Problem, QuestionSetError
from questionnaires.formats.question_set_drafts import settle_draft

#: A file of another tool is refused above this size before anything of it is parsed.
LARGEST_FILE = 4 * 1024 * 1024
#: What an answer costs beside its letters, where a file says it once and questions share it.
ANSWER_COSTS = 100
#: What one file may ask; a survey of ten minutes has some forty.
MOST_QUESTIONS = 1_000
#: One text of a file; the longest that people read have some 5,000 characters, those that style
#: pages some 50,000.
LONGEST_TEXT = 100_000


class Fate(StrEnum):
    """What became of a part of a file."""

    KEPT = "kept"
    CHANGED = "changed"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Remark:
    """What became of one thing: ``where`` it stands in its file, ``what`` it is, and ``why``.

    ``where`` is as the author finds it again: ``line 12``, ``sheet survey, row 5``, ``question
    Q3``. ``why`` is empty for what was kept, and otherwise a sentence that says what the thing is
    now, or what is left of it.
    """

    where: str
    fate: Fate
    what: str
    why: str = ""

    def __str__(self) -> str:
        return f"{self.where}: {self.what} {self.fate}{': ' + self.why if self.why else ''}"


def kept(where: str, what: str) -> Remark:
    """A part that means here what it meant there."""
    return Remark(where, Fate.KEPT, what)


def changed(where: str, what: str, why: str) -> Remark:
    """A part that means something a little different now."""
    return Remark(where, Fate.CHANGED, what, why)


def dropped(where: str, what: str, why: str) -> Remark:
    """A part that is gone."""
    return Remark(where, Fate.DROPPED, what, why)


@dataclass(frozen=True, slots=True)
class Reading:
    """A question set from a file, with a remark on every part of that file, in its order.

    ``source`` is the question set as our YAML, which reads as ``instrument``.
    """

    instrument: Instrument
    source: str
    remarks: tuple[Remark, ...]

    def count(self, fate: Fate) -> int:
        """How many parts had this fate."""
        return Counter(remark.fate for remark in self.remarks)[fate]


@dataclass(frozen=True, slots=True)
class Writing:
    """A file for another tool, with remarks on what that tool cannot hold."""

    data: bytes
    remarks: tuple[Remark, ...]


@dataclass(frozen=True, slots=True)
class ExchangeFormat:
    """One format: what it is called, what its files look like, and how it is read and written.

    ``recognises`` looks at the first bytes and the name of a file, and never parses it whole.
    ``read`` takes the bytes and the name of a file and raises :class:`QuestionSetError` with all
    that keeps it from being read. ``title`` is a name of a product or a format, in no language.
    """

    code: str
    title: str
    suffix: str
    media_type: str
    recognises: Callable[[bytes, str], bool]
    read: Callable[[bytes, str], Reading] | None = None
    write: Callable[[Instrument], Writing] | None = None


def reading_of(instrument: Instrument, remarks: Sequence[Remark], filename: str) -> Reading:
    """A reading whose question set was checked as our own format checks it.

    What is only missing yet (a section without questions) is no problem of a draft. Raises
    :class:`QuestionSetError` where the result would be no question set.
    """
    try:
        source, settled = settle_draft(instrument, filename)
    except QuestionSetError as error:  # its lines are those of our YAML, which nobody handed in
        raise QuestionSetError(replace(problem, line=0) for problem in error.problems) from None
    except ValueError as error:
        raise unreadable(filename, str(error)) from error
    return Reading(settled, source, tuple(remarks))


def refuse_large(data: bytes, filename: str) -> None:
    """Raise :class:`QuestionSetError` for a file that is larger than a question set can be."""
    if len(data) > LARGEST_FILE:
        raise unreadable(
            filename,
            f"The file has {len(data) / 1024**2:.1f} MB; a question set of another tool has at "
            f"most {LARGEST_FILE // 1024**2} MB. Export the questions alone, without answers.",
        )


def refuse_many(questions: int, filename: str) -> None:
    """Raise :class:`QuestionSetError` for more questions than anybody is asked."""
    if questions > MOST_QUESTIONS:
        raise unreadable(
            filename,
            f"The file has {questions:,} questions; at most {MOST_QUESTIONS:,} are read. Export "
            "one survey at a time.",
        )


def refuse_unfolded(letters: int, filename: str) -> None:
    """Raise :class:`QuestionSetError` where texts that questions share become too much.

    A file may say a thing once and use it in each of a thousand questions.
    """
    if letters > LARGEST_FILE:
        raise unreadable(
            filename,
            "The questions share answers that are far too long to be written at each of them. "
            "Shorten the answers, or split the file.",
        )


def is_sendable(text: str) -> bool:
    r"""Whether a text can be written as UTF-8; half a character cannot.

    >>> is_sendable("ü"), is_sendable("\ud83d")
    (True, False)
    """
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def unreadable(filename: str, message: str, line: int = 0) -> QuestionSetError:
    """The one problem for which a file cannot be read at all."""
    return QuestionSetError([Problem(filename, line, message)])


def recognised(formats: Iterable[ExchangeFormat], data: bytes, filename: str) -> str | None:
    """The code of the first format that takes the file for one of its own."""
    return next((one.code for one in formats if one.recognises(data, filename)), None)
