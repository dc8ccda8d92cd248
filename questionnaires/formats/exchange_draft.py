"""A question set in the making, from a file of another tool: part after part, with remarks."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from analysis.instrument import (
    PIPED_KINDS,
    Condition,
    Construct,
    Instrument,
    Item,
    Scale,
    ScaleKind,
    Section,
)
from analysis.piping import Piece, pieces_of, plain_text
from analysis.scales import BUILT_IN
from questionnaires.formats.exchange import (
    MOST_QUESTIONS,
    Reading,
    Remark,
    changed,
    dropped,
    kept,
    reading_of,
    refuse_many,
    refuse_unfolded,
    unreadable,
)
from questionnaires.formats.exchange_cells import Cells, number, truth
from questionnaires.formats.exchange_parts import code_of, markup_of, plain_words
from questionnaires.formats.question_set_checks import RESERVED_CODES
from questionnaires.formats.question_set_parts import one_line
from questionnaires.formats.question_set_schema import schema

LONGEST_TEXT, LONGEST_TITLE, LONGEST_INTRO = 500, 200, 1_000
#: What a section holds; and what a file may hold that asks nothing, pages and pictures.
MOST_ITEMS, MOST_SCALES, MOST_ELEMENTS = 200, 100, 5_000
#: What stands for an answer that is repeated, until its author writes the words.
NO_WORDS = "…"
_SHOWN = 80
_CODE = re.compile(r"[a-z][a-z0-9_]{0,59}")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


@dataclass(slots=True)
class _Part:
    code: str
    title: str
    intro: str = ""
    is_shuffled: bool = False
    items: list[str] = field(default_factory=list)
    #: Code and title of the section that goes on in this one, where one does.
    begun: tuple[str, str] = ("", "")


@dataclass(slots=True)
class Draft:
    """What was read so far. ``names`` leads from names in the file to codes of items, and
    ``answers`` from the code of an item to the options as the file names them."""

    filename: str
    code: str = ""
    title: str = ""
    description: str = ""
    language: str = "en"
    remarks: list[Remark] = field(default_factory=list)
    parts: list[_Part] = field(default_factory=list)
    items: dict[str, Item] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    answers: dict[str, dict[str, str]] = field(default_factory=dict)
    scales: dict[str, Scale] = field(default_factory=dict)
    constructs: dict[str, str] = field(default_factory=dict)
    texts: dict[str, dict[str, str]] = field(default_factory=dict)
    outcome: str = ""
    time_lost: str = ""
    #: Texts that a file holds word for word beside those that its tool shows, by language ("" is
    #: that of the file itself) and path.
    exact: dict[str, dict[str, str]] = field(default_factory=dict)
    _seen: int = 0
    _letters: int = 0
    _marked: set[Remark] = field(default_factory=set)

    def count(self) -> None:
        """Count a part of the file, whether or not it asks anything."""
        self._seen += 1
        refuse_many(self._seen - MOST_ELEMENTS + MOST_QUESTIONS, self.filename)

    def unfold(self, letters: int) -> None:
        """Count so many letters that stand once in the file and again at each question."""
        self._letters += letters
        refuse_unfolded(self._letters, self.filename)

    def words(self, text: str, path: str, language: str = "", *, where: str) -> str:
        """A text of the file without markup; word for word where it has not changed since."""
        words = plain_words(text)
        exact = self.exact.get(language, {}).get(path, "")
        shown = plain_words(plain_text(exact))
        # XLSForms take "${" for a reference, so that it is written there with a space.
        same = words in (shown, shown.replace("${", "$ {"))
        if exact and same:
            return exact
        if names := markup_of(text):
            found = changed(where, f"markup {names}", "only the words of a text are read.")
            if found not in self._marked:
                self._marked.add(found)
                self.remarks.append(found)
        return words

    def begin(self, name: str, title: str, *, where: str, code: str = "") -> _Part:
        """Begin a section."""
        title = self.fitting(one_line(title) or "Questions", LONGEST_TITLE, where, "title")
        taken = {part.code for part in self.parts}
        if not _CODE.fullmatch(code) or code in taken:
            code = code_of(name or title, taken, "section")
        if len(self.parts) >= MOST_QUESTIONS:
            raise unreadable(
                self.filename, f"The file has more than {MOST_QUESTIONS:,} sections. Split it."
            )
        self.parts.append(_Part(code, title, begun=(code, title)))
        return self.parts[-1]

    def new_code(self, name: str) -> str:
        """A code for an item: its name where that is a code already."""
        free = name not in self.items
        code = name if free and _CODE.fullmatch(name) else code_of(name, self.items, "item")
        refuse_many(len(self.items) + 1, self.filename)
        self.names.setdefault(name, code)
        return code

    def shelve(self, scale: Scale, where: str) -> Scale:
        """The scale; under another code where that code already stands for other answers."""
        found = self.scales.get(scale.code)
        if found is not None and found != scale:
            alike = (s for s in self.scales.values() if replace(s, code=scale.code) == scale)
            if (same := next(alike, None)) is not None:
                return same
            code = code_of(scale.code, {*self.scales, *BUILT_IN}, "scale")
            why = f"other answers have the name {scale.code} already; these are called {code}."
            self.remarks.append(changed(where, f"scale {scale.code}", why))
            scale = replace(scale, code=code)
        self.scales[scale.code] = scale
        if len(self.scales) > MOST_SCALES:
            raise unreadable(
                self.filename,
                f"The questions have more than {MOST_SCALES} different sets of answers, as many "
                "as a question set may have. Split the file.",
            )
        return scale

    def ask(self, item: Item, cells: Cells, options: Mapping[str, str] | None = None) -> Item:
        """Add an item to the section that was begun last."""
        options = options or {option.code: option.code for option in item.scale.options}
        self.items[item.code] = item
        self.answers[item.code] = dict(options)
        if not self.parts:
            self.begin("", self.title, where=cells.where)
        self._make_room()
        self.parts[-1].items.append(item.code)
        return item

    def _make_room(self) -> None:
        """A section that takes one more question."""
        full = self.parts[-1]
        if len(full.items) < MOST_ITEMS:
            return
        code, title = full.begun
        what = f"section of more than {MOST_ITEMS} questions"
        goes_on = f"{title[: LONGEST_TITLE - 12]} (continued)"
        why = f"the others stand in {goes_on!r}."
        self.remarks.append(changed(f"section {code}", what, why))
        part = self.begin(code, goes_on, where=f"section {code}")
        part.is_shuffled, part.begun = full.is_shuffled, full.begun

    def item_of(
        self,
        cells: Cells,
        *,
        code: str,
        text: str,
        help: str,  # noqa: A002 -- the name of the field
        scale: Scale,
        is_ours: bool,
        has_na: bool = False,
    ) -> Item:
        """An item with what its cells say. ``is_ours``: left out, N/A is offered as in our YAML.

        ``has_na``: it is offered whatever they say, since the file lists it with the answers.
        """
        text = self.fitting(text or code, LONGEST_TEXT, cells.where, "text")
        help = self.fitting(help, LONGEST_TEXT, cells.where, "help")  # noqa: A001
        offers_na = cells.take("na") != "off" if is_ours or cells.cells.get("na") else False
        if has_na and not offers_na:
            cells.give_back("na")
            offers_na = True
        described: dict[str, Any] = {
            name: self.tag(cells, name) for name in ("space", "devex", "dora")
        }
        for name in ("construct", "about"):
            described[name] = self.construct(cells, name)
        for name in ("required", "reverse", "attribute"):
            described[name] = self.flag(cells, name)
        wording = number(cells.take("wording") or "1")
        if not isinstance(wording, int) or not 1 <= wording <= 1_000:
            wording = 1
            cells.give_back("wording")
        for name in ("outcome", "time_lost"):
            if self.flag(cells, name):
                if getattr(self, name):
                    cells.give_back(name)
                else:
                    setattr(self, name, code)
        item = Item(
            code,
            "",
            scale,
            wording=wording,
            allows_na=offers_na
            or (scale.kind is ScaleKind.TEXT and not is_ours and not cells.cells.get("na")),
            source=self.fitting(cells.take("source"), LONGEST_TEXT, cells.where, "source"),
            **described,
        )
        return item.worded(
            self.mended(text, cells.where, "text"), self.mended(help, cells.where, "help")
        )

    def flag(self, cells: Cells, name: str) -> bool:
        """Whether a cell says yes; what says neither yes nor no is dropped."""
        found = truth(cells.take(name))
        if found is None:
            cells.give_back(name)
        return found is True

    def tag(self, cells: Cells, name: str) -> str | None:
        """A tag, where it is one that is known."""
        text = cells.take(name).lower()
        if text in schema()["$defs"]["item"]["properties"][name]["enum"]:
            return text
        cells.give_back(name)
        return None

    def construct(self, cells: Cells, name: str) -> str | None:
        """The construct that a cell names; a new one is listed, with its code for a title."""
        text = cells.take(name)
        if not text:
            return None
        code = text if _CODE.fullmatch(text) else code_of(text, (), "construct")
        self.constructs.setdefault(code, text)
        return code

    def condition(self, name: str, answers: Sequence[str]) -> Condition | None:
        """A condition on an earlier question, where ours can say it."""
        code = self.names.get(name, name)
        item = self.items.get(code)
        if item is None or not item.is_counted:
            return None
        if item.scale.places and item.scale.ranks is None:
            return None
        known = self.answers[code]
        chosen = frozenset(known[answer] for answer in answers if answer in known)
        able = all(re.fullmatch(r"[a-z0-9][a-z0-9_]*", answer) for answer in chosen)
        if not chosen or len(chosen) > 100 or not able or any(a not in known for a in answers):
            return None
        return Condition(code, chosen)

    def translate(self, language: str, path: str, text: str) -> None:
        """Keep a text in another language, where there is one."""
        if text and language and language != self.language:
            if path.startswith("items."):
                text = self.mended(text, f"language {language}", path)
            self.texts.setdefault(language, {})[path] = text

    def fitting(self, text: str, most: int, where: str, what: str) -> str:
        """The text, cut where it is longer than ours can be; what it was stands in the remark."""
        if len(text) <= most:
            return text
        self.remarks.append(
            changed(where, what, f"cut to {most} characters, from {text[: 4 * most]!r}.")
        )
        return one_line(text[: most - 1]) + "…"

    def mended(self, text: str, where: str, what: str) -> str:
        """The text, repeating no answers but those that ours can repeat."""
        pieces = pieces_of(text)
        if all(self._is_fine(piece) for piece in pieces):
            return text
        why = "it repeats what is no answer that can be repeated; its words stand there."
        self.remarks.append(changed(where, what, why))
        return "".join(map(self._mended, pieces)) or NO_WORDS

    def _is_fine(self, piece: Piece) -> bool:
        if not piece.item:
            return self._without_braces(piece.words) == piece.words
        item = self.items.get(piece.item)
        can = item is not None and not item.attribute and item.scale.kind in PIPED_KINDS
        return can and bool(piece.words)

    def _mended(self, piece: Piece) -> str:
        if not piece.item:
            return self._without_braces(piece.words)
        words = piece.words or NO_WORDS
        return f"{{{piece.item}|{words}}}" if self._is_fine(replace(piece, words=words)) else words

    def _without_braces(self, words: str) -> str:
        """Braces around the code of a question would be a mistake in our YAML."""
        return re.sub(
            r"\{([^{}|]*)\}", lambda at: f"({at[1]})" if at[1] in self.items else at[0], words
        )

    def told(self, cells: Cells, what: str) -> None:
        """Remark on all cells: those read were kept, and the others are gone."""
        if cells.taken:
            self.remarks.append(kept(cells.where, f"{what} ({', '.join(cells.taken)})"))
        for name, text in cells.left.items():
            shown = text if len(text) <= _SHOWN else text[:_SHOWN] + "…"
            why = f"{shown!r} says nothing that a question here can say."
            self.remarks.append(dropped(cells.where, name, why))

    def reading(self) -> Reading:
        """The question set, checked. Raises :class:`QuestionSetError`."""
        parts = [part for part in self.parts if part.items]
        if not parts:
            raise unreadable(self.filename, "The file has no question that can be asked here.")
        stem = re.sub(r"\.[A-Za-z0-9]{1,8}$", "", self.filename.replace("\\", "/").split("/")[-1])
        code = self.code or code_of(stem, RESERVED_CODES, "set").replace("_", "-")
        items = tuple(self.items[code] for part in parts for code in part.items)
        instrument = Instrument(
            code=code,
            title=self.fitting(self.title or stem or code, LONGEST_TITLE, "the file", "title"),
            sections=tuple(
                Section(p.code, p.title, tuple(p.items), p.intro, is_shuffled=p.is_shuffled)
                for p in parts
            ),
            items=items,
            constructs=tuple(
                Construct(code, title, tuple(i.code for i in items if i.construct == code))
                for code, title in self.constructs.items()
            ),
            language=self.language,
            description=self.fitting(self.description, LONGEST_INTRO, "the file", "description"),
            translations={
                lang: texts for lang, texts in self.texts.items() if _LANGUAGE.fullmatch(lang)
            },
            outcome=self.outcome,
            time_lost=self.time_lost,
        )
        reading = reading_of(instrument, (), self.filename)
        self.remarks += _lost_texts(self.texts, reading.instrument)
        return replace(reading, remarks=tuple(self.remarks))


def _lost_texts(texts: Mapping[str, Mapping[str, str]], read: Instrument) -> list[Remark]:
    return [
        dropped(f"language {language}", path, f"{text[:_SHOWN]!r} translates nothing that is here.")
        for language, found in texts.items()
        for path, text in found.items()
        if path not in read.translations.get(language, {})
    ]


@dataclass(slots=True)
class ExactTexts:
    """The texts that the markup of another tool, or its lack of piping, would change.

    ``plain`` gives what that tool shows; :meth:`Draft.words` finds the text again.
    """

    texts: dict[str, dict[str, str]] = field(default_factory=dict)

    def plain(self, text: str, path: str, language: str = "") -> str:
        """The text for the other tool."""
        shown = plain_text(text)
        if text and plain_words(shown) != text:
            self.keep(text, path, language)
        return shown

    def keep(self, text: str, path: str, language: str = "") -> None:
        """Keep a text that the other tool has no place for."""
        self.texts.setdefault(language, {})[path] = text


def translations_besides(instrument: Instrument, exact: ExactTexts, shown: Collection[str]) -> None:
    """Keep all translations whose paths the other tool has no place for."""
    for language, texts in instrument.translations.items():
        for path, text in texts.items():
            if path not in shown:
                exact.keep(text, path, language)


def losses_of(instrument: Instrument, tool: str, *, na: bool = True) -> list[Remark]:
    """What every other tool does otherwise, told item by item."""
    remarks = []
    for item in instrument.items:
        where, scale = f"question {item.code}", item.scale
        if na and item.allows_na and item.is_counted:
            why = f"{tool} offers no “Not applicable” with it; Candor reads that it does."
            remarks.append(changed(where, "na", why))
        if item.repeats:
            why = f"{tool} shows the words behind the bar; Candor reads the answer back."
            remarks.append(changed(where, "repeated answer", why))
        if scale.favourable or item.reverse:
            why = f"{tool} does not score answers; Candor reads it back."
            remarks.append(changed(where, "good and bad answers", why))
    return remarks
