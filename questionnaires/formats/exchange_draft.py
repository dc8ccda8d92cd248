"""A question set in the making, from a file of another tool: part after part, with remarks.

The one builder of all readers. It keeps to what a question set can hold, and says of each part
what became of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from analysis.instrument import (
    Condition,
    Construct,
    Instrument,
    Item,
    Scale,
    ScaleKind,
    Section,
)
from analysis.scales import BUILT_IN
from questionnaires.formats.exchange import (
    ANSWER_COSTS,
    MOST_QUESTIONS,
    Reading,
    Remark,
    dropped,
    reading_of,
    refuse_many,
    refuse_unfolded,
    unreadable,
)
from questionnaires.formats.exchange_answers import (
    MOST_OPTIONS,
    Answers,
    ScaleFound,
    Words,
    find_scale,
)
from questionnaires.formats.exchange_parts import code_of
from questionnaires.formats.exchange_questions import Question, Wish, shown
from questionnaires.formats.exchange_texts import (
    LONGEST_INTRO,
    LONGEST_TITLE,
    DraftTexts,
    Repeats,
)
from questionnaires.formats.question_set_checks import RESERVED_CODES
from questionnaires.formats.question_set_parts import one_line

#: What a question set holds at most; and what a file may hold that asks nothing, such as pictures.
MOST_SECTIONS, MOST_ITEMS, MOST_SCALES, MOST_LANGUAGES, MOST_ELEMENTS = 50, 200, 100, 50, 5_000
_UNTITLED = "Questions"
_CODE = re.compile(r"[a-z][a-z0-9_]{0,59}")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")

#: Labels of a scale in other languages: by language, by the code of the option.
Labels = Mapping[str, Mapping[str, str]]


@dataclass(slots=True)
class Part:
    """A section that is being filled. ``begun``: code and title of the one that goes on in it."""

    code: str
    title: str
    intro: str = ""
    is_shuffled: bool = False
    items: list[str] = field(default_factory=list)
    begun: tuple[str, str] = ("", "")


class Draft(DraftTexts):
    """Collects sections and questions in the order of a file.

    ``answers`` leads from the code of an item to its options by the names that the file has for
    them.
    """

    def __init__(
        self,
        filename: str,
        tool: str = "",
        language: str = "en",
        repeats: Repeats | None = None,
        remarks: Iterable[Remark] = (),
    ) -> None:
        super().__init__(filename, tool, language, repeats)
        self.remarks += remarks
        self.code = self.title = self.description = ""
        self.outcome = self.time_lost = ""
        self.parts: list[Part] = []
        self.answers: dict[str, dict[str, str]] = {}
        self.scales: dict[str, Scale] = {}
        self.constructs: dict[str, str] = {}
        self._alike: dict[object, Scale] = {}
        self._unasked: Remark | None = None
        self._seen = self._questions = self._letters = 0

    def count(self) -> None:
        """Count a part of the file, whether or not it asks anything."""
        self._seen += 1
        refuse_many(self._seen - MOST_ELEMENTS + MOST_QUESTIONS, self.filename)

    def unfold(self, letters: int, answers: int) -> None:
        """Count so much that stands once in the file and again at each question."""
        self._letters += letters + answers * ANSWER_COSTS
        refuse_unfolded(self._letters, self.filename)

    def not_asked(self, where: str, what: str, why: str) -> None:
        """Say that a question is gone, with all that it offers."""
        self.dropped(where, what, why)
        self._unasked = self._unasked or self.remarks[-1]

    def entitle(self, where: str, title: Words, about: Words | None = None) -> None:
        """The title of the whole, and what it is for."""
        self.title = self.fitting(title.text, LONGEST_TITLE, where, "title")
        if self.title:
            self.kept(where, f"title “{self.title}”")
            self.translate_all("title", title)
        if about is not None and about.text:
            self.description = self.fitting(about.text, LONGEST_INTRO, where, "description")
            self.kept(where, f"description “{shown(self.description)}”")
            self.translate_all("description", about)

    def begin(self, name: str, title: str, *, where: str, code: str = "") -> Part:
        """Begin a section; questions that follow stand in it."""
        title = self.fitting(one_line(title) or _UNTITLED, LONGEST_TITLE, where, "title")
        taken = {part.code for part in self.parts}
        if not _CODE.fullmatch(code) or code in taken:
            code = code_of(name or title, taken, "section")
        if len(self.parts) >= MOST_QUESTIONS:
            message = f"The file has more than {MOST_QUESTIONS:,} sections. Split it."
            raise unreadable(self.filename, message)
        self.parts.append(Part(code, title, begun=(code, title)))
        return self.parts[-1]

    def section(
        self, where: str, title: Words, intro: Words | None = None, *, is_shuffled: bool = False
    ) -> None:
        """Begin a section of which the file tells title and text."""
        text = title.text
        if not text:
            text = f"Part {len(self.parts) + 1}"
            self.changed(where, "section without a title", f"It is called “{text}”.")
        part = self.begin("", text, where=where)
        part.is_shuffled = is_shuffled
        if title.text:
            self.kept(where, f"section “{part.title}”")
        self.translate_all(f"sections.{part.code}.title", title)
        if is_shuffled:
            self.kept(where, "questions in a random order")
        if intro is not None and intro.text:
            self.introduce(where, intro, "text of the section")

    def introduce(self, where: str, words: Words, what: str) -> None:
        """A text between questions, which becomes part of what its section says first."""
        if not words.text:
            self.dropped(where, what, "It has no words.")
            return
        if not self.parts:
            self.begin("", self.title, where=where)
        part = self.parts[-1]
        joined = f"{part.intro} {words.text}".strip()
        if part.items or len(joined) > LONGEST_INTRO:
            why = "Texts stand at the beginning of a section, of at most 1,000 letters in all."
            self.dropped(where, f"{what} “{shown(words.text)}”", why)
            return
        before, part.intro = part.intro, joined
        self.kept(where, f"{what} “{shown(words.text)}”")
        path = f"sections.{part.code}.intro"
        known = {language for language, texts in self.texts.items() if texts.get(path)}
        for language in sorted(known | set(words.others)):
            earlier = self.texts.get(language, {}).pop(path, "")
            text = words.others.get(language, "")
            if text and (earlier or not before):
                self.translate(language, path, f"{earlier} {text}".strip())
            else:
                why = "The text of the section is not all in that language."
                self.dropped(where, f"{what} in {language} “{shown(earlier or text)}”", why)

    def new_code(self, name: str, key: str = "") -> str:
        """A code for an item that the file calls ``name``, and refers to by ``key``."""
        free = name not in self.items
        code = name if free and _CODE.fullmatch(name) else code_of(name, self.items, "item")
        refuse_many(len(self.items) + 1, self.filename)
        self.names.setdefault(key or name, code)
        return code

    def shelve(
        self, scale: Scale, where: str, labels: Labels | None = None, *, is_named: bool = False
    ) -> Scale:
        """The scale, or the same one that an earlier question brought.

        ``is_named``: its code is that of the file, and kept where no other answers have it.
        """
        labels = labels or {}
        if BUILT_IN.get(scale.code) == scale:
            return self._keep(scale, labels)
        mark = (replace(scale, code="scale"), _listed(labels))
        known = self._alike.get(mark)
        if known is not None and not (is_named and known.code != scale.code):
            return known
        found = self.scales.get(scale.code)
        if (found or scale) != scale or (scale.code in BUILT_IN and not is_named):
            if known is not None:
                return known
            code = code_of(scale.code, {*self.scales, *BUILT_IN}, "scale")
            if is_named:
                why = f"other answers have the name {scale.code} already; these are called {code}."
                self.changed(where, f"scale {scale.code}", why)
            scale = replace(scale, code=code)
        self._alike.setdefault(mark, scale)
        return self._keep(scale, labels)

    def _keep(self, scale: Scale, labels: Labels) -> Scale:
        self.scales[scale.code] = scale
        if len(self.scales) > MOST_SCALES:
            raise unreadable(
                self.filename,
                f"The questions have more than {MOST_SCALES} different sets of answers, as many "
                "as a question set may have. Split the file.",
            )
        for language, texts in labels.items():
            for option, text in texts.items():
                self.translate(language, f"scales.{scale.code}.options.{option}", text)
        return scale

    def condition(self, name: str, answers: Sequence[str]) -> Condition | str:
        """A condition on an earlier question, or why ours cannot say it."""
        item = self.items.get(self.names.get(name, name))
        if item is None:
            return "That question is not asked before this one."
        if not item.is_counted or not answers:
            return "It does not rest on answers that can be chosen."
        if item.scale.kind is ScaleKind.RANKING and item.scale.ranks is None:
            return "Everybody ranks all of its options."
        known = self.answers[item.code]
        if any(answer not in known for answer in answers):
            return "An answer that it names is no option here."
        chosen = frozenset(known[answer] for answer in answers)
        if len(chosen) > 100 or not all(re.fullmatch(r"[a-z0-9][a-z0-9_]*", a) for a in chosen):
            return "It names answers that a condition cannot."
        return Condition(item.code, chosen)

    def add(self, item: Item, answers: Mapping[str, str], where: str) -> Item:
        """Add an item to the section that was begun last."""
        self.items[item.code] = item
        self.answers[item.code] = dict(answers)
        if not self.parts:
            self.begin("", self.title, where=where)
        self._make_room()
        self.parts[-1].items.append(item.code)
        return item

    def _make_room(self) -> None:
        """A section that takes one more question."""
        full = self.parts[-1]
        if len(full.items) < MOST_ITEMS:
            return
        code, title = full.begun
        goes_on = f"{title[: LONGEST_TITLE - 12]} (continued)"
        what = f"section of more than {MOST_ITEMS} questions"
        self.changed(f"section “{full.title}”", what, f"The others stand in “{goes_on}”.")
        part = self.begin(code, goes_on, where=f"section “{full.title}”")
        part.is_shuffled, part.begun = full.is_shuffled, full.begun

    def ask(self, question: Question) -> Item | None:
        """Add a question as its file tells it; ``None`` where it cannot be asked."""
        self._questions += 1
        refuse_many(self._questions, self.filename)
        self.unfold(question.letters, min(len(question.answers.options), MOST_OPTIONS))
        where = question.where
        if not question.text.text:
            labels = (option.label.text for option in question.answers.options)
            listed = ", ".join((question.name, question.help.text, *labels))
            self.not_asked(where, f"question {shown(listed)}", "It has no words.")
            return None
        text = self.repeating(where, "question", question.text)
        helped = self.repeating(where, "help", question.help)
        code = code_of(question.name or question.text.text, self.items, "item")
        found = find_scale(question.answers, code, self.scales)
        if found.scale is None:
            self.not_asked(where, f"question “{shown(text.text)}”", "It has no answers to choose.")
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
            scale=self.shelve(found.scale, where, found.labels),
            required=question.required,
            allows_na=found.allows_na,
            source=question.source,
            show_if=self._shown_after(where, question.shown_after),
        ).worded(
            self.item_text(text.text, where, "question"),
            self.item_text(helped.text, where, "help"),
        )
        self.names[question.key] = code
        self.translate_all(f"items.{code}.text", text)
        self.translate_all(f"items.{code}.help", helped)
        return self.add(item, found.codes, where)

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

    def _shown_after(self, where: str, wish: Wish | None) -> Condition | None:
        """The condition, where the answers that it rests on are asked before."""
        if wish is None:
            return None
        what = f"condition {shown(wish.words or wish.question)}"
        found = self.condition(wish.question, wish.answers)
        if isinstance(found, str):
            self.dropped(where, what, f"{found} The question is shown to everybody.")
            return None
        self.kept(where, what)
        return found

    def reading(self) -> Reading:
        """The question set, checked. Raises :class:`QuestionSetError`."""
        parts = [part for part in self.parts if part.items]
        if not parts:
            first = f" The first one, {shown(str(self._unasked))}" if self._unasked else ""
            message = f"The file has no question that can be asked here.{first}"
            raise unreadable(self.filename, message)
        if len(parts) > MOST_SECTIONS:
            message = f"The file has more than {MOST_SECTIONS} sections. Split it, or join some."
            raise unreadable(self.filename, message)
        titles = set() if self.tool else {self.title, _UNTITLED, *(part.title for part in parts)}
        for part in self.parts:
            if not part.items and (part.title not in titles or part.intro):
                what = f"section “{part.title}”"
                intro = f" Its intro: “{shown(part.intro)}”" if part.intro else ""
                self.dropped(what, what, f"No question of it is left.{intro}")
        instrument = self._instrument(parts)
        for language in instrument.translations if self.tool else ():
            self.kept("translations", f"language {language}")
        reading = reading_of(instrument, (), self.filename)
        self.remarks += _lost_texts(self.texts, reading.instrument)
        return replace(reading, remarks=tuple(self.remarks))

    def _instrument(self, parts: Sequence[Part]) -> Instrument:
        for language, exact in self.exact.items():
            for path, text in exact.items():
                has_place = path.startswith("items.") or not text  # these come with their questions
                if language and language != self.language and not has_place:
                    self.texts.setdefault(language, {}).setdefault(path, text)
        stem = re.sub(r"\.[A-Za-z0-9]{1,8}$", "", self.filename.replace("\\", "/").split("/")[-1])
        title = self.title or stem or "Questions"
        named = title if self.tool else stem
        items = tuple(self.items[code] for part in parts for code in part.items)
        spoken = [language for language in self.texts if _LANGUAGE.fullmatch(language)]
        if self.tool:
            spoken.sort()
        return Instrument(
            code=self.code or code_of(named, RESERVED_CODES, "set").replace("_", "-"),
            title=self.fitting(title, LONGEST_TITLE, "the file", "title"),
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
            translations={language: self.texts[language] for language in spoken[:MOST_LANGUAGES]},
            outcome=self.outcome,
            time_lost=self.time_lost,
        )


def _listed(labels: Labels) -> tuple[tuple[str, str, str], ...]:
    return tuple(
        (lang, code, text) for lang, texts in labels.items() for code, text in texts.items()
    )


def _lost_texts(texts: Mapping[str, Mapping[str, str]], read: Instrument) -> list[Remark]:
    return [
        dropped(f"language {language}", path, f"{shown(text)!r} translates nothing that is here.")
        for language, found in texts.items()
        for path, text in found.items()
        if path not in read.translations.get(language, {})
    ]
