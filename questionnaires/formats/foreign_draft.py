"""A question set as it grows while a file of another tool is read, with a remark on each part."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from analysis.instrument import PIPED_KINDS, Condition, Instrument, Item, Scale, ScaleKind, Section
from analysis.piping import plain_text
from analysis.scales import BUILT_IN
from questionnaires.formats.exchange import (
    Fate,
    Reading,
    Remark,
    reading_of,
    refuse_many,
    refuse_unfolded,
    unreadable,
)
from questionnaires.formats.exchange_parts import code_of, markup_of, plain_words
from questionnaires.formats.foreign_questions import Question, Wish, shown
from questionnaires.formats.foreign_scales import (
    LONGEST_LABEL,
    Answers,
    ScaleFound,
    Words,
    find_scale,
)

#: What a question set holds at most; see ``question_set.schema.json``.
_MOST_SECTIONS, _MOST_ITEMS, _MOST_SCALES, _MOST_LANGUAGES = 50, 200, 100, 50
_LONGEST_TITLE, _LONGEST_INTRO, _LONGEST_TEXT = 200, 1_000, 500
#: Stands where an answer would be repeated, until its author writes words.
WITHOUT_ANSWER = "…"


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question that was read: its item, and the codes of its answers by key."""

    item: Item
    codes: Mapping[str, str]


@dataclass(slots=True)
class _Part:
    """A section that is being filled."""

    code: str
    title: str
    intro: str
    is_shuffled: bool
    items: list[str] = field(default_factory=list)


#: Finds in a text where an answer is repeated, and gives the key of its question, or nothing.
Repeats = tuple[re.Pattern[str], Callable[[re.Match[str]], str]]


