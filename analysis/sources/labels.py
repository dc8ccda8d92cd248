"""Labels: from what a respondent read and chose to option codes.

Labels are compared without regard to case, to spaces around them and to the form of apostrophes
and dashes. On numbered scales the number itself is a label too.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from analysis.dataset import Answer
from analysis.instrument import NOT_APPLICABLE, Option, Scale, ScaleKind
from analysis.scales import BUILT_IN

#: 0 to 10 as the net promoter score reads it, labelled by the bare number as exports are.
_ZERO_TO_TEN = replace(
    BUILT_IN["nps"],
    code="zero_to_ten",
    options=tuple(Option(str(n), str(n), n) for n in range(11)),
)

#: The scales that a mapping file can name.
SCALES: Mapping[str, Scale] = {
    "agreement": BUILT_IN["agreement_5"],
    "agreement-7": BUILT_IN["agreement_7"],
    "frequency": BUILT_IN["frequency_5"],
    "satisfaction": BUILT_IN["satisfaction_5"],
    "0-10": _ZERO_TO_TEN,
    "percentage": BUILT_IN["percentage"],
    "lead-time": BUILT_IN["lead_time"],
    "recovery-time": BUILT_IN["recovery_time"],
    "deployment-frequency": BUILT_IN["deployment_frequency"],
    "yes-no": BUILT_IN["yes_no"],
}

#: Other words for a label, per scale.
_SAME_AS = {
    "agreement_5": {"neither agree nor disagree": "3"},
    "agreement_7": {"neither agree nor disagree": "4"},
    "satisfaction_5": {"neutral": "3"},
}

#: Answers that mean "this does not apply to me, or I cannot say".
NOT_APPLICABLE_WORDS = frozenset(
    {
        "_na", "n/a", "na", "n.a.", "n. a.", "not applicable", "does not apply", "doesn't apply",
        "don't know", "dont know", "do not know", "i don't know", "i do not know",
        "don't know / not applicable", "don't know/not applicable", "not sure", "unsure",
        "no opinion", "prefer not to say", "prefer not to answer",
    }
)  # fmt: skip

_SLUG_LENGTH = 60
_LONGEST_NUMBER = 9
_WHOLE_NUMBER = re.compile(r"(\d{1,3})(?:\.0+)?(?:\s*%)?")
#: The signs between the choices in a cell, where nothing says which of them it is.
ANY_SEPARATOR = ",;\r\n"
#: What a label is read as instead of an option: not applicable, or not at all.
LEFT_OUT = "_left_out"
_TYPOGRAPHY = str.maketrans({"\u2019": "'", "\u2018": "'", "\u2013": "-", "\u2014": "-"})


def same(label: str) -> str:
    """What two spellings of a label have in common.

    >>> same("  Strongly  AGREE ") == same("Strongly agree")
    True
    """
    return " ".join(label.translate(_TYPOGRAPHY).casefold().split())


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads the cells of one column. ``codes`` are the option codes by what :func:`same` makes.

    A code may also be ``NOT_APPLICABLE`` or :data:`LEFT_OUT`, for labels of which somebody said so.
    """

    scale: Scale
    codes: Mapping[str, str]
    separators: str = ANY_SEPARATOR

    @classmethod
    def of(
        cls,
        scale: Scale,
        labels: Mapping[str, str] | None = None,
        separators: str = ANY_SEPARATOR,
    ) -> Reader:
        """A reader for the labels of a scale, and for further ones with the code of each."""
        known = {same(option.label): option.code for option in scale.options}
        further = {same(label): code for label, code in (labels or {}).items()}
        return cls(scale, {**_SAME_AS.get(scale.code, {}), **known, **further}, separators)

    def read(self, cell: str) -> tuple[Answer | None, tuple[str, ...]]:
        """The answer in a cell, ``None`` where it is blank, and the labels that are unknown."""
        text = same(cell)
        if not text:
            return None, ()
        code = self._code(text)
        if code == LEFT_OUT:
            return None, ()
        if code is not None:
            is_list = self.scale.kind is ScaleKind.MULTIPLE and code != NOT_APPLICABLE
            return (code,) if is_list else code, ()
        if text in NOT_APPLICABLE_WORDS:
            return NOT_APPLICABLE, ()
        if self.scale.kind is ScaleKind.MULTIPLE:
            return self._read_choices(cell)
        return None, (cell.strip(),)

    def _read_choices(self, cell: str) -> tuple[Answer | None, tuple[str, ...]]:
        labels = [option.label for option in self.scale.options]
        choices = split_choices(cell, labels, self.separators)
        codes = {choice: self._code(same(choice)) for choice in choices}
        options = {option.code for option in self.scale.options}
        known = tuple(sorted(options.intersection(code for code in codes.values() if code)))
        return known or None, tuple(choice for choice, code in codes.items() if code is None)

    def labels_in(self, cell: str) -> list[str]:
        """The labels that a cell holds: one, or several where several can be chosen."""
        if not cell.strip():
            return []
        if self.scale.kind is not ScaleKind.MULTIPLE or self._code(same(cell)) is not None:
            return [" ".join(cell.split())]
        return split_choices(cell, [one.label for one in self.scale.options], self.separators)

    def is_left_out(self, label: str) -> bool:
        """Whether somebody said of a label to leave it out."""
        return self.codes.get(same(label)) == LEFT_OUT

    def _code(self, text: str) -> str | None:
        if text in self.codes:
            return self.codes[text]
        number = _WHOLE_NUMBER.fullmatch(text) if self.scale.is_ordered else None
        if number is None:
            return None
        code = str(int(number[1]))
        return code if any(option.code == code for option in self.scale.options) else None


