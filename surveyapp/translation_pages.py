"""The texts of a version beside those of another language, and what is missing or older there."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from analysis.instrument import Instrument
from questionnaires.formats.question_set_drafts import SCALES, SET, Outdated, texts_by_group
from questionnaires.models import QuestionSetVersion
from questionnaires.queries.question_sets import outdated_translations
from surveyapp.language_names import language_name


@dataclass(frozen=True, slots=True)
class Pair:
    """A text and its translation; ``made_of`` is the text that an older translation was made of."""

    path: str
    kind: str
    text: str
    words: str
    made_of: str

    @property
    def is_open(self) -> bool:
        """Whether somebody has to look at it."""
        return not self.words or bool(self.made_of)


@dataclass(frozen=True, slots=True)
class Group:
    """The texts of a section, of the set, or of its scales."""

    name: str
    title: str
    pairs: tuple[Pair, ...]


@dataclass(frozen=True, slots=True)
class Tongue:
    """A language, and how many of its texts are missing, and older than their text."""

    code: str
    name: str
    missing: int
    outdated: int


@dataclass(frozen=True, slots=True)
class SideBySide:
    """All that ``overviews/translations.html`` shows."""

    version: QuestionSetVersion
    instrument: Instrument
    tongues: tuple[Tongue, ...]
    tongue: Tongue | None
    groups: tuple[Group, ...]
    texts: int
    is_filtered: bool

    @property
    def view(self) -> str:
        """What forms say of where they were opened."""
        if self.tongue is None:
            return "translations"
        return f"translations:{self.tongue.code}{':open' if self.is_filtered else ''}"


def side_by_side(
    version: QuestionSetVersion, language: str = "", *, only_open: bool = False
) -> SideBySide | None:
    """A version beside one of its languages, the first unless told; ``None``: it has not that."""
    instrument, outdated = version.instrument, outdated_translations(version)
    if language and language not in instrument.translations:
        return None
    groups = texts_by_group(instrument)
    tongues = tongues_of(instrument, outdated, groups)
    tongue = next((t for t in tongues if not language or t.code == language), None)
    shown: list[Group] = []
    if tongue is not None:
        words = instrument.translations[tongue.code]
        older = outdated.get(tongue.code, {})
        for name, texts in groups.items():
            pairs = tuple(
                Pair(path, _kind_of(path), text, words.get(path, ""), older.get(path, ""))
                for path, text in texts.items()
            )
            pairs = tuple(pair for pair in pairs if pair.is_open or not only_open)
            if pairs:
                shown.append(Group(name, title_of_group(instrument, name), pairs))
    return SideBySide(
        version=version,
        instrument=instrument,
        tongues=tongues,
        tongue=tongue,
        groups=tuple(shown),
        texts=sum(len(texts) for texts in groups.values()),
        is_filtered=only_open,
    )


def tongues_of(
    instrument: Instrument, outdated: Outdated, groups: dict[str, dict[str, str]] | None = None
) -> tuple[Tongue, ...]:
    """The languages of a version besides its own."""
    if not instrument.translations:
        return ()
    known = {path for texts in (groups or texts_by_group(instrument)).values() for path in texts}
    return tuple(
        Tongue(code, language_name(code), len(known - words.keys()), len(outdated.get(code, {})))
        for code, words in sorted(instrument.translations.items())
    )


def title_of_group(instrument: Instrument, name: str) -> str:
    """What a group of texts is called."""
    if name in (SET, SCALES):
        return _("Answers") if name == SCALES else _("The set")
    return next(s.title for s in instrument.sections if name == f"section-{s.code}")


def _kind_of(path: str) -> str:
    """What a text is, by its path."""
    kind, _dot, rest = path.partition(".")
    last = rest.rpartition(".")[2] or kind
    match kind, last:
        case "items", "text":
            return _("Question")
        case "items", _:
            return _("Sentence below it")
        case "scales", "unit":
            return _("Unit")
        case "scales", _:
            return _("Answer")
        case _, "intro":
            return _("Introduction")
        case "constructs", _:
            return _("Construct")
        case _, "description":
            return _("Description")
        case _:
            return _("Title")