class Draft:
    """Collects sections and questions in the order of a file, and says what became of each."""

    def __init__(
        self, filename: str, tool: str, language: str = "en", repeats: Repeats | None = None
    ) -> None:
        self.filename = filename
        self.tool = tool
        self.language = language or "en"
        self.remarks: list[Remark] = []
        self._repeats = repeats
        self._title = self._description = ""
        self._parts: list[_Part] = []
        self._asked: dict[str, _Asked] = {}
        self._items: dict[str, Item] = {}
        self._scales: dict[tuple[object, ...], Scale] = {}
        self._translations: dict[str, dict[str, str]] = {}
        self._questions = self._letters = 0

    def kept(self, where: str, what: str) -> None:
        """Say that a part means here what it meant there."""
        self.remarks.append(Remark(where, Fate.KEPT, what))

    def changed(self, where: str, what: str, why: str) -> None:
        """Say that a part means something a little different now."""
        self.remarks.append(Remark(where, Fate.CHANGED, what, why))

    def dropped(self, where: str, what: str, why: str) -> None:
        """Say that a part is gone."""
        self.remarks.append(Remark(where, Fate.DROPPED, what, why))

    def settings(self, where: str, names: Iterable[str]) -> None:
        """Say that settings are gone which belong to the other tool alone."""
        if listed := ", ".join(shown(name) for name in names):
            self.dropped(where, f"settings {listed}", f"They belong to {self.tool} alone.")

    def words(self, where: str, text: str, others: Mapping[str, str] | None = None) -> Words:
        """A text without its markup, and in other languages."""
        if names := markup_of(text):
            self.changed(where, f"markup {names}", "Only the words of a text are read.")
        translated = {
            language: words
            for language, other in (others or {}).items()
            if language != self.language and (words := plain_words(other))
        }
        return Words(plain_words(text), translated)

    def begin(self, where: str, title: Words, description: Words | None = None) -> None:
        """The title of the whole, and what it is for."""
        self._title = self._cut(where, "title", title.text, _LONGEST_TITLE)
        if self._title:
            self.kept(where, f"title “{self._title}”")
            self._translate("title", title, _LONGEST_TITLE)
        text = description.text if description else ""
        self._description = self._cut(where, "description", text, _LONGEST_INTRO)
        if self._description and description:
            self.kept(where, f"description “{shown(self._description)}”")
            self._translate("description", description, _LONGEST_INTRO)

    def section(
        self, where: str, title: Words, intro: Words | None = None, *, is_shuffled: bool = False
    ) -> None:
        """Begin a section; questions that follow stand in it."""
        text = self._cut(where, "section title", title.text, _LONGEST_TITLE)
        if text:
            self.kept(where, f"section “{text}”")
        else:
            text = f"Part {len(self._parts) + 1}"
            self.changed(where, "section without a title", f"It is called “{text}”.")
        self._open(text, is_shuffled=is_shuffled)
        self._translate(f"sections.{self._parts[-1].code}.title", title, _LONGEST_TITLE)
        if is_shuffled:
            self.kept(where, "questions in a random order")
        if intro is not None and intro.text:
            self.introduce(where, intro, "text of the section")

    def _open(self, title: str, *, is_shuffled: bool = False) -> None:
        if len(self._parts) >= _MOST_SECTIONS:
            raise unreadable(
                self.filename,
                f"The file has more than {_MOST_SECTIONS} sections. Split it, or join some.",
            )
        code = code_of(title, {part.code for part in self._parts}, "part")
        self._parts.append(_Part(code, title, "", is_shuffled))

    def introduce(self, where: str, words: Words, what: str) -> None:
        """A text between questions, which becomes part of what its section says first."""
        if not words.text:
            self.dropped(where, what, "It has no words.")
            return
        if not self._parts:
            self._open(self._title or "Questions")
        part = self._parts[-1]
        joined = f"{part.intro} {words.text}".strip()
        if part.items or len(joined) > _LONGEST_INTRO:
            why = "Texts stand at the beginning of a section, of at most 1,000 letters in all."
            self.dropped(where, f"{what} “{shown(words.text)}”", why)
            return
        before, part.intro = part.intro, joined
        self.kept(where, f"{what} “{shown(words.text)}”")
        path = f"sections.{part.code}.intro"
        known = {one for one, texts in self._translations.items() if texts.get(path)}
        for language in sorted(known | set(words.others)):
            earlier = self._translations.get(language, {}).pop(path, "")
            text = words.others.get(language, "")
            if text and (earlier or not before):
                self._put(language, path, f"{earlier} {text}".strip(), _LONGEST_INTRO)
            else:
                why = "The text of the section is not all in that language."
                self.dropped(where, f"{what} in {language} “{shown(earlier or text)}”", why)

    def ask(self, question: Question) -> Item | None:
        """Add a question to the section that was begun last; ``None`` where it cannot be asked."""
        self._questions += 1
        refuse_many(self._questions, self.filename)
        self._letters += question.letters
        refuse_unfolded(self._letters, self.filename)
        where = question.where
        if not question.text.text:
            labels = (option.label.text for option in question.answers.options)
            listed = ", ".join((question.name, question.help.text, *labels))
            self.dropped(where, f"question {shown(listed)}", "It has no words.")
            return None
        text = self._repeating(where, "question", question.text)
        helped = self._repeating(where, "help", question.help)
        code = code_of(question.name or question.text.text, self._items, "item")
        found = find_scale(question.answers, code, [one.code for one in self._scales.values()])
        if found.scale is None:
            self.dropped(where, f"question “{shown(text.text)}”", "It has no answers to choose.")
            self._tell(where, question.answers, found)
            return None
        self.kept(where, f"question “{shown(text.text)}” as {code}")
        if question.name and code != question.name.casefold():
            self.changed(where, f"name {shown(question.name)}", f"Its code is {code}.")
        self._tell(where, question.answers, found)
        if helped.text:
            self.kept(where, f"help “{shown(helped.text)}”")
        if question.required:
            self.kept(where, "an answer is required")
        item = Item(
            code=code,
            text="",
            scale=self._shared(found.scale, found.translations),
            required=question.required,
            allows_na=found.allows_na,
            source=question.source,
            show_if=self._condition(where, question.shown_after),
        ).worded(text.text, helped.text)
        self._make_room()
        self._parts[-1].items.append(code)
        self._items[code] = item
        self._asked[question.key] = _Asked(item, found.codes)
        self._translate(f"items.{code}.text", text, _LONGEST_TEXT)
        self._translate(f"items.{code}.help", helped, _LONGEST_TEXT)
        return item

    def _make_room(self) -> None:
        """A section that takes one more question."""
        if not self._parts:
            self._open(self._title or "Questions")
        full = self._parts[-1]
        if len(full.items) >= _MOST_ITEMS:
            title = f"{full.title[: _LONGEST_TITLE - 12]} (continued)"
            self.changed(
                f"section “{full.title}”",
                f"section of more than {_MOST_ITEMS} questions",
                f"The others stand in “{title}”.",
            )
            self._open(title, is_shuffled=full.is_shuffled)

    def _tell(self, where: str, answers: Answers, found: ScaleFound) -> None:
        """What became of the answers."""
        spoken = {what for what, _why in (*found.changes, *found.losses)}
        named = [f"“{one.label.text}”" for one in answers.options] if found.codes else []
        kept = [one for one in named if f"answer {one}" not in spoken]
        if kept:
            self.kept(where, f"answers {', '.join(kept)}")
        if found.scale is not None and found.scale.numbers is not None:
            numbers = found.scale.numbers
            words = (f"“{one}”" for one in (numbers.unit, numbers.low, numbers.high) if one)
            ends = f"numbers {numbers.minimum:g} to {numbers.maximum:g}"
            self.kept(where, ", ".join((ends, *words)))
        elif found.scale is not None and not answers.options and not answers.is_guess:
            self.kept(where, f"answers on {found.scale.code}")
        for what, why in found.changes:
            self.changed(where, what, why)
        for what, why in found.losses:
            self.dropped(where, what, why)

    def _shared(self, scale: Scale, translations: Mapping[str, Mapping[str, str]]) -> Scale:
        """The scale, or the same one that an earlier question brought."""
        texts = tuple(
            (language, path.rpartition(".")[2], words)
            for language, paths in translations.items()
            for path, words in paths.items()
        )
        mark = (scale.kind, scale.options, scale.max_choices, scale.ranks, scale.numbers)
        is_built_in = scale.code in BUILT_IN
        key = (scale.code,) if is_built_in else (*mark, scale.max_length, texts)
        known = self._scales.get(key)
        if known is None or is_built_in:
            for language, paths in translations.items():
                for path, words in paths.items():
                    self._put(language, path, words, LONGEST_LABEL)
        if known is not None:
            return known
        self._scales[key] = scale
        if len(self._scales) > _MOST_SCALES:
            raise unreadable(
                self.filename,
                f"The questions have more than {_MOST_SCALES} different sets of answers, as many "
                "as a question set may have. Split the file.",
            )
        return scale

    def _condition(self, where: str, wish: Wish | None) -> Condition | None:
        """The condition, where the answers that it rests on are asked before."""
        if wish is None:
            return None
        what = f"condition {shown(wish.words or wish.question)}"
        asked = self._asked.get(wish.question)
        why = ""
        if asked is None:
            why = "That question is not asked before this one."
        elif asked.item.scale.kind is ScaleKind.TEXT or not wish.answers:
            why = "It does not rest on answers that can be chosen."
        elif asked.item.scale.kind is ScaleKind.RANKING and asked.item.scale.ranks is None:
            why = "Everybody ranks all of its options."
        elif any(key not in asked.codes for key in wish.answers):
            why = "An answer that it names is no option here."
        if why or asked is None:
            self.dropped(where, what, f"{why} The question is shown to everybody.")
            return None
        self.kept(where, what)
        return Condition(asked.item.code, frozenset(asked.codes[key] for key in wish.answers))

    def _repeating(self, where: str, what: str, words: Words) -> Words:
        """A text in which answers to earlier questions are repeated as our texts do it."""
        told: set[str] = set()
        text = self._with_places(where, what, words.text, told)
        others = {
            language: self._with_places(where, f"{what}, {language}", other, told)
            for language, other in words.others.items()
        }
        return Words(text, others)

    def _with_places(self, where: str, what: str, text: str, told: set[str]) -> str:
        pieces, end = [], 0
        pattern, key_of = self._repeats or (None, None)
        for place in pattern.finditer(text) if pattern else ():
            pieces.append(self._round(where, what, text[end : place.start()]))
            asked = self._asked.get(key_of(place)) if key_of else None
            is_asked = asked is not None and asked.item.scale.kind in PIPED_KINDS
            code = asked.item.code if asked is not None and is_asked else ""
            pieces.append(f"{{{code}|{WITHOUT_ANSWER}}}" if code else WITHOUT_ANSWER)
            why = (
                f"It repeats the answer to {code}. Write behind the bar what stands there "
                "without one."
                if code
                else f"It cannot be repeated; “{WITHOUT_ANSWER}” stands there. Write other words."
            )
            if place[0] not in told:
                told.add(place[0])
                self.changed(where, f"place {shown(place[0])} in the {what}", why)
            end = place.end()
        pieces.append(self._round(where, what, text[end:]))
        whole = "".join(pieces)
        if len(whole) <= _LONGEST_TEXT:
            return whole
        # Cut where nothing is repeated: half a place would be braces.
        plain = plain_text(whole)
        return self._cut(where, what, plain, _LONGEST_TEXT)

    def _round(self, where: str, what: str, text: str) -> str:
        """A text without braces, which would repeat an answer."""
        if "{" not in text and "}" not in text:
            return text
        self.changed(where, f"braces in the {what}", "They are round: braces repeat an answer.")
        return text.replace("{", "(").replace("}", ")")

    def _cut(self, where: str, what: str, text: str, most: int) -> str:
        if len(text) <= most:
            return text
        rest = text[most - 1 :]
        self.changed(where, what, f"It has at most {most} letters. Cut off: “…{shown(rest)}”")
        return text[: most - 1] + "…"

    def _translate(self, path: str, words: Words, most: int) -> None:
        for language, text in words.others.items():
            self._put(language, path, text, most)

    def _put(self, language: str, path: str, text: str, most: int) -> None:
        """A text in another language; the first one that is given for a path stays."""
        if language == self.language or not text:
            return
        cut = self._cut("translations", f"{language}, {path}", text, most)
        stays = self._translations.setdefault(language, {}).setdefault(path, cut)
        if stays != cut:
            why = f"“{shown(stays)}” stands there before, and a scale has one text."
            self.dropped("translations", f"{language}, {path}, “{shown(cut)}”", why)

    def reading(self) -> Reading:
        """What was read. Raises :class:`QuestionSetError` where nothing of it can be asked."""
        if not self._items:
            raise unreadable(self.filename, "No question of this file can be asked here.")
        parts = []
        for part in self._parts:
            if part.items:
                parts.append(part)
            else:
                why = "No question of it is left."
                self.dropped(f"section “{part.title}”", f"section “{part.title}”", why)
        languages = sorted(self._translations)
        for language in languages[_MOST_LANGUAGES:]:
            self.dropped("translations", f"language {language}", "There are too many languages.")
        code = code_of(self._title, {"import"}, "questions").replace("_", "-")
        instrument = Instrument(
            code=code,
            title=self._title or "Questions",
            description=self._description,
            language=self.language,
            sections=tuple(
                Section(part.code, part.title, tuple(part.items), part.intro, part.is_shuffled)
                for part in parts
            ),
            items=tuple(self._items[item] for part in parts for item in part.items),
            translations={one: self._translations[one] for one in languages[:_MOST_LANGUAGES]},
        )
        for language in instrument.translations:
            self.kept("translations", f"language {language}")
        return reading_of(instrument, self.remarks, self.filename)