def split_choices(
    cell: str, labels: Sequence[str] = (), separators: str = ANY_SEPARATOR
) -> list[str]:
    """The choices in a cell, split at commas, semicolons and line breaks, or at some of them.

    A label with such a sign in it is kept whole where ``labels`` has it.

    >>> split_choices("Nix,Stack\\n")
    ['Nix', 'Stack']
    >>> split_choices("Yes, daily; No", ["Yes, daily", "No"])
    ['Yes, daily', 'No']
    >>> split_choices("Yes, daily;No;", separators=";")
    ['Yes, daily', 'No']
    """
    signs = f"[{re.escape(separators)}]"
    choices, rest = [], cell
    whole = [label for label in labels if not set(separators).isdisjoint(label)]
    if whole:
        rest = _tight(rest, signs)
    for label in sorted(whole, key=len, reverse=True):
        pattern = rf"(?:^|(?<={signs})){re.escape(_tight(label, signs))}(?=$|{signs})"
        rest, found = re.subn(pattern, "", rest, flags=re.IGNORECASE)
        choices += [label] if found else []
    return choices + [part.strip() for part in re.split(f"{signs}+", rest) if part.strip()]


def _tight(text: str, signs: str) -> str:
    """A text without spaces beside its signs.

    A pattern that begins with spaces would try each of a long run of them as its beginning.
    """
    return "".join(part if n % 2 else part.strip() for n, part in enumerate(_parts(text, signs)))


def _parts(text: str, signs: str) -> list[str]:
    """What stands between the signs, and between any two of these the sign."""
    return re.split(f"({signs})", text)


def learn_scale(
    code: str, kind: ScaleKind, cells: Iterable[str], separators: str = ANY_SEPARATOR
) -> Scale:
    """A scale made of the answers themselves, as :func:`learned_labels` are."""
    return listed_scale(code, kind, learned_labels(kind, cells, separators))


def learned_labels(
    kind: ScaleKind, cells: Iterable[str], separators: str = ANY_SEPARATOR
) -> list[str]:
    """The different answers, spelled as most people spelled them.

    They are in natural order (``"5 to 9"`` before ``"10 to 14"``), so that the order of the
    responses leaves no trace.
    """
    spellings: dict[str, Counter[str]] = {}
    for cell in cells:
        is_list = kind is ScaleKind.MULTIPLE
        for label in split_choices(cell, (), separators) if is_list else [cell.strip()]:
            if label and same(label) not in NOT_APPLICABLE_WORDS:
                spellings.setdefault(same(label), Counter())[" ".join(label.split())] += 1
    best = [min(one, key=lambda spelling: (-one[spelling], spelling)) for one in spellings.values()]
    return sorted(best, key=_natural_order)


def listed_scale(code: str, kind: ScaleKind, labels: Sequence[str]) -> Scale:
    """A scale without order of these labels, in this order."""
    options: dict[str, Option] = {}
    numbers: dict[str, int] = {}  # the last one of each slug, so that none is tried twice
    for label in labels:
        option_code = plain = slug(label)
        while option_code in options:  # "C" and "C++": told apart by a number
            numbers[plain] = numbers.get(plain, 1) + 1
            option_code = f"{plain}_{numbers[plain]}"
        options[option_code] = Option(option_code, label)
    return Scale(code, kind, tuple(options.values()))


def _natural_order(label: str) -> list[tuple[int, int, str]]:
    parts = re.split(r"(\d+)", label.replace(",", "").casefold())
    return [
        # "²" is a digit too, and of thousands of them no number is made.
        (0, int(part), "") if part.isdecimal() and len(part) <= _LONGEST_NUMBER else (1, 0, part)
        for part in parts
        if part
    ]


def slug(text: str) -> str:
    """A code made of a text: the same text gives the same code, in every file.

    It begins with a letter, has lower-case letters, digits and underscores, and at most 60 of
    them. Signs that ASCII lacks, and what is beyond, are told apart by a digest.

    >>> slug("I think Haskell libraries are high quality.")
    'i_think_haskell_libraries_are_high_quality'
    """
    plain = unicodedata.normalize("NFKD", same(text)).encode("ascii", "ignore").decode()
    words = re.sub(r"[^a-z0-9]+", "_", plain.replace("'", "")).strip("_")
    words = words if words[:1].isalpha() else f"q_{words}".rstrip("_")
    if same(text).isascii() and len(words) <= _SLUG_LENGTH:
        return words
    digest = hashlib.sha256(same(text).encode()).hexdigest()[:8]
    return f"{words[: _SLUG_LENGTH - 9].rstrip('_')}_{digest}"
